//! Filters: a GET form, whose answer has an address of its own. Not for what tells who a patient is.

use dioxus::prelude::*;

use crate::{form::query_path, ui::typed};

/// A form whose fields become the address of a filtered list. Without JavaScript the browser
/// goes there; hydrated, the router does. Fields left empty stay out of the address.
///
/// ```ignore
/// rsx! {
///     FilterForm { action: "/admin/audit", label: "Filter the audit trail", .. }
/// }
/// ```
#[component]
pub fn FilterForm(
    /// The list's address.
    #[props(into)]
    action: String,
    /// What the form finds, for screen readers.
    #[props(into)]
    label: String,
    /// The fields and the button.
    children: Element,
) -> Element {
    let target = action.clone();
    rsx! {
        form {
            method: "get",
            action,
            class: "filters",
            role: "search",
            "aria-label": label,
            onsubmit: move |event| {
                event.prevent_default();
                navigator().push(query_path(&target, typed(&event)));
            },
            {children}
        }
    }
}
