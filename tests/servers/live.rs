//! Live boards at several servers on one database.

use std::time::{Duration, Instant};

use anteroom::{desk::model::Board, live::model::Message};
use diesel::connection::SimpleConnection as _;
use serde_json::json;

use crate::{
    group::{Group, cluster},
    process::{
        Installation, Server,
        clinic::{self, PASSWORD},
        cluster::Cluster,
        http,
        socket::{Live, Socket},
    },
};

/// A board of a day at one server.
fn open(server: &Server, cookie: &str, date: &str) -> Live {
    let (port, owner, path) = (
        server.port(),
        cookie.to_owned(),
        format!("/api/desk?date={date}"),
    );
    Live::open(port, cookie, move || -> Board {
        let answer = http::ask(port, "GET", &path, Some(&owner), "").expect("an answer");
        serde_json::from_value(answer.value()).unwrap()
    })
}

/// What is told next, but for the greeting and that the server is there.
#[track_caller]
fn news(board: &mut Socket) -> Vec<Message> {
    let begun = Instant::now();
    loop {
        let told = board.next().unwrap();
        if !matches!(told[..], [Message::Hello(_)]) {
            return told;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(40),
            "there is no news"
        );
    }
}

#[test]
fn what_happens_at_one_server_is_seen_at_all_of_them() {
    let group = Group::start(&cluster().make_database("live"));
    let admin = clinic::sign_in(group.port(), "ada", PASSWORD);
    let doctors = clinic::add_doctors(group.port(), &admin, 2);
    let patient = clinic::register(group.port(), "rosa").cookie();
    let times = clinic::free_times(group.port(), doctors[0], 20);
    let day = times[0][..10].to_owned();
    let times: Vec<_> = times
        .into_iter()
        .filter(|time| time.starts_with(&day))
        .collect();
    let mut boards: Vec<Live> = group
        .servers
        .iter()
        .map(|server| open(server, &admin, &day))
        .collect();
    for (turn, time) in times.iter().take(6).enumerate() {
        // Each server in turn.
        let booking = clinic::booking(doctors[0], time);
        let port = group.servers[turn % 3].port();
        clinic::post(port, "/api/appointments", Some(&patient), &booking).value();
        for board in &mut boards {
            board.settle();
            assert_eq!(board.board.visits.len(), turn + 1);
        }
    }
    // What servers listen with is lost: they notice, and boards load again.
    let reloads: Vec<usize> = boards.iter().map(|board| board.reloads).collect();
    group.homes[0]
        .connect()
        .batch_execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND query LIKE 'LISTEN%'",
        )
        .unwrap();
    let booking = clinic::booking(doctors[1], &times[6]);
    clinic::post(group.port(), "/api/appointments", Some(&patient), &booking).value();
    for (board, before) in boards.iter_mut().zip(reloads) {
        board.until(|live| live.reloads > before);
        board.settle();
        assert_eq!(board.board.visits.len(), 7);
    }
    let booking = clinic::booking(doctors[1], &times[7]);
    clinic::post(group.port(), "/api/appointments", Some(&patient), &booking).value();
    for board in &mut boards {
        board.settle();
        assert_eq!(board.board.visits.len(), 8);
    }
    group.end();
}

#[test]
fn logging_out_at_one_server_closes_boards_at_the_others() {
    let group = Group::start(&cluster().make_database("leaving"));
    let [one, other] = [(); 2].map(|()| clinic::sign_in(group.port(), "ada", PASSWORD));
    let watch = |at: usize, cookie: &str| {
        let port = group.servers[at].port();
        Socket::open(port, "/api/live", Some(cookie), None).unwrap()
    };
    let boards = [1, 2].map(|at| watch(at, &one));
    let mut stays = watch(1, &other);
    let port = group.servers[0].port();
    clinic::post(port, "/api/logout", Some(&one), &json!({})).value();
    for board in boards {
        let (messages, code) = board.rest();
        assert_eq!((messages.last(), code), (Some(&Message::SignedOut), 1008));
    }
    // The other session of the same account is told what happens, as before.
    clinic::add_doctors(port, &other, 1);
    assert!(matches!(news(&mut stays)[..], [Message::Gone(..)]));
    group.end();
}

#[test]
fn boards_load_again_when_the_database_is_lost_and_when_it_is_back() {
    let cluster = Cluster::start();
    let home = Installation::at(&cluster.make_database("lost"));
    clinic::make_admin(&home);
    let server = Server::start(&home, &["serve"]);
    let admin = clinic::sign_in(server.port(), "ada", PASSWORD);
    let mut board = Socket::open(server.port(), "/api/live", Some(&admin), None).unwrap();
    let mut told_to_load = || {
        let told = news(&mut board);
        assert!(matches!(told[..], [Message::Reload(_)]), "{told:?}");
    };
    cluster.stop();
    told_to_load();
    assert_eq!(server.get("/api/desk", Some(&admin)).status, 503);
    cluster.restart();
    told_to_load();
    assert_eq!(server.get("/api/desk", Some(&admin)).status, 200);
    server.terminate();
}

#[test]
fn open_boards_do_not_keep_a_server_from_stopping() {
    let home = Installation::new();
    clinic::make_admin(&home);
    let mut server = Server::start(&home, &["serve"]);
    let admin = clinic::sign_in(server.port(), "ada", PASSWORD);
    let path = "/api/live";
    let boards = [(); 5].map(|()| {
        Socket::open(server.port(), path, Some(&admin), None)
            .ok()
            .unwrap()
    });
    let asked = Instant::now();
    server.ask_to_stop();
    server.wait_for_end(asked);
    // Running requests would have had eight seconds.
    assert!(
        asked.elapsed() < Duration::from_secs(7),
        "{:?}",
        asked.elapsed()
    );
    for board in boards {
        assert_eq!(board.rest().1, 1012);
    }
}
