//! Tables: dense, scrolling in themselves, sorted through links.

use dioxus::prelude::*;

use super::{Anchor, Icon, IconName};

/// Which way a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortDirection {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// What sorting by a column takes.
#[derive(Clone, Debug, PartialEq)]
pub struct SortLink {
    /// The address of the list sorted by this column, or the other way round if it is already.
    pub href: String,
    /// How the list is sorted by this column now.
    pub direction: Option<SortDirection>,
}

/// One column of a [`DataTable`].
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Tells columns apart.
    pub key: String,
    /// The heading. Empty for a column of buttons, which then is a plain cell.
    pub label: String,
    /// How to sort by it.
    pub sort: Option<SortLink>,
    /// Whether it holds numbers, which stand at the end side.
    pub numeric: bool,
}

impl Column {
    /// A column of text that is not sorted.
    pub fn new(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            label: label.into(),
            sort: None,
            numeric: false,
        }
    }

    /// The same, holding numbers. Give its cells the class `numeric` too.
    #[must_use]
    pub fn numeric(self) -> Self {
        Self {
            numeric: true,
            ..self
        }
    }

    /// The same, sorted through a link.
    #[must_use]
    pub fn sorted(self, sort: SortLink) -> Self {
        Self {
            sort: Some(sort),
            ..self
        }
    }
}

/// A table with a caption, sortable headings, and rows of its caller's making. Wider than the page,
/// it scrolls in itself, by keyboard too.
///
/// ```rust
/// rsx! {
///     DataTable { caption: "Doctors", columns: vec![Column::new("name", "Name")],
///         for doctor in doctors {
///             tr { key: "{doctor.id}", th { scope: "row", "{doctor.full_name}" } }
///         }
///     }
/// }
/// ```
#[component]
pub fn DataTable(
    /// What the table lists; heard, not seen, since a heading stands above it.
    #[props(into)]
    caption: String,
    /// The columns, in order.
    columns: Vec<Column>,
    /// Close rows, for those who work with it all day.
    #[props(default = true)]
    dense: bool,
    /// The rows: `tr` elements.
    children: Element,
) -> Element {
    rsx! {
        div {
            class: if dense { "table-scroll dense" } else { "table-scroll" },
            role: "region",
            tabindex: "0",
            "aria-label": "{caption}",
            table { class: "table",
                caption { class: "visually-hidden", "{caption}" }
                thead {
                    tr {
                        for column in columns {
                            Heading { key: "{column.key}", column }
                        }
                    }
                }
                tbody { {children} }
            }
        }
    }
}

#[component]
fn Heading(column: Column) -> Element {
    let class = column.numeric.then_some("numeric");
    if column.label.is_empty() {
        return rsx! {
            td { class }
        };
    }
    let Some(sort) = column.sort else {
        return rsx! {
            th { class, scope: "col", "{column.label}" }
        };
    };
    let (state, icon) = match sort.direction {
        Some(SortDirection::Ascending) => (Some("ascending"), IconName::ChevronUp),
        Some(SortDirection::Descending) => (Some("descending"), IconName::ChevronDown),
        None => (None, IconName::ChevronsUpDown),
    };
    rsx! {
        th { class, scope: "col", "aria-sort": state,
            Anchor { href: sort.href, class: "sort",
                "{column.label}"
                Icon { name: icon }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    #[test]
    fn headings_sort_by_links_and_say_how() {
        let html = render(|| {
            let sort = |href: &str, direction| SortLink {
                href: href.into(),
                direction,
            };
            let columns = vec![
                Column::new("name", "Name")
                    .sorted(sort("/x?sort=-name", Some(SortDirection::Ascending))),
                Column::new("load", "Load")
                    .numeric()
                    .sorted(sort("/x?sort=load", None)),
                Column::new("state", "State"),
                Column::new("actions", ""),
            ];
            rsx! {
                DataTable { caption: "Doctors", columns,
                    tr {
                        td { "Ada" }
                    }
                }
            }
        });
        assert_eq!(html.matches("aria-sort").count(), 1, "{html}");
        assert!(
            html.contains(r#"scope="col" aria-sort="ascending"><a href="/x?sort=-name""#),
            "{html}"
        );
        assert!(
            html.contains(r#"<th class="numeric" scope="col"><a href="/x?sort=load""#),
            "{html}"
        );
        assert!(
            html.contains("<th scope=\"col\">State</th><td></td>"),
            "no empty headings: {html}"
        );
    }

    #[test]
    fn it_scrolls_by_keyboard_and_has_a_name() {
        let html = render(|| {
            rsx! {
                DataTable { caption: "Doctors", columns: vec![], dense: false }
            }
        });
        assert!(
            html.contains(r#"role="region" tabindex="0" aria-label="Doctors""#),
            "{html}"
        );
        assert!(
            html.contains(">Doctors</caption>") && !html.contains("dense"),
            "{html}"
        );
    }
}
