//! Doctors in the database, as admins see them: with their accounts and what they have to do.

use std::collections::HashMap;

use diesel::{
    Connection,
    dsl::{InnerJoin, IntoBoxed, count_star, min},
    prelude::*,
};
use jiff::{Timestamp, ToSpan as _, civil::Date};

use super::{
    model::{Managed, Row},
    store::{DoctorRow, patterns},
};
use crate::{
    appointments::{
        self,
        model::{Paged, Status},
    },
    server::{
        Conn, Instant,
        app_state::Settings,
        schema::{appointments as visits, doctors, users},
    },
};

type WithAccount =
    IntoBoxed<'static, InnerJoin<doctors::table, users::table>, <Conn as Connection>::Backend>;

/// A page of the doctors whom every word of `q` finds by name, specialization or username: first
/// those who see patients, then the others, by name.
///
/// # Errors
/// When the database does not answer.
pub fn list(
    conn: &mut Conn,
    settings: &Settings,
    now: Timestamp,
    q: &str,
    page: u32,
) -> QueryResult<Paged<Row>> {
    let total: i64 = matching(q).select(count_star()).first(conn)?;
    let total = u64::try_from(total).unwrap_or_default();
    let pages = Paged::<Row>::pages(total);
    let page = page.clamp(1, pages);
    let rows: Vec<(i64, String, String, bool, String)> = matching(q)
        .order((doctors::active.desc(), doctors::full_name, doctors::id))
        .limit(i64::from(Paged::<Row>::SIZE))
        .offset(i64::from(page - 1) * i64::from(Paged::<Row>::SIZE))
        .select((
            doctors::id,
            doctors::full_name,
            doctors::specialization,
            doctors::active,
            users::username,
        ))
        .load(conn)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.0).collect();
    let next = next_visits(conn, &ids, now)?;
    let (monday, sunday) = week_of(settings.local(now).date());
    let load = visits_between(conn, &ids, settings.day_range(monday, sunday))?;
    let items = rows
        .into_iter()
        .map(|(id, full_name, specialization, active, username)| Row {
            id,
            full_name,
            specialization,
            username,
            active,
            next_visit: next.get(&id).map(|at| settings.local(*at)),
            this_week: load.get(&id).copied().unwrap_or_default(),
        })
        .collect();
    Ok(Paged {
        items,
        page,
        pages,
        total,
    })
}

/// A doctor with their account.
///
/// # Errors
/// [`diesel::result::Error::NotFound`].
pub fn find(conn: &mut Conn, settings: &Settings, now: Timestamp, id: i64) -> QueryResult<Managed> {
    type Account = (i64, String, bool, Option<Instant>);
    let (doctor, version, account): (DoctorRow, i32, Account) = doctors::table
        .inner_join(users::table)
        .filter(doctors::id.eq(id))
        .select((
            DoctorRow::as_select(),
            doctors::version,
            (
                users::id,
                users::username,
                users::must_change_password,
                users::last_login_at,
            ),
        ))
        .first(conn)?;
    let (user_id, username, must_change_password, last_login_at) = account;
    let upcoming = appointments::store::future_booked(conn, id, now)?.len();
    Ok(Managed {
        doctor: doctor.into(),
        user_id,
        username,
        must_change_password,
        last_login_at: last_login_at.map(|at| settings.local(at.0)),
        upcoming: i64::try_from(upcoming).unwrap_or(i64::MAX),
        version,
    })
}

fn matching(q: &str) -> WithAccount {
    let mut query = doctors::table.inner_join(users::table).into_boxed();
    for pattern in patterns(q) {
        query = query.filter(
            doctors::search_key
                .like(pattern.clone())
                .escape('\\')
                .or(users::username_key.like(pattern).escape('\\')),
        );
    }
    query
}

/// When the next booked appointment of each of these doctors begins.
fn next_visits(
    conn: &mut Conn,
    doctor_ids: &[i64],
    now: Timestamp,
) -> QueryResult<HashMap<i64, Timestamp>> {
    let rows: Vec<(i64, Option<Instant>)> = visits::table
        .filter(visits::doctor_id.eq_any(doctor_ids))
        .filter(visits::starts_at.gt(Instant(now)))
        .filter(visits::starts_at.lt(Instant(Timestamp::MAX)))
        .filter(visits::status.eq(Status::Booked.key()))
        .group_by(visits::doctor_id)
        .select((visits::doctor_id, min(visits::starts_at)))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, at)| Some((id, at?.0)))
        .collect())
}

/// How many appointments each of these doctors has in that time.
fn visits_between(
    conn: &mut Conn,
    doctor_ids: &[i64],
    (from, to): (Timestamp, Timestamp),
) -> QueryResult<HashMap<i64, i64>> {
    let counted = Status::ALL
        .into_iter()
        .filter(|status| status.takes_time())
        .map(Status::key);
    let rows: Vec<(i64, i64)> = visits::table
        .filter(visits::doctor_id.eq_any(doctor_ids))
        .filter(visits::starts_at.ge(Instant(from)))
        .filter(visits::starts_at.lt(Instant(to)))
        .filter(visits::status.eq_any(counted))
        .group_by(visits::doctor_id)
        .select((visits::doctor_id, count_star()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The Monday and the Sunday of a day's week.
fn week_of(day: Date) -> (Date, Date) {
    let since_monday = i32::from(day.weekday().to_monday_zero_offset());
    let monday = day.checked_sub(since_monday.days()).unwrap_or(Date::MIN);
    (monday, monday.checked_add(6.days()).unwrap_or(Date::MAX))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn weeks_begin_on_monday() {
        let week = (date(2026, 11, 23), date(2026, 11, 29));
        for day in 23..=29 {
            assert_eq!(week_of(date(2026, 11, day)), week);
        }
        assert_eq!(week_of(date(2026, 11, 22)).1, date(2026, 11, 22));
    }
}
