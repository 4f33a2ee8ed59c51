//! The clinic at a glance.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::Overview;
use crate::error::AppError;

#[cfg(feature = "server")]
use super::{model::DAYS, store};
#[cfg(feature = "server")]
use crate::{auth::Role, displaced, server::Auth};

/// Today's numbers, the coming days, the latest bookings and cancellations, and what needs a
/// hand.
#[get("/api/admin/overview", auth: Auth)]
pub async fn overview() -> Result<Overview, AppError> {
    auth.require(&[Role::Admin])?;
    let app = &auth.app;
    let (settings, now) = (app.settings().await?, app.now());
    let today = settings.local(now).date();
    app.db
        .read(move |conn| {
            let (counts, days) = store::days(conn, &settings, today, DAYS)?;
            Ok(Overview {
                today,
                counts,
                capacity: store::capacity(conn, &settings, today, now)?,
                days,
                bookings: store::latest_bookings(conn, &settings, now)?,
                cancellations: store::latest_cancellations(conn, &settings, now)?,
                never_signed_in: store::never_signed_in(conn, &settings)?,
                left_open: store::left_open(conn, &settings, today, DAYS)?,
                displaced: displaced::store::count(conn, &settings, None, now)?,
            })
        })
        .await
}
