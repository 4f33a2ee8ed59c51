//! What the server disagrees with, for the desk to decide.

use dioxus::prelude::*;

use super::Asked;
use crate::{
    offline::source,
    ui::{Button, ButtonKind, words::plural},
};

/// One question after the other.
#[component]
pub(super) fn Questions(asked: Vec<Asked>) -> Element {
    rsx! {
        section { class: "offline-asks no-print", role: "alert", "aria-label": "To decide",
            for each in asked {
                Question { key: "{each.appointment_id}", asked: each }
            }
        }
    }
}

#[component]
fn Question(asked: Asked) -> Element {
    let id = asked.appointment_id;
    let behind = plural(
        i64::try_from(asked.behind).unwrap_or(i64::MAX),
        "later step",
    );
    rsx! {
        div { class: "offline-ask",
            div {
                p { class: "strong", "{asked.question}" }
                p { class: "small", "{asked.words}" }
                if asked.behind > 0 {
                    p { class: "small", "{behind} of this visit waits for your decision." }
                }
            }
            div { class: "cluster",
                Button { class: "small", onclick: move |_| source::keep_servers(id), "Keep the clinic’s" }
                if asked.is_there {
                    Button { kind: ButtonKind::Secondary, class: "small", onclick: move |_| source::try_again(id),
                        "Try mine again on top"
                    }
                }
            }
        }
    }
}
