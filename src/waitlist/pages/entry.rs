//! A request as staff and patients read it, and the way to withdraw it.

use dioxus::prelude::*;

use crate::{
    form::{Input, Nothing},
    ui::{Badge, ButtonKind, Form, SubmitButton, Tone, use_session, use_submit, use_toast},
    waitlist::{
        api,
        model::{Entry, Urgency, since},
    },
};

/// How pressing a request is.
#[component]
pub(super) fn UrgencyBadge(urgency: Urgency) -> Element {
    let tone = match urgency {
        Urgency::Routine => Tone::Neutral,
        Urgency::Soon => Tone::Info,
        Urgency::Urgent => Tone::Warning,
        Urgency::VeryUrgent => Tone::Danger,
    };
    rsx! {
        Badge { tone, {urgency.words()} }
    }
}

/// What is asked for, as pairs of a term and its words.
#[component]
pub(super) fn Facts(entry: Entry) -> Element {
    rsx! {
        dl { class: "facts",
            dt { "Wanted" }
            dd {
                {entry.wanted()}
                if !entry.visit_type.is_empty() {
                    ", {entry.visit_type}"
                }
            }
            dt { "With" }
            dd { {entry.whom()} }
            dt { "When" }
            dd { {entry.terms.words()} }
            if !entry.note.is_empty() {
                dt { "Note" }
                dd { "{entry.note}" }
            }
            dt { "Waiting" }
            dd {
                time { datetime: "{entry.created_at}", {since(entry.created_at)} }
            }
        }
    }
}

/// Takes a request off the list, after saying what comes with it.
#[component]
pub(super) fn Withdraw(
    /// The request's id.
    id: i64,
    /// What tells it from others, for who cannot see it.
    about: String,
    /// Called when it is done.
    done: Callback,
) -> Element {
    let toasts = use_toast();
    let submit = use_submit(
        move |form: Input<Nothing>| api::withdraw(id, form),
        move |()| {
            toasts.push("The request is withdrawn.");
            done.call(());
        },
    );
    let action = format!("/api/waitlist/{id}/withdraw");
    let failed = use_session()
        .flash()
        .is_some_and(|flash| flash.action == action && flash.error.is_some());
    rsx! {
        details { class: "disclosure no-print", open: failed,
            summary {
                "Withdraw"
                span { class: "visually-hidden", " {about}" }
            }
            Form { action, submit,
                p { "No time will be offered for it any more." }
                div { class: "form-actions",
                    SubmitButton { kind: ButtonKind::Danger,
                        "Yes, withdraw"
                        span { class: "visually-hidden", " {about}" }
                    }
                }
            }
        }
    }
}
