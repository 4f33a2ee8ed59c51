//! What the rules say about a doctor's time, before any of it is taken.

use std::ops::RangeInclusive;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::{Span, clock::Clock, timeline::Timeline};
use crate::{
    rules::model::{Exception, ExceptionKind, Rules, VisitType},
    schedule::hours::{Interval, MinuteOfDay},
};

/// A doctor's time on some days.
pub(super) struct Diary<'a> {
    /// The clock of those days, and of those before and after that matter.
    pub(super) clock: Clock,
    /// Working hours and extra hours.
    pub(super) hours: Timeline<Hours>,
    /// Time off and closures.
    pub(super) away: Timeline<&'a Exception>,
}

/// What a stretch of hours is for.
pub(super) struct Hours {
    /// How far its starts are apart.
    pub(super) grid: SignedDuration,
    /// The visit in question is seen then.
    pub(super) serves: bool,
}

impl Hours {
    fn new(grid_minutes: u16, serves: bool) -> Self {
        Self {
            grid: SignedDuration::from_mins(grid_minutes.max(1).into()),
            serves,
        }
    }
}

impl<'a> Diary<'a> {
    /// The diary of those days for that kind of visit, or for any.
    pub(super) fn new(
        rules: &'a Rules,
        zone: &TimeZone,
        doctor_id: i64,
        visit: Option<&VisitType>,
        days: &RangeInclusive<Date>,
    ) -> Self {
        // A visit may run on into the next days, and one of them may be skipped.
        let runs_on = visit.map_or(0, |visit| i64::from(visit.minutes) / 1440) + 2;
        let (first, last) = (*days.start(), days.end().saturating_add(runs_on.days()));
        let near = |each: &&Exception| {
            each.concerns(doctor_id) && each.starts.date() <= last && each.ends.date() >= first
        };
        let (extra, away): (Vec<&Exception>, Vec<_>) = rules
            .exceptions
            .iter()
            .filter(near)
            .partition(|each| each.kind == ExceptionKind::Extra);
        // Extra hours are read whole, since their grid counts from where they begin.
        let earliest = extra.iter().map(|each| each.starts.date()).min();
        let latest = extra.iter().map(|each| each.ends.date()).max();
        let clock = Clock::new(
            zone,
            earliest.map_or(first, |day| day.min(first)),
            latest.map_or(last, |day| day.max(last)),
        );

        let mut hours = Vec::new();
        let mut read = |from, to, grid_minutes, serves| {
            let stretches = clock.reads(from, to).into_iter();
            hours.extend(stretches.map(|span| (span, Hours::new(grid_minutes, serves))));
        };
        for each in extra {
            read(each.starts, each.ends, each.grid_minutes, true);
        }
        let own = rules.own_hours(doctor_id);
        for day in first.series(1.day()).take_while(|day| day <= days.end()) {
            let opening = match own {
                Some(_) => &[],
                None => rules.opening.for_weekday(day.weekday()),
            };
            for interval in opening {
                let (from, to) = on_day(day, *interval);
                read(from, to, rules.slot_minutes, true);
            }
            for each in own
                .unwrap_or_default()
                .iter()
                .filter(|own| own.holds_on(day))
            {
                let (from, to) = on_day(day, each.interval);
                let serves = visit.is_none_or(|visit| each.serves(visit.id));
                read(from, to, each.grid_minutes, serves);
            }
        }
        let away = away.into_iter().flat_map(|each| {
            let stretches = clock.reads(each.starts, each.ends).into_iter();
            stretches.map(move |span| (span, each))
        });
        Self {
            hours: Timeline::new(hours),
            away: Timeline::new(away),
            clock,
        }
    }

    /// Where a visit of that length can begin on those days by hours and grid alone, in order.
    pub(super) fn starts(
        &self,
        length: SignedDuration,
        days: &RangeInclusive<Date>,
    ) -> Vec<Timestamp> {
        let served = self.hours.iter().filter(|(_, hours)| hours.serves);
        let mut starts: Vec<Timestamp> = served
            .flat_map(|(span, hours)| {
                let next = |start: &Timestamp| start.checked_add(hours.grid).ok();
                let fits = move |start: &Timestamp| span.end.duration_since(*start) >= length;
                std::iter::successors(Some(span.start), next).take_while(fits)
            })
            // Extra hours may begin before those days and end after them.
            .filter(|start| {
                self.clock
                    .day(*start)
                    .is_some_and(|day| days.contains(&day))
            })
            .collect();
        // Hours may overlap extra hours; and where an hour is repeated, the second pass of one
        // interval may come after the first pass of the next.
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    /// The hours that serve the visit on those days, without time off and closures.
    pub(super) fn open(&self, days: &RangeInclusive<Date>) -> Vec<Span> {
        let (first, last) = (*days.start(), *days.end());
        let midnight = |day: Date| day.to_datetime(Time::midnight());
        let after = last.tomorrow().map_or(DateTime::MAX, midnight);
        let within = self.clock.reads(midnight(first), after);

        let served = self.hours.iter().filter(|(_, hours)| hours.serves);
        let mut parts: Vec<Span> = served
            .flat_map(|(span, _)| within.iter().filter_map(|days| common(*span, *days)))
            .collect();
        parts.sort_unstable();
        let mut open: Vec<Span> = Vec::new();
        for part in parts {
            match open.last_mut().filter(|last| part.start <= last.end) {
                Some(last) => last.end = last.end.max(part.end),
                None => open.push(part),
            }
        }
        open.into_iter()
            .flat_map(|span| self.without_away(span))
            .collect()
    }

    /// What time off and closures leave of a stretch.
    fn without_away(&self, span: Span) -> Vec<Span> {
        let mut left = Vec::new();
        let mut start = span.start;
        for (away, _) in self.away.overlapping(span) {
            if start < away.start {
                left.push(Span {
                    start,
                    end: away.start,
                });
            }
            start = start.max(away.end);
        }
        if start < span.end {
            left.push(Span {
                start,
                end: span.end,
            });
        }
        left
    }
}

/// The time that both have.
fn common(a: Span, b: Span) -> Option<Span> {
    a.overlaps(b).then(|| Span {
        start: a.start.max(b.start),
        end: a.end.min(b.end),
    })
}

/// What the clock reads when the interval of that day begins and when it is over.
fn on_day(day: Date, interval: Interval) -> (DateTime, DateTime) {
    let midnight = day.to_datetime(Time::midnight());
    // 24:00 is the next midnight.
    let at = |minute: MinuteOfDay| {
        midnight.saturating_add(SignedDuration::from_mins(minute.minutes().into()))
    };
    (at(interval.opens), at(interval.closes))
}
