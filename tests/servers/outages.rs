//! Servers that die or stop, and a database that goes away for a while: nothing that was
//! acknowledged is lost or done twice, and whoever is left goes on.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    group::{Group, cluster, lines, until_none},
    process::{
        Installation, Server,
        clinic::{self, PASSWORD},
        cluster::Cluster,
        http::{self, Answer},
    },
};

/// A clinic in which patients book one time after another.
struct Stream {
    patients: Vec<String>,
    slots: Vec<(i64, String)>,
    /// What was answered: the appointments by their ids, and everything else.
    booked: Mutex<BTreeMap<i64, String>>,
    others: Mutex<Vec<Answer>>,
    over: AtomicBool,
}

impl Stream {
    fn new(port: u16, patients: usize) -> Self {
        let admin = clinic::sign_in(port, "ada", PASSWORD);
        let doctors = clinic::add_doctors(port, &admin, 2);
        let patients = (0..patients)
            .map(|number| clinic::register(port, &format!("patient{number}")).cookie());
        let slots = doctors.into_iter().map(|doctor| {
            let starts = clinic::free_times(port, doctor, 60).into_iter();
            starts.map(move |start| (doctor, start)).collect::<Vec<_>>()
        });
        Self {
            patients: patients.collect(),
            slots: slots.collect::<Vec<_>>().concat(),
            booked: Mutex::default(),
            others: Mutex::default(),
            over: AtomicBool::new(false),
        }
    }

    /// Each patient books, in an order of their own, until it is over; `meanwhile` says when.
    fn run(&self, port: u16, meanwhile: impl FnOnce()) {
        thread::scope(|scope| {
            for (number, patient) in self.patients.iter().enumerate() {
                scope.spawn(move || {
                    let turns = (number * 7..).step_by(11);
                    for turn in turns.take_while(|_| !self.over.load(SeqCst)) {
                        let (doctor, start) = &self.slots[turn % self.slots.len()];
                        let booking = clinic::booking(*doctor, start).to_string();
                        let answer =
                            http::ask(port, "POST", "/api/appointments", Some(patient), &booking);
                        self.note(answer);
                    }
                });
            }
            meanwhile();
            self.over.store(true, SeqCst);
        });
    }

    fn note(&self, answer: Option<Answer>) {
        // A connection that broke.
        let Some(answer) = answer else { return };
        if answer.status != 200 {
            return self.others.lock().unwrap().push(answer);
        }
        let booked = answer.value();
        let start = booked["starts_at"].as_str().unwrap().to_owned();
        let twice = self
            .booked
            .lock()
            .unwrap()
            .insert(booked["id"].as_i64().unwrap(), start);
        assert_eq!(twice, None, "answered twice: {booked}");
    }

