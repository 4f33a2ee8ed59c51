//! Buttons, and links that look like them.

use dioxus::{prelude::*, router::NavigationTarget};

use super::Anchor;

/// How much a button weighs on its page. One `Primary` a page at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// What the page is for.
    #[default]
    Primary,
    /// Everything else.
    Secondary,
    /// Cannot be undone.
    Danger,
    /// Takes no room: text only until it is pointed at.
    Quiet,
}

impl ButtonKind {
    /// The classes of a button of this kind.
    pub fn class(self) -> &'static str {
        match self {
            Self::Primary => "button primary",
            Self::Secondary => "button secondary",
            Self::Danger => "button danger",
            Self::Quiet => "button quiet",
        }
    }
}

/// A button. While `busy` it turns a wheel, keeps its width and cannot be pressed again.
///
/// ```rust
/// rsx! {
///     Button { r#type: "submit", busy: booking.pending(), "Confirm booking" }
///     Button { kind: ButtonKind::Danger, onclick: move |_| open.set(true), "Cancel appointment" }
/// }
/// ```
#[component]
pub fn Button(
    /// How much it weighs.
    #[props(default)]
    kind: ButtonKind,
    /// `button`, `submit` or `reset`.
    #[props(into, default = "button".to_owned())]
    r#type: String,
    /// Whether what it started is still under way.
    #[props(default)]
    busy: bool,
    /// Whether it cannot be pressed.
    #[props(default)]
    disabled: bool,
    /// Called when pressed.
    onclick: Option<EventHandler<MouseEvent>>,
    /// Further classes: `small`, `wide`, `icon-only`.
    #[props(into, default)]
    class: String,
    /// Any further attribute of a button: `name`, `value`, `form`, `"aria-label"`.
    #[props(extends = GlobalAttributes, extends = button)]
    attributes: Vec<Attribute>,
    /// What it says.
    children: Element,
) -> Element {
    rsx! {
        button {
            class: "{kind.class()} {class}",
            r#type,
            disabled: disabled || busy,
            "aria-busy": busy.then_some("true"),
            onclick: move |event| {
                if let Some(handler) = onclick {
                    handler.call(event);
                }
            },
            ..attributes,
            span { class: "button-label", {children} }
            if busy {
                span { class: "button-wheel", "aria-hidden": "true" }
            }
        }
    }
}

/// A link that looks like a button: it goes somewhere, where a button does something.
///
/// ```rust
/// rsx! {
///     LinkButton { to: "/doctors", "Find a doctor" }
/// }
/// ```
#[component]
pub fn LinkButton(
    /// Where it goes: a path or a route.
    #[props(into)]
    to: NavigationTarget,
    /// How much it weighs.
    #[props(default)]
    kind: ButtonKind,
    /// Further classes: `small`, `wide`.
    #[props(into, default)]
    class: String,
    /// What it says.
    children: Element,
) -> Element {
    let href = match to {
        NavigationTarget::Internal(path) | NavigationTarget::External(path) => path,
    };
    rsx! {
        Anchor { href, class: "{kind.class()} {class}",
            span { class: "button-label", {children} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    #[test]
    fn it_does_not_submit_unless_told() {
        let html = render(|| {
            rsx! {
                Button { "Show" }
            }
        });
        assert!(html.contains(r#"type="button""#), "{html}");
        assert!(
            !html.contains("disabled") && !html.contains("aria-busy"),
            "{html}"
        );
    }

    #[test]
    fn busy_says_so_and_cannot_be_pressed() {
        let html = render(|| {
            rsx! {
                Button { r#type: "submit", busy: true, name: "go", value: "1", "Log in" }
            }
        });
        assert!(
            html.contains(r#"aria-busy="true""#) && html.contains("disabled"),
            "{html}"
        );
        assert!(html.contains("Log in</span>"), "the label stays: {html}");
        assert!(
            html.contains(r#"name="go""#) && html.contains(r#"value="1""#),
            "{html}"
        );
    }

    #[test]
    fn a_link_button_is_a_link() {
        let html = render(|| {
            rsx! {
                LinkButton { to: "/doctors", kind: ButtonKind::Secondary, "Find a doctor" }
            }
        });
        assert!(
            html.starts_with(r#"<a href="/doctors""#) && html.contains("button secondary"),
            "{html}"
        );
    }
}
