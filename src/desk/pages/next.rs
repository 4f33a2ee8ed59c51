//! Calling the next patient.

use dioxus::prelude::*;

use super::{state::use_this_desk, work::done_words};
use crate::{
    desk::{actions::use_standing, model::BoardVisit},
    encounters::api,
    ui::{Button, ButtonKind, OnceKey, use_submit},
};

/// Calls who has waited longest for this doctor to the doctor's room.
#[component]
pub(super) fn Next(doctor_id: i64, doctor: String) -> Element {
    let desk = use_this_desk();
    let standing = use_standing();
    let submit = use_submit(
        move |form| api::next_patient(doctor_id, form),
        move |called: BoardVisit| {
            let words = done_words(&called);
            desk.took(called, words);
        },
    );
    use_effect(move || {
        if let Some(error) = submit.error() {
            desk.problem().set(Some(error.to_string()));
        }
    });
    rsx! {
        form {
            class: "desk-next",
            method: "post",
            action: "/api/doctors/{doctor_id}/next-patient",
            onsubmit: move |event| submit.send(event),
            OnceKey { submit }
            Button {
                r#type: "submit",
                kind: ButtonKind::Secondary,
                class: "small",
                // Who is next, only the server knows.
                disabled: submit.busy() || standing.server_only().is_some(),
                "Next"
                span { class: "visually-hidden", " patient for {doctor}" }
            }
        }
    }
}
