//! The clinic's clock: when it shows what.

use std::iter::once;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::Span;

/// No clock on Earth is further from UTC than this.
const WIDEST_OFFSET: SignedDuration = SignedDuration::from_hours(26);

/// A clock during some days, as the times between its changes. Looked up once per question: a
/// zone takes longer to ask than the few periods there are.
pub(super) struct Clock {
    periods: Vec<Period>,
}

/// A time during which the zone keeps one offset.
struct Period {
    span: Span,
    offset: Offset,
}

impl Clock {
    /// The zone's clock from before `first` begins until after `last` is over, wherever on Earth.
    /// At the ends of representable time it shows nothing.
    pub(super) fn new(zone: &TimeZone, first: Date, last: Date) -> Self {
        Self {
            periods: periods(zone, first, last).unwrap_or_default(),
        }
    }

    /// The stretches during which the clock reads `from` or later, but not yet `to`: as a rule
    /// one; two when clocks going back leave and re-enter it; none when it is skipped.
    pub(super) fn reads(&self, from: DateTime, to: DateTime) -> Vec<Span> {
        let mut stretches: Vec<Span> = Vec::new();
        for Period { span, offset } in &self.periods {
            let start = instant(from, *offset).max(span.start);
            let end = instant(to, *offset).min(span.end);
            match stretches.last_mut() {
                _ if end <= start => {}
                // Time runs on through a change of the clock, and so does the work.
                Some(before) if before.end == start => before.end = end,
                _ => stretches.push(Span { start, end }),
            }
        }
        stretches
    }

    /// The day that the clock shows.
    pub(super) fn day(&self, at: Timestamp) -> Option<Date> {
        let mut periods = self.periods.iter();
        let period = periods.find(|each| each.span.start <= at && at < each.span.end)?;
        Some(period.offset.to_datetime(at).date())
    }
}

fn periods(zone: &TimeZone, first: Date, last: Date) -> Option<Vec<Period>> {
    let utc_midnight = |date: Date| Offset::UTC.to_timestamp(date.to_datetime(Time::midnight()));
    let from = utc_midnight(first).ok()?.checked_sub(WIDEST_OFFSET).ok()?;
    let last = utc_midnight(last.tomorrow().ok()?).ok()?;
    let until = last.checked_add(WIDEST_OFFSET).ok()?;

    let changes = zone
        .following(from)
        .map(|change| (change.timestamp(), change.offset()))
        .take_while(|(at, _)| *at < until);
    let starts: Vec<_> = once((from, zone.to_offset(from))).chain(changes).collect();
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain(once(until));
    let period = |(&(start, offset), end)| Period {
        span: Span { start, end },
        offset,
    };
    Some(starts.iter().zip(ends).map(period).collect())
}

/// When a clock with that offset reads this; no further than time goes.
fn instant(reading: DateTime, offset: Offset) -> Timestamp {
    let end_of_time = if reading.year() < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    offset.to_timestamp(reading).unwrap_or(end_of_time)
}
