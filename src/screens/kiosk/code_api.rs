//! The code of an appointment, for its patient and the front desk.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::code::CheckInCode;
use crate::error::AppError;

#[cfg(feature = "server")]
use super::{code, qr};
#[cfg(feature = "server")]
use crate::{
    auth::Role,
    server::{Auth, Scope, schema::appointments},
};

/// What an appointment is checked in with.
#[get("/api/appointments/{id}/check-in-code", auth: Auth)]
pub async fn check_in_code(id: i64) -> Result<CheckInCode, AppError> {
    use diesel::prelude::*;
    auth.require(&[Role::Patient, Role::FrontDesk, Role::Admin])?;
    let scope = auth.scope()?;
    let digits: String = auth
        .app
        .db
        .read(move |conn| {
            let (digits, patient_id): (String, i64) = appointments::table
                .find(id)
                .select((appointments::check_in_code, appointments::patient_id))
                .first(conn)?;
            let theirs = match scope {
                Scope::Patient(own) => own == patient_id,
                Scope::Clinic => true,
                Scope::Doctor(_) => false,
            };
            // Only what was written past the store has none.
            if theirs && !digits.is_empty() {
                Ok(digits)
            } else {
                Err(AppError::NotFound)
            }
        })
        .await?;
    Ok(CheckInCode {
        words: code::words(id, &digits),
        qr: qr::draw(&code::scanned(id, &digits))?,
    })
}
