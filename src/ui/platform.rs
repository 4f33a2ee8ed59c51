//! What a page asks of the window it is in. On the server nothing happens.

#[cfg(feature = "web")]
pub use crate::web::{copy, focus, print};

#[cfg(not(feature = "web"))]
pub use elsewhere::{copy, focus, print};

#[cfg(not(feature = "web"))]
mod elsewhere {
    use dioxus::prelude::document;

    /// Puts the focus on the first element this CSS selector finds.
    pub fn focus(selector: &str) {
        document::eval(&format!("document.querySelector({selector:?})?.focus()"));
    }

    /// Opens the print dialog.
    pub fn print() {
        document::eval("window.print()");
    }

    /// Puts a text on the clipboard.
    pub fn copy(text: &str) {
        document::eval(&format!("navigator.clipboard.writeText({text:?})"));
    }
}
