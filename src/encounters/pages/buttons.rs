//! One click for each step of a visit's day, and a minute to take it back.

use dioxus::prelude::*;

use crate::{
    clinic_time::ClinicTime,
    desk::model::{BoardRoom, BoardVisit},
    encounters::{
        api,
        model::{Stage, UNDO_SECONDS},
    },
    error::AppError,
    ui::{
        Button, ButtonKind, Notice, OnceKey, Submit, Tone, platform, use_session, use_submit,
        use_toast,
    },
};

/// What the button says that takes this step.
pub fn step_words(from: Stage, to: Stage) -> &'static str {
    match (from, to) {
        (_, Stage::Booked) => "Back to booked",
        (Stage::CheckedIn, Stage::Arrived) => "Back to waiting",
        (Stage::InProgress, Stage::CheckedIn) => "Back to the room",
        (Stage::Fulfilled, Stage::InProgress) => "Not done yet",
        (_, Stage::Arrived) => "Arrived",
        (_, Stage::CheckedIn) => "Check in",
        (_, Stage::InProgress) => "With the doctor",
        (_, Stage::Fulfilled) => "Done",
        (_, Stage::Noshow) => "Did not come",
        (_, Stage::Left) => "Left",
        (_, Stage::Cancelled) => "Cancelled",
    }
}

/// The steps of a visit that can be taken now: the usual one as a button, the others in a menu, and for a
/// minute the way back. Each is a plain form, so that it works before the page has come alive.
#[component]
pub fn StageButtons(
    /// The visit.
    visit: ReadSignal<BoardVisit>,
    /// Called with the visit as it is after a step.
    changed: Callback<BoardVisit>,
    /// The rooms to choose from; without any the patient is called to the usual one.
    #[props(default)]
    rooms: Vec<BoardRoom>,
    /// What the clinic's clock shows; the present time unless given.
    #[props(default)]
    now: Option<ClinicTime>,
    /// Called when the server refuses a step: what is shown may not be what is true.
    #[props(default)]
    refused: Option<Callback<AppError>>,
) -> Element {
    let session = use_session();
    let toasts = use_toast();
    let id = visit.peek().id;
    let done = move |now: BoardVisit| {
        toasts.push(told(&now));
        changed.call(now);
    };
    let submit = use_submit(move |form| api::stage(id, form), done);
    let back = use_submit(move |form| api::undo(id, form), done);
    use_effect(move || {
        if let (Some(wrong), Some(refused)) = (submit.error().or(back.error()), refused) {
            refused.call(wrong);
        }
    });
    let actions = [stage_action(id), undo_action(id)];
    let kept = use_hook(|| {
        session
            .flash()
            .filter(|flash| actions.contains(&flash.action))
    });
    let kept = kept.and_then(|flash| flash.error);
    let wrong = submit.error().or(back.error()).or(kept);
    let shown = visit();
    let Some(now) = now.or(session.clock()) else {
        return rsx! {};
    };
    let mut steps = shown.steps(now).into_iter();
    let first = steps.next();
    let others: Vec<Stage> = steps.collect();
    rsx! {
        div { class: "stage-buttons cluster no-print", role: "group", "aria-label": "Steps: {shown.patient_name}",
            if let Some(to) = first {
                StepForm { visit: shown.clone(), to, submit }
            }
            if !others.is_empty() {
                details { class: "menu",
                    summary { class: "menu-button", "aria-label": "More steps: {shown.patient_name}", "More" }
                    div { class: "menu-panel",
                        if !rooms.is_empty() && shown.stage.next().contains(&Stage::CheckedIn) {
                            RoomForm { visit: shown.clone(), rooms, submit }
                        }
                        for to in others {
                            StepForm { key: "{to.key()}", visit: shown.clone(), to, submit, item: true }
                        }
                    }
                }
            }
            Undo { visit, submit: back }
        }
        if let Some(wrong) = wrong.filter(|_| !submit.busy() && !back.busy()) {
            Notice { tone: Tone::Danger, role: "alert", p { "{wrong}" } }
        }
    }
}

/// What is said aloud after a step. Steps lead to no cancelled visit, but the way back from a walk-in does.
fn told(visit: &BoardVisit) -> String {
    let stage = visit.stage.words().to_lowercase();
    match (visit.stage, visit.queue_number) {
        (Stage::Arrived, Some(number)) => {
            format!("{}: {stage}, number {number}", visit.patient_name)
        }
        (Stage::Cancelled, _) => format!("{}: the walk-in is taken back", visit.patient_name),
        _ => format!("{}: {stage}", visit.patient_name),
    }
}

