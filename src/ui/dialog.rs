//! Dialogs on the browser's own `<dialog>`, which keeps the focus inside and gives it back after.

use std::rc::Rc;

use dioxus::prelude::*;

use super::{Icon, IconName};

/// A dialog over the page, shown while `open` is true. Escape and its close button set `open` to
/// false; a click beside it does not, so that nothing typed is lost by a slip.
///
/// What it holds is drawn anew each time it opens. A page rendered with `open` true on the server
/// shows it without JavaScript too.
///
/// ```rust
/// let mut open = use_signal(|| false);
/// rsx! {
///     Button { onclick: move |_| open.set(true), "Add doctor" }
///     Dialog { open, title: "Add doctor", AddDoctorForm {} }
/// }
/// ```
#[component]
pub fn Dialog(
    /// Whether it is shown.
    open: Signal<bool>,
    /// Its heading and name.
    #[props(into)]
    title: String,
    /// Its id, where a page has several.
    #[props(into, default = "dialog".to_owned())]
    id: String,
    /// Called after it was closed by its reader.
    onclose: Option<EventHandler<()>>,
    /// What it holds.
    children: Element,
) -> Element {
    let mut open = open;
    let mut element = use_signal(|| None::<Rc<MountedData>>);
    let name = id.clone();
    use_effect(move || {
        let shown = open();
        if let Some(element) = element() {
            modal::show(&element, &name, shown);
        }
    });
    let mut close = move || {
        if *open.peek() {
            open.set(false);
            if let Some(handler) = onclose {
                handler.call(());
            }
        }
    };
    rsx! {
        dialog {
            class: "dialog",
            id: "{id}",
            "aria-labelledby": "{id}-title",
            open: modal::BY_ATTRIBUTE && open(),
            onmounted: move |event| element.set(Some(event.data())),
            oncancel: move |event| {
                event.prevent_default();
                close();
            },
            onkeydown: move |event| {
                if modal::BY_ATTRIBUTE && event.key() == Key::Escape {
                    close();
                }
            },
            h2 { class: "dialog-title", id: "{id}-title", "{title}" }
            if open() {
                {children}
            }
            // Last, so that opening focuses the first field rather than the way out.
            button {
                class: "dialog-close",
                r#type: "button",
                onclick: move |_| close(),
                Icon { name: IconName::X, label: "Close" }
            }
        }
    }
}

/// Browsers: modal, with everything behind it out of reach.
#[cfg(feature = "web")]
mod modal {
    use dioxus::prelude::MountedData;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlDialogElement};

    /// Whether the `open` attribute shows the dialog.
    pub(super) const BY_ATTRIBUTE: bool = false;

    /// Opens or closes the dialog.
    pub(super) fn show(element: &MountedData, _: &str, shown: bool) {
        let Some(dialog) = element
            .downcast::<Element>()
            .and_then(|element| element.dyn_ref::<HtmlDialogElement>())
        else {
            return;
        };
        if !shown {
            dialog.close();
        } else if !dialog.matches(":modal").unwrap_or(false) {
            // The server may have sent it open, and what is open cannot be made modal.
            dialog.set_open(false);
            // Fails only for a dialog that has left the page.
            let _ = dialog.show_modal();
        }
    }
}

/// Elsewhere: shown by its attribute. In the installed app a modal one would put the lock out of reach as well.
#[cfg(not(feature = "web"))]
mod modal {
    use dioxus::prelude::{MountedData, document};

    /// Whether the `open` attribute shows the dialog.
    pub(super) const BY_ATTRIBUTE: bool = true;

    /// Takes the focus into the dialog, and gives it back.
    pub(super) fn show(_: &MountedData, id: &str, shown: bool) {
        document::eval(&format!(
            "const dialog = document.getElementById({id:?});
             const inside = 'input:not([type=hidden]), select, textarea, a[href], button';
             if (!dialog) {{
             }} else if ({shown}) {{
                 dialog.opener = document.activeElement;
                 if (!dialog.contains(document.activeElement)) {{
                     dialog.querySelector(inside)?.focus();
                 }}
             }} else if (dialog.opener?.isConnected) {{
                 dialog.opener.focus();
                 dialog.opener = null;
             }}"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    #[test]
    fn closed_it_holds_nothing() {
        let html = render(|| {
            let open = use_signal(|| false);
            rsx! {
                Dialog { open, title: "Add doctor", p { "Fields" } }
            }
        });
        assert!(!html.contains("Fields") && !html.contains("open"), "{html}");
    }

    #[test]
    fn open_it_is_named_by_its_title() {
        let html = render(|| {
            let open = use_signal(|| true);
            rsx! {
                Dialog { open, title: "Add doctor", id: "add", p { "Fields" } }
            }
        });
        assert!(
            html.contains(r#"aria-labelledby="add-title""#) && html.contains(" open"),
            "{html}"
        );
        assert!(html.contains(r#"id="add-title">Add doctor</h2>"#), "{html}");
        let (fields, close) = (html.find("Fields"), html.find("dialog-close"));
        assert!(fields < close, "the close button comes last: {html}");
    }
}
