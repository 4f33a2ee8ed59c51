//! What the desk decides and notes, and what is said to it.

use jiff::Timestamp;

use super::{POKE, Source, source, tell};
use crate::{offline::model::CallBack, ui::platform};

/// Asks the server now, whatever the pause.
pub(in crate::offline) fn try_now() {
    POKE.notify_one();
}

/// The desk decides for what the server says of this visit.
pub(in crate::offline) fn keep_servers(appointment_id: i64) {
    decide(|source| {
        source.keeper.change(Timestamp::now(), |queue| {
            queue.keep_servers(appointment_id);
        });
    });
}

/// The desk wants its step all the same, on top of what the server says.
pub(in crate::offline) fn try_again(appointment_id: i64) {
    decide(|source| {
        source.keeper.change(Timestamp::now(), |queue| {
            queue.try_again(appointment_id, platform::unlikely());
        });
    });
}

fn decide(change: impl FnOnce(&mut Source)) {
    let mut source = source();
    change(&mut source);
    source.reload();
    drop(source);
    tell();
    POKE.notify_one();
}

/// Somebody is to be called back.
pub(in crate::offline) fn note(name: String, phone: String, note: String) {
    let now = Timestamp::now();
    let mut source = source();
    let Some(at) = source.keeper.now(now) else {
        return;
    };
    let call_back = CallBack {
        key: platform::unlikely(),
        at,
        name,
        phone,
        note,
    };
    source.keeper.note(call_back, now);
    drop(source);
    tell();
}

/// Somebody was called back.
pub(in crate::offline) fn called(key: &str) {
    source().keeper.called(key, Timestamp::now());
    tell();
}

/// What was said has been read.
pub(in crate::offline) fn dismiss() {
    source().keeper.dismiss();
    tell();
}

/// Something is to be said above the pages.
pub fn say(words: String) {
    source().keeper.say(words);
    tell();
}

/// Puts on disk what has changed: the app, or one of its windows, is closing.
pub fn flush() {
    source().keeper.tidy(Timestamp::now());
}
