//! What can be done with a visit: the steps of its status, another time, cancelling.

use dioxus::prelude::*;

use crate::{
    appointments::{
        booking,
        model::{Appointment, Status},
    },
    auth::Role,
    ui::{Anchor, ButtonKind, Form, FormField, SubmitButton, use_session, use_submit},
};

/// The paths that the forms of a visit are sent to.
pub(super) fn cancel_action(id: i64) -> String {
    format!("/api/appointments/{id}/cancel")
}

/// See [`cancel_action`].
pub(super) fn step_action(id: i64) -> String {
    format!("/api/appointments/{id}/status")
}

/// Everything that can be done with a visit by whoever sees it in a calendar.
#[component]
pub(super) fn Actions(appointment: Appointment, changed: Callback<String>) -> Element {
    let status = appointment.status;
    let session = use_session();
    let moves = session.role() != Some(Role::Doctor);
    let mut steps = session
        .now()
        .map_or_else(Vec::new, |now| appointment.steps(now));
    steps.retain(|to| step_words(*to).is_some());
    rsx! {
        if !steps.is_empty() {
            div { class: "cluster", role: "group", "aria-label": "Status",
                for to in steps {
                    StepForm {
                        key: "{to.key()}",
                        id: appointment.id,
                        version: appointment.version,
                        name: appointment.patient_name.clone(),
                        to,
                        changed,
                    }
                }
            }
        }
        p { class: "cluster",
            Anchor { href: "/appointments/{appointment.id}", "Open" }
            if status.may_move() && moves {
                Anchor { href: "/appointments/{appointment.id}/reschedule", "Reschedule" }
            }
        }
        if status.may_cancel() {
            Cancel { appointment, changed }
        }
    }
}

/// What the button says that takes this step; none for steps that calendars leave to the
/// appointment's page.
fn step_words(to: Status) -> Option<&'static str> {
    match to {
        Status::Arrived => Some("Arrived"),
        Status::CheckedIn => Some("Check in"),
        Status::Fulfilled => Some("Done"),
        Status::Noshow => Some("Did not come"),
        Status::Booked => Some("Back to booked"),
        Status::Cancelled | Status::EnteredInError | Status::Waitlist => None,
    }
}

#[component]
fn StepForm(id: i64, version: i32, name: String, to: Status, changed: Callback<String>) -> Element {
    let words = step_words(to).unwrap_or_default();
    let done = format!("{name}: {}", to.words().to_lowercase());
    let submit = use_submit(
        move |form| booking::step(id, form),
        move |_: Appointment| changed.call(done.clone()),
    );
    rsx! {
        Form { action: step_action(id), submit, class: "inline", label: "{words}: {name}",
            input { r#type: "hidden", name: "status", "value": to.key() }
            input { r#type: "hidden", name: "version", "value": "{version}" }
            SubmitButton { kind: ButtonKind::Secondary, "{words}" }
        }
    }
}

/// Cancelling, behind a second step: it names the visit and asks why.
#[component]
fn Cancel(appointment: Appointment, changed: Callback<String>) -> Element {
    let session = use_session();
    let id = appointment.id;
    let name = appointment.patient_name.clone();
    let submit = use_submit(
        move |form| booking::cancel(id, form),
        move |_: Appointment| changed.call(format!("The visit of {name} is cancelled.")),
    );
    let returned = session
        .flash()
        .is_some_and(|flash| flash.action == cancel_action(id));
    let doctor = session.role() == Some(Role::Doctor);
    let reader = if doctor {
        "The front desk sees the reason and can tell the patient."
    } else {
        "The patient can read the reason."
    };
    rsx! {
        details { class: "disclosure", open: returned,
            summary { "Cancel this visit" }
            Form {
                action: cancel_action(id),
                submit,
                label: "Cancel the visit of {appointment.patient_name}",
                p {
                    "{appointment.patient_name} on {appointment.starts_at.words()}. The time becomes free for others. {reader}"
                }
                input { r#type: "hidden", name: "version", "value": "{appointment.version}" }
                FormField {
                    label: "Reason",
                    name: "reason",
                    id: "reason-{id}",
                    maxlength: 500,
                    required: doctor,
                }
                div { class: "form-actions",
                    SubmitButton { kind: ButtonKind::Danger, "Cancel appointment" }
                }
            }
        }
    }
}
