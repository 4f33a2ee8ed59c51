//! Merging: everything that one record has goes to the other.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::{
    accounts, clashes,
    model::MergeForm,
    store::{Moved, checked, details, forgiven, unmerged},
};
use crate::{
    audit::{self, Action, Entity},
    error::AppError,
    holds,
    patients::{model::Patient, store},
    server::{
        Actor, Conn, Instant,
        app_state::Settings,
        engine::{self, Lock},
        schema::{appointments, holds as kept_times, merges, occupancies, patients, waitlist},
    },
};

/// Makes the record `merged` a part of the record `kept` and gives the merge's id. What both keep for a patient
/// who is booking is given up. One account signs in from then on (`accounts.rs`). What both had at a time that is
/// past stands, overbooked, and of two dates until which no-shows are forgiven the later holds.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] when one of them was changed or merged meanwhile, or has visits
/// to come at the times of the other's.
pub fn merge(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    kept: i64,
    merged: i64,
    form: &MergeForm,
) -> Result<i64, AppError> {
    let doctors = doctors_of(conn, merged)?;
    let held = hold(conn, &[kept, merged], doctors)?;
    let (before, other) = (unmerged(conn, kept)?, unmerged(conn, merged)?);
    same_version(&before, form.version)?;
    same_version(&other, form.merged_version)?;
    if !doctors_of(conn, merged)?.is_subset(&held) {
        return Err(changed());
    }
    for id in [kept, merged] {
        holds::store::give_up(conn, id)?;
    }
    let clashes = clashes::to_come(conn, settings, kept, merged, actor.at)?;
    if !clashes.is_empty() {
        return Err(AppError::conflict(format!(
            "A patient cannot be in two places: {}. Please move or cancel one of each first.",
            clashes.join("; ")
        )));
    }
    let forgiven_before = forgiven(conn, kept)?;
    let mut moved = Moved {
        appointments: appointments::table
            .filter(appointments::patient_id.eq(merged))
            .order(appointments::id)
            .select(appointments::id)
            .load(conn)?,
        waitlist: waitlist::table
            .filter(waitlist::patient_id.eq(merged))
            .order(waitlist::id)
            .select(waitlist::id)
            .load(conn)?,
        holds: kept_times::table
            .filter(kept_times::patient_id.eq(merged))
            .order(kept_times::id)
            .select(kept_times::id)
            .load(conn)?,
        overlapping: clashes::past(conn, kept, merged, actor.at)?,
        before: details(&before),
        after: form.of(&before, &other),
        forgiven_before,
        forgiven_after: forgiven_before.max(forgiven(conn, merged)?),
        ..Moved::default()
    };
    overbook(conn, merged, &moved.overlapping, true)?;
    hand_over(conn, merged, kept, &moved)?;
    accounts::merge(conn, actor, kept, merged, &mut moved)?;
    let given_up = diesel::update(
        patients::table
            .find(merged)
            .filter(patients::version.eq(other.version)),
    )
    .set((
        patients::merged_into.eq(kept),
        patients::version.eq(patients::version + 1),
    ))
    .execute(conn)?;
    let seen = Some(before.version.into());
    if given_up == 0 || !store::update(conn, kept, seen, &checked(&moved.after))? {
        return Err(changed());
    }
    diesel::update(patients::table.find(kept))
        .set(patients::forgiven_until.eq(moved.forgiven_after))
        .execute(conn)?;
    let id: i64 = diesel::insert_into(merges::table)
        .values((
            merges::kept_id.eq(kept),
            merges::merged_id.eq(merged),
            merges::at.eq(Instant(actor.at)),
            merges::user_id.eq(actor.user_id),
            merges::moved.eq(moved.write()?),
        ))
        .returning(merges::id)
        .get_result(conn)?;
    tell(conn, actor, Action::PatientsMerged, id, kept, merged)?;
    Ok(id)
}

/// Puts on record what was done with two records, at each of them.
pub(super) fn tell(
    conn: &mut Conn,
    actor: &Actor,
    action: Action,
    id: i64,
    kept: i64,
    merged: i64,
) -> QueryResult<()> {
    let detail = format!("merge {id}: record {merged} into record {kept}");
    for record in [kept, merged] {
        let entity = Some(Entity::Patient(record));
        audit::store::record(conn, actor, action, entity, &detail)?;
    }
    Ok(())
}

/// The doctors of a patient's visits.
fn doctors_of(conn: &mut Conn, patient_id: i64) -> QueryResult<BTreeSet<i64>> {
    let ids: Vec<i64> = appointments::table
        .filter(appointments::patient_id.eq(patient_id))
        .select(appointments::doctor_id)
        .distinct()
        .load(conn)?;
    Ok(ids.into_iter().collect())
}

/// Has whoever would book for these patients, or change a visit of these doctors, wait.
pub(super) fn hold(
    conn: &mut Conn,
    patients: &[i64],
    doctors: BTreeSet<i64>,
) -> QueryResult<BTreeSet<i64>> {
    let locks: Vec<Lock> = doctors
        .iter()
        .map(|id| Lock::Doctor(*id))
        .chain(patients.iter().map(|id| Lock::Patient(*id)))
        .collect();
    engine::lock(conn, &locks)?;
    Ok(doctors)
}

fn same_version(patient: &Patient, seen: Option<i64>) -> Result<(), AppError> {
    match seen {
        Some(seen) if seen != i64::from(patient.version) => Err(changed()),
        _ => Ok(()),
    }
}

pub(super) fn changed() -> AppError {
    AppError::conflict(
        "Somebody has changed one of the two records meanwhile. Please look at them again.",
    )
}

/// Gives what is listed from one record to another, with the time it takes of the patient.
pub(super) fn hand_over(conn: &mut Conn, from: i64, to: i64, what: &Moved) -> QueryResult<()> {
    diesel::update(
        appointments::table
            .filter(appointments::patient_id.eq(from))
            .filter(appointments::id.eq_any(&what.appointments)),
    )
    .set(appointments::patient_id.eq(to))
    .execute(conn)?;
    diesel::update(
        waitlist::table
            .filter(waitlist::patient_id.eq(from))
            .filter(waitlist::id.eq_any(&what.waitlist)),
    )
    .set((
        waitlist::patient_id.eq(to),
        waitlist::version.eq(waitlist::version + 1),
    ))
    .execute(conn)?;
    diesel::update(
        kept_times::table
            .filter(kept_times::patient_id.eq(from))
            .filter(kept_times::id.eq_any(&what.holds)),
    )
    .set(kept_times::patient_id.eq(to))
    .execute(conn)?;
    diesel::update(
        occupancies::table
            .filter(occupancies::resource_kind.eq("patient"))
            .filter(occupancies::resource_id.eq(from))
            .filter(
                occupancies::appointment_id
                    .eq_any(&what.appointments)
                    .or(occupancies::hold_id.eq_any(&what.holds)),
            ),
    )
    .set(occupancies::resource_id.eq(to))
    .execute(conn)?;
    Ok(())
}

/// Has the time that these visits take of a patient stand beside others, or not any more.
pub(super) fn overbook(
    conn: &mut Conn,
    patient_id: i64,
    visits: &[i64],
    overbooked: bool,
) -> QueryResult<()> {
    diesel::update(
        occupancies::table
            .filter(occupancies::resource_kind.eq("patient"))
            .filter(occupancies::resource_id.eq(patient_id))
            .filter(occupancies::appointment_id.eq_any(visits)),
    )
    .set(occupancies::overbooked.eq(overbooked))
    .execute(conn)?;
    Ok(())
}
