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
    net::TcpStream,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use process::{
    Installation, Server,
    clinic::{self, PASSWORD},
    http::{head, read_answer},
};
use serde_json::Value;

const PATIENTS: usize = 6;
const DOCTORS: usize = 2;

/// Sessions of the patients, and times that were free when they were asked for.
struct Clinic {
    cookies: Vec<String>,
    slots: Vec<(i64, String)>,
}

fn clinic(server: &Server) -> Clinic {
    let port = server.port();
    let admin = clinic::sign_in(port, "ada", PASSWORD);
    let doctors = clinic::add_doctors(port, &admin, DOCTORS);
    let patients = 0..PATIENTS;
    let cookies =
        patients.map(|number| clinic::register(port, &format!("patient{number}")).cookie());
    let slots = doctors.into_iter().flat_map(|doctor| {
        let starts = clinic::free_times(port, doctor, 28).into_iter();
        starts.map(move |start| (doctor, start))
    });
    Clinic {
        cookies: cookies.collect(),
        slots: slots.collect(),
    }
}

#[test]
fn answered_bookings_survive_a_kill() {
    let home = Installation::new();
    clinic::make_admin(&home);
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
                        let body = clinic::booking(*doctor, start).to_string();
                        let Some(answer) =
                            running.try_request("POST", "/api/appointments", Some(cookie), &body)
                        else {
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
        let found = server
            .get(&format!("/api/appointments/{id}"), Some(&admin))
            .value();
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
    clinic::make_admin(&home);
    let mut server = Server::start(&home, &["serve"]);

    let body = clinic::registration("rosa").to_string();
    let (first, rest) = body.as_bytes().split_at(20);
    let mut stream = begin(&server, "/api/register", body.len());
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
    let mut stream = begin(&server, "/api/login", 1000);
    stream.write_all(b"{").unwrap();
    server.terminate();
}

/// Sends the head of a POST, and waits until the server waits for its body: it is under way.
fn begin(server: &Server, path: &str, length: usize) -> TcpStream {
    let mut stream = server.connect().unwrap();
    let head = head("POST", path, None, length);
    stream
        .write_all(format!("{head}Expect: 100-continue\r\n\r\n").as_bytes())
        .unwrap();
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}
