//! What was asked for today, and what is there.

use anteroom::encounters::model::Stage;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    Appointment, DOCTOR, History, Outcome, PATIENT, Snapshot, after, call, record, refused,
};
use crate::{
    day::{
        deed::{Act, Deed, Told},
        found::Row,
        model::Came,
    },
    history::{Asked, Call},
};

const VISIT: i64 = 9;
/// A whole minute.
const START: i64 = 1_799_000_040;
const ARRIVED: i64 = START - 30;
const CALLED: i64 = ARRIVED + 5;
pub(super) const TOMORROW: i64 = START + 50_000;

/// Somebody walks in and is called.
pub(super) fn walk_in(history: &mut History, found: &mut Snapshot) {
    let row = Appointment {
        id: VISIT,
        doctor: DOCTOR,
        patient: PATIENT,
        start: START,
        status: "booked".to_owned(),
        version: 1,
        reason: "walk-in".to_owned(),
        cancel_reason: String::new(),
        overbooked: false,
    };
    super::take(found, row);
    step(found, ARRIVED, "booked", "booked");
    let walk_in = Act::WalkIn {
        doctor: DOCTOR,
        patient: Some(PATIENT),
    };
    found.today.queues = vec![1];
    goes(history, found, ("walk-in", walk_in), ARRIVED, "arrived");
    let next = Act::Next { doctor: DOCTOR };
    goes(history, found, ("next", next), CALLED, "checked-in");
}

/// The visit is brought to a stage, of which somebody is told.
fn goes(
    history: &mut History,
    found: &mut Snapshot,
    (key, act): (&str, Act),
    at: i64,
    stage: &str,
) {
    step(found, at, "status", stage);
    let version = found.appointments[&VISIT].version;
    let came = Came {
        number: 1,
        walk_in: true,
        room: None,
        arrived: ARRIVED,
        called: (stage == "checked-in").then_some(CALLED),
        started: None,
        ended: None,
    };
    found.today.came.insert(VISIT, came);
    found.today.undos.remove(&VISIT);
    if !matches!(act, Act::Undo { .. }) {
        found.today.undos.insert(VISIT, (version, at));
    }
    record(found, "appointment_status", VISIT, i64::from(version) - 1);
    let answer = answer(version, stage, &came);
    found
        .today
        .answers
        .insert(key.to_owned(), answer.to_string());
    let told = Told::read(&answer);
    let from = 200 + 40 * u64::try_from(history.today.len()).unwrap();
    let mut asked = ask(key, act, from, Outcome::Done(VISIT));
    asked.what.told = told;
    history.today.push(asked);
}

fn step(found: &mut Snapshot, at: i64, step: &str, status: &str) {
    let row = found.appointments.get_mut(&VISIT).unwrap();
    row.version = i32::try_from(found.today.rows.len()).unwrap() + 1;
    status.clone_into(&mut row.status);
    let written = (status.to_owned(), row.version);
    found.today.rows.push(Row {
        visit: VISIT,
        version: row.version,
        at,
        step: step.to_owned(),
        status: status.to_owned(),
        doctor: DOCTOR,
        start: START,
        note: String::new(),
        patient: PATIENT,
        overbooked: false,
    });
    found.today.visits.insert(VISIT, written);
}

fn answer(version: i32, stage: &str, came: &Came) -> Value {
    let text = |second: i64| Timestamp::from_second(second).unwrap().to_string();
    json!({
        "id": VISIT, "version": version, "doctor_id": DOCTOR, "patient_id": PATIENT, "starts_at": text(START),
        "overbooked": false, "walk_in": true, "stage": stage, "queue_number": came.number, "room_id": came.room,
        "arrived_at": text(came.arrived), "called_at": came.called.map(text), "started_at": null, "ended_at": null,
    })
}

fn ask(key: &str, act: Act, from: u64, outcome: Outcome) -> Call<Asked> {
    let what = Asked {
        deed: Deed {
            act,
            key: key.to_owned(),
        },
        told: None,
        seconds: (CALLED, CALLED + 1),
    };
    call(what, from, outcome)
}

