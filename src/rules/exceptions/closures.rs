//! Closures from a calendar file.

use std::collections::HashSet;

use super::{
    calendar,
    model::Imported,
    store::{self, reading},
};
use crate::{
    error::AppError,
    rules::{
        hours::preview::{self, Concern},
        model::{Exception, ExceptionKind},
    },
    server::{Actor, Conn, app_state::Settings},
};

/// Closures that are imported at most at once.
const MOST: usize = 1_000;

/// Enters what a calendar file has to come and is not there yet.
///
/// # Errors
/// [`AppError::Invalid`] when it is no calendar file or has too many events, and when the database
/// does not answer.
pub(super) fn import(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    text: &str,
) -> Result<Imported, AppError> {
    let refuse = |why: &str| AppError::field("calendar", why);
    let now = settings.local(actor.at).civil();
    let contents = calendar::read(text, &settings.zone, now)
        .ok_or_else(|| refuse("This is no calendar file: it begins with BEGIN:VCALENDAR."))?;
    if contents.events.len() > MOST {
        return Err(refuse(
            "This is too much at once: import at most 1,000 closures.",
        ));
    }
    let (mut sources, mut times) = (HashSet::new(), HashSet::new());
    for (source, starts, ends) in store::closures(conn)? {
        sources.extend(source);
        times.insert((starts, ends));
    }
    let mut imported = Imported {
        left_out: contents.left_out,
        ..Imported::default()
    };
    let mut new = Vec::new();
    for event in contents.events {
        let source = format!("{} {}", event.uid, reading(event.starts));
        let time = (reading(event.starts), reading(event.ends));
        if sources.contains(&source) || !times.insert(time) {
            imported.known += 1;
            continue;
        }
        let mut closure = Exception {
            id: 0,
            doctor_id: None,
            kind: ExceptionKind::Closure,
            starts: event.starts,
            ends: event.ends,
            grid_minutes: 30,
            reason: event.name,
        };
        closure.id = store::create(conn, actor, &closure, Some(&source))?;
        sources.insert(source);
        new.push(closure);
    }
    imported.added = new.len();
    let after = store::with(&settings.rules, &new);
    let mut outside = HashSet::new();
    for closure in &new {
        let concern = Concern::between(settings, None, closure.starts, closure.ends);
        let visits = preview::outside(conn, settings, concern, &after, actor.at)?;
        outside.extend(visits.into_iter().map(|visit| visit.id));
    }
    imported.outside = outside.len();
    Ok(imported)
}
