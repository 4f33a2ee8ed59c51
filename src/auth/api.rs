//! Signing in and out, and registering.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;

use super::model::{LoginForm, Me, RegisterForm, Shell};
use crate::{error::AppError, form::Input};

#[cfg(feature = "server")]
use super::{
    backend::User,
    hashing::{self, Verdict},
    model::{Role, local_path},
    password_policy,
    store::{self, NewUser},
};
#[cfg(feature = "server")]
use crate::{
    audit::{self, Action, Entity},
    error::FieldErrors,
    form::{Flash, validate},
    patients,
    server::{
        Auth,
        session_store::{AGENT, LIMITS, Limits},
        wire::FLASH,
    },
};

/// One message for an unknown name, a wrong password and a disabled account: it tells a guesser
/// nothing.
#[cfg(feature = "server")]
const WRONG: &str = "That username and password do not match. Please check both.";

/// What the frame around every page needs. A waiting flash is handed out once.
#[get("/api/shell", auth: Auth)]
pub async fn shell() -> Result<Shell, AppError> {
    let settings = auth.app.settings().await?;
    let flash: Option<Flash> = auth.session.session.get(FLASH).await?;
    if flash.is_some() {
        auth.session.session.remove_value(FLASH).await?;
    }
    Ok(Shell {
        me: auth.session.user.as_ref().map(User::me),
        clinic: (*settings.clinic).clone(),
        now: settings.local(auth.app.now()),
        flash,
    })
}

/// Who is signed in.
#[get("/api/me", auth: Auth)]
#[cfg_attr(
    feature = "server",
    expect(
        clippy::unused_async,
        reason = "a server function is asynchronous, this one has nothing to wait for"
    )
)]
pub async fn me() -> Result<Me, AppError> {
    auth.signed_in().map(User::me)
}

/// Signs in and answers who that is.
#[post("/api/login", auth: Auth)]
pub async fn login(form: Input<LoginForm>) -> Result<Me, AppError> {
    let Input(form) = form;
    let mut errors = FieldErrors::default();
    if form.username.trim().is_empty() {
        errors.add("username", "Enter your username.");
    }
    if form.password.is_empty() {
        errors.add("password", "Enter your password.");
    }
    errors.finish()?;

    let app = auth.app.clone();
    let (attempt, now, throttle) = (
        auth.attempt(Some(&form.username)),
        app.now(),
        app.config.throttle,
    );
    let (name, begun) = (form.username.clone(), attempt.clone());
    let account = app
        .db
        .write(move |conn| {
            let account = store::find_account(conn, &name)?;
            if throttle {
                let known = match &account {
                    Some(account) => {
                        audit::store::has_signed_in_from(conn, account.id, &begun.address)?
                    }
                    None => false,
                };
                begun.begin(conn, known, now)?;
            }
            Ok(account)
        })
        .await?;

    let stored = account.as_ref().filter(|account| account.active);
    let hash = stored.map(|account| account.password_hash.clone());
    let verdict = hashing::verify(&app, form.password.clone(), hash).await?;
    let (Some(account), Verdict::Right | Verdict::RightButLegacy) = (stored, verdict) else {
        let actor = auth.actor();
        let entity = account.map(|account| Entity::User(account.id));
        app.db.write_behind(move |conn| {
            Ok(audit::store::record(
                conn,
                &actor,
                Action::SignInFailed,
                entity,
                "",
            )?)
        });
        return Err(AppError::field("password", WRONG));
    };
    let better = match verdict {
        Verdict::RightButLegacy => Some(hashing::hash(&app, form.password).await?),
        _ => None,
    };
    let (id, seen, actor) = (account.id, account.password_hash.clone(), auth.actor());
    let user = app
        .db
        .write(move |conn| {
            if throttle {
                attempt.succeeded(conn)?;
            }
            if !store::signed_in(conn, id, &seen, actor.at, better.as_deref())? {
                return Err(AppError::field("password", WRONG));
            }
            let actor = actor.as_account(id);
            audit::store::record(conn, &actor, Action::SignedIn, Some(Entity::User(id)), "")?;
            Ok(store::active_user(conn, id)?)
        })
        .await?
        .ok_or_else(|| AppError::field("password", WRONG))?;
    begin(auth.clone(), &user, form.keep && user.role == Role::Patient).await?;
    let me = user.me();
    let next = local_path(&form.next).filter(|_| !me.must_change_password);
    auth.leads_to(next.unwrap_or(me.home()), "");
    Ok(me)
}

