//! Rooms in the database. What is read of them is [`crate::rules::store`].

use diesel::prelude::*;

use crate::{
    error::AppError,
    form::validate,
    rules::store::{load_rooms, load_visit_types},
    server::{Conn, schema::rooms},
};

/// Refuses what only the other rows can tell: a name that is taken, and taking out of use the last
/// room in which some visit can take place.
///
/// # Errors
/// [`AppError::Invalid`].
pub fn check(conn: &mut Conn, id: Option<i64>, name: &str, active: bool) -> Result<(), AppError> {
    let folded = validate::fold(name);
    let rooms = load_rooms(conn)?;
    let mut others = rooms.iter().filter(|room| Some(room.id) != id);
    if others.any(|room| validate::fold(&room.name) == folded) {
        return Err(AppError::field(
            "name",
            "There is a room of this name already.",
        ));
    }
    let Some(id) = id.filter(|_| !active) else {
        return Ok(());
    };
    let usable = |other: &i64| {
        let mut in_use = rooms.iter().filter(|room| room.active && room.id != id);
        in_use.any(|room| room.id == *other)
    };
    let stranded = load_visit_types(conn)?
        .into_iter()
        .find(|each| each.active && each.rooms.contains(&id) && !each.rooms.iter().any(usable));
    match stranded {
        Some(visit) => Err(AppError::field(
            "state",
            format!(
                "“{}” can take place in this room only. Give it another one first.",
                visit.name
            ),
        )),
        None => Ok(()),
    }
}

/// Adds one and gives its id.
///
/// # Errors
/// When the database refuses.
pub fn create(conn: &mut Conn, name: &str, active: bool) -> QueryResult<i64> {
    diesel::insert_into(rooms::table)
        .values((rooms::name.eq(name), rooms::active.eq(active)))
        .returning(rooms::id)
        .get_result(conn)
}

/// Renames one and takes it in or out of use, if nobody has changed it since `version` (where one is
/// given), and tells whether it did.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such room.
pub fn update(
    conn: &mut Conn,
    id: i64,
    version: Option<i64>,
    name: &str,
    active: bool,
) -> QueryResult<bool> {
    let current: i32 = rooms::table.find(id).select(rooms::version).first(conn)?;
    if version.is_some_and(|seen| seen != i64::from(current)) {
        return Ok(false);
    }
    diesel::update(rooms::table.find(id))
        .set((
            rooms::name.eq(name),
            rooms::active.eq(active),
            rooms::version.eq(current + 1),
        ))
        .execute(conn)?;
    Ok(true)
}
