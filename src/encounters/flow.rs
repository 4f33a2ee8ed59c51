//! Taking a stage. The appointment's status is changed by [`course`] and nowhere else; here the
//! encounter goes along with it.

use diesel::QueryResult;
use jiff::Timestamp;

use super::{
    model::Stage,
    store::{self, Encounter, stage_of},
    undo,
};
use crate::{
    appointments::{
        self, course,
        model::{Appointment, Status, number},
    },
    error::AppError,
    server::{
        Actor, Conn, Instant, Scope,
        app_state::Settings,
        engine::{self, Lock},
    },
};

/// What the patient of a visit reads who left without having been seen.
const LEFT: &str = "Left without having been seen";

/// A step that somebody wants to take.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Where to.
    pub stage: Stage,
    /// The version they saw; the present one unless given.
    pub version: Option<i32>,
    /// The room the patient is called to.
    pub room_id: Option<i64>,
    /// When it happened, if it is told later.
    pub at: Option<Timestamp>,
    /// The patient came without having booked: the appointment was made in the same act.
    pub walk_in: bool,
}

impl Wanted {
    /// The step to a stage, now.
    pub fn to(stage: Stage) -> Self {
        Self {
            stage,
            version: None,
            room_id: None,
            at: None,
            walk_in: false,
        }
    }

    /// What else the history tells of the step.
    fn note(&self, settings: &Settings) -> String {
        let with = (self.stage == Stage::InProgress).then(|| self.stage.words().to_owned());
        let room = settings.rules.rooms.iter();
        let room = room.filter(|room| Some(room.id) == self.room_id);
        let later = self.at.map(|at| {
            let clock = settings.local(at).clock();
            format!("It was at {clock} and is told later")
        });
        let parts = with
            .into_iter()
            .chain(room.map(|room| room.name.clone()))
            .chain(later);
        parts.collect::<Vec<_>>().join(". ")
    }
}

/// How an encounter goes along with a step.
#[derive(Clone, Copy, Debug)]
pub struct Following {
    at: Timestamp,
    room_id: Option<i64>,
    walk_in: bool,
}

impl Following {
    /// At an instant, in the usual way.
    pub fn at(at: Timestamp) -> Self {
        Self {
            at,
            room_id: None,
            walk_in: false,
        }
    }
}

/// The stage of an appointment that gets another status. What was done and is not done any more
/// is with the doctor again.
///
/// # Errors
/// When the database does not answer.
pub fn stage_after(conn: &mut Conn, before: &Appointment, to: Status) -> QueryResult<Stage> {
    let again = before.status == Status::Fulfilled;
    let encounter = store::find(conn, before.id)?;
    let started = encounter.is_some_and(|encounter| encounter.started_at.is_some());
    Ok(Stage::of(to, false, again && started))
}

/// Has the encounter go along with a step that the appointment has taken: whoever is here gets a
/// number, whoever is not here any more or never was has none. `before` is the appointment before
/// the step.
///
/// # Errors
/// When the database refuses.
pub fn follow(
    conn: &mut Conn,
    settings: &Settings,
    before: &Appointment,
    to: Stage,
    how: &Following,
) -> QueryResult<()> {
    let found = store::find(conn, before.id)?;
    let day = before.starts_at.date();
    let was_here = matches!(before.status, Status::Arrived | Status::CheckedIn);
    let known = found.is_some() || was_here;
    let came = match to {
        Stage::Booked | Stage::Noshow | Stage::Cancelled => false,
        Stage::Arrived | Stage::CheckedIn | Stage::InProgress => true,
        // Of a visit that is closed on a later day nobody knows when its patient came.
        Stage::Fulfilled => known || settings.local(how.at).date() == day,
        Stage::Left => known,
    };
    if !came {
        return store::remove(conn, before.id);
    }
    let encounter = match found {
        Some(encounter) => encounter,
        None => Encounter {
            appointment_id: before.id,
            day: day.to_string(),
            queue_number: store::next_number(conn, day)?,
            room_id: None,
            walk_in: how.walk_in,
            arrived_at: Instant(how.at),
            called_at: None,
            started_at: None,
            ended_at: None,
        },
    };
    let room_id = match to {
        Stage::CheckedIn | Stage::InProgress => room(conn, settings, before, &encounter, how)?,
        _ => None,
    };
    store::put(conn, &encounter.at(to, how.at, room_id))
}

