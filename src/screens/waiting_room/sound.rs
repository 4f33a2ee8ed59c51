//! What is heard with each call.

use dioxus::prelude::*;

use super::model::Call;
use crate::ui::platform;

static SOUND: Asset = asset!("/assets/sounds/call.wav");

/// A switch for a sound with each call. Browsers make none before somebody has pressed something.
#[component]
pub(super) fn Sound(calls: ReadSignal<Vec<Call>>) -> Element {
    let mut alive = use_signal(|| false);
    let mut on = use_signal(|| false);
    let mut heard = use_signal(Vec::<Call>::new);
    use_effect(move || {
        alive.set(true);
        let calls = calls.read();
        let new = calls.iter().any(|call| !heard.peek().contains(call));
        heard.set(calls.clone());
        if new && *on.peek() {
            platform::play("#call-sound");
        }
    });
    if !alive() {
        return rsx! {};
    }
    rsx! {
        audio { id: "call-sound", src: SOUND, preload: "auto" }
        button {
            r#type: "button",
            class: "button quiet",
            "aria-pressed": "{on}",
            onclick: move |_| {
                on.toggle();
                if on() {
                    platform::play("#call-sound");
                }
            },
            span { class: "button-label", if on() { "Sound is on" } else { "Sound is off" } }
        }
    }
}
