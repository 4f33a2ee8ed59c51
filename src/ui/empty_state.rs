//! What a list says when there is nothing in it.

use dioxus::prelude::*;

use super::{Icon, IconName};

/// Says that there is nothing, and offers what to do about it.
///
/// ```rust
/// rsx! {
///     EmptyState { title: "No doctor matches", icon: IconName::Search,
///         LinkButton { to: "/doctors", kind: ButtonKind::Secondary, "Show all doctors" }
///     }
/// }
/// ```
#[component]
pub fn EmptyState(
    /// What is not there, in a few words.
    #[props(into)]
    title: String,
    /// A picture of what would be here.
    icon: IconName,
    /// An explanation, and the way out.
    children: Element,
) -> Element {
    rsx! {
        div { class: "empty",
            span { class: "empty-icon",
                Icon { name: icon }
            }
            p { class: "empty-title", "{title}" }
            {children}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    #[test]
    fn it_names_what_is_missing_and_offers_a_way_out() {
        let html = render(|| {
            rsx! {
                EmptyState { title: "No doctor matches", icon: IconName::Search, a { href: "/doctors", "Show all" } }
            }
        });
        assert!(
            html.contains(r#"<p class="empty-title">No doctor matches</p>"#),
            "{html}"
        );
        assert!(
            html.contains(r#"<a href="/doctors">Show all</a>"#),
            "{html}"
        );
    }
}
