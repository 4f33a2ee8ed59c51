//! The clinic's settings in the database.

use diesel::prelude::*;
use jiff::civil::Weekday;

use super::model::Clinic;
use crate::{
    rules,
    schedule::hours::{Interval, MinuteOfDay, OpeningHours},
    server::{
        Conn,
        schema::{clinic, opening_hours},
    },
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = clinic)]
struct Row {
    name: String,
    address: String,
    phone: String,
    time_zone: String,
    slot_minutes: i32,
    demo: bool,
    version: i32,
}

/// The settings; a clinic not yet set up is unnamed.
///
/// # Errors
/// When the database does not answer.
pub fn load(conn: &mut Conn) -> QueryResult<Clinic> {
    let row: Option<Row> = clinic::table
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    let Some(row) = row else {
        return Ok(Clinic::unnamed());
    };
    Ok(Clinic {
        name: row.name,
        address: row.address,
        phone: row.phone,
        time_zone: row.time_zone,
        slot_minutes: u16::try_from(row.slot_minutes).unwrap_or(30),
        demo: row.demo,
        hours: load_hours(conn)?,
        policy: rules::store::load_policy(conn)?,
        version: row.version,
    })
}

/// The versions of the settings and of the rules: each grows with every change.
pub type Versions = (i32, i32);

/// The versions; none for a clinic not yet set up.
///
/// # Errors
/// When the database does not answer.
pub fn versions(conn: &mut Conn) -> QueryResult<Option<Versions>> {
    clinic::table
        .select((clinic::version, clinic::rules_version))
        .first(conn)
        .optional()
}

fn load_hours(conn: &mut Conn) -> QueryResult<OpeningHours> {
    let rows: Vec<(i32, i32, i32)> = opening_hours::table
        .select((
            opening_hours::weekday,
            opening_hours::opens,
            opening_hours::closes,
        ))
        .order((opening_hours::weekday, opening_hours::opens))
        .load(conn)?;
    let mut week: [Vec<Interval>; 7] = Default::default();
    for (weekday, opens, closes) in rows {
        let minute = |value: i32| u16::try_from(value).ok().and_then(MinuteOfDay::new);
        let day = usize::try_from(weekday - 1)
            .ok()
            .and_then(|day| week.get_mut(day));
        if let (Some(day), Some(opens), Some(closes)) = (day, minute(opens), minute(closes)) {
            day.push(Interval { opens, closes });
        }
    }
    OpeningHours::new(week)
        .map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))
}

/// Makes the clinic's row, with the hours it has.
///
/// # Errors
/// A conflict when it is there already.
pub fn create(conn: &mut Conn, new: &Clinic) -> QueryResult<()> {
    diesel::insert_into(clinic::table)
        .values((
            clinic::id.eq(1),
            clinic::name.eq(&new.name),
            clinic::address.eq(&new.address),
            clinic::phone.eq(&new.phone),
            clinic::time_zone.eq(&new.time_zone),
            clinic::slot_minutes.eq(i32::from(new.slot_minutes)),
            clinic::demo.eq(new.demo),
        ))
        .execute(conn)?;
    save_hours(conn, &new.hours)
}

/// Whether the clinic's row is there.
///
/// # Errors
/// When the database does not answer.
pub fn exists(conn: &mut Conn) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(clinic::table.filter(clinic::id.eq(1)))).get_result(conn)
}

/// Replaces the settings, if nobody has changed them since `version`.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when somebody has.
pub fn update(conn: &mut Conn, to: &Clinic) -> QueryResult<()> {
    let changed = diesel::update(clinic::table.filter(clinic::version.eq(to.version)))
        .set((
            clinic::name.eq(&to.name),
            clinic::address.eq(&to.address),
            clinic::phone.eq(&to.phone),
            clinic::time_zone.eq(&to.time_zone),
            clinic::slot_minutes.eq(i32::from(to.slot_minutes)),
            clinic::version.eq(to.version + 1),
        ))
        .execute(conn)?;
    if changed == 0 {
        return Err(diesel::result::Error::NotFound);
    }
    save_hours(conn, &to.hours)
}

fn save_hours(conn: &mut Conn, hours: &OpeningHours) -> QueryResult<()> {
    diesel::delete(opening_hours::table).execute(conn)?;
    for (number, weekday) in (1..=7).zip(Weekday::Monday.cycle_forward()) {
        for interval in hours.for_weekday(weekday) {
            diesel::insert_into(opening_hours::table)
                .values((
                    opening_hours::weekday.eq(number),
                    opening_hours::opens.eq(i32::from(interval.opens.minutes())),
                    opening_hours::closes.eq(i32::from(interval.closes.minutes())),
                ))
                .execute(conn)?;
        }
    }
    Ok(())
}
