//! The steps of a visit, which staff take as it goes on.

use dioxus::prelude::*;

use crate::{
    appointments::{
        booking,
        model::{Appointment, Status},
    },
    error::AppError,
    ui::{Button, ButtonKind, Notice, OnceKey, Submit, Tone, use_session, use_submit, use_toast},
};

/// What the button of a step says: a step back says that it is one.
fn label(from: Status, to: Status) -> String {
    let place = |status: Status| Status::ALL.iter().position(|each| *each == status);
    if to != Status::EnteredInError && place(to) < place(from) {
        format!("Back to “{}”", to.words())
    } else {
        to.words().to_owned()
    }
}

/// A button for each step that can be taken now. Should somebody else have taken one meanwhile,
/// it is said what it was.
#[component]
pub(super) fn StatusSteps(
    /// The appointment.
    appointment: Appointment,
    /// Called when a step is taken, and when somebody else has taken one meanwhile.
    changed: Callback,
) -> Element {
    let session = use_session();
    let toasts = use_toast();
    let id = appointment.id;
    let action = format!("/api/appointments/{id}/status");
    let submit = use_submit(
        move |form| booking::step(id, form),
        move |now: Appointment| {
            toasts.push(format!("The status is now: {}.", now.status.words()));
            changed.call(());
        },
    );
    use_effect(move || {
        if matches!(submit.error(), Some(AppError::Conflict { .. })) {
            changed.call(());
        }
    });
    let kept = use_hook(|| session.flash().filter(|flash| flash.action == action));
    let wrong = submit.error().or(kept.and_then(|flash| flash.error));
    let steps = session
        .now()
        .map(|now| appointment.steps(now))
        .unwrap_or_default();
    if steps.is_empty() && wrong.is_none() {
        return rsx! {};
    }
    rsx! {
        section { class: "section no-print", "aria-labelledby": "steps",
            h2 { id: "steps", "Status" }
            if let Some(wrong) = wrong.filter(|_| !submit.busy()) {
                Notice { tone: Tone::Danger, role: "alert", p { "{wrong}" } }
            }
            div { class: "cluster",
                for to in steps {
                    StepButton {
                        key: "{to.key()}",
                        action: action.clone(),
                        from: appointment.status,
                        to,
                        version: appointment.version,
                        submit,
                    }
                }
            }
        }
    }
}

/// A form of one button.
#[component]
fn StepButton(action: String, from: Status, to: Status, version: i32, submit: Submit) -> Element {
    let kind = match to {
        Status::EnteredInError | Status::Noshow => ButtonKind::Quiet,
        _ => ButtonKind::Secondary,
    };
    rsx! {
        form { method: "post", action, onsubmit: move |event| submit.send(event),
            OnceKey { submit }
            input { r#type: "hidden", name: "status", "value": "{to.key()}" }
            input { r#type: "hidden", name: "version", "value": "{version}" }
            Button { r#type: "submit", kind, disabled: submit.busy(), {label(from, to)} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_back_says_that_it_is_one() {
        assert_eq!(label(Status::Booked, Status::Arrived), "Arrived");
        assert_eq!(label(Status::Arrived, Status::Booked), "Back to “Booked”");
        assert_eq!(label(Status::Noshow, Status::Arrived), "Back to “Arrived”");
        assert_eq!(
            label(Status::Fulfilled, Status::EnteredInError),
            "Entered in error"
        );
    }
}