/// The room a patient is called to: the one that is said, or where they are; else the one that is
/// kept for the visit; else the one the doctor's last patient was called to.
fn room(
    conn: &mut Conn,
    settings: &Settings,
    visit: &Appointment,
    encounter: &Encounter,
    how: &Following,
) -> QueryResult<Option<i64>> {
    if let Some(id) = how.room_id.or(encounter.room_id) {
        return Ok(Some(id));
    }
    match appointments::store::placed(conn, visit.id)?.room_id {
        Some(id) => Ok(Some(id)),
        None => store::last_room(conn, settings, visit.doctor_id, visit.starts_at.date()),
    }
}

/// Takes a step of [`Stage::next`]. A visit that stands there already is left as it is, but for
/// another room.
///
/// # Errors
/// [`AppError::NotFound`] outside the scope; [`AppError::Conflict`] when the step is none from
/// here or too early, or somebody changed the appointment; [`AppError::Invalid`] for a room that
/// is not in use.
pub fn take(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    scope: Scope,
    id: i64,
    wanted: &Wanted,
) -> Result<(), AppError> {
    let before = course::take_hold(conn, settings, scope, id, None)?;
    let encounter = store::find(conn, id)?;
    let from = stage_of(before.status, encounter.as_ref());
    let to = wanted.stage;
    if let Some(room) = wanted.room_id
        && !settings
            .rules
            .rooms
            .iter()
            .any(|each| each.active && each.id == room)
    {
        return Err(AppError::field("room_id", "This room is not in use."));
    }
    let there = encounter.and_then(|encounter| encounter.room_id);
    let moves = from.is_here() && wanted.room_id.is_some_and(|room| there != Some(room));
    if from == to && (!moves || to == Stage::Arrived) {
        return Ok(());
    }
    course::same_version(&before, wanted.version)?;
    let status = before.status == to.status() || before.status.next().contains(&to.status());
    if from != to && !(status && from.next().contains(&to)) {
        return Err(AppError::conflict(format!(
            "Appointment {} cannot become “{}”: it is “{}”.",
            number(id),
            to.words(),
            from.words()
        )));
    }
    let at = wanted.at.unwrap_or(actor.at);
    if to.too_early(before.starts_at, settings.local(at)) {
        return Err(AppError::conflict(format!(
            "It is too early for “{}”: the visit is on {}.",
            to.words(),
            before.starts_at.words()
        )));
    }
    let kept = if wanted.walk_in {
        undo::Before::nothing()
    } else {
        undo::Before::of(conn, id)?
    };
    let note = wanted.note(settings);
    if to == Stage::Left {
        course::end(conn, actor, id, LEFT, false)?;
    } else {
        course::set(conn, actor, id, to.status(), to.key(), &note)?;
    }
    let how = Following {
        at,
        room_id: wanted.room_id,
        walk_in: wanted.walk_in,
    };
    follow(conn, settings, &before, to, &how)?;
    kept.keep(conn, actor, id)
}

/// Notes that the patient of an appointment is here, and gives their number; whoever is here
/// already keeps theirs. For a `walk_in` the appointment has been made in this same transaction, and
/// is taken back with the arrival.
///
/// # Errors
/// See [`take`].
pub fn arrive(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    scope: Scope,
    id: i64,
    version: Option<i32>,
    walk_in: bool,
) -> Result<Encounter, AppError> {
    let before = course::take_hold(conn, settings, scope, id, None)?;
    if matches!(before.status, Status::Arrived | Status::CheckedIn) {
        if store::find(conn, id)?.is_none() {
            // The desk noted it before there were numbers.
            let stage = Stage::of(before.status, true, false);
            follow(conn, settings, &before, stage, &Following::at(actor.at))?;
        }
        return store::find(conn, id)?.ok_or(AppError::NotFound);
    }
    let wanted = Wanted {
        version,
        walk_in,
        ..Wanted::to(Stage::Arrived)
    };
    take(conn, settings, actor, scope, id, &wanted)?;
    store::find(conn, id)?.ok_or(AppError::NotFound)
}

/// Calls the patient of a doctor who is next into the doctor's room, and gives the appointment's
/// id: of those who wait, who could have been seen first had there been no others.
///
/// # Errors
/// [`AppError::Conflict`] when nobody waits.
pub fn next_patient(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    scope: Scope,
    doctor_id: i64,
) -> Result<i64, AppError> {
    engine::lock(conn, &[Lock::Doctor(doctor_id)])?;
    let today = settings.local(actor.at).date();
    let waiting = store::waiting(conn, settings, doctor_id, today)?;
    let id = waiting
        .first()
        .copied()
        .ok_or_else(|| AppError::conflict("Nobody is waiting for this doctor."))?;
    take(
        conn,
        settings,
        actor,
        scope,
        id,
        &Wanted::to(Stage::CheckedIn),
    )?;
    Ok(id)
}
