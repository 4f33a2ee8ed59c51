//! What a change of the rules means for a doctor's week and for the visits that are booked.

use diesel::prelude::*;
use jiff::{
    SignedDuration, Timestamp, ToSpan as _,
    civil::{Date, DateTime},
};

use super::{
    change::{Change, changed, with_hours},
    model::{DayChange, Outside, Preview, Worked},
};
use crate::{
    appointments::model::Status,
    error::AppError,
    rules::{
        model::{Audience, Rules, VisitType, WorkingHours},
        reason::Reason,
    },
    schedule::slots::{Question, Span, Taken, explain, open_stretches, slots},
    server::{
        Conn, Instant,
        app_state::Settings,
        schema::{appointments, patients},
    },
};

/// What a change of a doctor's hours would do.
///
/// # Errors
/// As [`changed`], and when the database does not answer.
pub fn preview(
    conn: &mut Conn,
    settings: &Settings,
    doctor_id: i64,
    change: &Change,
    now: Timestamp,
) -> Result<Preview, AppError> {
    let before = &*settings.rules;
    let after = with_hours(before, changed(before, doctor_id, change)?);
    let week = week_of(change, settings.local(now).date());
    let visit = counted(before, doctor_id);
    let days = week.series(1.day()).take(7).map(|date| DayChange {
        date,
        before: worked(before, settings, doctor_id, &visit, date, now),
        after: worked(&after, settings, doctor_id, &visit, date, now),
    });
    let days = days.collect();
    let concern = Concern {
        doctor_id: Some(doctor_id),
        from: now,
        to: Timestamp::MAX,
    };
    Ok(Preview {
        week,
        visit: format!("{}, {} minutes", visit.name, visit.minutes),
        days,
        outside: outside(conn, settings, concern, &after, now)?,
    })
}

/// The Monday of a week to come in which the change holds.
fn week_of(change: &Change, today: Date) -> Date {
    let interval: Option<&WorkingHours> = match change {
        Change::Add(added) => added.first(),
        Change::Edit(to) => Some(to),
        _ => None,
    };
    let next = monday_after(today);
    let Some(interval) = interval else {
        return next;
    };
    let from = interval.valid_from.map_or(next, |from| {
        // On a Monday it holds from the first day of the week on.
        let whole = monday_after(from.yesterday().unwrap_or(from));
        whole.max(next)
    });
    match interval.valid_to {
        // It holds for less than a week.
        Some(to) if to < from => {
            let begins = interval.valid_from.unwrap_or(to).min(to);
            monday_after(begins.checked_sub(7.days()).unwrap_or(begins))
        }
        _ => from,
    }
}

/// The first Monday after a day.
fn monday_after(day: Date) -> Date {
    let days = 7 - i32::from(day.weekday().to_monday_zero_offset());
    day.checked_add(days.days()).unwrap_or(Date::MAX)
}

/// What is counted: the visit that a patient is offered first.
fn counted(rules: &Rules, doctor_id: i64) -> VisitType {
    let offer = |audience| rules.offer(doctor_id, None, audience);
    offer(Audience::Patient)
        .or_else(|| offer(Audience::Staff))
        .unwrap_or_else(|| VisitType::ordinary(rules.slot_minutes))
}

/// How much a doctor works on a day, as if nothing were booked and patients might book anything.
fn worked(
    rules: &Rules,
    settings: &Settings,
    doctor_id: i64,
    visit: &VisitType,
    day: Date,
    now: Timestamp,
) -> Worked {
    let rooms = rules.rooms_for(visit).into_iter();
    let taken = Taken {
        rooms: rooms.map(|id| (id, Vec::new())).collect(),
        ..Taken::default()
    };
    let question = Question {
        rules,
        zone: &settings.zone,
        doctor_id,
        visit,
        audience: Audience::Staff,
        standing: None,
        taken: &taken,
        now,
    };
    let stretches = open_stretches(rules, &settings.zone, doctor_id, None, day..=day);
    let time: SignedDuration = stretches
        .iter()
        .map(|open| open.start.duration_until(open.end))
        .sum();
    Worked {
        minutes: time.as_mins(),
        starts: slots(&question, day..=day).len(),
    }
}

/// Whom a change can concern: the booked visits of one doctor, or of all, in some time.
#[derive(Clone, Copy, Debug)]
pub struct Concern {
    /// Whose; none for all.
    pub doctor_id: Option<i64>,
    /// The first instant.
    pub from: Timestamp,
    /// The instant at which it is over.
    pub to: Timestamp,
}

impl Concern {
    /// Visits between two readings of the clinic's clock, whatever the clock does meanwhile.
    pub fn between(
        settings: &Settings,
        doctor_id: Option<i64>,
        starts: DateTime,
        ends: DateTime,
    ) -> Self {
        let (from, to) = settings.day_range(starts.date(), ends.date());
        // A visit may have begun on the day before.
        let from = from.checked_sub(SignedDuration::from_hours(24));
        Self {
            doctor_id,
            from: from.unwrap_or(Timestamp::MIN),
            to,
        }
    }
}

