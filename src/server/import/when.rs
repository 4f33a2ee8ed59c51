//! From the old program's date and time texts to instants.

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::{AmbiguousOffset, TimeZone},
};

/// When an appointment without a readable time begins.
const FALLBACK_TIME: Time = Time::constant(9, 0, 0, 0);

/// What was made of a date and a time.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct When {
    /// The start; the first instant of 1970 (UTC) when there is no readable date.
    pub(super) starts_at: Timestamp,
    /// Whether the date was readable.
    pub(super) dated: bool,
    /// Why the original texts have to be kept, if they do.
    pub(super) keep: Option<String>,
    /// What was decided, for the report.
    pub(super) remarks: Vec<String>,
}

impl When {
    /// Reads a local date and time of `zone`. A time that happens twice is the earlier one; one
    /// that is skipped moves on by as much as the clocks do.
    pub(super) fn read(date_text: &str, time_text: &str, zone: &TimeZone) -> Self {
        let mut remarks = Vec::new();
        let (time, keep) = match (read_time(time_text), time_text.trim()) {
            (Some(time), _) => (time, None),
            (None, "") => {
                remarks.push("no time: set to 09:00".to_owned());
                (FALLBACK_TIME, Some("Imported without a time.".to_owned()))
            }
            (None, text) => {
                remarks.push(format!("unreadable time {text:?}: set to 09:00"));
                (
                    FALLBACK_TIME,
                    Some(format!("Imported with the unreadable time {text:?}.")),
                )
            }
        };
        let read = read_date(date_text).and_then(|(date, exact)| {
            let local = date.to_datetime(time);
            let ambiguous = zone.to_ambiguous_timestamp(local);
            let offset = ambiguous.offset();
            let starts_at = ambiguous.compatible().ok()?;
            // Time itself must go on until the appointment is over.
            starts_at
                .checked_add(jiff::SignedDuration::from_hours(24))
                .ok()?;
            if !exact {
                remarks.push(format!(
                    "date {date_text:?} read as {}",
                    date.strftime("%-d %B %Y")
                ));
            }
            match offset {
                AmbiguousOffset::Unambiguous { .. } => {}
                AmbiguousOffset::Fold { .. } => {
                    remarks.push(format!(
                        "{} happened twice: the earlier is taken",
                        local.strftime("%H:%M on %F")
                    ));
                }
                AmbiguousOffset::Gap { .. } => {
                    let moved = zone.to_datetime(starts_at);
                    let (skipped, moved) = (local.strftime("%H:%M on %F"), moved.strftime("%H:%M"));
                    remarks.push(format!(
                        "{skipped} was skipped by the clocks: moved to {moved}"
                    ));
                }
            }
            Some(starts_at)
        });
        match read {
            Some(starts_at) => Self {
                starts_at,
                dated: true,
                keep,
                remarks,
            },
            None => Self {
                starts_at: Timestamp::UNIX_EPOCH,
                dated: false,
                keep: Some(format!(
                    "Imported with the unreadable date {date_text:?} and the time {time_text:?}."
                )),
                remarks: vec![format!(
                    "unreadable date {date_text:?}: set to 1970-01-01 00:00 UTC"
                )],
            },
        }
    }
}

/// Year-month-day, or day-month-year with the year in full; and whether it was plain ISO 8601.
fn read_date(text: &str) -> Option<(Date, bool)> {
    let text = text.trim();
    let date = text.split(['T', ' ']).next()?;
    let mut parts = date.split(['-', '/', '.']);
    let (first, month, last) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, day) = match (first.len(), last.len()) {
        (4, 1 | 2) => (first, last),
        (1 | 2, 4) => (last, first),
        _ => return None,
    };
    if parts.next().is_some() {
        return None;
    }
    let date = Date::new(number(year)?, number(month)?, number(day)?).ok()?;
    Some((date, date.to_string() == text))
}

