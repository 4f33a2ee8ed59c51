//! What the database holds of the visits of today.

use std::collections::{BTreeMap, HashMap};

use anteroom::server::{
    Conn,
    schema::{
        appointment_history as history, appointments, encounters, idempotency_keys as keys, queues,
        undos,
    },
};
use diesel::prelude::*;

use super::model::Came;

/// A step of a visit as its history has it, with what never changes of the visit.
#[derive(Clone, Debug, Queryable)]
pub(crate) struct Row {
    pub(crate) visit: i64,
    pub(crate) version: i32,
    pub(crate) at: i64,
    pub(crate) step: String,
    pub(crate) status: String,
    pub(crate) doctor: i64,
    pub(crate) start: i64,
    pub(crate) note: String,
    pub(crate) patient: i64,
    pub(crate) overbooked: bool,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Every step, in the order in which they were written. Whoever changes a visit has the lock of its doctor, so
    /// that of one doctor's this is the order in which they were taken.
    pub(crate) rows: Vec<Row>,
    /// The status and the version of each visit.
    pub(crate) visits: BTreeMap<i64, (String, i32)>,
    /// The encounters by their visits.
    pub(crate) came: BTreeMap<i64, Came>,
    /// The version and the moment of steps that can be taken back, by their visits.
    pub(crate) undos: BTreeMap<i64, (i32, i64)>,
    /// The last number that was given, of each day there is.
    pub(crate) queues: Vec<i32>,
    /// What was answered to each deed, by its key.
    pub(crate) answers: HashMap<String, String>,
}

impl Found {
    /// Reads all of it; `tomorrow` is the first second of the next day.
    pub(crate) fn read(conn: &mut Conn, tomorrow: i64) -> Self {
        let rows = history::table
            .inner_join(appointments::table)
            .filter(appointments::starts_at.lt(tomorrow))
            .order(history::id)
            .select((
                history::appointment_id,
                history::version,
                history::at,
                history::step,
                history::status,
                history::doctor_id,
                history::starts_at,
                history::note,
                appointments::patient_id,
                appointments::overbooked,
            ))
            .load(conn)
            .unwrap();
        let visits: Vec<(i64, String, i32)> = appointments::table
            .filter(appointments::starts_at.lt(tomorrow))
            .select((
                appointments::id,
                appointments::status,
                appointments::version,
            ))
            .load(conn)
            .unwrap();
        let undos: Vec<(i64, i32, i64)> = undos::table
            .select((undos::appointment_id, undos::version, undos::at))
            .load(conn)
            .unwrap();
        let answers: Vec<(String, String)> = keys::table
            .select((keys::key, keys::answer))
            .load(conn)
            .unwrap();
        Self {
            rows,
            visits: visits
                .into_iter()
                .map(|(id, status, version)| (id, (status, version)))
                .collect(),
            came: came(conn),
            undos: undos
                .into_iter()
                .map(|(id, version, at)| (id, (version, at)))
                .collect(),
            queues: queues::table.select(queues::last).load(conn).unwrap(),
            answers: answers.into_iter().collect(),
        }
    }
}

fn came(conn: &mut Conn) -> BTreeMap<i64, Came> {
    type Encounter = (
        i64,
        i32,
        bool,
        Option<i64>,
        i64,
        Option<i64>,
        Option<i64>,
        Option<i64>,
    );
    let rows: Vec<Encounter> = encounters::table
        .select((
            encounters::appointment_id,
            encounters::queue_number,
            encounters::walk_in,
            encounters::room_id,
            encounters::arrived_at,
            encounters::called_at,
            encounters::started_at,
            encounters::ended_at,
        ))
        .load(conn)
        .unwrap();
    let rows = rows.into_iter();
    rows.map(
        |(id, number, walk_in, room, arrived, called, started, ended)| {
            let came = Came {
                number: number.into(),
                walk_in,
                room,
                arrived,
                called,
                started,
                ended,
            };
            (id, came)
        },
    )
    .collect()
}
