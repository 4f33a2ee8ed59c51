//! One number of a dashboard.

use dioxus::prelude::*;

use super::{Anchor, Tone};

/// A number with its name; with an address the whole tile is a link to what was counted.
///
/// ```rust
/// rsx! {
///     div { class: "stat-grid",
///         Stat { label: "Booked today", value: "38", href: "/admin/appointments?status=booked" }
///     }
/// }
/// ```
#[component]
pub fn Stat(
    /// What is counted.
    #[props(into)]
    label: String,
    /// The number, as text.
    #[props(into)]
    value: String,
    /// Where the counted things are listed.
    #[props(into)]
    href: Option<String>,
    /// Draws the eye when the number means something.
    #[props(default)]
    tone: Tone,
    /// A small remark under the number: `of 64`, `2 more than last week`.
    #[props(into)]
    note: Option<String>,
) -> Element {
    let class = format!("stat {}", tone.class());
    let content = rsx! {
        span { class: "stat-label", "{label}" }
        " "
        span { class: "stat-value", "{value}" }
        if let Some(note) = note {
            " "
            span { class: "stat-note", "{note}" }
        }
    };
    match href {
        Some(href) => rsx! {
            Anchor { href, class, {content} }
        },
        None => rsx! {
            p { class, {content} }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    #[test]
    fn a_number_links_to_what_it_counts() {
        let html = render(|| {
            rsx! {
                Stat { label: "Arrived", value: "12", href: "/desk?status=arrived", tone: Tone::Success, note: "of 38" }
            }
        });
        assert!(html.contains(r#"href="/desk?status=arrived""#), "{html}");
        assert!(html.contains(r#"class="stat success""#), "{html}");
        assert!(
            html.contains("12</span> <span class=\"stat-note\">of 38"),
            "words apart for screen readers: {html}"
        );
    }

    #[test]
    fn without_an_address_it_is_text() {
        let html = render(|| {
            rsx! {
                Stat { label: "Rooms", value: "4" }
            }
        });
        assert!(html.starts_with("<p class=\"stat neutral\">"), "{html}");
    }
}
