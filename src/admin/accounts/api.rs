//! Accounts, for admins.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{DisableForm, Disabled, NewAccount, StaffForm, StaffMember};
use crate::{
    appointments::model::Paged,
    error::AppError,
    form::{Input, Nothing},
};

#[cfg(feature = "server")]
use diesel::OptionalExtension as _;

#[cfg(feature = "server")]
use super::{
    credentials,
    model::{secret_notice, staff_role},
    store,
};
#[cfg(feature = "server")]
use crate::{
    appointments,
    audit::{self, Action, Entity},
    auth::{self, Role, hashing},
    error::FieldErrors,
    form::validate,
    patients,
    server::{
        Auth, Scope,
        engine::{self, Lock},
    },
};

/// What a patient reads when their doctor has left.
#[cfg(feature = "server")]
const DOCTOR_GONE: &str = "The doctor no longer sees patients here.";

/// A page of the admins and the front desk.
#[get("/api/admin/staff?page", auth: Auth)]
pub async fn staff(page: Option<u32>) -> Result<Paged<StaffMember>, AppError> {
    auth.require(&[Role::Admin])?;
    let settings = auth.app.settings().await?;
    auth.app
        .db
        .read(move |conn| Ok(store::staff(conn, &settings, page.unwrap_or(1))?))
        .await
}

/// Adds an admin or somebody for the front desk. The temporary password is told this once; it is
/// replaced at the first login.
#[post("/api/admin/staff", auth: Auth)]
pub async fn add_staff(form: Input<StaffForm>) -> Result<NewAccount, AppError> {
    let Input(form) = form;
    auth.require(&[Role::Admin])?;
    let mut errors = FieldErrors::default();
    let full_name = errors.check("full_name", validate::full_name(&form.full_name));
    let role = errors.check("role", staff_role(&form.role));
    let credentials = credentials::check(&form.username, &form.password, &mut errors);
    let (Some(full_name), Some(role), Some(credentials)) = (full_name, role, credentials) else {
        return Err(errors.into_error());
    };
    let hashed = credentials.hash(&auth.app).await?;
    let actor = auth.actor();
    let id = auth
        .app
        .db
        .write(move |conn| hashed.create(conn, &actor, role, &full_name))
        .await?;
    let notice = secret_notice(
        "Staff member added.",
        &credentials.username,
        &credentials.password,
    );
    auth.leads_to("/admin/staff", &notice);
    Ok(NewAccount {
        id,
        username: credentials.username,
        temporary_password: credentials.password,
    })
}

/// Takes an account the right to sign in and ends its sessions. For a doctor the form says what
/// becomes of booked appointments still to come.
#[post("/api/admin/users/{id}/disable", auth: Auth)]
pub async fn disable(id: i64, form: Input<DisableForm>) -> Result<Disabled, AppError> {
    let Input(form) = form;
    let by = auth.require(&[Role::Admin])?.id;
    let actor = auth.actor();
    let settings = auth.app.settings().await?;
    let (account, cancelled) = auth
        .app
        .db
        .write(move |conn| {
            engine::lock(conn, &[Lock::Administration])?;
            let account = store::find(conn, id)?;
            if let Some(doctor) = account.doctor_id {
                engine::lock(conn, &[Lock::Doctor(doctor)])?;
            }
            account.may_be_disabled(by, store::other_admins(conn, id)?)?;
            let upcoming = match account.doctor_id {
                Some(doctor) => appointments::store::future_booked(conn, doctor, actor.at)?,
                None => Vec::new(),
            };
            let (cancelled, decision) = match form.cancels(upcoming.len())? {
                true => (upcoming, "appointments cancelled"),
                false if upcoming.is_empty() => (upcoming, ""),
                false => (Vec::new(), "appointments kept"),
            };
            for appointment in &cancelled {
                appointments::course::cancel(
                    conn,
                    &settings,
                    &actor,
                    Scope::Clinic,
                    *appointment,
                    None,
                    DOCTOR_GONE,
                )?;
            }
            store::set_active(conn, &account, false)?;
            auth::store::end_sessions(conn, id, None)?;
            audit::store::record(
                conn,
                &actor,
                Action::UserDisabled,
                Some(Entity::User(id)),
                decision,
            )?;
            Ok((account, u32::try_from(cancelled.len()).unwrap_or(u32::MAX)))
        })
        .await?;
    auth.app.boards.look_at_rights();
    let done = Disabled { cancelled };
    auth.leads_to(&account.page(), &done.words(&account.full_name));
    Ok(done)
}

/// Lets an account sign in again; not that of a record which was merged into another one.
#[post("/api/admin/users/{id}/enable", auth: Auth)]
pub async fn enable(id: i64, form: Input<Nothing>) -> Result<(), AppError> {
    let Input(Nothing {}) = form;
    auth.require(&[Role::Admin])?;
    let actor = auth.actor();
    let account = auth
        .app
        .db
        .write(move |conn| {
            let mut account = store::find(conn, id)?;
            if let Some(patient_id) = account.patient_id {
                // Or the record might be merged meanwhile. A merge that was waited for may have given the account
                // another one.
                engine::lock(conn, &[Lock::Patient(patient_id)])?;
                account = store::find(conn, id)?;
            }
            if let Some(patient_id) = account.patient_id {
                patients::store::unmerged(conn, patient_id)
                    .optional()?
                    .ok_or_else(merged)?;
            }
            store::set_active(conn, &account, true)?;
            audit::store::record(
                conn,
                &actor,
                Action::UserEnabled,
                Some(Entity::User(id)),
                "",
            )?;
            Ok(account)
        })
        .await?;
    auth.leads_to(
        &account.page(),
        &format!("{} can log in again.", account.full_name),
    );
    Ok(())
}

/// Why nobody may sign in to a record that was given up.
#[cfg(feature = "server")]
fn merged() -> AppError {
    AppError::conflict(
        "The record of this account has been merged into another one, which has an account of its own. To let this one sign in again, undo the merge first.",
    )
}

/// Gives an account a temporary password, told this once, and ends its sessions.
#[post("/api/admin/users/{id}/reset-password", auth: Auth)]
pub async fn reset_password(id: i64, form: Input<Nothing>) -> Result<NewAccount, AppError> {
    let Input(Nothing {}) = form;
    if auth.require(&[Role::Admin])?.id == id {
        return Err(AppError::conflict(
            "Change your own password on the page of your account.",
        ));
    }
    let password = hashing::temporary();
    let hash = hashing::hash(&auth.app, password.clone()).await?;
    let actor = auth.actor();
    let account = auth
        .app
        .db
        .write(move |conn| {
            let account = store::find(conn, id)?;
            auth::store::reset_password(conn, id, &hash)?;
            auth::store::end_sessions(conn, id, None)?;
            audit::store::record(
                conn,
                &actor,
                Action::PasswordReset,
                Some(Entity::User(id)),
                "",
            )?;
            Ok(account)
        })
        .await?;
    auth.app.boards.look_at_rights();
    auth.leads_to(
        &account.page(),
        &secret_notice("Password reset.", &account.username, &password),
    );
    Ok(NewAccount {
        id,
        username: account.username,
        temporary_password: password,
    })
}
