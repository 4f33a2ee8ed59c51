//! Renders a widget to HTML, for tests.

use dioxus::prelude::*;

/// What `content` becomes on the server.
pub(crate) fn render(content: fn() -> Element) -> String {
    let mut dom = VirtualDom::new(content);
    dom.rebuild_in_place();
    dioxus::ssr::render(&dom)
}
