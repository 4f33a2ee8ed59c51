//! One of several, from a list that opens.

use dioxus::prelude::*;

use super::{Frame, described_by};

/// One choice of a [`Select`].
#[derive(Clone, Debug, PartialEq)]
pub struct SelectOption {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl SelectOption {
    /// A choice that sends `value` and reads `label`.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// The browser's own list of choices.
///
/// ```rust
/// rsx! {
///     Select {
///         label: "Role",
///         name: "role",
///         options: vec![SelectOption::new("admin", "Administrator"), SelectOption::new("front_desk", "Front desk")],
///         value: "front_desk",
///         required: true,
///     }
/// }
/// ```
#[component]
pub fn Select(
    /// What the field is called.
    #[props(into)]
    label: String,
    /// The name it is sent under.
    #[props(into)]
    name: String,
    /// Its id, where the name is not unique in the page.
    #[props(into)]
    id: Option<String>,
    /// The choices, in order. For "none of them" add one with an empty value.
    options: Vec<SelectOption>,
    /// Which one is chosen at first.
    #[props(into)]
    value: Option<String>,
    /// What to choose, where the label does not say it.
    #[props(into)]
    hint: Option<String>,
    /// What is wrong with what was sent.
    #[props(into)]
    error: Option<String>,
    /// Whether something must be chosen.
    #[props(default)]
    required: bool,
    /// What browsers may choose by themselves.
    #[props(into)]
    autocomplete: Option<String>,
    /// Called with each change.
    onchange: Option<EventHandler<FormEvent>>,
) -> Element {
    let id = id.unwrap_or_else(|| name.clone());
    let described = described_by(&id, hint.as_ref(), error.as_ref());
    let invalid = error.is_some().then_some("true");
    rsx! {
        Frame { id: id.clone(), label, hint, error, required,
            select {
                class: "input select",
                id,
                name,
                required,
                autocomplete,
                "aria-describedby": described,
                "aria-invalid": invalid,
                onchange: move |event| {
                    if let Some(handler) = onchange {
                        handler.call(event);
                    }
                },
                for option in options {
                    option {
                        key: "{option.value}",
                        "selected": value.as_ref() == Some(&option.value),
                        value: option.value,
                        "{option.label}"
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    #[test]
    fn the_chosen_one_is_marked_in_the_page_itself() {
        let html = render(|| {
            let options = vec![
                SelectOption::new("", "All"),
                SelectOption::new("skin", "Dermatology"),
            ];
            rsx! {
                Select { label: "Specialization", name: "specialization", options, value: "skin" }
            }
        });
        assert!(
            html.contains(r#"<label for="specialization">Specialization</label>"#),
            "{html}"
        );
        assert_eq!(html.matches("selected").count(), 1, "{html}");
        let chosen = html
            .split("<option")
            .find(|option| option.contains("selected"));
        assert!(
            chosen.is_some_and(|option| option.contains("Dermatology")),
            "{html}"
        );
    }
}
