//! Cancelling, which asks once and names the visit.

use dioxus::prelude::*;

use crate::{
    appointments::{
        api,
        model::{Appointment, Status},
    },
    auth::Role,
    clinic_time::ClinicTime,
    error::AppError,
    ui::{
        Button, ButtonKind, Dialog, Form, FormTextArea, SubmitButton, platform, use_session,
        use_submit, use_toast,
    },
};

/// Whether this reader may cancel it now: patients until it begins, staff while it stands.
pub(super) fn may_cancel(
    status: Status,
    starts_at: ClinicTime,
    role: Role,
    now: ClinicTime,
) -> bool {
    status.may_cancel() && (role.is_staff() || starts_at > now)
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
    if !may_cancel(appointment.status, appointment.starts_at, role, now) {
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
        move |form| api::cancel(id, form),
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

    #[test]
    fn patients_cancel_until_it_begins_and_staff_while_it_stands() {
        let at = |text: &str| text.parse::<ClinicTime>().unwrap();
        let start = at("2026-11-24T09:30:00+01:00");
        let (before, after) = (
            at("2026-11-24T09:29:59+01:00"),
            at("2026-11-24T09:30:00+01:00"),
        );
        assert!(may_cancel(Status::Booked, start, Role::Patient, before));
        assert!(!may_cancel(Status::Booked, start, Role::Patient, after));
        assert!(may_cancel(Status::Arrived, start, Role::FrontDesk, after));
        assert!(!may_cancel(Status::Cancelled, start, Role::Admin, before));
        assert!(!may_cancel(Status::Fulfilled, start, Role::Doctor, after));
    }
}
