//! The system's notifications.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    thread,
};

use jiff::Timestamp;
use notify_rust::Notification;

use super::{news, settings};
use crate::desk::model::{Board, BoardVisit};

/// The newest version of each visit that was told of, so that two windows tell once.
static TOLD: Mutex<BTreeMap<i64, i32>> = Mutex::new(BTreeMap::new());

/// Tells the user of a visit that changed or is new and is about to be put on a board, if that is worth telling,
/// wanted, and nobody is looking at the window.
pub fn about(board: &Board, after: &BoardVisit) {
    if !settings::get().notify || dioxus::desktop::window().is_focused() {
        return;
    }
    let before = board.visits.iter().find(|visit| visit.id == after.id);
    let start = after.starts_at;
    let passed = Timestamp::now().as_millisecond() - start.timestamp().as_millisecond();
    let today = start.later(passed).date();
    let Some(words) = news::about(before, after, &board.doctors, today) else {
        return;
    };
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    let version = told.insert(after.id, after.version);
    if version.is_none_or(|version| version < after.version) {
        show(words);
    }
}

fn show(words: String) {
    // It may wait for the system's answer, and not inside the async runtime.
    thread::spawn(move || {
        let shown = Notification::new()
            .appname("Anteroom")
            .icon("anteroom")
            .summary("Anteroom")
            .body(&words)
            .show();
        if let Err(error) = shown {
            eprintln!("the system shows no notification: {error}");
        }
    });
}
