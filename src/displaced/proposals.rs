//! Which times are proposed to whom, so that all of them could be taken at once.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};

use crate::{
    rules::model::{Audience, Rules, VisitType},
    schedule::slots::{Busy, Question, Span, Taken, slots},
};

/// Days before and after a visit in which another time for it is looked for at first.
const NEAR: i32 = 7;
/// The same when there is none so near.
pub(super) const FAR: i32 = 42;

/// A visit that needs another time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Need {
    /// Whose it is.
    pub(super) patient_id: i64,
    /// With whom.
    pub(super) doctor_id: i64,
    /// The same doctor, unless they have left.
    pub(super) own: Vec<i64>,
    /// Other doctors of the same specialization.
    pub(super) others: Vec<i64>,
    /// What for.
    pub(super) visit_type_id: Option<i64>,
    /// When it is booked.
    pub(super) span: Span,
    /// That with the minutes before and after.
    pub(super) padded: Span,
    /// Where it is booked, if it takes a room.
    pub(super) room_id: Option<i64>,
}

/// A free time with a doctor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Free {
    /// With whom.
    pub(super) doctor_id: i64,
    /// When.
    pub(super) span: Span,
}

/// What is taken of everybody's time, by their ids. What is proposed is added to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Diaries {
    /// Of doctors.
    pub(super) doctors: HashMap<i64, Vec<Busy>>,
    /// Of rooms.
    pub(super) rooms: HashMap<i64, Vec<Busy>>,
    /// Of patients.
    pub(super) patients: HashMap<i64, Vec<Busy>>,
}

/// Proposes times.
#[derive(Debug)]
pub(super) struct Planner<'a> {
    /// The rules.
    pub(super) rules: &'a Rules,
    /// The clinic's zone.
    pub(super) zone: &'a TimeZone,
    /// The present moment.
    pub(super) now: Timestamp,
    /// What is taken.
    pub(super) diaries: Diaries,
}

impl Planner<'_> {
    /// Up to three times for each of the needs, the best first: with the same doctor as near as
    /// there is one, or else with another; then one more with the same doctor and one with
    /// another. No two of all these stand in each other's way.
    pub(super) fn propose(mut self, needs: &[Need]) -> Vec<Vec<Free>> {
        // Everybody gets one before anybody gets a second.
        let mut proposals: Vec<Vec<Free>> = needs
            .iter()
            .map(|need| self.best(need).into_iter().collect())
            .collect();
        for (need, proposals) in needs.iter().zip(&mut proposals) {
            if proposals.is_empty() {
                continue;
            }
            for doctors in [&need.own, &need.others] {
                proposals.extend(self.take_nearest(need, doctors, NEAR));
            }
        }
        proposals
    }

    fn best(&mut self, need: &Need) -> Option<Free> {
        let places = [
            (&need.own, NEAR),
            (&need.own, FAR),
            (&need.others, NEAR),
            (&need.others, FAR),
        ];
        places
            .into_iter()
            .find_map(|(doctors, days)| self.take_nearest(need, doctors, days))
    }

    /// The free time with one of these doctors that is nearest to the one booked; from now on it
    /// is taken.
    fn take_nearest(&mut self, need: &Need, doctors: &[i64], days: i32) -> Option<Free> {
        let booked = need.span.start.as_second();
        let free = doctors
            .iter()
            .filter_map(|&doctor_id| Some((doctor_id, self.equivalent(need, doctor_id)?)))
            .flat_map(|(doctor_id, visit)| {
                let free = self.free(need, doctor_id, &visit, days).into_iter();
                free.map(move |span| (Free { doctor_id, span }, visit.clone()))
            });
        let (free, visit) =
            free.min_by_key(|(free, _)| free.span.start.as_second().abs_diff(booked))?;
        self.take(need, free, &visit);
        Some(free)
    }

    /// The same kind of visit with that doctor. Where visits had no type, any of the same length
    /// will do.
    fn equivalent(&self, need: &Need, doctor_id: i64) -> Option<VisitType> {
        let offer = self
            .rules
            .offer(doctor_id, need.visit_type_id, Audience::Staff)?;
        let length = need.span.end.duration_since(need.span.start);
        let as_long = length == SignedDuration::from_mins(offer.minutes.into());
        (offer.id == need.visit_type_id || as_long).then_some(offer)
    }

    fn free(&self, need: &Need, doctor_id: i64, visit: &VisitType, days: i32) -> Vec<Span> {
        let booked = self.day(need.span.start);
        let from = booked.saturating_sub(days.days()).max(self.day(self.now));
        let taken = self.taken(need, doctor_id, visit);
        let question = Question {
            rules: self.rules,
            zone: self.zone,
            doctor_id,
            visit,
            audience: Audience::Staff,
            standing: None,
            taken: &taken,
            now: self.now,
        };
        slots(&question, from..=booked.saturating_add(days.days()))
    }

    fn day(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// What is taken, except by the visit itself.
    fn taken(&self, need: &Need, doctor_id: i64, visit: &VisitType) -> Taken {
        let of = |diaries: &HashMap<i64, Vec<Busy>>, id, own: Option<Span>| -> Vec<Busy> {
            let busy = diaries.get(&id).into_iter().flatten().copied();
            busy.filter(|each| Some(each.span) != own).collect()
        };
        let own = |is_own: bool| is_own.then_some(need.padded);
        let Diaries {
            doctors,
            rooms,
            patients,
        } = &self.diaries;
        let candidates = self.rules.rooms_for(visit).into_iter();
        Taken {
            doctor: of(doctors, doctor_id, own(doctor_id == need.doctor_id)),
            rooms: candidates
                .map(|id| (id, of(rooms, id, own(need.room_id == Some(id)))))
                .collect(),
            patient: of(patients, need.patient_id, Some(need.span)),
        }
    }

    fn take(&mut self, need: &Need, free: Free, visit: &VisitType) {
        let minutes = |minutes: u16| SignedDuration::from_mins(minutes.into());
        let Span { start, end } = free.span;
        let padded = Span {
            start: start
                .checked_sub(minutes(visit.buffer_before))
                .unwrap_or(start),
            end: end.checked_add(minutes(visit.buffer_after)).unwrap_or(end),
        };
        let taken = |span| Busy { span, held: false };
        let diaries = &mut self.diaries;
        let doctor = diaries.doctors.entry(free.doctor_id).or_default();
        doctor.push(taken(padded));
        let patient = diaries.patients.entry(need.patient_id).or_default();
        patient.push(taken(free.span));
        let empty = |id: &i64| {
            let busy = diaries.rooms.get(id);
            !busy.is_some_and(|busy| busy.iter().any(|each| each.span.overlaps(padded)))
        };
        if let Some(room) = self.rules.rooms_for(visit).into_iter().find(empty) {
            diaries.rooms.entry(room).or_default().push(taken(padded));
        }
    }
}

#[cfg(test)]
mod tests;
