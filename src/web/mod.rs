//! The browser: what the page does to its window, without `eval`, which the
//! Content-Security-Policy forbids.

mod document;

pub use document::provide_document;

use wasm_bindgen::JsCast as _;

/// Puts the focus on the first element this CSS selector finds.
pub fn focus(selector: &str) {
    let found = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// Opens the print dialog.
pub fn print() {
    if let Some(window) = web_sys::window() {
        // A browser that cannot print says so itself.
        let _ = window.print();
    }
}

/// Puts a text on the clipboard.
pub fn copy(text: &str) {
    if let Some(window) = web_sys::window() {
        // The browser asks or refuses by itself; the text stays on the page to copy by hand.
        let _ = window.navigator().clipboard().write_text(text);
    }
}
