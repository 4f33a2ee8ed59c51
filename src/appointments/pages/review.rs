//! The last step of booking: everything once more, the reason, and the one button.

use dioxus::prelude::*;
use jiff::civil::Date;

use super::{
    keep::{Kept, use_leaving},
    offer::{Offer, time_options},
    policy::consequences,
    way::{BookingSteps, Way},
};
use crate::{
    appointments::{
        booking,
        model::{Appointment, place},
    },
    clinic_time::ClinicTime,
    error::AppError,
    ui::{
        Anchor, Form, FormTextArea, LinkButton, Notice, OnceKey, Page, SubmitButton, TimeChoice,
        Tone, use_session, use_submit, use_toast,
    },
};

const ACTION: &str = "/api/appointments";

/// Repeats what is about to be booked.
///
/// Should the time be gone, the nearest ones are offered within the form, so that what was typed
/// in it stays, with and without JavaScript.
#[component]
pub(super) fn Review(
    /// The way so far.
    way: Way,
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
    let kept = offer.kept(start).map(|hold| hold.id);
    let leaving = use_leaving(kept);
    let submit = use_submit(booking::book, move |booked: Appointment| {
        leaving.booked();
        toasts.push(format!("Booked. The number is {}.", booked.number()));
        navigator().push(format!("/appointments/{}", booked.id));
    });
    use_effect(move || {
        if matches!(
            submit.error(),
            Some(AppError::SlotTaken { .. } | AppError::Invalid { .. })
        ) {
            instead.set(None);
            refresh.call(());
        }
    });
    let day = start.date();
    // The free times of the day before are still here while those of this one are loaded.
    let gone = offer.answers(day, Some(start)) && !offer.has(start);
    let shown = instead().filter(|_| gone).unwrap_or(start);
    let target = way.target();
    let form = target.hold(Some(start));
    let refused = session
        .flash()
        .is_some_and(|flash| flash.action == ACTION && flash.error.is_some());
    let said = refused || submit.error().is_some() || submit.busy();
    rsx! {
        Page { title: "Review and confirm", class: "narrow",
            BookingSteps { way: way.clone(), day, current: way.steps() - 1 }
            section { class: "summary", "aria-labelledby": "summary-title",
                h2 { id: "summary-title", "Your appointment" }
                Facts { way: way.clone(), start: shown }
            }
            if !submit.busy() {
                Kept { target, start, offer: offer.clone(), changed: refresh }
            }
            if gone && !said {
                Notice { tone: Tone::Warning, role: "alert", title: "{start.words()} is no longer free",
                    p { "Please choose another time." }
                }
            }
            Form { action: ACTION, submit, label: "Booking",
                OnceKey { submit }
                input { r#type: "hidden", name: "doctor_id", "value": "{way.profile.doctor.id}" }
                if let Some(id) = form.visit_type_id {
                    input { r#type: "hidden", name: "visit_type_id", "value": "{id}" }
                }
                if let Some(id) = form.patient_id {
                    input { r#type: "hidden", name: "patient_id", "value": "{id}" }
                }
                if gone {
                    Nearest { nearest: offer.nearest.clone(), day, all: target.path(Some(day), None), instead }
                } else {
                    input { r#type: "hidden", name: "starts_at", "value": "{start}" }
                }
                FormTextArea {
                    label: "Reason for visit",
                    name: "reason",
                    hint: "A few words help the doctor to prepare. Only the clinic reads them.",
                    maxlength: 500,
                    rows: 4,
                }
                if way.patient.is_none() {
                    Consequences {}
                }
                div { class: "form-actions",
                    if gone && offer.nearest.is_empty() {
                        LinkButton { to: target.path(None, None), "Choose another day" }
                    } else {
                        SubmitButton { "Confirm booking" }
                    }
                }
            }
        }
    }
}

/// The times nearest to one that is gone, within the form.
#[component]
pub(super) fn Nearest(
    /// The times.
    nearest: Vec<ClinicTime>,
    /// The day of the time that is gone.
    day: Date,
    /// Where all free times are.
    all: String,
    /// The one that is marked.
    instead: Signal<Option<ClinicTime>>,
) -> Element {
    let mut instead = instead;
    rsx! {
        if nearest.is_empty() {
            p { "There are no other free times in the weeks after it." }
        } else {
            TimeChoice {
                name: "starts_at",
                legend: "Nearest free times",
                options: time_options(&nearest, day),
                onchange: move |time: String| instead.set(time.parse().ok()),
            }
            p {
                Anchor { href: all, "See all free times" }
            }
        }
    }
}

/// What the clinic's policy will mean for the appointment.
#[component]
fn Consequences() -> Element {
    let policy = use_session().clinic().policy;
    rsx! {
        p { class: "muted", {consequences(&policy).join(" ")} }
    }
}

/// With whom, for whom, what for, when and where.
#[component]
fn Facts(way: Way, start: ClinicTime) -> Element {
    let clinic = use_session().clinic();
    rsx! {
        dl { class: "facts",
            dt { "Doctor" }
            dd { "{way.profile.doctor.full_name}, {way.profile.doctor.specialization}" }
            if let Some(patient) = &way.patient {
                dt { "Patient" }
                dd { "{patient.name}" }
            }
            if way.visit.id.is_some() {
                dt { "Visit" }
                dd { "{way.visit.name}" }
            }
            dt { "When" }
            dd {
                time { datetime: "{start}", "{start.long_words()}" }
                span { class: "muted small", " ({clinic.time_zone} time, {way.visit.minutes} minutes)" }
            }
            dt { "Where" }
            dd { {place(&clinic)} }
            if !way.visit.note.is_empty() {
                dt { "Please note" }
                dd { "{way.visit.note}" }
            }
        }
    }
}
