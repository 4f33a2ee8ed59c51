//! The browser: what the page does to its window, without `eval`, which the
//! Content-Security-Policy forbids.

mod attended;
mod document;

pub use attended::{attended, use_attended};
pub use document::provide_document;

use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};

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

/// Puts the focus there if nothing has it: what had it has left the page.
pub fn refocus(selector: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let focused = document.and_then(|document| document.active_element());
    if focused.is_none_or(|element| element.tag_name() == "BODY") {
        focus(selector);
    }
}

/// Scrolls what holds `target` within `pane`, so that it stands in its upper third.
pub fn scroll_to(pane: &str, target: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let found = |selector: &str| {
        let document = document.as_ref()?;
        document.query_selector(selector).ok().flatten()
    };
    if let Some((pane, target)) = found(pane).zip(found(target)) {
        let down = target.get_bounding_client_rect().top() - pane.get_bounding_client_rect().top();
        #[expect(clippy::cast_possible_truncation, reason = "lengths on a screen")]
        let down = down as i32;
        pane.set_scroll_top(pane.scroll_top() + down - pane.client_height() / 3);
    }
}

/// Opens the print dialog.
pub fn print() {
    if let Some(window) = web_sys::window() {
        // A browser that cannot print says so itself.
        let _ = window.print();
    }
}

/// Plays the sound that this CSS selector finds, from its beginning.
pub fn play(selector: &str) {
    thread_local! {
        /// A browser that will not play it before something was pressed stays silent.
        static SILENCE: Closure<dyn FnMut(JsValue)> = Closure::new(|_| {});
    }
    let found = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(sound) =
        found.and_then(|element| element.dyn_into::<web_sys::HtmlMediaElement>().ok())
    {
        sound.set_current_time(0.0);
        if let Ok(playing) = sound.play() {
            SILENCE.with(|silence| drop(playing.catch(silence)));
        }
    }
}

/// A path with the page's own server before it; an address is left as it is.
pub fn absolute(path: &str) -> String {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok());
    match origin {
        Some(origin) if path.starts_with('/') => format!("{origin}{path}"),
        _ => path.to_owned(),
    }
}

/// Puts a text on the clipboard.
pub fn copy(text: &str) {
    if let Some(window) = web_sys::window() {
        // The browser asks or refuses by itself; the text stays on the page to copy by hand.
        let _ = window.navigator().clipboard().write_text(text);
    }
}

/// What the site keeps in this browser, which may refuse it.
pub fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// Lets so much time pass.
pub async fn pause(milliseconds: u32) {
    gloo_timers::future::TimeoutFuture::new(milliseconds).await;
}

/// Whether somebody can see the page; other tabs may be in front of it.
pub fn visible() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| !document.hidden())
}

/// Whether there is any use in asking the server now: somebody looks, and there is a network.
pub fn reachable() -> bool {
    visible() && web_sys::window().is_some_and(|window| window.navigator().on_line())
}

/// What this machine's clock shows, for measuring how much time has passed.
pub fn milliseconds() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "far from the bounds")]
    let now = web_sys::js_sys::Date::now() as i64;
    now
}

/// A text of 32 characters that is unlikely to be made a second time, here or elsewhere.
pub fn unlikely() -> String {
    let mut bytes = [0; 16];
    let random = web_sys::window()
        .and_then(|window| window.crypto().ok())
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).ok());
    match random {
        Some(_) => format!("{:032x}", u128::from_ne_bytes(bytes)),
        // Every browser has them. In one that does not, the time tells tries apart.
        None => format!("{:032x}", milliseconds()),
    }
}
