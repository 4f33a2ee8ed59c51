//! The fields of a form, and the button that sends it.

use dioxus::prelude::*;

use super::Shared;
use crate::ui::{
    Button, ButtonKind, Checkbox, FieldError, PasswordInput, Select, SelectOption, TextArea,
    TextInput,
};

/// A text field of a [`Form`](super::Form).
#[component]
pub fn FormField(
    /// Its accessible name.
    label: String,
    /// Its name in the form's data.
    name: String,
    /// Its id; its name unless given.
    #[props(default)]
    id: Option<String>,
    /// The `type` of the input.
    #[props(default = "text".to_owned())]
    r#type: String,
    /// What stands in it at first.
    #[props(default)]
    value: Option<String>,
    /// How to fill it in.
    #[props(default)]
    hint: Option<String>,
    /// Whether it must be filled in.
    #[props(default)]
    required: bool,
    /// The `autocomplete` token.
    #[props(default)]
    autocomplete: Option<String>,
    /// The `inputmode`.
    #[props(default)]
    inputmode: Option<String>,
    /// Most characters.
    #[props(default)]
    maxlength: Option<i64>,
    /// Earliest or smallest.
    #[props(default)]
    min: Option<String>,
    /// Latest or greatest.
    #[props(default)]
    max: Option<String>,
) -> Element {
    let context = use_context::<Signal<Shared>>();
    let shared = context.read();
    let typed = name.clone();
    rsx! {
        TextInput {
            label, r#type, hint, required, autocomplete, inputmode, maxlength, min, max,
            id: id.unwrap_or_else(|| shared.id(&name)),
            value: shared.value(&name, value),
            error: shared.field_error(&name),
            oninput: move |event: FormEvent| context.peek().typed(&typed, event.value()),
            name,
        }
    }
}

/// A password field of a [`Form`](super::Form).
#[component]
pub fn FormPassword(
    /// Its accessible name.
    label: String,
    /// Its name in the form's data.
    name: String,
    /// How to fill it in.
    #[props(default)]
    hint: Option<String>,
    /// `current-password` or `new-password`.
    autocomplete: String,
) -> Element {
    let shared = use_context::<Signal<Shared>>();
    let error = shared.read().field_error(&name);
    rsx! {
        PasswordInput { label, name, hint, autocomplete, error, required: true }
    }
}

/// A text of several lines in a [`Form`](super::Form).
#[component]
pub fn FormTextArea(
    /// Its accessible name.
    label: String,
    /// Its name in the form's data.
    name: String,
    /// What stands in it at first.
    #[props(default)]
    value: Option<String>,
    /// How to fill it in.
    #[props(default)]
    hint: Option<String>,
    /// Whether it must be filled in.
    #[props(default)]
    required: bool,
    /// Most characters.
    #[props(default)]
    maxlength: Option<i64>,
    /// Its height in lines.
    #[props(default = 3)]
    rows: i64,
) -> Element {
    let shared = use_context::<Signal<Shared>>();
    let shared = shared.read();
    rsx! {
        TextArea {
            label, hint, required, maxlength, rows,
            id: shared.id(&name),
            value: shared.value(&name, value),
            error: shared.field_error(&name),
            name,
        }
    }
}

/// A choice in a [`Form`](super::Form).
#[component]
pub fn FormSelect(
    /// Its accessible name.
    label: String,
    /// Its name in the form's data.
    name: String,
    /// What can be chosen.
    options: Vec<SelectOption>,
    /// What is chosen at first.
    #[props(default)]
    value: Option<String>,
    /// How to choose.
    #[props(default)]
    hint: Option<String>,
    /// Whether something must be chosen.
    #[props(default)]
    required: bool,
) -> Element {
    let context = use_context::<Signal<Shared>>();
    let shared = context.read();
    let typed = name.clone();
    rsx! {
        Select {
            label, options, hint, required,
            id: shared.id(&name),
            value: shared.value(&name, value),
            error: shared.field_error(&name),
            onchange: move |event: FormEvent| context.peek().typed(&typed, event.value()),
            name,
        }
    }
}

/// A box to tick in a [`Form`](super::Form).
#[component]
pub fn FormCheckbox(
    /// Its accessible name.
    label: String,
    /// Its name in the form's data.
    name: String,
    /// Whether it is ticked at first.
    #[props(default)]
    checked: bool,
    /// What ticking it does.
    #[props(default)]
    hint: Option<String>,
) -> Element {
    let context = use_context::<Signal<Shared>>();
    let shared = context.read();
    let ticked = match &shared.flash {
        Some(flash) => flash.values.contains_key(&name),
        None => checked,
    };
    let typed = name.clone();
    rsx! {
        Checkbox {
            label, hint,
            id: shared.id(&name),
            checked: ticked,
            onchange: move |event: FormEvent| context.peek().typed(&typed, event.checked().to_string()),
            name,
        }
    }
}

/// Fields of a [`Form`](super::Form) that belong together, such as boxes of which any number may be ticked. What is
/// wrong with them as a whole is said here.
#[component]
pub fn FormGroup(
    /// What they are about.
    legend: String,
    /// Under which name the server says what is wrong with them.
    name: String,
    /// How to fill them in.
    #[props(default)]
    hint: Option<String>,
    /// The fields.
    children: Element,
) -> Element {
    let shared = use_context::<Signal<Shared>>();
    let shared = shared.read();
    let (id, error) = (shared.id(&name), shared.field_error(&name));
    let described = error.as_ref().map(|_| format!("{id}-error"));
    rsx! {
        fieldset { class: "fieldset form-group", "aria-describedby": described,
            legend { "{legend}" }
            if let Some(hint) = hint {
                p { class: "field-hint", "{hint}" }
            }
            FieldError { id, error }
            {children}
        }
    }
}

/// The button that sends a [`Form`](super::Form); busy while the answer is awaited.
#[component]
pub fn SubmitButton(
    /// Its look.
    #[props(default)]
    kind: ButtonKind,
    /// What it says.
    children: Element,
) -> Element {
    let shared = use_context::<Signal<Shared>>();
    let busy = shared.read().submit.busy();
    rsx! {
        Button { r#type: "submit", kind, busy, {children} }
    }
}
