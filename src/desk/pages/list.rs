//! The day as a table, by time.

use dioxus::prelude::*;

use super::{
    columns::FreeGap,
    items::{Gap, Item, Shown},
    layout::Ask,
    query::Query,
    state::{use_this_desk, visit_key},
    steps::StepButton,
    stops::Stop,
    visit::{StageWord, notes, stage_class},
};
use crate::{
    appointments::model::number,
    clinic_time::ClinicTime,
    desk::actions::use_standing,
    patients::model::age_words,
    ui::{Anchor, Column, DataTable, EmptyState, IconName, use_session, words::long_day},
};

/// The visits that are asked for, and what is free or kept among them.
#[component]
pub(super) fn List(query: Query) -> Element {
    let desk = use_this_desk();
    let standing = use_standing();
    let board = desk.board.read();
    let search = desk.search.read();
    let rows = Ask {
        board: &board,
        reckoned: &desk.reckoned.read(),
        now: (desk.clock)(),
        query: &query,
        search: &search,
        standing: &standing,
    }
    .rows();
    let date = board.date;
    if rows.is_empty() {
        let view = query.view;
        let all = desk.path(
            &Query {
                view,
                ..Query::default()
            },
            date,
        );
        let narrowed = query.narrows() || query.doctor_id.is_some() || !search.is_empty();
        let (mut sought, target) = (desk.search, all.clone());
        return rsx! {
            EmptyState {
                title: if narrowed { "No visit like that" } else { "No visits" },
                icon: IconName::Calendar,
                if narrowed {
                    p {
                        a {
                            href: all,
                            onclick: move |event| {
                                if event.modifiers().is_empty() {
                                    event.prevent_default();
                                    // What is searched for stands in no address.
                                    sought.set(String::new());
                                    navigator().push(target.clone());
                                }
                            },
                            "Show all visits of the day"
                        }
                    }
                } else {
                    p { "Nobody has an appointment on {long_day(date)}." }
                }
            }
        };
    }
    let columns = [
        ("time", "Time"),
        ("patient", "Patient"),
        ("stage", "Stage"),
        ("number", "No."),
        ("doctor", "Doctor"),
        ("room", "Room"),
        ("contact", "Contact number"),
        ("reason", "Reason"),
        ("steps", "Next step"),
        ("open", "Appointment"),
    ];
    let columns: Vec<_> = columns
        .into_iter()
        .map(|(key, label)| Column::new(key, label))
        .collect();
    let stop = (desk.stop)().map(|stop| stop.key);
    // The tab key leads to what can be walked to, and to one of it.
    let mut walked = rows.iter().filter(|row| row.stop().is_some());
    let first = walked.clone().next().map(Item::key);
    let stop = stop
        .filter(|stop| walked.any(|row| row.key() == *stop))
        .or(first);
    let visits = rows.iter().any(|row| matches!(row, Item::Visit(_)));
    rsx! {
        if !visits {
            p { class: "small muted", "No visits" }
        }
        DataTable { caption: "Visits on {long_day(date)}", columns,
            for row in rows {
                Line {
                    key: "{row.key()}",
                    stops: stop == Some(row.key()),
                    row,
                    query: query.clone(),
                }
            }
        }
    }
}

#[component]
fn Line(
    row: Item,
    /// Whether the tab key leads to it.
    stops: bool,
    query: Query,
) -> Element {
    let desk = use_this_desk();
    match row {
        Item::Visit(shown) => rsx! {
            Row { href: desk.visit_path(&query, shown.visit.id), stops, shown: *shown }
        },
        Item::Gap(gap) => rsx! {
            FreeRow { gap, stops }
        },
        Item::Held(held) => rsx! {
            Unbooked { starts_at: held.starts_at, doctor: held.doctor, class: "desk-kept", "{held.words}" }
        },
        // The rest is the ground of the columns.
        _ => rsx! {},
    }
}

/// Free time, and whose it is.
#[component]
fn FreeRow(
    gap: Gap,
    /// Whether the tab key leads to it.
    stops: bool,
) -> Element {
    let desk = use_this_desk();
    rsx! {
        Unbooked { starts_at: gap.stretch.starts_at, doctor: gap.doctor.clone(), class: "desk-free",
            FreeGap { gap, stops: (desk.alive)().then_some(stops) }
        }
    }
}

/// A time at which there is no visit, and whose it is.
#[component]
fn Unbooked(
    starts_at: ClinicTime,
    /// The doctor's name.
    doctor: String,
    class: &'static str,
    children: Element,
) -> Element {
    rsx! {
        tr { class,
            td { class: "tabular",
                time { datetime: "{starts_at}", {starts_at.clock()} }
            }
            // As wide as what is told of a visit before its doctor.
            th { scope: "row", colspan: "3",
                {children}
                // Seen where there is no room for the column of doctors, which says it to those who listen.
                span { class: "desk-free-doctor", "aria-hidden": "true", "{doctor}" }
            }
            td { "{doctor}" }
            td { colspan: "5" }
        }
    }
}

#[component]
fn Row(
    shown: Shown,
    /// The address that has it opened.
    href: String,
    /// Whether the tab key leads to it.
    stops: bool,
) -> Element {
    let desk = use_this_desk();
    let today = use_session().today();
    let visit = shown.visit.clone();
    let id = visit.id;
    let key = visit_key(id);
    let here = Stop::of(&visit);
    let opened = (desk.opened)() == Some(id);
    let age = age_words(visit.patient_birth.as_deref(), today);
    let usual = visit.steps((desk.clock)()).into_iter().next();
    rsx! {
        tr {
            class: "desk-row {stage_class(visit.stage)}",
            class: if opened { "opened" },
            "data-item": "{key}",
            td { class: "tabular",
                time { datetime: "{visit.starts_at}", {visit.starts_at.clock()} }
            }
            th { scope: "row",
                a {
                    id: "{key}",
                    href,
                    tabindex: (desk.alive)().then_some(if stops { "0" } else { "-1" }),
                    "aria-expanded": if opened { "true" } else { "false" },
                    onclick: move |event| {
                        if event.modifiers().is_empty() {
                            event.prevent_default();
                            desk.open(id);
                        }
                    },
                    onfocus: move |_| desk.stand(here.clone()),
                    "{visit.patient_name}"
                }
                if let Some(age) = age {
                    span { class: "small muted", " {age}" }
                }
            }
            td {
                StageWord { stage: visit.stage }
                for (class , words) in told(&shown) {
                    span { key: "{class}", class: "desk-note {class}", " {words}" }
                }
            }
            td { class: "tabular",
                if let Some(queue) = visit.queue_number {
                    "{queue}"
                }
            }
            td { "{shown.doctor}" }
            td {
                if let Some(room) = shown.room.clone() {
                    "{room}"
                }
            }
            td { class: "tabular",
                if !visit.patient_contact.is_empty() {
                    a { href: "tel:{visit.patient_contact}", "{visit.patient_contact}" }
                }
            }
            td { class: "desk-reason", "{visit.reason}" }
            td {
                if let Some(to) = usual {
                    StepButton { visit: visit.clone(), to }
                }
            }
            td { class: "tabular",
                Anchor { href: "/appointments/{id}", {number(id)} }
            }
        }
    }
}

/// What is told beside the stage: what has a column of its own is not.
fn told(shown: &Shown) -> Vec<(&'static str, String)> {
    let mut notes = notes(shown);
    notes.retain(|(class, _)| !matches!(*class, "desk-room" | "desk-visit-type"));
    notes
}
