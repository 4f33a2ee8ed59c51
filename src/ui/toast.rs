//! Toasts: a word, for a moment, about what went well.

use dioxus::prelude::*;

use super::{Icon, IconName};

/// The animation in `overlays.css` that is the life of a toast. The style sheet keeps the time, six
/// seconds, and stops the clock while the toast is pointed at or focused; its end removes the toast.
const LIFE: &str = "toast-life";

/// One message and the number that tells it from others.
#[derive(Clone, Debug, PartialEq)]
struct Toast {
    number: u64,
    message: String,
}

/// The messages shown now. Get it with [`use_toast`].
#[derive(Clone, Copy, PartialEq)]
pub struct Toasts {
    shown: Signal<Vec<Toast>>,
    count: Signal<u64>,
}

impl Toasts {
    /// Shows a message; it goes away by itself.
    pub fn push(&self, message: impl Into<String>) {
        let Self {
            mut shown,
            mut count,
        } = *self;
        let number = *count.peek();
        count.set(number + 1);
        shown.write().push(Toast {
            number,
            message: message.into(),
        });
    }

    fn remove(&self, number: u64) {
        let mut shown = self.shown;
        shown.write().retain(|toast| toast.number != number);
    }
}

/// The toasts of this page, below a [`ToastProvider`].
///
/// ```rust
/// let toasts = use_toast();
/// toasts.push("Appointment cancelled");
/// ```
pub fn use_toast() -> Toasts {
    use_context()
}

/// Gives everything in it a place for toasts: a live region that is there from the start, since
/// screen readers announce only what appears in a region they know already.
///
/// ```rust
/// rsx! {
///     ToastProvider { Outlet::<Route> {} }
/// }
/// ```
#[component]
pub fn ToastProvider(
    /// The page.
    children: Element,
) -> Element {
    let toasts = use_context_provider(|| Toasts {
        shown: Signal::new(Vec::new()),
        count: Signal::new(0),
    });
    rsx! {
        {children}
        Region { toasts }
    }
}

#[component]
fn Region(toasts: Toasts) -> Element {
    rsx! {
        div { class: "toasts", role: "status", "aria-live": "polite",
            for toast in toasts.shown.read().iter().cloned() {
                div {
                    key: "{toast.number}",
                    class: "toast",
                    onanimationend: move |event| {
                        if event.animation_name() == LIFE {
                            toasts.remove(toast.number);
                        }
                    },
                    Icon { name: IconName::CircleCheck }
                    p { "{toast.message}" }
                    button {
                        class: "toast-dismiss",
                        r#type: "button",
                        onclick: move |_| toasts.remove(toast.number),
                        Icon { name: IconName::X, label: "Dismiss" }
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

    #[component]
    fn Pushes(messages: Vec<String>) -> Element {
        let toasts = use_toast();
        use_hook(|| messages.iter().for_each(|message| toasts.push(message)));
        rsx! {
            p { "Page" }
        }
    }

    #[test]
    fn the_region_is_there_before_any_message() {
        let html = render(|| {
            rsx! {
                ToastProvider { p { "Page" } }
            }
        });
        assert!(
            html.contains(r#"role="status" aria-live="polite""#),
            "{html}"
        );
        assert!(!html.contains("toast-dismiss"), "{html}");
    }

    #[test]
    fn messages_are_shown_in_order_and_can_be_dismissed() {
        let mut dom = VirtualDom::new(|| {
            rsx! {
                ToastProvider { Pushes { messages: vec!["Saved".into(), "Sent".into()] } }
            }
        });
        dom.rebuild_in_place();
        dom.render_immediate(&mut dioxus::core::NoOpMutations);
        let html = dioxus::ssr::render(&dom);
        assert!(html.find("Saved") < html.find("Sent"), "{html}");
        assert_eq!(html.matches(r#"aria-label="Dismiss""#).count(), 2, "{html}");
    }

    #[test]
    fn the_style_sheet_has_the_animation() {
        let sheet = include_str!("../../assets/css/overlays.css");
        assert!(sheet.contains(&format!("@keyframes {LIFE}")));
    }
}
