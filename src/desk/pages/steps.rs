//! What can be done with a visit on its day: plain forms, which the board takes over once it is alive.

use dioxus::prelude::*;

use super::state::use_this_desk;
use crate::{
    desk::model::{BoardRoom, BoardVisit},
    encounters::{model::Stage, pages::step_words},
    ui::{Button, ButtonKind, Select, SelectOption, platform},
};

/// The letter that takes a step to this stage.
pub(super) fn letter(to: Stage) -> Option<&'static str> {
    match to {
        Stage::Arrived => Some("a"),
        Stage::CheckedIn => Some("c"),
        Stage::InProgress => Some("d"),
        Stage::Fulfilled => Some("f"),
        Stage::Noshow => Some("n"),
        Stage::Left => Some("l"),
        Stage::Booked | Stage::Cancelled => None,
    }
}

fn stage_action(id: i64) -> String {
    format!("/api/appointments/{id}/stage")
}

fn undo_action(id: i64) -> String {
    format!("/api/appointments/{id}/undo")
}

/// The key that makes a form that is sent twice one and the same, made on the server; what the board
/// sends itself has a key of its own.
#[component]
fn SentOnce() -> Element {
    let key = use_hook(platform::unlikely);
    rsx! {
        input { r#type: "hidden", name: "idempotency_key", autocomplete: "off", "value": "{key}" }
    }
}

/// One step, as a button. The first of a group weighs more.
#[component]
pub(super) fn StepButton(
    visit: BoardVisit,
    to: Stage,
    #[props(default)] first: bool,
    /// Whether the letter that does the same is shown.
    #[props(default)]
    lettered: bool,
) -> Element {
    let desk = use_this_desk();
    let id = visit.id;
    let words = step_words(visit.stage, to);
    let kind = if first {
        ButtonKind::Primary
    } else {
        ButtonKind::Secondary
    };
    let letter = letter(to).filter(|_| lettered);
    rsx! {
        form {
            method: "post",
            action: stage_action(id),
            onsubmit: move |event| {
                event.prevent_default();
                desk.step(id, to);
            },
            SentOnce {}
            input { r#type: "hidden", name: "stage", "value": to.key() }
            input { r#type: "hidden", name: "version", "value": "{visit.version}" }
            Button {
                r#type: "submit",
                kind,
                class: "small",
                disabled: desk.is_busy(id),
                "aria-keyshortcuts": letter,
                "aria-label": "{words}: {visit.patient_name}",
                "{words}"
                if let Some(letter) = letter {
                    kbd { "aria-hidden": "true", "{letter}" }
                }
            }
        }
    }
}

/// Everything that can be done with a visit now.
#[component]
pub(super) fn Steps(visit: BoardVisit, rooms: Vec<BoardRoom>) -> Element {
    let desk = use_this_desk();
    let steps = visit.steps((desk.clock)());
    let calls = steps.contains(&Stage::CheckedIn) && !rooms.is_empty();
    let undone = visit.undo_until.is_some_and(|until| until > (desk.clock)());
    let name = visit.patient_name.clone();
    rsx! {
        div { class: "desk-steps", role: "group", "aria-label": "Next for {name}",
            for (index , to) in steps.into_iter().enumerate() {
                StepButton { key: "{to.key()}", visit: visit.clone(), to, first: index == 0, lettered: (desk.alive)() }
            }
            if undone {
                UndoButton { visit: visit.clone() }
            }
        }
        if calls {
            CallTo { visit: visit.clone(), rooms }
        }
    }
}

/// Taking the last step back.
#[component]
fn UndoButton(visit: BoardVisit) -> Element {
    let desk = use_this_desk();
    let id = visit.id;
    rsx! {
        form {
            method: "post",
            action: undo_action(id),
            onsubmit: move |event| {
                event.prevent_default();
                desk.undo(Some(id));
            },
            SentOnce {}
            input { r#type: "hidden", name: "version", "value": "{visit.version}" }
            Button {
                r#type: "submit",
                kind: ButtonKind::Quiet,
                class: "small",
                disabled: desk.is_busy(id),
                "aria-keyshortcuts": "u",
                "aria-label": "Undo: {visit.patient_name}, {visit.stage.words()}",
                "Undo"
                if (desk.alive)() {
                    kbd { "aria-hidden": "true", "u" }
                }
            }
        }
    }
}

/// Calling the patient to a room that is chosen.
#[component]
fn CallTo(visit: BoardVisit, rooms: Vec<BoardRoom>) -> Element {
    let desk = use_this_desk();
    let id = visit.id;
    let options = std::iter::once(SelectOption::new("", "The usual one"))
        .chain(
            rooms
                .iter()
                .map(|room| SelectOption::new(room.id.to_string(), &room.name)),
        )
        .collect::<Vec<_>>();
    let kept = visit.room_id.map(|id| id.to_string()).unwrap_or_default();
    rsx! {
        form {
            class: "desk-call",
            method: "post",
            action: stage_action(id),
            "aria-label": "Call {visit.patient_name} to a room",
            onsubmit: move |event| {
                event.prevent_default();
                let chosen = event.get_first("room_id").and_then(|value| match value {
                    FormValue::Text(text) => text.parse().ok(),
                    FormValue::File(_) => None,
                });
                desk.check_in(id, chosen);
            },
            SentOnce {}
            input { r#type: "hidden", name: "stage", "value": Stage::CheckedIn.key() }
            input { r#type: "hidden", name: "version", "value": "{visit.version}" }
            Select { label: "Room", name: "room_id", id: "call-room", options, value: kept, required: true }
            Button { r#type: "submit", kind: ButtonKind::Secondary, class: "small", disabled: desk.is_busy(id), "Check in there" }
        }
    }
}
