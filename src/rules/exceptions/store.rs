//! Exceptions in the database. They are read by [`crate::rules::store::load_exceptions`].

use diesel::prelude::*;
use jiff::civil::DateTime;

use crate::{
    rules::model::{Exception, ExceptionKind, Rules},
    server::{Actor, Conn, Instant, schema::exceptions},
};

/// A reading of the clinic's clock as the database has it: readings are compared as text.
pub fn reading(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M").to_string()
}

/// Enters an exception and gives its id. `source` is what tells an imported event from others.
///
/// # Errors
/// When the database refuses.
pub fn create(
    conn: &mut Conn,
    actor: &Actor,
    new: &Exception,
    source: Option<&str>,
) -> QueryResult<i64> {
    diesel::insert_into(exceptions::table)
        .values((
            exceptions::doctor_id.eq(new.doctor_id),
            exceptions::kind.eq(new.kind.key()),
            exceptions::starts.eq(reading(new.starts)),
            exceptions::ends.eq(reading(new.ends)),
            exceptions::grid_minutes.eq(i32::from(new.grid_minutes)),
            exceptions::reason.eq(&new.reason),
            exceptions::source.eq(source),
            exceptions::created_by.eq(actor.user_id),
            exceptions::created_at.eq(Instant(actor.at)),
        ))
        .returning(exceptions::id)
        .get_result(conn)
}

/// Whose exception this is; none for a closure.
///
/// # Errors
/// [`diesel::result::Error::NotFound`].
pub fn doctor_of(conn: &mut Conn, id: i64) -> QueryResult<Option<i64>> {
    exceptions::table
        .find(id)
        .select(exceptions::doctor_id)
        .first(conn)
}

/// Deletes an exception, and tells whether it was there.
///
/// # Errors
/// When the database refuses.
pub fn delete(conn: &mut Conn, id: i64) -> QueryResult<bool> {
    let deleted = diesel::delete(exceptions::table.find(id)).execute(conn)?;
    Ok(deleted > 0)
}

/// What tells the imported closures apart: source, beginning and end of each closure there is.
///
/// # Errors
/// When the database does not answer.
pub fn closures(conn: &mut Conn) -> QueryResult<Vec<(Option<String>, String, String)>> {
    exceptions::table
        .filter(exceptions::kind.eq(ExceptionKind::Closure.key()))
        .select((exceptions::source, exceptions::starts, exceptions::ends))
        .load(conn)
}

/// The rules with these exceptions besides.
#[must_use]
pub fn with(rules: &Rules, new: &[Exception]) -> Rules {
    let mut rules = rules.clone();
    rules.exceptions.extend_from_slice(new);
    rules.exceptions.sort_by_key(|each| (each.starts, each.id));
    rules
}

/// The rules without this exception.
#[must_use]
pub fn without(rules: &Rules, id: i64) -> Rules {
    let mut rules = rules.clone();
    rules.exceptions.retain(|each| each.id != id);
    rules
}
