//! The search field that `/` leads to.

use dioxus::prelude::*;

use crate::ui::TextInput;

/// A field "Search" for patients, sent as `q`. On a hydrated page the key `/` goes to it.
#[component]
pub fn SearchField(
    /// What is searched for now.
    #[props(default, into)]
    value: String,
) -> Element {
    shortcut::use_slash();
    rsx! {
        TextInput {
            label: "Search",
            name: "q",
            r#type: "search",
            value,
            hint: "Name, telephone number or date of birth",
            autocomplete: "off",
            "aria-keyshortcuts": "/",
        }
    }
}

/// Browsers: the key is heard wherever the focus is, unless somebody is typing.
#[cfg(feature = "web")]
mod shortcut {
    use std::rc::Rc;

    use dioxus::prelude::*;
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{Element, KeyboardEvent, Window};

    /// Hears keys as long as it lives.
    struct Listener {
        window: Window,
        heard: Closure<dyn FnMut(KeyboardEvent)>,
    }

    impl Listener {
        fn new() -> Option<Self> {
            let window = web_sys::window()?;
            let heard = Closure::<dyn FnMut(KeyboardEvent)>::new(|event: KeyboardEvent| {
                let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
                if event.key() == "/" && !modified && !is_typed_into(&event) {
                    event.prevent_default();
                    crate::ui::platform::focus("input[type=search]");
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

    fn is_typed_into(event: &KeyboardEvent) -> bool {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        target.is_some_and(|element| {
            element
                .matches("input, textarea, select, [contenteditable]")
                .unwrap_or(false)
        })
    }

    /// Has `/` go to the search field of this page.
    pub(super) fn use_slash() {
        use_hook(|| Rc::new(Listener::new()));
    }
}

/// Elsewhere: the field is a click away.
#[cfg(not(feature = "web"))]
mod shortcut {
    /// Nothing to do.
    pub(super) fn use_slash() {}
}
