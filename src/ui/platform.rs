//! What a page asks of the window it is in. On the server nothing happens.

#[cfg(feature = "web")]
pub use crate::web::{copy, focus, milliseconds, pause, print, unlikely, visible};

#[cfg(not(feature = "web"))]
pub use elsewhere::{copy, focus, milliseconds, pause, print, unlikely, visible};

#[cfg(not(feature = "web"))]
mod elsewhere {
    use std::hash::{BuildHasher as _, RandomState};

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

    /// Lets so much time pass.
    pub async fn pause(milliseconds: u32) {
        let script = format!("await new Promise((done) => setTimeout(done, {milliseconds}))");
        // A window that cannot run it is gone, and with it whoever waits.
        let _ = document::eval(&script).await;
    }

    /// Whether somebody can see the page; other tabs may be in front of it.
    pub fn visible() -> bool {
        true
    }

    /// What this machine's clock shows, for measuring how much time has passed.
    pub fn milliseconds() -> i64 {
        jiff::Timestamp::now().as_millisecond()
    }

    /// A text of 32 characters that is unlikely to be made a second time, here or elsewhere.
    pub fn unlikely() -> String {
        // The standard library seeds each of its hashers anew, from the system's random numbers.
        let number = || RandomState::new().hash_one(jiff::Timestamp::now());
        format!("{:016x}{:016x}", number(), number())
    }
}
