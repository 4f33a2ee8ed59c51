//! The forms that change a doctor's week.

use std::collections::BTreeMap;

use dioxus::prelude::*;

use super::change_form::{ChangeForm, Editing, What};
use crate::{
    appointments::model::DoctorName,
    clinic::hours::field_value,
    rules::{
        forms::is_ticked,
        hours::{change::day_name, form::Kind, model::HoursView},
        model::{VisitType, WorkingHours},
    },
    ui::{FormCheckbox, FormField, FormGroup, FormSelect, SelectOption},
};

fn field(name: impl Into<String>, value: impl Into<String>) -> (String, String) {
    (name.into(), value.into())
}

/// The fields that hold an interval.
pub(super) fn interval_fields(hours: &WorkingHours) -> Vec<(String, String)> {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let mut fields = vec![
        field("opens", field_value(Some(hours.interval.opens))),
        field("closes", field_value(Some(hours.interval.closes))),
        field("grid", hours.grid_minutes.to_string()),
        field("valid_from", day(hours.valid_from)),
        field("valid_to", day(hours.valid_to)),
    ];
    let types = hours.visit_types.iter();
    fields.extend(types.map(|id| field(format!("type_{id}"), "true")));
    fields
}

/// When an interval is, how its visits begin, when it holds and for what.
#[component]
pub(super) fn IntervalFields(
    fields: BTreeMap<String, String>,
    visit_types: Vec<VisitType>,
) -> Element {
    let value = |name: &str| fields.get(name).cloned().unwrap_or_default();
    rsx! {
        div { class: "field-row",
            FormField { label: "From", name: "opens", r#type: "time", value: value("opens"), required: true }
            FormField { label: "Until", name: "closes", r#type: "time", value: value("closes"), required: true }
            FormField {
                label: "Visits begin every",
                name: "grid",
                r#type: "number",
                inputmode: "numeric",
                min: "5",
                max: "60",
                value: value("grid"),
                hint: "minutes",
                required: true,
            }
        }
        div { class: "field-row",
            FormField { label: "First day", name: "valid_from", r#type: "date", value: value("valid_from") }
            FormField { label: "Last day", name: "valid_to", r#type: "date", value: value("valid_to") }
        }
        if !visit_types.is_empty() {
            FormGroup { legend: "Visit types", name: "types", hint: "None ticked: all of them.",
                div { class: "check-grid",
                    for (id , visit) in visit_types.into_iter().filter_map(|visit| Some((visit.id?, visit))) {
                        FormCheckbox {
                            key: "{id}",
                            label: visit.name,
                            name: "type_{id}",
                            checked: is_ticked(&fields, &format!("type_{id}")),
                        }
                    }
                }
            }
        }
    }
}

/// Weekdays of which any number can be ticked.
#[component]
fn Days(legend: String, fields: BTreeMap<String, String>) -> Element {
    rsx! {
        FormGroup { legend, name: "days",
            div { class: "check-grid narrow",
                for weekday in 1..=7_i8 {
                    FormCheckbox {
                        key: "{weekday}",
                        label: day_name(weekday),
                        name: "on_{weekday}",
                        checked: is_ticked(&fields, &format!("on_{weekday}")),
                    }
                }
            }
        }
    }
}

/// A new interval on several days.
#[component]
pub(super) fn Add(view: HoursView, editing: Editing) -> Element {
    let what = What::from(Kind::Add);
    let grid = view.slot_minutes.clamp(5, 60).to_string();
    let fields = editing.fields(what, [field("grid", grid)]);
    rsx! {
        section { class: "card stack", "aria-labelledby": "add-title",
            h2 { id: "add-title", "Add hours" }
            ChangeForm { what, label: "Add hours", save: "Add hours", fields: fields.clone(), editing,
                Days { legend: "On", fields: fields.clone() }
                IntervalFields { fields, visit_types: view.visit_types }
            }
        }
    }
}

/// Weekdays like another one.
#[component]
pub(super) fn CopyDay(editing: Editing) -> Element {
    let what = What::from(Kind::CopyDay);
    let fields = editing.fields(what, [field("from_day", "1")]);
    let open = editing.is_open(what);
    let days = (1..=7_i8).map(|day| SelectOption::new(day.to_string(), day_name(day)));
    rsx! {
        details { class: "disclosure", open,
            summary { "Copy a day to others" }
            ChangeForm { what, label: "Copy a day", save: "Copy the day", fields: fields.clone(), editing,
                FormSelect {
                    label: "Copy",
                    name: "from_day",
                    options: days.collect::<Vec<_>>(),
                    value: fields.get("from_day").cloned(),
                    required: true,
                }
                Days { legend: "To", fields }
                p { class: "field-hint", "What those days have is replaced." }
            }
        }
    }
}

/// All like another doctor.
#[component]
pub(super) fn CopyFrom(others: Vec<DoctorName>, editing: Editing) -> Element {
    let what = What::from(Kind::CopyFrom);
    let fields = editing.fields(what, []);
    let open = editing.is_open(what);
    let options: Vec<SelectOption> = std::iter::once(SelectOption::new("", "Choose a doctor"))
        .chain(
            others
                .into_iter()
                .map(|each| SelectOption::new(each.id.to_string(), each.full_name)),
        )
        .collect();
    rsx! {
        details { class: "disclosure", open,
            summary { "Copy the hours of another doctor" }
            ChangeForm { what, label: "Copy from another doctor", save: "Copy the hours", fields: fields.clone(), editing,
                FormSelect {
                    label: "Doctor",
                    name: "from_doctor",
                    options,
                    value: fields.get("from_doctor").cloned(),
                    hint: "Their whole week replaces this one. Exceptions are not copied.",
                    required: true,
                }
            }
        }
    }
}

/// Hours of their own, or the clinic's.
#[component]
pub(super) fn Source(own: bool, editing: Editing) -> Element {
    let what = What::from(Kind::Source);
    let source = if own { "own" } else { "clinic" };
    let fields = editing.fields(what, [field("source", source)]);
    let open = editing.is_open(what);
    let (summary, about, save) = if own {
        (
            "Change to hours of their own",
            "They begin as the clinic's, or as they were before.",
            "Use own hours",
        )
    } else {
        (
            "Change to the clinic's hours",
            "The hours above are kept and come back when they are wanted again.",
            "Use the clinic's hours",
        )
    };
    rsx! {
        details { class: "disclosure", open,
            summary { "{summary}" }
            ChangeForm { what, label: summary, save, fields, editing,
                input { r#type: "hidden", name: "source", value: source }
                p { "{about}" }
            }
        }
    }
}
