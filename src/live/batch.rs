//! What happened at once, as it goes to the boards: written once for all that show the same.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::extract::ws::Utf8Bytes;
use jiff::civil::Date;

use super::model::{Message, Sequence};
use crate::desk::model::BoardVisit;

/// What a board shows: a day, of one doctor where it is a doctor's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct View {
    pub(super) date: Date,
    pub(super) doctor_id: Option<i64>,
}

impl View {
    fn shows(&self, visit: &BoardVisit) -> bool {
        visit.starts_at.date() == self.date && self.doctor_id.is_none_or(|id| id == visit.doctor_id)
    }
}

/// An appointment that changed, and how it stands; nothing when it is no more.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) appointment_id: i64,
    pub(super) visit: Option<BoardVisit>,
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

    fn messages(&self, view: View) -> Vec<Message> {
        let numbers = self.before + 1..;
        let told = numbers.zip(&self.changes).map(|(number, change)| {
            let sequence = Sequence {
                epoch: self.epoch.to_string(),
                number,
            };
            match &change.visit {
                Some(visit) if view.shows(visit) => {
                    Message::Visit(sequence, Box::new(visit.clone()))
                }
                _ => Message::Gone(sequence, change.appointment_id),
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
