//! Form fields: a label, a hint, a control and its error, tied together for screen readers.
//!
//! Values are written as the quoted attribute `"value"`: it is seen by browsers without JavaScript,
//! and leaves alone what somebody typed when the page is drawn again.

mod checkbox;
mod choice;
mod held;
mod password;
mod text;

pub use checkbox::Checkbox;
pub use choice::{Select, SelectOption};
pub use password::PasswordInput;
pub use text::{TextArea, TextInput};

use dioxus::prelude::*;

use super::{Icon, IconName};

/// The ids of a field's hint and error, for the control's `aria-describedby`.
fn described_by(id: &str, hint: Option<&String>, error: Option<&String>) -> Option<String> {
    let hint = hint.map(|_| format!("{id}-hint"));
    let error = error.map(|_| format!("{id}-error"));
    match (hint, error) {
        (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
        (hint, error) => hint.or(error),
    }
}

/// What every field has around its control.
///
/// That a field may stay empty is said beside the label rather than in it, so that the field is
/// called exactly what its label says.
#[component]
fn Frame(
    /// The control's id.
    id: String,
    label: String,
    hint: Option<String>,
    error: Option<String>,
    required: bool,
    children: Element,
) -> Element {
    let class = if error.is_some() {
        "field invalid"
    } else {
        "field"
    };
    rsx! {
        div { class,
            div { class: "field-label",
                label { r#for: "{id}", "{label}" }
                if !required {
                    span { class: "field-optional", "aria-hidden": "true", "optional" }
                }
            }
            if let Some(hint) = hint {
                p { class: "field-hint", id: "{id}-hint", "{hint}" }
            }
            FieldError { id: id.clone(), error }
            {children}
        }
    }
}

/// The error of a field, if it has one; its id is the field's with `-error`.
///
/// ```rust
/// rsx! {
///     FieldError { id: "starts_at", error: form.error("starts_at") }
/// }
/// ```
#[component]
pub fn FieldError(
    /// The field's id.
    #[props(into)]
    id: String,
    /// What is wrong, in words that say what to do.
    #[props(into)]
    error: Option<String>,
) -> Element {
    rsx! {
        if let Some(error) = error {
            p { class: "field-error", id: "{id}-error",
                Icon { name: IconName::CircleAlert }
                span { "{error}" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_is_described_by_what_is_there() {
        let text = String::from("x");
        assert_eq!(described_by("age", None, None), None);
        assert_eq!(
            described_by("age", Some(&text), None).as_deref(),
            Some("age-hint")
        );
        assert_eq!(
            described_by("age", None, Some(&text)).as_deref(),
            Some("age-error")
        );
        assert_eq!(
            described_by("age", Some(&text), Some(&text)).as_deref(),
            Some("age-hint age-error")
        );
    }
}
