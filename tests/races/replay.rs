//! The history of the days to come, step by step, as a sequential run of a model.

use std::collections::{BTreeMap, HashMap};

use anteroom::{
    appointments::model::Status,
    server::{
        Conn,
        schema::{appointment_history as history, appointments, holds, occupancies},
    },
};
use diesel::prelude::*;

use crate::day::{model::LASTS, replay::Day};

/// Where an appointment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) patient: i64,
    pub(crate) doctor: i64,
    pub(crate) start: i64,
    pub(crate) status: Status,
}

/// What a client was told: an appointment at a version.
pub(crate) type Told = BTreeMap<(i64, i64), State>;

/// Replays the history of what begins from `tomorrow` on, and gives what its last steps leave.
pub(crate) fn replay(conn: &mut Conn, told: &Told, tomorrow: i64) -> HashMap<i64, State> {
    type Row = (i64, i32, String, String, i64, i64, i64);
    let rows: Vec<Row> = history::table
        .inner_join(appointments::table)
        .filter(appointments::starts_at.ge(tomorrow))
        .order(history::id)
        .select((
            history::appointment_id,
            history::version,
            history::step,
            history::status,
            history::doctor_id,
            history::starts_at,
            appointments::patient_id,
        ))
        .load(conn)
        .unwrap();
    assert_eq!(
        rows.len(),
        told.len(),
        "every step was told to somebody, and no other"
    );
    let mut model: HashMap<i64, (i64, State)> = HashMap::new();
    let mut live: HashMap<i64, State> = HashMap::new();
    for (id, version, step, status, doctor, start, patient) in rows {
        let version = i64::from(version);
        let after = State {
            patient,
            doctor,
            start,
            status: Status::from_key(&status).unwrap(),
        };
        assert_eq!(told.get(&(id, version)), Some(&after), "{id} at {version}");
        match model.get(&id) {
            None => assert_eq!((version, step.as_str()), (1, "booked")),
            Some((before_version, before)) => {
                assert_eq!(version, before_version + 1, "{id}");
                let possible = match step.as_str() {
                    "moved" => before.status.may_move() && after.status == before.status,
                    _ => {
                        before.status.next().contains(&after.status) && after.start == before.start
                    }
                };
                assert!(possible, "{before:?} {step} {after:?}");
            }
        }
        live.remove(&id);
        if after.status.takes_time() {
            let in_the_way = live.iter().find(|(_, state)| {
                (state.doctor == doctor || state.patient == patient)
                    && (state.start - start).abs() < LASTS
            });
            assert_eq!(in_the_way, None, "{id} {after:?}");
            live.insert(id, after);
        }
        model.insert(id, (version, after));
    }
    model
        .into_iter()
        .map(|(id, (_, state))| (id, state))
        .collect()
}

/// The database holds what the model ends in, and no time is taken but by that and by the visits of today. Where a
/// patient is called to is taken by nobody.
pub(crate) fn assert_same(
    conn: &mut Conn,
    model: &HashMap<i64, State>,
    today: &Day,
    tomorrow: i64,
) {
    let rows: Vec<(i64, i64, i64, i64, String)> = appointments::table
        .filter(appointments::starts_at.ge(tomorrow))
        .select((
            appointments::id,
            appointments::patient_id,
            appointments::doctor_id,
            appointments::starts_at,
            appointments::status,
        ))
        .load(conn)
        .unwrap();
    let found: HashMap<i64, State> = rows
        .into_iter()
        .map(|(id, patient, doctor, start, status)| {
            let status = Status::from_key(&status).unwrap();
            (
                id,
                State {
                    patient,
                    doctor,
                    start,
                    status,
                },
            )
        })
        .collect();
    assert_eq!(found, *model);
    let mut taken: Vec<(String, i64, i64, i64)> = occupancies::table
        .filter(occupancies::hold_id.is_null())
        .select((
            occupancies::resource_kind,
            occupancies::resource_id,
            occupancies::starts_at,
            occupancies::ends_at,
        ))
        .load(conn)
        .unwrap();
    taken.sort();
    let to_come = model.values();
    let to_come = to_come.map(|it| (it.status, it.doctor, it.patient, it.start));
    let today = today.visits.values();
    let today = today.map(|it| (it.status, it.doctor, it.patient, it.start));
    let lasting = to_come
        .chain(today)
        .filter(|(status, ..)| status.takes_time());
    let mut expected: Vec<_> = lasting
        .flat_map(|(_, doctor, patient, start)| {
            [("doctor", doctor), ("patient", patient)]
                .map(|(kind, id)| (kind.to_owned(), id, start, start + LASTS))
        })
        .collect();
    expected.sort();
    assert_eq!(taken, expected);
    // Who is booking holds one time at most.
    let held: Vec<(i64, i64)> = holds::table
        .group_by(holds::patient_id)
        .select((holds::patient_id, diesel::dsl::count_star()))
        .load(conn)
        .unwrap();
    assert!(held.iter().all(|(_, count)| *count == 1), "{held:?}");
}
