//! Yes or no.

use dioxus::prelude::*;

/// A box to tick. Unticked, nothing is sent.
///
/// ```rust
/// rsx! {
///     Checkbox { label: "Keep me signed in", name: "remember", hint: "For 14 days, on this device only" }
/// }
/// ```
#[component]
pub fn Checkbox(
    /// What ticking it means.
    #[props(into)]
    label: String,
    /// The name it is sent under.
    #[props(into)]
    name: String,
    /// Its id, where the name is not unique in the page.
    #[props(into)]
    id: Option<String>,
    /// What is sent when it is ticked.
    #[props(into, default = "true".to_owned())]
    value: String,
    /// Whether it is ticked at first.
    #[props(default)]
    checked: bool,
    /// What follows from ticking it.
    #[props(into)]
    hint: Option<String>,
    /// Called with each change.
    onchange: Option<EventHandler<FormEvent>>,
) -> Element {
    let id = id.unwrap_or_else(|| name.clone());
    let described = hint.is_some().then(|| format!("{id}-hint"));
    rsx! {
        div { class: "check",
            input {
                class: "check-box",
                r#type: "checkbox",
                id: "{id}",
                name,
                "value": value,
                "checked": checked,
                "aria-describedby": described,
                onchange: move |event| {
                    if let Some(handler) = onchange {
                        handler.call(event);
                    }
                },
            }
            div { class: "check-text",
                label { r#for: "{id}", "{label}" }
                if let Some(hint) = hint {
                    p { class: "field-hint", id: "{id}-hint", "{hint}" }
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
    fn it_is_labelled_and_described() {
        let html = render(|| {
            rsx! {
                Checkbox { label: "Keep me signed in", name: "remember", hint: "For 14 days", checked: true }
            }
        });
        assert!(
            html.contains(r#"<label for="remember">Keep me signed in</label>"#),
            "{html}"
        );
        assert!(
            html.contains(r#"aria-describedby="remember-hint""#),
            "{html}"
        );
        assert!(
            html.contains("checked") && html.contains(r#"value="true""#),
            "{html}"
        );
    }
}
