//! Calling the next patient.

use std::collections::{BTreeMap, BTreeSet};

use dioxus::prelude::*;

use super::{
    state::use_this_desk,
    work::{Work, done_words},
};
use crate::{
    desk::actions::use_standing,
    encounters::{api, model::NextForm},
    form::Input,
    offline::broken::unbroken,
    ui::{Button, ButtonKind, platform},
};

/// Calls of next patients, made and answered in the scope of the board itself: the button goes with the last who
/// waits, and word of that may come before the answer.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Calls {
    /// The doctors for whom an answer is awaited.
    awaited: Signal<BTreeSet<i64>>,
    /// How often it went well, by doctor.
    answered: Signal<BTreeMap<i64, u32>>,
    call: Callback<(i64, Input<NextForm>)>,
}

/// Makes what calls next patients on this board.
pub(super) fn use_calls(work: &Work) -> Calls {
    let work = *work;
    let mut awaited = use_signal(BTreeSet::new);
    let mut answered = use_signal(BTreeMap::<i64, u32>::new);
    let mut problem = work.problem;
    let call = use_callback(move |(doctor_id, form): (i64, Input<NextForm>)| {
        if !awaited.write().insert(doctor_id) {
            return;
        }
        problem.set(None);
        spawn(async move {
            let answer = unbroken(api::next_patient(doctor_id, form)).await;
            awaited.write().remove(&doctor_id);
            match answer {
                Ok(called) => {
                    *answered.write().entry(doctor_id).or_default() += 1;
                    let words = done_words(&called);
                    work.took(called, words);
                }
                Err(error) => problem.set(Some(error.to_string())),
            }
        });
    });
    Calls {
        awaited,
        answered,
        call,
    }
}

/// Calls who has waited longest for this doctor to the doctor's room.
#[component]
pub(super) fn Next(doctor_id: i64, doctor: String) -> Element {
    let Calls {
        awaited,
        answered,
        call,
    } = use_this_desk().calls;
    let standing = use_standing();
    // Sent again before it has gone well, such as after an answer that got lost, it is the same call; the browser
    // keeps the key that the server wrote into the page for as long.
    let times = use_memo(move || answered.read().get(&doctor_id).copied());
    let key = use_memo(move || {
        times();
        platform::unlikely()
    });
    rsx! {
        form {
            class: "desk-next",
            method: "post",
            action: "/api/doctors/{doctor_id}/next-patient",
            onsubmit: move |event: FormEvent| {
                event.prevent_default();
                let idempotency_key = match event.get_first("idempotency_key") {
                    Some(FormValue::Text(key)) => key,
                    _ => String::new(),
                };
                call.call((doctor_id, Input(NextForm { idempotency_key })));
            },
            input {
                r#type: "hidden",
                name: "idempotency_key",
                autocomplete: "off",
                "value": "{key}",
            }
            Button {
                r#type: "submit",
                kind: ButtonKind::Secondary,
                class: "small",
                // Who is next, only the server knows.
                disabled: awaited.read().contains(&doctor_id) || standing.server_only().is_some(),
                "Next"
                span { class: "visually-hidden", " patient for {doctor}" }
            }
        }
    }
}
