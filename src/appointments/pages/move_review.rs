//! The last step of moving: from when to when, and the one button.

use dioxus::prelude::*;

use super::{
    keep::{Kept, use_leaving},
    move_terms::Moving,
    offer::Offer,
    reschedule::MoveSteps,
    review::Nearest,
    target::Target,
};
use crate::{
    appointments::{
        booking,
        model::{Appointment, place},
    },
    clinic_time::ClinicTime,
    error::AppError,
    rules::model::VisitType,
    ui::{
        ButtonKind, Form, LinkButton, Notice, OnceKey, Page, SubmitButton, Tone, use_session,
        use_submit, use_toast,
    },
};

/// From when to when, and the one button.
#[component]
pub(super) fn Confirm(
    /// What is moved.
    moving: Moving,
    /// Where to, without the time.
    target: Target,
    /// The time chosen.
    start: ClinicTime,
    /// What is offered around it.
    offer: Offer,
    /// Asks for the free times again.
    refresh: Callback,
) -> Element {
    let session = use_session();
    let toasts = use_toast();
    let mut instead = use_signal(|| None::<ClinicTime>);
    let leaving = use_leaving(offer.kept(start).map(|hold| hold.id));
    let appointment = moving.appointment.clone();
    let (id, version) = (appointment.id, appointment.version);
    let submit = use_submit(
        move |form| booking::reschedule(id, form),
        move |moved: Appointment| {
            leaving.booked();
            toasts.push(format!("Moved to {}.", moved.starts_at.words()));
            navigator().push(format!("/appointments/{id}"));
        },
    );
    use_effect(move || {
        if matches!(
            submit.error(),
            Some(AppError::SlotTaken { .. } | AppError::Invalid { .. })
        ) {
            instead.set(None);
            refresh.call(());
        }
    });
    let action = format!("/api/appointments/{id}/reschedule");
    let day = start.date();
    let gone = offer.answers(day, Some(start)) && !offer.has(start);
    let shown = instead().filter(|_| gone).unwrap_or(start);
    let refused = session
        .flash()
        .is_some_and(|flash| flash.action == action && flash.error.is_some());
    let said = refused || submit.error().is_some() || submit.busy();
    rsx! {
        Page { title: "Review and confirm", class: "narrow",
            MoveSteps { target, day, current: 2 }
            section { class: "summary", "aria-labelledby": "summary-title",
                h2 { id: "summary-title", "Move {appointment.number()}" }
                FromTo { moving: moving.clone(), to: shown }
            }
            if !submit.busy() {
                Kept { target, start, offer: offer.clone(), changed: refresh }
            }
            if gone && !said {
                Notice { tone: Tone::Warning, role: "alert", title: "{start.words()} is no longer free",
                    p { "Please choose another time." }
                }
            }
            Form { action, submit, label: "Move the appointment",
                OnceKey { submit }
                input { r#type: "hidden", name: "doctor_id", "value": "{moving.profile.doctor.id}" }
                if let Some(id) = target.hold(None).visit_type_id {
                    input { r#type: "hidden", name: "visit_type_id", "value": "{id}" }
                }
                input { r#type: "hidden", name: "version", "value": "{version}" }
                if gone {
                    Nearest { nearest: offer.nearest.clone(), day, all: target.path(Some(day), None), instead }
                } else {
                    input { r#type: "hidden", name: "starts_at", "value": "{start}" }
                }
                div { class: "form-actions",
                    if gone && offer.nearest.is_empty() {
                        LinkButton { to: target.path(None, None), "Choose another day" }
                    } else {
                        SubmitButton { "Move appointment" }
                        LinkButton { to: "/appointments/{id}", kind: ButtonKind::Quiet, "Keep it as it is" }
                    }
                }
            }
        }
    }
}

#[component]
fn FromTo(moving: Moving, to: ClinicTime) -> Element {
    let clinic = use_session().clinic();
    let Moving {
        appointment,
        profile,
        visit,
        ..
    } = moving;
    let visit = visit.unwrap_or_else(|| VisitType::ordinary(clinic.slot_minutes));
    rsx! {
        dl { class: "facts",
            dt { "From" }
            dd {
                s {
                    time { datetime: "{appointment.starts_at}", {appointment.starts_at.long_words()} }
                }
                if profile.doctor.id != appointment.doctor_id {
                    " with {appointment.doctor_name}"
                }
            }
            dt { "To" }
            dd {
                time { class: "strong", datetime: "{to}", {to.long_words()} }
                span { class: "muted small", " ({clinic.time_zone} time, {visit.minutes} minutes)" }
            }
            dt { "Doctor" }
            dd { "{profile.doctor.full_name}, {profile.doctor.specialization}" }
            if visit.id.is_some() {
                dt { "Visit" }
                dd { "{visit.name}" }
            }
            dt { "Where" }
            dd { {place(&clinic)} }
        }
    }
}
