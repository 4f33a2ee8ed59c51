//! What a message does to a board. Nothing here waits or asks, so that it can be tested on its own.

use super::model::{Message, Place, Sequence};
use crate::desk::model::{Board, BoardHold, BoardVisit};

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The board shows something else now.
    Changed,
    /// The board must be loaded again.
    Reload,
    /// The board looks as before.
    Ignored,
}

/// What there is to do after a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Nothing,
    /// Show this visit as it is now.
    Show(Box<BoardVisit>),
    /// Show the appointment with this id no more.
    Hide(i64),
    /// Show this as what is kept of the time of the doctor with this id.
    Hold(i64, Vec<BoardHold>),
    /// Load again: something was missed, or everything may have changed.
    Reload,
}

/// Takes the step from `at` to where a message leads.
pub fn step(at: &mut Sequence, message: Message) -> Step {
    let sequence = match &message {
        Message::Visit(sequence, _) | Message::Gone(sequence, _) | Message::Holds(sequence, ..) => {
            sequence
        }
        Message::Hello(sequence) if at.place(sequence) == Place::Known => return Step::Nothing,
        Message::Hello(_) | Message::Reload(_) => return Step::Reload,
        Message::SignedOut => return Step::Nothing,
    };
    match at.place(sequence) {
        Place::Known => return Step::Nothing,
        Place::Beyond => return Step::Reload,
        Place::Next => *at = sequence.clone(),
    }
    match message {
        Message::Visit(_, visit) => Step::Show(visit),
        Message::Gone(_, id) => Step::Hide(id),
        Message::Holds(_, doctor_id, holds) => Step::Hold(doctor_id, holds),
        _ => Step::Nothing,
    }
}

/// Takes a message in. The newer version of a visit stays, in whatever order they come; what is not next in
/// its epoch says that something was missed.
pub fn apply(board: &mut Board, message: Message) -> Outcome {
    match step(&mut board.sequence, message) {
        Step::Nothing => Outcome::Ignored,
        Step::Show(visit) => put(board, *visit),
        Step::Hide(id) => remove(board, id),
        Step::Hold(doctor_id, holds) => hold(board, doctor_id, holds),
        Step::Reload => Outcome::Reload,
    }
}

/// Shows a visit as it is now, unless a newer version of it is shown already. Also for the answer to a step
/// that was taken on this board itself.
pub fn put(board: &mut Board, visit: BoardVisit) -> Outcome {
    if visit.starts_at.date() != board.date {
        return remove(board, visit.id);
    }
    let shown = board.visits.iter().position(|shown| shown.id == visit.id);
    let shown = shown.and_then(|at| board.visits.get_mut(at));
    let known = board
        .doctors
        .iter()
        .any(|doctor| doctor.id == visit.doctor_id);
    match shown {
        Some(shown) if shown.version > visit.version || *shown == visit => return Outcome::Ignored,
        Some(shown) => *shown = visit,
        None => board.visits.push(visit),
    }
    board
        .visits
        .sort_by_key(|visit| (visit.starts_at, visit.id));
    if known {
        Outcome::Changed
    } else {
        // A doctor who was not to be here today: their column must be asked for.
        Outcome::Reload
    }
}

/// Shows what is kept of a doctor's time for patients, in the place of what was.
pub fn hold(board: &mut Board, doctor_id: i64, mut holds: Vec<BoardHold>) -> Outcome {
    let date = board.date;
    holds.retain(|hold| hold.starts_at.date() == date);
    let others = board.holds.iter();
    let others = others.filter(|hold| hold.doctor_id != doctor_id);
    holds.extend(others.cloned());
    holds.sort_by_key(|hold| (hold.starts_at, hold.id));
    if holds == board.holds {
        return Outcome::Ignored;
    }
    board.holds = holds;
    Outcome::Changed
}

/// Shows an appointment no more.
pub fn remove(board: &mut Board, id: i64) -> Outcome {
    let before = board.visits.len();
    board.visits.retain(|visit| visit.id != id);
    if board.visits.len() == before {
        Outcome::Ignored
    } else {
        Outcome::Changed
    }
}

#[cfg(test)]
mod tests;
