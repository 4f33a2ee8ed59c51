//! What stands in for a list while it loads.

use dioxus::prelude::*;

/// Grey lines in the place of what is on its way. They appear after 200 ms, by the style sheet, so
/// that quick answers do not flicker.
///
/// ```rust
/// rsx! {
///     Skeleton { lines: 6, label: "Loading appointments" }
/// }
/// ```
#[component]
pub fn Skeleton(
    /// How many lines.
    #[props(default = 3)]
    lines: u32,
    /// What screen readers say meanwhile.
    #[props(into, default = "Loading".to_owned())]
    label: String,
) -> Element {
    rsx! {
        div { class: "skeleton", role: "status",
            span { class: "visually-hidden", "{label}" }
            for _ in 0..lines {
                span { class: "skeleton-line", "aria-hidden": "true" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    #[test]
    fn it_says_that_something_loads() {
        let html = render(|| {
            rsx! {
                Skeleton { lines: 2, label: "Loading visits" }
            }
        });
        assert!(
            html.contains(r#"role="status""#) && html.contains("Loading visits"),
            "{html}"
        );
        assert_eq!(html.matches("skeleton-line").count(), 2);
    }
}
