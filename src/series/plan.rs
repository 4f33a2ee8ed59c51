//! When a series would take place, and what could stand in its way.

use diesel::QueryResult;
use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, DateTime},
    tz::{AmbiguousOffset, TimeZone},
};

use super::model::Planned;
use crate::{
    appointments::standing,
    rules::{
        model::{Audience, Standing, VisitType},
        reason::Reason,
    },
    schedule::{
        free::{self, Except},
        slots::{Question, Span, Taken, explain, slots},
    },
    server::{Conn, app_state::Settings},
};

/// How many times are offered in the place of one that is not free.
const NEAREST: usize = 5;
/// How many days before and after a date its alternatives lie at most: fewer than half a week,
/// so that two dates of a series are never offered the same time.
const AROUND: i32 = 3;

/// Who is to see whom for what.
#[derive(Clone, Debug)]
pub(super) struct With {
    /// The doctor.
    pub(super) doctor_id: i64,
    /// The patient, where it is known who comes.
    pub(super) patient_id: Option<i64>,
    /// What for.
    pub(super) visit: VisitType,
    /// Who asks.
    pub(super) audience: Audience,
}

/// A reading of the clinic's clock as a form has it: `2026-12-01T09:30`, or RFC 3339.
pub(super) fn reading(text: &str, zone: &TimeZone) -> Result<DateTime, &'static str> {
    let text = text.trim();
    let instant = text.parse::<Timestamp>().ok();
    let reading = instant.map(|at| zone.to_datetime(at));
    reading
        .or_else(|| text.parse().ok())
        .ok_or("Enter a day and a time.")
}

/// The instant at which the clinic's clock reads this. A reading that is skipped stands for the
/// first instant after it, one that is repeated for its earlier pass.
pub(super) fn instant(zone: &TimeZone, reading: DateTime) -> Option<Timestamp> {
    let ambiguous = zone.to_ambiguous_timestamp(reading);
    match ambiguous.offset() {
        AmbiguousOffset::Gap { after, .. } => {
            // With the offset that comes, the reading lies shortly before the clock changes.
            let shortly_before = after.to_timestamp(reading).ok()?;
            zone.following(shortly_before)
                .next()
                .map(|change| change.timestamp())
        }
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => {
            ambiguous.earlier().ok()
        }
    }
}

/// What can be booked of these times, and what could be in the place of the others.
///
/// # Errors
/// When the database does not answer.
pub(super) fn plan(
    conn: &mut Conn,
    settings: &Settings,
    with: &With,
    starts: &[Timestamp],
    now: Timestamp,
) -> QueryResult<Vec<Planned>> {
    let standing = match (with.audience, with.patient_id) {
        (Audience::Patient, Some(id)) => standing::of(conn, &settings.rules.policy, id, now)?,
        _ => None,
    };
    let mut before = 0;
    let mut planned = Vec::with_capacity(starts.len());
    for start in starts.iter().copied() {
        let day = settings.local(start).date();
        let taken = taken(conn, settings, with, (day, day), now)?;
        let question = Question {
            rules: &settings.rules,
            zone: &settings.zone,
            doctor_id: with.doctor_id,
            visit: &with.visit,
            audience: with.audience,
            // Those before it count towards what a patient may have booked at once.
            standing: standing.map(|standing| Standing {
                open: standing.open.saturating_add(before),
                ..standing
            }),
            taken: &taken,
            now,
        };
        let one = plan_one(&question, settings, start);
        before += u16::from(one.is_free() || !one.instead.is_empty());
        planned.push(one);
    }
    Ok(planned)
}

fn plan_one(question: &Question, settings: &Settings, start: Timestamp) -> Planned {
    let reasons = explain(question, start);
    let instead = if reasons.is_empty() {
        Vec::new()
    } else {
        nearest(question, start)
    };
    let minutes = i64::from(question.visit.minutes);
    let end = start.checked_add(minutes.minutes()).unwrap_or(start);
    Planned {
        starts_at: settings.local(start),
        ends_at: settings.local(end),
        reasons: words(&reasons, question.audience),
        instead: instead
            .into_iter()
            .map(|span| free::slot(span, settings))
            .collect(),
    }
}

/// Reasons in the reader's words.
pub(super) fn words(reasons: &[Reason], audience: Audience) -> Vec<String> {
    reasons.iter().map(|each| each.words(audience)).collect()
}

/// The free times nearest to one: those of its day, or of the days around it if there are none.
fn nearest(question: &Question, start: Timestamp) -> Vec<Span> {
    let day = question.zone.to_datetime(start).date();
    let mut free = slots(question, day..=day);
    if free.is_empty() {
        let (first, last) = around(day);
        free = slots(question, first..=last);
    }
    free.sort_by_key(|span| span.start.as_second().abs_diff(start.as_second()));
    free.truncate(NEAREST);
    free.sort();
    free
}

fn around(day: Date) -> (Date, Date) {
    let days = AROUND.days();
    (day.saturating_sub(days), day.saturating_add(days))
}

