//! Tabs that are links: each has an address, and none needs JavaScript.

use dioxus::prelude::*;

use super::{Anchor, words::thousands};

/// One tab of [`LinkTabs`].
#[derive(Clone, Debug, PartialEq)]
pub struct LinkTab {
    /// What the tab shows.
    pub label: String,
    /// How many things are behind it.
    pub count: Option<i64>,
    /// Its address.
    pub to: String,
    /// Whether it is shown now.
    pub current: bool,
}

/// Different cuts of one list, side by side, with how much is in each.
///
/// ```rust
/// rsx! {
///     LinkTabs {
///         label: "Status",
///         tabs: vec![LinkTab { label: "Booked".into(), count: Some(12), to: "?status=booked".into(), current: true }],
///     }
/// }
/// ```
#[component]
pub fn LinkTabs(
    /// What the tabs choose between, for screen readers.
    #[props(into)]
    label: String,
    /// The tabs, in order.
    tabs: Vec<LinkTab>,
) -> Element {
    rsx! {
        nav { class: "tabs", "aria-label": label,
            ul {
                for tab in tabs {
                    li { key: "{tab.label}",
                        Anchor {
                            href: tab.to,
                            class: "tab",
                            "aria-current": tab.current.then_some("page"),
                            "{tab.label}"
                            if let Some(count) = tab.count {
                                " "
                                span { class: "tab-count", {thousands(count)} }
                            }
                        }
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
    fn the_tab_shown_is_marked() {
        let html = render(|| {
            let tab = |label: &str, count, current| LinkTab {
                label: label.into(),
                count,
                to: format!("/x?status={label}"),
                current,
            };
            rsx! {
                LinkTabs { label: "Status", tabs: vec![tab("All", None, false), tab("Booked", Some(1200), true)] }
            }
        });
        assert!(
            html.starts_with(r#"<nav class="tabs" aria-label="Status""#),
            "{html}"
        );
        assert_eq!(html.matches(r#"aria-current="page""#).count(), 1, "{html}");
        assert!(
            html.contains(r#"Booked <span class="tab-count">1,200</span>"#),
            "{html}"
        );
    }
}
