//! Filling the waiting list: each opening is offered to who is first in line for it.

use std::collections::{BTreeMap, btree_map::Entry};

use diesel::{Connection as _, OptionalExtension as _, QueryResult};
use jiff::Timestamp;

use super::{
    ending, entries,
    line::{self, Proposal, Waiting, keep_until},
    model::EntryStatus,
    offers::{self, Asked},
    openings,
};
use crate::{
    appointments::{occupancy::came_free, placing::Wish},
    doctors,
    error::AppError,
    rules::model::{Audience, Rules, VisitType},
    schedule::{free, slots::Span},
    server::{
        Actor, AppState, Conn,
        app_state::Settings,
        engine::{self, Lock},
    },
};

/// Does all there is to do: ends what is over, and offers what came free. Any number of servers
/// may do so at once; each opening is handled by one of them.
///
/// # Errors
/// When the database does not answer. What fails for one opening does not keep the others.
pub async fn run(app: &AppState) -> Result<(), AppError> {
    let (settings, now) = (app.settings().await?, app.now());
    end_what_is_over(app, &settings, now).await?;
    let mut last = 0;
    loop {
        let openings = app
            .db
            .read(move |conn| Ok(openings::openings_after(conn, last)?))
            .await?;
        if openings.is_empty() {
            return Ok(());
        }
        for (id, doctor_id) in openings {
            last = id;
            let settings = settings.clone();
            let filled = app
                .db
                .write(move |conn| next(conn, &settings, now, id, doctor_id))
                .await;
            if let Err(error) = filled {
                tracing::warn!(%error, opening = id, "an opening was not offered");
            }
        }
    }
}

async fn end_what_is_over(
    app: &AppState,
    settings: &Settings,
    now: Timestamp,
) -> Result<(), AppError> {
    let today = settings.local(now).date();
    let (unanswered, over) = app
        .db
        .read(move |conn| {
            Ok((
                openings::unanswered(conn, now)?,
                openings::over(conn, today, now)?,
            ))
        })
        .await?;
    for id in unanswered {
        app.db
            .write(move |conn| Ok(ending::expire(conn, id, now)?))
            .await?;
    }
    for id in over {
        app.db
            .write(move |conn| Ok(ending::end(conn, id, EntryStatus::Expired, now)?))
            .await?;
    }
    Ok(())
}

/// Offers one opening, or a part of it, to who is first in line; what is left of it is an opening
/// of its own. It stays on the list only while somebody whom it suits has another offer to answer.
///
/// # Errors
/// When the database does not answer.
pub fn next(
    conn: &mut Conn,
    settings: &Settings,
    now: Timestamp,
    opening_id: i64,
    doctor_id: i64,
) -> Result<(), AppError> {
    engine::lock(conn, &[Lock::Doctor(doctor_id)])?;
    // Another server may have been quicker.
    let Some(opening) = openings::opening(conn, opening_id)? else {
        return Ok(());
    };
    let settings = settings.current(conn, now)?;
    let waiting = match doctors::store::active(conn, doctor_id).optional()? {
        Some(doctor) => entries::line(conn, &settings, &doctor)?,
        None => Vec::new(),
    };
    let mut free: BTreeMap<Option<i64>, Vec<Proposal>> = BTreeMap::new();
    for each in &waiting {
        if let Entry::Vacant(unknown) = free.entry(each.visit_type_id) {
            let wanted = (doctor_id, each.visit_type_id);
            unknown.insert(times(conn, &settings, wanted, opening, now)?);
        }
    }
    let mut busy = false;
    for (each, time) in line::in_order(&waiting, &free) {
        if each.asked {
            busy = true;
        } else if offer(conn, &settings, each, time, now)? {
            openings::close_opening(conn, opening_id)?;
            let (start, end) = (time.starts_at.timestamp(), time.ends_at.timestamp());
            for rest in [(opening.start, start), (end, opening.end)] {
                if rest.0 < rest.1 {
                    came_free(conn, doctor_id, rest, now)?;
                }
            }
            return Ok(());
        }
    }
    if !busy {
        openings::close_opening(conn, opening_id)?;
    }
    Ok(())
}

/// What somebody who waits comes for: the visit type they named, or the first the doctor offers to
/// patients; none when the doctor does not offer it.
pub(super) fn visit(
    rules: &Rules,
    doctor_id: i64,
    visit_type_id: Option<i64>,
) -> Option<VisitType> {
    // Which visit types patients may book by themselves was asked when they joined the list.
    let audience = match visit_type_id {
        Some(_) => Audience::Staff,
        None => Audience::Patient,
    };
    rules.offer(doctor_id, visit_type_id, audience)
}

/// The free times of a doctor, for a visit type, that begin in an opening and can still be asked
/// for.
fn times(
    conn: &mut Conn,
    settings: &Settings,
    (doctor_id, visit_type_id): (i64, Option<i64>),
    opening: Span,
    now: Timestamp,
) -> QueryResult<Vec<Proposal>> {
    let Some(visit) = visit(&settings.rules, doctor_id, visit_type_id) else {
        return Ok(Vec::new());
    };
    let days = (
        settings.local(opening.start).date(),
        settings.local(opening.end).date(),
    );
    let settings = without_notice(settings);
    let free = free::free_slots(
        conn,
        &settings,
        doctor_id,
        &visit,
        Audience::Patient,
        days,
        now,
    )?;
    let in_time = free.into_iter().filter(|time| {
        (opening.start..opening.end).contains(&time.start) && keep_until(time.start, now).is_some()
    });
    let times = in_time.map(|time| Proposal {
        doctor_id,
        starts_at: settings.local(time.start),
        ends_at: settings.local(time.end),
    });
    Ok(times.collect())
}

/// The same settings, with online booking open until the last moment: how much notice an offer
/// needs is [`keep_until`]'s to say.
fn without_notice(settings: &Settings) -> Settings {
    let mut settings = settings.clone();
    let mut rules = (*settings.rules).clone();
    rules.policy.notice_minutes = 0;
    settings.rules = rules.into();
    settings
}

/// Offers a time to somebody, unless they cannot have it after all: they are elsewhere then, or
/// may not book. Tells whether it was offered.
fn offer(
    conn: &mut Conn,
    settings: &Settings,
    waiting: &Waiting,
    time: &Proposal,
    now: Timestamp,
) -> Result<bool, AppError> {
    let starts_at = time.starts_at.timestamp();
    let Some(until) = keep_until(starts_at, now) else {
        return Ok(false);
    };
    let Some(visit) = visit(&settings.rules, time.doctor_id, waiting.visit_type_id) else {
        return Ok(false);
    };
    let wish = Wish {
        patient_id: waiting.patient_id,
        doctor_id: time.doctor_id,
        visit_type_id: visit.id,
        starts_at,
        // Whoever has an appointment only moves it: what is asked of a new booking is not.
        audience: match waiting.appointment_id {
            Some(_) => Audience::Staff,
            None => Audience::Patient,
        },
        overbook: None,
    };
    let obstacles = free::explain_at(conn, &without_notice(settings), &visit, &wish, now)?;
    if !obstacles.is_empty() {
        return Ok(false);
    }
    let asked = Asked {
        entry_id: waiting.id,
        patient_id: waiting.patient_id,
        visit_type_id: visit.id,
    };
    let actor = Actor::system(now);
    // The patient may have booked something else since: then only this offer is undone.
    let made = conn.transaction(|conn| offers::make(conn, settings, &actor, asked, time, until));
    match made {
        Ok(_) => Ok(true),
        Err(AppError::SlotTaken { .. } | AppError::Conflict { .. } | AppError::Invalid { .. }) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}
