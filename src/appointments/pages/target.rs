//! What a time is chosen for: a new appointment, or another time for one there is.

use jiff::civil::Date;

use super::links::{BookPath, MovePath, text};
use crate::{clinic_time::ClinicTime, holds::model::HoldForm};

/// What the day and the time are chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A new appointment.
    Booking(BookPath),
    /// Another time for an appointment.
    Moving {
        /// Where that is done.
        path: MovePath,
        /// With whom it is then.
        doctor_id: i64,
        /// What for.
        visit_type_id: Option<i64>,
        /// For whom, where staff do it.
        patient_id: Option<i64>,
    },
}

impl Target {
    /// The address of a day, or of a time.
    pub(super) fn path(self, date: Option<Date>, start: Option<ClinicTime>) -> String {
        match self {
            Self::Booking(path) => BookPath {
                date,
                start,
                ..path
            }
            .to_string(),
            Self::Moving { path, .. } => MovePath {
                date,
                start,
                ..path
            }
            .to_string(),
        }
    }

    /// For whom, where staff choose.
    pub(super) fn patient_id(self) -> Option<i64> {
        match self {
            Self::Booking(path) => path.patient_id,
            Self::Moving { patient_id, .. } => patient_id,
        }
    }

    /// Asks for a hold on a time.
    pub(super) fn hold(self, start: Option<ClinicTime>) -> HoldForm {
        let form = HoldForm {
            starts_at: text(start),
            patient_id: self.patient_id(),
            ..HoldForm::default()
        };
        match self {
            Self::Booking(path) => HoldForm {
                doctor_id: Some(path.doctor_id),
                visit_type_id: path.visit_type_id,
                ..form
            },
            Self::Moving {
                path,
                doctor_id,
                visit_type_id,
                ..
            } => HoldForm {
                doctor_id: Some(doctor_id),
                visit_type_id,
                appointment_id: Some(path.id),
                ..form
            },
        }
    }

    /// The same as the hidden fields of a form, without the time.
    pub(super) fn hidden(self) -> Vec<(&'static str, String)> {
        let form = self.hold(None);
        let fields = [
            ("doctor_id", form.doctor_id),
            ("visit_type_id", form.visit_type_id),
            ("patient_id", form.patient_id),
            ("appointment_id", form.appointment_id),
        ];
        let given = fields.into_iter();
        given
            .filter_map(|(name, value)| Some((name, value?.to_string())))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_booking_keeps_what_is_settled() {
        let target = Target::Booking(BookPath {
            doctor_id: 3,
            visit_type_id: Some(2),
            patient_id: Some(12),
            ..BookPath::default()
        });
        assert_eq!(
            target.path(Some(date(2026, 11, 24)), None),
            "/book/3?visit_type_id=2&date=2026-11-24&patient_id=12"
        );
        let start: ClinicTime = "2026-11-24T09:30:00+01:00".parse().unwrap();
        let form = target.hold(Some(start));
        assert_eq!(form.starts_at, "2026-11-24T09:30:00+01:00");
        assert_eq!(
            (form.doctor_id, form.visit_type_id, form.patient_id),
            (Some(3), Some(2), Some(12))
        );
        assert_eq!(form.appointment_id, None);
    }

    #[test]
    fn a_move_names_the_appointment_whose_time_counts_as_free() {
        let target = Target::Moving {
            path: MovePath {
                id: 7,
                ..MovePath::default()
            },
            doctor_id: 4,
            visit_type_id: None,
            patient_id: None,
        };
        assert_eq!(
            target.path(Some(date(2026, 11, 24)), None),
            "/appointments/7/reschedule?date=2026-11-24"
        );
        assert_eq!(
            target.hidden(),
            [
                ("doctor_id", "4".to_owned()),
                ("appointment_id", "7".to_owned())
            ]
        );
    }
}
