//! A doctor's own schedule.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{appointments::model::Appointment, error::AppError};

#[cfg(feature = "server")]
use crate::{
    appointments::{
        listing::{self, Range},
        model::{Sort, Status},
    },
    auth::Role,
    encounters,
    form::validate,
    server::{Auth, Conn, Scope, app_state::Settings},
};

/// How much of the schedule is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// One day.
    #[default]
    Day,
    /// Monday to Sunday.
    Week,
}

impl View {
    /// The view with this key; a day for anything else.
    pub fn from_key(key: &str) -> Self {
        if key == "week" { Self::Week } else { Self::Day }
    }

    /// The view as addresses spell it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
        }
    }

    /// The first and the last day of the view that shows `date`.
    pub fn days(self, date: Date) -> (Date, Date) {
        match self {
            Self::Day => (date, date),
            Self::Week => {
                let since_monday = date.weekday().to_monday_zero_offset();
                let monday = plus(date, -i32::from(since_monday));
                (monday, plus(monday, 6))
            }
        }
    }

    /// The same view, one day or one week away.
    pub fn moved(self, date: Date, steps: i32) -> Date {
        plus(date, steps * if self == Self::Week { 7 } else { 1 })
    }
}

fn plus(date: Date, days: i32) -> Date {
    use jiff::ToSpan as _;
    date.checked_add(days.days()).unwrap_or(date)
}

/// A doctor's schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// How much of it.
    pub view: View,
    /// The day asked for.
    pub date: Date,
    /// The days of the view, each with its appointments in order, cancelled ones too.
    pub days: Vec<ScheduleDay>,
    /// Who comes next, at most five: first who is here and waits, in the order in which they are
    /// called; then who is to come, the soonest first.
    pub next: Vec<Appointment>,
    /// Who is next.
    pub next_patient: Option<Appointment>,
}

/// One day of a schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleDay {
    /// The day.
    pub date: Date,
    /// Its appointments in order, cancelled ones too.
    pub appointments: Vec<Appointment>,
}

/// Visits that are told of in advance.
#[cfg(feature = "server")]
const NEXT: usize = 5;
/// Appointments of a doctor's week that are shown at most: every five minutes of it.
#[cfg(feature = "server")]
const MOST: i64 = 2_016;

/// The signed-in doctor's schedule: the day `date` (`YYYY-MM-DD`, today unless given), or with
/// `view=week` its week.
#[get("/api/schedule?date&view", auth: Auth)]
pub async fn schedule(date: Option<String>, view: Option<String>) -> Result<Schedule, AppError> {
    auth.require(&[Role::Doctor])?;
    let scope = auth.scope()?;
    let app = &auth.app;
    let (settings, now) = (app.settings().await?, app.now());
    let date = match date.as_deref().and_then(validate::optional) {
        None => settings.local(now).date(),
        Some(text) => text
            .parse::<Date>()
            .map_err(|_| AppError::field("date", "Give a day as YYYY-MM-DD."))?,
    };
    let view = View::from_key(view.as_deref().unwrap_or_default());
    let (first, last) = view.days(date);
    app.db
        .read(move |conn| {
            let (from, to) = settings.day_range(first, last);
            let range = Range::between(from, to);
            let found = listing::in_range(conn, &settings, scope, range, Sort::Soonest, MOST)?;
            let next = coming(conn, &settings, scope, now)?;
            Ok(Schedule {
                view,
                date,
                days: split(first, last, found),
                next_patient: next.first().cloned(),
                next,
            })
        })
        .await
}

/// Who comes next: of today, and after that who is booked for later days.
#[cfg(feature = "server")]
fn coming(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    now: jiff::Timestamp,
) -> diesel::QueryResult<Vec<Appointment>> {
    let today = settings.local(now).date();
    let (from, to) = settings.day_range(today, today);
    let range = Range::between(from, to);
    let day = listing::in_range(conn, settings, scope, range, Sort::Soonest, MOST)?;
    let waiting = match scope {
        Scope::Doctor(id) => encounters::store::waiting(conn, settings, id, today)?,
        Scope::Clinic | Scope::Patient(_) => Vec::new(),
    };
    let mut next = in_turn(day, &waiting, now);
    next.truncate(NEXT);
    let missing = i64::try_from(NEXT - next.len()).unwrap_or(0);
    if missing > 0 {
        let later = Range {
            status: Some(Status::Booked),
            ..Range::between(to, jiff::Timestamp::MAX)
        };
        next.extend(listing::in_range(
            conn,
            settings,
            scope,
            later,
            Sort::Soonest,
            missing,
        )?);
    }
    Ok(next)
}

