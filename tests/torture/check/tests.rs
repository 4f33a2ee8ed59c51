//! The check sees what it is there for.

mod today;

use std::collections::{BTreeMap, HashMap};

use super::complaints;
use crate::{
    clinic::Clinic,
    day::found::Found,
    history::{Booking, Call, Cancellation, Change, Entry, History, Outcome, Switch},
    snapshot::{Appointment, Doctor, Patient, Snapshot},
};

const DOCTOR: i64 = 1;
const PATIENT: i64 = 2;
const START: i64 = 1_800_000_000;

fn call<T>(what: T, from: u64, outcome: Outcome) -> Call<T> {
    let to = from + 10;
    Call {
        what,
        from,
        to,
        outcome,
    }
}

fn booking(tag: &str, from: u64, outcome: Outcome) -> Call<Booking> {
    let what = Booking {
        doctor: DOCTOR,
        patient: PATIENT,
        start: START,
        tag: tag.to_owned(),
    };
    call(what, from, outcome)
}

fn cancellation(appointment: i64, from: u64, outcome: Outcome) -> Call<Cancellation> {
    let what = Cancellation {
        appointment,
        stale: false,
        tag: format!("cancel {appointment}"),
    };
    call(what, from, outcome)
}

fn refused(code: &str) -> Outcome {
    Outcome::Refused(code.to_owned())
}

/// Appointment 1 was booked and cancelled, then 2 was booked at the same time, which was refused
/// to somebody else; the patient's details were changed once; today somebody walked in.
fn sound() -> (History, Snapshot) {
    let change = Change {
        patient: PATIENT,
        tag: "new@example.org".to_owned(),
    };
    let mut history = History {
        bookings: vec![
            booking("first", 0, Outcome::Done(1)),
            booking("second", 40, Outcome::Done(2)),
            booking("third", 60, refused("slot_taken")),
        ],
        cancellations: vec![cancellation(1, 20, Outcome::Done(0))],
        changes: vec![call(change, 0, Outcome::Done(2))],
        ..History::default()
    };
    let mut found = Snapshot {
        appointments: BTreeMap::new(),
        occupancies: Vec::new(),
        doctors: vec![Doctor {
            id: DOCTOR,
            user_id: 7,
            active: true,
            status: "active".to_owned(),
        }],
        patients: vec![Patient {
            id: PATIENT,
            user_id: None,
            full_name: "Pat".to_owned(),
            email: "new@example.org".to_owned(),
            version: 2,
        }],
        users: HashMap::new(),
        trail: HashMap::new(),
        today: Found::default(),
    };
    record(&mut found, "patient_changed", PATIENT, 1);
    add(&mut found, 1, "first");
    add(&mut found, 2, "second");
    cancel(&mut found, 1, "cancel 1");
    today::walk_in(&mut history, &mut found);
    (history, found)
}

fn record(found: &mut Snapshot, action: &str, id: i64, times: i64) {
    found.trail.insert((action.to_owned(), Some(id)), times);
}

fn add(found: &mut Snapshot, id: i64, tag: &str) {
    let row = Appointment {
        id,
        doctor: DOCTOR,
        patient: PATIENT,
        start: START,
        status: "booked".to_owned(),
        version: 1,
        reason: tag.to_owned(),
        cancel_reason: String::new(),
        overbooked: false,
    };
    take(found, row);
}

fn take(found: &mut Snapshot, row: Appointment) {
    let (id, start) = (row.id, row.start);
    found.appointments.insert(id, row);
    for (kind, resource) in [("doctor", DOCTOR), ("patient", PATIENT)] {
        let taken = (kind.to_owned(), resource, start, id, false);
        found.occupancies.push(taken);
    }
    found.occupancies.sort();
    record(found, "appointment_booked", id, 1);
}

fn cancel(found: &mut Snapshot, id: i64, tag: &str) {
    let row = found.appointments.get_mut(&id).unwrap();
    (row.status, row.version) = ("cancelled".to_owned(), 2);
    tag.clone_into(&mut row.cancel_reason);
    found.occupancies.retain(|taken| taken.3 != id);
    record(found, "appointment_cancelled", id, 1);
}

