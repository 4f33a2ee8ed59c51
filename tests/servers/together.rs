//! What several servers must agree on: sessions, slots, counted attempts, the first administrator
//! and the settings.

use std::{sync::Barrier, thread};

use serde_json::json;

use crate::{
    group::{Group, cluster, installations, lines, statuses},
    process::{
        clinic::{self, PASSWORD},
        http::{self, Answer},
    },
};

/// Everybody asks at the same moment.
fn at_once<T: Sync>(askers: &[T], ask: impl Fn(&T) -> Answer + Sync) -> Vec<Answer> {
    let (barrier, ask) = (Barrier::new(askers.len()), &ask);
    thread::scope(|scope| {
        let asking = askers.iter().map(|asker| {
            let barrier = &barrier;
            scope.spawn(move || {
                barrier.wait();
                ask(asker)
            })
        });
        let asking: Vec<_> = asking.collect();
        asking
            .into_iter()
            .map(|asking| asking.join().unwrap())
            .collect()
    })
}

/// Two journeys and a race in one clinic.
#[test]
fn sessions_slots_and_settings_are_everybodys() {
    let group = Group::start(&cluster().make_database("together"));
    let port = group.port();
    let admin = clinic::sign_in(port, "ada", PASSWORD);
    let doctors = clinic::add_doctors(port, &admin, 2);
    a_patients_journey(&group, doctors[0]);
    the_race_for_a_slot(&group, doctors[0]);
    settings_are_seen_at_once(&group, &admin, doctors[1]);
    group.end();
}

/// Each request is another connection, and goes to another server.
fn a_patients_journey(group: &Group, doctor: i64) {
    let (port, before) = (group.port(), group.balancer.taken());
    let rosa = clinic::register(port, "rosa").cookie();
    let rosa = Some(rosa.as_str());
    assert_eq!(
        clinic::get(port, "/api/me", rosa).value()["username"],
        "rosa"
    );
    let start = &clinic::free_times(port, doctor, 7)[3];
    let booked = clinic::post(
        port,
        "/api/appointments",
        rosa,
        &clinic::booking(doctor, start),
    )
    .value();
    assert_eq!(
        (&booked["status"], &booked["starts_at"]),
        (&"booked".into(), &start.as_str().into())
    );
    assert!(!clinic::free_times(port, doctor, 7).contains(start));
    for mine in group.each("/api/appointments/mine", rosa) {
        assert_eq!(mine.value()["upcoming"][0]["id"], booked["id"]);
    }
    let path = format!("/api/appointments/{}/cancel", booked["id"]);
    let cancelled = clinic::post(port, &path, rosa, &json!({"version": 1})).value();
    assert_eq!(cancelled["status"], "cancelled");
    for server in &group.servers {
        assert!(clinic::free_times(server.port(), doctor, 7).contains(start));
    }
    let again = clinic::post(port, &path, rosa, &json!({}));
    assert_eq!((again.status, again.code().as_str()), (409, "conflict"));

    let elsewhere = clinic::sign_in(port, "rosa", PASSWORD);
    assert_eq!(
        clinic::post(port, "/api/logout", rosa, &json!({})).status,
        200
    );
    assert_eq!(statuses(&group.each("/api/me", rosa)), [401; 3]);
    assert_eq!(statuses(&group.each("/api/me", Some(&elsewhere))), [200; 3]);
    let change = json!({"current_password": PASSWORD, "new_password": "eight quiet herons"});
    let renewed = clinic::post(port, "/api/account/password", Some(&elsewhere), &change).cookie();
    assert_eq!(statuses(&group.each("/api/me", Some(&elsewhere))), [401; 3]);
    assert_eq!(statuses(&group.each("/api/me", Some(&renewed))), [200; 3]);

    let taken = group
        .balancer
        .taken()
        .into_iter()
        .zip(before)
        .map(|(now, before)| now - before);
    assert!(
        taken.clone().all(|taken| taken >= 3),
        "{:?}",
        taken.collect::<Vec<_>>()
    );
}

fn the_race_for_a_slot(group: &Group, doctor: i64) {
    let port = group.port();
    let patients: Vec<String> = (0..30)
        .map(|number| clinic::register(port, &format!("racer{number}")).cookie())
        .collect();
    for start in &clinic::free_times(port, doctor, 7)[..3] {
        let booking = clinic::booking(doctor, start);
        let answers = at_once(&patients, |patient| {
            clinic::post(port, "/api/appointments", Some(patient), &booking)
        });
        let (won, lost): (Vec<_>, Vec<_>) =
            answers.into_iter().partition(|answer| answer.status == 200);
        assert_eq!(won.len(), 1, "{won:?}");
        for answer in lost {
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (409, "slot_taken"),
                "{}",
                answer.body
            );
        }
    }
}