/// Hours and minutes, seconds if there are any, and "am" or "pm".
fn read_time(text: &str) -> Option<Time> {
    let text = text.trim().to_ascii_lowercase();
    let (clock, half_day) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(clock), _) => (clock.trim(), Some(0)),
        (_, Some(clock)) => (clock.trim(), Some(12)),
        _ => (text.as_str(), None),
    };
    let mut parts = clock.split(':');
    let (hour, minute) = (number::<i8>(parts.next()?)?, number(parts.next()?)?);
    let second = match parts.next() {
        Some(text) => number(text.split('.').next()?)?,
        None => 0,
    };
    let hour = match half_day {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    parts
        .next()
        .is_none()
        .then(|| Time::new(hour, minute, second, 0).ok())
        .flatten()
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn london(date: &str, time: &str) -> When {
        When::read(date, time, &TimeZone::get("Europe/London").unwrap())
    }

    fn instant(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn plain_dates_and_times_need_no_remark() {
        for (time, hour) in [
            ("13:07", "12:07:00"),
            ("9:15", "08:15:00"),
            (" 09:15:30.5 ", "08:15:30"),
            ("2:30 PM", "13:30:00"),
            ("12:00am", "23:00:00"),
        ] {
            let when = london("2025-10-09", time);
            let day = if time == "12:00am" {
                "2025-10-08"
            } else {
                "2025-10-09"
            };
            assert_eq!(when.starts_at, instant(&format!("{day}T{hour}Z")), "{time}");
            assert!(
                when.dated && when.keep.is_none() && when.remarks.is_empty(),
                "{time}"
            );
        }
    }

    #[test]
    fn days_on_which_clocks_change() {
        let twice = london("2025-10-26", "01:30");
        assert_eq!(twice.starts_at, instant("2025-10-26T00:30:00Z"));
        assert_eq!(
            twice.remarks,
            ["01:30 on 2025-10-26 happened twice: the earlier is taken"]
        );
        let never = london("2026-03-29", "01:30");
        assert_eq!(never.starts_at, instant("2026-03-29T01:30:00Z"));
        assert_eq!(
            never.remarks,
            ["01:30 on 2026-03-29 was skipped by the clocks: moved to 02:30"]
        );
    }

    #[test]
    fn other_spellings_of_dates() {
        let read = |text| read_date(text).unwrap().0;
        for text in [
            "03/11/2025",
            "3.11.2025",
            "3-11-2025",
            "2025/11/3",
            "2025-11-03 00:00:00",
            "2025-11-03T10:00",
        ] {
            assert_eq!(read(text), date(2025, 11, 3), "{text}");
            assert_eq!(
                london(text, "10:00").remarks,
                [format!("date {text:?} read as 3 November 2025")]
            );
        }
        assert_eq!(read_date("2025-11-03"), Some((date(2025, 11, 3), true)));
    }

    #[test]
    fn what_cannot_be_read_is_kept() {
        for text in [
            "",
            "soon",
            "2025-02-30",
            "11/25/2025",
            "1/2/25",
            "2025-11",
            "1-2-3-2025",
            "９/11/2025",
        ] {
            let when = london(text, "10:00");
            assert_eq!(when.starts_at, Timestamp::UNIX_EPOCH);
            assert!(!when.dated, "{text}");
            let kept = when.keep.unwrap();
            assert!(kept.contains(&format!("{text:?}")) && kept.contains("\"10:00\""));
        }
        for text in ["noon", "25:00", "13:00 pm", "10", "10:00:00:00", "-1:00"] {
            let when = london("2025-11-03", text);
            assert_eq!(when.starts_at, instant("2025-11-03T09:00:00Z"));
            assert_eq!(
                when.keep,
                Some(format!("Imported with the unreadable time {text:?}."))
            );
        }
        let when = london("2025-11-05", " ");
        assert_eq!(when.keep.as_deref(), Some("Imported without a time."));
        assert_eq!(when.remarks, ["no time: set to 09:00"]);
    }
}