fn stage_action(id: i64) -> String {
    format!("/api/appointments/{id}/stage")
}

fn undo_action(id: i64) -> String {
    format!("/api/appointments/{id}/undo")
}

/// A form of one button.
#[component]
pub(super) fn StepForm(
    visit: BoardVisit,
    to: Stage,
    submit: Submit,
    /// It is an entry of a menu.
    #[props(default)]
    item: bool,
) -> Element {
    let words = step_words(visit.stage, to);
    let label = format!("{words}: {}", visit.patient_name);
    rsx! {
        form { method: "post", action: stage_action(visit.id), onsubmit: move |event| submit.send(event),
            OnceKey { submit }
            input { r#type: "hidden", name: "stage", "value": to.key() }
            input { r#type: "hidden", name: "version", "value": "{visit.version}" }
            if item {
                button { r#type: "submit", class: "menu-item", "aria-label": label, disabled: submit.busy(), "{words}" }
            } else {
                Button {
                    r#type: "submit",
                    kind: ButtonKind::Secondary,
                    class: "small",
                    disabled: submit.busy(),
                    "aria-label": label,
                    "{words}"
                }
            }
        }
    }
}

/// Calling the patient into a room that is chosen.
#[component]
fn RoomForm(visit: BoardVisit, rooms: Vec<BoardRoom>, submit: Submit) -> Element {
    let chosen = visit.room_id;
    rsx! {
        form { method: "post", action: stage_action(visit.id), onsubmit: move |event| submit.send(event),
            OnceKey { submit }
            input { r#type: "hidden", name: "stage", "value": Stage::CheckedIn.key() }
            input { r#type: "hidden", name: "version", "value": "{visit.version}" }
            div { class: "cluster",
                select { class: "input select", name: "room_id", "aria-label": "Room for {visit.patient_name}",
                    for room in rooms {
                        option { key: "{room.id}", value: "{room.id}", "selected": chosen == Some(room.id), "{room.name}" }
                    }
                }
                Button {
                    r#type: "submit",
                    kind: ButtonKind::Secondary,
                    class: "small",
                    disabled: submit.busy(),
                    "Check in there"
                }
            }
        }
    }
}

/// The way back from the last step, while there is one.
#[component]
fn Undo(visit: ReadSignal<BoardVisit>, submit: Submit) -> Element {
    let session = use_session();
    let mut over = use_signal(|| None::<i32>);
    let left = move |visit: &BoardVisit| {
        let seconds =
            visit.undo_until?.timestamp().as_second() - session.clock()?.timestamp().as_second();
        Some(seconds.min(UNDO_SECONDS)).filter(|seconds| *seconds > 0)
    };
    use_effect(move || {
        let visit = visit();
        let Some(seconds) = left(&visit).and_then(|seconds| u32::try_from(seconds).ok()) else {
            return;
        };
        spawn(async move {
            platform::pause(seconds * 1000).await;
            over.set(Some(visit.version));
        });
    });
    let visit = visit();
    if left(&visit).is_none() || over() == Some(visit.version) {
        return rsx! {};
    }
    rsx! {
        form { method: "post", action: undo_action(visit.id), onsubmit: move |event| submit.send(event),
            OnceKey { submit }
            input { r#type: "hidden", name: "version", "value": "{visit.version}" }
            Button {
                r#type: "submit",
                kind: ButtonKind::Quiet,
                class: "small",
                disabled: submit.busy(),
                "aria-label": "Undo: {visit.patient_name}, {visit.stage.words()}",
                "Undo"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_a_stage_are_told_apart() {
        for from in Stage::ALL {
            let words: std::collections::BTreeSet<_> =
                from.next().iter().map(|to| step_words(from, *to)).collect();
            assert_eq!(words.len(), from.next().len(), "{from:?}");
        }
    }

    #[test]
    fn who_arrives_is_told_their_number() {
        let at = "2026-11-24T09:00:00+01:00".parse().unwrap();
        let mut visit = BoardVisit {
            stage: Stage::Arrived,
            queue_number: Some(7),
            ..BoardVisit::sample(1, at)
        };
        assert_eq!(told(&visit), "Rosa Delgado: arrived, number 7");
        visit.stage = Stage::Fulfilled;
        assert_eq!(told(&visit), "Rosa Delgado: done");
        visit.stage = Stage::Cancelled;
        assert_eq!(told(&visit), "Rosa Delgado: the walk-in is taken back");
    }
}
