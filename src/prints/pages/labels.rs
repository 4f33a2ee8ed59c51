//! Labels of a patient, for what is kept on paper and in tubes.

use dioxus::prelude::*;

use super::PrintButton;
use crate::{
    auth::Role,
    error::AppError,
    patients::{
        self,
        model::{Patient, birth_words},
        pages::FilterForm,
    },
    prints::model::{LabelSheet, printed},
    ui::{
        Anchor, Button, ButtonKind, ErrorPage, Page, Select, SelectOption, TextInput,
        use_page_data, use_session,
    },
};

/// A patient's labels.
#[component]
pub fn LabelsPage(
    /// The patient's id.
    id: ReadSignal<i64>,
    /// The first label of the sheet that is not used yet.
    from: String,
    /// How many; the rest of the sheet when empty.
    count: String,
    /// The key of a [`LabelSheet`].
    sheet: String,
) -> Element {
    let role = use_session().role();
    let patient = use_page_data(move || patients::api::get(id()))?;
    let kind = LabelSheet::from_key(&sheet);
    let places = printed(kind, from.parse().unwrap_or(1), count.parse().ok());
    match &*patient.read() {
        _ if matches!(role, Some(Role::Patient | Role::Doctor)) => rsx! {
            ErrorPage { error: AppError::Forbidden }
        },
        Ok(patient) => rsx! {
            Page {
                title: "Labels",
                lede: "For {patient.full_name}. Print at the actual size, without fitting it to the page.",
                class: "wide prints",
                actions: rsx! { PrintButton {} },
                p { class: "no-print",
                    Anchor { href: "/patients/{patient.id}", "Back to the patient" }
                }
                div { class: "no-print",
                    FilterForm { action: "/patients/{patient.id}/labels", label: "Which labels",
                        Select {
                            label: "Sheet",
                            name: "sheet",
                            value: kind.key(),
                            options: LabelSheet::ALL.map(|sheet| SelectOption::new(sheet.key(), sheet.words())).to_vec(),
                        }
                        TextInput { label: "First free label", name: "from", r#type: "number", value: from, min: "1", max: kind.labels().to_string() }
                        TextInput { label: "How many", name: "count", r#type: "number", value: count, min: "1", max: kind.labels().to_string() }
                        Button { r#type: "submit", kind: ButtonKind::Secondary, "Show" }
                    }
                }
                div { class: "paper", role: "region", "aria-label": "The sheet", tabindex: "0",
                    ol { class: "labels labels-{kind.key()}",
                        for (place , here) in (1..).zip(places) {
                            li { key: "{place}", class: "label",
                                if here {
                                    Label { patient: patient.clone() }
                                }
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

#[component]
fn Label(patient: Patient) -> Element {
    rsx! {
        strong { class: "label-name", "{patient.full_name}" }
        if let Some(born) = &patient.date_of_birth {
            span { "Born {birth_words(born)}" }
        }
        span { class: "tabular", "Patient {patient.id}" }
    }
}
