//! The system's keyring: the Secret Service, Keychain, or Windows' Credential Manager.
//!
//! It blocks, may ask the user to unlock it, and must not run inside the async runtime, so one thread of
//! its own does all of it, in the order it was asked for. A job is in the queue as soon as its function was
//! called; its answer may be awaited or not.

use std::{
    sync::{LazyLock, mpsc},
    thread,
    time::Duration,
};

use keyring::Entry;
use tokio::sync::oneshot;

/// What our entries are filed under.
const SERVICE: &str = "invalid.anteroom.desktop";

/// How long the end of the program waits for what was asked for.
const PATIENCE: Duration = Duration::from_secs(2);

/// The keyring could not be used: there is none, it stayed locked, or it failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This computer's keyring cannot be used: {0}")]
pub struct KeyringError(String);

type Job = Box<dyn FnOnce() + Send>;

static WORKER: LazyLock<mpsc::Sender<Job>> = LazyLock::new(|| {
    let (sender, jobs) = mpsc::channel::<Job>();
    thread::spawn(move || jobs.into_iter().for_each(|job| job()));
    sender
});

/// What is kept under a name.
///
/// # Errors
/// When the keyring cannot be used.
pub fn get(name: &'static str) -> impl Future<Output = Result<Option<Vec<u8>>, KeyringError>> {
    ask(move || match entry(name)?.get_secret() {
        Ok(secret) => Ok(Some(secret)),
        Err(keyring::Error::NoEntry) => Ok(None),
        Err(error) => Err(told(&error)),
    })
}

/// Keeps something under a name.
///
/// # Errors
/// When the keyring cannot be used.
pub fn set(name: &'static str, secret: Vec<u8>) -> impl Future<Output = Result<(), KeyringError>> {
    ask(move || {
        entry(name)?
            .set_secret(&secret)
            .map_err(|error| told(&error))
    })
}

/// Forgets what is kept under a name, if anything.
///
/// # Errors
/// When the keyring cannot be used.
pub fn delete(name: &'static str) -> impl Future<Output = Result<(), KeyringError>> {
    ask(move || match entry(name)?.delete_credential() {
        Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
        Err(error) => Err(told(&error)),
    })
}

/// Waits a moment until everything asked for so far is done. For the end of the program.
pub fn finish() {
    let (done, is_done) = mpsc::channel();
    let told = WORKER.send(Box::new(move || {
        // Nobody waits any more when this fails.
        let _ = done.send(());
    }));
    if told.is_ok() {
        // A keyring that takes longer is left behind: the window is closing.
        let _ = is_done.recv_timeout(PATIENCE);
    }
}

fn entry(name: &str) -> Result<Entry, KeyringError> {
    Entry::new(SERVICE, name).map_err(|error| told(&error))
}

fn told(error: &keyring::Error) -> KeyringError {
    KeyringError(error.to_string())
}

fn ask<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, KeyringError> + Send + 'static,
) -> impl Future<Output = Result<T, KeyringError>> {
    let (answer, answered) = oneshot::channel();
    let sent = WORKER.send(Box::new(move || {
        // Whoever asked may have stopped waiting.
        let _ = answer.send(job());
    }));
    async move {
        let gone = || KeyringError("its thread has ended".to_owned());
        sent.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}
