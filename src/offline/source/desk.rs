//! What boards show and what is done on them (`desk::actions`).

use std::future::Future;

use dioxus::prelude::*;
use jiff::Timestamp;

use super::{POKE, Reloads, ask, is_away, source, tell};
use crate::{
    desk::{
        self,
        model::{Board, BoardVisit},
    },
    encounters::{
        self,
        model::{Stage, StageForm, UndoForm},
    },
    error::AppError,
    form::Input,
    offline::{courier, queue::Answer},
    ui::platform,
};

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
    let answer = courier::send(&key).await;
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
