//! Undoing a merge: what went over goes back, as far as it is still there.

use std::collections::BTreeSet;

use diesel::{dsl::exists, prelude::*};

use super::{
    accounts,
    moving::{changed, hand_over, hold, overbook, tell},
    since::goes_back,
    store::{Moved, checked, details, forgiven, unmerged},
};
use crate::{
    audit::{Action, Entity},
    error::AppError,
    holds,
    patients::{model::Details, store},
    server::{
        Actor, Conn, Instant,
        schema::{appointments, audit, merges, patients},
    },
};

/// Undoes a merge. What was booked since stays with the record that was kept, unless it came of the other's
/// (`since.rs`); its details become what they were, unless somebody has changed them since. What the account that
/// goes back has said of itself since goes with it, where nobody else has changed anything.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] when it was undone already, there was another merge of the kept
/// record since, or one of the two was changed at the same moment.
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
    if merged_since(conn, kept, id)? {
        // What the record was before each of them is known on top of the ones before.
        return Err(AppError::conflict(
            "Another record has been merged into this one since. Please undo that first.",
        ));
    }
    // Once more: somebody may have booked or asked for something while we waited for the locks.
    let moved = goes_back(conn, kept, at, &went)?;
    if !doctors_of(conn, &moved.appointments)?.is_subset(&held) {
        return Err(changed());
    }
    let account = accounts::returning(conn, kept, &moved)?;
    if account.is_some() {
        // Who is booking chooses anew, for the record that is theirs.
        holds::store::give_up(conn, kept)?;
    }
    let now_is = details(&now);
    let own = match account {
        Some(account) => changed_only_by(conn, kept, account, at)?,
        None => false,
    };
    hand_over(conn, kept, merged, &moved)?;
    overbook(conn, merged, &moved.overlapping, false)?;
    diesel::update(patients::table.find(merged))
        .set((
            patients::merged_into.eq(None::<i64>),
            patients::version.eq(patients::version + 1),
        ))
        .execute(conn)?;
    // Before the details, whose names accounts follow.
    accounts::undo(conn, actor, kept, merged, &moved)?;
    let version = Some(now.version.into());
    let restored = if own {
        let theirs = details(&store::find(conn, merged)?);
        let said = pick(&now_is, &moved.after, &theirs);
        store::update(conn, merged, None, &checked(&said))?;
        moved.before.clone()
    } else {
        pick(&now_is, &moved.after, &moved.before)
    };
    if !store::update(conn, kept, version, &checked(&restored))? {
        return Err(changed());
    }
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

/// Whether another record was merged into this one after that merge, and still is a part of it.
fn merged_since(conn: &mut Conn, kept: i64, id: i64) -> QueryResult<bool> {
    let later = merges::table
        .filter(merges::kept_id.eq(kept))
        .filter(merges::id.gt(id))
        .filter(merges::undone_at.is_null());
    diesel::select(exists(later)).get_result(conn)
}

/// Whether it was this account alone that has changed a record's details since. Where others did too, nobody knows
/// whose each of them is, and they stay.
fn changed_only_by(
    conn: &mut Conn,
    record: i64,
    account: i64,
    since: Instant,
) -> QueryResult<bool> {
    let by: Vec<Option<i64>> = audit::table
        .filter(audit::action.eq(Action::PatientChanged.key()))
        .filter(audit::entity.eq(Entity::Patient(record).kind()))
        .filter(audit::entity_id.eq(record))
        .filter(audit::at.ge(since))
        .select(audit::user_id)
        .distinct()
        .load(conn)?;
    Ok(by == [Some(account)])
}

/// Each detail as it is now, where it was changed since it was `then`; else the other one.
fn pick(now: &Details, then: &Details, other: &Details) -> Details {
    let choose = |now: &str, then: &str, other: &str| {
        let text = if now == then { other } else { now };
        text.to_owned()
    };
    Details {
        full_name: choose(&now.full_name, &then.full_name, &other.full_name),
        contact_number: choose(
            &now.contact_number,
            &then.contact_number,
            &other.contact_number,
        ),
        email: choose(&now.email, &then.email, &other.email),
        date_of_birth: choose(
            &now.date_of_birth,
            &then.date_of_birth,
            &other.date_of_birth,
        ),
    }
}
