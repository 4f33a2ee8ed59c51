//! Appointments, the time they take and their entries in the audit trail; doctors who were
//! disabled with them.

use std::collections::{HashMap, HashSet};

use anteroom::appointments::model::Status;

use super::{Check, DOCTOR_GONE};
use crate::{
    history::{Call, Outcome, Switch},
    snapshot::Appointment,
};

impl Check<'_> {
    pub(super) fn appointments(&mut self) {
        let mut by_reason: HashMap<&str, Vec<&Appointment>> = HashMap::new();
        for row in self.to_come() {
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
        for row in self.to_come() {
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

    /// Who has an appointment is taken, and nobody and nothing else: no room that a patient is called to.
    fn time_taken(&mut self) {
        let takes_time = |status: &str| Status::from_key(status).is_some_and(Status::takes_time);
        let lasting = self.found.appointments.values();
        let lasting = lasting.filter(|row| takes_time(&row.status));
        let mut expected: Vec<_> = lasting
            .flat_map(|row| {
                [
                    ("doctor", row.doctor, row.overbooked),
                    ("patient", row.patient, false),
                ]
                .map(|(kind, id, on_top)| (kind.to_owned(), id, row.start, row.id, on_top))
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
        for (kind, id, start, appointment, on_top) in found {
            let alone = *on_top || taken.insert((kind, id, start));
            self.expect(alone, || {
                format!("{kind} {id} is taken twice at {start}, by {appointment}")
            });
        }
    }

    /// Each change is on record once.
    fn trail(&mut self) {
        const ACTIONS: [&str; 3] = [
            "appointment_booked",
            "appointment_cancelled",
            "appointment_status",
        ];
        let mut of_today: HashMap<i64, [i64; 3]> = HashMap::new();
        for step in &self.found.today.rows {
            let [booked, cancelled, status] = of_today.entry(step.visit).or_default();
            match step.step.as_str() {
                "booked" => *booked += 1,
                "cancelled" => *cancelled += 1,
                _ => *status += 1,
            }
        }
        let mut all = [0; 3];
        for row in self.found.appointments.values() {
            let to_come = [1, i64::from(row.status == "cancelled"), 0];
            let expected = of_today.get(&row.id).copied().unwrap_or(to_come);
            all = [0, 1, 2].map(|each| all[each] + expected[each]);
            let found = ACTIONS.map(|action| self.found.recorded(action, row.id));
            self.expect(found == expected, || {
                format!("{row:?} is on record as booked, cancelled and changed {found:?} times")
            });
        }
        let found = ACTIONS.map(|action| self.found.recorded_in_all(action));
        self.expect(found == all, || {
            format!("{all:?} bookings, cancellations and steps, {found:?} on record")
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
            // Of today's some had begun, or were taken back since.
            let tomorrow = self.clinic.tomorrow;
            let booked: Vec<_> = booked
                .into_iter()
                .filter(|row| row.start >= tomorrow)
                .collect();
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
