//! Time off, extra hours and closures: lists, and the forms to enter them.

use dioxus::prelude::*;

use super::{
    api,
    model::{ExceptionForm, Imported, when_words},
};
use crate::{
    form::{Input, Nothing},
    rules::{
        hours::model::Saved,
        model::{Exception, ExceptionKind},
    },
    ui::{
        Badge, ButtonKind, ErrorPage, Form, FormField, FormTextArea, Notice, Page, SubmitButton,
        Tone, use_page_data, use_submit, use_toast,
    },
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

/// Closures of the clinic and public holidays.
#[component]
pub fn Closures() -> Element {
    let mut data = use_page_data(api::closures)?;
    let onchange = move |()| data.restart();
    match &*data.read() {
        Ok(closures) => rsx! {
            Page {
                title: "Closures",
                lede: "When nobody can book with anybody: public holidays, works, outings.",
                class: "wide",
                div { class: "with-aside",
                    section { class: "stack", "aria-labelledby": "coming-title",
                        h2 { id: "coming-title", "To come" }
                        List { exceptions: closures.clone(), closures: true, onchange }
                    }
                    div { class: "stack-l",
                        section { class: "card stack", "aria-labelledby": "close-title",
                            h2 { id: "close-title", "Close the clinic" }
                            for count in [closures.len()] {
                                Close { key: "{count}", onchange }
                            }
                        }
                        section { class: "card stack", "aria-labelledby": "import-title",
                            h2 { id: "import-title", "Import a calendar" }
                            Import { onchange }
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
fn Close(onchange: EventHandler<()>) -> Element {
    let toasts = use_toast();
    let submit = use_submit(api::close, move |saved: Saved| {
        toasts.push(saved.words("The closure is entered."));
        saved.go_on(None, onchange);
    });
    rsx! {
        Form { action: "/api/closures", submit, label: "Close the clinic",
            Days {}
            FormField {
                label: "Reason",
                name: "reason",
                hint: "Everybody sees it: “Easter Monday”.",
                maxlength: 500,
            }
            div { class: "form-actions", SubmitButton { "Close the clinic" } }
        }
    }
}

/// The largest file that fits into a form once it is encoded.
const LARGEST_FILE: u64 = 160 * 1024;

/// A file as it was read, and how many were read before.
#[derive(Clone, Debug, Default, PartialEq)]
struct Chosen {
    number: u32,
    text: String,
    problem: Option<&'static str>,
}

#[component]
fn Import(onchange: EventHandler<()>) -> Element {
    let mut result = use_signal(|| None::<Imported>);
    let mut chosen = use_signal(Chosen::default);
    let mut alive = use_signal(|| false);
    // A file can be read here only; without JavaScript its text is pasted.
    use_effect(move || alive.set(true));
    let submit = use_submit(api::import, move |imported: Imported| {
        result.set(Some(imported));
        onchange.call(());
    });
    let read = move |event: FormEvent| {
        let Some(file) = event.files().into_iter().next() else {
            return;
        };
        let number = chosen.peek().number + 1;
        spawn(async move {
            let (text, problem) = if file.size() > LARGEST_FILE {
                let why = "This file is too large. Take out the years that are past, or paste a part of it.";
                (String::new(), Some(why))
            } else {
                match file.read_string().await {
                    Ok(text) => (text, None),
                    Err(_) => (String::new(), Some("This file could not be read.")),
                }
            };
            chosen.set(Chosen {
                number,
                text,
                problem,
            });
        });
    };
    rsx! {
        if let Some(imported) = result() {
            Outcome { imported }
        }
        Form { action: "/api/closures/import", submit, label: "Import a calendar",
            p { class: "muted small",
                "An .ics file, as public holidays are published in. Events once or every year are entered, for the coming three years; importing a file again adds only what is new."
            }
            if alive() {
                div { class: "field",
                    label { class: "field-label", r#for: "calendar-file", "Calendar file" }
                    input {
                        class: "input",
                        id: "calendar-file",
                        r#type: "file",
                        accept: ".ics,text/calendar",
                        onchange: read,
                    }
                    if let Some(problem) = chosen().problem {
                        p { class: "field-error", role: "alert", "{problem}" }
                    }
                }
            }
            // A new file makes a new field, with its text.
            for file in [chosen()] {
                FormTextArea {
                    key: "{file.number}",
                    label: "Text of the calendar",
                    name: "calendar",
                    value: file.text,
                    required: true,
                    rows: 5,
                }
            }
            div { class: "form-actions",
                SubmitButton { kind: ButtonKind::Secondary, "Import" }
            }
        }
    }
}

/// What was imported, and what was left out and why.
#[component]
fn Outcome(imported: Imported) -> Element {
    let brief = Imported {
        left_out: Vec::new(),
        ..imported.clone()
    };
    rsx! {
        Notice { tone: Tone::Success, role: "status",
            p { {brief.words()} }
        }
        if !imported.left_out.is_empty() {
            details { class: "disclosure",
                summary { "Left out: {imported.left_out.len()}" }
                ul { class: "rows small",
                    for (number , left) in imported.left_out.into_iter().enumerate() {
                        li { key: "{number}", {left.words()} }
                    }
                }
            }
        }
    }
}
