//! The clinic the workload is about: its doctors and their free times, and who is signed in.

use anteroom::server::schema::doctors;
use diesel::prelude::*;
use jiff::Timestamp;
use serde_json::json;

use crate::{
    client::{Actor, Role},
    process::{Installation, Server, clinic},
};

/// How many are signed in at once: the administrator, the desk and patients.
const CLIENTS: u64 = 64;
const DESKS: u64 = 16;
const DOCTORS: usize = 4;
const ROOMS: usize = 2;
/// How far ahead is booked.
const DAYS: i32 = 60;

/// What does not change.
pub(crate) struct Clinic {
    pub(crate) doctors: Vec<Doctor>,
    /// The patients' records.
    pub(crate) patients: Vec<i64>,
    /// Where patients are called to.
    pub(crate) rooms: Vec<i64>,
    /// Visits of today that were booked before.
    pub(crate) booked: Vec<i64>,
    /// The first second of tomorrow, from which on times are booked.
    pub(crate) tomorrow: i64,
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

/// Adds everybody to a clinic that has its administrator, and a session for each client.
pub(crate) fn fill(home: &Installation, server: &Server) -> (Clinic, Vec<Actor>) {
    let port = server.port();
    let admin = clinic::sign_in(port, "ada", clinic::PASSWORD);
    clinic::add_doctors(port, &admin, DOCTORS);
    let (given, own) = (clinic::PASSWORD, "eight quiet herons");
    let desk =
        json!({"username": "desk", "password": given, "full_name": "Desk", "role": "front_desk"});
    clinic::post(port, "/api/admin/staff", Some(&admin), &desk).value();
    let first = clinic::sign_in(port, "desk", given);
    let change = json!({"current_password": given, "new_password": own});
    clinic::post(port, "/api/account/password", Some(&first), &change).value();

    let mut actors = vec![Actor::new(0, Role::Admin, admin)];
    for number in 1..=DESKS {
        actors.push(Actor::new(
            number,
            Role::Desk,
            clinic::sign_in(port, "desk", own),
        ));
    }
    let mut patients = Vec::new();
    for number in actors.len() as u64..CLIENTS {
        let registered = clinic::register(port, &format!("patient{number}"));
        let id = registered.value()["patient_id"].as_i64().unwrap();
        patients.push(id);
        actors.push(Actor::new(number, Role::Patient(id), registered.cookie()));
    }
    let doctors = doctors_of(home, port);
    let ids: Vec<i64> = doctors.iter().map(|doctor| doctor.id).collect();
    let clinic = Clinic {
        rooms: clinic::add_rooms(port, &actors[0].cookie, ROOMS),
        booked: clinic::book_today(home, &ids, &patients),
        tomorrow: home.tomorrow().as_second(),
        doctors,
        patients,
    };
    (clinic, actors)
}

fn doctors_of(home: &Installation, port: u16) -> Vec<Doctor> {
    let ids: Vec<(i64, i64)> = doctors::table
        .order(doctors::id)
        .select((doctors::id, doctors::user_id))
        .load(&mut home.connect())
        .unwrap();
    let today = home.now().date();
    let doctors = ids.into_iter().map(|(id, user_id)| {
        let free = clinic::free_times_after(port, id, today, DAYS).into_iter();
        let slots = free.map(|text| Slot {
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
