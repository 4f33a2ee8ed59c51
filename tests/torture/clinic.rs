//! The clinic the workload is about: its doctors and their free times, and who is signed in.

use anteroom::server::schema::doctors;
use diesel::prelude::*;
use jiff::{Span, Timestamp};
use serde_json::{Value, json};

use crate::{
    client::{Actor, Role},
    process::{Installation, Server, http, http::Answer},
};

/// How many are signed in at once: the administrator, the desk and patients.
pub(crate) const CLIENTS: u64 = 64;
const DESKS: u64 = 3;
const DOCTORS: usize = 4;
const PASSWORD: &str = "seven quiet herons";
const ADMIN: [&str; 6] = ["admin", "create", "--username", "ada", "--full-name", "Ada Admin"];

/// What does not change.
pub(crate) struct Clinic {
    pub(crate) doctors: Vec<Doctor>,
    /// The patients' records.
    pub(crate) patients: Vec<i64>,
}

/// A doctor with the times they could be booked at.
pub(crate) struct Doctor {
    pub(crate) id: i64,
    pub(crate) user_id: i64,
    pub(crate) slots: Vec<Slot>,
}

/// A time that the clinic offers.
pub(crate) struct Slot {
    /// As it is sent.
    pub(crate) text: String,
    /// In seconds, as the database has it.
    pub(crate) start: i64,
}

/// Makes the administrator, which makes the database.
pub(crate) fn make(home: &Installation) {
    let made = home.run_with_input(&ADMIN, &format!("{PASSWORD}\n"));
    assert_eq!(made.code, 0, "{}", made.error);
}

/// Everybody else, and a session for each client.
pub(crate) fn fill(home: &Installation, server: &Server) -> (Clinic, Vec<Actor>) {
    let admin = server.sign_in("ada", PASSWORD);
    for number in 0..DOCTORS {
        let doctor = json!({
            "username": format!("doctor{number}"),
            "password": PASSWORD,
            "full_name": format!("Dr {number}"),
            "specialization": "Cardiology",
        });
        value(&server.post("/api/admin/doctors", Some(&admin), &doctor.to_string()));
    }
    let desk = json!({"username": "desk", "password": PASSWORD, "full_name": "Desk", "role": "front_desk"});
    value(&server.post("/api/admin/staff", Some(&admin), &desk.to_string()));
    let first = server.sign_in("desk", PASSWORD);
    let own = "eight quiet herons";
    let change = json!({"current_password": PASSWORD, "new_password": own});
    value(&server.post("/api/account/password", Some(&first), &change.to_string()));

    let mut actors = vec![Actor::new(0, Role::Admin, admin)];
    for number in 1..=DESKS {
        actors.push(Actor::new(number, Role::Desk, server.sign_in("desk", own)));
    }
    let mut patients = Vec::new();
    for number in actors.len() as u64..CLIENTS {
        let registered = server.post("/api/register", None, &registration(&format!("patient{number}")));
        let id = value(&registered)["patient_id"].as_i64().unwrap();
        patients.push(id);
        actors.push(Actor::new(number, Role::Patient(id), registered.cookie()));
    }
    let clinic = Clinic {
        doctors: doctors_of(home, server),
        patients,
    };
    (clinic, actors)
}

/// What a patient sends who registers.
pub(crate) fn registration(username: &str) -> String {
    let patient = json!({
        "username": username,
        "password": PASSWORD,
        "full_name": format!("Pat {username}"),
        "contact_number": "+44 20 7946 0100",
    });
    patient.to_string()
}

fn doctors_of(home: &Installation, server: &Server) -> Vec<Doctor> {
    let today = Timestamp::now().in_tz("Europe/London").unwrap().date();
    let (from, to) = (
        today.tomorrow().unwrap(),
        today.saturating_add(Span::new().days(60)),
    );
    let ids: Vec<(i64, i64)> = doctors::table
        .order(doctors::id)
        .select((doctors::id, doctors::user_id))
        .load(&mut home.connect())
        .unwrap();
    let doctors = ids.into_iter().map(|(id, user_id)| {
        let free = server.get(&format!("/api/doctors/{id}/slots?from={from}&to={to}"), None);
        let starts: Vec<String> = http::field(&value(&free), "starts_at");
        let slots = starts.into_iter().map(|text| Slot {
            start: text.parse::<Timestamp>().unwrap().as_second(),
            text,
        });
        Doctor {
            id,
            user_id,
            slots: slots.collect(),
        }
    });
    doctors.collect()
}

fn value(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}
