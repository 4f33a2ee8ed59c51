//! Addresses of the pages on which appointments are booked and moved.

use std::fmt;

use jiff::civil::Date;

use crate::clinic_time::ClinicTime;

/// A path with those parts of a query that are not empty.
pub fn path_with(path: &str, query: &[(&str, &str)]) -> String {
    let query: Vec<_> = query
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    // Encoding pairs of texts does not fail.
    match serde_urlencoded::to_string(&query) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    }
}

/// A part of a query as text; empty where there is none.
pub fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Where a doctor is booked, with as much of the choice as is made. Its text is the path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BookPath {
    /// With whom.
    pub doctor_id: i64,
    /// For what, if the doctor offers more than one kind of visit.
    pub visit_type_id: Option<i64>,
    /// On which day.
    pub date: Option<Date>,
    /// At which time: the last step, where it is confirmed.
    pub start: Option<ClinicTime>,
    /// For whom, where staff book.
    pub patient_id: Option<i64>,
}

impl fmt::Display for BookPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date.or_else(|| self.start.map(ClinicTime::date));
        let query = [
            ("visit_type_id", text(self.visit_type_id)),
            ("date", text(date)),
            ("start", text(self.start)),
            ("patient_id", text(self.patient_id)),
        ];
        let query = query
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        f.write_str(&path_with(&format!("/book/{}", self.doctor_id), &query))
    }
}

/// Where a doctor is booked: on a day, if it is known, and at a time (RFC 3339), if it is.
///
/// `patient_id` is for front desk and admin, and empty for patients.
pub fn book_path(doctor_id: i64, date: Option<Date>, start: &str, patient_id: &str) -> String {
    let path = BookPath {
        doctor_id,
        date,
        start: start.parse().ok(),
        patient_id: patient_id.parse().ok(),
        ..BookPath::default()
    };
    path.to_string()
}

/// Where the first free time of a specialization is booked, whoever's it is. Its text is the path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FirstPath {
    /// The key of the specialization; empty: it is chosen there.
    pub specialization: String,
    /// For what.
    pub visit_type_id: Option<i64>,
    /// On which day.
    pub date: Option<Date>,
    /// For whom, where staff book.
    pub patient_id: Option<i64>,
}

impl FirstPath {
    /// Of the specialization with this name, or this key. The router takes a query apart after it
    /// has decoded it, so no character may be in it that separates; the key of what is left is the
    /// same.
    pub fn of(specialization: &str) -> Self {
        let plain = |char: char| !char.is_ascii() || char.is_ascii_alphanumeric();
        let words = specialization.split(|char| !plain(char));
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        Self {
            specialization: words.join("-"),
            ..Self::default()
        }
    }
}

impl fmt::Display for FirstPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let query = [
            ("specialization", self.specialization.clone()),
            ("visit_type_id", text(self.visit_type_id)),
            ("date", text(self.date)),
            ("patient_id", text(self.patient_id)),
        ];
        let query = query
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        f.write_str(&path_with("/book", &query))
    }
}

/// Where an appointment is moved: to which doctor, day and time, as far as that is chosen. Its
/// text is the path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MovePath {
    /// Which appointment.
    pub id: i64,
    /// To whom; none: it stays with its doctor.
    pub doctor_id: Option<i64>,
    /// To which day.
    pub date: Option<Date>,
    /// To which time: the last step, where it is confirmed.
    pub start: Option<ClinicTime>,
}

impl fmt::Display for MovePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date.or_else(|| self.start.map(ClinicTime::date));
        let query = [
            ("date", text(date)),
            ("start", text(self.start)),
            ("doctor_id", text(self.doctor_id)),
        ];
        let query = query
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        let path = format!("/appointments/{}/reschedule", self.id);
        f.write_str(&path_with(&path, &query))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::Route;
    use jiff::civil::date;

    fn at(text: &str) -> Option<ClinicTime> {
        text.parse().ok()
    }

    #[test]
    fn the_plus_of_an_offset_is_encoded() {
        let day = Some(date(2026, 11, 24));
        assert_eq!(
            book_path(3, day, "2026-11-24T09:30:00+01:00", ""),
            "/book/3?date=2026-11-24&start=2026-11-24T09%3A30%3A00%2B01%3A00"
        );
        assert_eq!(
            book_path(3, day, "", "12"),
            "/book/3?date=2026-11-24&patient_id=12"
        );
    }

    #[test]
    fn what_is_empty_is_left_out() {
        assert_eq!(book_path(3, None, "", ""), "/book/3");
        assert_eq!(FirstPath::default().to_string(), "/book");
        let moving = MovePath {
            id: 7,
            ..MovePath::default()
        };
        assert_eq!(moving.to_string(), "/appointments/7/reschedule");
        assert_eq!(path_with("/x", &[("a", ""), ("b", "1")]), "/x?b=1");
    }

    #[test]
    fn the_router_reads_them_back() {
        let start = "2026-11-24T09:30:00+01:00";
        let path = BookPath {
            doctor_id: 3,
            visit_type_id: Some(2),
            date: None,
            start: at(start),
            patient_id: Some(12),
        };
        let expected = Route::Book {
            doctor_id: 3,
            visit_type_id: "2".into(),
            date: "2026-11-24".into(),
            start: start.into(),
            patient_id: "12".into(),
        };
        assert_eq!(path.to_string().parse::<Route>().ok(), Some(expected));

        let path = FirstPath {
            visit_type_id: Some(2),
            date: Some(date(2026, 11, 24)),
            ..FirstPath::of("ear, nose & throat")
        };
        let expected = Route::FirstAvailable {
            specialization: "ear-nose-throat".into(),
            visit_type_id: "2".into(),
            date: "2026-11-24".into(),
            patient_id: String::new(),
        };
        assert_eq!(path.to_string().parse::<Route>().ok(), Some(expected));

        let path = MovePath {
            id: 7,
            doctor_id: Some(4),
            date: None,
            start: at(start),
        };
        let expected = Route::Reschedule {
            id: 7,
            date: "2026-11-24".into(),
            start: start.into(),
            doctor_id: "4".into(),
        };
        assert_eq!(path.to_string().parse::<Route>().ok(), Some(expected));
    }
}
