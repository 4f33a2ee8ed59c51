//! Reads calendar files (RFC 5545) as far as closures and public holidays need it: events with a
//! beginning and an end, once or every year.
//!
//! Line by line and without recursion, so that no file, however odd, costs more than its length.

mod lines;

use std::collections::BTreeSet;

use jiff::{
    SignedDuration, Span, ToSpan as _,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

use self::lines::{Property, RawEvent, raw_events};
use super::{
    model::{LeftOut, too_long},
    yearly::Yearly,
};

/// Yearly events are followed for so many years.
const YEARS_AHEAD: i32 = 3;

/// An event, or one occurrence of it, by the clinic's clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    /// What tells events of a file apart.
    pub(super) uid: String,
    /// What it is called.
    pub(super) name: String,
    /// When it begins.
    pub(super) starts: DateTime,
    /// When it is over.
    pub(super) ends: DateTime,
}

/// What stands in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Contents {
    /// What is still to come.
    pub(super) events: Vec<Event>,
    /// The rest, with the reason.
    pub(super) left_out: Vec<LeftOut>,
}

/// Reads a file; nothing when it is none. `now` is what the clinic's clock shows.
pub(super) fn read(text: &str, zone: &TimeZone, now: DateTime) -> Option<Contents> {
    let raw = raw_events(text)?;
    let reader = Reader { zone, now };
    // Occurrences that were moved stand in events of their own.
    let moved: BTreeSet<(String, Date)> = raw
        .iter()
        .filter_map(|event| {
            let moved = event.get("RECURRENCE-ID")?;
            Some((event.uid(), reader.when(moved).ok()?.reading().date()))
        })
        .collect();
    let mut contents = Contents::default();
    for event in &raw {
        match reader.occurrences(event, &moved) {
            Ok(events) => contents.events.extend(events),
            Err(why) => contents.left_out.push(LeftOut {
                name: Some(event.name())
                    .filter(|name| !name.is_empty())
                    .unwrap_or_else(|| "An event without a name".to_owned()),
                why,
            }),
        }
    }
    Some(contents)
}

/// A day, or a reading of the clinic's clock.
#[derive(Clone, Copy)]
enum When {
    Day(Date),
    At(DateTime),
}

impl When {
    fn reading(self) -> DateTime {
        match self {
            Self::Day(day) => day.to_datetime(Time::midnight()),
            Self::At(reading) => reading,
        }
    }
}

/// Where and when a file is read.
struct Reader<'a> {
    zone: &'a TimeZone,
    now: DateTime,
}

