//! Who waits, who is late, and when each visit will begin as things stand: pure rules, the same on every
//! board, on screens, and in tests.

use std::collections::BTreeMap;

use super::model::BoardVisit;
use crate::{
    calendar::model::Stretch, clinic_time::ClinicTime, encounters::model::Stage, ui::words,
};

/// A visit expected within so many minutes of its time is expected at its time.
pub const TOLERANCE: i64 = 5;

/// How a doctor's day will go on as things stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// When each visit that has not begun is expected to, by the appointment's id.
    pub starts: BTreeMap<i64, ClinicTime>,
    /// How many minutes the doctor is late: the longest that somebody who is here, or yet to come, will
    /// have to wait past their time.
    pub delay: i64,
}

/// When a patient could first be seen: at the time of the visit, or when they came, if that is later.
pub fn due(visit: &BoardVisit) -> ClinicTime {
    let came = visit.arrived_at.unwrap_or(visit.starts_at);
    came.max(visit.starts_at)
}

/// Minutes that the patient has been here without being with the doctor; none if they are not waiting.
pub fn waiting(visit: &BoardVisit, now: ClinicTime) -> Option<i64> {
    let waits = matches!(visit.stage, Stage::Arrived | Stage::CheckedIn);
    let since = visit.arrived_at.filter(|_| waits)?;
    Some(now.minutes_since(since).max(0))
}

/// Minutes by which the patient is late; none if they are here, or have time yet.
pub fn late(visit: &BoardVisit, now: ClinicTime) -> Option<i64> {
    let late = visit.stage == Stage::Booked && visit.starts_at < now;
    late.then(|| now.minutes_since(visit.starts_at))
        .filter(|minutes| *minutes > 0)
}

/// Whether to propose that the patient did not come. It is proposed, never set by itself.
pub fn proposes_noshow(visit: &BoardVisit, now: ClinicTime, noshow_minutes: u16) -> bool {
    late(visit, now).is_some_and(|minutes| minutes >= i64::from(noshow_minutes))
}

/// A delay of so many minutes in words: `15 min late`; nothing for what nobody would call late.
pub fn words(delay: i64) -> Option<String> {
    (delay >= TOLERANCE).then(|| format!("{} late", words::minutes(delay)))
}

/// How a doctor's day will go on, told from the doctor's hours on that day and the visits of that doctor.
///
/// Whoever is with the doctor stays as long as was planned for, and at least until now. Then come those who
/// were called, and after them each when they can be seen, nobody before their time, and who came without one
/// not before the doctor does. Who is late does not hold the doctor up, since somebody else is seen meanwhile;
/// nor does a visit to come that was put on top of others on purpose, which is seen in between. So gaps take
/// up a delay.
pub fn expected<'a>(
    now: ClinicTime,
    open: &[Stretch],
    visits: impl IntoIterator<Item = &'a BoardVisit>,
) -> Expected {
    let mut free = now;
    let mut to_come: Vec<&BoardVisit> = Vec::new();
    for visit in visits {
        match visit.stage {
            Stage::InProgress => {
                let started = visit.started_at.unwrap_or(visit.starts_at);
                free = free.max(started.plus(visit.minutes()));
            }
            Stage::Booked | Stage::Arrived | Stage::CheckedIn => to_come.push(visit),
            Stage::Fulfilled | Stage::Noshow | Stage::Left | Stage::Cancelled => {}
        }
    }
    to_come.sort_by_key(|visit| {
        let called = visit.stage == Stage::CheckedIn;
        (!called, due(visit), visit.starts_at, visit.id)
    });
    let mut day = Expected::default();
    for visit in to_come {
        let due = within(open, due(visit));
        let begins = match visit.stage {
            Stage::CheckedIn => free,
            Stage::Arrived => free.max(due),
            _ => free.max(visit.starts_at),
        };
        day.starts.insert(visit.id, begins);
        if late(visit, now).is_some() || (visit.overbooked && visit.stage == Stage::Booked) {
            continue;
        }
        day.delay = day.delay.max(begins.minutes_since(due));
        free = begins.plus(visit.minutes());
    }
    day
}

/// That time, if the doctor sees patients then, else when the doctor next does; after hours that time.
fn within(open: &[Stretch], time: ClinicTime) -> ClinicTime {
    let to_come = open.iter().filter(|stretch| stretch.ends_at > time);
    let next = to_come.map(|stretch| stretch.starts_at.max(time)).min();
    next.unwrap_or(time)
}

#[cfg(test)]
mod tests;
