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

use super::{milliseconds, pause};
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

/// What this machine's clock showed at the last sign.
static SEEN: AtomicI64 = AtomicI64::new(0);
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

/// Somebody is there.
fn seen() {
    SEEN.store(milliseconds(), Ordering::Relaxed);
    if MARKED.swap(false, Ordering::Relaxed) {
        clear_request_headers();
    }
}

fn look() {
    let passed = milliseconds() - SEEN.load(Ordering::Relaxed);
    // A clock that was set back counts as time passed.
    if !(0..GONE).contains(&passed) && !MARKED.swap(true, Ordering::Relaxed) {
        let mut headers = HeaderMap::new();
        headers.insert(UNATTENDED, HeaderValue::from_static("1"));
        set_request_headers(headers);
    }
}
