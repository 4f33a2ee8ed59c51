//! The last step of booking: everything once more, the reason, and the one button.

use dioxus::prelude::*;

use super::{
    book::Way,
    offer::{Offer, time_options},
    pick::BookingSteps,
};
use crate::{
    appointments::{
        api,
        model::{Appointment, place},
    },
    clinic_time::ClinicTime,
    error::AppError,
    ui::{
        Anchor, Form, FormTextArea, LinkButton, Notice, Page, SubmitButton, TimeChoice, Tone,
        use_session, use_submit, use_toast,
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
    let submit = use_submit(api::book, move |booked: Appointment| {
        toasts.push(format!("Booked. The number is {}.", booked.number()));
        navigator().push(format!("/appointments/{}", booked.id));
    });
    use_effect(move || {
        if matches!(
            submit.error(),
            Some(AppError::SlotTaken | AppError::Invalid { .. })
        ) {
            instead.set(None);
            refresh.call(());
        }
    });
    // The free times of the day before are still here while those of this one are loaded.
    let gone = offer.day == start.date() && !offer.has(start);
    let said = submit.error().is_some() || submit.busy();
    let said = said
        || session
            .flash()
            .is_some_and(|flash| flash.action == ACTION && flash.error.is_some());
    let day = start.date();
    let shown = instead().filter(|_| gone).unwrap_or(start);
    rsx! {
        Page { title: "Review and confirm", class: "narrow",
            BookingSteps { way: way.clone(), day, current: 2 }
            section { class: "summary", "aria-labelledby": "summary-title",
                h2 { id: "summary-title", "Your appointment" }
                Facts { way: way.clone(), start: shown }
            }
            if gone && !said {
                Notice { tone: Tone::Warning, role: "alert", title: "{start.words()} is no longer free",
                    p { "Please choose another time." }
                }
            }
            Form { action: ACTION, submit, label: "Booking",
                input { r#type: "hidden", name: "doctor_id", "value": "{way.profile.doctor.id}" }
                if way.patient.is_some() {
                    input { r#type: "hidden", name: "patient_id", "value": "{way.patient_id()}" }
                }
                if !gone {
                    input { r#type: "hidden", name: "starts_at", "value": "{start}" }
                } else if offer.nearest.is_empty() {
                    p { "There are no other free times in the weeks after it." }
                } else {
                    TimeChoice {
                        name: "starts_at",
                        legend: "Nearest free times",
                        options: time_options(&offer.nearest, day),
                        onchange: move |time: String| instead.set(time.parse().ok()),
                    }
                    p {
                        Anchor { href: way.path(Some(day), ""), "See all free times" }
                    }
                }
                FormTextArea {
                    label: "Reason for visit",
                    name: "reason",
                    hint: "A few words help the doctor to prepare. Only the clinic reads them.",
                    maxlength: 500,
                    rows: 4,
                }
                p { class: "muted", "You can cancel until the appointment begins." }
                div { class: "form-actions",
                    if gone && offer.nearest.is_empty() {
                        LinkButton { to: way.path(None, ""), "Choose another day" }
                    } else {
                        SubmitButton { "Confirm booking" }
                    }
                }
            }
        }
    }
}

/// With whom, for whom, when and where.
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
            dt { "When" }
            dd {
                time { datetime: "{start}", "{start.long_words()}" }
                span { class: "muted small", " ({clinic.time_zone} time, {clinic.slot_minutes} minutes)" }
            }
            dt { "Where" }
            dd { {place(&clinic)} }
        }
    }
}
