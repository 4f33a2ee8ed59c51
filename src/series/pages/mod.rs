//! Planning a series, and what belongs to one.

mod dates;
mod moving;
mod new;
mod of;

pub use moving::MoveSeries;
pub use new::NewSeries;
pub use of::SeriesOf;

use crate::clinic_time::ClinicTime;
use crate::form::query_path;

/// A time as `datetime-local` fields have it: `2026-12-01T09:30`. What is no instant stays as it
/// is, since it may be such a reading already.
fn field_value(text: &str) -> String {
    match text.parse::<ClinicTime>() {
        Ok(at) => at.civil().strftime("%Y-%m-%dT%H:%M").to_string(),
        Err(_) => text.to_owned(),
    }
}

/// Where a series is planned.
fn new_path(doctor_id: i64, visit_type_id: Option<i64>, patient_id: &str, start: &str) -> String {
    let visit_type_id = visit_type_id.map(|id| id.to_string()).unwrap_or_default();
    query_path(
        "/series/new",
        [
            ("doctor_id", doctor_id.to_string().as_str()),
            ("patient_id", patient_id),
            ("visit_type_id", &visit_type_id),
            ("start", start),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_readings_of_the_clinics_clock() {
        assert_eq!(field_value("2026-12-01T09:30:00+01:00"), "2026-12-01T09:30");
        assert_eq!(field_value("2026-12-01T09:30"), "2026-12-01T09:30");
        assert_eq!(field_value("soon"), "soon");
    }

    #[test]
    fn a_series_is_planned_at_an_address_of_its_own() {
        assert_eq!(
            new_path(3, Some(7), "12", "2026-12-01T09:30"),
            "/series/new?doctor_id=3&patient_id=12&visit_type_id=7&start=2026-12-01T09%3A30"
        );
        assert_eq!(new_path(3, None, "", ""), "/series/new?doctor_id=3");
    }
}
