//! Notices: a message that stays in the page.

use dioxus::prelude::*;

use super::{Icon, IconName, Tone};

/// A message in the page. `role: "alert"` for what went wrong just now, `role: "status"` for what
/// went well; none when it was there from the start.
///
/// ```rust
/// rsx! {
///     Notice { tone: Tone::Danger, role: "alert", title: "This time was taken meanwhile",
///         p { "Your reason is kept. Please pick another time." }
///     }
/// }
/// ```
#[component]
pub fn Notice(
    /// What the message means to its reader.
    #[props(default = Tone::Info)]
    tone: Tone,
    /// The message in one line.
    #[props(into)]
    title: Option<String>,
    /// `alert` or `status`.
    #[props(into)]
    role: Option<String>,
    /// The rest of the message.
    children: Element,
) -> Element {
    let icon = match tone {
        Tone::Neutral | Tone::Info => IconName::Info,
        Tone::Success => IconName::CircleCheck,
        Tone::Warning => IconName::TriangleAlert,
        Tone::Danger => IconName::CircleAlert,
    };
    rsx! {
        div { class: "notice {tone.class()}", role,
            Icon { name: icon }
            div { class: "notice-text",
                if let Some(title) = title {
                    p { class: "notice-title", "{title}" }
                }
                {children}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    #[test]
    fn an_alert_is_announced() {
        let html = render(|| {
            rsx! {
                Notice { tone: Tone::Danger, role: "alert", title: "Taken", "Pick another" }
            }
        });
        assert!(
            html.starts_with(r#"<div class="notice danger" role="alert""#),
            "{html}"
        );
        assert!(
            html.contains(r#"<p class="notice-title">Taken</p>"#),
            "{html}"
        );
    }

    #[test]
    fn without_a_role_it_is_plain_text() {
        let html = render(|| {
            rsx! {
                Notice { "The clinic is closed on Friday." }
            }
        });
        assert!(
            html.contains(r#"class="notice info""#) && !html.contains("role"),
            "{html}"
        );
    }
}
