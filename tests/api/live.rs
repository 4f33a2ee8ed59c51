//! Live boards: what anyone does reaches whoever may see it, and nobody else.

use std::time::{Duration, Instant};

use anteroom::{
    desk::model::Board,
    encounters::model::Stage,
    live::model::{Message, Sequence},
    server::schema::users,
};
use diesel::{connection::SimpleConnection as _, prelude::*};
use jiff::SignedDuration;
use serde_json::json;
use tokio::{runtime::Handle, task::block_in_place};

use crate::{
    common::{Client, TestApp, Visit},
    screens,
    socket::{Live, Socket},
};

const TODAY: &str = "/api/live?date=2026-11-23";

fn cookie(client: &Client) -> String {
    format!("anteroom={}", client.cookie().unwrap())
}

/// The board of a day as this client gets it.
fn load(client: &Client, date: &'static str) -> impl Fn() -> Board + use<> {
    let client = client.clone();
    move || {
        let path = format!("/api/desk?date={date}");
        let board = block_in_place(|| Handle::current().block_on(client.get(&path)));
        serde_json::from_value(board.expect(200).json()).unwrap()
    }
}

/// A board of a day that this client keeps open.
fn open(port: u16, client: &Client, date: &'static str) -> Live {
    Live::open(port, &cookie(client), load(client, date))
}

fn connect(port: u16, client: &Client, path: &str) -> Result<Socket, u16> {
    Socket::open(port, path, Some(&cookie(client)), None)
}

/// Today's board of this client, which has been greeted.
#[track_caller]
fn watch(port: u16, client: &Client) -> Socket {
    let mut socket = connect(port, client, TODAY).unwrap();
    assert!(matches!(socket.next().unwrap()[..], [Message::Hello(_)]));
    socket
}

