//! A patient's card: contact, visits, and what the front desk does for them.

use dioxus::prelude::*;

use super::{new::DetailsFields, visits::Visits};
use crate::{
    appointments::pages::book_path,
    auth::Role,
    doctors,
    error::AppError,
    patients::{
        api,
        merge::pages::Merges,
        model::{Details, Patient, age_words, birth_words},
    },
    rules::policy::pages::PatientBlock,
    ui::{
        Anchor, ButtonKind, Card, ErrorPage, Form, LinkButton, Notice, Page, SubmitButton, Tone,
        error_page::redirect, use_page_data, use_session, use_submit, use_toast,
    },
};

/// One patient.
#[component]
pub fn PatientPage(
    /// The record's number.
    id: ReadSignal<i64>,
) -> Element {
    let session = use_session();
    let mut patient = use_page_data(move || api::get(id()))?;
    let keeps = matches!(session.role(), Some(Role::Admin | Role::FrontDesk));
    match &*patient.read() {
        // A patient has their own details under /account.
        _ if session.role() == Some(Role::Patient) => rsx! {
            ErrorPage { error: AppError::Forbidden }
        },
        // This one was merged into another, which is what there is now.
        Ok(record) if record.id != id() => rsx! {
            Elsewhere { id: record.id }
        },
        Ok(record) => rsx! {
            Page {
                title: "{record.full_name}",
                class: "wide",
                lede: age_words(record.date_of_birth.as_deref(), session.today()),
                actions: keeps.then(|| rsx! {
                    LinkButton { to: "/patients/{record.id}/labels", kind: ButtonKind::Secondary, "Labels" }
                    a { class: "button primary", href: "#book", "Book appointment" }
                }),
                if keeps {
                    PatientBlock { id }
                    Merges { id, changed: move |()| patient.restart() }
                }
                div { class: "with-aside",
                    div { class: "stack-l",
                        Card { title: "Visits", Visits { id } }
                        if keeps {
                            div { id: "book", tabindex: "-1",
                                Card { title: "Book appointment",
                                    Book { patient_id: record.id }
                                    p {
                                        "No time that suits? "
                                        Anchor { href: "/waitlist/new?patient_id={record.id}", "Add to the waiting list" }
                                    }
                                }
                            }
                        }
                    }
                    Card { title: "Contact",
                        Contact { patient: record.clone() }
                        if keeps {
                            // A new version makes a new form.
                            for version in [record.version] {
                                Edit {
                                    key: "{record.id} {version}",
                                    patient: record.clone(),
                                    changed: move |()| patient.restart(),
                                }
                            }
                            p { class: "small",
                                "Registered twice? "
                                Anchor { href: "/patients/{record.id}/merge", "Merge with another record" }
                            }
                        }
                    }
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

/// Leads to the record that this one was merged into.
#[component]
fn Elsewhere(id: i64) -> Element {
    let path = format!("/patients/{id}");
    redirect(&path);
    use_effect({
        let path = path.clone();
        move || {
            navigator().replace(path.clone());
        }
    });
    rsx! {
        Page { title: "This record was merged into another one", class: "narrow",
            Anchor { href: path, "Open the patient’s record" }
        }
    }
}

#[component]
fn Contact(patient: Patient) -> Element {
    rsx! {
        dl { class: "facts stacked",
            dt { "Contact number" }
            dd {
                if patient.contact_number.is_empty() {
                    span { class: "muted", "Not known" }
                } else {
                    a { href: "tel:{patient.contact_number}", "{patient.contact_number}" }
                }
            }
            dt { "Email" }
            dd {
                if patient.email.is_empty() {
                    span { class: "muted", "Not known" }
                } else {
                    a { href: "mailto:{patient.email}", "{patient.email}" }
                }
            }
            dt { "Date of birth" }
            dd {
                match &patient.date_of_birth {
                    Some(born) => rsx! {
                        time { datetime: "{born}", {birth_words(born)} }
                    },
                    None => rsx! {
                        span { class: "muted", "Not known" }
                    },
                }
            }
            dt { "Account" }
            dd { if patient.has_login { "Books online" } else { "None: registered by the front desk" } }
        }
    }
}

#[component]
fn Edit(patient: Patient, changed: Callback) -> Element {
    let toasts = use_toast();
    let id = patient.id;
    let action = format!("/api/patients/{id}");
    let submit = use_submit(
        move |form| api::change(id, form),
        move |_| {
            toasts.push("The details are saved.");
            changed.call(());
        },
    );
    // Sent without JavaScript and found wrong, the form is not hidden again.
    let returned = use_session()
        .flash()
        .is_some_and(|flash| flash.action == action);
    let details = Details {
        full_name: patient.full_name,
        contact_number: patient.contact_number,
        email: patient.email,
        date_of_birth: patient.date_of_birth.unwrap_or_default(),
    };
    rsx! {
        details { class: "disclosure", open: returned,
            summary { "Edit details" }
            Form { action, submit, label: "Edit details",
                input { r#type: "hidden", name: "version", "value": "{patient.version}" }
                DetailsFields { details }
                div { class: "form-actions",
                    SubmitButton { "Save details" }
                }
            }
        }
    }
}

/// The doctors to book with, each with their next free time.
#[component]
fn Book(patient_id: i64) -> Element {
    let doctors = use_page_data(|| doctors::api::directory(None, None))?;
    match &*doctors.read() {
        Ok(doctors) if doctors.is_empty() => rsx! {
            p { class: "muted", "There is no doctor to book with yet." }
        },
        Ok(doctors) => rsx! {
            ul { class: "rows columns",
                for doctor in doctors.clone() {
                    li { key: "{doctor.id}", class: "spread",
                        div {
                            Anchor {
                                href: book_path(
                                    doctor.id,
                                    doctor.next_free.map(|slot| slot.starts_at.date()),
                                    "",
                                    &patient_id.to_string(),
                                ),
                                "{doctor.full_name}"
                            }
                            p { class: "small muted", "{doctor.specialization}" }
                        }
                        p { class: "small tabular",
                            match doctor.next_free {
                                Some(slot) => rsx! {
                                    "Next free "
                                    time { datetime: "{slot.starts_at}", {slot.starts_at.words()} }
                                },
                                None => rsx! {
                                    span { class: "muted", "No free time" }
                                },
                            }
                        }
                    }
                }
            }
        },
        Err(error) => rsx! {
            Notice { tone: Tone::Danger, role: "alert", p { "{error}" } }
        },
    }
}
