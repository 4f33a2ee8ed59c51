//! Visit types in the database. What is read of them is [`crate::rules::store`].

use diesel::prelude::*;

use crate::{
    error::AppError,
    form::validate,
    rules::{
        model::VisitType,
        store::{load_rooms, load_visit_types},
    },
    server::{
        Conn,
        schema::{doctors, visit_type_doctors, visit_type_rooms, visit_types},
    },
};

/// Refuses what only the other rows can tell: a name that is taken, doctors and rooms that are not
/// there, and a visit that could take place nowhere.
///
/// # Errors
/// [`AppError::Invalid`] for the first of them.
pub fn check(conn: &mut Conn, id: Option<i64>, new: &VisitType) -> Result<(), AppError> {
    let name = validate::fold(&new.name);
    let others = load_visit_types(conn)?;
    let mut others = others.iter().filter(|other| other.id != id);
    if others.any(|other| validate::fold(&other.name) == name) {
        return Err(AppError::field(
            "name",
            "There is a visit type of this name already.",
        ));
    }
    let known: i64 = doctors::table
        .filter(doctors::id.eq_any(&new.doctors))
        .count()
        .get_result(conn)?;
    if usize::try_from(known) != Ok(new.doctors.len()) {
        return Err(AppError::field("doctors", "Choose doctors of this clinic."));
    }
    let rooms = load_rooms(conn)?;
    let room = |id: &i64| rooms.iter().find(|room| room.id == *id);
    if !new.rooms.iter().all(|id| room(id).is_some()) {
        return Err(AppError::field("rooms", "Choose rooms of this clinic."));
    }
    let usable = |id: &i64| room(id).is_some_and(|room| room.active);
    if new.active && !new.rooms.is_empty() && !new.rooms.iter().any(usable) {
        return Err(AppError::field(
            "rooms",
            "None of these rooms is in use: the visit could take place nowhere.",
        ));
    }
    Ok(())
}

/// Adds one and gives its id.
///
/// # Errors
/// When the database refuses.
pub fn create(conn: &mut Conn, new: &VisitType) -> QueryResult<i64> {
    let id: i64 = diesel::insert_into(visit_types::table)
        .values((
            visit_types::name.eq(&new.name),
            visit_types::minutes.eq(i32::from(new.minutes)),
            visit_types::buffer_before.eq(i32::from(new.buffer_before)),
            visit_types::buffer_after.eq(i32::from(new.buffer_after)),
            visit_types::colour.eq(new.colour.key()),
            visit_types::staff_only.eq(new.staff_only),
            visit_types::note.eq(&new.note),
            visit_types::active.eq(new.active),
        ))
        .returning(visit_types::id)
        .get_result(conn)?;
    tie(conn, id, new)?;
    Ok(id)
}

/// Replaces one, if nobody has changed it since `version` (where one is given), and tells whether
/// it did.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such visit type.
pub fn update(conn: &mut Conn, id: i64, version: Option<i64>, to: &VisitType) -> QueryResult<bool> {
    let current: i32 = visit_types::table
        .find(id)
        .select(visit_types::version)
        .first(conn)?;
    if version.is_some_and(|seen| seen != i64::from(current)) {
        return Ok(false);
    }
    diesel::update(visit_types::table.find(id))
        .set((
            visit_types::name.eq(&to.name),
            visit_types::minutes.eq(i32::from(to.minutes)),
            visit_types::buffer_before.eq(i32::from(to.buffer_before)),
            visit_types::buffer_after.eq(i32::from(to.buffer_after)),
            visit_types::colour.eq(to.colour.key()),
            visit_types::staff_only.eq(to.staff_only),
            visit_types::note.eq(&to.note),
            visit_types::active.eq(to.active),
            visit_types::version.eq(current + 1),
        ))
        .execute(conn)?;
    let of_it = visit_type_doctors::table.filter(visit_type_doctors::visit_type_id.eq(id));
    diesel::delete(of_it).execute(conn)?;
    let of_it = visit_type_rooms::table.filter(visit_type_rooms::visit_type_id.eq(id));
    diesel::delete(of_it).execute(conn)?;
    tie(conn, id, to)?;
    Ok(true)
}

/// Names the doctors who offer it and the rooms it can take place in.
fn tie(conn: &mut Conn, id: i64, to: &VisitType) -> QueryResult<()> {
    for doctor in &to.doctors {
        diesel::insert_into(visit_type_doctors::table)
            .values((
                visit_type_doctors::visit_type_id.eq(id),
                visit_type_doctors::doctor_id.eq(doctor),
            ))
            .execute(conn)?;
    }
    for room in &to.rooms {
        diesel::insert_into(visit_type_rooms::table)
            .values((
                visit_type_rooms::visit_type_id.eq(id),
                visit_type_rooms::room_id.eq(room),
            ))
            .execute(conn)?;
    }
    Ok(())
}