/// Lets time pass until something is so.
#[track_caller]
fn wait_until(so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !so() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it is not so");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The settings change as by another program.
fn change_settings(app: &TestApp, what: &str) {
    let change = format!("UPDATE clinic SET {what}, version = version + 1");
    app.connect().batch_execute(&change).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_anyone_does_reaches_every_board_of_the_day() {
    let app = TestApp::new();
    let (desk, admin, okafor) = (
        app.front_desk().await,
        app.admin().await,
        app.doctor("okafor").await,
    );
    let rosa = app.patient("rosa").await;
    let server = app.listen().await;
    let day = "2026-11-24";
    let mut boards =
        [&desk.client, &admin.client, &okafor.client].map(|client| open(server.port, client, day));
    let mut agree = |what: &str| {
        for board in &mut boards {
            board.settle();
        }
        let visits = boards.each_ref().map(|live| live.board.visits.clone());
        assert!(visits.windows(2).all(|two| two[0] == two[1]), "{what}");
        visits[0].clone()
    };
    // A patient at home.
    let body =
        json!({"doctor_id": okafor.id, "starts_at": "2026-11-24T10:00:00Z", "reason": "a cough"});
    let id = rosa
        .post("/api/appointments", body)
        .await
        .expect(200)
        .json()["id"]
        .clone();
    let seen = agree("booked");
    assert_eq!((seen.len(), json!(seen[0].id)), (1, id.clone()));
    // The front desk, for somebody else.
    let ravi = app.patient_record("Ravi Iyer", None).await;
    let body =
        json!({"doctor_id": okafor.id, "patient_id": ravi, "starts_at": "2026-11-24T11:00:00Z"});
    desk.post("/api/appointments", body).await.expect(200);
    assert_eq!(agree("booked by the desk").len(), 2);
    // The doctor cancels one.
    let path = format!("/api/appointments/{id}/cancel");
    okafor
        .post(&path, json!({"reason": "away"}))
        .await
        .expect(200);
    assert_eq!(agree("cancelled")[0].stage, Stage::Cancelled);
    // An admin moves the other to another day: it is gone.
    let path = format!("/api/appointments/{}/reschedule", agree("as before")[1].id);
    let body = json!({"starts_at": "2026-11-25T11:00:00Z"});
    admin.post(&path, body).await.expect(200);
    assert_eq!(agree("moved").len(), 1);
    // The patient has another name.
    let details = json!({"full_name": "Rosa Lind", "contact_number": "+44 117 496 0101"});
    rosa.post("/api/account", details).await.expect(200);
    assert_eq!(agree("renamed")[0].patient_name, "Rosa Lind");
    // Another program on the same database.
    diesel::sql_query("UPDATE appointments SET reason = 'a cold', version = version + 1")
        .execute(&mut app.connect())
        .unwrap();
    assert_eq!(agree("changed from outside")[0].reason, "a cold");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_steps_of_a_visit_are_seen_at_once_and_settings_have_it_loaded_again() {
    let app = TestApp::new();
    let (desk, admin, okafor) = (
        app.front_desk().await,
        app.admin().await,
        app.doctor("okafor").await,
    );
    let rosa = app.patient("rosa").await;
    let id = app
        .visit(Visit::new(&rosa, &okafor, "2026-11-23T09:00:00Z"))
        .await;
    let server = app.listen().await;
    let mut board = open(server.port, &desk, "2026-11-23");
    let path = format!("/api/appointments/{id}/stage");
    for (who, stage) in [
        (&desk.client, Stage::Arrived),
        (&okafor.client, Stage::CheckedIn),
        (&okafor.client, Stage::InProgress),
    ] {
        who.post(&path, json!({"stage": stage.key()}))
            .await
            .expect(200);
        board.until(|live| live.board.visits[0].stage == stage);
    }
    let path = format!("/api/appointments/{id}/undo");
    okafor.post(&path, json!({})).await.expect(200);
    board.until(|live| live.board.visits[0].stage == Stage::CheckedIn);
    assert_eq!(board.reloads, 0);

    let path = format!("/api/doctors/{}/exceptions", okafor.id);
    let time_off = json!({"kind": "away", "from_day": "2026-11-23", "from_time": "14:00", "to_day": "2026-11-23", "to_time": "16:00"});
    admin.post(&path, time_off).await.expect(200);
    board.until(|live| !live.board.doctors[0].exceptions.is_empty());
    assert!(board.reloads > 0);
    board.settle();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_kept_for_patients_is_on_every_board_until_it_is_booked_or_over() {
    let app = TestApp::new();
    let (desk, okafor, moreau) = (
        app.front_desk().await,
        app.doctor("okafor").await,
        app.doctor("moreau").await,
    );
    let (rosa, ravi) = (app.patient("rosa").await, app.patient("ravi").await);
    let server = app.listen().await;
    let day = "2026-11-24";
    let mut board = open(server.port, &desk, day);
    let mut own = open(server.port, &okafor, day);
    let mut others = open(server.port, &moreau, day);
    let mut kept = |count: usize| {
        for live in [&mut board, &mut own, &mut others] {
            live.settle();
        }
        assert_eq!(board.board.holds.len(), count);
        assert_eq!(own.board.holds, board.board.holds);
        assert_eq!(others.board.holds, [], "another doctor's");
        board.board.holds.clone()
    };
    let ten = json!({"doctor_id": okafor.id, "starts_at": "2026-11-24T10:00:00Z"});
    let hold = rosa.post("/api/holds", ten).await.expect(200).json();
    let seen = kept(1);
    assert_eq!(json!(seen[0].id), hold["id"]);
    assert_eq!(json!(seen[0].starts_at), hold["starts_at"]);
    assert_eq!(json!(seen[0].expires_at), hold["expires_at"]);
    assert!(!seen[0].offered);
    // For longer.
    app.pass(SignedDuration::from_mins(2));
    let extend = format!("/api/holds/{}/extend", hold["id"]);
    let longer = rosa.post(&extend, json!({})).await.expect(200).json();
    assert_eq!(json!(kept(1)[0].expires_at), longer["expires_at"]);
    // Booked: it is a visit now.
    let body =
        json!({"doctor_id": okafor.id, "starts_at": "2026-11-24T10:00:00Z", "reason": "a cough"});
    rosa.post("/api/appointments", body).await.expect(200);
    kept(0);
    // Given back.
    let eleven = json!({"doctor_id": okafor.id, "starts_at": "2026-11-24T11:00:00Z"});
    let hold = ravi.post("/api/holds", eleven.clone()).await.expect(200);
    kept(1);
    let release = format!("/api/holds/{}/release", hold.json()["id"]);
    ravi.post(&release, json!({})).await.expect(200);
    kept(0);
    // Over, though nobody has swept it away.
    ravi.post("/api/holds", eleven).await.expect(200);
    kept(1);
    app.pass(SignedDuration::from_mins(6));
    let loaded = block_in_place(load(&desk, day));
    assert_eq!(loaded.holds, []);
    anteroom::server::serve::sweep_once(&app.state)
        .await
        .unwrap();
    kept(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_doctor_is_told_of_own_visits_only() {
    let app = TestApp::new();
    let (okafor, moreau) = (app.doctor("okafor").await, app.doctor("moreau").await);
    let (rosa, ravi) = (app.patient("rosa").await, app.patient("ravi").await);
    let server = app.listen().await;
    let mut socket = watch(server.port, &okafor);
    let others = app
        .visit(Visit::new(&rosa, &moreau, "2026-11-23T09:00:00Z"))
        .await;
    assert!(matches!(socket.next().unwrap()[..], [Message::Gone(_, id)] if id == others));
    let own = app
        .visit(Visit::new(&ravi, &okafor, "2026-11-23T09:00:00Z"))
        .await;
    let told = socket.next().unwrap();
    assert!(
        matches!(&told[..], [Message::Visit(_, visit)] if visit.id == own && visit.patient_name == "Pat ravi"),
        "{told:?}"
    );
    // Of another day's too, since a doctor's page shows who comes next; the front desk is not.
    let mut desk = watch(server.port, &app.front_desk().await.client);
    let tomorrow = app
        .visit(Visit::new(&ravi, &okafor, "2026-11-24T09:00:00Z"))
        .await;
    let told = socket.next().unwrap();
    assert!(
        matches!(&told[..], [Message::Visit(_, visit)] if visit.id == tomorrow),
        "{told:?}"
    );
    assert!(matches!(desk.next().unwrap()[..], [Message::Gone(_, id)] if id == tomorrow));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_may_not_watch_is_refused_before_there_is_a_connection() {
    let app = TestApp::new();
    let (desk, rosa) = (app.front_desk().await, app.patient("rosa").await);
    let server = app.listen().await;
    let refused = |client: Option<&Client>, path: &str, origin: Option<&str>| {
        let cookie = client.map(cookie);
        Socket::open(server.port, path, cookie.as_deref(), origin).err()
    };
    assert_eq!(refused(None, TODAY, None), Some(401));
    assert_eq!(refused(Some(&rosa), TODAY, None), Some(403));
    assert_eq!(refused(Some(&desk), "/api/live?date=soon", None), Some(422));
    // A page of another site in the browser of somebody at the desk.
    for foreign in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        assert_eq!(
            refused(Some(&desk), TODAY, Some(foreign)),
            Some(403),
            "{foreign}"
        );
    }
    let ours = format!("http://127.0.0.1:{}", server.port);
    assert_eq!(refused(Some(&desk), TODAY, Some(&ours)), None);
    assert_eq!(refused(Some(&desk), "/api/live", None), None);
    // A request that is none for a connection.
    desk.get(TODAY).await.refused(400, "malformed");
}

/// The connection ends with a word.
#[track_caller]
fn signed_out(socket: Socket) {
    let (messages, code) = socket.rest();
    assert_eq!((messages.last(), code), (Some(&Message::SignedOut), 1008));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_ends_with_the_right_to_it() {
    let app = TestApp::new();
    let (admin, desk, okafor) = (
        app.admin().await,
        app.front_desk().await,
        app.doctor("okafor").await,
    );
    let server = app.listen().await;
    let watch = |client: &Client| watch(server.port, client);
    let mut other = watch(&admin);
    // Logged out; two boards of one session, and another session that goes on.
    let two = [watch(&desk), watch(&desk)];
    desk.post("/api/logout", json!({})).await.expect(200);
    two.into_iter().for_each(signed_out);
    // A new password.
    desk.log_in("desk").await.expect(200);
    let socket = watch(&desk);
    let path = format!("/api/admin/users/{}/reset-password", desk.user_id);
    admin.post(&path, json!({})).await.expect(200);
    signed_out(socket);
    // The account is disabled.
    let socket = watch(&okafor);
    let path = format!("/api/admin/users/{}/disable", okafor.user_id);
    admin.post(&path, json!({})).await.expect(200);
    signed_out(socket);
    // Whoever still may is told of it, since a doctor is gone, and of what comes after.
    assert!(matches!(other.next().unwrap()[..], [Message::Gone(_, 0)]));
    assert!(matches!(other.next().unwrap()[..], [Message::Reload(_)]));
    app.visit(Visit::new(
        &app.patient("rosa").await,
        &okafor,
        "2026-11-23T09:00:00Z",
    ))
    .await;
    assert!(matches!(other.next().unwrap()[..], [Message::Visit(..)]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_role_and_too_long_a_rest_end_a_connection_too() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let server = app.listen().await;
    // Nobody says so: it is looked at.
    let socket = connect(server.port, &desk, TODAY).unwrap();
    app.db(|conn| {
        diesel::update(users::table.filter(users::username.eq("desk")))
            .set(users::role.eq("patient"))
            .execute(conn)
    })
    .await;
    signed_out(socket);
    app.db(|conn| {
        diesel::update(users::table)
            .set(users::role.eq("admin"))
            .execute(conn)
    })
    .await;
    let socket = connect(server.port, &desk, TODAY).unwrap();
    app.pass(SignedDuration::from_mins(31));
    signed_out(socket);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn opening_a_connection_is_no_use_of_the_session() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let server = app.listen().await;
    app.pass(SignedDuration::from_mins(20));
    let socket = watch(server.port, &desk);
    // What is written behind an answer has been written.
    app.db(|_| Ok(())).await;
    app.pass(SignedDuration::from_mins(10));
    signed_out(socket);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_that_comes_back_has_missed_nothing() {
    let app = TestApp::new();
    let (desk, okafor) = (app.front_desk().await, app.doctor("okafor").await);
    let rosa = app.patient("rosa").await;
    let server = app.listen().await;
    let mut board = open(server.port, &desk, "2026-11-23");
    let mut other = open(server.port, &okafor, "2026-11-23");
    let cookie = cookie(&desk);
    let visit = |start| {
        let visit = Visit::new(&rosa, &okafor, start);
        block_in_place(|| Handle::current().block_on(app.visit(visit)))
    };
    board.away(server.port, &cookie, || {
        for start in ["2026-11-23T09:00:00Z", "2026-11-23T10:00:00Z"] {
            visit(start);
        }
        other.until(|live| live.board.visits.len() == 2);
    });
    board.settle();
    assert_eq!(board.board.visits.len(), 2);
    assert_eq!(board.reloads, 0, "what it missed was told");
    // Nobody was there, so that nothing was kept: it loads again.
    drop(other);
    wait_until(|| app.state.boards.open() == 1);
    let before = app.state.boards.sequence();
    board.away(server.port, &cookie, || {
        wait_until(|| app.state.boards.open() == 0);
        visit("2026-11-23T11:00:00Z");
        wait_until(|| app.state.boards.sequence() != before);
    });
    board.settle();
    assert_eq!((board.board.visits.len(), board.reloads), (3, 1));
    // What another server counted says nothing here.
    let path = format!("{TODAY}&epoch=elsewhere&number=1");
    let mut socket = connect(server.port, &desk, &path).unwrap();
    let here = app.state.boards.sequence();
    let elsewhere = Sequence {
        epoch: "elsewhere".to_owned(),
        number: 1,
    };
    assert_ne!(here, elsewhere);
    assert_eq!(socket.next().unwrap(), [Message::Hello(here)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stops_says_so() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let server = app.listen().await;
    let sockets = [(); 3].map(|()| connect(server.port, &desk, TODAY).unwrap());
    assert!(app.state.boards.close().await, "all of them in time");
    for socket in sockets {
        let (messages, code) = socket.rest();
        assert!(!messages.contains(&Message::SignedOut), "{messages:?}");
        assert_eq!(code, 1012);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_is_told_what_happens_while_it_waits_for_its_turn_to_load() {
    const BOARDS: usize = 80;
    let app = TestApp::new();
    let (desk, okafor) = (app.front_desk().await, app.doctor("okafor").await);
    let rosa = app.patient("rosa").await;
    let server = app.listen().await;
    let mut boards: Vec<Socket> = (0..BOARDS).map(|_| watch(server.port, &desk)).collect();
    let before = app.state.boards.sequence().number;
    change_settings(&app, "name = 'Harbour House'");
    // Counted at once by all of them, so that what follows is next.
    for board in &mut boards {
        let told = board.next().unwrap();
        assert!(
            matches!(&told[..], [Message::Gone(at, 0)] if at.number == before + 1),
            "{told:?}"
        );
    }
    let id = app
        .visit(Visit::new(&rosa, &okafor, "2026-11-23T09:00:00Z"))
        .await;
    // They load within so many fiftieths of a second; few of them have by now.
    let mut heard = 0;
    for board in &mut boards {
        match &board.next().unwrap()[..] {
            [Message::Visit(at, visit)] if visit.id == id => {
                assert_eq!(at.number, before + 2);
                assert!(matches!(board.next().unwrap()[..], [Message::Reload(_)]));
                heard += 1;
            }
            [Message::Reload(_)] => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(heard > BOARDS / 8, "{heard} of {BOARDS}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_is_not_older_than_the_sequence_it_comes_with() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let load = load(&desk, "2026-11-23");
    assert_eq!(load().noshow_minutes, 20);
    // Nobody has told this server, which keeps the settings for a while.
    change_settings(&app, "noshow_minutes = 7");
    assert_eq!(load().noshow_minutes, 7);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn boards_load_again_where_it_cannot_be_read_what_changed() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let server = app.listen().await;
    let mut board = watch(server.port, &desk);
    let mut database = app.connect();
    let tell = if app.state.db.url().is_shared() {
        "SELECT pg_notify('anteroom_boards', 'appointment 1')"
    } else {
        "INSERT INTO board_changes (what, which) VALUES ('appointment', 1)"
    };
    database
        .batch_execute("ALTER TABLE undos RENAME TO mislaid")
        .unwrap();
    database.batch_execute(tell).unwrap();
    assert!(matches!(board.next().unwrap()[..], [Message::Gone(_, 0)]));
    assert!(matches!(board.next().unwrap()[..], [Message::Reload(_)]));
    // And it goes on from there.
    database
        .batch_execute("ALTER TABLE mislaid RENAME TO undos")
        .unwrap();
    database.batch_execute(tell).unwrap();
    assert!(matches!(board.next().unwrap()[..], [Message::Gone(_, 1)]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_told_nothing_hears_that_the_server_is_there() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let (token, _) = screens::link(&app, "waiting-room").await;
    let server = app.listen().await;
    let mut board = watch(server.port, &desk);
    let path = format!("/api/waiting-room/{token}/live");
    let mut screen = Socket::open(server.port, &path, None, None).unwrap();
    for socket in [&mut screen, &mut board] {
        let told = socket.next().unwrap();
        assert!(matches!(told[..], [Message::Hello(_)]), "{told:?}");
    }
}
