//! Free times.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::Slot;
use crate::error::AppError;

#[cfg(feature = "server")]
use jiff::{ToSpan as _, civil::Date};

#[cfg(feature = "server")]
use super::free;
#[cfg(feature = "server")]
use crate::{doctors, error::FieldErrors, server::Auth};

/// Days that can be asked for at once: a month's page, with the days around it.
pub const MOST_DAYS: i32 = 62;

/// The free times of a doctor on the days `from` to `to` (`YYYY-MM-DD`; today, and a week, unless
/// given) for a visit type (the first on offer unless given). Front desk and admin see those that
/// the policy keeps from patients as well.
#[get("/api/doctors/{id}/slots?from&to&visit_type_id", auth: Auth)]
pub async fn slots(
    id: i64,
    from: Option<String>,
    to: Option<String>,
    visit_type_id: Option<i64>,
) -> Result<Vec<Slot>, AppError> {
    let app = &auth.app;
    let (settings, now) = (app.settings().await?, app.now());
    let today = settings.local(now).date();
    let (from, to) = read_days(from, to, today, 7, MOST_DAYS)?;
    let audience = auth.audience();
    let offered = settings.rules.offer(id, visit_type_id, audience);
    if offered.is_none() && visit_type_id.is_some() {
        return Err(AppError::field(
            "visit_type_id",
            "This doctor does not offer that kind of visit.",
        ));
    }
    app.db
        .read(move |conn| {
            doctors::store::active(conn, id)?;
            let Some(visit) = &offered else {
                return Ok(Vec::new());
            };
            let days = (from, to);
            let free = free::free_slots(conn, &settings, id, visit, audience, days, now)?;
            Ok(free
                .into_iter()
                .map(|span| free::slot(span, &settings))
                .collect())
        })
        .await
}

/// Reads the days of a question, both included: today unless the first is given, and so many
/// `usual` days unless the last is.
///
/// # Errors
/// [`AppError::Invalid`] naming the field: it is no day, they are in the wrong order, or there are
/// more than `most`.
#[cfg(feature = "server")]
pub(super) fn read_days(
    from: Option<String>,
    to: Option<String>,
    today: Date,
    usual: i32,
    most: i32,
) -> Result<(Date, Date), AppError> {
    let mut errors = FieldErrors::default();
    let mut day = |name: &str, text: Option<String>, default: Date| match text {
        None => Some(default),
        Some(text) => errors.check(
            name,
            text.parse::<Date>()
                .map_err(|_| "Give a day as YYYY-MM-DD."),
        ),
    };
    let from = day("from", from, today).unwrap_or(today);
    let last = from.saturating_add((usual - 1).days());
    let to = day("to", to, last).unwrap_or(from);
    if to < from {
        errors.add("to", "The last day is before the first.");
    } else if (to - from).get_days() >= most {
        errors.add("to", format!("Ask for at most {most} days at once."));
    }
    errors.finish()?;
    Ok((from, to))
}
