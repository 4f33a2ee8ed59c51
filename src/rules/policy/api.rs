//! The policy, for admins, and lifting what it did to a patient, for the front desk too.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{PolicyForm, PolicyView};
use crate::{
    error::AppError,
    form::{Input, Nothing},
};

#[cfg(feature = "server")]
use super::store;
#[cfg(feature = "server")]
use crate::{
    audit::{self, Action, Entity},
    auth::Role,
    error::FieldErrors,
    form::validate,
    patients::merge,
    rules::{self, model::Policy},
    server::{
        Auth,
        engine::{self, Lock},
    },
};

/// The policy, to be changed.
#[get("/api/admin/policy", auth: Auth)]
pub async fn get() -> Result<PolicyView, AppError> {
    auth.require(&[Role::Admin])?;
    let policy = auth
        .app
        .db
        .read(|conn| Ok(rules::store::load_policy(conn)?))
        .await?;
    Ok(PolicyView {
        version: rules::store::stamp(&policy),
        policy,
    })
}

/// Changes the policy. Appointments booked already stay.
#[post("/api/admin/policy", auth: Auth)]
pub async fn change(form: Input<PolicyForm>) -> Result<(), AppError> {
    let Input(form) = form;
    auth.require(&[Role::Admin])?;
    let mut errors = FieldErrors::default();
    let Some(policy) = form.check(&mut errors) else {
        return Err(errors.into_error());
    };
    let (app, actor) = (auth.app.clone(), auth.actor());
    app.db
        .write(move |conn| {
            engine::lock(conn, &[Lock::Administration])?;
            let before = rules::store::load_policy(conn)?;
            let seen = validate::optional(&form.version);
            if seen.is_some_and(|seen| seen != rules::store::stamp(&before)) {
                return Err(AppError::conflict(
                    "Somebody else has changed the policy meanwhile. Reload the page to see how, then make your change again.",
                ));
            }
            store::save(conn, &policy)?;
            rules::store::changed(conn)?;
            let detail = differing(&before, &policy);
            audit::store::record(conn, &actor, Action::PolicyChanged, None, &detail)?;
            Ok(())
        })
        .await?;
    app.forget_settings();
    auth.leads_to("/admin/policy", "The policy is saved.");
    Ok(())
}

/// What differs, for the audit trail.
#[cfg(feature = "server")]
fn differing(from: &Policy, to: &Policy) -> String {
    [
        (from.notice_minutes != to.notice_minutes, "notice"),
        (from.horizon_days != to.horizon_days, "booking horizon"),
        (from.cancel_minutes != to.cancel_minutes, "cancelling"),
        (from.most_open != to.most_open, "appointments to come"),
        (from.new_patients != to.new_patients, "new patients"),
        (from.noshow_limit != to.noshow_limit, "no-shows"),
        (
            from.noshow_minutes != to.noshow_minutes,
            "proposing no-shows",
        ),
    ]
    .into_iter()
    .filter_map(|(differs, what)| differs.then_some(what))
    .collect::<Vec<_>>()
    .join(", ")
}

/// Forgives a patient's no-shows so far, which opens online booking for them again.
#[post("/api/patients/{id}/forgive", auth: Auth)]
pub async fn forgive(id: i64, form: Input<Nothing>) -> Result<(), AppError> {
    let Input(Nothing {}) = form;
    auth.require(&[Role::Admin, Role::FrontDesk])?;
    let actor = auth.actor();
    auth.app
        .db
        .write(move |conn| {
            engine::lock(conn, &[Lock::Patient(id)])?;
            merge::store::unmerged(conn, id)?;
            store::forgive(conn, id, actor.at)?;
            let patient = Some(Entity::Patient(id));
            audit::store::record(conn, &actor, Action::PatientForgiven, patient, "")?;
            Ok(())
        })
        .await?;
    let notice = "The patient can book online again.";
    auth.leads_to(&format!("/patients/{id}"), notice);
    Ok(())
}
