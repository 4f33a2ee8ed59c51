//! Working hours in the database. They are read by [`crate::rules::store::load_hours`].

use diesel::prelude::*;

use crate::{
    rules::model::{DoctorHours, WorkingHours},
    server::{
        Conn,
        schema::{doctors, working_hours, working_hours_types},
    },
};

/// Whose interval this is.
///
/// # Errors
/// [`diesel::result::Error::NotFound`].
pub fn doctor_of(conn: &mut Conn, interval: i64) -> QueryResult<i64> {
    working_hours::table
        .find(interval)
        .select(working_hours::doctor_id)
        .first(conn)
}

/// Writes what differs between a doctor's hours before and after a change.
///
/// # Errors
/// When the database refuses.
pub fn save(conn: &mut Conn, before: &DoctorHours, after: &DoctorHours) -> QueryResult<()> {
    diesel::update(doctors::table.find(after.doctor_id))
        .set(doctors::own_hours.eq(after.own))
        .execute(conn)?;
    for gone in &before.hours {
        if !after.hours.iter().any(|each| each.id == gone.id) {
            untie(conn, gone.id)?;
            diesel::delete(working_hours::table.find(gone.id)).execute(conn)?;
        }
    }
    for each in &after.hours {
        if before.hours.contains(each) {
            continue;
        }
        let values = (
            working_hours::doctor_id.eq(after.doctor_id),
            working_hours::weekday.eq(i32::from(each.weekday)),
            working_hours::opens.eq(i32::from(each.interval.opens.minutes())),
            working_hours::closes.eq(i32::from(each.interval.closes.minutes())),
            working_hours::grid_minutes.eq(i32::from(each.grid_minutes)),
            working_hours::valid_from.eq(each.valid_from.map(|day| day.to_string())),
            working_hours::valid_to.eq(each.valid_to.map(|day| day.to_string())),
        );
        let id = if each.id == 0 {
            diesel::insert_into(working_hours::table)
                .values(values)
                .returning(working_hours::id)
                .get_result(conn)?
        } else {
            diesel::update(working_hours::table.find(each.id))
                .set(values)
                .execute(conn)?;
            untie(conn, each.id)?;
            each.id
        };
        tie(conn, id, each)?;
    }
    Ok(())
}

/// Names what is seen in these hours.
fn tie(conn: &mut Conn, id: i64, hours: &WorkingHours) -> QueryResult<()> {
    for visit_type in &hours.visit_types {
        diesel::insert_into(working_hours_types::table)
            .values((
                working_hours_types::working_hours_id.eq(id),
                working_hours_types::visit_type_id.eq(visit_type),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn untie(conn: &mut Conn, id: i64) -> QueryResult<()> {
    let of_it = working_hours_types::table.filter(working_hours_types::working_hours_id.eq(id));
    diesel::delete(of_it).execute(conn)?;
    Ok(())
}
