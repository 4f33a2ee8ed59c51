//! When the clinic is open, as local times of an ordinary week.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};

const MINUTES_A_DAY: u16 = 24 * 60;

/// What is wrong with hours that somebody entered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// The text is no time of day.
    #[error("Enter a time like 09:00, from 00:00 to 24:00.")]
    NotATime,
    /// An interval ends when it starts, or earlier.
    #[error("{0}: closing time must be after opening time.")]
    ClosesTooEarly(&'static str),
    /// Two intervals of a day share some time.
    #[error("{0}: the opening times overlap.")]
    Overlap(&'static str),
    /// The length of a visit is out of bounds.
    #[error(
        "A visit lasts from {} to {} minutes.",
        SlotRules::SHORTEST,
        SlotRules::LONGEST
    )]
    SlotLength,
}

/// A time of day in whole minutes, from 00:00 to 24:00, the end of the day.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct MinuteOfDay(u16);

impl MinuteOfDay {
    /// The minute counted from midnight, up to 1440.
    pub fn new(minutes: u16) -> Option<Self> {
        (minutes <= MINUTES_A_DAY).then_some(Self(minutes))
    }

    /// Minutes since midnight.
    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for MinuteOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for MinuteOfDay {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let two_digits = |part: &str| -> Option<u16> {
            let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse().ok()).flatten()
        };
        text.trim()
            .split_once(':')
            .and_then(|(hours, minutes)| Some((two_digits(hours)?, two_digits(minutes)?)))
            .filter(|&(_, minutes)| minutes < 60)
            .and_then(|(hours, minutes)| Self::new(hours * 60 + minutes))
            .ok_or(HoursError::NotATime)
    }
}

impl TryFrom<String> for MinuteOfDay {
    type Error = HoursError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<MinuteOfDay> for String {
    fn from(minute: MinuteOfDay) -> Self {
        minute.to_string()
    }
}

/// A stretch of one day, from `opens` up to but not including `closes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Interval {
    /// The first minute of it.
    pub opens: MinuteOfDay,
    /// The minute at which it is over.
    pub closes: MinuteOfDay,
}

/// The intervals of each weekday, sorted and apart from one another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "[Vec<Interval>; 7]", into = "[Vec<Interval>; 7]")]
pub struct OpeningHours {
    monday_first: [Vec<Interval>; 7],
}

impl OpeningHours {
    /// Checks and sorts the intervals of Monday to Sunday. Intervals of a day
    /// may touch: visits are then counted anew from where they meet.
    ///
    /// # Errors
    /// When an interval is empty or two of one day overlap.
    pub fn new(mut monday_first: [Vec<Interval>; 7]) -> Result<Self, HoursError> {
        let weekdays = Weekday::Monday.cycle_forward();
        for (weekday, day) in weekdays.zip(&mut monday_first) {
            day.sort_unstable();
            if day.iter().any(|each| each.closes <= each.opens) {
                return Err(HoursError::ClosesTooEarly(weekday_name(weekday)));
            }
            let followers = day.iter().skip(1);
            if day.iter().zip(followers).any(|(a, b)| b.opens < a.closes) {
                return Err(HoursError::Overlap(weekday_name(weekday)));
            }
        }
        Ok(Self { monday_first })
    }

    /// The intervals of that weekday, in order; none when closed.
    pub fn for_weekday(&self, weekday: Weekday) -> &[Interval] {
        let index = usize::from(weekday.to_monday_zero_offset().unsigned_abs());
        self.monday_first.get(index).map_or(&[], Vec::as_slice)
    }
}

impl Default for OpeningHours {
    /// Monday to Friday, 09:00 to 17:00.
    fn default() -> Self {
        let office = Interval {
            opens: MinuteOfDay(9 * 60),
            closes: MinuteOfDay(17 * 60),
        };
        Self {
            monday_first: std::array::from_fn(|day| if day < 5 { vec![office] } else { vec![] }),
        }
    }
}

impl TryFrom<[Vec<Interval>; 7]> for OpeningHours {
    type Error = HoursError;

    fn try_from(monday_first: [Vec<Interval>; 7]) -> Result<Self, Self::Error> {
        Self::new(monday_first)
    }
}

impl From<OpeningHours> for [Vec<Interval>; 7] {
    fn from(hours: OpeningHours) -> Self {
        hours.monday_first
    }
}

/// The English name of a weekday.
pub fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// When the clinic is open and how long an ordinary visit takes, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotRules {
    hours: OpeningHours,
    slot_minutes: u16,
}