/// What is found wrong once the sound history or database has been tampered with.
fn after(tamper: impl FnOnce(&mut History, &mut Snapshot)) -> String {
    let (mut history, mut found) = sound();
    tamper(&mut history, &mut found);
    let clinic = Clinic {
        doctors: Vec::new(),
        patients: vec![PATIENT],
        rooms: Vec::new(),
        booked: Vec::new(),
        tomorrow: today::TOMORROW,
    };
    complaints(&clinic, &history, &found).join("\n")
}

#[test]
fn a_sound_history_has_no_complaints() {
    assert_eq!(after(|_, _| ()), "");
    // Who was told nothing may find it done or not.
    assert_eq!(
        after(|history, _| history.bookings[1].outcome = Outcome::Unknown),
        ""
    );
    assert_eq!(
        after(|history, _| history.bookings.push(booking("lost", 90, Outcome::Unknown))),
        ""
    );
    assert_eq!(
        after(|history, _| history
            .cancellations
            .push(cancellation(2, 90, Outcome::Unknown))),
        ""
    );
}

#[test]
fn what_was_acknowledged_is_there_once() {
    let lost = after(|_, found| drop(found.appointments.remove(&2)));
    assert!(lost.contains("is there as []"), "{lost}");
    let twice = after(|_, found| add(found, 3, "second"));
    assert!(twice.contains("taken twice"), "{twice}");
    let refused_and_done = after(|history, _| history.bookings[1].outcome = refused("slot_taken"));
    assert!(
        refused_and_done.contains("is there as [Appointment"),
        "{refused_and_done}"
    );
    let undone = after(|history, _| {
        let done = cancellation(2, 90, Outcome::Done(0));
        history.cancellations.push(done);
    });
    assert!(undone.contains("cancel 2"), "{undone}");
    let unasked = after(|history, _| history.bookings.truncate(1));
    assert!(unasked.contains("nobody asked for"), "{unasked}");
    let entry = Entry {
        name: "Walk In".to_owned(),
    };
    let unregistered = after(|history, _| history.entries.push(call(entry, 0, Outcome::Done(3))));
    assert!(unregistered.contains("Walk In"), "{unregistered}");
}

#[test]
fn nothing_is_there_in_half() {
    let half_taken = after(|_, found| drop(found.occupancies.pop()));
    assert!(half_taken.contains("the time taken differ"), "{half_taken}");
    let unrecorded = after(|_, found| record(found, "appointment_booked", 2, 0));
    assert!(unrecorded.contains("is on record"), "{unrecorded}");
    let uncounted = after(|_, found| record(found, "appointment_booked", 3, 1));
    assert!(uncounted.contains("on record"), "{uncounted}");
    let half_disabled = after(|_, found| found.doctors[0].active = false);
    assert!(half_disabled.contains("after []"), "{half_disabled}");
    let overwritten = after(|history, _| {
        let change = Change {
            patient: PATIENT,
            tag: "other@example.org".to_owned(),
        };
        history.changes.push(call(change, 0, Outcome::Done(2)));
    });
    assert!(overwritten.contains("Patient"), "{overwritten}");
}

#[test]
fn there_is_an_order_of_all_calls() {
    let too_soon = after(|history, _| {
        history.bookings[1].from = 5;
        history.bookings[1].to = 15;
    });
    assert!(too_soon.contains("at the same time"), "{too_soon}");
    let unheld = after(|history, _| {
        history.bookings[2].from = 32;
        history.bookings[2].to = 38;
    });
    assert!(unheld.contains("refused for no reason"), "{unheld}");
    let off = Switch {
        doctor: DOCTOR,
        on: false,
    };
    let while_away = after(|history, found| {
        history.switches.push(call(off, 35, Outcome::Done(0)));
        history.bookings[1].from = 50;
        (found.doctors[0].active, found.doctors[0].status) = (false, "disabled".to_owned());
        record(found, "user_disabled", 7, 1);
    });
    assert!(
        while_away.contains("booked with a doctor who was disabled"),
        "{while_away}"
    );
    assert!(while_away.contains("is disabled and has"), "{while_away}");
}
