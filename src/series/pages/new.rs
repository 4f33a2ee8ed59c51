//! How often, and from when: the first step of a series. What is chosen stands in the address.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

use super::{dates::Dates, field_value};
use crate::{
    auth::Role,
    doctors,
    error::AppError,
    form::{Input, query_path},
    rules::{model::VisitType, visit_types},
    series::{
        api,
        model::{EVERY, Preview, SeriesForm, TIMES, Unit},
    },
    ui::{
        Button, ErrorPage, LinkButton, Page, Select, SelectOption, Step, Steps, TextInput, typed,
        use_page_data, use_session,
    },
};

/// Repeating visits.
#[component]
pub fn NewSeries(
    /// With whom.
    doctor_id: ReadSignal<String>,
    /// For whom, where staff book.
    patient_id: ReadSignal<String>,
    /// What for; the first on offer unless given.
    visit_type_id: ReadSignal<String>,
    /// The first visit, as `2026-12-01T09:30` or RFC 3339.
    start: ReadSignal<String>,
    /// Every so many units; 1 unless given.
    every: ReadSignal<String>,
    /// `week` or `month`.
    unit: ReadSignal<String>,
    /// How many visits; none yet when empty.
    times: ReadSignal<String>,
) -> Element {
    let asked = use_memo(move || SeriesForm {
        doctor_id: doctor_id().parse().ok(),
        patient_id: patient_id().parse().ok(),
        visit_type_id: visit_type_id().parse().ok(),
        starts_at: start(),
        every: every(),
        unit: unit(),
        times: times(),
        ..SeriesForm::default()
    });
    let refused = match use_session().me() {
        None => AppError::NotSignedIn,
        Some(me) if me.must_change_password => AppError::PasswordChangeRequired,
        Some(me) => match me.role {
            Role::Doctor => AppError::Forbidden,
            Role::Admin | Role::FrontDesk if patient_id().parse::<i64>().is_err() => {
                return rsx! {
                    First { title: "Choose the patient first", to: "/patients", link: "Find the patient" }
                };
            }
            _ if doctor_id().parse::<i64>().is_err() => {
                return rsx! {
                    First { title: "Choose the doctor first", to: "/doctors", link: "Find a doctor" }
                };
            }
            _ => {
                return rsx! {
                    Planning { asked: asked() }
                };
            }
        },
    };
    rsx! {
        ErrorPage { error: refused }
    }
}

/// Something is to be chosen before a series can be.
#[component]
fn First(title: String, to: String, link: String) -> Element {
    rsx! {
        Page { title, class: "narrow",
            p { "A series begins with whom it is for, and with whom." }
            div { class: "cluster",
                LinkButton { to, "{link}" }
            }
        }
    }
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Shown {
    doctor_name: String,
    /// What the doctor offers the reader.
    types: Vec<VisitType>,
    /// The dates, once the rule is complete.
    preview: Option<Preview>,
    /// What is wrong with the rule, by the fields of [`SeriesForm`].
    wrong: BTreeMap<String, String>,
}

impl Shown {
    async fn load(asked: SeriesForm) -> Result<Self, AppError> {
        let doctor_id = asked.doctor_id.ok_or(AppError::NotFound)?;
        let profile = doctors::api::profile(doctor_id).await?;
        let mut shown = Self {
            doctor_name: profile.doctor.full_name,
            types: visit_types::api::offered(Some(doctor_id), None).await?,
            preview: None,
            wrong: BTreeMap::new(),
        };
        // The rule is sent as a whole; before that there is nothing to say about it.
        if !asked.times.is_empty() {
            match api::preview(Input(asked)).await {
                Ok(preview) => shown.preview = Some(preview),
                Err(AppError::Invalid { fields }) => shown.wrong = fields,
                Err(error) => return Err(error),
            }
        }
        Ok(shown)
    }
}

#[component]
fn Planning(asked: ReadSignal<SeriesForm>) -> Element {
    let mut shown = use_page_data(move || Shown::load(asked()))?;
    let current = match &*shown.read() {
        Ok(current) => current.clone(),
        Err(error) => {
            return rsx! {
                ErrorPage { error: error.clone() }
            };
        }
    };
    let Shown {
        doctor_name,
        types,
        preview,
        wrong,
    } = current;
    let step = |label: &str| Step {
        label: label.to_owned(),
        href: None,
    };
    rsx! {
        Page { title: "Repeating visits", lede: "With {doctor_name}",
            Steps {
                steps: vec![step("How often"), step("Check the dates")],
                current: usize::from(preview.is_some()),
            }
            RuleForm { asked: asked(), types, wrong }
            if let Some(preview) = preview {
                Dates { asked: asked(), preview, changed: move |()| shown.restart() }
            }
        }
    }
}

/// The rule, as a GET form: its answer is this page with the dates.
#[component]
fn RuleForm(asked: SeriesForm, types: Vec<VisitType>, wrong: BTreeMap<String, String>) -> Element {
    let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let error = |name: &str| wrong.get(name).cloned();
    let or = |text: &str, default: &str| {
        if text.is_empty() {
            default.to_owned()
        } else {
            text.to_owned()
        }
    };
    let chosen = asked.visit_type_id.or_else(|| types.first()?.id);
    let type_options: Vec<SelectOption> = types
        .iter()
        .map(|each| {
            SelectOption::new(
                id(each.id),
                format!("{}, {} minutes", each.name, each.minutes),
            )
        })
        .collect();
    let units = Unit::ALL.map(|unit| SelectOption::new(unit.key(), format!("{}s", unit.key())));
    let show = |event: FormEvent| {
        event.prevent_default();
        navigator().push(query_path("/series/new", typed(&event)));
    };
    rsx! {
        form {
            class: "form",
            method: "get",
            action: "/series/new",
            "aria-label": "How often",
            onsubmit: show,
            input { r#type: "hidden", name: "doctor_id", "value": id(asked.doctor_id) }
            if asked.patient_id.is_some() {
                input { r#type: "hidden", name: "patient_id", "value": id(asked.patient_id) }
            }
            if type_options.len() > 1 {
                Select {
                    label: "Kind of visit",
                    name: "visit_type_id",
                    options: type_options,
                    value: id(chosen),
                    error: error("visit_type_id"),
                    required: true,
                }
            } else if let Some(only) = chosen {
                input { r#type: "hidden", name: "visit_type_id", "value": "{only}" }
            }
            div { class: "field-row",
                TextInput {
                    label: "First visit",
                    name: "start",
                    r#type: "datetime-local",
                    value: field_value(&asked.starts_at),
                    error: error("starts_at"),
                    required: true,
                }
                TextInput {
                    label: "Every",
                    name: "every",
                    r#type: "number",
                    min: EVERY.start().to_string(),
                    max: EVERY.end().to_string(),
                    value: or(&asked.every, "1"),
                    error: error("every"),
                    required: true,
                }
                Select {
                    label: "Weeks or months",
                    name: "unit",
                    options: units.to_vec(),
                    value: or(&asked.unit, "week"),
                    error: error("unit"),
                    required: true,
                }
                TextInput {
                    label: "How many visits",
                    name: "times",
                    r#type: "number",
                    min: TIMES.start().to_string(),
                    max: TIMES.end().to_string(),
                    value: or(&asked.times, "6"),
                    error: error("times"),
                    required: true,
                }
            }
            p { class: "field-hint",
                "A month that lacks the day has its visit on its last day. The time of day stays the same when clocks change."
            }
            div { class: "form-actions",
                Button { r#type: "submit", kind: crate::ui::ButtonKind::Secondary, "Show the dates" }
            }
        }
    }
}
