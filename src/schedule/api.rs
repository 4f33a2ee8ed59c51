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
use super::free;
#[cfg(feature = "server")]
use crate::{doctors, error::FieldErrors, server::Auth};

/// Days that can be asked for at once: a month's page, with the days around it.
pub const MOST_DAYS: i32 = 62;

/// The free times of a doctor on the days `from` to `to` (`YYYY-MM-DD`; today, and a week, unless
/// given).
#[get("/api/doctors/{id}/slots?from&to", auth: Auth)]
pub async fn slots(
    id: i64,
    from: Option<String>,
    to: Option<String>,
) -> Result<Vec<Slot>, AppError> {
    use jiff::{ToSpan as _, civil::Date};
    let app = &auth.app;
    let (settings, now) = (app.settings().await?, app.now());
    let today = settings.local(now).date();
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
    let to = day("to", to, from.checked_add(6.days()).unwrap_or(from)).unwrap_or(from);
    if to < from {
        errors.add("to", "The last day is before the first.");
    } else if (to - from).get_days() >= MOST_DAYS {
        errors.add("to", format!("Ask for at most {MOST_DAYS} days at once."));
    }
    errors.finish()?;
    app.db
        .read(move |conn| {
            doctors::store::active(conn, id)?;
            let free = free::free_slots(conn, &settings, id, from, to, now)?;
            Ok(free
                .into_iter()
                .map(|span| free::slot(span, &settings))
                .collect())
        })
        .await
}
