//! What can be done to a doctor's hours: pure functions, the same for a preview and for saving.

use jiff::civil::Weekday;

use crate::{
    error::AppError,
    rules::model::{DoctorHours, Rules, WorkingHours},
    schedule::hours::weekday_name,
};

/// Intervals a doctor may have at most.
const MOST: usize = 100;

/// One change of a doctor's hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// They work hours of their own from now on, or the clinic's.
    Own(bool),
    /// Further intervals.
    Add(Vec<WorkingHours>),
    /// An interval becomes this one, on its weekday.
    Edit(WorkingHours),
    /// The interval with this id goes.
    Delete(i64),
    /// These weekdays become like that one.
    CopyDay {
        /// The day that is copied.
        from: i8,
        /// The days that become like it.
        to: Vec<i8>,
    },
    /// All becomes as with that doctor.
    CopyFrom(i64),
}

/// A doctor's hours; who never had any of their own works the clinic's.
pub fn hours_of(rules: &Rules, doctor_id: i64) -> DoctorHours {
    let found = rules.hours.iter().find(|each| each.doctor_id == doctor_id);
    found.cloned().unwrap_or(DoctorHours {
        doctor_id,
        own: false,
        hours: Vec::new(),
    })
}

/// A doctor's hours after a change. New intervals have the id 0.
///
/// # Errors
/// [`AppError::Invalid`] when intervals would overlap, [`AppError::Conflict`] when the change does
/// not fit how things are, [`AppError::NotFound`].
pub fn changed(rules: &Rules, doctor_id: i64, change: &Change) -> Result<DoctorHours, AppError> {
    let mut hours = hours_of(rules, doctor_id);
    if !hours.own && !matches!(change, Change::Own(_) | Change::CopyFrom(_)) {
        return Err(AppError::conflict(
            "This doctor works the clinic's hours. Change to hours of their own first.",
        ));
    }
    match change {
        Change::Own(own) => {
            hours.own = *own;
            if *own && hours.hours.is_empty() {
                hours.hours = like_the_clinics(rules, doctor_id);
            }
        }
        Change::Add(added) => {
            added.iter().try_for_each(|each| known_types(rules, each))?;
            hours.hours.extend(added.iter().cloned());
        }
        Change::Edit(to) => {
            known_types(rules, to)?;
            let interval = hours.hours.iter_mut().find(|each| each.id == to.id);
            let interval = interval.ok_or(AppError::NotFound)?;
            *interval = WorkingHours {
                doctor_id,
                weekday: interval.weekday,
                ..to.clone()
            };
        }
        Change::Delete(id) => {
            let before = hours.hours.len();
            hours.hours.retain(|each| each.id != *id);
            if hours.hours.len() == before {
                return Err(AppError::NotFound);
            }
        }
        Change::CopyDay { from, to } => copy_day(&mut hours, *from, to),
        Change::CopyFrom(other) => {
            let other = hours_of(rules, *other);
            if !other.own {
                return Err(AppError::field(
                    "from_doctor",
                    "This doctor works the clinic's hours.",
                ));
            }
            hours.own = true;
            hours.hours = other
                .hours
                .iter()
                .map(|each| copy(each, doctor_id))
                .collect();
        }
    }
    hours
        .hours
        .sort_by_key(|each| (each.weekday, each.interval, each.valid_from));
    check(&hours)?;
    Ok(hours)
}

/// The rules with these hours of one doctor.
#[must_use]
pub fn with_hours(rules: &Rules, hours: DoctorHours) -> Rules {
    let mut rules = rules.clone();
    rules.hours.retain(|each| each.doctor_id != hours.doctor_id);
    rules.hours.push(hours);
    rules
}

fn known_types(rules: &Rules, hours: &WorkingHours) -> Result<(), AppError> {
    let known = |id: &i64| rules.visit_types.iter().any(|each| each.id == Some(*id));
    if hours.visit_types.iter().all(known) {
        Ok(())
    } else {
        Err(AppError::field(
            "types",
            "Choose visit types of this clinic.",
        ))
    }
}

/// The clinic's opening hours as a doctor's own.
fn like_the_clinics(rules: &Rules, doctor_id: i64) -> Vec<WorkingHours> {
    let week = (1..=7).zip(Weekday::Monday.cycle_forward());
    week.flat_map(|(weekday, day)| {
        let intervals = rules.opening.for_weekday(day).iter();
        intervals.map(move |interval| WorkingHours {
            id: 0,
            doctor_id,
            weekday,
            interval: *interval,
            // A start grid has bounds of its own.
            grid_minutes: rules.slot_minutes.clamp(5, 60),
            valid_from: None,
            valid_to: None,
            visit_types: Vec::new(),
        })
    })
    .collect()
}

fn copy(hours: &WorkingHours, doctor_id: i64) -> WorkingHours {
    WorkingHours {
        id: 0,
        doctor_id,
        ..hours.clone()
    }
}

fn copy_day(hours: &mut DoctorHours, from: i8, to: &[i8]) {
    let of_day = hours.hours.iter().filter(|each| each.weekday == from);
    let of_day: Vec<WorkingHours> = of_day.cloned().collect();
    for day in to.iter().copied().filter(|day| *day != from) {
        hours.hours.retain(|each| each.weekday != day);
        hours.hours.extend(of_day.iter().map(|each| WorkingHours {
            weekday: day,
            ..copy(each, hours.doctor_id)
        }));
    }
}

/// Refuses intervals of one weekday that overlap while both hold.
fn check(hours: &DoctorHours) -> Result<(), AppError> {
    if hours.hours.len() > MOST {
        let message = format!("A doctor has at most {MOST} intervals.");
        return Err(AppError::field("opens", message));
    }
    for (place, one) in hours.hours.iter().enumerate() {
        let mut others = hours.hours.iter().skip(place + 1);
        if let Some(other) = others.find(|other| overlap(one, other)) {
            let message = format!(
                "{} from {} to {} and from {} to {} would overlap.",
                day_name(one.weekday),
                one.interval.opens,
                one.interval.closes,
                other.interval.opens,
                other.interval.closes,
            );
            return Err(AppError::field("opens", message));
        }
    }
    Ok(())
}

fn overlap(one: &WorkingHours, other: &WorkingHours) -> bool {
    let begins_in_time = |one: &WorkingHours, other: &WorkingHours| {
        let (from, to) = (one.valid_from, other.valid_to);
        from.is_none_or(|from| to.is_none_or(|to| from <= to))
    };
    one.weekday == other.weekday
        && one.interval.opens < other.interval.closes
        && other.interval.opens < one.interval.closes
        && begins_in_time(one, other)
        && begins_in_time(other, one)
}

/// The name of a weekday counted from Monday, 1.
pub fn day_name(weekday: i8) -> &'static str {
    Weekday::from_monday_one_offset(weekday).map_or("", weekday_name)
}

#[cfg(test)]
mod tests;
