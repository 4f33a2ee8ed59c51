//! Pages.

use dioxus::prelude::*;

use crate::ui::Page;

/// Welcome.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn Home() -> Element {
    rsx! { Page { title: "Welcome", p { "Soon" } } }
}

/// Clinic settings.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn Settings() -> Element {
    rsx! { Page { title: "Clinic settings", p { "Soon" } } }
}

/// Set up your clinic.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn Setup() -> Element {
    rsx! { Page { title: "Set up your clinic", p { "Soon" } } }
}
