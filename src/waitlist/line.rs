//! Who is asked first when a time comes free: pure functions of who waits and what is free.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::{SignedDuration, Timestamp};

use super::model::{Terms, Urgency};
use crate::clinic_time::ClinicTime;

/// How long a patient has to answer.
pub const ANSWER: SignedDuration = SignedDuration::from_mins(30);
/// An offer ends so long before its time at the latest: the patient has to come.
pub const LEAD: SignedDuration = SignedDuration::from_mins(60);
/// With less time than this to answer, asking is no use.
pub const LEAST: SignedDuration = SignedDuration::from_mins(10);

/// Until when a time is kept for whom it is offered to now; none when it is too late to ask.
pub fn keep_until(starts_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let latest = starts_at.checked_sub(LEAD).ok()?;
    let until = now.checked_add(ANSWER).ok()?.min(latest);
    (until.duration_since(now) >= LEAST).then_some(until)
}

/// A free time of the doctor whose time came free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// With whom.
    pub doctor_id: i64,
    /// When it begins.
    pub starts_at: ClinicTime,
    /// When it is over.
    pub ends_at: ClinicTime,
}

/// Somebody in line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The request's id.
    pub id: i64,
    /// Who waits.
    pub patient_id: i64,
    /// What for; free times differ by it.
    pub visit_type_id: Option<i64>,
    /// The appointment that is to be moved.
    pub appointment_id: Option<i64>,
    /// They have an offer to answer first.
    pub asked: bool,
    /// How pressing it is.
    pub urgency: Urgency,
    /// Since when.
    pub since: Timestamp,
    /// What they would take.
    pub terms: Terms,
    /// What was offered before: with whom and when. Nobody is asked the same twice.
    pub offered: Vec<(i64, Timestamp)>,
}

impl Terms {
    /// Whether they would take that time.
    pub fn suit(&self, time: &Proposal) -> bool {
        let (starts, ends) = (time.starts_at.civil(), time.ends_at.civil());
        let same_day = starts.date() == ends.date();
        let from = minute_of(starts.time()) >= self.from.minutes();
        // Whoever has the whole rest of the day has what is after midnight too.
        let to =
            self.to.minutes() == 1440 || (same_day && minute_of(ends.time()) <= self.to.minutes());
        self.doctor_id.is_none_or(|id| id == time.doctor_id)
            && self.weekdays.contains(starts.date().weekday())
            && from
            && to
            && starts.date() <= self.until
            && self.before.is_none_or(|before| time.starts_at < before)
    }
}

fn minute_of(time: jiff::civil::Time) -> u16 {
    u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).unwrap_or_default()
}

impl Waiting {
    /// Who has a lower rank is asked before: by urgency, then by how long they have waited.
    fn rank(&self) -> impl Ord + use<> {
        (Reverse(self.urgency), self.since, self.id)
    }

    fn would_take(&self, time: &Proposal) -> bool {
        let before = (time.doctor_id, time.starts_at.timestamp());
        self.terms.suit(time) && !self.offered.contains(&before)
    }
}

/// Whom to ask for which time, the first first. `free` has the free times for each visit type,
/// the earliest first.
pub fn in_order<'a>(
    waiting: &'a [Waiting],
    free: &'a BTreeMap<Option<i64>, Vec<Proposal>>,
) -> Vec<(&'a Waiting, &'a Proposal)> {
    let mut line: Vec<&Waiting> = waiting.iter().collect();
    line.sort_by_key(|each| each.rank());
    line.into_iter()
        .flat_map(|each| {
            let times = free.get(&each.visit_type_id).into_iter().flatten();
            times
                .filter(|time| each.would_take(time))
                .map(move |time| (each, time))
        })
        .collect()
}

#[cfg(test)]
mod tests;
