//! Whether the database is what the clients were told: all that was acknowledged, once; of the
//! rest each change in full or not at all.

mod appointments;
mod order;
mod people;
mod refusals;
#[cfg(test)]
mod tests;
mod today;

use std::collections::HashMap;

use crate::{
    clinic::Clinic,
    day::replay::Span,
    history::{Booking, Call, Cancellation, History, Switch},
    snapshot::{Appointment, Snapshot},
};

/// What the server gives as the reason when a doctor is disabled.
const DOCTOR_GONE: &str = "The doctor no longer sees patients here.";

/// The history beside what it led to.
pub(crate) struct Check<'a> {
    clinic: &'a Clinic,
    history: &'a History,
    found: &'a Snapshot,
    bookings: HashMap<&'a str, &'a Call<Booking>>,
    cancellations: HashMap<&'a str, &'a Call<Cancellation>>,
    complaints: Vec<String>,
}

/// Everything that does not fit.
pub(crate) fn complaints(clinic: &Clinic, history: &History, found: &Snapshot) -> Vec<String> {
    let bookings = history.bookings.iter();
    let cancellations = history.cancellations.iter();
    let mut check = Check {
        clinic,
        history,
        found,
        bookings: bookings
            .map(|call| (call.what.tag.as_str(), call))
            .collect(),
        cancellations: cancellations
            .map(|call| (call.what.tag.as_str(), call))
            .collect(),
        complaints: Vec::new(),
    };
    check.appointments();
    check.today();
    check.doctors();
    check.people();
    check.order();
    check.complaints
}

impl<'a> Check<'a> {
    fn expect(&mut self, fits: bool, complaint: impl FnOnce() -> String) {
        if !fits {
            self.complaints.push(complaint());
        }
    }

    /// The switches of one doctor, in order: one administrator makes them all.
    fn switches(&self, doctor: i64) -> Vec<&'a Call<Switch>> {
        let mut switches: Vec<_> = self
            .history
            .switches
            .iter()
            .filter(|call| call.what.doctor == doctor && call.may_be())
            .collect();
        switches.sort_by_key(|call| call.from);
        switches
    }

    /// The appointments of the days to come.
    fn to_come(&self) -> Vec<&'a Appointment> {
        let rows = self.found.appointments.values();
        rows.filter(|row| row.start >= self.clinic.tomorrow)
            .collect()
    }

    /// When an appointment may have ended, from one tick to another; never, while it is booked.
    fn end(&self, row: &Appointment, booked: &Call<Booking>) -> Option<Span> {
        if row.status == "booked" {
            return Some((u64::MAX, u64::MAX));
        }
        if let Some(call) = self.cancellations.get(row.cancel_reason.as_str()) {
            return Some((call.from, call.to));
        }
        self.gone(row.doctor, booked.from)
    }

    /// When a doctor was disabled, if that was after a tick.
    fn gone(&self, doctor: i64, after: u64) -> Option<Span> {
        let switches = self.switches(doctor).into_iter();
        let disabled: Vec<_> = switches
            .filter(|call| !call.what.on && call.to > after)
            .collect();
        Some((disabled.first()?.from, disabled.last()?.to))
    }
}
