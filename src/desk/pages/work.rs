//! What is done on an open board, and what is said of it.

use std::{collections::BTreeSet, fmt::Write as _};

use dioxus::prelude::*;

use super::{clock::reading, state::find, undo};
use crate::{
    clinic_time::ClinicTime,
    desk::{
        actions,
        model::{Board, BoardVisit},
    },
    encounters::model::Stage,
    error::AppError,
    live::apply::{put, remove},
    ui::{Session, platform, use_session},
};

/// For so many milliseconds something is said that cannot be taken back.
const MOMENT: u32 = 8_000;

/// What was done or said here last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Done {
    /// With which visit, if with one.
    pub(super) id: Option<i64>,
    /// What was done.
    pub(super) words: String,
    /// The stage that a step led to, where it can be taken back.
    reached: Option<Stage>,
    /// Tells it from others.
    number: u64,
}

impl Done {
    /// The visit whose step can be taken back, and the stage it led to.
    pub(super) fn step(&self) -> Option<(i64, Stage)> {
        self.id.zip(self.reached)
    }
}

/// What changes a board, in the scope of the board itself: what was begun goes on when the button that
/// began it is gone.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Work {
    session: Session,
    board: Signal<Board>,
    /// What was done or said here last.
    pub(super) done: Signal<Option<Done>>,
    /// What went wrong here last.
    pub(super) problem: Signal<Option<String>>,
    /// Visits whose next state is awaited.
    pub(super) busy: Signal<BTreeSet<i64>>,
    /// Versions of visits that were made here: nobody need be told of them.
    pub(super) own: Signal<BTreeSet<(i64, i32)>>,
}

/// Makes what changes this board.
pub(super) fn use_work(board: Signal<Board>) -> Work {
    let session = use_session();
    Work {
        session,
        board,
        done: use_signal(|| None),
        problem: use_signal(|| refused(&session)),
        busy: use_signal(BTreeSet::new),
        own: use_signal(BTreeSet::new),
    }
}

/// Why a form of the board that was sent without JavaScript was refused.
fn refused(session: &Session) -> Option<String> {
    let flash = session.flash()?;
    let ours = ["/api/appointments/", "/api/doctors/"];
    let error = flash.error?;
    ours.iter()
        .any(|path| flash.action.starts_with(path))
        .then(|| error.to_string())
}

impl Work {
    /// The moment, to the millisecond.
    pub(super) fn now(self) -> ClinicTime {
        reading(&self.session, &self.board.peek())
    }

    /// Takes a step of a visit, if it may be taken.
    pub(super) fn take(self, id: i64, to: Stage, room_id: Option<i64>) {
        let Some(visit) = find(&self.board.peek(), id) else {
            return;
        };
        if let Some(why) = refusal(&visit, to, room_id, self.now()) {
            self.say(why);
            return;
        }
        self.ask(id, async move {
            let after = actions::stage(visit, to, room_id).await?;
            let words = done_words(&after);
            Ok((after, words))
        });
    }

    /// Takes the last step of a visit back.
    pub(super) fn back(self, id: i64) {
        let Some(visit) = find(&self.board.peek(), id) else {
            return;
        };
        self.ask(id, async move {
            let after = actions::undo(visit).await?;
            let words = match after.stage {
                Stage::Cancelled => format!("Taken back: {} has no visit.", after.patient_name),
                _ => format!("Taken back. {}", done_words(&after)),
            };
            Ok((after, words))
        });
    }

    /// Awaits what becomes of a visit; while it is awaited nothing else is asked about it.
    fn ask(
        self,
        id: i64,
        answer: impl Future<Output = Result<(BoardVisit, String), AppError>> + 'static,
    ) {
        let Self {
            mut busy,
            mut problem,
            ..
        } = self;
        if !busy.write().insert(id) {
            return;
        }
        problem.set(None);
        spawn(async move {
            let answer = answer.await;
            busy.write().remove(&id);
            match answer {
                Ok((after, words)) => self.took(after, words),
                Err(error) => problem.set(Some(error.to_string())),
            }
        });
    }

    /// Shows a visit as it is after something that was done here, and says what that was.
    pub(super) fn took(self, after: BoardVisit, words: String) {
        let left = after
            .undo_until
            .and_then(|until| undo::left(until, self.now()));
        let reached = left.map(|_| after.stage);
        self.tell(Some(after.id), reached, words, left.unwrap_or(MOMENT));
        self.put(after);
    }

