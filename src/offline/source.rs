//! Where the installed app's pages get the desk's data, and where its steps go: the server, and
//! what is kept while it cannot be reached. One for all windows of the app.

mod decisions;
mod desk;
mod frame;
mod start;

use std::{
    future::Future,
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use dioxus::prelude::*;
use jiff::Timestamp;
use tokio::sync::{Notify, watch};

use super::{broken::unbroken, keeper::Keeper};
use crate::{clinic_time::ClinicTime, desk::actions::Standing, error::AppError};

pub(super) use decisions::{called, dismiss, keep_servers, note, try_again, try_now};
pub use decisions::{flush, say};
pub use desk::{load, lost, shown, stage, undo};
pub(super) use frame::let_in;
pub use frame::{shell, shut, signed_out, use_shell_kept_true};
pub use start::begin;

/// An answer that takes longer is none.
const PATIENCE: Duration = Duration::from_secs(10);

/// A server that cannot be reached.
#[derive(Clone, Copy)]
pub(super) struct Away {
    /// Since when, where the clinic's clock is known.
    since: Option<ClinicTime>,
}

/// What is known of the server, and what is kept.
#[derive(Default)]
pub(super) struct Source {
    pub(super) keeper: Keeper,
    /// The server cannot be reached.
    pub(super) away: Option<Away>,
    /// Steps wait for somebody to log in.
    pub(super) sign_in: bool,
    /// A live connection was lost: the server may be away.
    pub(super) doubtful: bool,
    /// The frame of the pages was made without the server, or could not be made.
    lent: bool,
    /// How often boards had to be loaded again.
    reloads: u64,
    /// How often the frame of the pages had to be loaded again.
    shells: u64,
}

static SOURCE: LazyLock<Mutex<Source>> = LazyLock::new(Mutex::default);
static CHANGES: LazyLock<watch::Sender<()>> = LazyLock::new(|| watch::Sender::new(()));
/// Wakes the courier.
pub(super) static POKE: Notify = Notify::const_new();

/// Reads or changes what is known.
pub(super) fn source() -> MutexGuard<'static, Source> {
    SOURCE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells every window that something changed.
pub(super) fn tell() {
    CHANGES.send_replace(());
}

/// Told of each change.
pub(super) fn changes() -> watch::Receiver<()> {
    CHANGES.subscribe()
}

/// How often boards had to be loaded again; a context of each window.
#[derive(Clone, Copy)]
pub(super) struct Reloads(pub(super) Memo<u64>);

/// How often the frame had to be loaded again; a context of each window.
#[derive(Clone, Copy)]
pub(super) struct Shells(pub(super) Memo<u64>);

impl Source {
    pub(super) fn standing(&self) -> Standing {
        Standing {
            since: self.away.and_then(|away| away.since),
            waiting: self.keeper.queue().appointments().into(),
        }
    }

    pub(super) fn reloads(&self) -> u64 {
        self.reloads
    }

    pub(super) fn shells(&self) -> u64 {
        self.shells
    }

    /// Boards show something that is not, or no longer, so.
    pub(super) fn reload(&mut self) {
        self.reloads += 1;
    }

    /// Somebody has to log in again.
    pub(super) fn ask_to_sign_in(&mut self) {
        if !std::mem::replace(&mut self.sign_in, true) {
            self.shells += 1;
        }
    }
}

/// Whether this answer means that the server could not be reached. What something else answered in its place,
/// such as a network that wants a log-in of its own, has become [`AppError::Offline`] on its way here.
pub(super) fn is_away(error: &AppError) -> bool {
    matches!(error, AppError::Offline | AppError::Unavailable)
}

/// Asks the server, and notes whether it could be reached.
pub(super) async fn ask<T>(
    question: impl Future<Output = Result<T, AppError>>,
) -> Result<T, AppError> {
    let answer = tokio::time::timeout(PATIENCE, unbroken(question))
        .await
        .unwrap_or(Err(AppError::Offline));
    match &answer {
        Err(error) if is_away(error) => noticed_away(),
        _ => noticed_back(),
    }
    answer
}

/// Whether the server cannot be reached, as far as is known.
pub fn is_server_away() -> bool {
    source().away.is_some()
}

/// The server cannot be reached.
pub fn noticed_away() {
    let mut source = source();
    if source.away.is_none() {
        source.away = Some(Away {
            since: source.keeper.now(Timestamp::now()),
        });
        drop(source);
        tell();
        POKE.notify_one();
    }
}

fn noticed_back() {
    let mut source = source();
    if source.away.take().is_some() {
        source.reload();
        if std::mem::take(&mut source.lent) {
            source.shells += 1;
        }
        drop(source);
        tell();
        POKE.notify_one();
    }
}