    /// Waits until so many more bookings have been answered.
    fn wait_for(&self, bookings: usize) {
        let (begun, before) = (Instant::now(), self.answered());
        while self.answered() < before + bookings {
            assert!(
                begun.elapsed() < Duration::from_secs(40),
                "{:?}",
                self.others.lock().unwrap().last()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn answered(&self) -> usize {
        self.booked.lock().unwrap().len()
    }

    /// All that was answered is in the database, as it was answered; gives how much more there is.
    fn compare(&self, home: &Installation) -> usize {
        let found = lines(
            home,
            "SELECT id || ' ' || starts_at AS line FROM appointments WHERE status = 'booked'",
        );
        let booked = self.booked.lock().unwrap();
        for (id, start) in &*booked {
            let start: jiff::Timestamp = start.parse().unwrap();
            let line = format!("{id} {}", start.as_second());
            assert!(found.contains(&line), "lost: {line}");
        }
        found.len() - booked.len()
    }

    /// Everything else that was answered is this.
    fn others_are(&self, expected: impl Fn(&Answer) -> bool) {
        for answer in &*self.others.lock().unwrap() {
            assert!(expected(answer), "{answer:?}");
        }
    }
}

fn taken(answer: &Answer) -> bool {
    answer.status == 409
}

fn away(answer: &Answer) -> bool {
    answer.status == 503 && answer.header("retry-after").is_some()
}

#[test]
fn a_killed_server_takes_nothing_with_it() {
    let mut group = Group::start(&cluster().make_database("killed"));
    let stream = Stream::new(group.port(), 12);
    let home = &group.homes[0];
    let victim = group.servers.remove(1);
    stream.run(group.balancer.port(), || {
        stream.wait_for(60);
        victim.kill();
        until_none(
            home,
            "SELECT CAST(state AS TEXT) AS line FROM pg_stat_activity WHERE application_name = 'two'",
            Duration::from_secs(10),
        );
        stream.wait_for(60);
    });
    drop(victim);
    stream.others_are(taken);
    // Each patient had at most one call under way at the server that died.
    let more = stream.compare(home);
    assert!(
        more <= stream.patients.len(),
        "{more} more than was answered"
    );
    // It comes back as if nothing had been.
    let home = &group.homes[1];
    group.servers.insert(1, Server::start(home, &["serve"]));
    for server in &group.servers {
        assert_eq!(server.get("/api/me", Some(&stream.patients[0])).status, 200);
    }
    group.end();
}

#[test]
fn servers_live_through_a_restart_and_a_crash_of_postgresql() {
    // It is gone for a while, which others would not like.
    let cluster = Cluster::start();
    let group = Group::start(&cluster.make_database("clinic"));
    let stream = Stream::new(group.port(), 12);
    stream.run(group.port(), || {
        stream.wait_for(40);
        cluster.restart();
        stream.wait_for(40);
        cluster.crash();
        stream.wait_for(40);
        cluster.stop();
        let one = &group.servers[0];
        let patient = Some(stream.patients[0].as_str());
        thread::scope(|scope| {
            // Longer than anybody waits for a connection.
            scope.spawn(|| {
                assert_eq!(one.get("/readyz", None).status, 503);
                assert_eq!(one.get("/healthz", None).status, 200);
            });
            for path in ["/api/me", "/api/doctors", "/doctors", "/appointments"] {
                scope.spawn(move || {
                    let answer = one.get(path, patient);
                    assert!(away(&answer), "{path}: {answer:?}");
                });
            }
        });
        cluster.restart();
        stream.wait_for(40);
    });
    stream.others_are(|answer| taken(answer) || away(answer));
    assert!(stream.others.lock().unwrap().iter().any(away));
    // What was answered with 503 may have been done: one call each, at each of three times.
    let more = stream.compare(&group.homes[0]);
    assert!(
        more <= 3 * stream.patients.len(),
        "{more} more than was answered"
    );
    for server in &group.servers {
        assert_eq!(server.get("/readyz", None).status, 200);
        let cookie = clinic::sign_in(server.port(), "patient0", PASSWORD);
        assert_eq!(server.get("/api/me", Some(&cookie)).status, 200);
        assert_eq!(server.get("/api/me", Some(&stream.patients[0])).status, 200);
    }
    group.end();
}

#[test]
fn what_is_queued_when_a_server_is_asked_to_stop_is_done() {
    for home in [
        Installation::new(),
        Installation::at(&cluster().make_database("stopped")),
    ] {
        clinic::make_admin(&home);
        let mut server = Server::start(&home, &["serve"]);
        let stream = Stream::new(server.port(), 24);
        let mut asked = Instant::now();
        stream.run(server.port(), || {
            stream.wait_for(40);
            asked = Instant::now();
            server.ask_to_stop();
            server.wait_for_end(asked);
        });
        stream.others_are(|answer| taken(answer) || away(answer));
        // Nothing was done that was not answered: nobody was cut off.
        assert_eq!(stream.compare(&home), 0, "done and not answered");
        let checked = home.run(&["check"]);
        assert_eq!(checked.code, 0, "{}{}", checked.output, checked.error);
    }
}

#[test]
fn a_server_stops_in_time_while_the_database_is_away() {
    let cluster = Cluster::start();
    let home = Installation::at(&cluster.make_database("away"));
    clinic::make_admin(&home);
    let mut server = Server::start(&home, &["serve"]);
    let patient = clinic::register(server.port(), "rosa").cookie();
    // Each refused access is written behind the answer; the last ones are left over.
    for turn in 0..60 {
        if turn == 50 {
            cluster.stop();
        }
        let _ = server.try_request("GET", "/api/audit", Some(&patient), "");
    }
    let asked = Instant::now();
    server.ask_to_stop();
    server.wait_for_end(asked);
}
