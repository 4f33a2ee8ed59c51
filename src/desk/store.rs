//! A day of the clinic from the database: one query for its visits and one for its doctors with what is kept of their
//! time, whatever their number.

mod holds;

use std::collections::BTreeSet;

use diesel::prelude::*;
use jiff::{Timestamp, civil::Date};

pub use self::holds::holds;
use super::model::{Board, BoardDoctor, BoardHold, BoardRoom, BoardVisit, Offer};
use crate::{
    appointments::model::Status,
    calendar,
    encounters::{
        store::{Encounter, stage_of},
        undo,
    },
    live::model::Sequence,
    rules::model::Audience,
    schedule::free,
    server::{
        Conn, Instant, Scope,
        app_state::Settings,
        schema::{appointments, doctors, encounters, holds as kept, patients, undos},
    },
};

/// Visits of one day that are read at most: many more than a clinic has.
const MOST: i64 = 5_000;

/// What never was a visit, or is none yet.
const NO_VISITS: [&str; 2] = ["entered-in-error", "waitlist"];

#[derive(Queryable)]
struct Row {
    id: i64,
    version: i32,
    doctor_id: i64,
    patient_id: i64,
    patient_name: String,
    patient_contact: String,
    patient_birth: Option<String>,
    starts_at: Instant,
    ends_at: Instant,
    buffer_before: i32,
    buffer_after: i32,
    visit_type_id: Option<i64>,
    reason: String,
    overbooked: bool,
    status: String,
    room_id: Option<i64>,
    encounter: Option<Encounter>,
    undo: Option<(i32, Instant)>,
}

/// Visits with all that a board tells of them, as [`Row`]s.
macro_rules! rows {
    () => {
        appointments::table
            .inner_join(patients::table)
            .left_join(encounters::table)
            .left_join(undos::table)
            .filter(appointments::status.ne_all(NO_VISITS))
            .order((appointments::starts_at, appointments::id))
            .select((
                appointments::id,
                appointments::version,
                appointments::doctor_id,
                appointments::patient_id,
                patients::full_name,
                patients::contact_number,
                patients::date_of_birth,
                appointments::starts_at,
                appointments::ends_at,
                appointments::buffer_before,
                appointments::buffer_after,
                appointments::visit_type_id,
                appointments::reason,
                appointments::overbooked,
                appointments::status,
                appointments::room_id,
                encounters::all_columns.nullable(),
                (undos::version, undos::at).nullable(),
            ))
            .into_boxed()
    };
}

impl Row {
    fn read(self, settings: &Settings, now: Timestamp) -> BoardVisit {
        let visit_type = settings.rules.visit_type(self.visit_type_id);
        let minutes = |minutes: i32| u16::try_from(minutes).unwrap_or_default();
        // The table's CHECK admits no other spelling.
        let status = Status::from_key(&self.status).unwrap_or(Status::Cancelled);
        let encounter = self.encounter.as_ref();
        let time = |at: Option<Instant>| at.map(|at| settings.local(at.0));
        let undo = self.undo.filter(|(version, _)| *version == self.version);
        let undo_until = undo.map(|(_, at)| undo::until(at.0));
        BoardVisit {
            id: self.id,
            version: self.version,
            doctor_id: self.doctor_id,
            patient_id: self.patient_id,
            starts_at: settings.local(self.starts_at.0),
            ends_at: settings.local(self.ends_at.0),
            buffer_before: minutes(self.buffer_before),
            buffer_after: minutes(self.buffer_after),
            visit_type: visit_type.name,
            colour: visit_type.colour,
            overbooked: self.overbooked,
            walk_in: encounter.is_some_and(|encounter| encounter.walk_in),
            stage: stage_of(status, encounter),
            queue_number: encounter
                .and_then(|encounter| u32::try_from(encounter.queue_number).ok()),
            room_id: encounter
                .and_then(|encounter| encounter.room_id)
                .or(self.room_id),
            arrived_at: time(encounter.map(|encounter| encounter.arrived_at)),
            called_at: time(encounter.and_then(|encounter| encounter.called_at)),
            started_at: time(encounter.and_then(|encounter| encounter.started_at)),
            ended_at: time(encounter.and_then(|encounter| encounter.ended_at)),
            undo_until: undo_until
                .filter(|until| *until >= now)
                .map(|until| settings.local(until)),
            patient_name: self.patient_name,
            patient_contact: self.patient_contact,
            patient_birth: self.patient_birth,
            reason: self.reason,
        }
    }
}

/// Runs a query of [`rows`] for what the scope reaches.
macro_rules! within {
    ($conn:expr, $settings:expr, $scope:expr, $now:expr, $query:expr) => {{
        let query = match $scope {
            Scope::Clinic => $query,
            Scope::Doctor(id) => $query.filter(appointments::doctor_id.eq(id)),
            Scope::Patient(id) => $query.filter(appointments::patient_id.eq(id)),
        };
        let rows: Vec<Row> = query.load($conn)?;
        let visits = rows.into_iter().map(|row| row.read($settings, $now));
        visits.collect::<Vec<BoardVisit>>()
    }};
}

