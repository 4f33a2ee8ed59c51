//! Whether the calls can have happened one after another: each took effect at some moment between
//! its beginning and its end, and every time is held by one appointment at a time.

use std::collections::HashMap;

use super::Check;
use crate::{
    day::replay::Span,
    history::{Booking, Call, Outcome},
};

/// An appointment that is or was in the database, and when it held its time.
#[derive(Clone, Copy, Debug)]
struct Held<'a> {
    booked: &'a Call<Booking>,
    /// It was cancelled after this and before that.
    end: Span,
}

impl Held<'_> {
    /// Whether it can have ended before the other began.
    fn may_precede(&self, other: &Self) -> bool {
        self.end.0 < other.booked.to
    }

    /// Whether it can have held its time at some moment of a call.
    fn may_meet(&self, call: &Call<Booking>) -> bool {
        self.booked.from < call.to && call.from < self.end.1
    }
}

impl<'a> Check<'a> {
    pub(super) fn order(&mut self) {
        let mut of_doctors: HashMap<(i64, i64), Vec<Held<'a>>> = HashMap::new();
        let mut of_patients: HashMap<(i64, i64), Vec<Held<'a>>> = HashMap::new();
        for row in self.found.appointments.values() {
            let booked = self.bookings.get(row.reason.as_str()).copied();
            let held = booked.and_then(|booked| {
                let end = self.end(row, booked)?;
                Some(Held { booked, end })
            });
            // What nobody asked for was found before.
            let Some(held) = held else { continue };
            of_doctors
                .entry((row.doctor, row.start))
                .or_default()
                .push(held);
            of_patients
                .entry((row.patient, row.start))
                .or_default()
                .push(held);
            self.doctor_was_there(held.booked.what.doctor, held.booked.span());
        }
        for held in of_doctors.values().chain(of_patients.values()) {
            for (index, one) in held.iter().enumerate() {
                for other in &held[index + 1..] {
                    let ordered = one.may_precede(other) || other.may_precede(one);
                    self.expect(ordered, || {
                        format!("at the same time: {one:?} and {other:?}")
                    });
                }
            }
        }
        for call in self.history.bookings.iter().filter(|call| call.refused()) {
            let Booking {
                doctor,
                patient,
                start,
                ..
            } = call.what;
            let met = |held: Option<&Vec<Held>>| {
                held.is_some_and(|held| held.iter().any(|held| held.may_meet(call)))
            };
            let deserved = match &call.outcome {
                Outcome::Refused(code) if code == "slot_taken" => {
                    met(of_doctors.get(&(doctor, start)))
                }
                Outcome::Refused(code) if code == "conflict" => {
                    met(of_patients.get(&(patient, start)))
                }
                Outcome::Refused(code) if code == "invalid" => self.may_be_off(doctor, call.span()),
                _ => false,
            };
            self.expect(deserved, || format!("refused for no reason: {call:?}"));
        }
    }

    /// Whether a doctor can have been disabled at some moment of a call.
    pub(super) fn may_be_off(&self, doctor: i64, (from, to): Span) -> bool {
        let switches = self.switches(doctor);
        let off = switches
            .iter()
            .filter(|switch| !switch.what.on && switch.from < to);
        // Until it is surely enabled again.
        off.into_iter().any(|off| {
            let mut later = switches.iter().filter(|switch| switch.from > off.from);
            !later.any(|on| on.what.on && on.done().is_some() && on.to < from)
        })
    }

    /// A booking that took effect did so while the doctor took bookings.
    pub(super) fn doctor_was_there(&mut self, doctor: i64, (from, to): Span) {
        let switches = self.switches(doctor);
        let surely_off = switches.iter().any(|off| {
            let before = !off.what.on && off.done().is_some() && off.to < from;
            let mut later = switches.iter().filter(|switch| switch.from > off.from);
            before && !later.any(|on| on.what.on && on.from < to)
        });
        self.expect(!surely_off, || {
            format!("booked with a doctor who was disabled: {doctor}, from {from} to {to}")
        });
    }
}
