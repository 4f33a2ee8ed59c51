//! The typeface: Atkinson Hyperlegible Next, whose letters are made to be told apart by low vision.

use std::sync::LazyLock;

use dioxus::prelude::*;

/// The files and their licence. The name is not hashed, since `tokens.css` points into the folder.
static FONT: LazyLock<String> = LazyLock::new(|| {
    let folder = asset!(
        "/assets/fonts",
        AssetOptions::folder().with_hash_suffix(false)
    );
    format!("{folder}/atkinson-next-latin.woff2")
});

/// Asks for the typeface ahead of the style sheet that needs it, so that text does not jump.
///
/// ```rust
/// rsx! {
///     Fonts {}
/// }
/// ```
#[component]
pub fn Fonts() -> Element {
    rsx! {
        document::Link {
            rel: "preload",
            href: FONT.clone(),
            r#as: "font",
            r#type: "font/woff2",
            crossorigin: "anonymous",
        }
    }
}
