//! Opening hours in words, and as fields of a form.

use std::collections::BTreeMap;

use jiff::civil::{DateTime, Weekday};

use crate::{
    error::FieldErrors,
    schedule::hours::{Interval, MinuteOfDay, OpeningHours, weekday_name},
};

/// The week as the form has it: how the names of a day's fields begin, and the day.
pub const WEEK: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// How the names of a day's fields end: from when and until when, twice.
pub const FIELDS: [(&str, &str); 2] = [("opens", "closes"), ("opens2", "closes2")];

/// The hours of one day: `09:00 to 12:00 and 13:00 to 17:00`, or `Closed`.
pub fn day_words(day: &[Interval]) -> String {
    if day.is_empty() {
        return "Closed".to_owned();
    }
    day.iter()
        .map(|interval| format!("{} to {}", interval.opens, interval.closes))
        .collect::<Vec<_>>()
        .join(" and ")
}

/// What the hours mean for somebody who thinks of coming: `Open today 09:00 to 17:00`,
/// `Closed today, opens Mon 09:00`.
pub fn today_words(hours: &OpeningHours, now: DateTime) -> String {
    let today = hours.for_weekday(now.weekday());
    let minute = i32::from(now.hour()) * 60 + i32::from(now.minute());
    let still_opens = today
        .iter()
        .any(|interval| minute < i32::from(interval.closes.minutes()));
    if still_opens {
        return format!("Open today {}", day_words(today));
    }
    let closed = if today.is_empty() {
        "Closed today"
    } else {
        "Closed for today"
    };
    let next = now
        .weekday()
        .cycle_forward()
        .skip(1)
        .take(7)
        .find_map(|weekday| Some((weekday, hours.for_weekday(weekday).first()?)));
    match next {
        Some((weekday, interval)) => {
            let day = weekday_name(weekday).get(..3).unwrap_or_default();
            format!("{closed}, opens {day} {}", interval.opens)
        }
        None => "Closed until further notice".to_owned(),
    }
}

/// What stands in a time field. A day's last minute is 24:00, which time fields call 00:00.
pub fn field_value(minute: Option<MinuteOfDay>) -> String {
    minute
        .map(|minute| minute.to_string().replace("24:00", "00:00"))
        .unwrap_or_default()
}

/// Reads the week from a form's fields, `mon_opens` and so on; messages go to `errors`.
pub fn from_fields(
    fields: &BTreeMap<String, String>,
    errors: &mut FieldErrors,
) -> Option<OpeningHours> {
    let days = WEEK.map(|(day, _)| day_from_fields(fields, day, errors));
    let mut week = <[Vec<Interval>; 7]>::default();
    for (to, day) in week.iter_mut().zip(days) {
        *to = day?;
    }
    errors.check(
        "mon_opens",
        OpeningHours::new(week).map_err(|error| error.to_string()),
    )
}

fn day_from_fields(
    fields: &BTreeMap<String, String>,
    day: &str,
    errors: &mut FieldErrors,
) -> Option<Vec<Interval>> {
    let mut intervals = Vec::with_capacity(FIELDS.len());
    for (opens, closes) in FIELDS {
        let (opens, closes) = (format!("{day}_{opens}"), format!("{day}_{closes}"));
        let typed = |name: &str| fields.get(name).map(|text| text.trim()).unwrap_or_default();
        match (typed(&opens), typed(&closes)) {
            ("", "") => {}
            (_, "") => {
                errors.add(&closes, "Enter when it closes, or leave both empty.");
                return None;
            }
            ("", _) => {
                errors.add(&opens, "Enter when it opens, or leave both empty.");
                return None;
            }
            (from, until) => {
                let until = if until == "00:00" { "24:00" } else { until };
                let from = errors.check(&opens, time(from));
                let until = errors.check(&closes, time(until));
                let interval = Interval {
                    opens: from?,
                    closes: until?,
                };
                if interval.closes <= interval.opens {
                    errors.add(&closes, "It must close after it opens.");
                    return None;
                }
                intervals.push(interval);
            }
        }
    }
    if let [first, second] = intervals.as_slice()
        && first.opens < second.closes
        && second.opens < first.closes
    {
        errors.add(&format!("{day}_opens2"), "The two opening times overlap.");
        return None;
    }
    Some(intervals)
}