impl SlotRules {
    /// The fewest minutes a visit may last.
    pub const SHORTEST: u16 = 5;
    /// The most minutes a visit may last.
    pub const LONGEST: u16 = 240;

    /// Puts the two together.
    ///
    /// # Errors
    /// When the length is not within [`Self::SHORTEST`] and [`Self::LONGEST`].
    pub fn new(hours: OpeningHours, slot_minutes: u16) -> Result<Self, HoursError> {
        if !(Self::SHORTEST..=Self::LONGEST).contains(&slot_minutes) {
            return Err(HoursError::SlotLength);
        }
        Ok(Self {
            hours,
            slot_minutes,
        })
    }

    /// When the clinic is open.
    pub fn hours(&self) -> &OpeningHours {
        &self.hours
    }

    /// How long an ordinary visit takes.
    pub fn slot_minutes(&self) -> u16 {
        self.slot_minutes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(opens: &str, closes: &str) -> Interval {
        Interval {
            opens: opens.parse().unwrap(),
            closes: closes.parse().unwrap(),
        }
    }

    fn tuesday(intervals: Vec<Interval>) -> Result<OpeningHours, HoursError> {
        let mut week = <[Vec<Interval>; 7]>::default();
        week[1] = intervals;
        OpeningHours::new(week)
    }

    #[test]
    fn times_of_day_are_read_and_written() {
        for text in ["00:00", "09:05", "23:59", "24:00"] {
            assert_eq!(text.parse::<MinuteOfDay>().unwrap().to_string(), text);
        }
        assert_eq!(" 09:30 ".parse(), Ok(MinuteOfDay(570)));
        for text in [
            "", "9", "9:00", "24:01", "12:60", "-1:00", "+9:00", "09:00:00",
        ] {
            assert_eq!(
                text.parse::<MinuteOfDay>(),
                Err(HoursError::NotATime),
                "{text}"
            );
        }
        assert_eq!(MinuteOfDay::new(1440).unwrap().minutes(), 1440);
        assert_eq!(MinuteOfDay::new(1441), None);
    }

    #[test]
    fn the_default_week_is_office_hours() {
        let hours = OpeningHours::default();
        for weekday in Weekday::Monday.cycle_forward().take(5) {
            assert_eq!(hours.for_weekday(weekday), [interval("09:00", "17:00")]);
        }
        assert!(hours.for_weekday(Weekday::Saturday).is_empty());
        assert!(hours.for_weekday(Weekday::Sunday).is_empty());
    }

    #[test]
    fn intervals_are_sorted_and_may_touch() {
        let (morning, noon) = (interval("08:00", "12:00"), interval("12:00", "13:00"));
        let hours = tuesday(vec![noon, morning]).unwrap();
        assert_eq!(hours.for_weekday(Weekday::Tuesday), [morning, noon]);
        assert!(hours.for_weekday(Weekday::Monday).is_empty());
    }

    #[test]
    fn empty_backward_and_overlapping_intervals_are_refused() {
        for closes in ["10:00", "09:00"] {
            let refused = tuesday(vec![interval("10:00", closes)]);
            assert_eq!(refused, Err(HoursError::ClosesTooEarly("Tuesday")));
        }
        let overlapping = vec![interval("10:00", "24:00"), interval("09:00", "10:01")];
        let message = tuesday(overlapping).unwrap_err().to_string();
        assert_eq!(message, "Tuesday: the opening times overlap.");
    }

    #[test]
    fn hours_survive_json_and_bad_json_is_refused() {
        let hours = OpeningHours::default();
        let json = serde_json::to_string(&hours).unwrap();
        assert!(json.contains(r#"{"opens":"09:00","closes":"17:00"}"#));
        assert_eq!(serde_json::from_str::<OpeningHours>(&json).unwrap(), hours);

        for (good, bad) in [("17:00", "08:00"), ("09:00", "25:00")] {
            let broken = json.replacen(good, bad, 1);
            assert_ne!(broken, json);
            assert!(serde_json::from_str::<OpeningHours>(&broken).is_err());
        }
    }

    #[test]
    fn the_length_of_a_visit_has_bounds() {
        let with = |minutes| SlotRules::new(OpeningHours::default(), minutes);
        assert!(with(5).is_ok() && with(240).is_ok());
        assert_eq!(with(4), Err(HoursError::SlotLength));
        assert_eq!(with(241), Err(HoursError::SlotLength));
    }
}
