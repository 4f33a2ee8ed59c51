//! A moment as the clinic's clock shows it.
//!
//! The browser and the desktop app carry no time-zone database, so the server
//! sends every time with the offset that holds at that moment. From the two
//! together the local reading and the instant are both known, without a lookup.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An instant together with the clinic's UTC offset at that instant.
///
/// Ordered by instant. On the wire it is an RFC 3339 string with a numeric
/// offset, such as `2026-11-24T09:30:00+01:00`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClinicTime {
    // The order of the fields is the order of the derived comparison.
    instant: Timestamp,
    offset: Offset,
}

/// The text was not a date and time with an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time is written like 2026-11-24T09:30:00+01:00")]
pub struct NotAClinicTime;

impl ClinicTime {
    /// The moment at which a clock `offset_seconds` east of UTC reads `civil`.
    ///
    /// # Errors
    /// When the offset is 26 hours or more, or the instant is beyond the years
    /// that can be represented.
    pub fn new(civil: DateTime, offset_seconds: i32) -> Result<Self, jiff::Error> {
        let offset = Offset::from_seconds(offset_seconds)?;
        let instant = offset.to_timestamp(civil)?;
        Ok(Self { instant, offset })
    }

    /// What the clock in `zone` reads at `instant`.
    #[cfg(feature = "server")]
    pub fn at(instant: Timestamp, zone: &jiff::tz::TimeZone) -> Self {
        let offset = zone.to_offset(instant);
        Self { instant, offset }
    }

    /// What the same clock, at the same offset, reads at another instant.
    #[must_use]
    pub fn reading_at(self, instant: Timestamp) -> Self {
        Self { instant, ..self }
    }

    /// The instant itself, the same all over the world.
    pub fn timestamp(self) -> Timestamp {
        self.instant
    }

    /// So many milliseconds later, told with the same offset.
    #[must_use]
    pub fn later(self, milliseconds: i64) -> Self {
        let by = jiff::SignedDuration::from_millis(milliseconds);
        let instant = self.instant.saturating_add(by).unwrap_or(self.instant);
        Self { instant, ..self }
    }

    /// The local date and time.
    pub fn civil(self) -> DateTime {
        self.offset.to_datetime(self.instant)
    }

    /// The local date.
    pub fn date(self) -> Date {
        self.civil().date()
    }

    /// The local time of day.
    pub fn time(self) -> Time {
        self.civil().time()
    }

    /// So many minutes later, told with the same offset: right but across a change of the clock.
    #[must_use]
    pub fn plus(self, minutes: i64) -> Self {
        let later = jiff::SignedDuration::from_mins(minutes);
        Self {
            instant: self.instant.saturating_add(later).unwrap_or(self.instant),
            ..self
        }
    }

    /// The whole minutes that have passed since `earlier`; negative when it is yet to come.
    pub fn minutes_since(self, earlier: Self) -> i64 {
        (self.instant.as_second() - earlier.instant.as_second()).div_euclid(60)
    }

    /// The day in short: `Tue 24 Nov`.
    pub fn day_words(self) -> String {
        self.format("%a %-d %b")
    }

    /// The day and time in short: `Tue 24 Nov, 09:30`.
    pub fn words(self) -> String {
        self.format("%a %-d %b, %H:%M")
    }

    /// The day and time in full: `Tuesday 24 November 2026 at 09:30`.
    pub fn long_words(self) -> String {
        self.format("%A %-d %B %Y at %H:%M")
    }

    /// The time of day alone: `09:30`.
    pub fn clock(self) -> String {
        self.format("%H:%M")
    }

    /// The offset from UTC: `UTC+01:00`. It tells the two passes of a repeated
    /// hour apart on the day clocks go back.
    pub fn offset_words(self) -> String {
        format!("UTC{}", OffsetSuffix(self.offset))
    }

    fn format(self, pattern: &str) -> String {
        self.civil().strftime(pattern).to_string()
    }
}

/// An offset as `+01:00`, with seconds only where history has them.
struct OffsetSuffix(Offset);

impl fmt::Display for OffsetSuffix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0.is_negative() { '-' } else { '+' };
        let seconds = self.0.seconds().unsigned_abs();
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        write!(f, "{sign}{hours:02}:{minutes:02}")?;
        match seconds % 60 {
            0 => Ok(()),
            rest => write!(f, ":{rest:02}"),
        }
    }
}

impl fmt::Display for ClinicTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.civil(), OffsetSuffix(self.offset))
    }
}