/// A time of day; browsers may send seconds, which are left off.
pub fn time(text: &str) -> Result<MinuteOfDay, String> {
    let minutes = text
        .strip_suffix(":00")
        .filter(|rest| rest.contains(':'))
        .unwrap_or(text);
    minutes
        .parse()
        .map_err(|error: crate::schedule::hours::HoursError| error.to_string())
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    fn fields(list: &[(&str, &str)]) -> BTreeMap<String, String> {
        list.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn read(list: &[(&str, &str)]) -> Result<OpeningHours, crate::error::AppError> {
        let mut errors = FieldErrors::default();
        let hours = from_fields(&fields(list), &mut errors);
        errors.finish().map(|()| hours.unwrap())
    }

    #[test]
    fn today_is_said_in_words() {
        let office = OpeningHours::default();
        let at =
            |day, hour, minute| today_words(&office, datetime(2026, 11, day, hour, minute, 0, 0));
        // 24 November 2026 is a Tuesday.
        assert_eq!(at(24, 7, 0), "Open today 09:00 to 17:00");
        assert_eq!(at(24, 16, 59), "Open today 09:00 to 17:00");
        assert_eq!(at(24, 17, 0), "Closed for today, opens Wed 09:00");
        assert_eq!(at(27, 20, 0), "Closed for today, opens Mon 09:00");
        assert_eq!(at(28, 10, 0), "Closed today, opens Mon 09:00");
        let never = read(&[]).unwrap();
        assert_eq!(
            today_words(&never, datetime(2026, 11, 24, 10, 0, 0, 0)),
            "Closed until further notice"
        );
        let once = read(&[("tue_opens", "10:00"), ("tue_closes", "11:00")]).unwrap();
        let after = today_words(&once, datetime(2026, 11, 24, 12, 0, 0, 0));
        assert_eq!(after, "Closed for today, opens Tue 10:00");
    }

    #[test]
    fn a_day_may_have_two_intervals() {
        let hours = read(&[
            ("sat_opens", "13:00"),
            ("sat_closes", "00:00"),
            ("sat_opens2", "08:00:00"),
            ("sat_closes2", "12:00"),
            ("sun_opens", " "),
        ])
        .unwrap();
        let saturday = hours.for_weekday(Weekday::Saturday);
        assert_eq!(day_words(saturday), "08:00 to 12:00 and 13:00 to 24:00");
        assert_eq!(day_words(hours.for_weekday(Weekday::Sunday)), "Closed");
        assert_eq!(
            saturday.last().map(|last| field_value(Some(last.closes))),
            Some("00:00".to_owned())
        );
        assert_eq!(field_value(None), "");
    }

    #[test]
    fn what_is_wrong_is_said_beside_its_field() {
        let wrong = |list: &[(&str, &str)], field: &str| {
            let error = read(list).unwrap_err();
            assert!(error.for_field(field).is_some(), "{field}: {error:?}");
        };
        wrong(&[("mon_opens", "09:00")], "mon_closes");
        wrong(&[("mon_closes2", "09:00")], "mon_opens2");
        wrong(
            &[("tue_opens", "nine"), ("tue_closes", "17:00")],
            "tue_opens",
        );
        wrong(
            &[("tue_opens", "09:00"), ("tue_closes", "09:00")],
            "tue_closes",
        );
        wrong(
            &[
                ("wed_opens", "09:00"),
                ("wed_closes", "12:00"),
                ("wed_opens2", "11:00"),
                ("wed_closes2", "15:00"),
            ],
            "wed_opens2",
        );
    }
}
