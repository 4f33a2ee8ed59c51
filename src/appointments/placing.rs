//! Giving somebody a time: booking and moving.
//!
//! Each function runs in a transaction. It first takes the locks of whose time it decides about,
//! then looks at the rules and at what is taken as they are now, and only then writes. What it
//! decides by is [`explain`](crate::schedule::slots::explain), the same as what free times are
//! made of; what it writes, the database's overlap guard checks once more.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

use super::{
    course::{answered, same_version, take_hold},
    history,
    model::{Status, Step, number},
    occupancy::{Owner, Place, came_free, occupy, vacate},
    store::{self, New},
};
use crate::{
    audit::{self, Action, Entity},
    doctors,
    error::AppError,
    holds, patients,
    rules::{
        model::{Audience, VisitType},
        reason::Reason,
    },
    schedule::free::{self, Except},
    server::{
        Actor, Conn, Instant, Scope,
        app_state::Settings,
        engine::{self, Lock},
        schema::appointments,
    },
};

/// A time somebody is to get.
#[derive(Clone, Debug)]
pub struct Wish {
    /// For whom.
    pub patient_id: i64,
    /// With whom.
    pub doctor_id: i64,
    /// What for; the first on offer unless given.
    pub visit_type_id: Option<i64>,
    /// When the visit begins.
    pub starts_at: Timestamp,
    /// Who asks: the policy holds for patients.
    pub audience: Audience,
    /// Why it may be taken although it is not free.
    pub overbook: Option<Overbook>,
}

/// Why a time is taken that is not free.
#[derive(Clone, Debug)]
pub enum Overbook {
    /// Staff decided so, for this reason.
    OnPurpose(String),
    /// Who has come is seen in between. Where, is decided when they are called.
    Queue,
}

impl Overbook {
    /// The reason that is kept.
    pub fn words(&self) -> &str {
        match self {
            Self::OnPurpose(reason) => reason,
            Self::Queue => "Walk-in",
        }
    }

    fn covers(&self, reason: &Reason) -> bool {
        match self {
            Self::OnPurpose(_) => reason.may_overbook(),
            Self::Queue => reason.may_overbook() || matches!(reason, Reason::Room),
        }
    }
}

/// What came of a wish.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The time to take.
    pub place: Place,
    /// What for.
    pub visit: VisitType,
}

/// Has everybody wait who would decide about the same time. `also` are further doctors.
///
/// # Errors
/// When the database does not answer.
pub fn lock(conn: &mut Conn, settings: &Settings, wish: &Wish, also: &[i64]) -> QueryResult<()> {
    let mut locks: Vec<Lock> = also.iter().copied().map(Lock::Doctor).collect();
    locks.extend([Lock::Doctor(wish.doctor_id), Lock::Patient(wish.patient_id)]);
    // Every room, since which of them a visit can take place in may change until the locks are there.
    locks.extend(settings.rules.rooms.iter().map(|room| Lock::Room(room.id)));
    engine::lock(conn, &locks)
}

/// Whether the wish can be fulfilled, and in which place. The transaction holds the locks.
///
/// # Errors
/// [`AppError::SlotTaken`], [`AppError::Conflict`] when the patient has something else then or is
/// not the one who asks any more, [`AppError::Invalid`] for everything else that is in the way.
pub fn decide(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    wish: &Wish,
    except: Except,
) -> Result<Decision, AppError> {
    let now = actor.at;
    doctors::store::active(conn, wish.doctor_id)
        .map_err(|error| beside("doctor_id", "This doctor takes no bookings.", error))?;
    if wish.audience == Audience::Patient {
        patients::store::still_theirs(conn, actor, wish.patient_id)?;
    }
    patients::store::unmerged(conn, wish.patient_id)
        .map_err(|error| beside("patient_id", "There is no such patient.", error))?;
    holds::store::expire(conn, wish, now)?;
    let rules = &settings.rules;
    let visit = rules
        .offer(wish.doctor_id, wish.visit_type_id, wish.audience)
        .ok_or_else(|| {
            AppError::field(
                "visit_type_id",
                "This doctor does not offer that kind of visit.",
            )
        })?;
    let (reasons, room_id) = free::judge(conn, settings, &visit, wish, except, now)?;
    let mut in_the_way = reasons.clone();
    if let Some(overbook) = &wish.overbook {
        in_the_way.retain(|reason| !overbook.covers(reason));
    }
    let room_id = room_id.filter(|_| !matches!(wish.overbook, Some(Overbook::Queue)));
    refuse(&in_the_way, wish.audience)?;
    let overbooked = reasons
        .iter()
        .any(|reason| matches!(reason, Reason::Taken | Reason::Held | Reason::Buffer));
    let ends_at = wish
        .starts_at
        .checked_add(SignedDuration::from_mins(visit.minutes.into()))
        .map_err(|_| AppError::field("starts_at", "Choose a time."))?;
    let place = Place {
        doctor_id: wish.doctor_id,
        patient_id: wish.patient_id,
        room_id,
        starts_at: wish.starts_at,
        ends_at,
        buffer_before: visit.buffer_before,
        buffer_after: visit.buffer_after,
        overbooked,
        patient_overbooked: false,
    };
    Ok(Decision { place, visit })
}

