//! Lines and paragraphs of text.

use dioxus::prelude::*;

use super::{
    Frame, described_by,
    held::{report, use_held},
};

/// A field of one line: text, email, telephone, date, search.
///
/// ```rust
/// rsx! {
///     TextInput {
///         label: "Email",
///         name: "email",
///         r#type: "email",
///         autocomplete: "email",
///         value: form.value("email"),
///         error: form.error("email"),
///     }
/// }
/// ```
#[component]
pub fn TextInput(
    /// What the field is called.
    #[props(into)]
    label: String,
    /// The name it is sent under.
    #[props(into)]
    name: String,
    /// Its id, where the name is not unique in the page.
    #[props(into)]
    id: Option<String>,
    /// Any single-line type of `<input>`.
    #[props(into, default = "text".to_owned())]
    r#type: String,
    /// What it holds at first.
    #[props(into)]
    value: Option<String>,
    /// What to write, where the label does not say it.
    #[props(into)]
    hint: Option<String>,
    /// What is wrong with what was sent.
    #[props(into)]
    error: Option<String>,
    /// Whether it must be filled in.
    #[props(default)]
    required: bool,
    /// What browsers and password managers may fill in.
    #[props(into)]
    autocomplete: Option<String>,
    /// Which keyboard a phone shows.
    #[props(into)]
    inputmode: Option<String>,
    /// The longest text taken, in UTF-16 units.
    maxlength: Option<i64>,
    /// The smallest number or earliest date taken.
    #[props(into)]
    min: Option<String>,
    /// The largest number or latest date taken.
    #[props(into)]
    max: Option<String>,
    /// Called with each change.
    oninput: Option<EventHandler<FormEvent>>,
    /// Any further attribute of the input: `placeholder`, `"aria-keyshortcuts"`, `list`.
    #[props(extends = GlobalAttributes, extends = input)]
    attributes: Vec<Attribute>,
) -> Element {
    let id = id.unwrap_or_else(|| name.clone());
    let described = described_by(&id, hint.as_ref(), error.as_ref());
    let invalid = error.is_some().then_some("true");
    let (shown, held) = use_held(value);
    rsx! {
        Frame { id: id.clone(), label, hint, error, required,
            for times in [shown.times] {
                input {
                    key: "{times}",
                    class: "input",
                    id: id.clone(),
                    name: name.clone(),
                    r#type: r#type.clone(),
                    "value": shown.value.clone(),
                    required,
                    autocomplete: autocomplete.clone(),
                    inputmode: inputmode.clone(),
                    maxlength,
                    min: min.clone(),
                    max: max.clone(),
                    "aria-describedby": described.clone(),
                    "aria-invalid": invalid,
                    oninput: move |event| {
                        report(held, event.value());
                        if let Some(handler) = oninput {
                            handler.call(event);
                        }
                    },
                    ..attributes.clone(),
                }
            }
        }
    }
}

/// A field of several lines.
///
/// ```rust
/// rsx! {
///     TextArea { label: "Reason for visit", name: "reason", rows: 4, maxlength: 500, value: form.value("reason") }
/// }
/// ```
#[component]
pub fn TextArea(
    /// What the field is called.
    #[props(into)]
    label: String,
    /// The name it is sent under.
    #[props(into)]
    name: String,
    /// Its id, where the name is not unique in the page.
    #[props(into)]
    id: Option<String>,
    /// What it holds at first.
    #[props(into)]
    value: Option<String>,
    /// What to write, where the label does not say it.
    #[props(into)]
    hint: Option<String>,
    /// What is wrong with what was sent.
    #[props(into)]
    error: Option<String>,
    /// Whether it must be filled in.
    #[props(default)]
    required: bool,
    /// How many lines it shows.
    #[props(default = 3)]
    rows: i64,
    /// The longest text taken, in UTF-16 units.
    maxlength: Option<i64>,
    /// Called with each change.
    oninput: Option<EventHandler<FormEvent>>,
) -> Element {
    let id = id.unwrap_or_else(|| name.clone());
    let described = described_by(&id, hint.as_ref(), error.as_ref());
    let invalid = error.is_some().then_some("true");
    rsx! {
        Frame { id: id.clone(), label, hint, error, required,
            textarea {
                class: "input",
                id,
                name,
                rows,
                required,
                maxlength,
                "aria-describedby": described,
                "aria-invalid": invalid,
                oninput: move |event| {
                    if let Some(handler) = oninput {
                        handler.call(event);
                    }
                },
                // A text node would carry the markers of hydration, which show here; and a value
                // attribute means nothing to a textarea without JavaScript.
                dangerous_inner_html: escape(&value.unwrap_or_default()),
            }
        }
    }
}

/// Makes text safe inside a `<textarea>`, which knows character references and its own end tag only.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    #[test]
    fn a_field_is_called_what_its_label_says() {
        let html = render(|| {
            rsx! {
                TextInput { label: "Email", name: "email", r#type: "email", value: "a@b.example" }
            }
        });
        assert!(
            html.contains(r#"<label for="email">Email</label>"#),
            "{html}"
        );
        assert!(
            html.contains(r#"aria-hidden="true">optional</span>"#),
            "{html}"
        );
        assert!(
            html.contains(r#"value="a@b.example""#) && !html.contains("aria-invalid"),
            "{html}"
        );
    }

    #[test]
    fn hint_and_error_describe_the_control() {
        let html = render(|| {
            rsx! {
                TextInput {
                    label: "Username",
                    name: "username",
                    id: "new-username",
                    hint: "Letters and digits",
                    error: "This name is taken",
                    required: true,
                }
            }
        });
        assert!(
            html.contains(r#"aria-describedby="new-username-hint new-username-error""#),
            "{html}"
        );
        assert!(html.contains(r#"id="new-username-error""#), "{html}");
        assert!(
            html.contains(r#"aria-invalid="true""#) && !html.contains("optional"),
            "{html}"
        );
    }

    #[test]
    fn text_stays_text_inside_a_textarea() {
        let html = render(|| {
            rsx! {
                TextArea { label: "Reason for visit", name: "reason", value: "</textarea><script>&amp;" }
            }
        });
        assert!(
            html.contains(">&lt;/textarea>&lt;script>&amp;amp;</textarea>"),
            "{html}"
        );
    }
}
