//! Writing and reading the audit trail.

use diesel::{
    dsl::{count_star, max},
    prelude::*,
};

use super::{Action, Entity, Entry};
use crate::{
    appointments::model::Paged,
    form::validate,
    server::{
        Actor, Conn, Instant, MultiBackend,
        app_state::Settings,
        engine,
        schema::{audit, users},
    },
};

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

/// Which entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this account.
    pub user_id: Option<i64>,
    /// Of this kind.
    pub action: Option<Action>,
}

/// The account that signs in under this name.
///
/// # Errors
/// [`diesel::result::Error::NotFound`].
pub fn account(conn: &mut Conn, username: &str) -> QueryResult<i64> {
    users::table
        .filter(users::username_key.eq(validate::username_key(username)))
        .select(users::id)
        .first(conn)
}

/// One page of the trail, the newest entry first.
///
/// # Errors
/// When the database does not answer.
pub fn page(
    conn: &mut Conn,
    settings: &Settings,
    filter: Filter,
    page: u32,
) -> QueryResult<Paged<Entry>> {
    let total = count(conn, filter)?;
    let pages = Paged::<Entry>::pages(u64::try_from(total).unwrap_or(0));
    let page = page.clamp(1, pages);
    let size = i64::from(Paged::<Entry>::SIZE);
    let skipped = i64::from(page - 1) * size;
    let ids = if filter == Filter::default() && engine::counts_without_gaps(conn) {
        // Nothing is ever deleted, so that a page is a range of numbers.
        let newest = total - skipped;
        audit::table
            .filter(audit::id.gt(newest - size))
            .filter(audit::id.le(newest))
            .order(audit::id.desc())
            .select(audit::id)
            .load(conn)?
    } else {
        matching_ids(conn, filter, skipped, size, total)?
    };
    Ok(Paged {
        items: entries(conn, settings, &ids)?,
        page,
        pages,
        total: u64::try_from(total).unwrap_or(0),
    })
}

/// How many entries there are. Where the highest number tells, all of them are not counted.
fn count(conn: &mut Conn, filter: Filter) -> QueryResult<i64> {
    if filter == Filter::default() && engine::counts_without_gaps(conn) {
        let highest: Option<i64> = audit::table.select(max(audit::id)).first(conn)?;
        return Ok(highest.unwrap_or(0));
    }
    matching(filter).select(count_star()).first(conn)
}

fn matching(filter: Filter) -> audit::BoxedQuery<'static, MultiBackend> {
    let mut query = audit::table.into_boxed();
    if let Some(user_id) = filter.user_id {
        query = query.filter(audit::user_id.eq(user_id));
    }
    if let Some(action) = filter.action {
        query = query.filter(audit::action.eq(action.key()));
    }
    query
}

/// The entries of a filtered page. One beyond the middle is read from the other end, so that the
/// last page costs what the first does.
fn matching_ids(
    conn: &mut Conn,
    filter: Filter,
    skipped: i64,
    size: i64,
    total: i64,
) -> QueryResult<Vec<i64>> {
    let query = matching(filter).select(audit::id);
    if skipped <= total / 2 {
        return query
            .order(audit::id.desc())
            .offset(skipped)
            .limit(size)
            .load(conn);
    }
    let on_page = (total - skipped).clamp(0, size);
    let mut ids: Vec<i64> = query
        .order(audit::id.asc())
        .offset(total - skipped - on_page)
        .limit(on_page)
        .load(conn)?;
    ids.reverse();
    Ok(ids)
}

#[derive(Queryable)]
struct Row {
    id: i64,
    at: Instant,
    username: Option<String>,
    action: String,
    entity: String,
    entity_id: Option<i64>,
    address: String,
    detail: String,
}

fn entries(conn: &mut Conn, settings: &Settings, ids: &[i64]) -> QueryResult<Vec<Entry>> {
    let rows: Vec<Row> = audit::table
        .left_join(users::table)
        .filter(audit::id.eq_any(ids))
        .order(audit::id.desc())
        .select((
            audit::id,
            audit::at,
            users::username.nullable(),
            audit::action,
            audit::entity,
            audit::entity_id,
            audit::address,
            audit::detail,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| Entry {
            id: row.id,
            at: settings.local(row.at.0),
            username: row.username,
            action: row.action,
            entity: row.entity,
            entity_id: row.entity_id,
            address: row.address,
            detail: row.detail,
        })
        .collect())
}
