//! Exceptions as forms, and in words.

use jiff::{
    ToSpan as _,
    civil::{Date, DateTime, Time},
};
use serde::{Deserialize, Serialize};

use crate::{
    clinic::hours::time,
    error::FieldErrors,
    form::validate,
    rules::{
        forms,
        model::{Exception, ExceptionKind},
    },
    schedule::hours::MinuteOfDay,
    ui::words::{clock, long_day, plural},
};

/// `POST /api/doctors/{id}/exceptions` and `POST /api/closures`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExceptionForm {
    /// `away` or `extra`, for a doctor.
    pub kind: String,
    /// The first day.
    pub from_day: String,
    /// From when on; from the beginning of the day when empty.
    pub from_time: String,
    /// The last day; the first when empty.
    pub to_day: String,
    /// Until when; until the end of the day when empty.
    pub to_time: String,
    /// Visits of extra hours begin every so many minutes.
    pub grid: String,
    /// Optional.
    pub reason: String,
}

impl ExceptionForm {
    /// Checks every field; messages go to `errors`. `now` is what the clinic's clock shows.
    pub fn check(
        &self,
        kind: ExceptionKind,
        doctor_id: Option<i64>,
        now: DateTime,
        errors: &mut FieldErrors,
    ) -> Option<Exception> {
        let extra = kind == ExceptionKind::Extra;
        let first = errors.check("from_day", forms::day(&self.from_day));
        let last = if extra {
            first
        } else {
            let last = errors.check("to_day", forms::optional_day(&self.to_day));
            last.and_then(|last| last.or(first))
        };
        let begins = errors.check("from_time", minute(&self.from_time, 0, extra));
        let until = match self.to_time.trim() {
            "00:00" | "00:00:00" => "24:00",
            other => other,
        };
        let ends = errors.check("to_time", minute(until, 24 * 60, extra));
        let grid = if extra {
            errors.check("grid", forms::number(&self.grid, 5..=60, "minutes"))
        } else {
            Some(30)
        };
        let reason = errors.check("reason", validate::reason(&self.reason));
        let starts = reading(first?, begins?)?;
        let ends = reading(last?, ends?)?;
        if ends <= starts {
            let field = if first == last { "to_time" } else { "to_day" };
            errors.add(field, "It must end after it begins.");
            return None;
        }
        if ends <= now {
            errors.add("from_day", "This is over already.");
            return None;
        }
        if too_long(starts, ends) {
            errors.add("to_day", "Enter at most two years at once.");
            return None;
        }
        Some(Exception {
            id: 0,
            doctor_id,
            kind,
            starts,
            ends,
            grid_minutes: grid?,
            reason: reason?.unwrap_or_default(),
        })
    }
}

/// Whether it is longer than any exception may be.
pub fn too_long(starts: DateTime, ends: DateTime) -> bool {
    starts.checked_add(2.years()).is_ok_and(|most| ends > most)
}

/// A time of day; `otherwise` when empty and not required.
fn minute(text: &str, otherwise: u16, required: bool) -> Result<MinuteOfDay, String> {
    match validate::optional(text) {
        None if !required => MinuteOfDay::new(otherwise).ok_or_else(String::new),
        _ => time(text.trim()),
    }
}

/// What a clock shows at that minute of a day; 24:00 is the next midnight.
fn reading(day: Date, minute: MinuteOfDay) -> Option<DateTime> {
    let midnight = day.to_datetime(Time::midnight());
    midnight
        .checked_add(i32::from(minute.minutes()).minutes())
        .ok()
}

/// When an exception holds, in words: whole days without times.
pub fn when_words(exception: &Exception) -> String {
    let Exception { starts, ends, .. } = exception;
    let midnight = Time::midnight();
    let last = if ends.time() == midnight {
        ends.date().yesterday().unwrap_or(ends.date())
    } else {
        ends.date()
    };
    let until = if ends.time() == midnight {
        "24:00".to_owned()
    } else {
        clock(ends.time())
    };
    let whole = starts.time() == midnight && ends.time() == midnight;
    match (whole, starts.date() == last) {
        (true, true) => long_day(last),
        (true, false) => format!("{} to {}", long_day(starts.date()), long_day(last)),
        (false, true) => format!("{}, {} to {until}", long_day(last), clock(starts.time())),
        (false, false) => format!(
            "{}, {} to {}, {until}",
            long_day(starts.date()),
            clock(starts.time()),
            long_day(last)
        ),
    }
}

/// `POST /api/closures/import`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportForm {
    /// The text of an .ics file.
    pub calendar: String,
}

/// What became of an imported calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Closures that are new.
    pub added: usize,
    /// Those that were there already.
    pub known: usize,
    /// Events that make no closure.
    pub left_out: Vec<LeftOut>,
    /// How many booked visits now lie outside the hours.
    pub outside: usize,
}

/// An event that makes no closure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// What it is called.
    pub name: String,
    /// Why not.
    pub why: String,
}

