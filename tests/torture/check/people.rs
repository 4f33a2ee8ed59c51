//! Patients: registered by themselves or at the desk, and their details.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Check;
use crate::{day::deed::Act, history::Outcome, snapshot::Patient};

impl Check<'_> {
    pub(super) fn people(&mut self) {
        let mut known: HashSet<i64> = self.clinic.patients.iter().copied().collect();
        self.registrations(&mut known);
        self.entries(&mut known);
        self.newcomers(&mut known);
        let strange = self
            .found
            .patients
            .iter()
            .filter(|row| !known.contains(&row.id));
        let strange: Vec<_> = strange.collect();
        self.expect(strange.is_empty(), || {
            format!("nobody registered {strange:?}")
        });
        self.details();
    }

    /// An account, its record and what the trail says of both are there or are not, together.
    fn registrations(&mut self, known: &mut HashSet<i64>) {
        for call in &self.history.registrations {
            let account = self.found.users.get(&call.what.username).copied();
            let records = account.map(|account| {
                let rows = self.found.patients.iter();
                let rows = rows.filter(|row| row.user_id == Some(account));
                rows.map(|row| row.id).collect::<Vec<_>>()
            });
            let fits = match (&call.outcome, records.as_deref()) {
                (Outcome::Done(id), Some([record])) => id == record,
                (Outcome::Unknown, Some([_]) | None) | (Outcome::Refused(_), None) => true,
                _ => false,
            };
            self.expect(fits, || {
                format!("{call:?} is there as account {account:?}, records {records:?}")
            });
            for (account, record) in account.into_iter().zip(records.into_iter().flatten()) {
                known.insert(record);
                let found = [
                    self.found.recorded("user_created", account),
                    self.found.recorded("patient_registered", record),
                ];
                self.expect(found == [1, 1], || {
                    format!("{call:?} is on record {found:?} times")
                });
            }
            self.expect(!call.refused(), || format!("{call:?}"));
        }
    }

    fn entries(&mut self, known: &mut HashSet<i64>) {
        let mut by_name: HashMap<&str, Vec<&Patient>> = HashMap::new();
        for row in &self.found.patients {
            by_name.entry(&row.full_name).or_default().push(row);
        }
        for call in &self.history.entries {
            let rows = by_name.remove(call.what.name.as_str()).unwrap_or_default();
            let fits = match call.outcome {
                Outcome::Done(id) => rows.len() == 1 && rows.iter().all(|row| row.id == id),
                Outcome::Refused(_) => false,
                Outcome::Unknown => rows.len() <= 1,
            };
            self.expect(fits, || format!("{call:?} is there as {rows:?}"));
            for row in rows {
                known.insert(row.id);
                let found = self.found.recorded("patient_registered", row.id);
                self.expect(found == 1, || {
                    format!("{call:?} is on record {found} times")
                });
            }
        }
    }

    /// Who walked in without having been here is registered with their visit, or neither is there.
    fn newcomers(&mut self, known: &mut HashSet<i64>) {
        let mut by_name: HashMap<&str, Vec<&Patient>> = HashMap::new();
        for row in &self.found.patients {
            by_name.entry(&row.full_name).or_default().push(row);
        }
        let today = self.found.appointments.values();
        let today = today.filter(|row| row.start < self.clinic.tomorrow);
        let visits: HashMap<&str, i64> = today
            .map(|row| (row.reason.as_str(), row.patient))
            .collect();
        for call in &self.history.today {
            let deed = &call.what.deed;
            if !matches!(deed.act, Act::WalkIn { patient: None, .. }) {
                continue;
            }
            let rows = by_name.get(deed.newcomer().as_str());
            let rows: Vec<i64> = rows.into_iter().flatten().map(|row| row.id).collect();
            let visit = visits.get(deed.key.as_str()).copied();
            self.expect(rows == Vec::from_iter(visit), || {
                format!("{call:?} is there as patients {rows:?}, with a visit of {visit:?}")
            });
            for record in rows {
                known.insert(record);
                let found = self.found.recorded("patient_registered", record);
                self.expect(found == 1, || {
                    format!("{call:?} is on record {found} times")
                });
            }
        }
    }

    /// Each change makes the next version, and no two make the same.
    fn details(&mut self) {
        for row in &self.found.patients {
            let calls = self.history.changes.iter();
            let calls: Vec<_> = calls.filter(|call| call.what.patient == row.id).collect();
            let told: Vec<i64> = calls.iter().filter_map(|call| call.done()).collect();
            let versions: BTreeSet<i64> = told.iter().copied().collect();
            let unknown = calls.iter().filter(|call| call.unknown()).count();
            let last = i64::from(row.version);
            let untold = usize::try_from(last - 1).unwrap()
                - versions.len().min(usize::try_from(last - 1).unwrap());
            let author = calls.iter().find(|call| call.what.tag == row.email);
            let fits = versions.len() == told.len()
                && versions.iter().all(|version| (2..=last).contains(version))
                && untold <= unknown
                && match author {
                    None => last == 1,
                    Some(call) => call.unknown() || call.done() == Some(last),
                };
            self.expect(fits, || format!("{row:?} after {calls:?}"));
            let found = self.found.recorded("patient_changed", row.id);
            self.expect(found == last - 1, || {
                format!("{row:?} is on record as changed {found} times")
            });
            for call in calls {
                let conflict =
                    matches!(&call.outcome, Outcome::Refused(code) if code != "conflict");
                self.expect(!conflict, || format!("{call:?}"));
            }
        }
    }
}
