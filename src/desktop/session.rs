//! The session: whose it is, its cookie, and what of it the keyring keeps.
//!
//! The cookie is in memory. It is in the keyring too when the user wants it kept, until the server ends the
//! session. What the lock checks a password against while the server cannot be asked, a salted hash, is there
//! until somebody logs out. Nothing of it is ever written to the disk.

use std::{
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use dioxus::{fullstack::GLOBAL_REQUEST_CLIENT, prelude::try_consume_context};
use reqwest::{Client, Url, cookie::CookieStore, header::HeaderValue, redirect::Policy};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;

use super::{
    held::{Cookies, Held, Kept, Who},
    keyring::{self, KeyringError},
};
use crate::{
    auth::{
        Me, account_api, api,
        model::{LoginForm, PasswordForm},
    },
    error::AppError,
    form::{Input, Nothing},
    offline::source,
    ui::Toasts,
};

/// What the keyring has them under.
const SESSION: &str = "session";
const UNLOCK: &str = "unlock";

const BCRYPT_COST: u32 = 11;

static HELD: LazyLock<Arc<Store>> = LazyLock::new(Arc::default);

/// How many sessions have ended here.
static ENDS: LazyLock<watch::Sender<u64>> = LazyLock::new(|| watch::Sender::new(0));

/// Why nothing can be kept in the keyring.
static TROUBLE: Mutex<Option<KeyringError>> = Mutex::new(None);

#[derive(Default)]
struct Store(Mutex<Held>);

fn held() -> MutexGuard<'static, Held> {
    HELD.0.lock().unwrap_or_else(PoisonError::into_inner)
}

fn keyring_trouble() -> MutexGuard<'static, Option<KeyringError>> {
    TROUBLE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl CookieStore for Store {
    fn set_cookies(&self, headers: &mut dyn Iterator<Item = &HeaderValue>, _: &Url) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match held.take(headers.filter_map(|header| header.to_str().ok())) {
            // So a server answers a cookie whose session has ended, whatever it was asked.
            Cookies::Gone => ended(&mut held),
            // What became of it is known at the next start, which then asks for the password.
            Cookies::Changed if held.kept => drop(keep(&held)),
            Cookies::Changed | Cookies::Same => {}
        }
    }

    fn cookies(&self, url: &Url) -> Option<HeaderValue> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let ours = Url::parse(&held.server).is_ok_and(|server| server.origin() == url.origin());
        let header = held.jar.header().filter(|_| ours)?;
        HeaderValue::from_str(&header).ok()
    }
}

/// The server has ended the session.
fn ended(held: &mut Held) {
    // A keyring that cannot be used has nothing of ours either.
    drop(keyring::delete(SESSION));
    if held.end() {
        tell();
    }
}

/// Tells every window to leave its page.
fn tell() {
    ENDS.send_modify(|ends| *ends += 1);
}

/// Told each time that a session has ended here, however that came.
pub fn ends() -> watch::Receiver<u64> {
    ENDS.subscribe()
}

fn keep(held: &Held) -> impl Future<Output = Result<(), KeyringError>> + use<> {
    write(SESSION, &held.keepsake())
}

fn write<T: Serialize>(
    name: &'static str,
    value: &T,
) -> impl Future<Output = Result<(), KeyringError>> + use<T> {
    // Structs of texts can always be written.
    keyring::set(name, serde_json::to_vec(value).unwrap_or_default())
}

async fn read<T: for<'a> Deserialize<'a>>(name: &'static str) -> Result<Option<T>, KeyringError> {
    let found = keyring::get(name).await?;
    Ok(found.and_then(|json| serde_json::from_slice(&json).ok()))
}

/// Begins to work with a server: what was kept of the last session with it is there again.
///
/// To be called once, before the first call of a server function.
pub async fn begin(server: &'static str) {
    server.clone_into(&mut held().server);
    dioxus::fullstack::set_server_url(server);
    // Without a client of ours there are no cookies, and so nobody can sign in; the next start tries again.
    match client() {
        Ok(client) => {
            let _ = GLOBAL_REQUEST_CLIENT.set(client);
        }
        Err(error) => eprintln!("no connections can be made: {error}"),
    }
    let found = async {
        let who: Option<Who> = read(UNLOCK).await?;
        let kept: Option<Kept> = read(SESSION).await?;
        Ok::<_, KeyringError>((who, kept))
    };
    match found.await {
        Ok((who, kept)) => held().resume(who, kept),
        Err(error) => *keyring_trouble() = Some(error),
    }
}