    /// Shows a visit as it is after something that was done here.
    pub(super) fn put(self, after: BoardVisit) {
        let Self {
            mut board, mut own, ..
        } = self;
        own.write().insert((after.id, after.version));
        // No step leads to a visit that does not take place, but that a walk-in was taken back.
        if after.stage == Stage::Cancelled {
            remove(&mut board.write(), after.id);
            return;
        }
        // What needs the board anew, such as a doctor who was not on it, comes with the live updates.
        put(&mut board.write(), after);
    }

    /// Says something that is no step.
    pub(super) fn say(self, words: String) {
        self.tell(None, None, words, MOMENT);
    }

    /// Says what was done, for so many milliseconds.
    fn tell(self, id: Option<i64>, reached: Option<Stage>, words: String, milliseconds: u32) {
        let mut done = self.done;
        let number = done.peek().as_ref().map_or(0, |done| done.number + 1);
        done.set(Some(Done {
            id,
            words,
            reached,
            number,
        }));
        spawn(async move {
            platform::pause(milliseconds).await;
            if done
                .peek()
                .as_ref()
                .is_some_and(|done| done.number == number)
            {
                done.set(None);
            }
        });
    }
}

/// Why a step cannot be taken, if so. Who was called already can be called to another room.
fn refusal(visit: &BoardVisit, to: Stage, room_id: Option<i64>, now: ClinicTime) -> Option<String> {
    let name = &visit.patient_name;
    let is = visit.stage.words().to_lowercase();
    if visit.stage == to {
        let moves = to == Stage::CheckedIn && room_id.is_some_and(|id| visit.room_id != Some(id));
        return (!moves).then(|| format!("{name}: {is} already."));
    }
    if !visit.stage.next().contains(&to) {
        return Some(format!("{name}: {is}. “{}” cannot follow.", to.words()));
    }
    to.too_early(visit.starts_at, now)
        .then(|| format!("{name}: it is too early for “{}”.", to.words()))
}

/// What became of a visit: `Rosa Delgado: arrived, number 4.`
pub(super) fn done_words(after: &BoardVisit) -> String {
    let mut words = format!(
        "{}: {}",
        after.patient_name,
        after.stage.words().to_lowercase()
    );
    if after.stage == Stage::Arrived
        && let Some(number) = after.queue_number
    {
        let _ = write!(words, ", number {number}");
    }
    words.push('.');
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::testing::{at, visit};

    #[test]
    fn a_step_that_cannot_be_taken_says_why() {
        let rosa = visit(1, 3, "09:00", "09:30");
        let why = |to, now: &str| refusal(&rosa, to, None, at(now)).unwrap_or_default();
        assert_eq!(why(Stage::Arrived, "08:50"), "");
        assert_eq!(why(Stage::Booked, "08:50"), "Rosa Delgado: booked already.");
        assert_eq!(
            why(Stage::Left, "08:50"),
            "Rosa Delgado: booked. “Left” cannot follow."
        );
        assert_eq!(
            why(Stage::Noshow, "08:50"),
            "Rosa Delgado: it is too early for “Did not come”."
        );
        assert_eq!(why(Stage::Noshow, "09:20"), "");
    }

    #[test]
    fn who_was_called_can_be_called_to_another_room() {
        let called = BoardVisit {
            stage: Stage::CheckedIn,
            room_id: Some(1),
            ..visit(1, 3, "09:00", "09:30")
        };
        let why = |room_id| refusal(&called, Stage::CheckedIn, room_id, at("09:05"));
        assert_eq!(why(Some(2)), None);
        for same in [None, Some(1)] {
            let words = why(same).unwrap_or_default();
            assert_eq!(words, "Rosa Delgado: checked in already.");
        }
        let arrived = BoardVisit {
            stage: Stage::Arrived,
            ..called.clone()
        };
        let again = refusal(&arrived, Stage::Arrived, Some(2), at("09:05"));
        assert_eq!(again.unwrap_or_default(), "Rosa Delgado: arrived already.");
    }

    #[test]
    fn only_a_step_is_taken_back() {
        let done = |id, reached| Done {
            id,
            words: String::new(),
            reached,
            number: 0,
        };
        let step = done(Some(1), Some(Stage::Arrived)).step();
        assert_eq!(step, Some((1, Stage::Arrived)));
        assert_eq!(done(Some(1), None).step(), None, "its minute is over");
        assert_eq!(done(None, None).step(), None);
    }

    #[test]
    fn what_was_done_is_said_with_the_number_in_the_queue() {
        let mut rosa = visit(1, 3, "09:00", "09:30");
        rosa.stage = Stage::Arrived;
        assert_eq!(done_words(&rosa), "Rosa Delgado: arrived.");
        rosa.queue_number = Some(4);
        assert_eq!(done_words(&rosa), "Rosa Delgado: arrived, number 4.");
    }
}