impl Reader<'_> {
    fn when(&self, property: &Property) -> Result<When, String> {
        let unreadable = || format!("“{}” is no day or time", property.text());
        let value = property.value.trim();
        if property.parameter("VALUE") == Some("DATE") || value.len() == "20261224".len() {
            let day = Date::strptime("%Y%m%d", value).map_err(|_| unreadable())?;
            return Ok(When::Day(day));
        }
        let (text, utc) = match value.strip_suffix('Z') {
            Some(text) => (text, true),
            None => (value, false),
        };
        let reading = DateTime::strptime("%Y%m%dT%H%M%S", text).map_err(|_| unreadable())?;
        let zone = match property.parameter("TZID") {
            _ if utc => Some(TimeZone::UTC),
            Some(name) => {
                let zone = zone_named(name);
                Some(zone.ok_or_else(|| format!("its time zone “{name}” is not known"))?)
            }
            None => None,
        };
        let Some(zone) = zone else {
            return Ok(When::At(reading));
        };
        let at = reading.to_zoned(zone).map_err(|_| unreadable())?;
        Ok(When::At(self.zone.to_datetime(at.timestamp())))
    }

    /// When an event begins and ends, the first time.
    fn first(&self, event: &RawEvent) -> Result<(DateTime, DateTime), String> {
        let begins = event.get("DTSTART").ok_or("it has no beginning")?;
        let begins = self.when(begins)?;
        let starts = begins.reading();
        let ends = match (event.get("DTEND"), event.get("DURATION"), begins) {
            (Some(ends), ..) => self.when(ends)?.reading(),
            (None, Some(lasts), _) => {
                let span: Option<Span> = lasts.value.trim().parse().ok();
                let ends = span.and_then(|span| starts.checked_add(span).ok());
                ends.ok_or_else(|| format!("“{}” is no length of time", lasts.text()))?
            }
            (None, None, When::Day(day)) => day.tomorrow().unwrap_or(day).into(),
            (None, None, When::At(_)) => return Err("it has no end".to_owned()),
        };
        let (starts, ends) = (whole_minute(starts), next_whole_minute(ends));
        if ends <= starts {
            return Err("it ends before it begins".to_owned());
        }
        if too_long(starts, ends) {
            return Err("it is longer than two years".to_owned());
        }
        Ok((starts, ends))
    }

    /// What is still to come of an event.
    fn occurrences(
        &self,
        event: &RawEvent,
        moved: &BTreeSet<(String, Date)>,
    ) -> Result<Vec<Event>, String> {
        if event
            .get("STATUS")
            .is_some_and(|status| status.value.trim() == "CANCELLED")
        {
            return Err("it is cancelled".to_owned());
        }
        if event.get("RDATE").is_some() {
            return Err("it repeats in a way that is not understood".to_owned());
        }
        let (starts, ends) = self.first(event)?;
        let days = match event.get("RRULE") {
            None => vec![starts.date()],
            Some(rule) => {
                let last = self.now.date().saturating_add(YEARS_AHEAD.years());
                Yearly::read(&rule.value, starts.date())?.days(last)
            }
        };
        let dropped = self.dropped(event);
        let (uid, name) = (event.uid(), event.name());
        let is_dropped = |day: &Date| {
            let is_moved =
                event.get("RECURRENCE-ID").is_none() && moved.contains(&(uid.clone(), *day));
            is_moved || dropped.contains(day)
        };
        let length: SignedDuration = starts.duration_until(ends);
        let coming: Vec<Event> = days
            .into_iter()
            .filter(|day| !is_dropped(day))
            .filter_map(|day| {
                let starts = day.to_datetime(starts.time());
                let ends = starts.checked_add(length).ok()?;
                Some((starts, ends))
            })
            .filter(|(_, ends)| *ends > self.now)
            .map(|(starts, ends)| Event {
                uid: uid.clone(),
                name: name.clone(),
                starts,
                ends,
            })
            .collect();
        if coming.is_empty() {
            return Err("it is over".to_owned());
        }
        Ok(coming)
    }

    /// The days on which an event does not take place although its rule says so.
    fn dropped(&self, event: &RawEvent) -> BTreeSet<Date> {
        let lines = event.0.iter().filter(|property| property.name == "EXDATE");
        lines
            .flat_map(|line| {
                let each = |value: &str| Property {
                    name: String::new(),
                    parameters: line.parameters.clone(),
                    value: value.to_owned(),
                };
                line.value.split(',').map(each).collect::<Vec<_>>()
            })
            .filter_map(|each| Some(self.when(&each).ok()?.reading().date()))
            .collect()
    }
}

/// A zone by its name, also where a program has put a prefix of its own before it.
fn zone_named(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok().or_else(|| {
        let mut parts = name.rsplit('/');
        let (city, region) = (parts.next()?, parts.next()?);
        TimeZone::get(&format!("{region}/{city}")).ok()
    })
}

fn whole_minute(reading: DateTime) -> DateTime {
    let begun = i64::from(reading.second()).seconds();
    let whole = reading.checked_sub(begun).unwrap_or(reading);
    whole.with().subsec_nanosecond(0).build().unwrap_or(whole)
}

fn next_whole_minute(reading: DateTime) -> DateTime {
    let whole = whole_minute(reading);
    if whole == reading {
        return whole;
    }
    whole.checked_add(1.minute()).unwrap_or(whole)
}

#[cfg(test)]
mod tests;
