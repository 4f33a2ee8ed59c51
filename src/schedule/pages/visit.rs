//! One visit, opened in place.

use dioxus::prelude::*;

use crate::{
    appointments::{
        self,
        model::{Appointment, Status},
        pages::StatusBadge,
    },
    patients::model::age_words,
    ui::{Anchor, ButtonKind, Form, FormField, SubmitButton, axis_class, use_session, use_submit},
};

/// The class that gives a visit the look of its status.
pub(super) fn status_class(status: Status) -> &'static str {
    match status {
        Status::Booked | Status::Waitlist => "",
        Status::Arrived | Status::CheckedIn => "arrived",
        Status::Fulfilled => "done",
        Status::Noshow => "no-show",
        Status::Cancelled | Status::EnteredInError => "cancelled",
    }
}

/// A visit in its place on the axis; opened, it tells the rest and can be cancelled.
#[component]
pub(super) fn Visit(appointment: Appointment, cancelled: Callback<Appointment>) -> Element {
    let session = use_session();
    let minutes = i32::try_from(appointment.minutes()).unwrap_or(i32::MAX);
    let place = axis_class(appointment.starts_at.time(), minutes);
    let age = age_words(appointment.patient_birth.as_deref(), session.today());
    // Sent without JavaScript and found wrong, its form is not hidden again.
    let action = cancel_action(appointment.id);
    let returned = session.flash().is_some_and(|flash| flash.action == action);
    let cancellable = appointment.status.may_cancel();
    rsx! {
        details { class: "visit {place} {status_class(appointment.status)}", open: returned,
            summary {
                span { class: "visit-time",
                    {appointment.starts_at.clock()}
                    " to "
                    {appointment.ends_at.clock()}
                }
                span { class: "visit-name", "{appointment.patient_name}" }
                if let Some(age) = age {
                    span { class: "visit-note", "{age}" }
                }
                if !appointment.reason.is_empty() {
                    span { class: "visit-note", "{appointment.reason}" }
                }
                StatusBadge { status: appointment.status }
            }
            div { class: "visit-more",
                Facts { appointment: appointment.clone() }
                if cancellable {
                    Cancel { appointment: appointment.clone(), returned, cancelled }
                }
            }
        }
    }
}

#[component]
fn Facts(appointment: Appointment) -> Element {
    rsx! {
        dl { class: "facts",
            dt { "Reason for visit" }
            dd {
                if appointment.reason.is_empty() {
                    span { class: "muted", "Not given" }
                } else {
                    "{appointment.reason}"
                }
            }
            dt { "Contact number" }
            dd {
                if appointment.patient_contact.is_empty() {
                    span { class: "muted", "Not known" }
                } else {
                    a { href: "tel:{appointment.patient_contact}", "{appointment.patient_contact}" }
                }
            }
            dt { "Appointment" }
            dd {
                Anchor { href: "/appointments/{appointment.id}", {appointment.number()} }
            }
        }
        p {
            Anchor { href: "/patients/{appointment.patient_id}",
                "{appointment.patient_name}: card and earlier visits"
            }
        }
    }
}

fn cancel_action(id: i64) -> String {
    format!("/api/appointments/{id}/cancel")
}

/// Cancelling, behind a second step: it names the visit and asks why.
#[component]
fn Cancel(appointment: Appointment, returned: bool, cancelled: Callback<Appointment>) -> Element {
    let id = appointment.id;
    let submit = use_submit(
        move |form| appointments::api::cancel(id, form),
        move |appointment| cancelled.call(appointment),
    );
    rsx! {
        details { class: "disclosure", open: returned,
            summary { "Cancel this visit" }
            Form {
                action: cancel_action(id),
                submit,
                label: "Cancel the visit of {appointment.patient_name}",
                p {
                    "{appointment.patient_name} on {appointment.starts_at.words()}. The time becomes free for others. The front desk sees the reason and can tell the patient."
                }
                input { r#type: "hidden", name: "version", "value": "{appointment.version}" }
                FormField {
                    label: "Reason",
                    name: "reason",
                    id: "reason-{id}",
                    maxlength: 500,
                    required: true,
                }
                div { class: "form-actions",
                    SubmitButton { kind: ButtonKind::Danger, "Cancel appointment" }
                }
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// An appointment between two moments.
    pub(in crate::schedule::pages) fn appointment(starts_at: &str, ends_at: &str) -> Appointment {
        let starts_at = starts_at.parse().unwrap();
        Appointment {
            id: 7,
            doctor_id: 1,
            doctor_name: "Dr. Mara Lind".into(),
            specialization: "Cardiology".into(),
            patient_id: 2,
            patient_name: "Rosa Delgado".into(),
            patient_contact: String::new(),
            patient_birth: None,
            starts_at,
            ends_at: ends_at.parse().unwrap(),
            status: Status::Booked,
            reason: String::new(),
            overbooked: false,
            created_at: starts_at,
            created_by: None,
            cancelled_at: None,
            cancelled_by: None,
            cancel_reason: String::new(),
            version: 1,
        }
    }

    #[test]
    fn what_takes_no_time_is_struck() {
        for status in Status::ALL {
            let struck = status_class(status) == "cancelled";
            assert_eq!(
                struck,
                !status.takes_time() && status != Status::Waitlist,
                "{status:?}"
            );
        }
    }
}
