//! Booking a time that is not free: why it is not, for whom, and why all the same.

use dioxus::prelude::*;

use super::{for_whom::ChoosePatient, reasons::Reasons};
use crate::{
    appointments::{booking, model::Appointment},
    auth::Role,
    calendar::{
        api,
        model::{Explanation, VisitChoice},
    },
    clinic_time::ClinicTime,
    form::query_path,
    patients::{
        self,
        pages::{FilterForm, use_sought},
    },
    ui::{
        Anchor, Button, ButtonKind, Card, ErrorPage, Form, FormField, LinkButton, Notice, OnceKey,
        Page, Select, SelectOption, SubmitButton, TextInput, Tone, use_page_data, use_session,
        use_submit, use_toast,
    },
};

/// The page on which a time is overbooked.
pub(super) fn overbook_path(
    doctor_id: i64,
    starts_at: &str,
    visit_type_id: Option<i64>,
    patient_id: Option<i64>,
) -> String {
    let text = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    query_path(
        "/calendar/overbook",
        [
            ("doctor_id", doctor_id.to_string()),
            ("starts_at", starts_at.to_owned()),
            ("visit_type_id", text(visit_type_id)),
            ("patient_id", text(patient_id)),
        ],
    )
}

/// The page on which a free time is booked.
pub(super) fn book_path(
    doctor_id: i64,
    start: ClinicTime,
    visit_type_id: Option<i64>,
    patient_id: Option<i64>,
) -> String {
    let text = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    query_path(
        &format!("/book/{doctor_id}"),
        [
            ("visit_type_id", text(visit_type_id)),
            ("date", start.date().to_string()),
            ("start", start.to_string()),
            ("patient_id", text(patient_id)),
        ],
    )
}

/// Overbook a time.
#[component]
pub fn Overbook(
    /// With whom.
    doctor_id: ReadSignal<String>,
    /// When: RFC 3339, or what the clinic's clock shows.
    starts_at: ReadSignal<String>,
    /// What for; the first on offer when empty.
    visit_type_id: ReadSignal<String>,
    /// For whom, once somebody is chosen.
    patient_id: ReadSignal<String>,
    /// Whom to look for, in addresses of the time when it stood there.
    q: ReadSignal<String>,
) -> Element {
    let sought = use_sought(q);
    let explanation = use_page_data(move || {
        let id = |text: String| text.parse::<i64>().ok();
        api::explain(
            id(doctor_id()),
            Some(starts_at()),
            id(visit_type_id()),
            id(patient_id()),
        )
    })?;
    let patient_id = patient_id().parse::<i64>().ok();
    match &*explanation.read() {
        Ok(found) => rsx! {
            Page {
                title: "Overbook a time",
                lede: format!("{}, {}", found.doctor_name, found.starts_at.long_words()),
                class: "narrow",
                section { class: "stack", "aria-label": "The time",
                    Reasons { explanation: found.clone() }
                    Another { explanation: found.clone(), patient_id }
                }
                if found.may_overbook || found.reasons.is_empty() {
                    match patient_id {
                        Some(patient_id) => rsx! {
                            ForPatient { explanation: found.clone(), patient_id }
                        },
                        None => rsx! {
                            ChoosePatient { explanation: found.clone(), q, sought }
                        },
                    }
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

/// Another time, or another kind of visit.
#[component]
fn Another(explanation: Explanation, patient_id: Option<i64>) -> Element {
    let Explanation {
        doctor_id,
        starts_at,
        visit_type_id,
        visit_types,
        ..
    } = explanation;
    let patient_id = patient_id.map(|id| id.to_string()).unwrap_or_default();
    let kind = visit_type_id.map(|id| id.to_string()).unwrap_or_default();
    let options: Vec<SelectOption> = visit_types.iter().map(option).collect();
    rsx! {
        FilterForm { action: "/calendar/overbook", label: "Another time",
            input { r#type: "hidden", name: "doctor_id", "value": "{doctor_id}" }
            input { r#type: "hidden", name: "patient_id", "value": "{patient_id}" }
            TextInput {
                label: "Time",
                name: "starts_at",
                r#type: "datetime-local",
                value: starts_at.civil().strftime("%Y-%m-%dT%H:%M").to_string(),
                required: true,
            }
            if options.len() > 1 {
                Select { label: "Visit", name: "visit_type_id", options, value: kind }
            }
            Button { r#type: "submit", kind: ButtonKind::Secondary, "Look at this time" }
        }
    }
}

fn option(visit: &VisitChoice) -> SelectOption {
    SelectOption::new(
        visit.id.map(|id| id.to_string()).unwrap_or_default(),
        format!("{}, {} minutes", visit.name, visit.minutes),
    )
}

#[component]
fn ForPatient(explanation: Explanation, patient_id: ReadSignal<i64>) -> Element {
    let patient = use_page_data(move || {
        let found = patients::api::get(patient_id());
        async move { found.await.map(|patient| patient.full_name) }
    })?;
    match &*patient.read() {
        Ok(name) => rsx! {
            BookForm { explanation, patient_id: patient_id(), name: name.clone() }
        },
        Err(error) => rsx! {
            Notice { tone: Tone::Danger, p { "{error}" } }
        },
    }
}

/// The booking itself. A time that is free is booked where all are; only a doctor, who has no
/// such page, books it here.
#[component]
fn BookForm(explanation: Explanation, patient_id: i64, name: String) -> Element {
    let toasts = use_toast();
    let submit = use_submit(booking::book, move |appointment: Appointment| {
        toasts.push(format!("Booked. The number is {}.", appointment.number()));
        navigator().push(format!("/appointments/{}", appointment.id));
    });
    let Explanation {
        doctor_id,
        starts_at,
        visit_type_id,
        may_overbook,
        ..
    } = explanation;
    let start = starts_at.to_string();
    // The desk books a free time as usual; a doctor has this page only.
    let doctor = use_session().role() == Some(Role::Doctor);
    if !may_overbook && !doctor {
        return rsx! {
            LinkButton { to: book_path(doctor_id, starts_at, visit_type_id, Some(patient_id)),
                "Book it for {name}"
            }
        };
    }
    let kind = visit_type_id.map(|id| id.to_string()).unwrap_or_default();
    rsx! {
        Card { title: "Book for {name}",
            Form { action: "/api/appointments", submit, label: "Book for {name}",
                OnceKey { submit }
                input { r#type: "hidden", name: "doctor_id", "value": "{doctor_id}" }
                input { r#type: "hidden", name: "starts_at", "value": "{start}" }
                input { r#type: "hidden", name: "visit_type_id", "value": "{kind}" }
                input { r#type: "hidden", name: "patient_id", "value": "{patient_id}" }
                FormField { label: "Reason for visit", name: "reason", maxlength: 500 }
                if may_overbook || doctor {
                    FormField {
                        label: if may_overbook { "Why book it all the same" } else { "Why you book it yourself" },
                        name: "overbook_reason",
                        hint: "It is kept in the appointment's history, for staff.",
                        maxlength: 500,
                        required: true,
                    }
                }
                div { class: "form-actions",
                    SubmitButton {
                        if may_overbook {
                            "Overbook"
                        } else {
                            "Book"
                        }
                    }
                    Anchor { href: overbook_path(doctor_id, &start, visit_type_id, None), "Choose another patient" }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_what_is_known() {
        assert_eq!(
            overbook_path(3, "2026-11-24T18:00", None, Some(5)),
            "/calendar/overbook?doctor_id=3&starts_at=2026-11-24T18%3A00&patient_id=5"
        );
    }
}
