//! The slip that a patient takes along.

use dioxus::prelude::*;

use super::PrintButton;
use crate::{
    appointments::{self, model::place, pages::CallClinic},
    auth::Role,
    error::AppError,
    screens::kiosk::CheckInCodeCard,
    ui::{Anchor, ErrorPage, Notice, Page, Tone, use_page_data, use_session},
};

/// An appointment's slip.
#[component]
pub fn SlipPage(
    /// The appointment's id.
    id: ReadSignal<i64>,
) -> Element {
    let session = use_session();
    let appointment = use_page_data(move || appointments::api::get(id()))?;
    let clinic = session.clinic();
    match &*appointment.read() {
        // What a patient checks in with is no matter of the doctor's.
        Ok(_) if session.role() == Some(Role::Doctor) => rsx! {
            ErrorPage { error: AppError::Forbidden }
        },
        Ok(appointment) if !appointment.status.takes_time() => rsx! {
            Page { title: "Appointment slip", class: "narrow",
                Notice { tone: Tone::Warning,
                    p { "This appointment will not take place: there is nothing to print." }
                }
            }
        },
        Ok(appointment) => rsx! {
            Page {
                title: "Appointment slip",
                class: "narrow prints",
                actions: rsx! { PrintButton {} },
                p { class: "no-print",
                    Anchor { href: "/appointments/{appointment.id}", "Back to the appointment" }
                }
                article { class: "slip",
                    p { class: "slip-clinic", {place(&clinic)} }
                    if !clinic.phone.is_empty() {
                        p { class: "small", "{clinic.phone}" }
                    }
                    p { class: "slip-when",
                        time { datetime: "{appointment.starts_at}", {appointment.starts_at.long_words()} }
                    }
                    dl { class: "facts",
                        dt { "Patient" }
                        dd { "{appointment.patient_name}" }
                        dt { "Doctor" }
                        dd { "{appointment.doctor_name}, {appointment.specialization}" }
                        if appointment.visit_type_id.is_some() {
                            dt { "Visit" }
                            dd { "{appointment.visit_type}" }
                        }
                        if let Some(room) = &appointment.room {
                            dt { "Room" }
                            dd { "{room}" }
                        }
                        dt { "Number" }
                        dd { "{appointment.number()}" }
                        if !appointment.note.is_empty() {
                            dt { "Please note" }
                            dd { "{appointment.note}" }
                        }
                    }
                    CheckInCodeCard { id: appointment.id }
                    p { class: "small", {appointments::pages::consequences(&clinic.policy).join(" ")} }
                    CallClinic {}
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}