fn settings_are_seen_at_once(group: &Group, admin: &str, doctor: i64) {
    let mut settings = json!({"name": "", "time_zone": "Europe/London", "slot_minutes": 0});
    for day in ["mon", "tue", "wed", "thu", "fri"] {
        settings[format!("{day}_opens")] = "09:00".into();
        settings[format!("{day}_closes")] = "11:00".into();
    }
    // Each server in turn changes what the others have just read.
    for (minutes, server) in [15, 20, 40].into_iter().zip(&group.servers) {
        let name = format!("Clinic of {minutes}");
        settings["name"] = name.as_str().into();
        settings["slot_minutes"] = minutes.into();
        clinic::post(server.port(), "/api/admin/settings", Some(admin), &settings).value();
        for other in &group.servers {
            let shell = other.get("/api/shell", None).value();
            assert_eq!(shell["clinic"]["name"], name);
            let front = other.get("/", None);
            assert!(
                front.status == 200 && front.body.contains(&name),
                "{}",
                front.body
            );
            let free = clinic::free_times(other.port(), doctor, 9);
            let days: std::collections::BTreeSet<_> =
                free.iter().map(|start| &start[..10]).collect();
            assert_eq!(free.len(), days.len() * 120 / minutes);
        }
    }
}

#[test]
fn wrong_passwords_are_counted_wherever_they_are_tried() {
    let homes = installations(&cluster().make_database("throttled"));
    let group = Group::of(homes.map(|home| home.with("ANTEROOM_THROTTLE", "on")), true);
    let attempt = |password: &str| json!({"username": "ada", "password": password});
    for _ in 0..8 {
        let refused = clinic::post(group.port(), "/api/login", None, &attempt("wrong"));
        assert_eq!((refused.status, refused.code().as_str()), (422, "invalid"));
    }
    assert!(group.balancer.taken().into_iter().all(|taken| taken >= 2));
    for password in ["wrong", PASSWORD] {
        for answer in group.post_each("/api/login", None, &attempt(password).to_string()) {
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (429, "too_many_attempts")
            );
            assert!(answer.header("retry-after").is_some(), "{}", answer.head);
        }
    }
    group.end();
}

#[test]
fn a_clinic_is_set_up_once() {
    let homes = installations(&cluster().make_database("first_start"));
    let group = Group::of(homes, false);
    let redirects = |to: Option<&str>| {
        group
            .each("/", None)
            .iter()
            .all(|page| page.header("location") == to)
    };
    assert!(redirects(Some("/setup")));
    let ports: Vec<u16> = group
        .servers
        .iter()
        .map(crate::process::Server::port)
        .collect();
    let answers = at_once(&ports, |port| {
        let form = json!({
            "clinic_name": format!("Clinic {port}"),
            "time_zone": "Europe/London",
            "username": format!("admin{port}"),
            "full_name": "Ada Admin",
            "password": PASSWORD,
        });
        clinic::post(*port, "/api/setup", None, &form)
    });
    let mut found = statuses(&answers);
    found.sort_unstable();
    assert_eq!(found, [200, 404, 404], "{answers:?}");
    let winner = statuses(&answers)
        .iter()
        .position(|status| *status == 200)
        .unwrap();
    let names = lines(&group.homes[0], "SELECT username AS line FROM users");
    assert_eq!(names, [format!("admin{}", ports[winner])]);
    assert!(redirects(None));
    assert_eq!(statuses(&group.each("/", None)), [200; 3]);
    assert_eq!(statuses(&group.each("/api/setup", None)), [404; 3]);
    let late = json!({
        "clinic_name": "Late",
        "time_zone": "Europe/London",
        "username": "late",
        "full_name": "Late",
        "password": PASSWORD,
    });
    assert_eq!(
        statuses(&group.post_each("/api/setup", None, &late.to_string())),
        [404; 3]
    );
    for shell in group.each("/api/shell", None) {
        assert_eq!(
            shell.value()["clinic"]["name"],
            format!("Clinic {}", ports[winner])
        );
    }
    assert!(
        http::ask(group.port(), "GET", "/setup", None, "").is_some_and(|page| page.status == 404)
    );
    group.end();
}
