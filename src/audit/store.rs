//! Writing the audit trail.

use diesel::prelude::*;

use super::{Action, Entity};
use crate::server::{Actor, Conn, Instant, schema::audit};

/// Appends an entry, in the transaction of the change it tells of.
///
/// # Errors
/// When the database refuses.
pub fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: Action,
    entity: Option<Entity>,
    detail: &str,
) -> QueryResult<()> {
    diesel::insert_into(audit::table)
        .values((
            audit::at.eq(Instant(actor.at)),
            audit::user_id.eq(actor.user_id),
            audit::action.eq(action.key()),
            audit::entity.eq(entity.map_or("", Entity::kind)),
            audit::entity_id.eq(entity.map(Entity::id)),
            audit::address.eq(&actor.address),
            audit::detail.eq(detail),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whether this account has signed in from this address before.
///
/// # Errors
/// When the database does not answer.
pub fn has_signed_in_from(conn: &mut Conn, user_id: i64, address: &str) -> QueryResult<bool> {
    let before = audit::table
        .filter(audit::user_id.eq(user_id))
        .filter(audit::action.eq(Action::SignedIn.key()))
        .filter(audit::address.eq(address));
    diesel::select(diesel::dsl::exists(before)).get_result(conn)
}
