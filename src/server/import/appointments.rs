//! Appointments.

use diesel::prelude::*;
use jiff::{Timestamp, ToSpan as _};

use super::{Import, quoted, report::Table, source::Appointment, tidy, when::When};
use crate::{
    appointments::{model::Status, occupancy::Place, store},
    server::{Instant, schema::occupancies},
};

/// How long a visit took in the old program.
const MINUTES: i64 = 30;
/// No occupancy is longer; it bounds the search below at both ends.
const LONGEST: i64 = 86_400;

impl Import<'_> {
    pub(super) fn appointments(&mut self, rows: &[Appointment]) -> QueryResult<()> {
        self.report.has_read(Table::Appointments, rows.len());
        for row in rows {
            if self.target(Table::Appointments.name(), row.id).is_none() {
                self.appointment(row)?;
            }
        }
        Ok(())
    }

    fn appointment(&mut self, row: &Appointment) -> QueryResult<()> {
        let remark = |import: &mut Self, text: String| {
            import.report.remark(Table::Appointments, row.id, text);
        };
        let (patient_id, known) = self.patient_or_placeholder(row.patient_id.as_deref())?;
        if !known {
            remark(
                self,
                format!(
                    "no patient {}: given to a placeholder",
                    quoted(row.patient_id.as_deref())
                ),
            );
        }
        let (doctor_id, known) = self.doctor_or_placeholder(row.doctor_id.as_deref())?;
        if !known {
            remark(
                self,
                format!(
                    "no doctor {}: given to a placeholder",
                    quoted(row.doctor_id.as_deref())
                ),
            );
        }
        let [date, time] = [&row.appointment_date, &row.appointment_time]
            .map(|text| text.as_deref().unwrap_or_default());
        let when = When::read(date, time, &self.zone);
        for text in when.remarks {
            remark(self, text);
        }
        let mut kept: Vec<String> = when.keep.into_iter().collect();
        let old_status = row.status.as_deref();
        let status = match tidy(old_status) {
            "cancelled" => Status::Cancelled,
            "booked" if when.dated => Status::Booked,
            "booked" => {
                remark(
                    self,
                    "without a date it cannot stay booked: entered in error".to_owned(),
                );
                Status::EnteredInError
            }
            _ => {
                let text = quoted(old_status);
                kept.push(format!("Imported with the unknown status {text}."));
                remark(self, format!("unknown status {text}: entered in error"));
                Status::EnteredInError
            }
        };
        let starts_at = when.starts_at;
        let ends_at = starts_at
            .checked_add(MINUTES.minutes())
            .unwrap_or(starts_at);
        let mut overbooked = false;
        if status.takes_time() {
            for (kind, id) in [("doctor", doctor_id), ("patient", patient_id)] {
                if let Some(other) = self.taken_by(kind, id, starts_at, ends_at)? {
                    remark(
                        self,
                        format!(
                            "its {kind} has another appointment then (now number {other}): kept as overbooked"
                        ),
                    );
                    overbooked = true;
                }
            }
        }
        let new = store::New {
            place: Place {
                overbooked,
                patient_overbooked: overbooked,
                ..Place::plain(doctor_id, patient_id, starts_at, ends_at)
            },
            status,
            visit_type_id: None,
            series_id: None,
            reason: &kept.join(" "),
            overbook_reason: "",
            created_by: None,
            created_at: starts_at.min(self.now),
        };
        let id = store::insert(self.conn, &new)?;
        self.brought_in(Table::Appointments, row.id, id)
    }

    /// The appointment that has a doctor's or patient's time already, if one has.
    fn taken_by(
        &mut self,
        kind: &str,
        id: i64,
        from: Timestamp,
        to: Timestamp,
    ) -> QueryResult<Option<i64>> {
        occupancies::table
            .filter(occupancies::resource_kind.eq(kind))
            .filter(occupancies::resource_id.eq(id))
            .filter(occupancies::starts_at.gt(from.as_second() - LONGEST))
            .filter(occupancies::starts_at.lt(Instant(to)))
            .filter(occupancies::ends_at.gt(Instant(from)))
            .filter(occupancies::overbooked.eq(false))
            .select(occupancies::appointment_id)
            .first(self.conn)
            .optional()
            .map(Option::flatten)
    }
}
