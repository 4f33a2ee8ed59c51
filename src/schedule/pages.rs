//! Pages.

use dioxus::prelude::*;

use crate::ui::Page;

/// Schedule.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn Schedule(date: ReadSignal<String>, view: ReadSignal<String>) -> Element {
    rsx! { Page { title: "Schedule", p { "Soon" } } }
}
