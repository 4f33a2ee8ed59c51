//! The policy, for admins, and the block it puts on a patient, for the front desk.

use dioxus::prelude::*;
use jiff::ToSpan as _;

use super::{
    api,
    model::{PolicyView, UNITS, length_fields},
};
use crate::{
    appointments,
    rules::{
        model::{Audience, Policy},
        reason::{Reason, cut_off},
    },
    ui::{
        ButtonKind, ErrorPage, Form, FormCheckbox, FormField, FormSelect, Notice, Page,
        SelectOption, SubmitButton, Tone, use_page_data, use_session, use_submit, use_toast,
        words::plural,
    },
};

const ACTION: &str = "/api/admin/policy";

/// Booking policy.
#[component]
pub fn BookingPolicy() -> Element {
    let mut view = use_page_data(api::get)?;
    let toasts = use_toast();
    let changed = move |()| {
        toasts.push("The policy is saved.");
        view.restart();
    };
    match &*view.read() {
        Ok(view) => rsx! {
            Page {
                title: "Booking policy",
                lede: "What patients may do online. Staff are not bound by it.",
                // A new key makes a new form, with what was stored.
                for view in [view.clone()] {
                    PolicyFields { key: "{view.version}", view, changed }
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

/// What a patient reads where this holds them back.
fn told(reason: Option<Reason>) -> String {
    match reason {
        Some(reason) => format!("Patients are told: “{}”", reason.words(Audience::Patient)),
        None => "No limit: empty.".to_owned(),
    }
}

#[component]
fn PolicyFields(view: PolicyView, changed: EventHandler<()>) -> Element {
    let submit = use_submit(api::change, move |()| changed.call(()));
    let session = use_session();
    let Policy {
        notice_minutes: minutes,
        horizon_days,
        cancel_minutes,
        most_open,
        new_patients,
        noshow_limit,
        noshow_minutes,
    } = view.policy;
    // A form that came back still tells which version its reader saw.
    let version = session
        .flash()
        .filter(|flash| flash.action == ACTION && flash.error.is_some())
        .and_then(|flash| flash.values.get("version").cloned())
        .unwrap_or(view.version);
    let last = session
        .today()
        .saturating_add(i32::from(horizon_days).days());
    let text = |number: Option<u16>| number.map(|number| number.to_string());
    let cancelling = if cancel_minutes == 0 {
        "No limit: patients cancel and move their visits until they begin.".to_owned()
    } else {
        format!(
            "Later, staff do it, and it is marked late. Patients are told: “{}”",
            cut_off(cancel_minutes)
        )
    };
    rsx! {
        Form { action: ACTION, submit, class: "settings", label: "Booking policy",
            input { r#type: "hidden", name: "version", "value": "{version}" }
            Group {
                title: "Earliest notice",
                about: told((minutes > 0).then_some(Reason::Notice { minutes })),
                Length { label: "At least so long before", name: "notice", minutes }
            }
            Group {
                title: "Booking horizon",
                about: told(Some(Reason::Horizon { last })),
                Number { label: "Days ahead", name: "horizon_days", value: horizon_days.to_string(), max: "730", required: true }
            }
            Group { title: "Cancelling", about: cancelling,
                Length { label: "At least so long before", name: "cancel", minutes: cancel_minutes }
            }
            Group {
                title: "Appointments to come",
                about: told(most_open.map(|most| Reason::TooManyOpen { most })),
                Number { label: "At most so many at once", name: "most_open", value: text(most_open), max: "100" }
            }
            Group {
                title: "New patients",
                about: if new_patients {
                    "Whoever has never been here can book.".to_owned()
                } else {
                    told(Some(Reason::NewPatient))
                },
                FormCheckbox { label: "New patients may book online", name: "new_patients", checked: new_patients }
            }
            Group {
                title: "Missed appointments",
                about: told(noshow_limit.map(|times| Reason::Noshows { times })),
                Number {
                    label: "Online booking closes after so many",
                    name: "noshow_limit",
                    value: text(noshow_limit),
                    max: "100",
                    hint: "The front desk opens it again on the patient's card.",
                }
            }
            Group {
                title: "Patients who do not come",
                about: "The front desk is asked whether the patient came. A visit never becomes a missed one by itself.",
                FormField {
                    label: "Ask so many minutes after the start",
                    name: "noshow_minutes",
                    r#type: "number",
                    inputmode: "numeric",
                    min: "5",
                    max: "480",
                    value: noshow_minutes.to_string(),
                    required: true,
                }
            }
            div { class: "form-actions", SubmitButton { "Save policy" } }
        }
    }
}

#[component]
fn Group(title: String, about: String, children: Element) -> Element {
    rsx! {
        section { class: "settings-group",
            div {
                h2 { "{title}" }
                p { class: "muted", "{about}" }
            }
            div { class: "stack-l", {children} }
        }
    }
}

#[component]
fn Number(
    label: String,
    name: String,
    value: Option<String>,
    max: String,
    #[props(default)] hint: Option<String>,
    #[props(default)] required: bool,
) -> Element {
    rsx! {
        FormField { label, name, r#type: "number", inputmode: "numeric", min: "1", max, value, hint, required }
    }
}

/// A length of time: a number and its unit.
#[component]
fn Length(label: String, name: String, minutes: u32) -> Element {
    let (value, unit) = length_fields(minutes);
    let units = UNITS
        .iter()
        .map(|(key, words, _)| SelectOption::new(*key, *words));
    let options = units.collect::<Vec<_>>();
    let unit_name = format!("{name}_unit");
    rsx! {
        div { class: "field-row",
            FormField {
                label,
                name: name.clone(),
                r#type: "number",
                inputmode: "numeric",
                min: "0",
                value,
            }
            FormSelect { label: "Unit", name: unit_name, options, value: unit, required: true }
        }
    }
}

/// On a patient's card: that missed appointments have closed online booking for them, and the way to
/// open it again.
#[component]
pub fn PatientBlock(
    /// The patient's id.
    id: ReadSignal<i64>,
) -> Element {
    let mut standing = use_page_data(move || appointments::api::standing(Some(id())))?;
    let toasts = use_toast();
    let submit = use_submit(
        move |form| api::forgive(id(), form),
        move |()| {
            toasts.push("The patient can book online again.");
            standing.restart();
        },
    );
    let reasons = standing.read();
    let missed = reasons.iter().flatten().find_map(|reason| match reason {
        Reason::Noshows { times } => Some(plural((*times).into(), "missed appointment")),
        _ => None,
    });
    let Some(missed) = missed else {
        return rsx! {};
    };
    rsx! {
        Notice { tone: Tone::Warning, title: "Online booking is closed for this patient",
            p { "{missed} not forgiven yet. You can book for them all the same." }
            Form { action: "/api/patients/{id}/forgive", submit, label: "Open online booking",
                div { class: "form-actions",
                    SubmitButton { kind: ButtonKind::Secondary, "Lift the block" }
                }
            }
        }
    }
}
