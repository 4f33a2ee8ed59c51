//! Calendars from the database: what takes time is read in one range query, whatever the number
//! of doctors and days.

use diesel::QueryResult;
use jiff::{Timestamp, ToSpan as _, civil::Date};

use super::model::{CalendarDay, DayLoad, DoctorCalendar, DoctorLoad, Special, Stretch};
use crate::{
    appointments::{
        listing::{self, Range},
        model::Sort,
    },
    desk::model::DoctorName,
    rules::model::Exception,
    schedule::{
        free::{self, Except},
        slots::{Span, open_stretches},
    },
    server::{Conn, Scope, app_state::Settings},
};

/// Appointments of a doctor that are shown at most: every five minutes of a week.
const MOST: i64 = 2_016;
/// The days from `first` to `last` of these doctors, as far as the scope reaches.
///
/// # Errors
/// When the database does not answer.
pub fn days(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    doctors: Vec<DoctorName>,
    (first, last): (Date, Date),
    now: Timestamp,
) -> QueryResult<Vec<DoctorCalendar>> {
    let (from, to) = settings.day_range(first, last);
    let ids: Vec<i64> = doctors.iter().map(|doctor| doctor.id).collect();
    let busy = free::busy(conn, "doctor", &ids, (from, to), Except::default(), now)?;
    let mut calendars = Vec::with_capacity(doctors.len());
    for DoctorName { id, name } in doctors {
        let range = Range {
            doctor_id: Some(id),
            ..Range::between(from, to)
        };
        let mut visits = listing::in_range(conn, settings, scope, range, Sort::Soonest, MOST)?;
        visits.retain(|visit| visit.status.takes_time());
        let mut days = Vec::new();
        for date in first.series(1.day()).take_while(|date| *date <= last) {
            let whole = day_span(settings, date);
            let held = busy.get(&id).into_iter().flatten().filter(|each| each.held);
            days.push(CalendarDay {
                date,
                whole: stretch(settings, whole),
                open: open(settings, id, date, date)
                    .into_iter()
                    .map(|span| stretch(settings, span))
                    .collect(),
                exceptions: exceptions(settings, id, whole),
                visits: visits
                    .extract_if(.., |visit| visit.starts_at.date() == date)
                    .collect(),
                held: held
                    .filter_map(|each| common(each.span, whole))
                    .map(|span| stretch(settings, span))
                    .collect(),
            });
        }
        calendars.push(DoctorCalendar {
            doctor_id: id,
            doctor_name: name,
            days,
        });
    }
    Ok(calendars)
}

/// How full the days of these doctors are; whoever is not `active` is left out unless they have
/// visits.
///
/// # Errors
/// When the database does not answer.
pub fn load(
    conn: &mut Conn,
    settings: &Settings,
    doctors: Vec<DoctorName>,
    active: &[i64],
    days: &[Date],
    now: Timestamp,
) -> QueryResult<Vec<DoctorLoad>> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Ok(Vec::new());
    };
    let spans: Vec<Span> = days.iter().map(|day| day_span(settings, *day)).collect();
    let (from, to) = settings.day_range(*first, *last);
    let ids: Vec<i64> = doctors.iter().map(|doctor| doctor.id).collect();
    let mut busy = free::busy(conn, "doctor", &ids, (from, to), Except::default(), now)?;
    let loads = doctors.into_iter().filter_map(|DoctorName { id, name }| {
        let busy = busy.remove(&id).unwrap_or_default();
        let visits: Vec<Span> = busy
            .into_iter()
            .filter(|each| !each.held)
            .map(|each| each.span)
            .collect();
        if visits.is_empty() && !active.contains(&id) {
            return None;
        }
        let booked = minutes_by_day(&spans, visits);
        let open = minutes_by_day(&spans, open(settings, id, *first, *last));
        let days = booked.into_iter().zip(open);
        Some(DoctorLoad {
            doctor_id: id,
            doctor_name: name,
            days: days
                .map(|(booked, open)| DayLoad { booked, open })
                .collect(),
        })
    });
    Ok(loads.collect())
}

/// How many minutes of these stretches are on each of those days, which follow one another.
fn minutes_by_day(days: &[Span], stretches: Vec<Span>) -> Vec<u32> {
    let mut seconds = vec![0_i64; days.len()];
    for stretch in stretches {
        let first = days.partition_point(|day| day.end <= stretch.start);
        for (day, sum) in days.iter().zip(seconds.iter_mut()).skip(first) {
            let Some(common) = common(stretch, *day) else {
                break;
            };
            *sum += common.end.as_second() - common.start.as_second();
        }
    }
    let minutes = seconds.into_iter().map(|sum| u32::try_from(sum / 60));
    minutes.map(Result::unwrap_or_default).collect()
}

/// When a doctor sees patients on the days from `first` to `last`.
pub(crate) fn open(settings: &Settings, doctor_id: i64, first: Date, last: Date) -> Vec<Span> {
    open_stretches(
        &settings.rules,
        &settings.zone,
        doctor_id,
        None,
        first..=last,
    )
}

/// What is not as usual for that doctor within a day.
pub(crate) fn exceptions(settings: &Settings, doctor_id: i64, day: Span) -> Vec<Special> {
    let concerned = settings.rules.exceptions.iter();
    let concerned = concerned.filter(|each| each.concerns(doctor_id));
    concerned
        .filter_map(|each| {
            let span = common(exception_span(settings, each)?, day)?;
            Some(Special {
                kind: each.kind,
                reason: each.reason.clone(),
                stretch: stretch(settings, span),
            })
        })
        .collect()
}

/// From when to when an exception lasts. A reading that is repeated is the earlier one where it
/// begins and the later one where it ends; one that is skipped is as long after the gap.
fn exception_span(settings: &Settings, exception: &Exception) -> Option<Span> {
    let start = settings.zone.to_ambiguous_timestamp(exception.starts);
    let end = settings.zone.to_ambiguous_timestamp(exception.ends);
    Some(Span {
        start: start.compatible().ok()?,
        end: end.later().ok()?,
    })
}

/// A day from its first instant to the next day's.
pub(crate) fn day_span(settings: &Settings, day: Date) -> Span {
    let (start, end) = settings.day_range(day, day);
    Span { start, end }
}

/// The time that both have.
fn common(one: Span, other: Span) -> Option<Span> {
    let (start, end) = (one.start.max(other.start), one.end.min(other.end));
    (start < end).then_some(Span { start, end })
}

/// A span as the clinic's clock shows it.
pub(crate) fn stretch(settings: &Settings, span: Span) -> Stretch {
    Stretch {
        starts_at: settings.local(span.start),
        ends_at: settings.local(span.end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: i64, end: i64) -> Span {
        let at = |hour: i64| Timestamp::from_second(hour * 3600).unwrap();
        Span {
            start: at(start),
            end: at(end),
        }
    }

    #[test]
    fn what_runs_past_midnight_counts_on_both_days() {
        // The second day is an hour short.
        let days = [span(0, 24), span(24, 47), span(47, 71)];
        let stretches = vec![span(-2, 1), span(9, 17), span(20, 30), span(40, 80)];
        let expected = [1 + 8 + 4, 6 + 7, 24].map(|hours| hours * 60);
        assert_eq!(minutes_by_day(&days, stretches), expected);
        assert_eq!(minutes_by_day(&days, Vec::new()), [0, 0, 0]);
    }
}
