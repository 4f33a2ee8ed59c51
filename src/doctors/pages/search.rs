//! The search above a list of doctors.

use dioxus::prelude::*;

use crate::ui::{Button, ButtonKind};

/// A search that works as a plain form, and without a reload once the page is alive. It shows
/// what the list was searched for, also after a link or the back button has changed that.
#[component]
pub(super) fn Search(
    /// The path of the page it is on.
    action: String,
    /// What the list is searched for.
    q: ReadSignal<String>,
    /// What can be searched for.
    placeholder: String,
    /// Called with what was typed.
    onsearch: EventHandler<String>,
    /// Further filters, as hidden inputs.
    #[props(default)]
    children: Element,
) -> Element {
    let mut shown = use_signal(|| q.peek().clone());
    let mut generation = use_signal(|| 0_u32);
    // A field that was typed into keeps its text whatever its attribute says, so it is replaced.
    use_effect(move || {
        let now = q();
        if now != *shown.peek() {
            shown.set(now);
            generation += 1;
        }
    });
    let send = move |event: FormEvent| {
        event.prevent_default();
        let text = match event.get_first("q") {
            Some(FormValue::Text(text)) => text.trim().to_owned(),
            _ => String::new(),
        };
        shown.set(text.clone());
        onsearch.call(text);
    };
    rsx! {
        form { class: "filters", method: "get", action, role: "search", onsubmit: send,
            for generation in [generation()] {
                div { key: "{generation}", class: "field",
                    div { class: "field-label",
                        label { r#for: "q", "Search" }
                    }
                    input {
                        class: "input",
                        id: "q",
                        name: "q",
                        r#type: "search",
                        "value": q(),
                        placeholder: "{placeholder}",
                    }
                }
            }
            {children}
            Button { kind: ButtonKind::Secondary, r#type: "submit", "Search" }
        }
    }
}