/// The error that says why a time cannot be had, if there is a reason.
///
/// # Errors
/// See [`decide`].
pub fn refuse(reasons: &[Reason], audience: Audience) -> Result<(), AppError> {
    let taken = |reason: &Reason| {
        matches!(
            reason,
            Reason::Taken | Reason::Held | Reason::Buffer | Reason::Room
        )
    };
    if reasons.is_empty() {
        return Ok(());
    }
    let others: Vec<&Reason> = reasons.iter().filter(|reason| !taken(reason)).collect();
    match others.as_slice() {
        [] => Err(AppError::slot_taken()),
        [Reason::PatientTaken] => Err(AppError::conflict(
            "There already is an appointment of this patient at that time.",
        )),
        others => {
            let words: Vec<String> = others.iter().map(|each| each.words(audience)).collect();
            Err(AppError::field("starts_at", words.join(" ")))
        }
    }
}

/// Books the wish and gives the appointment's id. What was kept for the patient is given up for it.
///
/// # Errors
/// See [`decide`].
pub fn book(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    wish: &Wish,
    reason: &str,
    series_id: Option<i64>,
) -> Result<i64, AppError> {
    lock(conn, settings, wish, &[])?;
    let settings = &settings.current(conn, actor.at)?;
    holds::store::give_up(conn, wish.patient_id)?;
    let decision = decide(conn, settings, actor, wish, Except::default())?;
    let note = wish.overbook.as_ref().map_or("", Overbook::words);
    let new = New {
        place: decision.place,
        status: Status::Booked,
        visit_type_id: decision.visit.id,
        series_id,
        reason,
        overbook_reason: note,
        created_by: actor.user_id,
        created_at: actor.at,
    };
    let id = store::insert(conn, &new)?;
    history::record(conn, actor, id, Step::Booked, note)?;
    let entity = Some(Entity::Appointment(id));
    audit::store::record(conn, actor, Action::AppointmentBooked, entity, "")?;
    if wish.overbook.is_some() {
        audit::store::record(conn, actor, Action::AppointmentOverbooked, entity, "")?;
    }
    Ok(id)
}

/// Gives an appointment another time, and maybe another doctor or kind. Its number and its history
/// stay, and the old time is free at once.
///
/// # Errors
/// [`AppError::NotFound`] outside the scope; [`AppError::Conflict`] when it cannot be moved, the
/// cut-off is past for a patient, or somebody changed it; and see [`decide`].
#[expect(
    clippy::too_many_arguments,
    reason = "who, what, in which state, and what to"
)]
pub fn reschedule(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    scope: Scope,
    id: i64,
    version: Option<i32>,
    wish: &Wish,
    note: &str,
) -> Result<(), AppError> {
    let before = take_hold(conn, settings, scope, id, Some(wish))?;
    let settings = &settings.current(conn, actor.at)?;
    same_version(&before, version)?;
    if !before.status.may_move() {
        return Err(AppError::conflict(format!(
            "Appointment {} cannot be moved: its status is “{}”.",
            number(id),
            before.status.words()
        )));
    }
    if wish.audience == Audience::Patient
        && let Some(why) = before.too_late_online(&settings.rules.policy, actor.at)
    {
        return Err(AppError::conflict(why));
    }
    let wish = &Wish {
        patient_id: before.patient_id,
        visit_type_id: wish.visit_type_id.or(before.visit_type_id),
        ..wish.clone()
    };
    holds::store::give_up(conn, wish.patient_id)?;
    let except = Except {
        appointment: Some(id),
        ..Except::default()
    };
    let Decision { place, visit } = decide(conn, settings, actor, wish, except)?;
    let overbook = wish.overbook.as_ref().map_or("", Overbook::words);
    let old = store::placed(conn, id)?.place();
    diesel::update(appointments::table.find(id))
        .set((
            appointments::doctor_id.eq(place.doctor_id),
            appointments::starts_at.eq(Instant(place.starts_at)),
            appointments::ends_at.eq(Instant(place.ends_at)),
            appointments::visit_type_id.eq(visit.id),
            appointments::room_id.eq(place.room_id),
            appointments::buffer_before.eq(i32::from(place.buffer_before)),
            appointments::buffer_after.eq(i32::from(place.buffer_after)),
            appointments::overbooked.eq(place.overbooked),
            appointments::overbook_reason.eq(overbook),
            appointments::version.eq(appointments::version + 1),
        ))
        .execute(conn)?;
    vacate(conn, Owner::Appointment(id))?;
    occupy(conn, Owner::Appointment(id), &place)?;
    answered(conn, id)?;
    came_free(conn, old.doctor_id, old.padded(), actor.at)?;
    let note = if overbook.is_empty() { note } else { overbook };
    history::record(conn, actor, id, Step::Moved, note)?;
    let entity = Some(Entity::Appointment(id));
    audit::store::record(conn, actor, Action::AppointmentMoved, entity, "")?;
    if wish.overbook.is_some() {
        audit::store::record(conn, actor, Action::AppointmentOverbooked, entity, "")?;
    }
    Ok(())
}

/// "Not found" as a message beside the field that named the record.
fn beside(name: &str, message: &str, error: diesel::result::Error) -> AppError {
    match error {
        diesel::result::Error::NotFound => AppError::field(name, message),
        other => other.into(),
    }
}
