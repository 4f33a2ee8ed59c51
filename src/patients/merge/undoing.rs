//! Undoing a merge: what went over goes back, as far as it is still there.

use diesel::prelude::*;

use super::{
    moving::{hand_over, hold},
    store::{Moved, checked, details, login, unmerged},
};
use crate::{
    audit::{self, Action, Entity},
    error::AppError,
    patients::{model::Details, store},
    server::{
        Actor, Conn, Instant,
        schema::{appointments, merges, offers, patients, users},
    },
};

/// Undoes a merge. What was booked since stays with the record that was kept; its details become what they were,
/// unless somebody has changed them since.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] when it was undone already, or the kept record was merged itself
/// since.
pub fn undo(conn: &mut Conn, actor: &Actor, id: i64) -> Result<(), AppError> {
    let (kept, merged, moved): (i64, i64, String) = merges::table
        .find(id)
        .select((merges::kept_id, merges::merged_id, merges::moved))
        .first(conn)?;
    let mut moved = Moved::read(&moved)?;
    let doctors: Vec<i64> = appointments::table
        .filter(appointments::id.eq_any(&moved.appointments))
        .select(appointments::doctor_id)
        .distinct()
        .load(conn)?;
    hold(conn, &[kept, merged], doctors.into_iter().collect())?;
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
    // The times that were offered since to who waits go with the request.
    let offered: Vec<Option<i64>> = offers::table
        .filter(offers::waitlist_id.eq_any(&moved.waitlist))
        .select(offers::hold_id)
        .load(conn)?;
    moved.holds.extend(offered.into_iter().flatten());
    hand_over(conn, kept, merged, &moved)?;
    diesel::update(patients::table.find(merged))
        .set((
            patients::merged_into.eq(None::<i64>),
            patients::version.eq(patients::version + 1),
        ))
        .execute(conn)?;
    accounts(conn, actor, kept, merged, &moved)?;
    let restored = restored(&details(&now), &moved);
    store::update(conn, kept, None, &checked(&restored))?;
    diesel::update(merges::table.find(id))
        .set((
            merges::undone_at.eq(Some(Instant(actor.at))),
            merges::undone_by.eq(actor.user_id),
        ))
        .execute(conn)?;
    let detail = format!("merge {id}: record {merged}");
    let entity = Some(Entity::Patient(kept));
    audit::store::record(conn, actor, Action::MergeUndone, entity, &detail)?;
    Ok(())
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

/// Gives the account back, under the name of its record, or lets it sign in again.
fn accounts(
    conn: &mut Conn,
    actor: &Actor,
    kept: i64,
    merged: i64,
    moved: &Moved,
) -> QueryResult<()> {
    if moved.login.is_some() && login(conn, kept)? == moved.login {
        diesel::update(patients::table.find(kept))
            .set(patients::user_id.eq(None::<i64>))
            .execute(conn)?;
        diesel::update(patients::table.find(merged))
            .set(patients::user_id.eq(moved.login))
            .execute(conn)?;
    }
    if let Some(account) = login(conn, merged)? {
        let name = store::find(conn, merged)?.full_name;
        diesel::update(users::table.find(account))
            .set(users::full_name.eq(name))
            .execute(conn)?;
    }
    if let Some(account) = moved.disabled {
        let enabled = diesel::update(
            users::table
                .find(account)
                .filter(users::status.eq("disabled")),
        )
        .set(users::status.eq("active"))
        .execute(conn)?;
        if enabled > 0 {
            audit::store::record(
                conn,
                actor,
                Action::UserEnabled,
                Some(Entity::User(account)),
                "",
            )?;
        }
    }
    Ok(())
}
