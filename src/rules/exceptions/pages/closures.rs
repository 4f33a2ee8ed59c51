//! Closures of the clinic: entered one by one, or imported from a calendar.

use dioxus::prelude::*;

use super::{Days, List};
use crate::{
    rules::{
        exceptions::{api, model::Imported},
        hours::model::Saved,
    },
    ui::{
        ButtonKind, ErrorPage, Form, FormField, FormTextArea, Notice, Page, SubmitButton, Tone,
        use_page_data, use_submit, use_toast,
    },
};

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
