//! The session: whose it is, its cookie, and what of it the keyring keeps.
//!
//! The cookie is in memory. It is in the keyring too when the user wants it kept, until the server ends the
//! session. With it, and for as long, goes what the lock checks a password against while the server cannot
//! be asked: a salted hash. Nothing of it is ever written to the disk.

use std::{
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use dioxus::{fullstack::GLOBAL_REQUEST_CLIENT, prelude::try_consume_context};
use reqwest::{Client, Url, cookie::CookieStore, header::HeaderValue, redirect::Policy};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{
    jar::Jar,
    keyring::{self, KeyringError},
};
use crate::{
    auth::{
        Me, api,
        model::{LoginForm, Role},
    },
    error::AppError,
    form::Input,
    ui::Toasts,
};

/// What the keyring has them under.
const SESSION: &str = "session";
const UNLOCK: &str = "unlock";

const BCRYPT_COST: u32 = 11;

/// Who works here, and how to know them while the server is away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    server: String,
    /// Their name.
    pub full_name: String,
    hash: String,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    server: String,
    jar: Jar,
}

#[derive(Default)]
struct Held {
    server: String,
    jar: Jar,
    kept: bool,
    who: Option<Who>,
    signed_in: bool,
    trouble: Option<KeyringError>,
}

static HELD: LazyLock<Arc<Store>> = LazyLock::new(Arc::default);

#[derive(Default)]
struct Store(Mutex<Held>);

fn held() -> MutexGuard<'static, Held> {
    HELD.0.lock().unwrap_or_else(PoisonError::into_inner)
}

impl CookieStore for Store {
    fn set_cookies(&self, headers: &mut dyn Iterator<Item = &HeaderValue>, _: &Url) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changed = false;
        for header in headers.filter_map(|header| header.to_str().ok()) {
            changed |= held.jar.take(header);
        }
        if !changed {
            return;
        }
        if held.jar.is_empty() {
            held.forget();
        } else if held.kept {
            // What became of it is known at the next start, which then asks for the password.
            drop(held.keep());
        }
    }

    fn cookies(&self, url: &Url) -> Option<HeaderValue> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let ours = Url::parse(&held.server).is_ok_and(|server| server.origin() == url.origin());
        let header = held.jar.header().filter(|_| ours)?;
        HeaderValue::from_str(&header).ok()
    }
}

impl Held {
    fn keep(&self) -> impl Future<Output = Result<(), KeyringError>> + use<> {
        let kept = Kept {
            server: self.server.clone(),
            jar: self.jar.clone(),
        };
        write(SESSION, &kept)
    }

    /// The session is over, and with it all that was kept of it.
    fn forget(&mut self) {
        self.jar = Jar::default();
        self.kept = false;
        self.signed_in = false;
        self.who = None;
        // A keyring that cannot be used has nothing of ours either.
        drop(keyring::delete(SESSION));
        drop(keyring::delete(UNLOCK));
    }
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
    let found = found.await;
    let mut held = held();
    match found {
        Ok((who, kept)) => {
            held.who = who.filter(|who| who.server == server);
            if let Some(kept) = kept.filter(|kept| kept.server == server && held.who.is_some()) {
                held.jar = kept.jar;
                held.kept = true;
                held.signed_in = true;
            }
        }
        Err(error) => held.trouble = Some(error),
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
    let (password, keep) = (form.0.password.clone(), form.0.keep);
    let toasts = try_consume_context::<Toasts>();
    let me = api::login(form).await?;
    held().signed_in = true;
    if me.role != Role::Patient {
        remember(me.full_name.clone(), password).await;
    }
    if keep {
        let kept = held().keep();
        let answer = kept.await;
        let mut held = held();
        held.kept = answer.is_ok();
        held.trouble = answer.err();
        if let (Some(trouble), Some(toasts)) = (&held.trouble, toasts) {
            toasts.push(format!("{trouble}. Closing the app will log you out."));
        }
    }
    Ok(me)
}

/// Notes a password that is right, for when the server cannot be asked.
pub async fn remember(full_name: String, password: String) {
    let hashed = tokio::task::spawn_blocking(move || bcrypt::hash(digest(&password), BCRYPT_COST));
    let Ok(Ok(hash)) = hashed.await else {
        return;
    };
    let mut held = held();
    let who = Who {
        server: held.server.clone(),
        full_name,
        hash,
    };
    // Where there is no keyring it is known until the app is closed.
    drop(write(UNLOCK, &who));
    held.who = Some(who);
}

/// Whether this is the password that was right last; nothing when there is none to compare with.
pub async fn is_right(password: String) -> Option<bool> {
    let hash = held().who.clone()?.hash;
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

/// Forgets the session here, whatever the server thinks of it.
pub fn forget() {
    held().forget();
}

/// Why nothing can be kept in the keyring, if that is so.
pub fn trouble() -> Option<String> {
    held().trouble.as_ref().map(ToString::to_string)
}