/// The booked visits to come that lie outside the hours under the rules `after` and do not under
/// the settings', the soonest first.
///
/// # Errors
/// When the database does not answer.
pub fn outside(
    conn: &mut Conn,
    settings: &Settings,
    concern: Concern,
    after: &Rules,
    now: Timestamp,
) -> QueryResult<Vec<Outside>> {
    let visits = booked(conn, concern, now)?.into_iter();
    let newly = visits.filter(|visit| {
        let absent = |rules| visit.absences(rules, settings).next().is_some();
        absent(after) && !absent(&settings.rules)
    });
    Ok(newly.map(|visit| visit.named(settings)).collect())
}

/// The booked visits to come of a doctor at times that are not in their hours any more, the
/// soonest first. What was put there on purpose is left out, and what time off and closures are
/// in the way of.
///
/// # Errors
/// When the database does not answer.
pub fn left_over(
    conn: &mut Conn,
    settings: &Settings,
    doctor_id: i64,
    now: Timestamp,
) -> QueryResult<Vec<Outside>> {
    let concern = Concern {
        doctor_id: Some(doctor_id),
        from: now,
        to: Timestamp::MAX,
    };
    let visits = booked(conn, concern, now)?.into_iter();
    let left_over = visits.filter(|visit| {
        let of_hours = |reason| matches!(reason, Reason::OutsideHours | Reason::OtherVisitTypes);
        !visit.overbooked && visit.absences(&settings.rules, settings).any(of_hours)
    });
    Ok(left_over.map(|visit| visit.named(settings)).collect())
}

/// A booked visit to come.
struct Booked {
    id: i64,
    doctor_id: i64,
    span: Span,
    visit_type_id: Option<i64>,
    overbooked: bool,
    patient_name: String,
}

fn booked(conn: &mut Conn, concern: Concern, now: Timestamp) -> QueryResult<Vec<Booked>> {
    type Row = (i64, i64, Instant, Instant, Option<i64>, bool, String);
    let mut query = appointments::table
        .inner_join(patients::table)
        .filter(appointments::starts_at.gt(Instant(now)))
        .filter(appointments::starts_at.ge(Instant(concern.from)))
        .filter(appointments::starts_at.lt(Instant(concern.to)))
        .filter(appointments::status.eq(Status::Booked.key()))
        .order((appointments::starts_at, appointments::id))
        .select((
            appointments::id,
            appointments::doctor_id,
            appointments::starts_at,
            appointments::ends_at,
            appointments::visit_type_id,
            appointments::overbooked,
            patients::full_name,
        ))
        .into_boxed();
    if let Some(doctor_id) = concern.doctor_id {
        query = query.filter(appointments::doctor_id.eq(doctor_id));
    }
    let rows: Vec<Row> = query.load(conn)?;
    let read = |(id, doctor_id, start, end, visit_type_id, overbooked, patient_name): Row| Booked {
        id,
        doctor_id,
        span: Span {
            start: start.0,
            end: end.0,
        },
        visit_type_id,
        overbooked,
        patient_name,
    };
    Ok(rows.into_iter().map(read).collect())
}

impl Booked {
    /// Why the doctor does not see this kind of visit at that time, if so.
    fn absences(&self, rules: &Rules, settings: &Settings) -> impl Iterator<Item = Reason> {
        let minutes = self.span.start.duration_until(self.span.end).as_mins();
        let visit = VisitType {
            minutes: u16::try_from(minutes).unwrap_or(u16::MAX),
            ..rules.visit_type(self.visit_type_id)
        };
        let question = Question {
            rules,
            zone: &settings.zone,
            doctor_id: self.doctor_id,
            visit: &visit,
            audience: Audience::Staff,
            standing: None,
            taken: &Taken::default(),
            now: Timestamp::MIN,
        };
        explain(&question, self.span.start)
            .into_iter()
            .filter(|reason| {
                matches!(
                    reason,
                    Reason::OutsideHours
                        | Reason::OtherVisitTypes
                        | Reason::TimeOff { .. }
                        | Reason::Closure { .. }
                )
            })
    }

    fn named(self, settings: &Settings) -> Outside {
        Outside {
            id: self.id,
            starts_at: settings.local(self.span.start),
            patient_name: self.patient_name,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn add(from: Option<Date>, to: Option<Date>) -> Change {
        let opening = crate::schedule::hours::OpeningHours::default();
        Change::Add(vec![WorkingHours {
            id: 0,
            doctor_id: 1,
            weekday: 1,
            interval: opening.for_weekday(jiff::civil::Weekday::Monday)[0],
            grid_minutes: 30,
            valid_from: from,
            valid_to: to,
            visit_types: Vec::new(),
        }])
    }

    #[test]
    fn the_week_that_is_compared_is_one_in_which_the_change_holds() {
        // A Wednesday; the Mondays around it are the 23rd and the 30th.
        let today = date(2026, 11, 25);
        let next = date(2026, 11, 30);
        assert_eq!(week_of(&Change::Delete(1), today), next);
        assert_eq!(week_of(&add(None, None), today), next);
        assert_eq!(week_of(&add(Some(date(2026, 11, 1)), None), today), next);
        assert_eq!(
            week_of(&add(Some(date(2026, 12, 7)), None), today),
            date(2026, 12, 7)
        );
        assert_eq!(
            week_of(&add(Some(date(2026, 12, 8)), None), today),
            date(2026, 12, 14)
        );
        let (tuesday, thursday) = (date(2026, 12, 8), date(2026, 12, 10));
        let short = add(Some(tuesday), Some(thursday));
        assert_eq!(week_of(&short, today), date(2026, 12, 7));
    }
}
