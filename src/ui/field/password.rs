//! Passwords, which their owner may look at.

use dioxus::prelude::*;

use super::{Frame, described_by};

/// A password, with a button that shows what was typed. It never starts with a value.
///
/// ```rust
/// rsx! {
///     PasswordInput { label: "Password", name: "password", autocomplete: "current-password", required: true }
/// }
/// ```
#[component]
pub fn PasswordInput(
    /// What the field is called.
    #[props(into)]
    label: String,
    /// The name it is sent under.
    #[props(into)]
    name: String,
    /// Its id, where the name is not unique in the page.
    #[props(into)]
    id: Option<String>,
    /// What makes a good one.
    #[props(into)]
    hint: Option<String>,
    /// What is wrong with what was sent.
    #[props(into)]
    error: Option<String>,
    /// Whether it must be filled in.
    #[props(default)]
    required: bool,
    /// `current-password` or `new-password`, so that password managers help.
    #[props(into)]
    autocomplete: Option<String>,
    /// The shortest password taken.
    minlength: Option<i64>,
    /// The longest password taken.
    maxlength: Option<i64>,
    /// Called with each change.
    oninput: Option<EventHandler<FormEvent>>,
) -> Element {
    let mut shown = use_signal(|| false);
    let id = id.unwrap_or_else(|| name.clone());
    let described = described_by(&id, hint.as_ref(), error.as_ref());
    let invalid = error.is_some().then_some("true");
    rsx! {
        Frame { id: id.clone(), label, hint, error, required,
            div { class: "password",
                input {
                    class: "input",
                    id: "{id}",
                    name,
                    r#type: if shown() { "text" } else { "password" },
                    required,
                    autocomplete,
                    minlength,
                    maxlength,
                    autocapitalize: "none",
                    spellcheck: "false",
                    "aria-describedby": described,
                    "aria-invalid": invalid,
                    oninput: move |event| {
                        if let Some(handler) = oninput {
                            handler.call(event);
                        }
                    },
                }
                button {
                    class: "password-show",
                    r#type: "button",
                    "aria-controls": "{id}",
                    onclick: move |_| shown.toggle(),
                    if shown() {
                        "Hide"
                    } else {
                        "Show"
                    }
                    // Text rather than a label attribute: the field alone is labelled "Password".
                    span { class: "visually-hidden", " password" }
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
    fn it_starts_hidden_and_empty() {
        let html = render(|| {
            rsx! {
                PasswordInput { label: "Password", name: "password", autocomplete: "current-password", required: true }
            }
        });
        assert!(
            html.contains(r#"type="password""#) && !html.contains("value="),
            "{html}"
        );
        assert!(
            html.contains(r#"autocomplete="current-password""#),
            "{html}"
        );
        assert!(
            html.contains(r#"type="button""#),
            "the button does not send the form: {html}"
        );
        assert!(
            html.contains(r#"Show<span class="visually-hidden"> password</span>"#),
            "{html}"
        );
    }
}
