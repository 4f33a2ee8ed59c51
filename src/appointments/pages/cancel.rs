//! Cancelling, which asks once and names the visit.

use dioxus::prelude::*;

use crate::{
    appointments::{booking, model::Appointment},
    auth::Role,
    clinic_time::ClinicTime,
    error::AppError,
    rules::model::Policy,
    ui::{
        Button, ButtonKind, Dialog, Form, FormTextArea, OnceKey, SubmitButton, platform,
        use_session, use_submit, use_toast,
    },
};

/// Whether this reader may cancel it now: patients until the cut-off, staff while it stands.
fn may_cancel(appointment: &Appointment, role: Role, policy: &Policy, now: ClinicTime) -> bool {
    let in_time = || {
        appointment
            .too_late_online(policy, now.timestamp())
            .is_none()
    };
    appointment.status.may_cancel() && (role.is_staff() || in_time())
}

/// Puts the focus on the heading when `what` changes, since the button that had it is gone then.
pub(super) fn use_heading_focus<T: Clone + PartialEq + 'static>(what: T) {
    let mut before = use_signal(|| what.clone());
    use_effect(use_reactive!(|(what,)| {
        if *before.peek() != what {
            before.set(what);
            platform::focus("main h1");
        }
    }));
}

/// The way to cancel an appointment: a button and a dialog, or a disclosure without JavaScript.
/// Nothing where it cannot be cancelled by this reader.
#[component]
pub(super) fn CancelStep(
    /// The appointment.
    appointment: Appointment,
    /// Called when it is cancelled, and when somebody else has changed it meanwhile.
    changed: Callback,
) -> Element {
    let session = use_session();
    let action = format!("/api/appointments/{}/cancel", appointment.id);
    // A form that came back with an error is shown at once.
    let failed = session
        .flash()
        .is_some_and(|flash| flash.action == action && flash.error.is_some());
    let mut open = use_signal(|| failed);
    let mut alive = use_signal(|| false);
    use_effect(move || alive.set(true));
    let toasts = use_toast();
    let cancelled = use_callback(move |()| {
        open.set(false);
        toasts.push("The appointment is cancelled.");
        changed.call(());
    });
    let (Some(role), Some(now)) = (session.role(), session.now()) else {
        return rsx! {};
    };
    if !may_cancel(&appointment, role, &session.clinic().policy, now) {
        return rsx! {};
    }
    if !alive() {
        return rsx! {
            details { class: "disclosure no-print", open: failed,
                summary { "Cancel appointment" }
                CancelForm { appointment, action, role, cancelled, changed }
            }
        };
    }
    rsx! {
        div { class: "no-print",
            Button { kind: ButtonKind::Secondary, onclick: move |_| open.set(true), "Cancel appointment" }
        }
        Dialog { open, title: "Cancel this appointment?", id: "cancel-{appointment.id}",
            CancelForm {
                appointment,
                action,
                role,
                cancelled,
                changed,
                keep: move |()| open.set(false),
            }
        }
    }
}

#[component]
fn CancelForm(
    appointment: Appointment,
    action: String,
    role: Role,
    cancelled: Callback,
    changed: Callback,
    /// Closes the dialog this is in.
    #[props(default)]
    keep: Option<Callback>,
) -> Element {
    let id = appointment.id;
    let submit = use_submit(
        move |form| booking::cancel(id, form),
        move |_: Appointment| cancelled.call(()),
    );
    use_effect(move || {
        if matches!(submit.error(), Some(AppError::Conflict { .. })) {
            changed.call(());
        }
    });
    let hint = match role {
        Role::Patient => "It helps the clinic to know, but you need not say.",
        Role::Doctor => "The front desk tells the patient.",
        Role::Admin | Role::FrontDesk => "The patient can read it.",
    };
    rsx! {
        Form { action, submit, label: "Cancel appointment",
            p { class: "measure", {what_happens(&appointment, role)} }
            OnceKey { submit }
            input { r#type: "hidden", name: "version", "value": "{appointment.version}" }
            FormTextArea {
                label: "Reason for cancelling",
                name: "reason",
                hint,
                required: role == Role::Doctor,
                maxlength: 500,
            }
            div { class: "form-actions",
                SubmitButton { kind: ButtonKind::Danger, "Cancel appointment" }
                if let Some(keep) = keep {
                    Button { kind: ButtonKind::Quiet, onclick: move |_| keep.call(()), "Keep it" }
                }
            }
        }
    }
}

/// Names the visit and what cancelling it means.
fn what_happens(appointment: &Appointment, role: Role) -> String {
    let whose = match role {
        Role::Patient => "Your appointment".to_owned(),
        _ => format!("The appointment of {}", appointment.patient_name),
    };
    format!(
        "{whose} with {} on {} will not take place, and its time becomes free for others. This cannot be undone.",
        appointment.doctor_name,
        appointment.starts_at.long_words(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appointments::model::Status;

    #[test]
    fn patients_cancel_until_the_cut_off_and_staff_while_it_stands() {
        let at = |text: &str| text.parse::<ClinicTime>().unwrap();
        let (policy, start) = (Policy::default(), "2026-11-24T09:30:00+01:00");
        let with = |status| Appointment {
            status,
            ..Appointment::sample(1, at(start))
        };
        let (in_time, late) = (
            at("2026-11-24T05:30:00+01:00"),
            at("2026-11-24T05:30:01+01:00"),
        );
        let booked = with(Status::Booked);
        assert!(may_cancel(&booked, Role::Patient, &policy, in_time));
        assert!(!may_cancel(&booked, Role::Patient, &policy, late));
        assert!(may_cancel(&booked, Role::FrontDesk, &policy, late));
        let cancelled = with(Status::Cancelled);
        assert!(!may_cancel(&cancelled, Role::Admin, &policy, in_time));
        let done = with(Status::Fulfilled);
        assert!(!may_cancel(&done, Role::Doctor, &policy, late));
        let asked_to_move = Appointment {
            move_requested: true,
            ..booked
        };
        assert!(may_cancel(&asked_to_move, Role::Patient, &policy, late));
    }
}
