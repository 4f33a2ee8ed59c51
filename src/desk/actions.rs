//! What a board asks for and what is done on it, wherever that goes: in a browser straight to the
//! server; in the installed app by way of [`offline`](crate::offline), which answers from the day
//! it keeps, and keeps steps to send them later, while the server cannot be reached.

use std::{collections::BTreeSet, rc::Rc};

use dioxus::prelude::*;

use crate::clinic_time::ClinicTime;

#[cfg(not(feature = "desktop"))]
pub use straight::{load, lost, shown, stage, undo};

#[cfg(feature = "desktop")]
pub use crate::offline::source::{load, lost, shown, stage, undo};

/// How the board and the server stand to each other. In a browser always as [`Standing::default`]:
/// what cannot be reached there fails where it is tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Since when the server cannot be reached; none while it can.
    pub since: Option<ClinicTime>,
    /// The appointments that have a step waiting to be sent, or waiting for the desk's decision.
    pub waiting: Rc<BTreeSet<i64>>,
}

impl Standing {
    /// Whether a step of this appointment waits for the server.
    pub fn is_waiting(&self, appointment_id: i64) -> bool {
        self.waiting.contains(&appointment_id)
    }

    /// Why what only the server can decide (bookings, moves, cancellations) is not to be had now, for
    /// the reader of the control that is off.
    pub fn server_only(&self) -> Option<&'static str> {
        self.since.map(|_| {
            "Not without a connection: only the clinic's system knows which times are free. \
             Put the caller on the call-back list."
        })
    }
}

/// How the board and the server stand to each other now; the component is rendered again when that
/// changes.
pub fn use_standing() -> Standing {
    let standing = use_hook(try_consume_context::<Signal<Standing>>);
    standing.map(|standing| standing()).unwrap_or_default()
}

#[cfg(not(feature = "desktop"))]
mod straight {
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
        ui::platform,
    };

    /// The board of a day (`YYYY-MM-DD`, today unless given).
    ///
    /// # Errors
    /// What the server answers.
    pub async fn load(date: Option<String>) -> Result<Board, AppError> {
        desk::api::board(date).await
    }

    /// Takes a step of a visit, given as the board shows it, and answers the visit as it stands then.
    /// The room is of importance to [`Stage::CheckedIn`] only.
    ///
    /// # Errors
    /// What the server answers.
    pub async fn stage(
        visit: BoardVisit,
        stage: Stage,
        room_id: Option<i64>,
    ) -> Result<BoardVisit, AppError> {
        let form = StageForm {
            stage: stage.key().to_owned(),
            room_id,
            version: Some(visit.version.into()),
            idempotency_key: platform::unlikely(),
            ..StageForm::default()
        };
        encounters::api::stage(visit.id, Input(form)).await
    }

    /// Takes the last step of a visit back.
    ///
    /// # Errors
    /// What the server answers.
    pub async fn undo(visit: BoardVisit) -> Result<BoardVisit, AppError> {
        let form = UndoForm {
            version: Some(visit.version.into()),
            idempotency_key: platform::unlikely(),
        };
        encounters::api::undo(visit.id, Input(form)).await
    }

    /// A board tells what it shows, each time that changes: the installed app keeps it.
    pub fn shown(_board: &Board) {}

    /// A board tells that its live connection is lost: the installed app looks what is the matter.
    pub fn lost() {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bookings_are_off_while_the_server_is_away() {
        let mut standing = Standing::default();
        assert_eq!(standing.server_only(), None);
        standing.since = "2026-11-24T09:41:00+01:00".parse().ok();
        assert!(standing.server_only().unwrap().contains("call-back list"));
    }
}
