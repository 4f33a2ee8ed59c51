//! Time off and extra hours, for whoever keeps a doctor's hours; closures, for admins.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{ExceptionForm, ImportForm, Imported};
use crate::{
    error::AppError,
    form::{Input, Nothing},
    rules::{hours::model::Saved, model::Exception},
};

#[cfg(feature = "server")]
use super::{closures, store};
#[cfg(feature = "server")]
use crate::{
    audit::{self, Action, Entity},
    auth::Role,
    displaced, doctors,
    error::FieldErrors,
    rules::{
        self,
        hours::{
            api::{page, require_keeper},
            preview::{self, Concern},
        },
        model::ExceptionKind,
    },
    server::{
        Auth,
        engine::{self, Lock},
    },
};

/// Where closures are kept.
#[cfg(feature = "server")]
const CLOSURES: &str = "/admin/closures";

/// Enters time off or extra hours of a doctor.
#[post("/api/doctors/{id}/exceptions", auth: Auth)]
pub async fn add(id: i64, form: Input<ExceptionForm>) -> Result<Saved, AppError> {
    let Input(form) = form;
    require_keeper(&auth, id)?;
    let kind = match form.kind.as_str() {
        "away" => ExceptionKind::Away,
        "extra" => ExceptionKind::Extra,
        _ => return Err(AppError::field("kind", "Choose time off or extra hours.")),
    };
    let saved = enter(&auth, Some(id), kind, &form).await?;
    let done = match kind {
        ExceptionKind::Extra => "The extra hours are entered.",
        _ => "The time off is entered.",
    };
    auth.leads_to(
        &saved.leads_to(Some(id), &page(&auth, id)),
        &saved.words(done),
    );
    Ok(saved)
}

/// Closes the clinic for some time.
#[post("/api/closures", auth: Auth)]
pub async fn close(form: Input<ExceptionForm>) -> Result<Saved, AppError> {
    let Input(form) = form;
    auth.require(&[Role::Admin])?;
    let saved = enter(&auth, None, ExceptionKind::Closure, &form).await?;
    auth.leads_to(
        &saved.leads_to(None, CLOSURES),
        &saved.words("The closure is entered."),
    );
    Ok(saved)
}

#[cfg(feature = "server")]
async fn enter(
    auth: &Auth,
    doctor_id: Option<i64>,
    kind: ExceptionKind,
    form: &ExceptionForm,
) -> Result<Saved, AppError> {
    let (app, actor) = (auth.app.clone(), auth.actor());
    let settings = app.settings().await?;
    let now = settings.local(actor.at).civil();
    let mut errors = FieldErrors::default();
    let Some(new) = form.check(kind, doctor_id, now, &mut errors) else {
        return Err(errors.into_error());
    };
    let saved = app
        .db
        .write(move |conn| {
            engine::lock(conn, &[Lock::Administration])?;
            let settings = settings.current(conn, actor.at)?;
            if let Some(doctor_id) = doctor_id {
                doctors::store::find(conn, doctor_id)?;
            }
            let twice = settings.rules.exceptions.iter().any(|each| {
                let extra = kind == ExceptionKind::Extra && each.kind == kind;
                let overlap = each.starts < new.ends && new.starts < each.ends;
                extra && overlap && each.doctor_id == doctor_id
            });
            if twice {
                return Err(AppError::field(
                    "from_time",
                    "There are extra hours at that time already.",
                ));
            }
            store::create(conn, &actor, &new, None)?;
            rules::store::changed(conn)?;
            let entity = doctor_id.map(Entity::Doctor);
            audit::store::record(conn, &actor, Action::ExceptionAdded, entity, kind.key())?;
            let concern = Concern::between(&settings, doctor_id, new.starts, new.ends);
            let after = store::with(&settings.rules, std::slice::from_ref(&new));
            let outside = preview::outside(conn, &settings, concern, &after, actor.at)?;
            Ok(Saved {
                outside: outside.len(),
                displaced: kind != ExceptionKind::Extra && !outside.is_empty(),
            })
        })
        .await?;
    app.forget_settings();
    Ok(saved)
}

