//! Why a time is not free, in words.

use dioxus::prelude::*;

use crate::calendar::model::Explanation;

/// The time, and every reason against it; or that it is free.
#[component]
pub(super) fn Reasons(explanation: Explanation) -> Element {
    let Explanation {
        starts_at,
        ends_at,
        reasons,
        may_overbook,
        ..
    } = explanation;
    let times = format!("{} to {}", starts_at.words(), ends_at.clock());
    if reasons.is_empty() {
        return rsx! {
            p { "{times} is free." }
        };
    }
    rsx! {
        p { "{times} is not free:" }
        ul { class: "reasons",
            for (index , why) in reasons.into_iter().enumerate() {
                li { key: "{index}", "{why.words}" }
            }
        }
        if !may_overbook {
            p { class: "small muted", "It cannot be overbooked." }
        }
    }
}
