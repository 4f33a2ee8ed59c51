//! Where the installed app's pages get the desk's data, and where its steps go: the server, and
//! what is kept while it cannot be reached. One for all windows of the app.

use std::{
    future::Future,
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use dioxus::prelude::*;
use jiff::Timestamp;
use tokio::sync::{Notify, watch};

use super::{
    courier,
    keeper::Keeper,
    model::{CallBack, Who},
    queue::Answer,
    sealed::Key,
};
use crate::{
    auth::{self, model::Shell},
    clinic_time::ClinicTime,
    desk::{
        self,
        actions::Standing,
        model::{Board, BoardVisit},
    },
    desktop::{keyring, session},
    encounters::{
        self,
        model::{Stage, StageForm, UndoForm},
    },
    error::AppError,
    form::Input,
    ui::{PageData, platform},
};

/// What the key is filed under in the keyring.
const KEY: &str = "offline-key";
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

/// Whether this answer means that the server could not be reached.
pub(super) fn is_away(error: &AppError) -> bool {
    matches!(error, AppError::Offline | AppError::Unavailable)
}

/// Asks the server, and notes whether it could be reached.
pub(super) async fn ask<T>(
    question: impl Future<Output = Result<T, AppError>>,
) -> Result<T, AppError> {
    let answer = tokio::time::timeout(PATIENCE, question)
        .await
        .unwrap_or(Err(AppError::Offline));
    match &answer {
        Err(error) if is_away(error) => noticed_away(),
        _ => noticed_back(),
    }
    answer
}

fn noticed_away() {
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

/// Opens what is kept for a server: to be called once, before anything else here.
pub async fn begin(server: &str) {
    let key = match keyring::get(KEY).await {
        Ok(found) => match found.as_deref().and_then(Key::from_bytes) {
            Some(key) => Ok(key),
            None => fresh_key().await,
        },
        Err(error) => Err(error.to_string()),
    };
    let key = key.and_then(|key| {
        let folder = dirs::data_local_dir().ok_or("This account has no place for data.")?;
        Ok((folder.join("anteroom").join("offline"), key))
    });
    let (folder, key) = match key {
        Ok((folder, key)) => (folder, Ok(key)),
        Err(why) => (std::path::PathBuf::new(), Err(why)),
    };
    source().keeper = Keeper::new(folder, key, server.to_owned(), Timestamp::now());
    tell();
}

async fn fresh_key() -> Result<Key, String> {
    let key = Key::fresh().map_err(|error| error.to_string())?;
    keyring::set(KEY, key.bytes().to_vec())
        .await
        .map_err(|error| error.to_string())?;
    Ok(key)
}

/// The frame around the pages: the server's, or that of the kept day while the server is away and
/// the lock has let somebody in.
///
/// # Errors
/// What the server answers.
pub async fn shell() -> Result<Shell, AppError> {
    let asked = Timestamp::now();
    let answer = ask(auth::api::shell()).await;
    let mut source = source();
    match answer {
        Ok(shell) => {
            source.lent = false;
            let me = shell.me.as_ref().filter(|me| Who::has_board(me));
            if let Some(me) = me {
                source.keeper.signed_in(me, &shell, asked);
                source.sign_in = false;
            } else {
                source.keeper.shut();
            }
            drop(source);
            tell();
            POKE.notify_one();
            Ok(shell)
        }
        Err(error) if is_away(&error) => {
            if session::is_signed_in() && !source.keeper.is_open() && source.keeper.who().is_some()
            {
                source.keeper.take_out(asked);
            }
            let kept = source.keeper.shell(asked);
            source.lent = true;
            drop(source);
            tell();
            kept.ok_or(error)
        }
        Err(error) => Err(error),
    }
}

/// Loads the frame again when the server is back, or when somebody has to log in.
pub fn use_shell_kept_true(mut shell: PageData<Shell>) {
    let shells = use_hook(try_consume_context::<Shells>);
    let mut seen = use_signal(|| 0);
    use_effect(move || {
        let Some(Shells(count)) = shells else { return };
        let count = count();
        if *seen.peek() != count {
            seen.set(count);
            shell.restart();
        }
    });
}

/// The lock has let somebody in: without the server the frame is made of what is kept.
pub(super) fn let_in() {
    let mut source = source();
    let is_due = source.away.is_some() && !source.keeper.is_open();
    if is_due && source.keeper.who().is_some() && session::is_signed_in() {
        source.shells += 1;
        drop(source);
        tell();
    }
}

/// Whoever worked here logged out: nothing of theirs is kept.
pub fn signed_out() {
    let mut source = source();
    source.keeper.signed_out();
    source.sign_in = false;
    drop(source);
    tell();
}

/// The board of a day (`YYYY-MM-DD`, today unless given): the server's, or the kept one while the
/// server is away; with what waits on it either way.
///
/// # Errors
/// What the server answers; [`AppError::Offline`] for a day that is not kept.
pub fn load(date: Option<String>) -> impl Future<Output = Result<Board, AppError>> {
    // Read here, not in the future: whoever loads a board loads it again when this changes.
    let reloads = try_consume_context::<Reloads>();
    let _ = reloads.map(|Reloads(count)| count());
    async move {
        let day = date.as_deref().filter(|date| !date.is_empty());
        let kept = || {
            let day = day.map(str::parse).transpose().ok()?;
            source().keeper.board(day, Timestamp::now())
        };
        let away = source().away.is_some();
        if let Some(board) = away.then(kept).flatten() {
            return Ok(board);
        }
        match ask(desk::api::board(date.clone())).await {
            Ok(mut board) => {
                let mut source = source();
                source.keeper.keep(&board, Timestamp::now());
                source.keeper.queue().lay_over(&mut board);
                Ok(board)
            }
            Err(error) if is_away(&error) => kept().ok_or(error),
            Err(error) => Err(error),
        }
    }
}

/// Takes a step of a visit, given as the board shows it, and answers the visit as it stands then.
/// While the server is away the step waits.
///
/// # Errors
/// What the server answers.
pub async fn stage(
    visit: BoardVisit,
    stage: Stage,
    room_id: Option<i64>,
) -> Result<BoardVisit, AppError> {
    let local = Timestamp::now();
    let key = platform::unlikely();
    if !source().keeper.may_wait(&visit, local) {
        let form = StageForm {
            stage: stage.key().to_owned(),
            room_id,
            version: Some(visit.version.into()),
            idempotency_key: key,
            ..StageForm::default()
        };
        return ask(encounters::api::stage(visit.id, Input(form))).await;
    }
    let (stands, away) = {
        let mut source = source();
        let stands = source
            .keeper
            .push(key.clone(), visit, stage, room_id, local)?;
        (stands, source.away.is_some())
    };
    tell();
    if away {
        return Ok(stands);
    }
    // It is on disk before it is sent: whatever happens meanwhile, it is known.
    let answer = courier::send(Some(&key)).await;
    tell();
    match answer {
        Some(Ok(visit)) => Ok(visit),
        Some(Err(error)) if matches!(Answer::of(Err(error.clone())), Answer::Disagrees(_)) => {
            Err(error)
        }
        Some(Err(_)) | None => Ok(stands),
    }
}

/// Takes the last step of a visit back: one that waits is dropped, another needs the server.
///
/// # Errors
/// What the server answers; [`AppError::Conflict`] for a step that may have reached it.
pub async fn undo(visit: BoardVisit) -> Result<BoardVisit, AppError> {
    let waits = source().keeper.queue().has(visit.id);
    if waits {
        let before = source()
            .keeper
            .change(Timestamp::now(), |queue| queue.take_back(visit.id));
        let Some(before) = before else {
            return Err(AppError::conflict(
                "This step may have reached the clinic’s system already. It can be taken back when \
                 there is a connection.",
            ));
        };
        let mut visit = visit;
        before.put_on(&mut visit);
        visit.undo_until = None;
        tell();
        return Ok(visit);
    }
    let form = UndoForm {
        version: Some(visit.version.into()),
        idempotency_key: platform::unlikely(),
    };
    ask(encounters::api::undo(visit.id, Input(form))).await
}

/// A board tells what it shows, each time that changes: that is kept, unless what waits is on it.
pub fn shown(board: &Board) {
    let mut source = source();
    if source.away.is_some() {
        // Its live connection may be back before anything else has noticed.
        POKE.notify_one();
    } else if source.keeper.queue().is_empty() {
        source.keeper.keep(board, Timestamp::now());
    }
}

/// A board's live connection is lost: whether the server is away is looked into at once.
pub fn lost() {
    source().doubtful = true;
    POKE.notify_one();
}

/// Asks the server now, whatever the pause.
pub(super) fn try_now() {
    POKE.notify_one();
}

/// The desk decides for what the server says of this visit.
pub(super) fn keep_servers(appointment_id: i64) {
    decide(|source| {
        source.keeper.change(Timestamp::now(), |queue| {
            queue.keep_servers(appointment_id);
        });
    });
}

/// The desk wants its step all the same, on top of what the server says.
pub(super) fn try_again(appointment_id: i64) {
    decide(|source| {
        source.keeper.change(Timestamp::now(), |queue| {
            queue.try_again(appointment_id, platform::unlikely());
        });
    });
}

fn decide(change: impl FnOnce(&mut Source)) {
    let mut source = source();
    change(&mut source);
    source.reload();
    drop(source);
    tell();
    POKE.notify_one();
}

/// Somebody is to be called back.
pub(super) fn note(name: String, phone: String, note: String) {
    let now = Timestamp::now();
    let mut source = source();
    let Some(at) = source.keeper.now(now) else {
        return;
    };
    let call_back = CallBack {
        key: platform::unlikely(),
        at,
        name,
        phone,
        note,
    };
    source.keeper.note(call_back, now);
    drop(source);
    tell();
}

/// Somebody was called back.
pub(super) fn called(key: &str) {
    source().keeper.called(key, Timestamp::now());
    tell();
}

/// What was said has been read.
pub(super) fn dismiss() {
    source().keeper.dismiss();
    tell();
}
