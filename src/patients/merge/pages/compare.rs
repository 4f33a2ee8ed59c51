//! Two records side by side, and the choice of what is true of the patient.

use dioxus::prelude::*;

use super::merge_path;
use crate::{
    patients::{
        merge::{
            api,
            model::{Comparison, Merge, OTHER},
        },
        model::birth_words,
    },
    ui::{
        ButtonKind, ErrorPage, Form, LinkButton, Notice, Page, SubmitButton, Tone, use_page_data,
        use_submit, use_toast, words::plural,
    },
};

#[component]
pub(super) fn Compare(id: ReadSignal<i64>, with: ReadSignal<String>) -> Element {
    let compared = use_page_data(move || api::compare(id(), with().parse().ok()))?;
    match &*compared.read() {
        Ok(compared) => rsx! {
            Page {
                title: "Merge two records",
                lede: "Choose what is true of the patient. The visits of both are kept.",
                if !compared.clashes.is_empty() {
                    Notice { tone: Tone::Danger, title: "These records cannot be merged as they are",
                        p { "A patient cannot be in two places. Move or cancel one of each:" }
                        ul {
                            for clash in compared.clashes.clone() {
                                li { key: "{clash}", "{clash}" }
                            }
                        }
                    }
                }
                SideBySide { compared: compared.clone() }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

/// A detail of both records: its name in the form, and what it is in each.
struct Detail {
    label: &'static str,
    name: &'static str,
    kept: String,
    merged: String,
}

fn details(compared: &Comparison) -> Vec<Detail> {
    let (kept, merged) = (&compared.kept.patient, &compared.merged.patient);
    let born = |date: &Option<String>| date.as_deref().map(birth_words).unwrap_or_default();
    let detail = |label, name, kept: &str, merged: &str| Detail {
        label,
        name,
        kept: kept.to_owned(),
        merged: merged.to_owned(),
    };
    vec![
        detail("Full name", "full_name", &kept.full_name, &merged.full_name),
        detail(
            "Contact number",
            "contact_number",
            &kept.contact_number,
            &merged.contact_number,
        ),
        detail("Email", "email", &kept.email, &merged.email),
        detail(
            "Date of birth",
            "date_of_birth",
            &born(&kept.date_of_birth),
            &born(&merged.date_of_birth),
        ),
    ]
}

#[component]
fn SideBySide(compared: Comparison) -> Element {
    let toasts = use_toast();
    let id = compared.kept.patient.id;
    let other = compared.merged.patient.id;
    let submit = use_submit(
        move |form| api::merge(id, form),
        move |_: Merge| {
            toasts.push("The two records are one now.");
            navigator().push(format!("/patients/{id}"));
        },
    );
    rsx! {
        Form { action: "/api/patients/{id}/merge", submit, label: "Merge",
            input { r#type: "hidden", name: "merged_id", "value": "{other}" }
            input { r#type: "hidden", name: "version", "value": "{compared.kept.patient.version}" }
            input { r#type: "hidden", name: "merged_version", "value": "{compared.merged.patient.version}" }
            div { class: "table-scroll",
                table { class: "table merge-table",
                    caption { class: "visually-hidden", "The two records" }
                    thead {
                        tr {
                            th { scope: "col", "Detail" }
                            th { scope: "col", "This record (number {id})" }
                            th { scope: "col", "The other (number {other})" }
                        }
                    }
                    tbody {
                        for detail in details(&compared) {
                            Row { key: "{detail.name}", label: detail.label, name: detail.name, kept: detail.kept, merged: detail.merged }
                        }
                        tr {
                            th { scope: "row", "Account" }
                            td { {compared.kept.account()} }
                            td { {compared.merged.account()} }
                        }
                        tr {
                            th { scope: "row", "Visits" }
                            td { {plural(compared.kept.visits.into(), "visit")} }
                            td { {plural(compared.merged.visits.into(), "visit")} }
                        }
                    }
                }
            }
            if let Some(told) = compared.accounts() {
                Notice { tone: Tone::Warning, p { "{told}" } }
            }
            div { class: "form-actions",
                if compared.clashes.is_empty() {
                    SubmitButton { "Merge into this record" }
                }
                LinkButton { to: merge_path(other, &id.to_string()), kind: ButtonKind::Secondary, "Keep the other record instead" }
                LinkButton { to: "/patients/{id}", kind: ButtonKind::Quiet, "Back to the patient" }
            }
        }
    }
}

/// A detail of which one is chosen. What is missing in this record is taken from the other at first.
#[component]
fn Row(label: String, name: String, kept: String, merged: String) -> Element {
    let other = kept.is_empty() && !merged.is_empty();
    let sides = [
        ("kept", "this record's", kept, !other),
        (OTHER, "the other record's", merged, other),
    ];
    rsx! {
        tr {
            th { scope: "row", "{label}" }
            for (value , whose , text , checked) in sides {
                td { key: "{value}",
                    label { class: "merge-choice",
                        input {
                            r#type: "radio",
                            name: "{name}",
                            "value": value,
                            "aria-label": "{label}: {whose}, {text}",
                            "checked": checked,
                        }
                        if text.is_empty() {
                            span { class: "muted", "Not known" }
                        } else {
                            span { "{text}" }
                        }
                    }
                }
            }
        }
    }
}
