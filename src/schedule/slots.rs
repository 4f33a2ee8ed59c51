//! Which times are free: a pure function of rules, zone, days, what is taken
//! and the present moment.
//!
//! Rules are readings of the clinic's clock, appointments are instants. The
//! bridge between them is one definition: *the clinic is open at an instant
//! when its clock then reads a time within the opening hours of the day it
//! then shows*. What happens on the days clocks change follows from it:
//!
//! - An hour that is skipped is never open. Hours that begin inside the gap
//!   begin at the first instant after it; those that end inside end there.
//! - An hour that is repeated is open in both passes. Hours that begin inside
//!   it begin in the earlier pass, those that end inside it end in the later.
//!
//! Slots are then cut from the open stretches by elapsed time, so the true
//! length of a working day decides how many it has.

use std::iter::once;
use std::ops::RangeInclusive;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::hours::{Interval, MinuteOfDay, SlotRules};

/// No clock on Earth is further from UTC than this.
const WIDEST_OFFSET: SignedDuration = SignedDuration::from_hours(26);

/// A stretch of time, from `start` up to but not including `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Its first instant.
    pub start: Timestamp,
    /// The instant at which it is over.
    pub end: Timestamp,
}

impl Span {
    /// The stretch of that length from `start`, unless it would outlast time.
    fn lasting(start: Timestamp, length: SignedDuration) -> Option<Self> {
        let end = start.checked_add(length).ok()?;
        Some(Self { start, end })
    }
}

/// The free slots of those days of the clinic, in order.
///
/// `taken` needs no order and its spans may overlap. A slot is past once its
/// start is earlier than `now`.
pub fn slots(
    rules: &SlotRules,
    zone: &TimeZone,
    days: RangeInclusive<Date>,
    taken: &[Span],
    now: Timestamp,
) -> Vec<Span> {
    let mut taken: Vec<Span> = taken.iter().copied().filter(|t| t.start < t.end).collect();
    taken.sort_unstable();
    let mut taken = taken.into_iter().peekable();

    let length = SignedDuration::from_mins(rules.slot_minutes().into());
    open_stretches(rules, zone, days)
        .into_iter()
        .flat_map(|stretch| cut(stretch, length))
        .filter(|slot| slot.start >= now)
        .filter(|slot| {
            // Both sides are sorted by start, so what is over stays over.
            while taken.next_if(|t| t.end <= slot.start).is_some() {}
            taken.peek().is_none_or(|t| t.start >= slot.end)
        })
        .collect()
}

/// The free slot that starts at exactly `start`, if there is one. It comes from
/// [`slots`], so what is offered and what can be booked never differ.
pub fn slot_at(
    rules: &SlotRules,
    zone: &TimeZone,
    start: Timestamp,
    taken: &[Span],
    now: Timestamp,
) -> Option<Span> {
    let day = zone.to_datetime(start).date();
    slots(rules, zone, day..=day, taken, now)
        .into_iter()
        .find(|slot| slot.start == start)
}

/// A time during which the zone keeps one offset.
struct Period {
    span: Span,
    offset: Offset,
}

/// The stretches during which the clinic is open, sorted and disjoint.
fn open_stretches(rules: &SlotRules, zone: &TimeZone, days: RangeInclusive<Date>) -> Vec<Span> {
    let (first, last) = days.into_inner();
    let periods = offset_periods(zone, first, last).unwrap_or_default();
    let mut stretches: Vec<Span> = first
        .series(1.day())
        .take_while(|day| *day <= last)
        .flat_map(|day| {
            let intervals = rules.hours().for_weekday(day.weekday()).iter();
            intervals.map(move |interval| (day, *interval))
        })
        .filter_map(|(day, interval)| readings(day, interval, &periods))
        .flatten()
        .collect();
    // Where an hour is repeated, the second pass of one interval may come after
    // the first pass of the next.
    stretches.sort_unstable();
    stretches
}

/// The zone's offsets from before `first` begins until after `last` is over,
/// wherever on Earth; `None` at the ends of representable time.
fn offset_periods(zone: &TimeZone, first: Date, last: Date) -> Option<Vec<Period>> {
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

/// The stretches during which a clock with those offsets shows `day` and a time
/// within `interval`: as a rule one; two when clocks going back leave and
/// re-enter it; none when it is skipped.
fn readings(day: Date, interval: Interval, periods: &[Period]) -> Option<Vec<Span>> {
    let opens = minute_on(day, interval.opens)?;
    let closes = minute_on(day, interval.closes)?;
    let mut stretches: Vec<Span> = Vec::new();
    for Period { span, offset } in periods {
        let start = offset.to_timestamp(opens).ok()?.max(span.start);
        let end = offset.to_timestamp(closes).ok()?.min(span.end);
        match stretches.last_mut() {
            _ if end <= start => {}
            // Time runs on through a change of the clock, and so does the work.
            Some(before) if before.end == start => before.end = end,
            _ => stretches.push(Span { start, end }),
        }
    }
    Some(stretches)
}

/// The reading of a clock at that minute of `day`; 24:00 is the next midnight.
fn minute_on(day: Date, minute: MinuteOfDay) -> Option<DateTime> {
    let since_midnight = SignedDuration::from_mins(minute.minutes().into());
    let midnight = day.to_datetime(Time::midnight());
    midnight.checked_add(since_midnight).ok()
}

/// As many slots of that length as fit, one after the other.
fn cut(stretch: Span, length: SignedDuration) -> impl Iterator<Item = Span> {
    std::iter::successors(Span::lasting(stretch.start, length), move |slot| {
        Span::lasting(slot.end, length)
    })
    .take_while(move |slot| slot.end <= stretch.end)
}

#[cfg(test)]
mod tests;
