//! Pages.

use dioxus::prelude::*;

use crate::ui::Page;

/// Your account.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn Account() -> Element {
    rsx! { Page { title: "Your account", p { "Soon" } } }
}

/// Log in.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn Login(next: ReadSignal<String>) -> Element {
    rsx! { Page { title: "Log in", p { "Soon" } } }
}

/// Register.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn Register(next: ReadSignal<String>) -> Element {
    rsx! { Page { title: "Register", p { "Soon" } } }
}
