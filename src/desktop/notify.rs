//! The system's notifications.

use std::thread;

use notify_rust::Notification;

use super::{news, settings, window};
use crate::desk::model::Board;

/// Tells the user what is new on today's board, if there is anything that is worth telling, wanted, and nobody
/// is looking at the app.
pub fn about(before: &Board, after: &Board) {
    if !settings::get().notify || window::is_looked_at() {
        return;
    }
    for words in news::of(before, after) {
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
