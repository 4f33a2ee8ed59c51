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
mod tests {
    use jiff::civil::{Date, date};

    use super::*;
    use crate::schedule::hours::Interval;

    fn interval(id: i64, weekday: i8, opens: &str, closes: &str) -> WorkingHours {
        WorkingHours {
            id,
            doctor_id: 1,
            weekday,
            interval: Interval {
                opens: opens.parse().unwrap(),
                closes: closes.parse().unwrap(),
            },
            grid_minutes: 30,
            valid_from: None,
            valid_to: None,
            visit_types: Vec::new(),
        }
    }

    fn valid(from: Option<Date>, to: Option<Date>, hours: WorkingHours) -> WorkingHours {
        WorkingHours {
            valid_from: from,
            valid_to: to,
            ..hours
        }
    }

    fn rules(hours: Vec<WorkingHours>) -> Rules {
        Rules {
            hours: vec![DoctorHours {
                doctor_id: 1,
                own: true,
                hours,
            }],
            slot_minutes: 20,
            ..Rules::default()
        }
    }

    fn shape(hours: &DoctorHours) -> Vec<(i64, i8, String)> {
        let words = |each: &WorkingHours| {
            let times = format!("{}-{}", each.interval.opens, each.interval.closes);
            (each.id, each.weekday, times)
        };
        hours.hours.iter().map(words).collect()
    }

    #[test]
    fn own_hours_begin_as_the_clinics() {
        let own = changed(&rules(vec![]), 9, &Change::Own(true)).unwrap();
        assert!(own.own && own.doctor_id == 9);
        assert_eq!(own.hours.len(), 5);
        assert_eq!(own.hours[0].grid_minutes, 20);
        // Those of before are kept, and come back.
        let kept = rules(vec![interval(4, 2, "08:00", "09:00")]);
        let clinic = changed(&kept, 1, &Change::Own(false)).unwrap();
        assert!(!clinic.own && clinic.hours.len() == 1);
        let again = changed(&with_hours(&kept, clinic), 1, &Change::Own(true)).unwrap();
        assert_eq!(shape(&again), [(4, 2, "08:00-09:00".to_owned())]);
    }

    #[test]
    fn who_works_the_clinics_hours_has_none_to_change() {
        let refused = changed(&Rules::default(), 1, &Change::Add(vec![]));
        assert!(matches!(refused, Err(AppError::Conflict { .. })));
    }

    #[test]
    fn intervals_are_added_changed_and_deleted() {
        let rules = rules(vec![interval(4, 2, "08:00", "09:00")]);
        let add = Change::Add(vec![interval(0, 1, "09:00", "12:00")]);
        let hours = changed(&rules, 1, &add).unwrap();
        let expected = [
            (0, 1, "09:00-12:00".to_owned()),
            (4, 2, "08:00-09:00".to_owned()),
        ];
        assert_eq!(shape(&hours), expected);
        // It stays on its weekday, whatever else is said.
        let edit = Change::Edit(interval(4, 7, "10:00", "11:00"));
        let hours = changed(&rules, 1, &edit).unwrap();
        assert_eq!(shape(&hours), [(4, 2, "10:00-11:00".to_owned())]);
        assert!(
            changed(&rules, 1, &Change::Delete(4))
                .unwrap()
                .hours
                .is_empty()
        );
        for gone in [
            Change::Delete(5),
            Change::Edit(interval(5, 1, "10:00", "11:00")),
        ] {
            assert_eq!(changed(&rules, 1, &gone), Err(AppError::NotFound));
        }
    }

    #[test]
    fn hours_are_for_visit_types_there_are() {
        let mut hours = interval(0, 1, "09:00", "12:00");
        hours.visit_types = vec![3];
        let refused = changed(&rules(vec![]), 1, &Change::Add(vec![hours])).unwrap_err();
        assert!(refused.for_field("types").is_some());
    }

    #[test]
    fn what_overlaps_while_both_hold_is_refused() {
        let (december, january) = (date(2026, 12, 31), date(2027, 1, 1));
        let morning = || interval(4, 2, "08:00", "12:00");
        let add = |hours: WorkingHours, to: WorkingHours| {
            changed(&rules(vec![hours]), 1, &Change::Add(vec![to]))
        };
        let refused = add(morning(), interval(0, 2, "11:59", "13:00")).unwrap_err();
        assert_eq!(
            refused.for_field("opens"),
            Some("Tuesday from 08:00 to 12:00 and from 11:59 to 13:00 would overlap.")
        );
        assert!(add(morning(), interval(0, 2, "12:00", "13:00")).is_ok());
        assert!(add(morning(), interval(0, 3, "08:00", "12:00")).is_ok());
        let until = valid(None, Some(december), morning());
        let from = |day| valid(Some(day), None, interval(0, 2, "08:00", "12:00"));
        assert!(add(until.clone(), from(january)).is_ok());
        assert!(add(until, from(december)).is_err());
    }

    #[test]
    fn days_and_doctors_are_copied() {
        let mut rules = rules(vec![
            interval(4, 1, "08:00", "12:00"),
            interval(5, 1, "13:00", "15:00"),
            interval(6, 3, "18:00", "20:00"),
        ]);
        let copy = Change::CopyDay {
            from: 1,
            to: vec![1, 3],
        };
        let hours = changed(&rules, 1, &copy).unwrap();
        let days: Vec<_> = hours
            .hours
            .iter()
            .map(|each| (each.id, each.weekday))
            .collect();
        assert_eq!(days, [(4, 1), (5, 1), (0, 3), (0, 3)]);
        rules.hours.push(DoctorHours {
            doctor_id: 2,
            own: false,
            hours: vec![interval(9, 6, "10:00", "11:00")],
        });
        let like = changed(&rules, 2, &Change::CopyFrom(1)).unwrap();
        assert!(like.own && like.hours.len() == 3);
        assert!(
            like.hours
                .iter()
                .all(|each| each.id == 0 && each.doctor_id == 2)
        );
        let refused = changed(&rules, 1, &Change::CopyFrom(2)).unwrap_err();
        assert!(refused.for_field("from_doctor").is_some());
    }
}
