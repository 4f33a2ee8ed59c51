//! The checks that every time goes through, and the reasons they find.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::{Busy, Question, Span, diary::Diary, minutes_from, timeline::Timeline};
use crate::rules::{
    model::{Audience, ExceptionKind},
    reason::{Reason, standing_reasons},
};

/// Answers one question about times on some days. What the checks need is put in order once.
pub(super) struct Judge<'a> {
    question: &'a Question<'a>,
    diary: Diary<'a>,
    /// The doctor's time that is taken, and whether it is only held.
    doctor: Timeline<bool>,
    rooms: Vec<Timeline<bool>>,
    patient: Timeline<bool>,
    /// The last day that patients may book.
    horizon: Date,
    /// What the policy has against the patient, whatever the time.
    standing: Vec<Reason>,
}

/// A visit at some time.
#[derive(Clone, Copy)]
struct Visit {
    /// With the patient.
    core: Span,
    /// With the minutes before and after.
    padded: Span,
}

impl<'a> Judge<'a> {
    /// For times that begin on those days.
    pub(super) fn new(question: &'a Question<'a>, days: &RangeInclusive<Date>) -> Self {
        let Question {
            rules,
            zone,
            doctor_id,
            visit,
            taken,
            ..
        } = *question;
        let today = zone.to_datetime(question.now).date();
        let standing = question.standing.as_ref();
        Self {
            question,
            diary: Diary::new(rules, zone, doctor_id, Some(visit), days),
            doctor: timeline(&taken.doctor),
            rooms: taken.rooms.iter().map(|(_, busy)| timeline(busy)).collect(),
            patient: timeline(&taken.patient),
            horizon: today.saturating_add(i64::from(rules.policy.horizon_days).days()),
            standing: standing.map_or_else(Vec::new, |it| standing_reasons(&rules.policy, it)),
        }
    }

    /// The times of those days against which there is no reason, in order.
    pub(super) fn free(self, days: &RangeInclusive<Date>) -> impl Iterator<Item = Span> {
        let starts = self.diary.starts(self.length(), days).into_iter();
        starts.filter_map(move |start| {
            let free = self.reasons(start).next().is_none();
            free.then(|| self.visit(start).core)
        })
    }

    /// Every reason against a visit that begins then. Found one by one, so that whoever is
    /// content with the first does not wait for the rest.
    pub(super) fn reasons(&self, start: Timestamp) -> impl Iterator<Item = Reason> {
        let checks: [fn(&Self, Visit) -> Vec<Reason>; 7] = [
            Self::past,
            Self::hours,
            Self::away,
            Self::doctor,
            Self::room,
            Self::patient,
            Self::policy,
        ];
        let visit = self.visit(start);
        checks.into_iter().flat_map(move |check| check(self, visit))
    }

    fn length(&self) -> SignedDuration {
        SignedDuration::from_mins(self.question.visit.minutes.max(1).into())
    }

    fn visit(&self, start: Timestamp) -> Visit {
        let kind = self.question.visit;
        let end = start.checked_add(self.length()).unwrap_or(Timestamp::MAX);
        let core = Span { start, end };
        Visit {
            core,
            padded: core.padded(kind.buffer_before, kind.buffer_after),
        }
    }

    fn past(&self, visit: Visit) -> Vec<Reason> {
        reason_if(visit.core.start < self.question.now, Reason::Past)
    }

    /// It begins on the grid of hours that are for it and ends within them.
    fn hours(&self, Visit { core, .. }: Visit) -> Vec<Reason> {
        let (mut among_others, mut off_grid) = (false, false);
        for (span, hours) in self.diary.hours.overlapping(core) {
            if core.start < span.start || span.end < core.end {
                continue;
            }
            let elapsed = core.start.duration_since(span.start);
            if !hours.serves {
                among_others = true;
            } else if elapsed.as_nanos() % hours.grid.as_nanos() == 0 {
                return Vec::new();
            } else {
                off_grid = true;
            }
        }
        vec![match (off_grid, among_others) {
            (true, _) => Reason::OffGrid,
            (false, true) => Reason::OtherVisitTypes,
            (false, false) => Reason::OutsideHours,
        }]
    }

    fn away(&self, visit: Visit) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for (_, exception) in self.diary.away.overlapping(visit.core) {
            let label = exception.reason.clone();
            let reason = match exception.kind {
                ExceptionKind::Closure => Reason::Closure { label },
                ExceptionKind::Away | ExceptionKind::Extra => Reason::TimeOff { label },
            };
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons
    }

    fn doctor(&self, visit: Visit) -> Vec<Reason> {
        let (mut taken, mut held, mut buffer) = (false, false, false);
        for (span, only_held) in self.doctor.overlapping(visit.padded) {
            match (span.overlaps(visit.core), only_held) {
                (true, false) => taken = true,
                (true, true) => held = true,
                (false, _) => buffer = true,
            }
        }
        let found = [
            (taken, Reason::Taken),
            (held, Reason::Held),
            (buffer, Reason::Buffer),
        ];
        found
            .into_iter()
            .filter_map(|(found, reason)| found.then_some(reason))
            .collect()
    }

    fn room(&self, visit: Visit) -> Vec<Reason> {
        let free = |room: &Timeline<bool>| room.overlapping(visit.padded).next().is_none();
        let needed = !self.question.visit.rooms.is_empty();
        reason_if(needed && !self.rooms.iter().any(free), Reason::Room)
    }

    fn patient(&self, visit: Visit) -> Vec<Reason> {
        let taken = self.patient.overlapping(visit.core).next().is_some();
        reason_if(taken, Reason::PatientTaken)
    }

    /// What binds patients only.
    fn policy(&self, Visit { core, .. }: Visit) -> Vec<Reason> {
        let Question {
            audience,
            now,
            rules,
            ..
        } = *self.question;
        if audience == Audience::Staff {
            return Vec::new();
        }
        let minutes = rules.policy.notice_minutes;
        let to_come = core.start >= now;
        let short = to_come && core.start < minutes_from(now, minutes.into());
        let mut reasons = reason_if(short, Reason::Notice { minutes });
        let last = self.horizon;
        if self
            .diary
            .clock
            .day(core.start)
            .is_some_and(|day| day > last)
        {
            reasons.push(Reason::Horizon { last });
        }
        reasons.extend_from_slice(&self.standing);
        reasons
    }
}

fn timeline(busy: &[Busy]) -> Timeline<bool> {
    Timeline::new(busy.iter().map(|each| (each.span, each.held)))
}

fn reason_if(holds: bool, reason: Reason) -> Vec<Reason> {
    if holds { vec![reason] } else { Vec::new() }
}
