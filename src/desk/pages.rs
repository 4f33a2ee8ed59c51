//! Pages.

use dioxus::prelude::*;

use crate::ui::Page;

/// Front desk.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn Desk(date: ReadSignal<String>, doctor_id: ReadSignal<String>) -> Element {
    rsx! { Page { title: "Front desk", p { "Soon" } } }
}
