//! The first start, and the clinic's settings.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{SettingsForm, SettingsView, SetupForm, SetupOptions};
use crate::{error::AppError, form::Input};

#[cfg(feature = "server")]
use super::{
    model::{Clinic, Contact},
    store, zones,
};
#[cfg(feature = "server")]
use crate::{
    audit::{self, Action, Entity},
    auth::{self, hashing, model::Role, password_policy, store::NewUser},
    error::FieldErrors,
    form::validate,
    server::{
        Auth,
        engine::{self, Lock},
    },
};

/// What there is to choose from at the first start; not found once there is an administrator.
#[get("/api/setup", auth: Auth)]
pub async fn setup_options() -> Result<SetupOptions, AppError> {
    if auth.app.has_admin().await? {
        return Err(AppError::NotFound);
    }
    let default_zone = auth.app.config.time_zone.clone();
    Ok(SetupOptions {
        zones: zones::with(&default_zone),
        default_zone,
    })
}

/// Makes the first administrator and names the clinic; not found once there is an administrator.
#[post("/api/setup", auth: Auth)]
pub async fn set_up(form: Input<SetupForm>) -> Result<(), AppError> {
    let Input(form) = form;
    let app = auth.app.clone();
    if app.has_admin().await? {
        return Err(AppError::NotFound);
    }
    let mut errors = FieldErrors::default();
    let contact = Contact::check(
        "clinic_name",
        &form.clinic_name,
        &form.address,
        &form.phone,
        &mut errors,
    );
    let time_zone = errors.check("time_zone", zones::check(&form.time_zone));
    let username = errors.check("username", validate::username(&form.username));
    let full_name = errors.check("full_name", validate::full_name(&form.full_name));
    errors.check(
        "password",
        password_policy::check(&form.password, &form.username),
    );
    errors.finish()?;
    let (Some(contact), Some(time_zone), Some(username), Some(full_name)) =
        (contact, time_zone, username, full_name)
    else {
        return Err(AppError::Malformed);
    };
    let hash = hashing::hash(&app, form.password).await?;
    let actor = auth.actor();
    app.db
        .write(move |conn| {
            // Of two first administrators one comes too late.
            engine::lock(conn, &[Lock::Administration])?;
            if auth::store::has_admin(conn)? {
                return Err(AppError::NotFound);
            }
            let new = NewUser {
                username: &username,
                password_hash: &hash,
                role: Role::Admin,
                full_name: &full_name,
                must_change_password: false,
                at: actor.at,
            };
            let id = auth::store::register_user(conn, &new)?;
            let clinic = Clinic {
                name: contact.name.clone(),
                address: contact.address.clone(),
                phone: contact.phone.clone(),
                time_zone: time_zone.clone(),
                ..store::load(conn)?
            };
            if store::exists(conn)? {
                store::update(conn, &clinic)?;
            } else {
                store::create(conn, &clinic)?;
            }
            let actor = actor.as_account(id);
            audit::store::record(conn, &actor, Action::SetUp, Some(Entity::User(id)), "")?;
            audit::store::record(
                conn,
                &actor,
                Action::UserCreated,
                Some(Entity::User(id)),
                "",
            )?;
            Ok(())
        })
        .await?;
    app.forget_settings();
    auth.leads_to(
        "/login",
        "Your clinic is ready. Log in with the account you have just made.",
    );
    Ok(())
}

/// The settings, to be changed.
#[get("/api/admin/settings", auth: Auth)]
pub async fn settings() -> Result<SettingsView, AppError> {
    auth.require(&[Role::Admin])?;
    // From the database itself: what is kept in memory may be of before another server's change.
    let clinic = auth.app.db.read(|conn| Ok(store::load(conn)?)).await?;
    Ok(SettingsView {
        zones: zones::with(&clinic.time_zone),
        clinic,
    })
}

/// Changes the settings.
#[post("/api/admin/settings", auth: Auth)]
pub async fn change_settings(form: Input<SettingsForm>) -> Result<(), AppError> {
    let Input(form) = form;
    auth.require(&[Role::Admin])?;
    let app = auth.app.clone();
    let mut errors = FieldErrors::default();
    let contact = Contact::check("name", &form.name, &form.address, &form.phone, &mut errors);
    let time_zone = errors.check("time_zone", zones::check(&form.time_zone));
    let rules = form.rules(&mut errors);
    errors.finish()?;
    let (Some(contact), Some(time_zone), Some(rules)) = (contact, time_zone, rules) else {
        return Err(AppError::Malformed);
    };
    let actor = auth.actor();
    app.db
        .write(move |conn| {
            engine::lock(conn, &[Lock::Administration])?;
            let current = store::load(conn)?;
            let seen = validate::optional(&form.version);
            if seen.is_some_and(|version| version.parse() != Ok(current.version)) {
                return Err(AppError::conflict(
                    "Somebody changed the settings since you opened this page. Reload it to see them, then make your change again.",
                ));
            }
            if time_zone != current.time_zone && !form.zone_change {
                return Err(AppError::field(
                    "time_zone",
                    "This is another time zone than before. If you mean it, tick the box below.",
                ));
            }
            let clinic = Clinic {
                name: contact.name.clone(),
                address: contact.address.clone(),
                phone: contact.phone.clone(),
                time_zone: time_zone.clone(),
                slot_minutes: rules.slot_minutes(),
                hours: rules.hours().clone(),
                ..current.clone()
            };
            store::update(conn, &clinic)?;
            audit::store::record(conn, &actor, Action::SettingsChanged, None, &changed(&current, &clinic))?;
            Ok(())
        })
        .await?;
    app.forget_settings();
    auth.leads_to("/admin/settings", "The settings are saved.");
    Ok(())
}

/// Which settings differ, for the audit trail.
#[cfg(feature = "server")]
fn changed(from: &Clinic, to: &Clinic) -> String {
    let zone = format!("time zone ({} to {})", from.time_zone, to.time_zone);
    [
        (from.name != to.name, "name"),
        (from.address != to.address, "address"),
        (from.phone != to.phone, "phone"),
        (from.time_zone != to.time_zone, zone.as_str()),
        (from.slot_minutes != to.slot_minutes, "minutes per visit"),
        (from.hours != to.hours, "opening hours"),
    ]
    .into_iter()
    .filter_map(|(differs, what)| differs.then_some(what))
    .collect::<Vec<_>>()
    .join(", ")
}

#[cfg(all(test, feature = "server"))]
mod tests {
    use super::*;

    #[test]
    fn the_trail_says_what_was_changed() {
        let from = Clinic::unnamed();
        assert_eq!(changed(&from, &from), "");
        let to = Clinic {
            name: "Maple".into(),
            time_zone: "Europe/London".into(),
            ..from.clone()
        };
        assert_eq!(
            changed(&from, &to),
            "name, time zone (UTC to Europe/London)"
        );
    }
}
