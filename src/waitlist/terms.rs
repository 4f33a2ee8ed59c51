//! What somebody who waits would take: which days, which times, and until when.

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::{clinic_time::ClinicTime, schedule::hours::MinuteOfDay, ui::words::long_day};

/// Days of the week: a bit for each, Monday's is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weekdays(u8);

/// Each weekday with the name its box has in forms, Monday first.
pub const DAYS: [(Weekday, &str, &str); 7] = [
    (Weekday::Monday, "mon", "Mon"),
    (Weekday::Tuesday, "tue", "Tue"),
    (Weekday::Wednesday, "wed", "Wed"),
    (Weekday::Thursday, "thu", "Thu"),
    (Weekday::Friday, "fri", "Fri"),
    (Weekday::Saturday, "sat", "Sat"),
    (Weekday::Sunday, "sun", "Sun"),
];

impl Weekdays {
    /// Every day.
    pub const ANY: Self = Self(127);

    /// Those days; every day when none is named.
    pub fn of(days: impl IntoIterator<Item = Weekday>) -> Self {
        let bits = days.into_iter().fold(0, |bits, day| bits | bit(day));
        if bits == 0 { Self::ANY } else { Self(bits) }
    }

    /// As the database keeps them; every day for what it never holds.
    pub fn from_bits(bits: i32) -> Self {
        u8::try_from(bits)
            .ok()
            .filter(|bits| (1..=127).contains(bits))
            .map_or(Self::ANY, Self)
    }

    /// As the database keeps them.
    pub fn bits(self) -> i32 {
        self.0.into()
    }

    /// Whether that day is among them.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }

    /// `any day`, or `Mon, Wed`.
    pub fn words(self) -> String {
        if self == Self::ANY {
            return "any day".to_owned();
        }
        let days = DAYS.iter().filter(|(day, ..)| self.contains(*day));
        days.map(|(_, _, words)| *words)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

fn bit(day: Weekday) -> u8 {
    1 << day.to_monday_zero_offset()
}

/// What somebody who waits would take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// With this doctor; none: with any of the specialization.
    pub doctor_id: Option<i64>,
    /// On these days of the week.
    pub weekdays: Weekdays,
    /// It begins then or later.
    pub from: MinuteOfDay,
    /// It is over by then.
    pub to: MinuteOfDay,
    /// The last day that helps.
    pub until: Date,
    /// It begins before this, which is the appointment they have.
    pub before: Option<ClinicTime>,
}

impl Terms {
    /// `Mon, Wed, 09:00 to 12:00, until Friday 27 November 2026`.
    pub fn words(&self) -> String {
        let (from, to) = (self.from.minutes() > 0, self.to.minutes() < 1440);
        let times = match (from, to) {
            (true, true) => format!(", {} to {}", self.from, self.to),
            (true, false) => format!(", from {}", self.from),
            (false, true) => format!(", until {}", self.to),
            (false, false) => String::new(),
        };
        format!(
            "{}{times}, up to {}",
            self.weekdays.words(),
            long_day(self.until)
        )
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn weekdays_are_bits_with_words() {
        assert_eq!(Weekdays::of([]), Weekdays::ANY);
        let some = Weekdays::of([Weekday::Monday, Weekday::Sunday]);
        assert_eq!((some.bits(), some.words()), (65, "Mon, Sun".to_owned()));
        assert_eq!(Weekdays::from_bits(65), some);
        assert_eq!(Weekdays::from_bits(0), Weekdays::ANY);
        assert!(some.contains(Weekday::Sunday) && !some.contains(Weekday::Tuesday));
        assert_eq!(Weekdays::ANY.words(), "any day");
    }

    #[test]
    fn terms_are_said_as_far_as_they_narrow() {
        let minute = |minutes| MinuteOfDay::new(minutes).unwrap();
        let mut terms = Terms {
            doctor_id: None,
            weekdays: Weekdays::ANY,
            from: minute(0),
            to: minute(1440),
            until: date(2026, 11, 27),
            before: None,
        };
        let until = "up to Friday 27 November 2026";
        assert_eq!(terms.words(), format!("any day, {until}"));
        terms.to = minute(720);
        assert_eq!(terms.words(), format!("any day, until 12:00, {until}"));
        terms.from = minute(540);
        assert_eq!(terms.words(), format!("any day, 09:00 to 12:00, {until}"));
        terms.to = minute(1440);
        assert_eq!(terms.words(), format!("any day, from 09:00, {until}"));
    }
}