fn client() -> reqwest::Result<Client> {
    Client::builder()
        .cookie_provider(Arc::clone(&*HELD))
        // The session's cookie goes to nobody else.
        .redirect(Policy::none())
        // A WebSocket cannot be opened over HTTP/2 here.
        .http1_only()
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(30))
        .build()
}

/// Signs in. When the form says so, the session is kept in the keyring.
///
/// # Errors
/// As [`api::login`].
pub async fn login(form: Input<LoginForm>) -> Result<Me, AppError> {
    let (password, wanted) = (form.0.password.clone(), form.0.keep);
    let toasts = try_consume_context::<Toasts>();
    let me = api::login(form).await?;
    held().signed_in = true;
    remember(&me, password).await;
    if wanted {
        let kept = keep(&held());
        let answer = kept.await;
        held().kept = answer.is_ok();
        if let (Err(trouble), Some(toasts)) = (&answer, toasts) {
            toasts.push(format!("{trouble}. Closing the app will log you out."));
        }
        *keyring_trouble() = answer.err();
    }
    Ok(me)
}

/// Changes the password, and with it what opens the lock while the server is away. The cookie of the session that
/// goes on comes with the answer.
///
/// # Errors
/// As [`account_api::change_password`].
pub async fn change_password(form: Input<PasswordForm>) -> Result<Me, AppError> {
    let password = form.0.new_password.clone();
    let me = account_api::change_password(form).await?;
    remember(&me, password).await;
    Ok(me)
}

/// Logs out: every window is left, and what is kept for the account goes.
///
/// # Errors
/// As [`api::logout`].
pub async fn logout(form: Input<Nothing>) -> Result<(), AppError> {
    let _leaving = Leaving::begin();
    api::logout(form).await?;
    source::signed_out();
    Ok(())
}

/// That somebody is logging out, until it is dropped.
struct Leaving {
    had_a_session: bool,
}

impl Leaving {
    fn begin() -> Self {
        let mut held = held();
        held.leaving = true;
        Self {
            had_a_session: !held.jar.is_empty(),
        }
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        let over = {
            let mut held = held();
            held.leaving = false;
            self.had_a_session && held.signed_in && held.jar.is_empty()
        };
        // The answer had come, and whoever waited for it was closed before it was read.
        if over {
            source::signed_out();
        }
    }
}

/// Notes whose password is right, for when the server cannot be asked. After a patient nobody works here: what
/// the staff's passwords open is not theirs to see.
pub async fn remember(me: &Me, password: String) {
    if !me.role.is_staff() {
        held().who = None;
        drop(keyring::delete(UNLOCK));
        return;
    }
    let hashed = tokio::task::spawn_blocking(move || bcrypt::hash(digest(&password), BCRYPT_COST));
    let Ok(Ok(hash)) = hashed.await else {
        return;
    };
    let who = held().works_here(me, hash);
    // Where there is no keyring it is known until the app is closed.
    drop(write(UNLOCK, &who));
}

/// Whether this is the password that was right last; nothing when there is none to compare with.
pub async fn is_right(password: String) -> Option<bool> {
    let hash = who()?.hash;
    let checked = tokio::task::spawn_blocking(move || bcrypt::verify(digest(&password), &hash));
    Some(matches!(checked.await, Ok(Ok(true))))
}

/// A password in a length that bcrypt reads to its end.
fn digest(password: &str) -> String {
    format!("{:x}", Sha256::digest(password.as_bytes()))
}

/// Who works here, as far as that is known.
pub fn who() -> Option<Who> {
    held().who.clone()
}

/// Whether somebody is signed in.
pub fn is_signed_in() -> bool {
    held().signed_in
}

/// Somebody was let in by the lock while the server was away.
pub fn let_in() {
    held().signed_in = true;
}

/// The server's address.
pub fn server() -> String {
    held().server.clone()
}

/// The server has said that nobody is signed in.
pub fn end() {
    ended(&mut held());
}

/// Forgets the session here and whose it was, whatever the server thinks of it.
pub fn forget() {
    let mut held = held();
    held.forget();
    drop(keyring::delete(SESSION));
    drop(keyring::delete(UNLOCK));
    tell();
}

/// Why nothing can be kept in the keyring, if that is so.
pub fn trouble() -> Option<String> {
    keyring_trouble().as_ref().map(ToString::to_string)
}
