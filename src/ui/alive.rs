//! Whether the page has come alive.

use dioxus::prelude::*;

/// False while the server renders and until the client has taken over, then true.
pub fn use_alive() -> Signal<bool> {
    let mut alive = use_signal(|| false);
    use_effect(move || alive.set(true));
    alive
}
