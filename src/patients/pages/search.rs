//! The search field that `/` leads to.

use dioxus::prelude::*;

use crate::ui::{TextInput, platform, use_keys};

/// A field "Search" for patients, sent as `q`. On a hydrated page the key `/` goes to it.
#[component]
pub fn SearchField(
    /// What is searched for now.
    #[props(default, into)]
    value: String,
) -> Element {
    use_keys(&["/"], |_| platform::focus("input[type=search]"));
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
