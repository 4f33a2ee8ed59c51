//! Comparing two records, merging them, and the way back.

mod compare;

use dioxus::prelude::*;

use self::compare::Compare;
use super::{api, model::Merge};
use crate::{
    form::query_path,
    patients::{
        duplicates::model::{Duplicate, Why},
        model::birth_words,
        pages::{MayBeMore, PatientSearch, look_up, use_sought},
    },
    ui::{
        Anchor, ButtonKind, Card, ErrorPage, Form, Notice, Page, SubmitButton, Tone, use_page_data,
        use_submit, use_toast, words::plural,
    },
};

fn merge_path(id: i64, with: &str) -> String {
    query_path(&format!("/patients/{id}/merge"), [("with", with)])
}

/// Merge a record with another one, which is looked for first.
#[component]
pub fn MergePage(
    /// The record that stays.
    id: ReadSignal<i64>,
    /// The other record.
    with: ReadSignal<String>,
    /// Whom to look for, in addresses of the time when it stood there.
    q: ReadSignal<String>,
) -> Element {
    let sought = use_sought(q);
    match with().parse::<i64>() {
        Ok(_) => rsx! {
            Compare { id, with }
        },
        Err(_) => rsx! {
            Choose { id, q, sought }
        },
    }
}

#[component]
fn Choose(id: ReadSignal<i64>, q: ReadSignal<String>, sought: Signal<String>) -> Element {
    let mut sought = sought;
    let found = use_page_data(move || api::lookalikes(id()))?;
    match &*found.read() {
        Ok(found) => rsx! {
            Page {
                title: "Merge two records",
                lede: "When one person has been registered twice. Which is the other record?",
                class: "narrow",
                if !found.is_empty() {
                    Card { title: "Perhaps the same person",
                        ul { class: "rows",
                            for each in found.clone() {
                                li { key: "{each.id}",
                                    Lookalike { id: id(), duplicate: each }
                                }
                            }
                        }
                    }
                }
                Card { title: "Another record",
                    PatientSearch {
                        label: "Find the other record",
                        value: sought(),
                        onsearch: move |typed: String| {
                            sought.set(typed);
                            if !q.peek().is_empty() {
                                navigator().replace(merge_path(*id.peek(), ""));
                            }
                        },
                    }
                    if !sought.read().is_empty() {
                        Found { id, sought }
                    }
                }
                Anchor { href: "/patients/{id}", "Back to the patient" }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

#[component]
fn Lookalike(id: i64, duplicate: Duplicate) -> Element {
    let why: Vec<&str> = duplicate.why.iter().copied().map(Why::words).collect();
    let why = why.join("; ");
    rsx! {
        Anchor { href: merge_path(id, &duplicate.id.to_string()), "{duplicate.full_name}" }
        span { class: "small",
            if let Some(born) = &duplicate.date_of_birth {
                " born {birth_words(born)}"
            }
            span { class: "muted", " ({why})" }
        }
    }
}

#[component]
fn Found(id: ReadSignal<i64>, sought: Signal<String>) -> Element {
    let found = use_page_data(move || look_up(sought()))?;
    match &*found.read() {
        Ok(found) => {
            let others: Vec<_> = found.iter().filter(|hit| hit.id != id()).cloned().collect();
            rsx! {
                if others.is_empty() {
                    p { "No other patient matches." }
                }
                ul { class: "rows",
                    for hit in others {
                        li { key: "{hit.id}",
                            Anchor { href: merge_path(id(), &hit.id.to_string()), "{hit.full_name}" }
                            if let Some(born) = &hit.date_of_birth {
                                span { class: "small muted", " born {birth_words(born)}" }
                            }
                        }
                    }
                }
                MayBeMore { hits: found.len() }
            }
        }
        Err(error) => rsx! {
            Notice { tone: Tone::Danger, role: "alert", p { "{error}" } }
        },
    }
}

/// On a patient's card: the records that were merged into it, each with the way back.
#[component]
pub fn Merges(
    /// The record.
    id: ReadSignal<i64>,
    /// Called when one was undone.
    changed: Callback,
) -> Element {
    let mut merges = use_page_data(move || api::list(id()))?;
    match &*merges.read() {
        Ok(found) => rsx! {
            for (nth , merge) in found.clone().into_iter().enumerate() {
                One {
                    key: "{merge.id}",
                    merge,
                    last: nth == 0,
                    changed: move |()| {
                        merges.restart();
                        changed.call(());
                    },
                }
            }
        },
        Err(error) => rsx! {
            Notice { tone: Tone::Danger, role: "alert", p { "{error}" } }
        },
    }
}

#[component]
fn One(
    merge: Merge,
    /// None was made after it: they are undone one after another.
    last: bool,
    changed: Callback,
) -> Element {
    let toasts = use_toast();
    let id = merge.id;
    let submit = use_submit(
        move |form| api::undo(id, form),
        move |_: Merge| {
            toasts.push("The merge is undone.");
            changed.call(());
        },
    );
    let by = merge.by.map(|by| format!(" by {by}")).unwrap_or_default();
    let visits = i64::try_from(merge.visits).unwrap_or_default();
    rsx! {
        Notice { tone: Tone::Info,
            p {
                "Merged with record {merge.merged_id}, “{merge.merged_name}”, on {merge.at.long_words()}{by}: "
                {plural(visits, "visit")}
                " came over."
            }
            if last {
                Form { action: "/api/merges/{id}/undo", submit, label: "Undo the merge with record {merge.merged_id}",
                    div { class: "form-actions",
                        SubmitButton { kind: ButtonKind::Secondary, "Undo the merge" }
                    }
                }
            } else {
                p { class: "small", "To undo this one, undo the later merge first." }
            }
        }
    }
}