/// Begins a session under a new id, with the limits that go with the account.
#[cfg(feature = "server")]
pub(super) async fn begin(mut auth: Auth, user: &User, keep: bool) -> Result<(), AppError> {
    // axum-login renews the id only when nobody was signed in, and keeps what a stranger may
    // have put into the session before. (Flushing keeps the id: the record remembers it.)
    auth.session.session.clear().await;
    auth.session.session.cycle_id().await?;
    auth.session.login(user).await?;
    let limits = if keep { Limits::KEPT } else { Limits::SHORT };
    let session = &auth.session.session;
    session.insert(LIMITS, limits).await?;
    session.insert(AGENT, &auth.agent).await?;
    Ok(())
}

/// Signs out; the session ends on the server.
#[post("/api/logout", auth: Auth)]
pub async fn logout(form: Input<crate::form::Nothing>) -> Result<(), AppError> {
    let Input(crate::form::Nothing {}) = form;
    let mut auth = auth;
    let actor = auth.actor();
    auth.session.logout().await?;
    auth.app.boards.look_at_rights();
    if let Some(id) = actor.user_id {
        auth.app.db.write_behind(move |conn| {
            Ok(audit::store::record(
                conn,
                &actor,
                Action::SignedOut,
                Some(Entity::User(id)),
                "",
            )?)
        });
    }
    auth.leads_to("/", "You are logged out.");
    Ok(())
}

/// Makes a patient with an account and signs them in.
#[post("/api/register", auth: Auth)]
pub async fn register(form: Input<RegisterForm>) -> Result<Me, AppError> {
    let Input(form) = form;
    let app = auth.app.clone();
    let today = app.settings().await?.local(app.now()).date();
    let mut errors = FieldErrors::default();
    let username = errors.check("username", validate::username(&form.username));
    errors.check(
        "password",
        password_policy::check(&form.password, &form.username),
    );
    let details = patients::model::Details {
        full_name: form.full_name,
        contact_number: form.contact_number,
        email: form.email,
        date_of_birth: form.date_of_birth,
    };
    let details = details.check(today, true, &mut errors);
    let (Some(username), Some(details)) = (username, details) else {
        return Err(errors.into_error());
    };
    errors.finish()?;
    // Counted like failed sign-ins, so that accounts cannot be made by the thousand.
    if app.config.throttle {
        let (attempt, now) = (auth.attempt(None), app.now());
        app.db
            .write(move |conn| attempt.begin(conn, false, now))
            .await?;
    }

    let hash = hashing::hash(&app, form.password).await?;
    let actor = auth.actor();
    let user = app
        .db
        .write(move |conn| {
            let new = NewUser {
                username: &username,
                password_hash: &hash,
                role: Role::Patient,
                full_name: &details.full_name,
                must_change_password: false,
                at: actor.at,
            };
            let id = store::register_user(conn, &new)?;
            let patient = patients::store::create(conn, Some(id), &details, actor.at)?;
            let actor = actor.as_account(id);
            audit::store::record(
                conn,
                &actor,
                Action::UserCreated,
                Some(Entity::User(id)),
                "",
            )?;
            audit::store::record(
                conn,
                &actor,
                Action::PatientRegistered,
                Some(Entity::Patient(patient)),
                "",
            )?;
            audit::store::record(conn, &actor, Action::SignedIn, Some(Entity::User(id)), "")?;
            Ok(store::active_user(conn, id)?)
        })
        .await?
        .ok_or(AppError::Unavailable)?;
    begin(auth.clone(), &user, false).await?;
    let me = user.me();
    auth.leads_to(
        local_path(&form.next).unwrap_or(me.home()),
        "Welcome. Your account is ready.",
    );
    Ok(me)
}
