//! What happened at once, as it goes to the boards: written once for all that show the same.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::extract::ws::Utf8Bytes;
use jiff::civil::Date;

use super::model::{Message, Sequence};
use crate::desk::model::{BoardHold, BoardVisit};

/// The number of no appointment.
const NOBODY: i64 = 0;

/// What a board shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum View {
    /// A day of the clinic.
    Day(Date),
    /// What is this doctor's own, whenever it is: beside the day, their page shows the week and who comes next.
    Doctor(i64),
}

impl View {
    fn shows(self, visit: &BoardVisit) -> bool {
        match self {
            Self::Day(date) => visit.starts_at.date() == date,
            Self::Doctor(id) => visit.doctor_id == id,
        }
    }

    /// What it shows of all that is kept of a doctor's time; nothing where it shows nothing of that doctor.
    fn holds(self, doctor_id: i64, holds: &[BoardHold]) -> Option<Vec<BoardHold>> {
        match self {
            Self::Day(date) => {
                let holds = holds.iter().filter(|hold| hold.starts_at.date() == date);
                Some(holds.cloned().collect())
            }
            Self::Doctor(id) => (id == doctor_id).then(|| holds.to_vec()),
        }
    }
}

/// What changed, and how it stands.
#[derive(Debug)]
pub(super) enum Change {
    /// The appointment with this id; nothing when it is no more.
    Appointment(i64, Option<Box<BoardVisit>>),
    /// What is kept of the time of the doctor with this id, on all days.
    Holds(i64, Vec<BoardHold>),
}

/// Changes with numbers that follow one another.
#[derive(Debug)]
pub(super) struct Batch {
    epoch: Arc<str>,
    /// The number before the first change.
    before: u64,
    changes: Vec<Change>,
    written: Mutex<HashMap<View, Utf8Bytes>>,
}

impl Batch {
    pub(super) fn new(epoch: Arc<str>, before: u64, changes: Vec<Change>) -> Self {
        Self {
            epoch,
            before,
            changes,
            written: Mutex::default(),
        }
    }

    /// One number for what is not told change by change: to a board it says that nobody is gone.
    pub(super) fn of_nobody(epoch: Arc<str>, before: u64) -> Self {
        Self::new(epoch, before, vec![Change::Appointment(NOBODY, None)])
    }

    /// The run of numbers that it belongs to.
    pub(super) fn epoch(&self) -> &str {
        &self.epoch
    }

    /// Whether anything about appointments is in it, and not about holds alone.
    pub(super) fn has_appointments(&self) -> bool {
        let mut changes = self.changes.iter();
        changes.any(|change| matches!(change, Change::Appointment(..)))
    }

    /// How many changes there are.
    pub(super) fn len(&self) -> usize {
        self.changes.len()
    }

    /// The number before the first change.
    pub(super) fn before(&self) -> u64 {
        self.before
    }

    /// The number of the last change.
    pub(super) fn last(&self) -> u64 {
        self.before + self.changes.len() as u64
    }

    /// The changes as a board with this view reads them.
    pub(super) fn text(&self, view: View) -> Utf8Bytes {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let text = written
            .entry(view)
            .or_insert_with(|| text(&self.messages(view)));
        text.clone()
    }

    /// Forgets what was written; whoever still wants it has it written again.
    pub(super) fn forget_texts(&self) {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        *written = HashMap::new();
    }

    fn messages(&self, view: View) -> Vec<Message> {
        let numbers = self.before + 1..;
        let told = numbers.zip(&self.changes).map(|(number, change)| {
            let sequence = Sequence {
                epoch: self.epoch.to_string(),
                number,
            };
            match change {
                Change::Appointment(_, Some(visit)) if view.shows(visit) => {
                    Message::Visit(sequence, visit.clone())
                }
                Change::Appointment(id, _) => Message::Gone(sequence, *id),
                Change::Holds(doctor_id, holds) => match view.holds(*doctor_id, holds) {
                    Some(holds) => Message::Holds(sequence, *doctor_id, holds),
                    None => Message::Gone(sequence, NOBODY),
                },
            }
        });
        told.collect()
    }
}

/// Messages as they go over the wire.
pub(super) fn text(messages: &[Message]) -> Utf8Bytes {
    // Nothing in a message can fail to be written.
    serde_json::to_string(messages).unwrap_or_default().into()
}
