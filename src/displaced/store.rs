//! Appointments that cannot take place when they are booked, worked out from the rules.

use std::collections::BTreeMap;

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

use crate::{
    appointments::model::{Status, Step},
    rules::{
        model::{Audience, ExceptionKind, VisitType},
        reason::Reason,
    },
    schedule::slots::{Question, Span, Taken, explain},
    server::{
        Conn, Instant,
        app_state::Settings,
        schema::{appointment_history, appointments, exceptions},
    },
};

/// No appointment is longer (a CHECK of what it takes), which bounds both ends of every search.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// What keeps a visit of that doctor from taking place then: time off and closures.
pub(super) fn why(settings: &Settings, doctor_id: i64, span: Span, now: Timestamp) -> Vec<Reason> {
    let minutes = span.end.duration_since(span.start).as_mins();
    let visit = VisitType::ordinary(u16::try_from(minutes).unwrap_or(u16::MAX));
    let question = Question {
        rules: &settings.rules,
        zone: &settings.zone,
        doctor_id,
        visit: &visit,
        audience: Audience::Staff,
        standing: None,
        taken: &Taken::default(),
        now,
    };
    let mut reasons = explain(&question, span.start);
    reasons.retain(|each| matches!(each, Reason::TimeOff { .. } | Reason::Closure { .. }));
    reasons
}

/// An appointment as far as it matters here.
#[derive(Queryable, Selectable)]
#[diesel(table_name = appointments)]
pub(super) struct Booked {
    pub(super) id: i64,
    pub(super) doctor_id: i64,
    pub(super) patient_id: i64,
    pub(super) starts_at: Instant,
    pub(super) ends_at: Instant,
    pub(super) visit_type_id: Option<i64>,
    pub(super) room_id: Option<i64>,
    buffer_before: i32,
    buffer_after: i32,
    overbooked: bool,
    overbook_reason: String,
    created_at: Instant,
}

impl Booked {
    pub(super) fn span(&self) -> Span {
        Span {
            start: self.starts_at.0,
            end: self.ends_at.0,
        }
    }

    /// Its time with the minutes before and after.
    pub(super) fn padded(&self) -> Span {
        let minutes = |minutes: i32| SignedDuration::from_mins(minutes.into());
        let Span { start, end } = self.span();
        Span {
            start: start
                .checked_sub(minutes(self.buffer_before))
                .unwrap_or(start),
            end: end.checked_add(minutes(self.buffer_after)).unwrap_or(end),
        }
    }
}

/// Booked appointments to come that fall into time off of their doctor or a closure, the earliest
/// first, with what is in their way; of one doctor or of all. Those that staff put there although
/// they knew are not among them.
pub(super) fn found(
    conn: &mut Conn,
    settings: &Settings,
    doctor_id: Option<i64>,
    now: Timestamp,
) -> QueryResult<Vec<(Booked, Vec<Reason>)>> {
    let today = settings.local(now).date();
    let in_the_way = settings.rules.exceptions.iter().filter(|each| {
        let concerned = doctor_id.is_none_or(|id| each.concerns(id));
        each.kind != ExceptionKind::Extra && concerned && each.ends.date() >= today
    });
    let mut found = BTreeMap::new();
    for exception in in_the_way {
        let days = (exception.starts.date(), exception.ends.date());
        let (from, to) = settings.day_range(days.0, days.1);
        let from = from.checked_sub(LONGEST).unwrap_or(from).max(now);
        let mut query = appointments::table
            .filter(appointments::status.eq(Status::Booked.key()))
            .filter(appointments::starts_at.gt(Instant(from)))
            .filter(appointments::starts_at.lt(Instant(to)))
            .select(Booked::as_select())
            .into_boxed();
        if let Some(id) = exception.doctor_id.or(doctor_id) {
            query = query.filter(appointments::doctor_id.eq(id));
        }
        for booked in query.load(conn)? {
            found.insert((booked.starts_at, booked.id), booked);
        }
    }
    let mut judged = Vec::new();
    for booked in found.into_values() {
        let why = in_its_way(conn, settings, &booked, now)?;
        if !why.is_empty() {
            judged.push((booked, why));
        }
    }
    Ok(judged)
}

/// What is in the way of a booked appointment; nothing where staff put it there knowingly.
pub(super) fn in_its_way(
    conn: &mut Conn,
    settings: &Settings,
    booked: &Booked,
    now: Timestamp,
) -> QueryResult<Vec<Reason>> {
    let why = why(settings, booked.doctor_id, booked.span(), now);
    let on_purpose = booked.overbooked || !booked.overbook_reason.is_empty();
    if why.is_empty() || !on_purpose || is_news(conn, settings, booked)? {
        return Ok(why);
    }
    Ok(Vec::new())
}

/// Whether some of what is in the appointment's way was entered after it got its time.
fn is_news(conn: &mut Conn, settings: &Settings, booked: &Booked) -> QueryResult<bool> {
    let placing = [Step::Booked, Step::Moved].map(Step::key);
    let placed_at: Option<i64> = appointment_history::table
        .filter(appointment_history::appointment_id.eq(booked.id))
        .filter(appointment_history::step.eq_any(placing))
        .order(appointment_history::id.desc())
        .select(appointment_history::at)
        .first(conn)
        .optional()?;
    let placed_at = placed_at.unwrap_or(booked.created_at.0.as_second());
    let (from, to) = (
        settings.local(booked.starts_at.0),
        settings.local(booked.ends_at.0),
    );
    let (from, to) = (from.civil(), to.civil());
    let over_it = settings.rules.exceptions.iter().filter(|each| {
        each.kind != ExceptionKind::Extra
            && each.concerns(booked.doctor_id)
            && each.starts < to
            && from < each.ends
    });
    let over_it: Vec<i64> = over_it.map(|each| each.id).collect();
    let later = exceptions::table
        .filter(exceptions::id.eq_any(over_it))
        .filter(exceptions::created_at.gt(placed_at));
    diesel::select(diesel::dsl::exists(later)).get_result(conn)
}

/// How many appointments need another time, of one doctor or of all.
///
/// # Errors
/// When the database does not answer.
pub fn count(
    conn: &mut Conn,
    settings: &Settings,
    doctor_id: Option<i64>,
    now: Timestamp,
) -> QueryResult<i64> {
    let found = found(conn, settings, doctor_id, now)?;
    Ok(i64::try_from(found.len()).unwrap_or(i64::MAX))
}
