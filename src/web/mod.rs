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

/// Lets so much time pass.
pub async fn pause(milliseconds: u32) {
    gloo_timers::future::TimeoutFuture::new(milliseconds).await;
}

/// Whether somebody can see the page; other tabs may be in front of it.
pub fn visible() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| !document.hidden())
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
