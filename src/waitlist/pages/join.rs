//! Joining the waiting list.

#![expect(
    clippy::struct_field_names,
    reason = "the page's properties are what its address names: ids"
)]

use dioxus::prelude::*;

use crate::{
    auth::Role,
    ui::{
        ButtonKind, ErrorPage, Form, FormCheckbox, FormField, FormSelect, FormTextArea, LinkButton,
        Notice, OnceKey, Page, SelectOption, SubmitButton, Tone, use_page_data, use_session,
        use_submit, use_toast,
    },
    waitlist::{
        api,
        model::{DAYS, Entry, JoinOptions, Moved, joined},
    },
};

/// Ask for an earlier time, or for a time at all.
#[component]
pub fn JoinWaitlist(
    /// With whom.
    doctor_id: ReadSignal<String>,
    /// The appointment that is moved when an earlier time is found.
    appointment_id: ReadSignal<String>,
    /// For whom, where staff ask.
    patient_id: ReadSignal<String>,
) -> Element {
    let options = use_page_data(move || {
        api::options(
            doctor_id().parse().ok(),
            appointment_id().parse().ok(),
            patient_id().parse().ok(),
        )
    })?;
    let staff = use_session().role() != Some(Role::Patient);
    match &*options.read() {
        Ok(options) if staff && options.patient_name.is_none() => rsx! {
            Page { title: "Choose the patient first", class: "narrow",
                Notice { tone: Tone::Info,
                    p { "Find or register the patient, then add them to the waiting list from their page." }
                }
                div { class: "cluster",
                    LinkButton { to: "/patients", "Find the patient" }
                }
            }
        },
        Ok(options) => rsx! {
            Ask { options: options.clone() }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

#[component]
fn Ask(options: JoinOptions) -> Element {
    let staff = options.patient_name.is_some();
    let home = if staff { "/waitlist" } else { "/appointments" };
    let toasts = use_toast();
    let submit = use_submit(api::join, move |_: Entry| {
        toasts.push(joined(staff));
        navigator().push(home);
    });
    let title = if options.appointment.is_some() {
        "Ask for an earlier time"
    } else {
        "Join the waiting list"
    };
    rsx! {
        Page {
            title,
            lede: "When a time comes free that suits, it is offered and kept for half an hour.",
            class: "narrow",
            if let Some(name) = options.patient_name.clone() {
                p { "For " strong { "{name}" } }
            }
            if let Some(moved) = options.appointment.clone() {
                Present { moved }
            }
            Form { action: "/api/waitlist", submit,
                OnceKey { submit }
                if let Some(id) = options.patient_id {
                    input { r#type: "hidden", name: "patient_id", "value": "{id}" }
                }
                Whom { options: options.clone() }
                if options.visit_types.len() > 1 {
                    FormSelect {
                        label: "Kind of visit",
                        name: "visit_type_id",
                        options: visit_types(&options),
                    }
                }
                fieldset { class: "fieldset",
                    legend { "Days that suit" }
                    p { class: "field-hint", "None ticked: any day." }
                    div { class: "cluster",
                        for (day , name , _) in DAYS {
                            FormCheckbox { key: "{name}", label: "{day:?}", name: "{name}" }
                        }
                    }
                }
                div { class: "field-row",
                    FormField { label: "Not before", name: "from", r#type: "time", hint: "Empty: from the first visit." }
                    FormField { label: "Over by", name: "to", r#type: "time", hint: "Empty: to the last." }
                }
                FormField {
                    label: "Last day that helps",
                    name: "until",
                    r#type: "date",
                    value: last_day(&options),
                    min: options.today.to_string(),
                    max: options.last.to_string(),
                    required: true,
                }
                FormTextArea { label: "Note", name: "note", hint: "What the clinic should know.", maxlength: 500 }
                div { class: "form-actions",
                    SubmitButton { "Join the waiting list" }
                    LinkButton { to: home, kind: ButtonKind::Quiet, "Back" }
                }
            }
        }
    }
}

/// What is to be moved. It stays as it is until something earlier is accepted.
#[component]
fn Present(moved: Moved) -> Element {
    rsx! {
        p {
            "Earlier than "
            strong {
                time { datetime: "{moved.starts_at}", {moved.starts_at.words()} }
            }
            " with {moved.doctor_name}. You keep that appointment until you accept another time."
        }
    }
}

/// With whom: the doctor named, or any of the same specialization; else a choice of both.
#[component]
fn Whom(options: JoinOptions) -> Element {
    if let Some(moved) = options.appointment {
        return rsx! {
            input { r#type: "hidden", name: "appointment_id", "value": "{moved.id}" }
            FormSelect {
                label: "With whom",
                name: "specialization",
                options: vec![
                    SelectOption::new("", moved.doctor_name),
                    SelectOption::new(&moved.specialization, format!("Any doctor, {}", moved.specialization)),
                ],
                required: true,
            }
        };
    }
    if let Some(doctor) = options.doctor {
        return rsx! {
            input { r#type: "hidden", name: "doctor_id", "value": "{doctor.id}" }
            p { "With " strong { "{doctor.full_name}" } }
        };
    }
    let none = |words: &str| std::iter::once(SelectOption::new("", words));
    let doctors = options
        .doctors
        .iter()
        .map(|doctor| SelectOption::new(doctor.id.to_string(), &doctor.full_name));
    let specializations = options
        .specializations
        .iter()
        .map(|name| SelectOption::new(name, name));
    rsx! {
        div { class: "field-row",
            FormSelect {
                label: "Doctor",
                name: "doctor_id",
                options: none("Any doctor").chain(doctors).collect::<Vec<_>>(),
            }
            FormSelect {
                label: "Specialization",
                name: "specialization",
                options: none("Choose").chain(specializations).collect::<Vec<_>>(),
                hint: "Where any doctor will do.",
            }
        }
    }
}

fn visit_types(options: &JoinOptions) -> Vec<SelectOption> {
    let first = if options.appointment.is_some() {
        "As booked"
    } else {
        "The usual one"
    };
    let each = options
        .visit_types
        .iter()
        .map(|visit| SelectOption::new(visit.id.to_string(), &visit.name));
    std::iter::once(SelectOption::new("", first))
        .chain(each)
        .collect()
}

/// The day of the appointment, when it is to be earlier than that.
fn last_day(options: &JoinOptions) -> String {
    let moved = options.appointment.as_ref();
    moved.map_or_else(String::new, |moved| moved.starts_at.date().to_string())
}
