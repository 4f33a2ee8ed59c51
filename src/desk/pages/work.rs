//! What is done on an open board, and what is said of it.

use std::{collections::BTreeSet, fmt::Write as _};

use dioxus::{core::Task, prelude::*};

use super::{
    clock::reading,
    state::find,
    undo,
    wishes::{Wish, Wishes},
};
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
/// Said of a visit that somebody took away meanwhile.
const GONE: &str = "This visit is not on the board any more.";

/// Where a step has led a visit: the versions of one that waits to be sent change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reached {
    stage: Stage,
    room_id: Option<i64>,
}

impl Reached {
    /// Where a visit stands.
    pub(super) fn by(visit: &BoardVisit) -> Self {
        Self {
            stage: visit.stage,
            room_id: visit.room_id,
        }
    }
}

/// What was done or said here last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Done {
    /// With which visit, if with one.
    pub(super) id: Option<i64>,
    /// What was done.
    pub(super) words: String,
    /// Where a step led, if it can be taken back.
    reached: Option<Reached>,
    /// For so many milliseconds it is said.
    lasts: u32,
}

impl Done {
    /// The visit whose step can be taken back, and where it led.
    pub(super) fn step(&self) -> Option<(i64, Reached)> {
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
    /// What was asked of visits and is not answered.
    pub(super) wishes: Signal<Wishes>,
    /// Versions of visits that were made here: nobody need be told of them.
    pub(super) own: Signal<BTreeSet<(i64, i32)>>,
}

/// Makes what changes this board.
pub(super) fn use_work(board: Signal<Board>) -> Work {
    let session = use_session();
    let done = use_signal(|| None);
    use_passing(done);
    Work {
        session,
        board,
        done,
        problem: use_signal(|| refused(&session)),
        wishes: use_signal(Wishes::default),
        own: use_signal(BTreeSet::new),
    }
}

/// Has what is said go again when its time is over. Whatever said it may be gone by then.
fn use_passing(mut done: Signal<Option<Done>>) {
    let mut waits = use_signal(|| None::<Task>);
    use_effect(move || {
        let lasts = done.read().as_ref().map(|done| done.lasts);
        if let Some(former) = waits.take() {
            former.cancel();
        }
        let Some(lasts) = lasts else {
            return;
        };
        waits.set(Some(spawn(async move {
            platform::pause(lasts).await;
            done.set(None);
        })));
    });
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

    /// Asks something of a visit: at once, or when the answer to what was asked of it before has come.
    pub(super) fn ask(self, id: i64, wish: Wish) {
        let Self {
            mut wishes,
            mut problem,
            ..
        } = self;
        problem.set(None);
        if wishes.write().add(id, wish) {
            self.begin(id, wish, None);
        }
    }

    /// Fulfils a wish, if it can be, and then those that wait for it. `answered` is the version of the visit in the
    /// answer that this one waited for.
    fn begin(self, id: i64, wish: Wish, answered: Option<i32>) {
        let Self {
            mut wishes,
            mut problem,
            ..
        } = self;
        let visit = match self.allowed(id, wish, answered) {
            Ok(visit) => visit,
            Err(why) => {
                wishes.write().drop_all(id);
                match answered {
                    None => self.say(why),
                    // Nobody waits for it any more: it stays until something else is asked.
                    Some(_) => problem.set(Some(why)),
                }
                return;
            }
        };
        spawn(async move {
            match fulfil(visit, wish).await {
                Ok((after, words)) => {
                    let (next, version) = (wishes.write().next(id), after.version);
                    self.took(after, words);
                    if let Some(next) = next {
                        self.begin(id, next, Some(version));
                    }
                }
                Err(error) => {
                    wishes.write().drop_all(id);
                    problem.set(Some(error.to_string()));
                }
            }
        });
    }

    /// The visit as it is, if that may be asked of it; else why not.
    fn allowed(self, id: i64, wish: Wish, answered: Option<i32>) -> Result<BoardVisit, String> {
        let Some(visit) = find(&self.board.peek(), id) else {
            return Err(match wish {
                Wish::Step(..) => GONE.to_owned(),
                Wish::Back => undo::OVER.to_owned(),
            });
        };
        let why = match wish {
            Wish::Step(to, room_id) => refusal(&visit, to, room_id, self.now()),
            // What was meant is the step that was answered, and not what others did since.
            Wish::Back if answered.is_some_and(|version| version != visit.version) => {
                Some(undo::OVER.to_owned())
            }
            Wish::Back => undo::refusal(&visit, self.now()).map(str::to_owned),
        };
        why.map_or(Ok(visit), Err)
    }

    /// Shows a visit as it is after something that was done here, and says what that was.
    pub(super) fn took(self, after: BoardVisit, words: String) {
        let left = after
            .undo_until
            .and_then(|until| undo::left(until, self.now()));
        let reached = left.map(|_| Reached::by(&after));
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
    fn tell(self, id: Option<i64>, reached: Option<Reached>, words: String, lasts: u32) {
        let mut done = self.done;
        done.set(Some(Done {
            id,
            words,
            reached,
            lasts,
        }));
    }
}

/// Has the server, or the installed app in its place, do what is asked: the visit after it, and what was done.
async fn fulfil(visit: BoardVisit, wish: Wish) -> Result<(BoardVisit, String), AppError> {
    let after = match wish {
        Wish::Step(to, room_id) => actions::stage(visit, to, room_id).await?,
        Wish::Back => actions::undo(visit).await?,
    };
    let words = match (wish, after.stage) {
        (Wish::Step(..), _) => done_words(&after),
        (Wish::Back, Stage::Cancelled) => {
            format!("Taken back: {} has no visit.", after.patient_name)
        }
        (Wish::Back, _) => format!("Taken back. {}", done_words(&after)),
    };
    Ok((after, words))
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
mod tests;
