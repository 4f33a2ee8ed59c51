//! Cards: a sheet of paper on the page.

use dioxus::prelude::*;

/// A sheet that groups what belongs together.
///
/// ```rust
/// rsx! {
///     Card { title: "Opening hours", p { "Monday to Friday, 09:00 to 17:00" } }
/// }
/// ```
#[component]
pub fn Card(
    /// Heading (`h2`) of the card.
    #[props(into)]
    title: Option<String>,
    /// Further classes, such as `span-2` on a dashboard.
    #[props(into, default)]
    class: String,
    /// What stands at the end of the title's line: a link, a badge.
    action: Option<Element>,
    /// What the card holds.
    children: Element,
) -> Element {
    rsx! {
        section { class: "card {class}",
            if let Some(title) = title {
                div { class: "card-head",
                    h2 { "{title}" }
                    {action}
                }
            }
            {children}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    #[test]
    fn a_titled_card_has_a_heading() {
        let html = render(|| {
            rsx! {
                Card { title: "Today", class: "span-2", action: rsx! { a { href: "/desk", "All" } }, "12" }
            }
        });
        assert!(
            html.starts_with(r#"<section class="card span-2">"#),
            "{html}"
        );
        assert!(
            html.contains("<h2>Today</h2>") && html.contains(r#"<a href="/desk">All</a>"#),
            "{html}"
        );
    }

    #[test]
    fn an_untitled_card_has_none() {
        let html = render(|| {
            rsx! {
                Card { "Text" }
            }
        });
        assert!(
            !html.contains("<h2") && !html.contains("card-head"),
            "{html}"
        );
    }
}
