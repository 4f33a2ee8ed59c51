//! Whether somebody is at the page. One that is left open goes on loading what it shows, and that must not keep
//! whoever has gone signed in.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use dioxus::{
    fullstack::{clear_request_headers, set_request_headers},
    prelude::{spawn, use_effect},
};
use http::{HeaderMap, HeaderValue};
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::Event;

use super::{milliseconds, pause, storage};
use crate::auth::model::UNATTENDED;

/// What tells that somebody is there. That the pointer moves does not: some browsers say so as well when the page
/// moves under it.
const SIGNS: [&str; 6] = [
    "click",
    "input",
    "keydown",
    "pointerdown",
    "popstate",
    "wheel",
];
/// So many milliseconds after the last sign nobody is there any more. Boards ask something by themselves every five
/// minutes (`encounters/pages/open.rs`): so whoever only reads and scrolls stays signed in.
const GONE: i64 = 6 * 60 * 1_000;
/// How often that is looked at.
const LOOK: u32 = 15_000;

/// Under this name the other tabs of the browser learn of it, whose session it is too. When somebody pressed a key
/// tells nothing about anybody.
const NAME: &str = "anteroom-seen";

/// What this machine's clock showed at the last sign.
static SEEN: AtomicI64 = AtomicI64::new(0);
/// And at the last one that the other tabs were told of.
static TOLD: AtomicI64 = AtomicI64::new(0);
/// What is asked for now is marked.
static MARKED: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// Hears the signs as long as the page is open.
    static HEARD: Closure<dyn FnMut(Event)> = Closure::new(|event: Event| {
        // What a script does is nobody's sign.
        if event.is_trusted() {
            seen();
        }
    });
}

/// Marks whatever is asked for while nobody is at the page; called once, by the root of the app.
pub fn use_attended() {
    use_effect(|| {
        seen();
        listen();
        spawn(async {
            loop {
                pause(LOOK).await;
                look();
            }
        });
    });
}

fn listen() {
    let Some(window) = web_sys::window() else {
        return;
    };
    HEARD.with(|heard| {
        for sign in SIGNS {
            // Before the page hears it: what is asked for because of it is not marked. A browser that will not
            // tell of one sign tells of the others.
            let _ = window.add_event_listener_with_callback_and_bool(
                sign,
                heard.as_ref().unchecked_ref(),
                true,
            );
        }
    });
}

/// Whether somebody is at this page, as far as can be told. That somebody is at another one does not count: it may be
/// whoever comes next.
pub fn attended() -> bool {
    let passed = milliseconds() - SEEN.load(Ordering::Relaxed);
    (0..GONE).contains(&passed)
}

/// Somebody is there.
fn seen() {
    let now = milliseconds();
    SEEN.store(now, Ordering::Relaxed);
    mark(false);
    // Not of each letter that is typed.
    if (now - TOLD.load(Ordering::Relaxed)).abs() >= LOOK.into() {
        TOLD.store(now, Ordering::Relaxed);
        if let Some(storage) = storage() {
            // Where nothing can be kept, each tab is for itself.
            let _ = storage.set_item(NAME, &now.to_string());
        }
    }
}

fn look() {
    let now = milliseconds();
    let elsewhere = storage()
        .and_then(|storage| storage.get_item(NAME).ok().flatten())
        .and_then(|seen| seen.parse().ok());
    let signs = [Some(SEEN.load(Ordering::Relaxed)), elsewhere];
    // A clock that was set back counts as time passed.
    let there = |seen: i64| (0..GONE).contains(&(now - seen));
    mark(!signs.into_iter().flatten().any(there));
}

/// Has whatever is asked for from now on marked, or not.
fn mark(gone: bool) {
    if MARKED.swap(gone, Ordering::Relaxed) == gone {
        return;
    }
    if gone {
        let mut headers = HeaderMap::new();
        headers.insert(UNATTENDED, HeaderValue::from_static("1"));
        set_request_headers(headers);
    } else {
        clear_request_headers();
    }
}
