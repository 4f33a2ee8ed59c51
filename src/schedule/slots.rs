//! Which times are free, and why others are not: pure functions of the rules, the zone, what is
//! taken and the present moment.
//!
//! # Hours and the clock
//!
//! Rules are readings of the clinic's clock, appointments are instants. The bridge between them
//! is one definition: *a doctor works at an instant when the clinic's clock then reads a time
//! within their hours of the day it then shows*. What happens on the days clocks change follows
//! from it:
//!
//! - An hour that is skipped is never worked. Hours that begin inside the gap begin at the first
//!   instant after it; those that end inside end there.
//! - An hour that is repeated is worked in both passes. Hours that begin inside it begin in the
//!   earlier pass, those that end inside it end in the later.
//!
//! Extra hours, time off and closures are readings as well, with a date at either end, and are
//! read in the same way.
//!
//! # What is free
//!
//! Each interval of working hours, and each exception that adds hours, becomes a stretch of time.
//! Visits begin on its grid, counted by elapsed time from its beginning, so the true length of a
//! working day decides how many it has; and they end within it. A start from which
//! [every check](judge) finds nothing against the visit is free.
//!
//! - Time off and closures take away from all hours, the extra ones too.
//! - Doctor and room are free over the visit *and* its minutes before and after, during which
//!   they may be away; what takes them has its own such minutes in it. The patient is free during
//!   the visit.
//! - The policy binds patients, not staff. Nobody books what is past.
//!
//! [`slots`] keeps the starts of the grid for which there is no reason; [`explain`] asks the same
//! question of any instant and gives all of them. There is no other code that decides.

mod clock;
mod diary;
mod judge;
mod timeline;

use std::ops::RangeInclusive;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use self::{diary::Diary, judge::Judge};
use crate::rules::{
    model::{Audience, Rules, Standing, VisitType},
    reason::Reason,
};

/// A stretch of time, from `start` up to but not including `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Its first instant.
    pub start: Timestamp,
    /// The instant at which it is over.
    pub end: Timestamp,
}

impl Span {
    /// Whether the two have time in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// It and so many minutes before and after.
    fn padded(self, before: u16, after: u16) -> Self {
        Self {
            start: minutes_from(self.start, -i64::from(before)),
            end: minutes_from(self.end, after.into()),
        }
    }
}

/// Time that a doctor, a room or a patient is not free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// From when to when; a doctor's and a room's with the minutes before and after the visit.
    pub span: Span,
    /// Only kept for somebody for the moment.
    pub held: bool,
}

/// What is taken of all that a visit needs. Nothing here needs to be in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// The doctor's time.
    pub doctor: Vec<Busy>,
    /// The rooms in use that the visit can take place in, by id, with their time. Of no
    /// consequence for a visit that needs none.
    pub rooms: Vec<(i64, Vec<Busy>)>,
    /// The patient's time; none while it is not known who comes.
    pub patient: Vec<Busy>,
}

/// Who wants to see whom for what, and all that the answer follows from.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The rules.
    pub rules: &'a Rules,
    /// The clinic's zone.
    pub zone: &'a TimeZone,
    /// Who is to be seen.
    pub doctor_id: i64,
    /// What for.
    pub visit: &'a VisitType,
    /// Who asks.
    pub audience: Audience,
    /// How the patient stands with the policy, when it is known who comes.
    pub standing: Option<Standing>,
    /// What is taken.
    pub taken: &'a Taken,
    /// The present moment.
    pub now: Timestamp,
}

/// The free times that begin on those days of the clinic, without the minutes before and after,
/// in order.
pub fn slots(question: &Question, days: RangeInclusive<Date>) -> Vec<Span> {
    Judge::new(question, &days).free(&days).collect()
}

/// The first of [`slots`], without looking for the rest.
pub fn first(question: &Question, days: RangeInclusive<Date>) -> Option<Span> {
    Judge::new(question, &days).free(&days).next()
}

/// Why the visit cannot begin at `start`: none exactly when [`slots`] of that day has it.
pub fn explain(question: &Question, start: Timestamp) -> Vec<Reason> {
    let day = question.zone.to_datetime(start).date();
    Judge::new(question, &(day..=day)).reasons(start).collect()
}

/// When the doctor is there on those days for that kind of visit, or for any: working hours and
/// extra hours without time off and closures, sorted and apart from one another.
pub fn open_stretches(
    rules: &Rules,
    zone: &TimeZone,
    doctor_id: i64,
    visit: Option<&VisitType>,
    days: RangeInclusive<Date>,
) -> Vec<Span> {
    Diary::new(rules, zone, doctor_id, visit, &days).open(&days)
}

/// So many minutes later, or earlier; no further than time goes.
fn minutes_from(at: Timestamp, minutes: i64) -> Timestamp {
    let end_of_time = if minutes < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    at.checked_add(SignedDuration::from_mins(minutes))
        .unwrap_or(end_of_time)
}

#[cfg(test)]
mod tests;