/// Of a day's visits, those that are yet to begin: who waits as they will be called, whatever their
/// time; then who is booked and whose time is not over. Who was called is not next any more.
#[cfg(feature = "server")]
fn in_turn(day: Vec<Appointment>, waiting: &[i64], now: jiff::Timestamp) -> Vec<Appointment> {
    let place = |visit: &Appointment| match visit.status {
        Status::Arrived => waiting.iter().position(|id| *id == visit.id),
        Status::Booked if visit.ends_at.timestamp() > now => Some(waiting.len()),
        _ => None,
    };
    let mut next = day;
    next.retain(|visit| place(visit).is_some());
    next.sort_by_key(place);
    next
}

/// Appointments given in order, by day; every day is there, whether it has any or not.
#[cfg(feature = "server")]
fn split(first: Date, last: Date, appointments: Vec<Appointment>) -> Vec<ScheduleDay> {
    use jiff::ToSpan as _;
    let mut days: Vec<ScheduleDay> = first
        .series(1.day())
        .take_while(|day| *day <= last)
        .map(|date| ScheduleDay {
            date,
            appointments: Vec::new(),
        })
        .collect();
    for appointment in appointments {
        let date = appointment.starts_at.date();
        if let Some(day) = days.iter_mut().find(|day| day.date == date) {
            day.appointments.push(appointment);
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_week_is_monday_to_sunday() {
        let week = (date(2026, 11, 23), date(2026, 11, 29));
        assert_eq!(View::Week.days(date(2026, 11, 23)), week);
        assert_eq!(View::Week.days(date(2026, 11, 29)), week);
        assert_eq!(
            View::Day.days(date(2026, 11, 29)),
            (date(2026, 11, 29), date(2026, 11, 29))
        );
    }

    #[test]
    fn views_move_by_their_own_length() {
        assert_eq!(View::Day.moved(date(2026, 12, 31), 1), date(2027, 1, 1));
        assert_eq!(View::Week.moved(date(2026, 11, 24), -1), date(2026, 11, 17));
        assert_eq!(
            View::Week.moved(Date::MAX, 1),
            Date::MAX,
            "there is no later day"
        );
        assert_eq!(View::from_key(View::Week.key()), View::Week);
        assert_eq!(View::from_key("year"), View::Day);
    }

    #[cfg(feature = "server")]
    #[test]
    fn days_without_visits_are_there_too() {
        let days = split(date(2026, 11, 23), date(2026, 11, 29), Vec::new());
        assert_eq!(days.len(), 7);
    }
    #[cfg(feature = "server")]
    #[test]
    fn who_waits_is_next_whatever_their_time() {
        let at = |clock: &str| -> crate::clinic_time::ClinicTime {
            format!("2026-11-24T{clock}:00+01:00").parse().unwrap()
        };
        let visit = |id, clock: &str, status| Appointment {
            status,
            ends_at: at(clock).plus(30),
            ..Appointment::sample(id, at(clock))
        };
        let day = vec![
            visit(1, "08:00", Status::Fulfilled),
            visit(2, "08:30", Status::Booked),
            visit(3, "09:00", Status::Arrived),
            visit(4, "09:15", Status::Booked),
            visit(5, "09:30", Status::CheckedIn),
            visit(6, "09:45", Status::Arrived),
            visit(7, "10:00", Status::Cancelled),
            visit(8, "10:15", Status::Booked),
        ];
        let next = in_turn(day, &[6, 3], at("09:35").timestamp());
        let ids: Vec<i64> = next.iter().map(|visit| visit.id).collect();
        assert_eq!(ids, [6, 3, 4, 8]);
    }
}
