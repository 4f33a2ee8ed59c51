//! What a page asks of the window it is in. On the server nothing happens.

#[cfg(feature = "web")]
pub use crate::web::{
    absolute, attended, copy, focus, milliseconds, pause, play, print, reachable, refocus,
    scroll_to, unlikely, visible,
};

#[cfg(not(feature = "web"))]
pub use elsewhere::{
    absolute, attended, copy, focus, milliseconds, pause, play, print, refocus, scroll_to,
    unlikely, visible,
};

#[cfg(feature = "desktop")]
pub use installed::reachable;

#[cfg(not(any(feature = "web", feature = "desktop")))]
pub use rendered::reachable;

#[cfg(feature = "desktop")]
mod installed {
    use crate::offline::source;

    /// Whether there is any use in asking the server now: the app has not found it to be away.
    pub fn reachable() -> bool {
        !source::is_server_away()
    }
}

#[cfg(not(any(feature = "web", feature = "desktop")))]
mod rendered {
    /// Whether there is any use in asking the server now: this is the server.
    pub fn reachable() -> bool {
        true
    }
}

#[cfg(not(feature = "web"))]
mod elsewhere {
    use std::hash::{BuildHasher as _, RandomState};

    use dioxus::prelude::document;

    /// Puts the focus on the first element this CSS selector finds.
    pub fn focus(selector: &str) {
        document::eval(&format!("document.querySelector({selector:?})?.focus()"));
    }

    /// Puts the focus there if nothing has it: what had it has left the page.
    pub fn refocus(selector: &str) {
        document::eval(&format!(
            "if (document.activeElement === document.body) document.querySelector({selector:?})?.focus()"
        ));
    }

    /// Scrolls what holds `target` within `pane`, so that it stands in its upper third.
    pub fn scroll_to(pane: &str, target: &str) {
        document::eval(&format!(
            "const pane = document.querySelector({pane:?}), target = document.querySelector({target:?});
            if (pane && target) pane.scrollTop += target.getBoundingClientRect().top
                - pane.getBoundingClientRect().top - pane.clientHeight / 3"
        ));
    }

    /// Opens the print dialog.
    pub fn print() {
        document::eval("window.print()");
    }

    /// Plays the sound that this CSS selector finds, from its beginning.
    pub fn play(selector: &str) {
        document::eval(&format!(
            "const sound = document.querySelector({selector:?});
             if (sound) {{ sound.currentTime = 0; sound.play().catch(() => {{}}); }}"
        ));
    }

    /// A path with the server's address before it; an address is left as it is.
    pub fn absolute(path: &str) -> String {
        if path.starts_with('/') {
            format!("{}{path}", dioxus_fullstack::get_server_url())
        } else {
            path.to_owned()
        }
    }

    /// Puts a text on the clipboard.
    pub fn copy(text: &str) {
        document::eval(&format!("navigator.clipboard.writeText({text:?})"));
    }

    /// Lets so much time pass.
    #[cfg(feature = "desktop")]
    pub async fn pause(milliseconds: u32) {
        tokio::time::sleep(std::time::Duration::from_millis(milliseconds.into())).await;
    }

    /// Lets so much time pass.
    #[cfg(not(feature = "desktop"))]
    pub async fn pause(milliseconds: u32) {
        let script = format!("await new Promise((done) => setTimeout(done, {milliseconds}))");
        // A window that cannot run it is gone, and with it whoever waits.
        let _ = document::eval(&script).await;
    }

    /// Whether somebody is at the page: the installed app locks by itself when nobody is.
    pub fn attended() -> bool {
        true
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
