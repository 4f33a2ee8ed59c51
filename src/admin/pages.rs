//! Pages.

use dioxus::prelude::*;

use crate::ui::Page;

/// Overview.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn Overview() -> Element {
    rsx! { Page { title: "Overview", p { "Soon" } } }
}

/// Staff.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn Staff(page: ReadSignal<u32>) -> Element {
    rsx! { Page { title: "Staff", p { "Soon" } } }
}

/// Audit trail.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn Audit(user: ReadSignal<String>, action: ReadSignal<String>, page: ReadSignal<u32>) -> Element {
    rsx! { Page { title: "Audit trail", p { "Soon" } } }
}
