//! Visits that nobody closed: how many, and the list.

use dioxus::prelude::*;

use super::buttons::{StepForm, step_words};
use crate::{
    desk::model::BoardVisit,
    encounters::{
        api,
        model::{OpenVisit, Stage},
    },
    form::query_path,
    ui::{
        Anchor, Column, DataTable, EmptyState, ErrorPage, IconName, Notice, Page, Pagination, Tone,
        platform, use_page_data, use_submit, use_toast, words::plural,
    },
};

/// After so many milliseconds it is asked again: the clinic closes while its board is open.
const AGAIN: u32 = 5 * 60 * 1_000;

/// That visits of days that are over were not closed, with the way to them; nothing when all were.
///
/// ```ignore
/// OpenNotice { steps }
/// ```
#[component]
pub fn OpenNotice(
    /// Counts the steps that are taken around it: after each it is asked again.
    #[props(default)]
    steps: ReadSignal<u64>,
) -> Element {
    let mut count = use_page_data(move || {
        let _ = steps();
        api::open_count()
    })?;
    // Effects run in browsers and in the installed app only; what is begun here ends with the notice.
    use_effect(move || {
        spawn(async move {
            loop {
                platform::pause(AGAIN).await;
                if platform::reachable() {
                    count.restart();
                }
            }
        });
    });
    let count = count.read().as_ref().as_ref().map_or(0, |count| *count);
    if count == 0 {
        return rsx! {};
    }
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let are = if count == 1 { "is" } else { "are" };
    rsx! {
        Notice { tone: Tone::Info, title: "{plural(count, \"visit\")} {are} not closed",
            p {
                "Nobody has said how they ended. "
                Anchor { href: "/desk/open", "Close them" }
            }
        }
    }
}

/// Visits that nobody closed.
#[component]
pub fn OpenVisits(
    /// The page, from 1.
    page: ReadSignal<u32>,
) -> Element {
    let mut list = use_page_data(move || api::open(Some(page().max(1))))?;
    match &*list.read() {
        Ok(found) => rsx! {
            Page {
                title: "Visits not closed",
                lede: "Their day is over, and nobody has said how they ended. What is proposed is a guess; nothing is done by itself.",
                class: "wide",
                if found.items.is_empty() {
                    EmptyState { title: "Every visit is closed", icon: IconName::Check,
                        p {
                            Anchor { href: "/desk", "Front desk" }
                        }
                    }
                } else {
                    DataTable {
                        caption: "Visits not closed",
                        columns: ["When", "Patient", "Doctor", "Stands at", "How did it end?"].map(|name| Column::new(name, name)).to_vec(),
                        for each in found.items.iter().cloned() {
                            Row { key: "{each.visit.id}", open: each, changed: move |()| list.restart() }
                        }
                    }
                    Pagination {
                        page: found.page,
                        pages: found.pages,
                        total: found.total,
                        noun: "visit",
                        href: move |page: u32| query_path("/desk/open", [("page", page.to_string())]),
                    }
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

/// How a visit can be closed: the proposed end first.
fn ends(open: &OpenVisit) -> Vec<Stage> {
    let next = open.visit.stage.next().iter().copied();
    let others = next.filter(|to| {
        matches!(to, Stage::Fulfilled | Stage::Noshow | Stage::Left) && Some(*to) != open.proposed
    });
    open.proposed.into_iter().chain(others).collect()
}

#[component]
fn Row(open: OpenVisit, changed: Callback) -> Element {
    let toasts = use_toast();
    let id = open.visit.id;
    let submit = use_submit(
        move |form| api::stage(id, form),
        move |now: BoardVisit| {
            toasts.push(format!(
                "{}: {}",
                now.patient_name,
                now.stage.words().to_lowercase()
            ));
            changed.call(());
        },
    );
    let visit = open.visit.clone();
    let proposed = open.proposed.map(|to| step_words(visit.stage, to));
    rsx! {
        tr {
            td { class: "tabular",
                time { datetime: "{visit.starts_at}", {visit.starts_at.words()} }
            }
            th { scope: "row",
                Anchor { href: "/patients/{visit.patient_id}", "{visit.patient_name}" }
            }
            td { "{open.doctor_name}" }
            td { {visit.stage.words()} }
            td { class: "actions",
                if let Some(words) = proposed {
                    span { class: "small muted", "Proposed: {words}" }
                }
                div { class: "cluster",
                    for to in ends(&open) {
                        StepForm { key: "{to.key()}", visit: visit.clone(), to, submit }
                    }
                    Anchor { href: "/appointments/{visit.id}", "Open" }
                }
                if let Some(wrong) = submit.error() {
                    p { class: "field-error", role: "alert", "{wrong}" }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_proposed_comes_first_and_once() {
        let at = "2026-11-24T09:00:00+01:00".parse().unwrap();
        let open = |stage: Stage| OpenVisit {
            visit: BoardVisit {
                stage,
                ..BoardVisit::sample(1, at)
            },
            doctor_name: String::new(),
            proposed: stage.proposed_end(),
        };
        assert_eq!(
            ends(&open(Stage::Booked)),
            [Stage::Noshow, Stage::Fulfilled]
        );
        assert_eq!(ends(&open(Stage::Arrived)), [Stage::Fulfilled, Stage::Left]);
    }
}
