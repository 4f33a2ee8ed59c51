//! Free times by cases worked out by hand; `properties` and `zones` go through the others.

use std::sync::LazyLock;

use jiff::civil::{DateTime, Weekday, date};
use jiff::tz::TimeZoneDatabase;

use super::*;
use crate::{
    rules::model::{DoctorHours, Exception, ExceptionKind, WorkingHours},
    schedule::hours::{Interval, MinuteOfDay, OpeningHours},
};

mod clocks;
mod hours;
mod properties;
mod reasons;
mod walk;
mod zones;

const LONG_AGO: Timestamp = Timestamp::UNIX_EPOCH;
const DOCTOR: i64 = 1;
/// The visit in question, where it has an id.
const VISIT: i64 = 7;

/// Each change of each zone's clock from 2024 to 2028. The zones are those of the bundled
/// database, so that all machines test the same.
static CHANGES: LazyLock<Vec<(TimeZone, Timestamp)>> = LazyLock::new(|| {
    let from = instant("2024-01-01T00:00:00Z");
    let until = instant("2029-01-01T00:00:00Z");
    let zones = TimeZoneDatabase::bundled();
    let names: Vec<_> = zones.available().collect();
    assert!(names.len() > 400);
    let changes_of = |name: &str| -> Vec<(TimeZone, Timestamp)> {
        let zone = zones.get(name).unwrap();
        let instants = zone.following(from).map(|change| change.timestamp());
        let in_time = instants.take_while(|at| *at < until);
        in_time.map(|at| (zone.clone(), at)).collect()
    };
    let changes: Vec<_> = names
        .iter()
        .flat_map(|name| changes_of(name.as_str()))
        .collect();
    assert!(changes.len() > 1000);
    changes
});

/// A question that owns what it is about.
#[derive(Clone, Debug)]
struct Case {
    rules: Rules,
    zone: TimeZone,
    visit: VisitType,
    audience: Audience,
    standing: Option<Standing>,
    taken: Taken,
    now: Timestamp,
}

impl Case {
    /// An ordinary visit for which nothing is taken, in UTC.
    fn of(rules: Rules) -> Self {
        Self {
            zone: TimeZone::UTC,
            visit: VisitType::ordinary(rules.slot_minutes),
            audience: Audience::Staff,
            standing: None,
            taken: Taken::default(),
            now: LONG_AGO,
            rules,
        }
    }

    /// The clinic is open at the same hours, `(opens, closes)` in minutes, on every day.
    fn every_day(hours: &[(u16, u16)], slot_minutes: u16) -> Self {
        let day: Vec<Interval> = hours.iter().map(|each| interval(*each)).collect();
        Self::of(Rules {
            opening: OpeningHours::new(std::array::from_fn(|_| day.clone())).unwrap(),
            slot_minutes,
            ..Rules::default()
        })
    }

    /// The doctor has these hours of their own.
    fn own(hours: Vec<WorkingHours>) -> Self {
        let hours = DoctorHours {
            doctor_id: DOCTOR,
            own: true,
            hours,
        };
        Self::of(Rules {
            hours: vec![hours],
            slot_minutes: 30,
            ..Rules::default()
        })
    }

    fn round_the_clock(slot_minutes: u16) -> Self {
        Self::every_day(&[(0, 1440)], slot_minutes)
    }

    fn in_zone(self, name: &str) -> Self {
        let zone = TimeZoneDatabase::bundled().get(name).unwrap();
        Self { zone, ..self }
    }

    fn with(mut self, exception: Exception) -> Self {
        self.rules.exceptions.push(exception);
        self
    }

    fn question(&self) -> Question<'_> {
        Question {
            rules: &self.rules,
            zone: &self.zone,
            doctor_id: DOCTOR,
            visit: &self.visit,
            audience: self.audience,
            standing: self.standing,
            taken: &self.taken,
            now: self.now,
        }
    }

    fn slots(&self, days: RangeInclusive<Date>) -> Vec<Span> {
        slots(&self.question(), days)
    }

    fn explain(&self, start: Timestamp) -> Vec<Reason> {
        explain(&self.question(), start)
    }

    /// The starts of a day as its clock shows them, with the offset.
    fn readings(&self, day: Date) -> Vec<String> {
        self.read(day, "%H:%M %:z")
    }

    /// The same without the offset.
    fn clocks(&self, day: Date) -> Vec<String> {
        self.read(day, "%H:%M")
    }

    fn read(&self, day: Date, format: &str) -> Vec<String> {
        let slots = self.slots(day..=day).into_iter();
        slots
            .map(|slot| slot.start.to_zoned(self.zone.clone()))
            .map(|start| start.strftime(format).to_string())
            .collect()
    }
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn span(start: &str, end: &str) -> Span {
    Span {
        start: instant(start),
        end: instant(end),
    }
}

fn booked(span: Span) -> Busy {
    Busy { span, held: false }
}

fn interval((opens, closes): (u16, u16)) -> Interval {
    Interval {
        opens: MinuteOfDay::new(opens).unwrap(),
        closes: MinuteOfDay::new(closes).unwrap(),
    }
}

/// Hours of the doctor's own for every visit type, for good.
fn working(weekday: Weekday, hours: (u16, u16), grid_minutes: u16) -> WorkingHours {
    WorkingHours {
        id: 1,
        doctor_id: DOCTOR,
        weekday: weekday.to_monday_one_offset(),
        interval: interval(hours),
        grid_minutes,
        valid_from: None,
        valid_to: None,
        visit_types: Vec::new(),
    }
}

fn exception(kind: ExceptionKind, starts: &str, ends: &str) -> Exception {
    Exception {
        id: 1,
        doctor_id: (kind != ExceptionKind::Closure).then_some(DOCTOR),
        kind,
        starts: starts.parse().unwrap(),
        ends: ends.parse().unwrap(),
        grid_minutes: 30,
        reason: String::new(),
    }
}
