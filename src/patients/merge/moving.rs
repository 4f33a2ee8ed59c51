//! Merging: everything that one record has goes to the other.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::{
    model::MergeForm,
    store::{Moved, checked, clashes, details, login, unmerged},
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
        schema::{
            appointments, holds as kept_times, merges, occupancies, patients, users, waitlist,
        },
    },
};

/// Makes the record `merged` a part of the record `kept` and gives the merge's id. What both keep for a patient
/// who is booking is given up. Where only the other has an account, it goes along; where both have, the kept one's
/// stays and the other may not sign in any more.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] when one of them was changed or merged meanwhile, or has visits
/// at the times of the other's.
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
    let clashes = clashes(conn, settings, kept, merged)?;
    if !clashes.is_empty() {
        return Err(AppError::conflict(format!(
            "A patient cannot be in two places: {}. Please move or cancel one of each first.",
            clashes.join("; ")
        )));
    }
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
        before: details(&before),
        after: form.of(&before, &other),
        ..Moved::default()
    };
    hand_over(conn, merged, kept, &moved)?;
    accounts(conn, actor, kept, merged, &mut moved)?;
    diesel::update(patients::table.find(merged))
        .set((
            patients::merged_into.eq(kept),
            patients::version.eq(patients::version + 1),
        ))
        .execute(conn)?;
    store::update(conn, kept, None, &checked(&moved.after))?;
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
    let detail = format!("merge {id}: record {merged}");
    audit::store::record(
        conn,
        actor,
        Action::PatientsMerged,
        Some(Entity::Patient(kept)),
        &detail,
    )?;
    Ok(id)
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

fn changed() -> AppError {
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

/// Leaves one account that signs in.
fn accounts(
    conn: &mut Conn,
    actor: &Actor,
    kept: i64,
    merged: i64,
    moved: &mut Moved,
) -> QueryResult<()> {
    let Some(account) = login(conn, merged)? else {
        return Ok(());
    };
    if login(conn, kept)?.is_none() {
        // An account has one record at a time.
        diesel::update(patients::table.find(merged))
            .set(patients::user_id.eq(None::<i64>))
            .execute(conn)?;
        diesel::update(patients::table.find(kept))
            .set(patients::user_id.eq(account))
            .execute(conn)?;
        moved.login = Some(account);
        return Ok(());
    }
    let active = users::table
        .find(account)
        .filter(users::status.eq("active"));
    let disabled = diesel::update(active)
        .set(users::status.eq("disabled"))
        .execute(conn)?;
    if disabled > 0 {
        moved.disabled = Some(account);
        audit::store::record(
            conn,
            actor,
            Action::UserDisabled,
            Some(Entity::User(account)),
            "",
        )?;
    }
    Ok(())
}
