//! The way through a list of several pages.

use dioxus::prelude::*;

use super::{Anchor, Href, Icon, IconName, words::plural};

/// Says which page this is and of how much, with links to its neighbours, the first and the last.
///
/// ```rust
/// rsx! {
///     Pagination { page: 2, pages: 7, total: 132, noun: "appointment", href: move |page: u32| format!("?page={page}") }
/// }
/// ```
#[component]
pub fn Pagination(
    /// Which page, from 1.
    page: u32,
    /// How many pages.
    pages: u32,
    /// How many entries on all pages.
    total: u64,
    /// What the entries are, singular.
    #[props(into)]
    noun: String,
    /// The address of a page.
    #[props(into)]
    href: Href<u32>,
) -> Element {
    ways(page, pages, total, &noun, &|to, rel, label, content| {
        rsx! {
            Anchor { href: href.of(to), class: "page-link", rel, "aria-label": label, {content} }
        }
    })
}

/// As [`Pagination`], for a list whose pages have no addresses, since none may say what was searched for.
///
/// ```rust
/// rsx! {
///     PageButtons { page: page(), pages: 7, total: 132, noun: "patient", onpage: move |to: u32| page.set(to) }
/// }
/// ```
#[component]
pub fn PageButtons(
    /// Which page, from 1.
    page: u32,
    /// How many pages.
    pages: u32,
    /// How many entries on all pages.
    total: u64,
    /// What the entries are, singular.
    #[props(into)]
    noun: String,
    /// Called with the page to show.
    onpage: EventHandler<u32>,
) -> Element {
    ways(page, pages, total, &noun, &|to, _, label, content| {
        rsx! {
            button {
                class: "page-link",
                r#type: "button",
                "aria-label": label,
                onclick: move |_| onpage.call(to),
                {content}
            }
        }
    })
}

/// How one gets to a page: which one, the `rel` of a link there, its accessible name, and what is seen of it.
type Way<'a> = &'a dyn Fn(u32, Option<&'static str>, &'static str, Element) -> Element;

fn ways(page: u32, pages: u32, total: u64, noun: &str, way: Way<'_>) -> Element {
    let total = plural(i64::try_from(total).unwrap_or(i64::MAX), noun);
    if pages <= 1 {
        return rsx! {
            p { class: "pagination-total tabular", "{total}" }
        };
    }
    let go = |to, rel, label, content| {
        rsx! {
            li { {way(to, rel, label, content)} }
        }
    };
    rsx! {
        nav { class: "pagination", "aria-label": "Pagination",
            p { class: "pagination-total tabular", "Page {page} of {pages}, {total}" }
            ul {
                if page > 1 {
                    {go(1, None, "First page", rsx! { "First" })}
                    {go(page - 1, Some("prev"), "Previous page", rsx! {
                        Icon { name: IconName::ChevronLeft }
                        "Previous"
                    })}
                }
                if page < pages {
                    {go(page + 1, Some("next"), "Next page", rsx! {
                        "Next"
                        Icon { name: IconName::ChevronRight }
                    })}
                    {go(pages, None, "Last page", rsx! { "Last" })}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    fn links(page: u32, pages: u32, total: u64) -> Element {
        rsx! {
            Pagination {
                page,
                pages,
                total,
                noun: "appointment",
                href: |page: u32| format!("/x?page={page}"),
            }
        }
    }

    #[test]
    fn in_the_middle_it_goes_both_ways() {
        let html = render(|| links(2, 7, 1320));
        assert!(
            html.contains(r#"<nav class="pagination" aria-label="Pagination""#),
            "{html}"
        );
        assert!(html.contains("Page 2 of 7, 1,320 appointments"), "{html}");
        assert!(
            html.contains(r#"href="/x?page=1""#) && html.contains(r#"href="/x?page=3""#),
            "{html}"
        );
        assert!(
            html.contains(r#"href="/x?page=7""#) && html.contains(r#"rel="next""#),
            "{html}"
        );
    }

    #[test]
    fn at_the_ends_it_goes_one_way() {
        let first = render(|| links(1, 3, 60));
        assert!(
            !first.contains("Previous") && first.contains("Next page"),
            "{first}"
        );
        let last = render(|| links(3, 3, 60));
        assert!(
            last.contains("Previous page") && !last.contains("Next"),
            "{last}"
        );
    }

    #[test]
    fn pages_without_addresses_have_buttons() {
        let html = render(|| {
            rsx! {
                PageButtons { page: 2, pages: 3, total: 60, noun: "patient", onpage: |_: u32| {} }
            }
        });
        assert!(html.contains("Page 2 of 3, 60 patients"), "{html}");
        assert_eq!(html.matches(r#"type="button""#).count(), 4, "{html}");
        assert!(html.contains(r#"aria-label="Next page""#), "{html}");
        assert!(!html.contains("href"), "{html}");
    }

    #[test]
    fn one_page_only_counts() {
        let html = render(|| links(1, 1, 1));
        assert!(
            !html.contains("<nav") && html.contains("1 appointment<"),
            "{html}"
        );
    }
}