/// These visits as boards show them, as far as the scope reaches, by their start.
///
/// # Errors
/// When the database does not answer.
pub fn visits(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    ids: &[i64],
    now: Timestamp,
) -> QueryResult<Vec<BoardVisit>> {
    let query = rows!().filter(appointments::id.eq_any(ids));
    Ok(within!(conn, settings, scope, now, query))
}

/// A day as the scope sees it. How far the live updates were is for the caller to say.
///
/// # Errors
/// When the database does not answer.
pub fn board(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    date: Date,
    now: Timestamp,
) -> QueryResult<Board> {
    let (from, to) = settings.day_range(date, date);
    let query = rows!()
        .filter(appointments::starts_at.ge(Instant(from)))
        .filter(appointments::starts_at.lt(Instant(to)))
        .limit(MOST);
    let visits = within!(conn, settings, scope, now, query);
    let rooms = settings.rules.rooms.iter().filter(|room| room.active);
    let (doctors, holds) = doctors(conn, settings, scope, date, &visits, now)?;
    Ok(Board {
        date,
        sequence: Sequence::default(),
        whole: calendar::store::stretch(settings, calendar::store::day_span(settings, date)),
        doctors,
        visits,
        holds,
        rooms: rooms
            .map(|room| BoardRoom {
                id: room.id,
                name: room.name.clone(),
            })
            .collect(),
        noshow_minutes: settings.rules.policy.noshow_minutes,
    })
}

/// The doctors who work on a day, and those who have visits, and what is kept of their time for patients; a doctor sees
/// themselves.
fn doctors(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    date: Date,
    visits: &[BoardVisit],
    now: Timestamp,
) -> QueryResult<(Vec<BoardDoctor>, Vec<BoardHold>)> {
    let with_visits: Vec<i64> = visits.iter().map(|visit| visit.doctor_id).collect();
    let (from, to) = settings.day_range(date, date);
    let kept_then = kept::doctor_id
        .eq(doctors::id)
        .and(kept::expires_at.gt(Instant(now)))
        .and(kept::starts_at.ge(Instant(from)))
        .and(kept::starts_at.lt(Instant(to)))
        .and(holds::takes_time());
    let query = doctors::table
        .left_join(kept::table.on(kept_then))
        .order((doctors::full_name, doctors::id))
        .select((
            (doctors::id, doctors::full_name, doctors::specialization),
            Option::<holds::Row>::as_select(),
        ));
    let rows: Vec<((i64, String, String), Option<holds::Row>)> = match scope {
        Scope::Doctor(id) => query.filter(doctors::id.eq(id)).load(conn)?,
        Scope::Clinic | Scope::Patient(_) => {
            let with_visits = doctors::id.eq_any(with_visits.clone());
            query
                .filter(doctors::active.eq(true).or(with_visits))
                .load(conn)?
        }
    };
    let (mut rows, kept): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    // Each came once for each of its holds, one after the other by the order of their names and ids.
    rows.dedup();
    let kept = kept.into_iter().flatten();
    let mut kept: Vec<_> = kept.map(|row| row.read(settings)).collect();
    kept.sort_by_key(|hold| (hold.starts_at, hold.id));
    let whole = calendar::store::day_span(settings, date);
    let doctors = rows.into_iter().map(|(id, name, specialization)| {
        let open = calendar::store::open(settings, id, date, date).into_iter();
        let offered = settings.rules.offered(id, Audience::Staff).into_iter();
        BoardDoctor {
            id,
            name,
            specialization,
            open: open
                .map(|span| calendar::store::stretch(settings, span))
                .collect(),
            exceptions: calendar::store::exceptions(settings, id, whole),
            shortest: offered
                .map(|visit| visit.minutes)
                .min()
                .unwrap_or(settings.rules.slot_minutes),
            offers: Vec::new(),
        }
    });
    let own = matches!(scope, Scope::Doctor(_));
    let doctors =
        doctors.filter(|doctor| own || !doctor.open.is_empty() || with_visits.contains(&doctor.id));
    Ok((doctors.collect(), kept))
}

/// Adds when visits could begin, the shortest ones first; of a longer kind only where no shorter one could.
pub fn add_offers(board: &mut Board, settings: &Settings, now: Timestamp) {
    if board.date < settings.local(now).date() {
        return;
    }
    for doctor in &mut board.doctors {
        let mut kinds = settings.rules.offered(doctor.id, Audience::Staff);
        kinds.sort_by_key(|kind| kind.buffer_before + kind.minutes + kind.buffer_after);
        let mut known = BTreeSet::new();
        for kind in kinds {
            let spans = free::all_of(settings, doctor.id, &kind, board.date);
            let starts: Vec<_> = spans
                .into_iter()
                .map(|span| span.start)
                .filter(|start| known.insert(*start))
                .map(|start| settings.local(start))
                .collect();
            if !starts.is_empty() {
                doctor.offers.push(Offer {
                    minutes: kind.minutes,
                    buffer_before: kind.buffer_before,
                    buffer_after: kind.buffer_after,
                    starts,
                });
            }
        }
    }
}
