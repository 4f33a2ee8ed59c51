//! Who needs the desk's attention: who is here and waits, who is late, who may not come.

use dioxus::prelude::*;

use super::{query::Query, state::use_this_desk, steps::StepButton, visit::StageMark};
use crate::{desk::model::BoardVisit, encounters::model::Stage, ui::words::minutes};

/// The strip above the board; nothing on other days than today.
#[component]
pub(super) fn Waiting(query: Query) -> Element {
    let desk = use_this_desk();
    let board = desk.board.read();
    let reckoned = desk.reckoned.read();
    if !reckoned.today {
        return rsx! {};
    }
    let doctor = |visit: &BoardVisit| {
        let mut doctors = board.doctors.iter();
        let doctor = doctors.find(|doctor| doctor.id == visit.doctor_id);
        doctor.map(|doctor| doctor.name.clone()).unwrap_or_default()
    };
    let asked = |visit: &BoardVisit| query.doctor_id.is_none_or(|id| visit.doctor_id == id);
    let mut waiting = reckoned.waiting(&board);
    waiting.retain(|(visit, _)| asked(visit));
    let mut late = reckoned.late(&board);
    late.retain(|(visit, _)| asked(visit));
    let longest = waiting.first().map(|(_, waits)| minutes(*waits));
    rsx! {
        div { class: "desk-strip",
            section { "aria-labelledby": "desk-waiting",
                h2 { id: "desk-waiting",
                    "Waiting"
                    span { class: "desk-count", " {waiting.len()}" }
                    if let Some(longest) = longest {
                        span { class: "desk-longest", ", longest {longest}" }
                    }
                }
                if waiting.is_empty() {
                    p { class: "small muted", "Nobody waits." }
                } else {
                    ul {
                        for (visit , waits) in waiting {
                            Person {
                                key: "{visit.id}",
                                href: desk.visit_path(&query, visit.id),
                                doctor: doctor(&visit),
                                visit,
                                words: "waits {minutes(waits)}",
                            }
                        }
                    }
                }
            }
            if !late.is_empty() {
                section { "aria-labelledby": "desk-late",
                    h2 { id: "desk-late",
                        "Late"
                        span { class: "desk-count", " {late.len()}" }
                    }
                    ul {
                        for (visit , behind) in late {
                            Person {
                                key: "{visit.id}",
                                href: desk.visit_path(&query, visit.id),
                                doctor: doctor(&visit),
                                noshow: reckoned.visit(visit.id).noshow,
                                visit,
                                words: "{minutes(behind)} late",
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One of them, leading to the details.
#[component]
fn Person(
    visit: BoardVisit,
    doctor: String,
    words: String,
    href: String,
    /// Whether it is proposed that they did not come.
    #[props(default)]
    noshow: bool,
) -> Element {
    let desk = use_this_desk();
    let id = visit.id;
    rsx! {
        li { class: "desk-person", "data-item": "visit-{id}",
            a {
                href,
                onclick: move |event| {
                    if event.modifiers().is_empty() {
                        event.prevent_default();
                        desk.open(id);
                    }
                },
                if let Some(number) = visit.queue_number {
                    span { class: "desk-number",
                        span { class: "visually-hidden", "Number " }
                        "{number}"
                    }
                } else {
                    StageMark { stage: visit.stage }
                }
                span { class: "desk-person-text",
                    strong { " {visit.patient_name}" }
                    span { class: "desk-person-note", " {words}" }
                    span { class: "desk-person-note muted",
                        " {visit.starts_at.clock()} {doctor}"
                        if visit.stage == Stage::CheckedIn { ", called" }
                    }
                }
            }
            if noshow {
                StepButton { visit, to: Stage::Noshow }
            }
        }
    }
}
