//! Undoing a merge: what went over goes back, as far as it is still there.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::{
    accounts,
    moving::{changed, hand_over, hold, overbook, tell},
    since::goes_back,
    store::{Moved, checked, details, forgiven, unmerged},
};
use crate::{
    audit::Action,
    error::AppError,
    holds,
    patients::{model::Details, store},
    server::{
        Actor, Conn, Instant,
        schema::{appointments, merges, patients},
    },
};

/// Undoes a merge. What was booked since stays with the record that was kept, unless it came of the other's
/// (`since.rs`); its details become what they were, unless somebody has changed them since.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] when it was undone already, the kept record was merged itself
/// since, or a visit was moved at the same moment.
pub fn undo(conn: &mut Conn, actor: &Actor, id: i64) -> Result<(), AppError> {
    let (kept, merged, at, went): (i64, i64, Instant, String) = merges::table
        .find(id)
        .select((
            merges::kept_id,
            merges::merged_id,
            merges::at,
            merges::moved,
        ))
        .first(conn)?;
    let went = Moved::read(&went)?;
    let moved = goes_back(conn, kept, at, &went)?;
    let doctors = doctors_of(conn, &moved.appointments)?;
    let held = hold(conn, &[kept, merged], doctors)?;
    let undone: Option<Instant> = merges::table
        .find(id)
        .select(merges::undone_at)
        .first(conn)?;
    if undone.is_some() {
        return Err(AppError::conflict("This has been undone already."));
    }
    let now = unmerged(conn, kept).map_err(|error| match error {
        AppError::Conflict { .. } => AppError::conflict(
            "The record has been merged into another one since. Please undo that first.",
        ),
        other => other,
    })?;
    // Once more: somebody may have booked or asked for something while we waited for the locks.
    let moved = goes_back(conn, kept, at, &went)?;
    if !doctors_of(conn, &moved.appointments)?.is_subset(&held) {
        return Err(changed());
    }
    if accounts::returning(conn, kept, &moved)?.is_some() {
        // Who is booking chooses anew, for the record that is theirs.
        holds::store::give_up(conn, kept)?;
    }
    hand_over(conn, kept, merged, &moved)?;
    overbook(conn, merged, &moved.overlapping, false)?;
    diesel::update(patients::table.find(merged))
        .set((
            patients::merged_into.eq(None::<i64>),
            patients::version.eq(patients::version + 1),
        ))
        .execute(conn)?;
    accounts::undo(conn, actor, kept, merged, &moved)?;
    let restored = restored(&details(&now), &moved);
    store::update(conn, kept, None, &checked(&restored))?;
    if forgiven(conn, kept)? == moved.forgiven_after {
        diesel::update(patients::table.find(kept))
            .set(patients::forgiven_until.eq(moved.forgiven_before))
            .execute(conn)?;
    }
    diesel::update(merges::table.find(id))
        .set((
            merges::undone_at.eq(Some(Instant(actor.at))),
            merges::undone_by.eq(actor.user_id),
        ))
        .execute(conn)?;
    tell(conn, actor, Action::MergeUndone, id, kept, merged)?;
    Ok(())
}

fn doctors_of(conn: &mut Conn, visits: &[i64]) -> QueryResult<BTreeSet<i64>> {
    let ids: Vec<i64> = appointments::table
        .filter(appointments::id.eq_any(visits))
        .select(appointments::doctor_id)
        .distinct()
        .load(conn)?;
    Ok(ids.into_iter().collect())
}

/// The details of the kept record: those that are still as the merge left them become what they were.
fn restored(now: &Details, moved: &Moved) -> Details {
    let (before, after) = (&moved.before, &moved.after);
    let choose = |now: &str, before: &str, after: &str| {
        let text = if now == after { before } else { now };
        text.to_owned()
    };
    Details {
        full_name: choose(&now.full_name, &before.full_name, &after.full_name),
        contact_number: choose(
            &now.contact_number,
            &before.contact_number,
            &after.contact_number,
        ),
        email: choose(&now.email, &before.email, &after.email),
        date_of_birth: choose(
            &now.date_of_birth,
            &before.date_of_birth,
            &after.date_of_birth,
        ),
    }
}
