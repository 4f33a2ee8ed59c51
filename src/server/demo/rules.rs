//! What the invented doctors' time is made of: visit types, rooms, hours and exceptions, such that
//! every invented visit lies within them.

use diesel::prelude::*;
use jiff::{
    ToSpan as _,
    civil::{Date, DateTime, Time, Weekday},
};

use super::{
    doctors::{DOCTORS, DoctorSketch},
    visits::{FIRST, LAST, works},
};
use crate::{
    clinic::model::Clinic,
    rules::{
        exceptions, hours,
        model::{Colour, DoctorHours, Exception, ExceptionKind, VisitType, WorkingHours},
        rooms, visit_types,
    },
    schedule::hours::{Interval, MinuteOfDay},
    server::{Actor, Conn},
};

/// The doctors who have hours of their own.
const OWN_HOURS: [usize; 2] = [1, 4];
/// Who goes to a conference once the invented visits are over.
const AWAY: usize = 10;

/// Writes all of it and gives the id of the ordinary visit type.
///
/// # Errors
/// When the database refuses.
pub(super) fn write(
    conn: &mut Conn,
    actor: &Actor,
    clinic: &Clinic,
    doctors: &[i64],
    today: Date,
) -> QueryResult<i64> {
    let consultation = write_visit_types(conn, doctors)?;
    for place in OWN_HOURS {
        if let (Some(&id), Some(sketch)) = (doctors.get(place), DOCTORS.get(place)) {
            write_hours(conn, clinic, id, sketch)?;
            write_duty(conn, actor, clinic, (id, place), today)?;
        }
    }
    let later = |days: i32| {
        today
            .saturating_add((LAST + days).days())
            .to_datetime(Time::midnight())
    };
    let conference = Exception {
        id: 0,
        doctor_id: doctors.get(AWAY).copied(),
        kind: ExceptionKind::Away,
        starts: later(3),
        ends: later(6),
        grid_minutes: 30,
        reason: "Conference".to_owned(),
    };
    exceptions::store::create(conn, actor, &conference, None)?;
    let closed = later(10);
    let training = Exception {
        id: 0,
        doctor_id: None,
        kind: ExceptionKind::Closure,
        starts: closed.saturating_add(13.hours()),
        ends: closed.saturating_add(18.hours()),
        grid_minutes: 30,
        reason: "Staff training".to_owned(),
    };
    exceptions::store::create(conn, actor, &training, None)?;
    Ok(consultation)
}

fn write_visit_types(conn: &mut Conn, doctors: &[i64]) -> QueryResult<i64> {
    let examination = rooms::store::create(conn, "Examination room", true)?;
    let treatment = rooms::store::create(conn, "Treatment room", true)?;
    let of = |fields: &[&str]| -> Vec<i64> {
        let sketches = DOCTORS.iter().zip(doctors);
        let found = sketches.filter(|(sketch, _)| fields.contains(&sketch.field.name));
        found.map(|(_, id)| *id).collect()
    };
    let named = |name: &str, minutes, colour| VisitType {
        name: name.to_owned(),
        colour,
        ..VisitType::ordinary(minutes)
    };
    let consultation = named("Consultation", 30, Colour::Teal);
    let others = [
        VisitType {
            doctors: of(&["Cardiology"]),
            rooms: vec![examination],
            note: "Please wear a top that is easy to take off.".to_owned(),
            ..named("ECG", 30, Colour::Rose)
        },
        VisitType {
            staff_only: true,
            buffer_after: 15,
            doctors: of(&["Dermatology", "Orthopaedics"]),
            rooms: vec![treatment],
            note: "Somebody should take you home afterwards.".to_owned(),
            ..named("Minor surgery", 60, Colour::Violet)
        },
        VisitType {
            doctors: of(&["General practice", "Paediatrics"]),
            rooms: vec![examination, treatment],
            note: "Please bring your record of vaccinations.".to_owned(),
            ..named("Vaccination", 15, Colour::Amber)
        },
    ];
    for visit in &others {
        visit_types::store::create(conn, visit)?;
    }
    visit_types::store::create(conn, &consultation)
}

/// The clinic's hours of the weekdays on which a doctor comes, as far as they are there.
fn write_hours(
    conn: &mut Conn,
    clinic: &Clinic,
    doctor_id: i64,
    sketch: &DoctorSketch,
) -> QueryResult<()> {
    let hour = |hour: i8| MinuteOfDay::new(u16::from(hour.unsigned_abs()) * 60);
    let (Some(from), Some(to)) = (hour(sketch.hours.0), hour(sketch.hours.1)) else {
        return Ok(());
    };
    let week = Weekday::Monday.cycle_forward().take(7);
    let days = week
        .filter(|day| sketch.days.contains(day))
        .flat_map(|day| {
            let intervals = clinic.hours.for_weekday(day).iter();
            let there = intervals.map(move |open| Interval {
                opens: open.opens.max(from),
                closes: open.closes.min(to),
            });
            there
                .filter(|there| there.opens < there.closes)
                .map(move |interval| WorkingHours {
                    id: 0,
                    doctor_id,
                    weekday: day.to_monday_one_offset(),
                    interval,
                    grid_minutes: 15,
                    valid_from: None,
                    valid_to: None,
                    visit_types: Vec::new(),
                })
        });
    let none = DoctorHours {
        doctor_id,
        own: false,
        hours: Vec::new(),
    };
    let own = DoctorHours {
        own: true,
        hours: days.collect(),
        ..none.clone()
    };
    hours::store::save(conn, &none, &own)
}

/// Weekends on which a doctor with hours of their own is on duty.
fn write_duty(
    conn: &mut Conn,
    actor: &Actor,
    clinic: &Clinic,
    (doctor_id, place): (i64, usize),
    today: Date,
) -> QueryResult<()> {
    for offset in FIRST..=LAST {
        let day = today.saturating_add(offset.days());
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let on_duty = DOCTORS
            .get(place)
            .is_some_and(|sketch| works(place, sketch, day, offset));
        if !(weekend && on_duty) {
            continue;
        }
        for open in clinic.hours.for_weekday(day.weekday()) {
            let at = |minute: MinuteOfDay| -> DateTime {
                let midnight = day.to_datetime(Time::midnight());
                midnight.saturating_add(i32::from(minute.minutes()).minutes())
            };
            let duty = Exception {
                id: 0,
                doctor_id: Some(doctor_id),
                kind: ExceptionKind::Extra,
                starts: at(open.opens),
                ends: at(open.closes),
                grid_minutes: 30,
                reason: "Weekend duty".to_owned(),
            };
            exceptions::store::create(conn, actor, &duty, None)?;
        }
    }
    Ok(())
}
