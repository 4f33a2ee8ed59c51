//! The box on the log-in page.

use dioxus::prelude::*;

use super::session;
use crate::ui::FormCheckbox;

/// Whether the session is to be kept; where it cannot be, it says so.
#[component]
pub fn KeepBox() -> Element {
    match use_hook(session::trouble) {
        None => rsx! {
            FormCheckbox {
                label: "Keep me signed in on this computer",
                name: "keep",
                hint: "In this computer’s keyring, until you log out or the session ends. Otherwise closing the app logs you out.",
            }
        },
        Some(_) => rsx! {
            p { class: "field-hint",
                "This computer has no keyring that can be used, so closing the app logs you out."
            }
        },
    }
}
