//! Live boards at several servers on one database.

use std::time::{Duration, Instant};

use anteroom::desk::model::Board;
use diesel::connection::SimpleConnection as _;

use crate::{
    group::{Group, cluster},
    process::{
        Installation, Server,
        clinic::{self, PASSWORD},
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
    assert!(
        asked.elapsed() < Duration::from_secs(4),
        "{:?}",
        asked.elapsed()
    );
    for board in boards {
        assert_eq!(board.rest().1, 1012);
    }
}