fn stage(stage: Stage) -> Act {
    Act::Stage {
        visit: VISIT,
        stage,
        room: None,
        version: None,
    }
}

#[test]
fn what_was_told_of_today_is_there_once() {
    let unanswered = after(|history, _| history.today[1].outcome = Outcome::Unknown);
    assert_eq!(unanswered, "");
    let undone = after(|history, _| {
        let lost = ask("lost", stage(Stage::InProgress), 300, Outcome::Unknown);
        history.today.push(lost);
    });
    assert_eq!(undone, "");
    let lost = after(|_, found| drop(found.today.rows.pop()));
    assert!(lost.contains("is there as None"), "{lost}");
    let in_half = after(|history, found| {
        history.today[1].outcome = Outcome::Unknown;
        found.today.answers.remove("next");
    });
    assert!(in_half.contains("nobody was told of"), "{in_half}");
    let refused_and_done = after(|history, _| history.today[1].outcome = refused("conflict"));
    assert!(
        refused_and_done.contains("is there as Some"),
        "{refused_and_done}"
    );
    let refused_first = after(|history, _| {
        let mut before = history.today[1].clone();
        (before.from, before.to) = (before.from - 2, before.from - 1);
        before.what.told = None;
        before.outcome = refused("invalid");
        history.today.insert(0, before);
    });
    assert!(
        !refused_first.contains("is there as"),
        "a reason may go: {refused_first}"
    );
    let again = after(|history, _| {
        let again = history.today[1].clone();
        history.today.push(again);
    });
    assert_eq!(again, "");
    let twice = after(|history, found| {
        let (key, act) = ("next", Act::Next { doctor: DOCTOR });
        goes(history, found, (key, act), CALLED, "checked-in");
    });
    assert!(twice.contains("nobody was told of"), "{twice}");
}

#[test]
fn a_step_leads_on_from_where_the_visit_stands() {
    let undo = |seconds: i64| {
        after(|history, found| {
            let undo = Act::Undo {
                visit: VISIT,
                version: None,
            };
            let at = CALLED + seconds;
            goes(history, found, ("undo", undo), at, "arrived");
        })
    };
    assert_eq!(undo(60), "");
    let late = undo(61);
    assert!(late.contains("took back"), "{late}");
    let next = after(|history, found| {
        let (key, act) = ("another", Act::Next { doctor: DOCTOR });
        goes(history, found, (key, act), CALLED, "checked-in");
    });
    assert!(next.contains("it was the turn of None"), "{next}");
    let elsewhere = after(|_, found| found.today.came.get_mut(&VISIT).unwrap().room = Some(5));
    assert!(elsewhere.contains("there came"), "{elsewhere}");
    let number = after(|_, found| found.today.queues = vec![2]);
    assert!(number.contains("the last number is [2]"), "{number}");
    let kept = after(|_, found| {
        found.today.undos.insert(VISIT, (3, CALLED + 1));
    });
    assert!(kept.contains("is kept to take back"), "{kept}");
}

#[test]
fn what_was_refused_today_could_not_be_done() {
    let told = |act: Act, from: u64| {
        after(|history, _| {
            history
                .today
                .push(ask("no", act, from, refused("conflict")));
        })
    };
    assert_eq!(told(stage(Stage::Noshow), 300), "");
    assert_eq!(told(Act::Next { doctor: DOCTOR }, 300), "");
    assert_eq!(told(Act::Next { doctor: DOCTOR }, 235), "");
    for needless in [
        told(stage(Stage::InProgress), 300),
        told(stage(Stage::CheckedIn), 300),
        told(Act::Next { doctor: DOCTOR }, 220),
    ] {
        assert!(needless.contains("refused for no reason"), "{needless}");
    }
    let too_soon = after(|history, _| {
        history.today[1].from = 180;
        history.today[1].to = 190;
    });
    assert!(too_soon.contains("was told before"), "{too_soon}");
}
