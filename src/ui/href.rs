//! Links: plain `<a href>` that the client-side router takes over once the page is alive.

use std::{fmt, rc::Rc};

use dioxus::{html::input_data::MouseButton, prelude::*, router::try_router};

/// A function from what a link is about (a page number, a date) to its address.
///
/// Any closure becomes one: `href: move |page: u32| format!("/patients?page={page}")`. Two of them
/// are never equal, because what closures have captured cannot be compared; so a widget with links
/// is drawn again whenever its parent is, and never shows addresses of before.
pub struct Href<T: 'static>(Rc<dyn Fn(T) -> String>);

impl<T> Href<T> {
    /// The address for `about`.
    pub fn of(&self, about: T) -> String {
        (self.0)(about)
    }
}

impl<T, F: Fn(T) -> String + 'static> From<F> for Href<T> {
    fn from(function: F) -> Self {
        Self(Rc::new(function))
    }
}

impl<T> Clone for Href<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> PartialEq for Href<T> {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

impl<T> fmt::Debug for Href<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Href")
    }
}

/// Whether the client-side router can show this address by itself: a path of ours, and no download.
fn is_page(href: &str) -> bool {
    href.starts_with('/') && !href.starts_with("//") && !href.starts_with("/api/")
}

/// A link to a page, followed without a reload where the router runs, by the browser elsewhere.
///
/// Unlike the router's own `Link` it leaves `aria-current` to its caller, and leaves addresses under
/// `/api/` (downloads) and of other sites to the browser.
///
/// ```rust
/// rsx! {
///     Anchor { href: "/doctors?q=heart", class: "chip", "aria-current": "true", "Heart" }
/// }
/// ```
#[component]
pub fn Anchor(
    /// The address: a path of ours, `/doctors/3`, or any other address.
    #[props(into)]
    href: String,
    /// Classes for the `<a>`.
    #[props(into)]
    class: Option<String>,
    /// Called with the element once it is in the page.
    onmounted: Option<EventHandler<MountedEvent>>,
    /// Called when it gets the focus.
    onfocus: Option<EventHandler<FocusEvent>>,
    /// Any further attribute: `aria_label`, `tabindex`, `"aria-current"`.
    #[props(extends = GlobalAttributes, extends = a)]
    attributes: Vec<Attribute>,
    /// What the link says.
    children: Element,
) -> Element {
    let target = href.clone();
    let follow = move |event: MouseEvent| {
        let plain_click =
            event.modifiers().is_empty() && event.trigger_button() == Some(MouseButton::Primary);
        if let Some(router) = try_router().filter(|_| plain_click && is_page(&target)) {
            event.prevent_default();
            router.push(target.clone());
        }
    };
    rsx! {
        a {
            href,
            class,
            onclick: follow,
            onmounted: move |event| {
                if let Some(handler) = onmounted {
                    handler.call(event);
                }
            },
            onfocus: move |event| {
                if let Some(handler) = onfocus {
                    handler.call(event);
                }
            },
            ..attributes,
            {children}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    #[test]
    fn only_pages_are_taken_from_the_browser() {
        assert!(is_page("/doctors?q=a"));
        assert!(!is_page("/api/admin/appointments.csv"));
        assert!(!is_page("//elsewhere.example/"));
        assert!(!is_page("tel:+49301234"));
    }

    #[test]
    fn it_is_a_plain_link() {
        let html = render(|| {
            rsx! {
                Anchor { href: "/doctors?q=a&b", class: "chip", "aria-current": "true", "Heart" }
            }
        });
        assert!(html.contains(r#"href="/doctors?q=a&#38;b""#), "{html}");
        assert!(
            html.contains(r#"class="chip""#) && html.contains(r#"aria-current="true""#),
            "{html}"
        );
        assert!(html.contains(">Heart</a>"), "{html}");
    }

    #[test]
    fn hrefs_of_closures_are_computed() {
        let status = String::from("booked");
        let href: Href<u32> = (move |page: u32| format!("/x?status={status}&page={page}")).into();
        assert_eq!(href.clone().of(2), "/x?status=booked&page=2");
        assert_ne!(
            href,
            href.clone(),
            "never equal, so that links are always drawn anew"
        );
    }
}
