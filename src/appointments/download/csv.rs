//! Appointments as CSV (RFC 4180), safe to open in a spreadsheet.

use crate::{appointments::model::Appointment, clinic_time::ClinicTime};

/// The names of the columns.
const COLUMNS: [&str; 15] = [
    "Number",
    "Date",
    "Start",
    "End",
    "Offset",
    "Doctor",
    "Specialization",
    "Patient",
    "Status",
    "Reason for visit",
    "Booked at",
    "Booked by",
    "Cancelled at",
    "Cancelled by",
    "Reason for cancelling",
];

/// The first line.
pub(super) fn head() -> String {
    line(&COLUMNS)
}

/// The line of an appointment. Days and times are the clinic's.
pub(super) fn row(appointment: &Appointment) -> String {
    let start = appointment.starts_at;
    line(&[
        &appointment.number(),
        &start.date().to_string(),
        &start.clock(),
        &appointment.ends_at.clock(),
        &start.offset_words(),
        &appointment.doctor_name,
        &appointment.specialization,
        &appointment.patient_name,
        appointment.status.words(),
        &appointment.reason,
        &moment(Some(appointment.created_at)),
        appointment.created_by.as_deref().unwrap_or_default(),
        &moment(appointment.cancelled_at),
        appointment.cancelled_by.as_deref().unwrap_or_default(),
        &appointment.cancel_reason,
    ])
}

/// A day and time as spreadsheets read them.
fn moment(at: Option<ClinicTime>) -> String {
    at.map(|at| at.civil().strftime("%Y-%m-%d %H:%M").to_string())
        .unwrap_or_default()
}

fn line(cells: &[&str; 15]) -> String {
    let mut line = cells.map(cell).join(",");
    line.push_str("\r\n");
    line
}

/// A cell: text only, whatever it starts with, since a spreadsheet would run as a formula what a
/// patient has typed as a reason; in quotes where it must be.
fn cell(text: &str) -> String {
    let guarded = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if guarded.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appointments::model::Status;

    #[test]
    fn formulas_become_text() {
        for start in ["=", "+", "-", "@"] {
            assert_eq!(cell(&format!("{start}1+1")), format!("'{start}1+1"));
        }
        assert_eq!(cell("=HYPERLINK(\"x\",1)"), "\"'=HYPERLINK(\"\"x\"\",1)\"");
        assert_eq!(cell("1 - 2 = -1"), "1 - 2 = -1");
    }

    #[test]
    fn quotes_commas_and_line_breaks_stay_in_their_cell() {
        assert_eq!(cell("plain"), "plain");
        assert_eq!(cell("a,b"), "\"a,b\"");
        assert_eq!(cell("say \"ah\""), "\"say \"\"ah\"\"\"");
        assert_eq!(cell("one\ntwo"), "\"one\ntwo\"");
        assert_eq!(cell(""), "");
    }

    #[test]
    fn a_line_has_a_cell_for_each_column() {
        let at = |text: &str| text.parse().unwrap();
        let appointment = Appointment {
            id: 42,
            doctor_id: 1,
            doctor_name: "Dr. Mara Lind".into(),
            specialization: "Cardiology".into(),
            patient_id: 2,
            patient_name: "Delgado, Rosa".into(),
            patient_contact: String::new(),
            patient_birth: None,
            starts_at: at("2026-11-24T09:30:00+01:00"),
            ends_at: at("2026-11-24T10:00:00+01:00"),
            status: Status::Cancelled,
            reason: "=cough".into(),
            overbooked: false,
            created_at: at("2026-11-20T12:00:00+01:00"),
            created_by: None,
            cancelled_at: Some(at("2026-11-21T08:05:00+01:00")),
            cancelled_by: Some("Dana Desk".into()),
            cancel_reason: "better".into(),
            version: 1,
            ..Appointment::sample(42, at("2026-11-24T09:30:00+01:00"))
        };
        assert_eq!(
            row(&appointment),
            "A-000042,2026-11-24,09:30,10:00,UTC+01:00,Dr. Mara Lind,Cardiology,\"Delgado, Rosa\",\
             Cancelled,'=cough,2026-11-20 12:00,,2026-11-21 08:05,Dana Desk,better\r\n"
        );
        assert_eq!(head().matches(',').count(), COLUMNS.len() - 1);
        assert!(head().ends_with("\r\n"));
    }
}
