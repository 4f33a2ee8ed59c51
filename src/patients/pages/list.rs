//! The list of patients.

use dioxus::prelude::*;

use super::{FilterForm, SearchField, query_path};
use crate::{
    appointments::model::Paged,
    auth::Role,
    doctors::model::typed,
    patients::{
        api,
        model::{PatientRow, birth_words},
    },
    ui::{
        Anchor, Button, ButtonKind, Column, DataTable, EmptyState, ErrorPage, IconName, LinkButton,
        Page, Pagination, use_page_data, use_session,
    },
};

/// Patients: search, and who is found.
#[component]
pub fn Patients(
    /// What is searched for.
    q: ReadSignal<String>,
    /// The page of the list.
    page: ReadSignal<u32>,
) -> Element {
    let session = use_session();
    let patients = use_page_data(move || api::list(Some(typed(&q())), Some(page().max(1))))?;
    let q = typed(&q());
    let keeps = matches!(session.role(), Some(Role::Admin | Role::FrontDesk));
    match &*patients.read() {
        Ok(found) => rsx! {
            Page {
                title: "Patients",
                class: "wide",
                lede: (!keeps).then(|| "Those who have or had an appointment with you.".to_owned()),
                actions: keeps.then(|| rsx! {
                    LinkButton { to: "/patients/new", "Register patient" }
                }),
                FilterForm { action: "/patients", label: "Find a patient",
                    SearchField { value: q.clone() }
                    Button { r#type: "submit", kind: ButtonKind::Secondary, "Find" }
                }
                if found.items.is_empty() {
                    NoPatients { q: q.clone(), keeps }
                } else {
                    Found { found: found.clone() }
                    Pagination {
                        page: found.page,
                        pages: found.pages,
                        total: found.total,
                        noun: "patient",
                        href: move |page: u32| query_path("/patients", [("q", q.clone()), ("page", page.to_string())]),
                    }
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

#[component]
fn Found(found: Paged<PatientRow>) -> Element {
    let columns = vec![
        Column::new("name", "Name"),
        Column::new("number", "Contact number"),
        Column::new("born", "Date of birth"),
        Column::new("next", "Next visit"),
    ];
    rsx! {
        DataTable { caption: "Patients", columns,
            for patient in found.items {
                tr { key: "{patient.id}",
                    th { scope: "row",
                        Anchor { href: "/patients/{patient.id}", "{patient.full_name}" }
                    }
                    td { class: "tabular",
                        if !patient.contact_number.is_empty() {
                            a { href: "tel:{patient.contact_number}", "{patient.contact_number}" }
                        }
                    }
                    td { class: "tabular",
                        if let Some(born) = &patient.date_of_birth {
                            time { datetime: "{born}", {birth_words(born)} }
                        }
                    }
                    td { class: "tabular",
                        if let Some(next) = patient.next_visit {
                            time { datetime: "{next}", {next.words()} }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn NoPatients(q: String, keeps: bool) -> Element {
    let title = match (q.is_empty(), keeps) {
        (false, _) => format!("No patient matches “{q}”"),
        (true, true) => "No patients yet".to_owned(),
        (true, false) => "Nobody has an appointment with you yet".to_owned(),
    };
    rsx! {
        EmptyState { title, icon: IconName::Search,
            div { class: "cluster",
                if !q.is_empty() {
                    LinkButton { to: "/patients", kind: ButtonKind::Secondary, "Show all patients" }
                }
                if keeps {
                    LinkButton { to: "/patients/new", kind: ButtonKind::Secondary, "Register a new patient" }
                }
            }
        }
    }
}