impl fmt::Debug for ClinicTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ClinicTime {
    type Err = NotAClinicTime;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let pieces = Pieces::parse(text).map_err(|_| NotAClinicTime)?;
        if pieces.time_zone_annotation().is_some() {
            return Err(NotAClinicTime);
        }
        let time = pieces.time().ok_or(NotAClinicTime)?;
        let offset = pieces.to_numeric_offset().ok_or(NotAClinicTime)?;
        Self::new(pieces.date().to_datetime(time), offset.seconds()).map_err(|_| NotAClinicTime)
    }
}

impl Serialize for ClinicTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ClinicTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime, time};

    fn half_past_nine() -> ClinicTime {
        ClinicTime::new(datetime(2026, 11, 24, 9, 30, 0, 0), 3600).unwrap()
    }

    fn parsed(text: &str) -> ClinicTime {
        text.parse().unwrap()
    }

    #[test]
    fn knows_both_the_local_reading_and_the_instant() {
        let at = half_past_nine();
        assert_eq!(at.date(), date(2026, 11, 24));
        assert_eq!(at.time(), time(9, 30, 0, 0));
        assert_eq!(at.civil(), datetime(2026, 11, 24, 9, 30, 0, 0));
        assert_eq!(at.timestamp(), "2026-11-24T08:30:00Z".parse().unwrap());
    }

    #[test]
    fn a_clock_goes_on() {
        let at = half_past_nine();
        let later = at.later(90 * 60_000 + 59_000);
        assert_eq!(later.clock(), "11:00");
        assert_eq!(later.minutes_since(at), 90);
        assert_eq!(
            at.minutes_since(later),
            -91,
            "a minute that has begun counts"
        );
    }

    #[test]
    fn speaks_in_words() {
        let at = half_past_nine();
        assert_eq!(at.day_words(), "Tue 24 Nov");
        assert_eq!(at.words(), "Tue 24 Nov, 09:30");
        assert_eq!(at.long_words(), "Tuesday 24 November 2026 at 09:30");
        assert_eq!(at.clock(), "09:30");
        assert_eq!(at.offset_words(), "UTC+01:00");
        assert_eq!(
            parsed("2026-03-01T00:05:00-03:30").words(),
            "Sun 1 Mar, 00:05"
        );
    }

    #[test]
    fn is_written_as_rfc_3339_and_read_back() {
        for text in [
            "2026-11-24T09:30:00+01:00",
            "2026-11-24T09:30:00+00:00",
            "2026-11-24T23:59:59-03:30",
            "2026-04-05T01:45:00+10:30",
            "1890-01-01T12:00:00+00:19:32",
        ] {
            let at = parsed(text);
            assert_eq!(at.to_string(), text);
            let json = serde_json::to_string(&at).unwrap();
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<ClinicTime>(&json).unwrap(), at);
        }
        let zulu = parsed("2026-11-24T09:30:00Z");
        assert_eq!(zulu.to_string(), "2026-11-24T09:30:00+00:00");
    }

    #[test]
    fn reads_another_instant_with_the_offset_it_has() {
        let later = half_past_nine().reading_at("2026-11-24T12:00:00Z".parse().unwrap());
        assert_eq!(later.to_string(), "2026-11-24T13:00:00+01:00");
    }

    #[test]
    fn refuses_what_has_no_time_or_no_offset() {
        for text in [
            "",
            "tomorrow",
            "2026-11-24",
            "2026-11-24T09:30:00",
            "2026-11-24T25:30:00+01:00",
            "2026-02-30T09:30:00+01:00",
            "2026-11-24T09:30:00+01:00[Europe/Berlin]",
        ] {
            assert_eq!(text.parse::<ClinicTime>(), Err(NotAClinicTime), "{text}");
        }
        assert!(ClinicTime::new(DateTime::MAX, -3600).is_err());
        assert!(ClinicTime::new(DateTime::default(), 26 * 3600).is_err());
    }

    #[test]
    fn is_ordered_by_instant() {
        let first_pass = parsed("2026-10-25T02:45:00+02:00");
        let second_pass = parsed("2026-10-25T02:15:00+01:00");
        assert!(first_pass < second_pass);

        let elsewhere = parsed("2026-10-25T00:45:00+00:00");
        assert_eq!(first_pass.timestamp(), elsewhere.timestamp());
        assert_ne!(first_pass, elsewhere);
    }

    #[cfg(feature = "server")]
    #[test]
    fn takes_the_offset_from_the_zone() {
        let berlin = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
        let at = |text: &str| ClinicTime::at(text.parse().unwrap(), &berlin).to_string();
        assert_eq!(at("2026-10-25T00:30:00Z"), "2026-10-25T02:30:00+02:00");
        assert_eq!(at("2026-10-25T01:30:00Z"), "2026-10-25T02:30:00+01:00");
    }
}
