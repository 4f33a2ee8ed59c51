//! Time off, extra hours and closures: lists, and the forms to enter them.

mod closures;

use dioxus::prelude::*;

pub use closures::Closures;

use super::{
    api,
    model::{ExceptionForm, when_words},
};
use crate::{
    form::{Input, Nothing},
    rules::{
        hours::model::Saved,
        model::{Exception, ExceptionKind},
    },
    ui::{Badge, ButtonKind, Form, FormField, SubmitButton, Tone, use_submit, use_toast},
};

/// A doctor's exceptions to come, and the forms to enter more.
#[component]
pub fn DoctorExceptions(
    /// Whose.
    doctor_id: i64,
    /// Theirs, and closures.
    exceptions: Vec<Exception>,
    /// How far apart visits begin unless something else is entered.
    grid: u16,
    /// Called when something has changed.
    onchange: EventHandler<()>,
) -> Element {
    rsx! {
        section { class: "card stack", "aria-labelledby": "exceptions-title",
            h2 { id: "exceptions-title", "Time off and extra hours" }
            List { exceptions, closures: false, onchange }
            details { class: "disclosure",
                summary { "Enter time off" }
                Enter { doctor_id, kind: ExceptionKind::Away, grid, onchange }
            }
            details { class: "disclosure",
                summary { "Enter extra hours" }
                Enter { doctor_id, kind: ExceptionKind::Extra, grid, onchange }
            }
        }
    }
}

/// The exceptions, each with the button that deletes it where it is the reader's to delete.
#[component]
fn List(exceptions: Vec<Exception>, closures: bool, onchange: EventHandler<()>) -> Element {
    if exceptions.is_empty() {
        return rsx! {
            p { class: "muted", "None to come." }
        };
    }
    rsx! {
        ul { class: "rows",
            for exception in exceptions {
                li { key: "{exception.id}", class: "stack-s",
                    div { class: "spread",
                        strong { {when_words(&exception)} }
                        Badge { tone: tone(exception.kind), "{exception.kind.words()}" }
                    }
                    if exception.kind == ExceptionKind::Extra {
                        p { class: "small muted", "A visit begins every {exception.grid_minutes} minutes" }
                    }
                    if !exception.reason.is_empty() {
                        p { class: "small", "{exception.reason}" }
                    }
                    if closures || exception.kind != ExceptionKind::Closure {
                        Delete { exception: exception.clone(), onchange }
                    }
                }
            }
        }
    }
}

fn tone(kind: ExceptionKind) -> Tone {
    match kind {
        ExceptionKind::Away => Tone::Warning,
        ExceptionKind::Extra => Tone::Success,
        ExceptionKind::Closure => Tone::Neutral,
    }
}

#[component]
fn Delete(exception: Exception, onchange: EventHandler<()>) -> Element {
    let (id, toasts) = (exception.id, use_toast());
    let submit = use_submit(
        move |form: Input<Nothing>| api::delete(id, form),
        move |saved: Saved| {
            toasts.push(saved.words("It is deleted."));
            onchange.call(());
        },
    );
    rsx! {
        Form { action: "/api/exceptions/{id}/delete", submit,
            SubmitButton { kind: ButtonKind::Quiet,
                "Delete"
                span { class: "visually-hidden",
                    " {exception.kind.words().to_lowercase()} {when_words(&exception)}"
                }
            }
        }
    }
}

/// The form for one kind of exception of a doctor.
#[component]
fn Enter(doctor_id: i64, kind: ExceptionKind, grid: u16, onchange: EventHandler<()>) -> Element {
    let toasts = use_toast();
    let extra = kind == ExceptionKind::Extra;
    let submit = use_submit(
        move |form: Input<ExceptionForm>| api::add(doctor_id, form),
        move |saved: Saved| {
            let done = if extra {
                "The extra hours are entered."
            } else {
                "The time off is entered."
            };
            toasts.push(saved.words(done));
            saved.go_on(Some(doctor_id), onchange);
        },
    );
    let label = if extra { "Extra hours" } else { "Time off" };
    rsx! {
        Form {
            action: "/api/doctors/{doctor_id}/exceptions",
            submit,
            label,
            ids: "{kind.key()}-",
            apart_by: ("kind".to_owned(), kind.key().to_owned()),
            input { r#type: "hidden", name: "kind", value: "{kind.key()}" }
            if extra {
                FormField { label: "Day", name: "from_day", r#type: "date", required: true }
                div { class: "field-row",
                    FormField { label: "From", name: "from_time", r#type: "time", required: true }
                    FormField { label: "Until", name: "to_time", r#type: "time", required: true }
                }
                FormField {
                    label: "A visit begins every so many minutes",
                    name: "grid",
                    r#type: "number",
                    inputmode: "numeric",
                    min: "5",
                    max: "60",
                    value: grid.to_string(),
                    required: true,
                }
            } else {
                Days {}
            }
            FormField { label: "Reason", name: "reason", hint: "Only staff see it.", maxlength: 500 }
            div { class: "form-actions",
                SubmitButton { kind: ButtonKind::Secondary,
                    if extra {
                        "Enter extra hours"
                    } else {
                        "Enter time off"
                    }
                }
            }
        }
    }
}

/// Whole days, or from a time on one to a time on another.
#[component]
fn Days() -> Element {
    rsx! {
        div { class: "field-row",
            FormField { label: "First day", name: "from_day", r#type: "date", required: true }
            FormField { label: "From", name: "from_time", r#type: "time" }
        }
        div { class: "field-row",
            FormField { label: "Last day", name: "to_day", r#type: "date" }
            FormField { label: "Until", name: "to_time", r#type: "time" }
        }
        p { class: "field-hint",
            "Without times, whole days; without a last day, the first one only."
        }
    }
}
