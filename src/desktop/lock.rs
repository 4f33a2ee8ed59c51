//! The lock: one for all windows of the app.

use std::sync::{LazyLock, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::{idle, session, settings};
use crate::{
    auth::{model::UnlockForm, unlock_api},
    error::AppError,
    form::Input,
};

static LOCKED: LazyLock<watch::Sender<bool>> = LazyLock::new(|| watch::Sender::new(false));
static USED: Mutex<Timestamp> = Mutex::new(Timestamp::UNIX_EPOCH);
static GUESSES: Mutex<Guesses> = Mutex::new(Guesses {
    wrong: 0,
    last: Timestamp::UNIX_EPOCH,
});

/// Wrong passwords in a row that the server did not see.
struct Guesses {
    wrong: u32,
    last: Timestamp,
}

/// What unlocking led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlocked {
    /// Everything goes on.
    Same,
    /// The session had ended meanwhile; somebody has to log in.
    Ended,
}

/// Somebody uses the app.
pub fn used() {
    *USED.lock().unwrap_or_else(PoisonError::into_inner) = Timestamp::now();
}

/// Locks the app, if there is somebody who can unlock it again.
pub fn lock() {
    if session::who().is_some() && session::is_signed_in() {
        LOCKED.send_replace(true);
    }
}

/// Locks an app that was started without its server, for whoever worked here last: what is kept for such
/// times is shown to them alone.
pub fn lock_for_the_last() {
    if session::who().is_some() {
        LOCKED.send_replace(true);
    }
}

/// Locks the app when nobody has used it for so long.
pub fn lock_if_due() {
    let used = *USED.lock().unwrap_or_else(PoisonError::into_inner);
    if idle::is_due(used, Timestamp::now(), settings::get().lock_minutes) {
        lock();
    }
}

/// Opens the lock.
pub fn open() {
    used();
    LOCKED.send_replace(false);
}

/// Whether the app is locked.
pub fn is_locked() -> bool {
    *LOCKED.borrow()
}

/// Told of each change.
pub fn changes() -> watch::Receiver<bool> {
    LOCKED.subscribe()
}

/// Unlocks with the password of whoever is signed in. The server is asked; while it is away, the password is
/// compared with the one that was right last.
///
/// # Errors
/// Why not, with a message for the password's field.
pub async fn unlock(form: Input<UnlockForm>) -> Result<Unlocked, AppError> {
    let password = form.0.password.clone();
    if !session::is_signed_in() {
        return unlock_here(password).await;
    }
    match unlock_api::unlock(form).await {
        Ok(me) => {
            session::remember(me.full_name, password).await;
            open();
            Ok(Unlocked::Same)
        }
        Err(AppError::NotSignedIn) => {
            session::forget();
            open();
            Ok(Unlocked::Ended)
        }
        Err(AppError::Offline | AppError::Unavailable) => unlock_here(password).await,
        Err(error) => Err(error),
    }
}

async fn unlock_here(password: String) -> Result<Unlocked, AppError> {
    let now = Timestamp::now();
    let wait = {
        let guesses = GUESSES.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = SignedDuration::from_secs(idle::wait_after(guesses.wrong).into());
        wait - now.duration_since(guesses.last)
    };
    if wait.is_positive() {
        let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
        return Err(AppError::TooManyAttempts {
            retry_after: seconds.saturating_add(1),
        });
    }
    let right = session::is_right(password).await;
    let mut guesses = GUESSES.lock().unwrap_or_else(PoisonError::into_inner);
    if right == Some(true) {
        guesses.wrong = 0;
        session::let_in();
        open();
        return Ok(Unlocked::Same);
    }
    *guesses = Guesses {
        wrong: guesses.wrong.saturating_add(1),
        last: now,
    };
    Err(AppError::field(
        "password",
        "That is not the password that was used here last.",
    ))
}
