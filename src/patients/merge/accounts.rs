//! The accounts of two records that are made one, of which one signs in.

use diesel::prelude::*;

use super::store::{Moved, login};
use crate::{
    audit::{self, Action, Entity},
    auth,
    patients::store,
    server::{
        Actor, Conn,
        schema::{patients, users},
    },
};

/// Leaves one account that signs in. It is the kept record's, unless it has none, or one that may not sign in
/// while the other's may: then the other's comes over, and the kept record's, if any, waits with the record that
/// is given up.
///
/// # Errors
/// When the database refuses.
pub(super) fn merge(
    conn: &mut Conn,
    actor: &Actor,
    kept: i64,
    merged: i64,
    moved: &mut Moved,
) -> QueryResult<()> {
    let Some(account) = login(conn, merged)? else {
        return Ok(());
    };
    let comes_over = match login(conn, kept)? {
        None => true,
        Some(own) => !signs_in(conn, own)? && signs_in(conn, account)?,
    };
    if comes_over {
        moved.login = Some(account);
        return exchange(conn, merged, kept);
    }
    let active = users::table
        .find(account)
        .filter(users::status.eq("active"));
    let disabled = diesel::update(active)
        .set(users::status.eq("disabled"))
        .execute(conn)?;
    if disabled > 0 {
        moved.disabled = Some(account);
        auth::store::end_sessions(conn, account, None)?;
        let entity = Some(Entity::User(account));
        audit::store::record(conn, actor, Action::UserDisabled, entity, "")?;
    }
    Ok(())
}

fn signs_in(conn: &mut Conn, account: i64) -> QueryResult<bool> {
    Ok(auth::store::active_user(conn, account)?.is_some())
}

/// Gives each of two records the other's account.
fn exchange(conn: &mut Conn, one: i64, other: i64) -> QueryResult<()> {
    let (first, second) = (login(conn, one)?, login(conn, other)?);
    // An account has one record at a time.
    for (record, account) in [(one, None), (other, first), (one, second)] {
        diesel::update(patients::table.find(record))
            .set(patients::user_id.eq(account))
            .execute(conn)?;
    }
    Ok(())
}

/// The account that goes back when the merge is undone: the one that came over, if the kept record still has it.
///
/// # Errors
/// When the database does not answer.
pub(super) fn returning(conn: &mut Conn, kept: i64, moved: &Moved) -> QueryResult<Option<i64>> {
    let now = login(conn, kept)?;
    Ok(moved.login.filter(|account| now == Some(*account)))
}

/// Gives the account back, under the name of its record, or lets it sign in again.
///
/// # Errors
/// When the database refuses.
pub(super) fn undo(
    conn: &mut Conn,
    actor: &Actor,
    kept: i64,
    merged: i64,
    moved: &Moved,
) -> QueryResult<()> {
    if returning(conn, kept, moved)?.is_some() {
        exchange(conn, kept, merged)?;
    }
    if let Some(account) = login(conn, merged)? {
        let name = store::find(conn, merged)?.full_name;
        diesel::update(users::table.find(account))
            .set(users::full_name.eq(name))
            .execute(conn)?;
    }
    let Some(account) = moved.disabled else {
        return Ok(());
    };
    let disabled = users::table
        .find(account)
        .filter(users::status.eq("disabled"));
    let enabled = diesel::update(disabled)
        .set(users::status.eq("active"))
        .execute(conn)?;
    if enabled > 0 {
        let entity = Some(Entity::User(account));
        audit::store::record(conn, actor, Action::UserEnabled, entity, "")?;
    }
    Ok(())
}
