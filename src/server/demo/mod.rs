//! The demonstration clinic: invented people, and appointments around the day it is made on.

pub(crate) mod dice;
mod doctors;
mod fill;
pub(crate) mod people;
mod rules;
mod today;
mod visits;

use diesel::prelude::*;
use jiff::Timestamp;

use super::{
    AppState, Conn,
    engine::{self, Lock},
    schema::{appointments, users},
};
use crate::{
    auth::hashing,
    clinic::{self, model::Clinic},
    schedule::hours::{Interval, MinuteOfDay, OpeningHours},
};

/// The password of every account of the demonstration.
pub(crate) const PASSWORD: &str = "anteroom-demo";

/// What a database holds.
enum Found {
    Nothing,
    Demo { last_visit: Option<Timestamp> },
    RealData,
}

/// Fills an empty database with the demonstration clinic; one that holds it already is served
/// as it is.
///
/// # Errors
/// When the database holds real data, or does not answer.
pub async fn prepare(app: &AppState) -> anyhow::Result<()> {
    match app.db.read(|conn| Ok(look(conn)?)).await? {
        Found::RealData => anyhow::bail!(
            "{} holds a real clinic and stays untouched: for the demo, set DATABASE_URL to a new file",
            app.db.url()
        ),
        Found::Demo { last_visit } => {
            if last_visit.is_none_or(|last| last < app.now()) {
                tracing::warn!(
                    "the demo clinic has no visits ahead any more; delete {} for a fresh one",
                    app.db.url()
                );
            }
        }
        Found::Nothing => {
            let clinic = demo_clinic(&app.config.time_zone);
            let zone = jiff::tz::TimeZone::get(&clinic.time_zone)?;
            let now = app.now();
            let hash = hashing::hash(app, PASSWORD.to_owned()).await?;
            app.db
                .write(move |conn| {
                    // Of several servers started at once, one fills it.
                    engine::lock(conn, &[Lock::Administration])?;
                    match look(conn)? {
                        Found::Nothing => fill::fill(conn, &clinic, &zone, now, &hash),
                        Found::Demo { .. } | Found::RealData => Ok(()),
                    }
                })
                .await?;
            app.forget_settings();
        }
    }
    Ok(())
}

/// Prints who can sign in.
pub fn print_accounts() {
    println!("Demo accounts, each with the password {PASSWORD}:");
    println!("  admin       administrator");
    println!("  desk        front desk");
    println!("  dr.moreau   doctor");
    println!("  rosa        patient");
}

fn look(conn: &mut Conn) -> QueryResult<Found> {
    if clinic::store::exists(conn)? {
        if !clinic::store::load(conn)?.demo {
            return Ok(Found::RealData);
        }
        let last: Option<i64> = appointments::table
            .select(diesel::dsl::max(appointments::starts_at))
            .get_result(conn)?;
        let last_visit = last.and_then(|second| Timestamp::from_second(second).ok());
        return Ok(Found::Demo { last_visit });
    }
    let inhabited: bool =
        diesel::select(diesel::dsl::exists(users::table.select(users::id))).get_result(conn)?;
    Ok(if inhabited {
        Found::RealData
    } else {
        Found::Nothing
    })
}

fn demo_clinic(time_zone: &str) -> Clinic {
    Clinic {
        name: "Harbour Street Clinic".to_owned(),
        address: "14 Harbour Street\nOld Quay\nSaltmere SM1 4AB".to_owned(),
        phone: "+44 20 7946 0018".to_owned(),
        time_zone: time_zone.to_owned(),
        demo: true,
        hours: clinic_hours(),
        ..Clinic::unnamed()
    }
}

/// Open every day, with an hour for lunch in the week, so that any day makes a demonstration.
fn clinic_hours() -> OpeningHours {
    let hours = |intervals: &[(u16, u16)]| -> Vec<Interval> {
        let interval = |&(opens, closes): &(u16, u16)| {
            let (opens, closes) = (MinuteOfDay::new(opens)?, MinuteOfDay::new(closes)?);
            Some(Interval { opens, closes })
        };
        intervals.iter().filter_map(interval).collect()
    };
    let week = std::array::from_fn(|weekday| match weekday {
        0..5 => hours(&[(8 * 60 + 30, 12 * 60 + 30), (13 * 60 + 30, 18 * 60)]),
        _ => hours(&[(9 * 60, 13 * 60)]),
    });
    OpeningHours::new(week).unwrap_or_default()
}
