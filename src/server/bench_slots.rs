//! `server bench-slots`: how long free times take where they are computed, on the database that
//! `server bench-data` made. No web server is in between, so that the figures are theirs alone.

use std::{
    collections::BTreeMap,
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use diesel::prelude::*;
use jiff::{
    SignedDuration, Timestamp, ToSpan as _,
    civil::{Date, Weekday},
};

use super::{
    app_state::Settings,
    demo::dice::Dice,
    engine::{self, DatabaseUrl, Purpose},
    schema::doctors,
};
use crate::{
    rules::model::{
        Audience, DoctorHours, Exception, ExceptionKind, Rules, VisitType, WorkingHours,
    },
    schedule::{
        free::{self, Except},
        hours::{Interval, MinuteOfDay},
        slots::{self, Busy, Question, Span, Taken},
    },
};

/// A month, as calendars ask for it.
const DAYS: i64 = 30;
/// Every doctor works from 08:00 to 18:00.
const HOURS: [u16; 2] = [8 * 60, 18 * 60];
const GRID: u16 = 15;
/// What is memory's own is so much quicker that it takes more runs to say how quick.
const RUNS_IN_MEMORY: usize = 10;

/// Measures and prints a line for each measure: its name, the median and the 99th percentile in
/// microseconds, and what it was about, with tabs between them.
///
/// # Errors
/// When the database does not answer or has no doctors.
pub fn run(database: &DatabaseUrl, runs: usize, now: Timestamp) -> anyhow::Result<()> {
    let runs = runs.max(1);
    let mut conn = engine::connect(database, Purpose::Reading)?;
    // The last month as it looked on its first day: half of its times were taken. Of the month
    // to come the data fills a fortnight only.
    let now = now.checked_sub(SignedDuration::from_hours(24 * DAYS))?;
    let ids: Vec<i64> = doctors::table
        .filter(doctors::active.eq(true))
        .select(doctors::id)
        .load(&mut conn)?;
    let Some(&one) = ids.first() else {
        anyhow::bail!("the database has no doctors; make one with bench-data");
    };
    let mut settings = Settings::load(&mut conn, now)?;
    let today = settings.local(now).date();
    settings.rules = Arc::new(worked(&settings.rules, &ids, today)?);
    let month = (today, today.saturating_add((DAYS - 1).days()));

    in_memory(&settings, one, month, now, runs * RUNS_IN_MEMORY)?;

    let visit = VisitType::ordinary(settings.rules.slot_minutes);
    let visits: BTreeMap<i64, VisitType> = ids.iter().map(|id| (*id, visit.clone())).collect();
    let (free, times) = measure(runs, || {
        free::free_of(&mut conn, &settings, &visits, Audience::Patient, month, now)
    })?;
    let free: usize = free.values().map(Vec::len).sum();
    let range = settings.day_range(month.0, month.1);
    let taken = free::busy(&mut conn, "doctor", &ids, range, Except::default(), now)?;
    let taken: usize = taken.values().map(Vec::len).sum();
    let about = format!("{} doctors, {taken} taken, {free} free", ids.len());
    report("a month of every doctor, from the database", &times, &about);

    let mut first = |name, settings: &Settings| -> anyhow::Result<()> {
        let (found, times) = measure(runs, || free::next_free(&mut conn, settings, now, &ids))?;
        let about = format!("{} doctors, {} have one", ids.len(), found.len());
        report(name, &times, &about);
        Ok(())
    };
    first("the first free time of every doctor", &settings)?;
    let mut rules = Rules::clone(&settings.rules);
    rules.policy.notice_minutes = 14 * 24 * 60;
    settings.rules = Arc::new(rules);
    first("the same when nobody has one for a fortnight", &settings)
}

/// The rules of a clinic whose doctors have hours of their own, some time off and extra hours.
fn worked(rules: &Rules, ids: &[i64], today: Date) -> anyhow::Result<Rules> {
    let [Some(opens), Some(closes)] = HOURS.map(MinuteOfDay::new) else {
        anyhow::bail!("the hours are none");
    };
    let hours = |doctor_id: i64| DoctorHours {
        doctor_id,
        own: true,
        hours: Weekday::Monday
            .cycle_forward()
            .take(6)
            .map(|weekday| WorkingHours {
                id: 0,
                doctor_id,
                weekday: weekday.to_monday_one_offset(),
                interval: Interval { opens, closes },
                grid_minutes: GRID,
                valid_from: None,
                valid_to: None,
                visit_types: Vec::new(),
            })
            .collect(),
    };
    let exception = |doctor_id, kind, day: i64, from: i8, to: i8| -> anyhow::Result<Exception> {
        let day = today.checked_add(day.days())?;
        Ok(Exception {
            id: 0,
            doctor_id,
            kind,
            starts: day.at(from, 0, 0, 0),
            ends: day.at(to, 0, 0, 0),
            grid_minutes: GRID,
            reason: String::new(),
        })
    };
    let mut exceptions = vec![exception(None, ExceptionKind::Closure, 20, 0, 23)?];
    for &id in ids {
        exceptions.push(exception(Some(id), ExceptionKind::Away, 2 + id % 7, 0, 23)?);
        exceptions.push(exception(Some(id), ExceptionKind::Away, 12, 12, 14)?);
        exceptions.push(exception(Some(id), ExceptionKind::Extra, 9, 17, 20)?);
    }
    Ok(Rules {
        hours: ids.iter().map(|id| hours(*id)).collect(),
        exceptions,
        ..rules.clone()
    })
}

/// One doctor's month, without any database.
fn in_memory(
    settings: &Settings,
    doctor_id: i64,
    (first, last): (Date, Date),
    now: Timestamp,
    runs: usize,
) -> anyhow::Result<()> {
    let visit = VisitType {
        buffer_after: 5,
        ..VisitType::ordinary(20)
    };
    let mut taken = Taken::default();
    let mut dice = Dice::new(1);
    for day in first.series(1.day()).take_while(|day| *day <= last) {
        // About half of the day, in visits of half an hour.
        let mut minute = i64::from(HOURS[0]);
        while day.weekday() != Weekday::Sunday && minute < i64::from(HOURS[1]) {
            let from = settings.day_start(day).checked_add(minute.minutes())?;
            minute += 15;
            if dice.percent(50) {
                minute += 15;
                let span = Span {
                    start: from,
                    end: from.checked_add(30.minutes())?,
                };
                taken.doctor.push(Busy { span, held: false });
            }
        }
    }
    let question = Question {
        rules: &settings.rules,
        zone: &settings.zone,
        doctor_id,
        visit: &visit,
        audience: Audience::Patient,
        standing: None,
        taken: &taken,
        now,
    };
    let (free, times) = measure(runs, || {
        anyhow::Ok(slots::slots(black_box(&question), first..=last))
    })?;
    let about = format!("{} taken, {} free", taken.doctor.len(), free.len());
    report("one doctor's month, in memory", &times, &about);
    Ok(())
}

/// Does it once to warm up and then so many times; gives what it gave and how long it took, the
/// shortest first.
fn measure<T, E>(
    runs: usize,
    mut work: impl FnMut() -> Result<T, E>,
) -> Result<(T, Vec<Duration>), E> {
    let given = work()?;
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs {
        let begun = Instant::now();
        black_box(work()?);
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    Ok((given, times))
}

/// Prints a line of a measure: its name, the median and the 99th percentile, and what it was about.
pub(super) fn report(name: &str, times: &[Duration], about: &str) {
    let percentile = |percent: usize| {
        let index = (times.len() * percent / 100).min(times.len().saturating_sub(1));
        times.get(index).map_or(0, Duration::as_micros)
    };
    println!("{name}\t{}\t{}\t{about}", percentile(50), percentile(99));
}
