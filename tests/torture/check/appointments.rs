//! Appointments, the time they take and their entries in the audit trail; doctors who were
//! disabled with them.

use std::collections::{HashMap, HashSet};

use super::{Check, DOCTOR_GONE};
use crate::{
    history::{Call, Outcome, Switch},
    snapshot::Appointment,
};

impl Check<'_> {
    pub(super) fn appointments(&mut self) {
        let mut by_reason: HashMap<&str, Vec<&Appointment>> = HashMap::new();
        for row in self.found.appointments.values() {
            by_reason.entry(&row.reason).or_default().push(row);
        }
        for call in &self.history.bookings {
            let rows = by_reason.remove(call.what.tag.as_str()).unwrap_or_default();
            let fits = match call.outcome {
                Outcome::Done(id) => rows.len() == 1 && rows.iter().all(|row| row.id == id),
                Outcome::Refused(_) => rows.is_empty(),
                Outcome::Unknown => rows.len() <= 1,
            } && rows.iter().all(|row| {
                (row.doctor, row.patient, row.start)
                    == (call.what.doctor, call.what.patient, call.what.start)
            });
            self.expect(fits, || format!("{call:?} is there as {rows:?}"));
        }
        let strange: Vec<_> = by_reason.into_values().flatten().collect();
        self.expect(strange.is_empty(), || {
            format!("nobody asked for {strange:?}")
        });
        self.cancellations();
        self.time_taken();
        self.trail();
    }

    fn cancellations(&mut self) {
        for row in self.found.appointments.values() {
            let fits = match row.status.as_str() {
                "booked" => row.version == 1 && row.cancel_reason.is_empty(),
                "cancelled" => {
                    let by_call = self.cancellations.get(row.cancel_reason.as_str());
                    let by_call = by_call
                        .is_some_and(|call| call.what.appointment == row.id && call.may_be());
                    let by_switch = row.cancel_reason == DOCTOR_GONE
                        && self.switches(row.doctor).iter().any(|call| !call.what.on);
                    row.version == 2 && (by_call || by_switch)
                }
                _ => false,
            };
            self.expect(fits, || format!("nobody brought about {row:?}"));
        }
        for call in &self.history.cancellations {
            let row = self.found.appointments.get(&call.what.appointment);
            let fits = match (&call.outcome, row) {
                (_, None) => false,
                (Outcome::Done(_), Some(row)) => {
                    row.cancel_reason == call.what.tag && !call.what.stale
                }
                // What can be cancelled no more has been cancelled before.
                (Outcome::Refused(code), Some(row)) => {
                    code == "conflict" && (call.what.stale || row.status == "cancelled")
                }
                (Outcome::Unknown, Some(row)) => {
                    !call.what.stale || row.cancel_reason != call.what.tag
                }
            };
            self.expect(fits, || format!("{call:?} is there as {row:?}"));
        }
    }

    fn time_taken(&mut self) {
        let booked = self
            .found
            .appointments
            .values()
            .filter(|row| row.status == "booked");
        let mut expected: Vec<_> = booked
            .flat_map(|row| {
                [("doctor", row.doctor), ("patient", row.patient)]
                    .map(|(kind, id)| (kind.to_owned(), id, row.start, row.id))
            })
            .collect();
        expected.sort();
        let found = &self.found.occupancies;
        self.expect(expected == *found, || {
            let differ: Vec<_> = expected
                .iter()
                .filter(|taken| !found.contains(taken))
                .chain(found.iter().filter(|taken| !expected.contains(taken)))
                .collect();
            format!("appointments and the time taken differ in {differ:?}")
        });
        let mut taken = HashSet::new();
        for (kind, id, start, appointment) in found {
            let alone = taken.insert((kind, id, start));
            self.expect(alone, || {
                format!("{kind} {id} is taken twice at {start}, by {appointment}")
            });
        }
    }

    fn trail(&mut self) {
        let mut cancelled = 0;
        for row in self.found.appointments.values() {
            let expected = i64::from(row.status == "cancelled");
            cancelled += expected;
            let found = ["appointment_booked", "appointment_cancelled"]
                .map(|action| self.found.recorded(action, row.id));
            self.expect(found == [1, expected], || {
                format!("{row:?} is on record as booked and cancelled {found:?} times")
            });
        }
        let expected = [self.found.appointments.len().try_into().unwrap(), cancelled];
        let found = ["appointment_booked", "appointment_cancelled"]
            .map(|action| self.found.recorded_in_all(action));
        self.expect(found == expected, || {
            format!("{expected:?} bookings and cancellations, {found:?} on record")
        });
    }

    /// Each doctor is as the last switch left them, and one who is disabled has nothing to come.
    pub(super) fn doctors(&mut self) {
        for call in self.history.switches.iter().filter(|call| call.refused()) {
            self.expect(false, || format!("{call:?}"));
        }
        for doctor in &self.found.doctors {
            let switches = self.switches(doctor.id);
            let known = switches.iter().rposition(|call| call.done().is_some());
            let left_on = known.is_none_or(|known| switches[known].what.on);
            let unknown = &switches[known.map_or(0, |known| known + 1)..];
            let possible = doctor.active == left_on
                || unknown.iter().any(|call| call.what.on == doctor.active);
            let whole = doctor.active == (doctor.status == "active");
            self.expect(possible && whole, || {
                format!("{doctor:?} after {switches:?}")
            });

            let rows = self
                .found
                .appointments
                .values()
                .filter(|row| row.doctor == doctor.id);
            let (booked, gone): (Vec<_>, Vec<_>) = rows
                .filter(|row| row.status == "booked" || row.cancel_reason == DOCTOR_GONE)
                .partition(|row| row.status == "booked");
            self.expect(doctor.active || booked.is_empty(), || {
                format!("{doctor:?} is disabled and has {booked:?}")
            });

            for (on, action) in [(true, "user_enabled"), (false, "user_disabled")] {
                let calls = switches.iter().copied().filter(|call| call.what.on == on);
                let (sure, unsure): (Vec<&Call<Switch>>, Vec<_>) =
                    calls.partition(|call| call.done().is_some());
                let found = self.found.recorded(action, doctor.user_id);
                let least = i64::try_from(sure.len()).unwrap();
                let most = least + i64::try_from(unsure.len()).unwrap();
                self.expect((least..=most).contains(&found), || {
                    format!("{doctor:?}: {action} {found} times after {switches:?}")
                });
                if on {
                    continue;
                }
                let told: i64 = sure.into_iter().filter_map(Call::done).sum();
                let cancelled = i64::try_from(gone.len()).unwrap();
                // More are cancelled than was told only by a switch that nobody was told of.
                self.expect(
                    told == cancelled || (told < cancelled && found > least),
                    || format!("{doctor:?}: {cancelled} cancelled by disabling, {told} told"),
                );
            }
        }
    }
}
