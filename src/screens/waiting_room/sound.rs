//! What is heard with each call.

use dioxus::prelude::*;

use super::model::Call;
use crate::{clinic_time::ClinicTime, ui::platform};

static SOUND: Asset = asset!("/assets/sounds/call.wav");

/// Each call in words for screen readers, and a switch for a sound with it. Browsers make none before somebody
/// has pressed something.
#[component]
pub(super) fn Sound(calls: ReadSignal<Vec<Call>>) -> Element {
    let mut alive = use_signal(|| false);
    let mut on = use_signal(|| false);
    // Who is on the screen from the start was called before.
    let mut heard = use_signal(|| Heard::from(calls.peek().clone()));
    let mut told = use_signal(Vec::<Call>::new);
    use_effect(move || {
        alive.set(true);
        let new = heard.write().hear(&calls.read());
        if new.is_empty() {
            return;
        }
        told.set(new);
        if *on.peek() {
            platform::play("#call-sound");
        }
    });
    rsx! {
        // Not the list itself: a call that comes back to it would be told again.
        div { class: "visually-hidden", role: "status",
            for call in told.read().iter() {
                p { key: "{call.number} {call.at}", "Number {call.number}. {call.doctor}. {call.room}" }
            }
        }
        if alive() {
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
}

/// The calls that were heard.
struct Heard {
    /// When the last one was made of those that stood on the screen from the start: what is older was not heard, but
    /// is over, and comes into view as later ones end.
    before: Option<ClinicTime>,
    /// The latest to be heard at the end.
    calls: Vec<Call>,
}

/// So many are known. A screen shows a few, so that none of them comes back after so many others.
const KNOWN: usize = 200;

impl From<Vec<Call>> for Heard {
    fn from(calls: Vec<Call>) -> Self {
        Self {
            before: calls.iter().map(|call| call.at).max(),
            calls,
        }
    }
}

impl Heard {
    /// The calls among those on the screen that nobody has heard; from now on they are heard. One that comes back to
    /// the screen, since “done” was taken back, was heard before; one that a desk tells of later was not.
    fn hear(&mut self, shown: &[Call]) -> Vec<Call> {
        // Times are whole seconds: within the last one there may be another call.
        let new: Vec<Call> = shown
            .iter()
            .filter(|call| Some(call.at) >= self.before && !self.calls.contains(call))
            .cloned()
            .collect();
        self.calls.extend(new.iter().cloned());
        let over = self.calls.len().saturating_sub(KNOWN);
        self.calls.drain(..over);
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_call_is_heard_once() {
        let call = |number, clock: &str| Call {
            number,
            room: "Room 2".into(),
            doctor: "Dr. Moreau".into(),
            at: format!("2026-11-24T{clock}+00:00").parse().unwrap(),
        };
        let (early, first) = (call(10, "09:00:00"), call(11, "09:10:00"));
        let (last, beside) = (call(12, "09:20:00"), call(13, "09:20:00"));
        let moved = Call {
            room: "Room 3".into(),
            ..call(11, "09:30:00")
        };
        let mut heard = Heard::from(vec![first.clone()]);
        let mut new = |shown: &[&Call]| -> Vec<u32> {
            let shown: Vec<Call> = shown.iter().copied().cloned().collect();
            let new = heard.hear(&shown);
            new.iter().map(|call| call.number).collect()
        };
        assert!(new(&[&first]).is_empty());
        assert_eq!(new(&[&last, &first]), [12]);
        assert!(new(&[&last, &first]).is_empty());
        // The last one is done, so that one of before comes into view; and that is taken back.
        assert!(new(&[&first, &early]).is_empty());
        assert!(new(&[&last, &first]).is_empty());
        assert!(new(&[]).is_empty());
        assert!(new(&[&last]).is_empty());
        // Two within a second are two.
        assert_eq!(new(&[&beside, &last]), [13]);
        // A desk that was cut off tells of its call later.
        let told = call(14, "09:15:00");
        assert_eq!(new(&[&beside, &last, &told]), [14]);
        // Who is sent to another room is called again.
        assert_eq!(new(&[&moved, &beside, &last]), [11]);
        assert!(new(&[&moved, &beside, &last]).is_empty());
    }
}
