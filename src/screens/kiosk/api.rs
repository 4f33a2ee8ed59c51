//! Checking oneself in.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{error::AppError, form::Input};

#[cfg(feature = "server")]
use super::check_in;
#[cfg(feature = "server")]
use crate::{
    screens::{model::ScreenKind, store},
    server::Auth,
};

/// `POST /api/kiosk/{token}/check-in`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    /// What was typed or scanned.
    pub code: String,
}

/// What a kiosk tells who has checked in; anybody may look over their shoulder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedIn {
    /// Their number in the day's queue.
    pub number: u32,
    /// In how many minutes it may be their turn.
    pub wait_minutes: Option<u32>,
}

impl CheckedIn {
    /// The same in a sentence.
    pub fn words(&self) -> String {
        format!(
            "Thank you. Your number is {}. Please take a seat.{}",
            self.number,
            self.wait_words()
                .map(|words| format!(" {words}"))
                .unwrap_or_default()
        )
    }

    /// How long it may take, rounded up to five minutes: nobody can know better.
    pub fn wait_words(&self) -> Option<String> {
        let minutes = self.wait_minutes?.div_ceil(5) * 5;
        Some(match minutes {
            0 => "It is your turn soon.".to_owned(),
            _ => format!("It may take about {minutes} minutes."),
        })
    }
}

/// Whether the page behind this link is a kiosk's.
#[get("/api/kiosk/{token}", auth: Auth)]
pub async fn kiosk(token: String) -> Result<(), AppError> {
    store::admit(&auth.app, &auth.address, ScreenKind::Kiosk, &token).await?;
    Ok(())
}

/// Checks in the patient whose code this is.
#[post("/api/kiosk/{token}/check-in", auth: Auth)]
pub async fn check_in(token: String, form: Input<CodeForm>) -> Result<CheckedIn, AppError> {
    let Input(form) = form;
    let kiosk = store::admit(&auth.app, &auth.address, ScreenKind::Kiosk, &token).await?;
    let checked_in = check_in::by_code(&auth.app, auth.actor(), kiosk, &form.code).await?;
    auth.leads_to(&ScreenKind::Kiosk.path(&token), &checked_in.words());
    Ok(checked_in)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_told_as_roughly_as_it_is_known() {
        let words = |wait_minutes| {
            CheckedIn {
                number: 12,
                wait_minutes,
            }
            .words()
        };
        let thanks = "Thank you. Your number is 12. Please take a seat.";
        assert_eq!(words(None), thanks);
        assert_eq!(words(Some(0)), format!("{thanks} It is your turn soon."));
        assert_eq!(
            words(Some(11)),
            format!("{thanks} It may take about 15 minutes.")
        );
    }
}
