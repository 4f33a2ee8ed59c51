//! The banner above the pages.

use dioxus::prelude::*;

use super::{View, ask::Questions, call_backs::CallBacks, sheet::DaySheet};
use crate::{
    offline::source,
    ui::{Button, ButtonKind, Icon, IconName, words::plural},
};

/// What is looked at in the place of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Pages,
    Sheet,
    CallBacks,
}

/// The banner, the questions, and the pages below them; or, in their place, the day sheet or the
/// call-back list. The pages stay as they are meanwhile.
#[component]
pub fn Bar(
    /// The pages.
    children: Element,
) -> Element {
    let view: Signal<View> = use_context();
    let mut chosen = use_signal(|| Place::Pages);
    let place = if view.read().open {
        chosen()
    } else {
        Place::Pages
    };
    let go_back = move |()| chosen.set(Place::Pages);
    rsx! {
        Banner {
            onsheet: move |()| chosen.set(Place::Sheet),
            oncallbacks: move |()| chosen.set(Place::CallBacks),
        }
        if !view.read().asked.is_empty() {
            Questions { asked: view.read().asked.clone() }
        }
        match place {
            Place::Pages => rsx! {},
            Place::Sheet => rsx! {
                DaySheet { onback: go_back }
            },
            Place::CallBacks => rsx! {
                CallBacks { list: view.read().call_backs.clone(), onback: go_back }
            },
        }
        div { class: "offline-pages", hidden: place != Place::Pages, {children} }
    }
}

/// What is said, and what can be done.
#[component]
fn Banner(onsheet: EventHandler<()>, oncallbacks: EventHandler<()>) -> Element {
    let view: Signal<View> = use_context();
    let view = view.read();
    let waiting = plural(i64::try_from(view.waiting).unwrap_or(i64::MAX), "step");
    let calls = view.call_backs.len();
    let asks_to_sign_in = view.sign_in && view.waiting > 0 && !view.away;
    let anything = view.away || asks_to_sign_in || view.waiting > 0 || !view.notices.is_empty();
    let class = if view.away || asks_to_sign_in {
        "offline-bar away"
    } else {
        "offline-bar"
    };
    rsx! {
        // There from the start, since screen readers announce only what appears in what they know.
        section { class: "no-print {class}", "aria-label": "Connection",
            div { class: "offline-words", role: "status",
                if view.away {
                    p { class: "strong",
                        Icon { name: IconName::TriangleAlert }
                        match view.standing.since {
                            Some(since) => format!("No connection since {}.", since.clock()),
                            None => "No connection to the clinic’s system.".to_owned(),
                        }
                    }
                    if view.open {
                        p { "The board shows the state of then. Steps you take are kept and sent." }
                    }
                }
                if view.waiting > 0 {
                    p { class: "tabular", "{waiting} waiting to be sent." }
                }
                if asks_to_sign_in {
                    p { class: "strong", "Log in again, and they are sent." }
                }
                for notice in view.notices.iter() {
                    p { key: "{notice}", "{notice}" }
                }
            }
            if anything || calls > 0 {
                div { class: "cluster",
                    if view.away {
                        Button { kind: ButtonKind::Secondary, class: "small", onclick: move |_| source::try_now(), "Try now" }
                    }
                    if view.away && view.open {
                        Button { kind: ButtonKind::Secondary, class: "small", onclick: move |_| onsheet.call(()), "Day sheet" }
                    }
                    if view.open && (view.away || calls > 0) {
                        Button { kind: ButtonKind::Secondary, class: "small", onclick: move |_| oncallbacks.call(()),
                            if calls > 0 { "Call-back list ({calls})" } else { "Call-back list" }
                        }
                    }
                    if !view.notices.is_empty() {
                        Button { kind: ButtonKind::Quiet, class: "small", onclick: move |_| source::dismiss(), "Dismiss" }
                    }
                }
            }
        }
    }
}