/// Deletes time off, extra hours or a closure.
#[post("/api/exceptions/{id}/delete", auth: Auth)]
pub async fn delete(id: i64, form: Input<Nothing>) -> Result<Saved, AppError> {
    let Input(Nothing {}) = form;
    auth.require(&[Role::Doctor, Role::FrontDesk, Role::Admin])?;
    let (app, actor) = (auth.app.clone(), auth.actor());
    let doctor_id = app
        .db
        .read(move |conn| Ok(store::doctor_of(conn, id)?))
        .await?;
    match doctor_id {
        Some(doctor_id) => require_keeper(&auth, doctor_id)?,
        None => _ = auth.require(&[Role::Admin])?,
    }
    let settings = app.settings().await?;
    let saved = app
        .db
        .write(move |conn| {
            engine::lock(conn, &[Lock::Administration])?;
            let settings = settings.current(conn, actor.at)?;
            if !store::delete(conn, id)? {
                return Err(AppError::NotFound);
            }
            rules::store::changed(conn)?;
            let entity = doctor_id.map(Entity::Doctor);
            let gone = settings.rules.exceptions.iter().find(|each| each.id == id);
            let kind = gone.map_or("", |gone| gone.kind.key());
            audit::store::record(conn, &actor, Action::ExceptionRemoved, entity, kind)?;
            // Visits in extra hours that are no more.
            let outside = match gone {
                Some(gone) => {
                    let concern = Concern::between(&settings, doctor_id, gone.starts, gone.ends);
                    let after = store::without(&settings.rules, id);
                    preview::outside(conn, &settings, concern, &after, actor.at)?.len()
                }
                None => 0,
            };
            let settings = settings.current(conn, actor.at)?;
            displaced::steps::settle(conn, &settings, actor.at)?;
            Ok(Saved {
                outside,
                displaced: false,
            })
        })
        .await?;
    app.forget_settings();
    let page = doctor_id.map_or_else(|| CLOSURES.to_owned(), |id| page(&auth, id));
    auth.leads_to(&page, &saved.words("It is deleted."));
    Ok(saved)
}

/// The closures that are not over, by beginning.
#[get("/api/closures", auth: Auth)]
pub async fn closures() -> Result<Vec<Exception>, AppError> {
    auth.require(&[Role::Admin])?;
    let settings = auth.app.settings().await?;
    let now = settings.local(auth.app.now()).civil();
    let closures = settings.rules.exceptions.iter();
    let coming = closures.filter(|each| each.doctor_id.is_none() && each.ends > now);
    Ok(coming.cloned().collect())
}

/// Enters the closures and public holidays of a calendar file. What is there already stays as it is.
#[post("/api/closures/import", auth: Auth)]
pub async fn import(form: Input<ImportForm>) -> Result<Imported, AppError> {
    let Input(form) = form;
    auth.require(&[Role::Admin])?;
    if form.calendar.trim().is_empty() {
        let message = "Paste the text of a calendar file, or choose one.";
        return Err(AppError::field("calendar", message));
    }
    let (app, actor) = (auth.app.clone(), auth.actor());
    let settings = app.settings().await?;
    let imported = app
        .db
        .write(move |conn| {
            engine::lock(conn, &[Lock::Administration])?;
            let settings = settings.current(conn, actor.at)?;
            let imported = closures::import(conn, &settings, &actor, &form.calendar)?;
            if imported.added > 0 {
                rules::store::changed(conn)?;
                let detail = format!("{} added", imported.added);
                audit::store::record(conn, &actor, Action::ClosuresImported, None, &detail)?;
            }
            Ok(imported)
        })
        .await?;
    app.forget_settings();
    auth.leads_to(CLOSURES, &imported.words());
    Ok(imported)
}
