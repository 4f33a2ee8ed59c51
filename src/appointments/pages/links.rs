//! Addresses of the booking pages.

use jiff::civil::Date;

/// A path with those parts of a query that are not empty.
pub(super) fn path_with(path: &str, query: &[(&str, &str)]) -> String {
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

/// Where a doctor is booked: on a day, if it is known, and at a time (RFC 3339), if it is.
///
/// `patient_id` is for front desk and admin, and empty for patients.
pub fn book_path(doctor_id: i64, date: Option<Date>, start: &str, patient_id: &str) -> String {
    let date = date.map(|date| date.to_string()).unwrap_or_default();
    let query = [
        ("date", date.as_str()),
        ("start", start),
        ("patient_id", patient_id),
    ];
    path_with(&format!("/book/{doctor_id}"), &query)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

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
        assert_eq!(path_with("/x", &[("a", ""), ("b", "1")]), "/x?b=1");
    }

    #[test]
    fn the_router_reads_it_back() {
        use crate::routes::Route;
        let start = "2026-11-24T09:30:00+01:00";
        let path = book_path(3, Some(date(2026, 11, 24)), start, "12");
        let expected = Route::Book {
            doctor_id: 3,
            date: "2026-11-24".into(),
            start: start.into(),
            patient_id: "12".into(),
        };
        assert_eq!(path.parse::<Route>().ok(), Some(expected));
    }
}
