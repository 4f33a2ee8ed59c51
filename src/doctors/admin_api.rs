//! Doctors, for admins.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{AddForm, EditForm, Managed, Row};
use crate::{
    admin::accounts::NewAccount, appointments::model::Paged, error::AppError, form::Input,
};

#[cfg(feature = "server")]
use super::{admin_store, store};
#[cfg(feature = "server")]
use crate::{
    admin::accounts::{self, credentials},
    audit::{self, Action, Entity},
    auth::Role,
    error::FieldErrors,
    server::Auth,
};

/// A page of the doctors whom every word of `q` finds by name, specialization or username.
#[get("/api/admin/doctors?q&page", auth: Auth)]
pub async fn list(q: Option<String>, page: Option<u32>) -> Result<Paged<Row>, AppError> {
    auth.require(&[Role::Admin])?;
    let app = &auth.app;
    let (settings, now) = (app.settings().await?, app.now());
    let (q, page) = (q.unwrap_or_default(), page.unwrap_or(1));
    app.db
        .read(move |conn| Ok(admin_store::list(conn, &settings, now, &q, page)?))
        .await
}

/// A doctor with their account.
#[get("/api/admin/doctors/{id}", auth: Auth)]
pub async fn find(id: i64) -> Result<Managed, AppError> {
    auth.require(&[Role::Admin])?;
    let app = &auth.app;
    let (settings, now) = (app.settings().await?, app.now());
    app.db
        .read(move |conn| Ok(admin_store::find(conn, &settings, now, id)?))
        .await
}

/// Adds a doctor with an account. The temporary password is told this once; it is replaced at
/// the first login.
#[post("/api/admin/doctors", auth: Auth)]
pub async fn add(form: Input<AddForm>) -> Result<NewAccount, AppError> {
    let Input(form) = form;
    auth.require(&[Role::Admin])?;
    let mut errors = FieldErrors::default();
    let details = form.details().check(&mut errors);
    let credentials = credentials::check(&form.username, &form.password, &mut errors);
    let (Some(details), Some(credentials)) = (details, credentials) else {
        return Err(errors.into_error());
    };
    let hashed = credentials.hash(&auth.app).await?;
    let actor = auth.actor();
    let id = auth
        .app
        .db
        .write(move |conn| {
            let user = hashed.create(conn, &actor, Role::Doctor, &details.full_name)?;
            let id = store::create(conn, user, &details)?;
            audit::store::record(
                conn,
                &actor,
                Action::DoctorAdded,
                Some(Entity::Doctor(id)),
                "",
            )?;
            Ok(id)
        })
        .await?;
    let notice = accounts::model::secret_notice(
        "Doctor added.",
        &credentials.username,
        &credentials.password,
    );
    auth.leads_to(&format!("/admin/doctors/{id}"), &notice);
    Ok(NewAccount {
        id,
        username: credentials.username,
        temporary_password: credentials.password,
    })
}

/// Changes what describes a doctor.
#[post("/api/admin/doctors/{id}", auth: Auth)]
pub async fn edit(id: i64, form: Input<EditForm>) -> Result<(), AppError> {
    let Input(form) = form;
    auth.require(&[Role::Admin])?;
    let mut errors = FieldErrors::default();
    let Some(details) = form.details().check(&mut errors) else {
        return Err(errors.into_error());
    };
    let actor = auth.actor();
    auth.app
        .db
        .write(move |conn| {
            if !store::update(conn, id, form.version, &details)? {
                return Err(AppError::conflict(
                    "Somebody else has changed this doctor meanwhile. Reload the page to see how, then make your change again.",
                ));
            }
            audit::store::record(conn, &actor, Action::DoctorChanged, Some(Entity::Doctor(id)), "")?;
            Ok(())
        })
        .await?;
    auth.leads_to(
        &format!("/admin/doctors/{id}"),
        "The doctor's details are saved.",
    );
    Ok(())
}
