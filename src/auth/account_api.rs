//! One's own account: password, details, and where one is signed in.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{DetailsForm, Me, PasswordForm, SignIn};
use crate::{error::AppError, form::Input};

#[cfg(feature = "server")]
use super::{
    api::begin,
    hashing::{self, Verdict},
    model::Role,
    password_policy, store,
};
#[cfg(feature = "server")]
use crate::{
    audit::{self, Action, Entity},
    error::FieldErrors,
    patients,
    server::{
        Auth,
        engine::{self, Lock},
        session_store::{LIMITS, Limits, stored_id},
    },
};

/// Replaces one's password; every other session of the account ends.
#[post("/api/account/password", auth: Auth)]
pub async fn change_password(form: Input<PasswordForm>) -> Result<Me, AppError> {
    let Input(form) = form;
    let user = auth.signed_in()?.clone();
    let app = auth.app.clone();
    let mut errors = FieldErrors::default();
    if form.current_password.is_empty() {
        errors.add("current_password", "Enter your current password.");
    }
    errors.check(
        "new_password",
        password_policy::check(&form.new_password, &user.username),
    );
    if form.new_password == form.current_password {
        errors.add(
            "new_password",
            "Choose a password other than the current one.",
        );
    }
    errors.finish()?;

    let (attempt, now) = (auth.attempt(Some(&user.username)), app.now());
    let (name, throttle) = (user.username.clone(), app.config.throttle);
    let begun = attempt.clone();
    let account = app
        .db
        .write(move |conn| {
            if throttle {
                begun.begin(conn, false, now)?;
            }
            Ok(store::find_account(conn, &name)?)
        })
        .await?;
    let seen = account.map(|account| account.password_hash);
    let wrong = || AppError::field("current_password", "That is not your current password.");
    if hashing::verify(&app, form.current_password, seen.clone()).await? == Verdict::Wrong {
        return Err(wrong());
    }
    let seen = seen.ok_or(AppError::NotSignedIn)?;
    let hash = hashing::hash(&app, form.new_password).await?;
    let (id, actor, first) = (user.id, auth.actor(), user.must_change_password);
    let user = app
        .db
        .write(move |conn| {
            attempt.succeeded(conn)?;
            if !store::change_password(conn, id, &seen, &hash)? {
                return Err(wrong());
            }
            store::end_sessions(conn, id, None)?;
            audit::store::record(
                conn,
                &actor,
                Action::PasswordChanged,
                Some(Entity::User(id)),
                "",
            )?;
            Ok(store::active_user(conn, id)?)
        })
        .await?
        .ok_or(AppError::NotSignedIn)?;
    // Boards hear of it when they are looked after next: asked now, a page would ask who it is before its new cookie
    // has come.
    let kept: Option<Limits> = auth.session.session.get(LIMITS).await?;
    begin(auth.clone(), &user, kept == Some(Limits::KEPT)).await?;
    let me = user.me();
    let next = if first { me.home() } else { "/account" };
    auth.leads_to(
        next,
        "Your password is changed. Other devices were logged out.",
    );
    Ok(me)
}

/// A patient's own details.
#[get("/api/account", auth: Auth)]
pub async fn details() -> Result<DetailsForm, AppError> {
    let user = auth.require(&[Role::Patient])?;
    let id = user.patient_id.ok_or(AppError::Forbidden)?;
    let patient = auth
        .app
        .db
        .read(move |conn| Ok(patients::store::find(conn, id)?))
        .await?;
    Ok(DetailsForm {
        full_name: patient.full_name,
        contact_number: patient.contact_number,
        email: patient.email,
        date_of_birth: patient.date_of_birth.unwrap_or_default(),
    })
}

/// Changes a patient's own details.
#[post("/api/account", auth: Auth)]
pub async fn change_details(form: Input<DetailsForm>) -> Result<(), AppError> {
    let Input(form) = form;
    let user = auth.require(&[Role::Patient])?;
    let id = user.patient_id.ok_or(AppError::Forbidden)?;
    let app = &auth.app;
    let today = app.settings().await?.local(app.now()).date();
    let mut errors = FieldErrors::default();
    let details = patients::model::Details {
        full_name: form.full_name,
        contact_number: form.contact_number,
        email: form.email,
        date_of_birth: form.date_of_birth,
    };
    let Some(details) = details.check(today, true, &mut errors) else {
        return Err(errors.into_error());
    };
    let actor = auth.actor();
    app.db
        .write(move |conn| {
            engine::lock(conn, &[Lock::Patient(id)])?;
            patients::store::still_theirs(conn, &actor, id)?;
            if !patients::store::update(conn, id, None, &details)? {
                return Err(AppError::conflict(
                    "The clinic has changed your details just now. Please look at them again.",
                ));
            }
            audit::store::record(
                conn,
                &actor,
                Action::PatientChanged,
                Some(Entity::Patient(id)),
                "own details",
            )?;
            Ok(())
        })
        .await?;
    auth.leads_to("/account", "Your details are saved.");
    Ok(())
}

/// Where the account is signed in.
#[get("/api/account/sessions", auth: Auth)]
pub async fn sign_ins() -> Result<Vec<SignIn>, AppError> {
    let id = auth.signed_in()?.id;
    let app = &auth.app;
    let (settings, now) = (app.settings().await?, app.now());
    let current = auth.session.session.id().map(|id| stored_id(&id));
    let rows = app
        .db
        .read(move |conn| Ok(store::live_sessions(conn, id, now)?))
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| SignIn {
            agent: row.agent,
            since: settings.local(row.created_at.0),
            last_seen: settings.local(row.last_seen_at.0),
            current: Some(&row.id) == current.as_ref(),
        })
        .collect())
}

/// Ends every other session of the account.
#[post("/api/account/sessions/end", auth: Auth)]
pub async fn end_other_sessions(form: Input<crate::form::Nothing>) -> Result<(), AppError> {
    let Input(crate::form::Nothing {}) = form;
    let id = auth.signed_in()?.id;
    let keep = auth.session.session.id().map(|id| stored_id(&id));
    let actor = auth.actor();
    auth.app
        .db
        .write(move |conn| {
            store::end_sessions(conn, id, keep.as_deref())?;
            audit::store::record(
                conn,
                &actor,
                Action::SessionsEnded,
                Some(Entity::User(id)),
                "",
            )?;
            Ok(())
        })
        .await?;
    auth.app.boards.look_at_rights();
    auth.leads_to("/account", "Everywhere else you are logged out.");
    Ok(())
}
