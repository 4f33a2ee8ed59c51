//! The list of patients.

use dioxus::prelude::*;

use super::{
    last_search::{Search, use_search},
    search::PatientSearch,
};
use crate::{
    appointments::model::Paged,
    auth::Role,
    form::{Input, query_path},
    patients::{
        api,
        model::{PatientRow, birth_words},
        search::{SearchForm, search},
    },
    ui::{
        Anchor, ButtonKind, Column, DataTable, EmptyState, ErrorPage, IconName, LinkButton, Page,
        PageButtons, Pagination, platform, use_alive, use_page_data, use_session, words::plural,
    },
};

/// Patients: search, and who is found.
#[component]
pub fn Patients(
    /// What is searched for, in addresses of the time when it stood there.
    q: ReadSignal<String>,
    /// The page of the list.
    page: ReadSignal<u32>,
) -> Element {
    let session = use_session();
    let wanted = use_search(q, page);
    let patients = use_page_data(move || {
        let Search { q, page: of_found } = wanted();
        let page = if q.is_empty() { page() } else { of_found };
        async move {
            let page = page.max(1);
            let found = if q.is_empty() {
                api::list(None, Some(page)).await?
            } else {
                let form = SearchForm {
                    q: q.clone(),
                    page: Some(page.into()),
                };
                search(Input(form)).await?
            };
            Ok((q, found))
        }
    })?;
    let keeps = matches!(session.role(), Some(Role::Admin | Role::FrontDesk));
    let look = move |to: Search| {
        let mut wanted = wanted;
        wanted.set(to);
        // From here on it is another list than the one the address names.
        if !q.peek().is_empty() || *page.peek() > 1 {
            navigator().replace("/patients");
        }
    };
    match &*patients.read() {
        Ok((q, found)) => rsx! {
            Page {
                title: "Patients",
                class: "wide",
                lede: (!keeps).then(|| "Those who have or had an appointment with you.".to_owned()),
                actions: keeps.then(|| rsx! {
                    LinkButton { to: "/patients/new", "Register patient" }
                }),
                PatientSearch {
                    label: "Find a patient",
                    value: wanted().q,
                    onsearch: move |typed: String| look(Search::of(&typed)),
                    if !wanted.read().q.is_empty() {
                        ShowAll { onall: move |()| look(Search::default()) }
                    }
                }
                p { role: "status", class: "visually-hidden",
                    if !q.is_empty() {
                        {format!("{} found", count(found.total))}
                    }
                }
                if found.items.is_empty() {
                    NoPatients { q: q.clone(), keeps }
                } else {
                    Found { patients: found.items.clone() }
                    if q.is_empty() {
                        Pagination {
                            page: found.page,
                            pages: found.pages,
                            total: found.total,
                            noun: "patient",
                            href: |page: u32| query_path("/patients", [("page", page.to_string())]),
                        }
                    } else {
                        PagesFound {
                            page: found.page,
                            pages: found.pages,
                            total: found.total,
                            onpage: move |page: u32| look(Search { page, ..wanted() }),
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

fn count(total: u64) -> String {
    plural(i64::try_from(total).unwrap_or(i64::MAX), "patient")
}

/// The way back to everybody.
#[component]
fn ShowAll(onall: Callback) -> Element {
    rsx! {
        a {
            href: "/patients",
            class: ButtonKind::Quiet.class(),
            onclick: move |event: MouseEvent| {
                if event.modifiers().is_empty() {
                    event.prevent_default();
                    onall.call(());
                    // What was pressed is gone then.
                    platform::focus("input[type=search]");
                }
            },
            span { class: "button-label", "Show all patients" }
        }
    }
}

#[component]
fn Found(patients: Vec<PatientRow>) -> Element {
    let columns = vec![
        Column::new("name", "Name"),
        Column::new("number", "Contact number"),
        Column::new("born", "Date of birth"),
        Column::new("next", "Next visit"),
    ];
    rsx! {
        DataTable { caption: "Patients", columns,
            for patient in patients {
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

/// The way through what a search has found. Its pages have no addresses, so without JavaScript there is one of them.
#[component]
fn PagesFound(page: u32, pages: u32, total: u64, onpage: EventHandler<u32>) -> Element {
    let alive = use_alive();
    if alive() || pages <= 1 {
        return rsx! {
            PageButtons { page, pages, total, noun: "patient", onpage }
        };
    }
    let size = Paged::<PatientRow>::SIZE;
    rsx! {
        p { class: "pagination-total tabular",
            "Only {size} of {count(total)} are shown: search for more of the name."
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
            if keeps {
                LinkButton { to: "/patients/new", kind: ButtonKind::Secondary, "Register a new patient" }
            }
        }
    }
}
