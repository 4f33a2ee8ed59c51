//! The details of a visit, beside the board.

use dioxus::prelude::*;

use super::{
    items::Shown,
    state::{use_this_desk, visit_key},
    steps::Steps,
    visit::{StageWord, notes},
};
use crate::{
    appointments::model::number,
    desk::{actions::use_standing, model::BoardRoom},
    patients::model::{age_words, birth_words},
    ui::{Anchor, Icon, IconName, platform, shortcut, use_session},
};

/// Where a reader of the details comes to.
pub(super) const HEADING: &str = "desk-panel-heading";

/// The details of a visit. Escape and its button close it and lead back to the visit on the board.
#[component]
pub(super) fn Panel(
    shown: Shown,
    rooms: Vec<BoardRoom>,
    /// The address of the board without it.
    back: String,
) -> Element {
    let desk = use_this_desk();
    let id = shown.visit.id;
    // The page that came with it open is read from its top.
    use_effect(move || {
        if *desk.alive.peek() {
            platform::focus(&format!("#{HEADING}"));
        }
    });
    let visit = shown.visit.clone();
    let start = visit.starts_at.clock();
    rsx! {
        aside {
            class: "desk-panel",
            "aria-labelledby": HEADING,
            "data-item": visit_key(id),
            div { class: "desk-panel-head",
                h2 { id: HEADING, tabindex: "-1",
                    "{visit.patient_name}"
                    span { class: "visually-hidden", ", {start}" }
                }
                a {
                    class: "desk-panel-close",
                    href: back,
                    onclick: move |event| {
                        event.prevent_default();
                        desk.close();
                    },
                    Icon { name: IconName::X, label: "Close" }
                }
            }
            p { class: "desk-panel-stage",
                StageWord { stage: visit.stage }
                for (class , words) in notes(&shown) {
                    span { key: "{class}", class: "desk-note {class}", "{words}" }
                }
            }
            Steps { visit, rooms }
            Facts { shown: shown.clone() }
            Links { shown }
        }
    }
}

#[component]
fn Facts(shown: Shown) -> Element {
    let today = use_session().today();
    let Shown { visit, doctor, .. } = shown;
    let birth = visit.patient_birth.as_deref();
    let age = age_words(birth, today).zip(birth.map(birth_words));
    let (from, to) = (visit.starts_at.clock(), visit.ends_at.clock());
    let times = [
        ("Arrived", visit.arrived_at),
        ("Called", visit.called_at),
        ("With the doctor", visit.started_at),
        ("Over", visit.ended_at),
    ];
    rsx! {
        dl { class: "facts desk-facts",
            dt { "Telephone" }
            dd { class: "tabular",
                if visit.patient_contact.is_empty() {
                    span { class: "muted", "Not known" }
                } else {
                    a { href: "tel:{visit.patient_contact}", "{visit.patient_contact}" }
                }
            }
            dt { "Age" }
            dd {
                match age {
                    Some((age, born)) => rsx! { "{age}, born {born}" },
                    None => rsx! { span { class: "muted", "Not known" } },
                }
            }
            dt { "Reason" }
            dd {
                if visit.reason.is_empty() {
                    span { class: "muted", "Not given" }
                } else {
                    "{visit.reason}"
                }
            }
            dt { "Time" }
            dd { class: "tabular", "{from} to {to}" }
            dt { "Doctor" }
            dd { "{doctor}" }
            if let Some(queue) = visit.queue_number {
                dt { "Number" }
                dd { class: "tabular", "{queue}" }
            }
            for (words , time) in times {
                if let Some(time) = time {
                    dt { key: "{words}", "{words}" }
                    dd { class: "tabular", {time.clock()} }
                }
            }
        }
    }
}

#[component]
fn Links(shown: Shown) -> Element {
    let standing = use_standing();
    let visit = shown.visit;
    let moves = visit.stage.status().may_move();
    let why = standing.server_only();
    rsx! {
        ul { class: "desk-links",
            li {
                Anchor { href: "/patients/{visit.patient_id}", "Patient's card" }
            }
            li {
                Anchor { href: "/appointments/{visit.id}", "Appointment {number(visit.id)}" }
            }
            if moves && why.is_none() {
                li {
                    Anchor { href: "/appointments/{visit.id}/reschedule", "aria-keyshortcuts": shortcut("r"), "Reschedule" }
                }
            }
            li {
                Anchor { href: "/appointments/{visit.id}/slip", "Print a slip" }
            }
        }
        if let Some(why) = why {
            p { class: "small muted", "{why}" }
        }
    }
}