/// What is taken on those days and on the days around them.
///
/// # Errors
/// When the database does not answer.
pub(super) fn taken(
    conn: &mut Conn,
    settings: &Settings,
    with: &With,
    (first, last): (Date, Date),
    now: Timestamp,
) -> QueryResult<Taken> {
    let range = settings.day_range(
        first.saturating_sub((AROUND + 1).days()),
        last.saturating_add((AROUND + 1).days()),
    );
    let rooms = settings.rules.rooms_for(&with.visit);
    let patient: Vec<i64> = with.patient_id.into_iter().collect();
    let mut busy = |kind, ids: &[i64]| free::busy(conn, kind, ids, range, Except::default(), now);
    let mut in_rooms = busy("room", &rooms)?;
    Ok(Taken {
        doctor: busy("doctor", &[with.doctor_id])?
            .remove(&with.doctor_id)
            .unwrap_or_default(),
        patient: busy("patient", &patient)?.into_values().flatten().collect(),
        rooms: rooms
            .into_iter()
            .map(|id| (id, in_rooms.remove(&id).unwrap_or_default()))
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use jiff::{civil::datetime, tz};

    use super::*;
    use crate::series::model::{Rule, Unit, dates};

    fn london() -> TimeZone {
        TimeZone::get("Europe/London").unwrap()
    }

    #[test]
    fn a_form_names_a_reading_or_an_instant() {
        let read = |text| reading(text, &TimeZone::get("Europe/Berlin").unwrap());
        let half_past_nine = datetime(2026, 12, 1, 9, 30, 0, 0);
        assert_eq!(read(" 2026-12-01T09:30 "), Ok(half_past_nine));
        assert_eq!(read("2026-12-01T08:30:00Z"), Ok(half_past_nine));
        assert_eq!(read("2026-12-01T09:30:00+01:00"), Ok(half_past_nine));
        for text in ["", "soon", "2026-13-01T09:30"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_time_of_day_stays_when_clocks_change() {
        let rule = Rule {
            every: 1,
            unit: Unit::Week,
            times: 3,
        };
        let at = |reading| instant(&london(), reading).unwrap().to_string();
        // Clocks go back on 25 October 2026 and forward on 28 March 2027.
        let autumn = dates(datetime(2026, 10, 20, 9, 30, 0, 0), rule);
        assert_eq!(
            autumn.into_iter().map(at).collect::<Vec<_>>(),
            [
                "2026-10-20T08:30:00Z",
                "2026-10-27T09:30:00Z",
                "2026-11-03T09:30:00Z"
            ]
        );
        let spring = dates(datetime(2027, 3, 23, 9, 30, 0, 0), rule);
        assert_eq!(
            spring.into_iter().map(at).collect::<Vec<_>>(),
            [
                "2027-03-23T09:30:00Z",
                "2027-03-30T08:30:00Z",
                "2027-04-06T08:30:00Z"
            ]
        );
        assert_eq!(
            at(datetime(2027, 3, 28, 1, 30, 0, 0)),
            "2027-03-28T01:00:00Z"
        );
        assert_eq!(
            at(datetime(2026, 10, 25, 1, 30, 0, 0)),
            "2026-10-25T00:30:00Z"
        );
    }

    #[test]
    fn in_every_zone_each_date_is_read_as_planned_unless_its_hour_is_skipped() {
        let weekly = Rule {
            every: 1,
            unit: Unit::Week,
            times: 4,
        };
        let from: Timestamp = "2024-01-01T00:00:00Z".parse().unwrap();
        let until: Timestamp = "2029-01-01T00:00:00Z".parse().unwrap();
        let mut seen = 0;
        for name in tz::db().available() {
            let Ok(zone) = TimeZone::get(name.as_str()) else {
                continue;
            };
            let changes = zone.following(from).map(|change| change.timestamp());
            for change in changes.take_while(|at| *at < until) {
                seen += 1;
                for minutes in [-90, -60, -30, -1, 0, 1, 29, 30, 59, 60, 90] {
                    let near = change + minutes.minutes();
                    // The third visit falls on the change.
                    let first = zone.to_datetime(near).checked_sub(2.weeks()).unwrap();
                    for reading in dates(first, weekly) {
                        check(&zone, reading);
                    }
                }
                // The hour that is skipped has no instant to come from.
                let (before, after) = (
                    zone.to_datetime(change - 1.second()),
                    zone.to_datetime(change),
                );
                let mut reading = before + 1.second();
                while reading < after {
                    check(&zone, reading);
                    reading += 15.minutes();
                }
            }
        }
        assert!(seen > 500, "{seen} changes");
    }

    fn check(zone: &TimeZone, reading: DateTime) {
        let at = instant(zone, reading).unwrap();
        let shown = zone.to_datetime(at);
        match zone.to_ambiguous_timestamp(reading).offset() {
            AmbiguousOffset::Unambiguous { .. } => assert_eq!(shown, reading),
            AmbiguousOffset::Gap { .. } => {
                assert!(shown > reading, "{zone:?} {reading}: {shown}");
                assert!(zone.to_datetime(at - 1.second()) < reading);
            }
            AmbiguousOffset::Fold { before, after } => {
                assert_eq!(shown, reading);
                let other = before.duration_until(after).abs();
                assert_eq!(zone.to_datetime(at + other), reading, "the earlier pass");
            }
        }
    }
}
