//! What can be done with a visit on its day: plain forms, which the board takes over once it is alive.

use dioxus::prelude::*;

use super::{state::use_this_desk, undo::Undo};
use crate::{
    desk::model::{BoardRoom, BoardVisit},
    encounters::{model::Stage, pages::step_words},
    ui::{Button, ButtonKind, Select, SelectOption, platform, shortcut},
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

pub(super) fn undo_action(id: i64) -> String {
    format!("/api/appointments/{id}/undo")
}

/// The key that makes a form that is sent twice one and the same, made on the server; what the board
/// sends itself has a key of its own.
#[component]
pub(super) fn SentOnce() -> Element {
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
    let letter = letter(to).filter(|_| lettered).and_then(shortcut);
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
    let calls = calls(visit.stage, &steps) && !rooms.is_empty();
    let name = visit.patient_name.clone();
    rsx! {
        div { class: "desk-steps", role: "group", "aria-label": "Next for {name}",
            for (index , to) in steps.into_iter().enumerate() {
                StepButton { key: "{to.key()}", visit: visit.clone(), to, first: index == 0, lettered: (desk.alive)() }
            }
            Undo { visit: visit.clone() }
        }
        if calls {
            CallTo { visit: visit.clone(), rooms }
        }
    }
}

/// Whether the patient can be called to a room that is chosen: to a first one, or to another.
fn calls(stage: Stage, steps: &[Stage]) -> bool {
    match stage {
        Stage::CheckedIn => true,
        // Whoever is with the doctor is called nowhere.
        Stage::InProgress => false,
        _ => steps.contains(&Stage::CheckedIn),
    }
}

/// Calling the patient to a room that is chosen; to another one, where that was the wrong one.
#[component]
fn CallTo(visit: BoardVisit, rooms: Vec<BoardRoom>) -> Element {
    let desk = use_this_desk();
    let id = visit.id;
    let called = visit.stage == Stage::CheckedIn;
    let options = rooms_for(called, &rooms);
    let kept = visit.room_id.map(|id| id.to_string()).unwrap_or_default();
    let (where_to, words) = if called {
        ("another room", "Call there")
    } else {
        ("a room", "Check in there")
    };
    rsx! {
        form {
            class: "desk-call",
            method: "post",
            action: stage_action(id),
            "aria-label": "Call {visit.patient_name} to {where_to}",
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
            // Another room that somebody called to is chosen anew.
            for value in [kept] {
                Select {
                    key: "{value}",
                    label: "Room",
                    name: "room_id",
                    id: "call-room",
                    options: options.clone(),
                    value: value.clone(),
                }
            }
            Button { r#type: "submit", kind: ButtonKind::Secondary, class: "small", disabled: desk.is_busy(id), "{words}" }
        }
    }
}

/// The rooms to choose from: who is called for the first time may go to the usual one.
fn rooms_for(called: bool, rooms: &[BoardRoom]) -> Vec<SelectOption> {
    let usual = (!called).then(|| SelectOption::new("", "The usual one"));
    let rooms = rooms
        .iter()
        .map(|room| SelectOption::new(room.id.to_string(), &room.name));
    usual.into_iter().chain(rooms).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::testing::board;

    #[test]
    fn a_room_is_chosen_as_long_as_the_patient_is_called_to_one() {
        for stage in Stage::ALL {
            let chosen = matches!(stage, Stage::Booked | Stage::Arrived | Stage::CheckedIn);
            assert_eq!(calls(stage, stage.next()), chosen, "{stage:?}");
        }
        assert!(!calls(Stage::Booked, &[]), "on another day it is too early");
    }

    #[test]
    fn the_usual_room_is_for_whoever_is_in_none() {
        let rooms = board(Vec::new()).rooms;
        let labels = |called| -> Vec<String> {
            let options = rooms_for(called, &rooms).into_iter();
            options.map(|option| option.label).collect()
        };
        assert_eq!(labels(false), ["The usual one", "Room 1", "Room 2"]);
        assert_eq!(labels(true), ["Room 1", "Room 2"]);
    }
}
