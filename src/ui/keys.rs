//! Keys that a whole page listens to, wherever the focus is.

use dioxus::prelude::*;

use super::letters::{hears, letters_are_keys, use_letters};

/// A key that was pressed while nobody typed and no dialog was open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pressed {
    /// Which one, as `KeyboardEvent.key` names it.
    pub key: String,
    /// What the focus was on: the `data-item` of the element that has it or of the nearest around it.
    pub item: Option<String>,
}

/// Has a component hear these keys as long as it is shown. They are heard wherever the focus is, but
/// not with Ctrl, Alt or the command key, not while somebody types, and not over a dialog; what the
/// browser would do with them is prevented. Letters and signs are not heard where they are switched off.
pub fn use_keys(keys: &'static [&'static str], pressed: impl FnMut(Pressed) + 'static) {
    use_letters();
    let pressed = use_callback(pressed);
    let listened = use_memo(move || {
        let letters = letters_are_keys();
        let keys = keys.iter().copied();
        keys.filter(|key| hears(letters, key)).collect::<Vec<_>>()
    });
    heard::use_listener(listened, pressed);
}

/// Browsers: a listener on the window.
#[cfg(feature = "web")]
mod heard {
    use dioxus::prelude::*;
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{Element, KeyboardEvent, Window};

    use super::Pressed;
    use crate::ui::letters::without_caps_lock;

    /// Where keys are typed into, or mean something already.
    const TYPED_INTO: &str = "input, textarea, select, [contenteditable]";

    /// Hears keys as long as it lives.
    struct Listener {
        window: Window,
        heard: Closure<dyn FnMut(KeyboardEvent)>,
    }

    impl Listener {
        fn new(keys: Vec<&'static str>, pressed: Callback<Pressed>) -> Option<Self> {
            let window = web_sys::window()?;
            let heard = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
                if let Some(found) = meant(&event, &keys) {
                    event.prevent_default();
                    pressed.call(found);
                }
            });
            window
                .add_event_listener_with_callback("keydown", heard.as_ref().unchecked_ref())
                .ok()?;
            Some(Self { window, heard })
        }
    }

    impl Drop for Listener {
        fn drop(&mut self) {
            // It was added above; were it not there, nothing would be heard either.
            let _ = self.window.remove_event_listener_with_callback(
                "keydown",
                self.heard.as_ref().unchecked_ref(),
            );
        }
    }

    fn meant(event: &KeyboardEvent, keys: &[&str]) -> Option<Pressed> {
        // Caps Lock says how letters are written, not which key is pressed.
        let locked = event.get_modifier_state("CapsLock") && !event.shift_key();
        let key = if locked {
            without_caps_lock(&event.key())
        } else {
            event.key()
        };
        // Some keyboards have brackets and slashes on a level of their own.
        let level = event.get_modifier_state("AltGraph");
        let modified = !level && (event.ctrl_key() || event.meta_key() || event.alt_key());
        let handled = event.default_prevented() || event.is_composing() || event.repeat();
        if modified || handled || !keys.contains(&key.as_str()) {
            return None;
        }
        let document = web_sys::window()?.document()?;
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let typed = target
            .as_ref()
            .is_some_and(|element| element.matches(TYPED_INTO).unwrap_or(false));
        let dialog = document.query_selector("dialog[open]").ok().flatten();
        if typed || dialog.is_some() {
            return None;
        }
        let item = target
            .and_then(|element| element.closest("[data-item]").ok().flatten())
            .and_then(|element| element.get_attribute("data-item"));
        Some(Pressed { key, item })
    }

    /// See [`super::use_keys`].
    pub(super) fn use_listener(keys: Memo<Vec<&'static str>>, pressed: Callback<Pressed>) {
        let mut listener = use_signal(|| None::<Listener>);
        // The one of before stops when it goes.
        use_effect(move || listener.set(Listener::new(keys(), pressed)));
    }
}

/// The installed app: its window is a page of its own, in which a script listens and tells.
#[cfg(all(feature = "desktop", not(feature = "server")))]
mod heard {
    use dioxus::prelude::*;

    use super::Pressed;

    /// Stops the listener of before, then tells of each key until the next one is made.
    const LISTEN: &str = r#"
        const keys = await dioxus.recv();
        window.anteroomKeys?.abort();
        window.anteroomKeys = new AbortController();
        const { signal } = window.anteroomKeys;
        const ended = new Promise((done) => signal.addEventListener("abort", done));
        window.addEventListener("keydown", (event) => {
            const locked = event.getModifierState("CapsLock") && !event.shiftKey;
            const key = locked && event.key.length === 1 ? event.key.toLowerCase() : event.key;
            const level = event.getModifierState("AltGraph");
            const modified = !level && (event.ctrlKey || event.metaKey || event.altKey);
            const handled = event.defaultPrevented || event.isComposing || event.repeat;
            if (modified || handled || !keys.includes(key)) return;
            const typed = event.target.matches?.("input, textarea, select, [contenteditable]");
            if (typed || document.querySelector("dialog[open]")) return;
            event.preventDefault();
            const item = event.target.closest?.("[data-item]")?.getAttribute("data-item") ?? null;
            dioxus.send([key, item]);
        }, { signal });
        await ended;
    "#;

    /// See [`super::use_keys`].
    pub(super) fn use_listener(keys: Memo<Vec<&'static str>>, pressed: Callback<Pressed>) {
        use_effect(move || {
            let keys = keys();
            spawn(async move {
                let mut script = document::eval(LISTEN);
                // A window that does not take them is gone, and nobody presses keys in it.
                if script.send(keys).is_err() {
                    return;
                }
                while let Ok((key, item)) = script.recv::<(String, Option<String>)>().await {
                    pressed.call(Pressed { key, item });
                }
            });
        });
        use_drop(|| {
            document::eval("window.anteroomKeys?.abort()");
        });
    }
}

/// The server: nobody presses keys there.
#[cfg(not(any(feature = "web", all(feature = "desktop", not(feature = "server")))))]
mod heard {
    use dioxus::prelude::*;

    use super::Pressed;

    /// Nothing to do.
    pub(super) fn use_listener(_: Memo<Vec<&'static str>>, _: Callback<Pressed>) {}
}
