//! What travels to an open board.

use serde::{Deserialize, Serialize};

use crate::desk::model::{BoardHold, BoardVisit};

/// How far a board has come. Numbers of one epoch follow one another without a gap; a server that starts
/// anew, or has lost the thread, begins another epoch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// Which run of numbers; no two servers and no two runs of one share it.
    pub epoch: String,
    /// How many changes there have been in it.
    pub number: u64,
}

/// Where a message stands to what a board knows already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The board has it.
    Known,
    /// It is the next one.
    Next,
    /// Something between the two is missing.
    Beyond,
}

impl Sequence {
    /// Where something at `told` stands to a board that has come this far.
    pub fn place(&self, told: &Self) -> Place {
        if told.epoch != self.epoch {
            Place::Beyond
        } else if told.number <= self.number {
            Place::Known
        } else if told.number == self.number + 1 {
            Place::Next
        } else {
            Place::Beyond
        }
    }
}

/// What a server tells an open board; several may come at once, as a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    /// The first message, and again every now and then: a board that is at this sequence has missed nothing,
    /// and what follows is next. A board that is at another one loads again.
    Hello(Sequence),
    /// A visit changed or is new; it is on this board's day, or on any of the doctor's own.
    Visit(Sequence, Box<BoardVisit>),
    /// The appointment with this id is not on this board, or no longer. No appointment has the id 0: then only the
    /// number counts. It was of nothing that is shown here, or a [`Message::Reload`] follows when it is this board's
    /// turn.
    Gone(Sequence, i64),
    /// What is kept of the time of the doctor with this id: all of it on this board's day; to the doctor, on any day.
    Holds(Sequence, i64, Vec<BoardHold>),
    /// So much changed that the board must be loaded again: hours, doctors, rooms, or the server lost the thread.
    Reload(Sequence),
    /// The session has ended or lost its rights; the connection closes.
    SignedOut,
}
