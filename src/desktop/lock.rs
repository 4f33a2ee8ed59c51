//! The lock: one for all windows of the app.

use std::sync::{LazyLock, Mutex, PoisonError};

use jiff::Timestamp;
use tokio::sync::watch;

use super::{
    idle::{self, Guesses},
    session,
    settings::{self, Settings},
};
use crate::{
    auth::{model::UnlockForm, unlock_api},
    error::AppError,
    form::Input,
    offline::{broken::unbroken, source},
};

static LOCKED: LazyLock<watch::Sender<bool>> = LazyLock::new(|| watch::Sender::new(false));
static USED: Mutex<Timestamp> = Mutex::new(Timestamp::UNIX_EPOCH);

/// Somebody uses the app. Where the lock is due already it comes first: whoever wakes a computer may be quicker
/// than the clock that looks for it.
pub fn touched() {
    lock_if_due();
    used();
}

/// The minutes until the lock begin anew.
pub fn used() {
    *USED.lock().unwrap_or_else(PoisonError::into_inner) = Timestamp::now();
}

/// Locks the app, if there is somebody who can unlock it again.
pub fn lock() {
    if session::who().is_some() && session::is_signed_in() {
        close();
    }
}

/// Locks an app that starts, for whoever worked here last: what is kept is shown to them alone.
pub fn lock_for_the_last() {
    if session::who().is_some() {
        close();
    } else {
        open();
    }
}

/// Locks the app when nobody has used it for so long.
pub fn lock_if_due() {
    let used = *USED.lock().unwrap_or_else(PoisonError::into_inner);
    if idle::is_due(used, Timestamp::now(), settings::get().lock_minutes) {
        lock();
    }
}

fn close() {
    LOCKED.send_if_modified(|locked| !std::mem::replace(locked, true));
    keep_locked(true);
}

/// Opens the lock.
pub fn open() {
    used();
    LOCKED.send_replace(false);
    keep_locked(false);
}

/// The lock outlives the app: else quitting and starting would be the way around it.
fn keep_locked(locked: bool) {
    if settings::get().locked != locked {
        keep(|settings| settings.locked = locked);
    }
}

fn keep(change: impl FnOnce(&mut Settings)) {
    if let Err(error) = settings::change(change) {
        eprintln!("what the lock is to remember is not kept: {error}");
    }
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
/// compared with the one that was right last. Where the session has ended meanwhile, the log-in page is behind
/// the lock, and asks itself.
///
/// # Errors
/// Why not, with a message for the password's field.
pub async fn unlock(form: Input<UnlockForm>) -> Result<(), AppError> {
    let password = form.0.password.clone();
    if !session::is_signed_in() {
        if source::is_server_away() {
            return unlock_here(password).await;
        }
        source::shut();
        open();
        return Ok(());
    }
    match unbroken(unlock_api::unlock(form)).await {
        Ok(me) => {
            session::remember(&me, password).await;
            forgive();
            open();
            Ok(())
        }
        Err(AppError::NotSignedIn) => {
            // First: windows leave their pages before they are uncovered.
            session::end();
            open();
            Ok(())
        }
        Err(AppError::Offline | AppError::Unavailable) => unlock_here(password).await,
        Err(error) => Err(error),
    }
}

async fn unlock_here(password: String) -> Result<(), AppError> {
    let now = Timestamp::now();
    let mut retry_after = 0;
    // Kept: after a clock that was set back it counts from now on.
    keep(|settings| retry_after = settings.guesses.wait(now));
    if retry_after > 0 {
        return Err(AppError::TooManyAttempts { retry_after });
    }
    // Before it is looked at: who quits meanwhile has guessed too.
    keep(|settings| settings.guesses = settings.guesses.one_more(now));
    if session::is_right(password).await != Some(true) {
        return Err(AppError::field(
            "password",
            "That is not the password that was used here last.",
        ));
    }
    forgive();
    session::let_in();
    open();
    Ok(())
}

/// Whoever knows the password has guessed enough.
fn forgive() {
    if settings::get().guesses != Guesses::default() {
        keep(|settings| settings.guesses = Guesses::default());
    }
}