impl Imported {
    /// The result in a few sentences, for the next page of a browser without JavaScript.
    pub fn words(&self) -> String {
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let mut words = format!("{} added", plural(count(self.added), "closure"));
        if self.known > 0 {
            words = format!("{words}, {} known already", self.known);
        }
        words.push('.');
        if self.outside > 0 {
            let visits = plural(count(self.outside), "booked visit");
            words = format!("{words} {visits} now outside the hours.");
        }
        let some: Vec<String> = self.left_out.iter().take(5).map(LeftOut::words).collect();
        if !some.is_empty() {
            words = format!("{words} Left out: {}", some.join("; "));
            match self.left_out.len() - some.len() {
                0 => words.push('.'),
                more => words = format!("{words}; and {more} more."),
            }
        }
        words
    }
}

impl LeftOut {
    /// `Staff party (it is over)`.
    pub fn words(&self) -> String {
        format!("{} ({})", self.name, self.why)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    const NOW: DateTime = datetime(2026, 11, 23, 8, 0, 0, 0);

    fn form(fields: [&str; 5]) -> ExceptionForm {
        let [from_day, from_time, to_day, to_time, grid] = fields.map(str::to_owned);
        ExceptionForm {
            from_day,
            from_time,
            to_day,
            to_time,
            grid,
            ..ExceptionForm::default()
        }
    }

    fn read(kind: ExceptionKind, fields: [&str; 5]) -> Result<(String, String), String> {
        let mut errors = FieldErrors::default();
        match form(fields).check(kind, Some(1), NOW, &mut errors) {
            Some(it) => Ok((it.starts.to_string(), when_words(&it))),
            None => match errors.into_error() {
                crate::error::AppError::Invalid { fields } => {
                    Err(fields.into_keys().collect::<Vec<_>>().join(" "))
                }
                other => panic!("{other:?}"),
            },
        }
    }

    #[test]
    fn time_off_is_days_or_times() {
        let away = |fields| read(ExceptionKind::Away, fields).map(|(_, words)| words);
        assert_eq!(
            away(["2026-12-24", "", "", "", ""]),
            Ok("Thursday 24 December 2026".into())
        );
        assert_eq!(
            away(["2026-12-24", "", "2026-12-26", "", ""]),
            Ok("Thursday 24 December 2026 to Saturday 26 December 2026".into())
        );
        assert_eq!(
            away(["2026-12-24", "12:00", "", "15:30", ""]),
            Ok("Thursday 24 December 2026, 12:00 to 15:30".into())
        );
        assert_eq!(
            away(["2026-12-24", "12:00", "2026-12-26", "", ""]),
            Ok("Thursday 24 December 2026, 12:00 to Saturday 26 December 2026, 24:00".into())
        );
        assert_eq!(
            away(["2026-11-23", "", "", "08:01", ""]),
            Ok("Monday 23 November 2026, 00:00 to 08:01".into()),
            "it is not over yet"
        );
    }

    #[test]
    fn extra_hours_are_of_one_day() {
        let extra = |fields| read(ExceptionKind::Extra, fields);
        assert_eq!(
            extra(["2026-11-28", "18:00", "2026-11-30", "00:00", "20"]),
            Ok((
                "2026-11-28T18:00:00".into(),
                "Saturday 28 November 2026, 18:00 to 24:00".into()
            ))
        );
        let wrong = extra(["2026-11-28", "", "", "", "4"]);
        assert_eq!(wrong, Err("from_time grid to_time".into()));
    }

    #[test]
    fn what_cannot_be_is_refused_beside_its_field() {
        let away = |fields| read(ExceptionKind::Away, fields).map(|(_, words)| words);
        assert_eq!(away(["", "", "", "", ""]), Err("from_day".into()));
        assert_eq!(
            away(["2026-02-29", "25:00", "x", "noon", ""]),
            Err("from_day from_time to_day to_time".into())
        );
        assert_eq!(
            away(["2026-12-24", "12:00", "", "12:00", ""]),
            Err("to_time".into())
        );
        assert_eq!(
            away(["2026-12-24", "", "2026-12-23", "", ""]),
            Err("to_day".into())
        );
        assert_eq!(away(["2026-11-22", "", "", "", ""]), Err("from_day".into()));
        assert_eq!(
            away(["2026-11-23", "", "", "08:00", ""]),
            Err("from_day".into())
        );
        assert!(away(["2026-12-01", "", "2028-11-30", "", ""]).is_ok());
        assert_eq!(
            away(["2026-12-01", "", "2028-12-01", "", ""]),
            Err("to_day".into())
        );
    }

    #[test]
    fn an_import_is_summed_up() {
        let left = |name: &str| LeftOut {
            name: name.into(),
            why: "it is over".into(),
        };
        let mut imported = Imported {
            added: 1,
            ..Imported::default()
        };
        assert_eq!(imported.words(), "1 closure added.");
        imported.known = 2;
        imported.outside = 3;
        imported.left_out = ["A", "B"].map(left).into();
        assert_eq!(
            imported.words(),
            "1 closure added, 2 known already. 3 booked visits now outside the hours. Left out: A (it is over); B (it is over)."
        );
        imported.left_out = vec![left("A"); 7];
        assert!(imported.words().ends_with("; and 2 more."));
    }
}
