//! What the server has answered survives its sudden death, and a request under way survives its
//! orderly stop.
#![cfg(feature = "server")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod process;

use std::{
    collections::HashSet,
    io::{Read as _, Write as _},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use process::{
    Installation, Server,
    http::{self, Answer, head, read_answer},
};
use serde_json::Value;

const PASSWORD: &str = "seven quiet herons";
const ADMIN: [&str; 6] = [
    "admin",
    "create",
    "--username",
    "ada",
    "--full-name",
    "Ada Admin",
];
const PATIENTS: usize = 6;
const DOCTORS: usize = 2;

/// Sessions of the patients, and times that were free when they were asked for.
struct Clinic {
    cookies: Vec<String>,
    slots: Vec<(i64, String)>,
}

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

fn clinic(server: &Server) -> Clinic {
    let admin = server.sign_in("ada", PASSWORD);
    for number in 0..DOCTORS {
        let doctor = format!(
            r#"{{"username":"doctor{number}","password":"{PASSWORD}","full_name":"Dr {number}","specialization":"Cardiology"}}"#
        );
        json(&server.post("/api/admin/doctors", Some(&admin), &doctor));
    }
    let cookies = (0..PATIENTS)
        .map(|number| {
            let patient = registration(&format!("patient{number}"));
            let registered = server.post("/api/register", None, &patient);
            assert_eq!(registered.status, 200, "{}", registered.body);
            registered.cookie()
        })
        .collect();
    let today = jiff::Timestamp::now()
        .in_tz("Europe/London")
        .unwrap()
        .date();
    let (from, to) = (
        today.tomorrow().unwrap(),
        today.saturating_add(jiff::Span::new().days(28)),
    );
    let doctors: Vec<i64> = http::field(&json(&server.get("/api/doctors", None)), "id");
    let slots = doctors
        .iter()
        .flat_map(|doctor| {
            let free = json(&server.get(
                &format!("/api/doctors/{doctor}/slots?from={from}&to={to}"),
                None,
            ));
            let starts: Vec<String> = http::field(&free, "starts_at");
            starts.into_iter().map(|start| (*doctor, start))
        })
        .collect();
    Clinic { cookies, slots }
}

fn registration(username: &str) -> String {
    format!(
        r#"{{"username":"{username}","password":"{PASSWORD}","full_name":"Pat {username}","contact_number":"+44 20 7946 0100"}}"#
    )
}

#[test]
fn answered_bookings_survive_a_kill() {
    let home = Installation::new();
    assert_eq!(
        home.run_with_input(&ADMIN, &format!("{PASSWORD}\n")).code,
        0
    );
    let mut server = Server::start(&home, &["serve"]);
    let Clinic { cookies, slots } = clinic(&server);
    assert!(slots.len() > 400, "{}", slots.len());
    let mut answered: Vec<i64> = Vec::new();
    let mut refused = 0;

    // Each round, all patients reach for the same times, and the server dies amid their calls.
    for slots in slots.chunks(slots.len() / 3).take(3) {
        let (tell, told) = mpsc::channel();
        let running = &server;
        thread::scope(|scope| {
            for (number, cookie) in cookies.iter().enumerate() {
                let tell = tell.clone();
                scope.spawn(move || {
                    for (doctor, start) in slots.iter().skip(number % 3) {
                        let body = format!(r#"{{"doctor_id":{doctor},"starts_at":"{start}","reason":"A check-up"}}"#);
                        let Some(answer) = running.try_request("POST", "/api/appointments", Some(cookie), &body) else {
                            return;
                        };
                        tell.send(answer).unwrap();
                    }
                });
            }
            drop(tell);
            let mut booked = 0;
            for answer in told {
                match answer.status {
                    200 => {
                        answered.push(
                            serde_json::from_str::<Value>(&answer.body).unwrap()["id"]
                                .as_i64()
                                .unwrap(),
                        );
                        booked += 1;
                    }
                    409 => refused += 1,
                    status => panic!("{status}: {}", answer.body),
                }
                if booked == 30 {
                    running.kill();
                }
            }
            assert!(booked >= 30, "only {booked} bookings");
        });
        drop(server);
        server = Server::start(&home, &["serve"]);
    }
    assert!(refused > 0, "nobody met anybody");

    let admin = server.sign_in("ada", PASSWORD);
    let unique: HashSet<i64> = answered.iter().copied().collect();
    assert_eq!(
        unique.len(),
        answered.len(),
        "one booking was answered twice"
    );
    for id in unique {
        let found = json(&server.get(&format!("/api/appointments/{id}"), Some(&admin)));
        assert_eq!(found["status"], "booked", "{id}");
    }
    server.terminate();
    let checked = home.run(&["check"]);
    assert_eq!(checked.code, 0, "{}", checked.output);
    let written = process::text(&home, "SELECT count(*) FROM appointments")
        .parse::<usize>()
        .unwrap();
    // What was cut off may or may not have been written; each call under way is one at most.
    assert!(
        (answered.len()..=answered.len() + 3 * PATIENTS).contains(&written),
        "{written} of {}",
        answered.len()
    );
}

#[test]
fn a_request_under_way_is_finished_before_the_server_stops() {
    let home = Installation::new();
    assert_eq!(
        home.run_with_input(&ADMIN, &format!("{PASSWORD}\n")).code,
        0
    );
    let mut server = Server::start(&home, &["serve"]);

    let body = registration("rosa");
    let (first, rest) = body.as_bytes().split_at(20);
    let mut stream = server.connect().unwrap();
    let head = head("POST", "/api/register", None, body.len());
    stream
        .write_all(format!("{head}Expect: 100-continue\r\n\r\n").as_bytes())
        .unwrap();
    // The server says "continue" when it waits for the body: the request is under way.
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(first).unwrap();

    let asked = Instant::now();
    server.ask_to_stop();
    while server.connect().is_ok() {
        assert!(asked.elapsed() < Duration::from_secs(5), "it still listens");
        thread::sleep(Duration::from_millis(10));
    }
    stream.write_all(rest).unwrap();
    let answer = read_answer(&mut stream).expect("an answer");
    assert_eq!(answer.status, 200, "{}", answer.body);
    server.wait_for_end(asked);

    let server = Server::start(&home, &["serve"]);
    server.sign_in("rosa", PASSWORD);
    server.terminate();
    assert_eq!(home.run(&["check"]).code, 0);
}

#[test]
fn a_connection_that_never_ends_does_not_keep_the_server() {
    let home = Installation::new();
    let server = Server::start(&home, &["serve"]);
    let mut stream = server.connect().unwrap();
    let head = head("POST", "/api/login", None, 1000);
    stream
        .write_all(format!("{head}\r\n{{").as_bytes())
        .unwrap();
    server.terminate();
}
