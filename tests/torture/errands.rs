//! The operations of patients, of the desk and of the administrator.

use serde_json::{Value, json};

use crate::{
    client::{Client, Own},
    clinic::Slot,
    dice::Dice,
    history::{Booking, Cancellation, Change, Entry, Registration, Switch},
    process::clinic::registration,
};

/// A patient's list shows so many at least.
const LISTED: usize = 90;

impl Client<'_> {
    /// One operation of a patient.
    pub(crate) fn visit(
        &mut self,
        id: i64,
        kind: usize,
        first: usize,
        second: usize,
        third: usize,
    ) {
        match kind {
            0..45 => self.book(id, false, first, second, third),
            45..68 => {
                let coming = self.actor.own.iter().filter(|own| !own.cancelled);
                let coming: Vec<i64> = coming.map(|own| own.id).collect();
                match coming.get(first % coming.len().max(1)) {
                    Some(&appointment) => self.cancel(appointment, third),
                    None => self.book(id, false, first, second, third),
                }
            }
            68..85 => self.read_own(),
            85..96 => {
                let doctors = &self.floor.clinic.doctors;
                let id = doctors[first % doctors.len()].id;
                // Disabled doctors are not shown, so that anything may be answered.
                let _ = self.read(&format!("/api/doctors?q=Dr+{id}"));
            }
            _ => self.register(),
        }
    }

    /// One operation of the desk.
    pub(crate) fn serve(&mut self, kind: usize, first: usize, second: usize, third: usize) {
        let patients = &self.floor.clinic.patients;
        // A few patients are everybody's business, so that the desk meets itself.
        let few = if third < 70 { 4 } else { patients.len() };
        match kind {
            0..16 => {
                let patient = patients[second / 7 % patients.len()];
                self.book(patient, true, first, second, third);
            }
            16..28 => match self.floor.appointment(first) {
                Some(appointment) => self.cancel(appointment, third),
                None => self.enter(),
            },
            28..34 => self.enter(),
            34..44 => self.change_details(patients[first % few], third),
            44..50 => {
                let patient = patients[first % patients.len()];
                let _ = self.read(&format!("/api/appointments?patient_id={patient}"));
            }
            _ => self.see_to_today([kind, first, second, third]),
        }
    }

    /// One operation of the administrator.
    pub(crate) fn administer(&mut self, kind: usize, first: usize) {
        match kind {
            0..25 => self.switch(first % self.floor.clinic.doctors.len(), false),
            25..70 => match self.actor.off.first() {
                Some(&doctor) => self.switch(doctor, true),
                None => drop(self.read("/api/audit")),
            },
            _ => drop(self.read("/api/admin/overview")),
        }
    }

    fn book(&mut self, patient: i64, desk: bool, first: usize, second: usize, third: usize) {
        let (doctor, slot) = self.aim(first, second, third);
        let what = Booking {
            doctor,
            patient,
            start: slot.start,
            tag: self.tag(),
        };
        let mut body = json!({"doctor_id": doctor, "starts_at": slot.text, "reason": what.tag});
        if desk {
            body["patient_id"] = patient.into();
        }
        let expected = (doctor, patient, slot.start);
        let call = self.change(what, "/api/appointments", &body, |answer| {
            let fresh = answer["status"] == "booked" && answer["version"] == 1;
            (fresh && about(answer) == Some(expected)).then(|| answer["id"].as_i64())?
        });
        if let Some(id) = call.done() {
            self.actor.own.push(Own {
                id,
                cancelled: false,
            });
            self.floor.appointments.lock().unwrap().push(id);
        }
        self.history.bookings.push(call);
    }

    /// A time: often one that others aim at in their turns as well.
    fn aim(&self, first: usize, second: usize, third: usize) -> (i64, &Slot) {
        let (mut first, mut second) = (first, second);
        if third < 35 {
            let mut together =
                Dice::new(self.floor.seed, &[self.floor.round, 1000 + self.begun / 2]);
            (first, second) = (together.below(1 << 30), together.below(1 << 30));
        }
        let doctors = &self.floor.clinic.doctors;
        let doctor = &doctors[first % doctors.len()];
        // The first days are taken soon.
        let among = if third < 70 { 48 } else { doctor.slots.len() };
        (doctor.id, &doctor.slots[second % among])
    }

    fn cancel(&mut self, appointment: i64, third: usize) {
        let what = Cancellation {
            appointment,
            stale: third < 10,
            tag: self.tag(),
        };
        let mut body = json!({"reason": what.tag});
        match third {
            0..10 => body["version"] = 9.into(),
            10..50 => body["version"] = 1.into(),
            _ => {}
        }
        let path = format!("/api/appointments/{appointment}/cancel");
        let call = self.change(what, &path, &body, |answer| {
            let done = answer["status"] == "cancelled" && answer["version"] == 2;
            (done && answer["id"] == appointment).then_some(0)
        });
        if call.done().is_some() {
            let mut own = self.actor.own.iter_mut();
            if let Some(own) = own.find(|own| own.id == appointment) {
                own.cancelled = true;
            }
        }
        self.history.cancellations.push(call);
    }

    /// Who booked something, and was told so, sees it from then on.
    fn read_own(&mut self) {
        let Some(mine) = self.read("/api/appointments/mine") else {
            return;
        };
        if self.actor.own.len() > LISTED {
            return;
        }
        let listed = [&mine["upcoming"], &mine["past"]].map(|list| list.as_array().unwrap());
        for own in &self.actor.own {
            let found = listed
                .into_iter()
                .flatten()
                .find(|item| item["id"] == own.id);
            let status = found.map(|item| item["status"].as_str().unwrap_or_default());
            let fits = match status {
                Some("booked") => !own.cancelled,
                Some("cancelled") => true,
                _ => false,
            };
            if !fits {
                self.complain(&format!("{own:?} is listed to its patient as {status:?}"));
            }
        }
    }

    fn register(&mut self) {
        let what = Registration {
            username: format!("new{}", self.tag()),
        };
        let body = registration(&what.username);
        let call = self.change(what, "/api/register", &body, |answer| {
            answer["patient_id"].as_i64()
        });
        self.history.registrations.push(call);
    }

    fn enter(&mut self) {
        let what = Entry {
            name: format!("Walk In {}", self.tag()),
        };
        // Names of equal parts, in another order, may be taken for one.
        let body = json!({"full_name": what.name, "anyway": true});
        let call = self.change(what, "/api/patients", &body, |answer| answer["id"].as_i64());
        self.history.entries.push(call);
    }

    fn change_details(&mut self, patient: i64, third: usize) {
        let Some(before) = self.read(&format!("/api/patients/{patient}")) else {
            return;
        };
        let what = Change {
            patient,
            tag: format!("{}@example.org", self.tag()),
        };
        let mut body = json!({
            "full_name": before["full_name"],
            "contact_number": before["contact_number"],
            "email": what.tag,
        });
        if !third.is_multiple_of(4) {
            body["version"] = before["version"].clone();
        }
        let tag = what.tag.clone();
        let call = self.change(what, &format!("/api/patients/{patient}"), &body, |answer| {
            (answer["email"] == tag).then(|| answer["version"].as_i64())?
        });
        self.history.changes.push(call);
    }

    fn switch(&mut self, index: usize, on: bool) {
        let doctor = &self.floor.clinic.doctors[index];
        let what = Switch {
            doctor: doctor.id,
            on,
        };
        let (verb, body) = if on {
            ("enable", json!({}))
        } else {
            ("disable", json!({"appointments": "cancel"}))
        };
        let path = format!("/api/admin/users/{}/{verb}", doctor.user_id);
        let call = self.change(what, &path, &body, |answer| {
            if on {
                Some(0)
            } else {
                answer["cancelled"].as_i64()
            }
        });
        // What nobody knows is done again.
        let sure = call.done().is_some();
        self.actor.off.retain(|off| *off != index || !(on && sure));
        if !on && !self.actor.off.contains(&index) {
            self.actor.off.push(index);
        }
        self.history.switches.push(call);
    }
}

/// The doctor, the patient and the start of an appointment as an answer has it.
pub(crate) fn about(appointment: &Value) -> Option<(i64, i64, i64)> {
    let start: jiff::Timestamp = appointment["starts_at"].as_str()?.parse().ok()?;
    Some((
        appointment["doctor_id"].as_i64()?,
        appointment["patient_id"].as_i64()?,
        start.as_second(),
    ))
}
