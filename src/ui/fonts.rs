//! The typeface: Atkinson Hyperlegible Next, whose letters are made to be told apart by low vision.

use dioxus::prelude::*;

/// The files and their licence. The name is not hashed, since `tokens.css` points into the folder.
const FONTS: Asset = asset!(
    "/assets/fonts",
    AssetOptions::folder().with_hash_suffix(false)
);

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
            href: "{FONTS}/atkinson-next-latin.woff2",
            r#as: "font",
            r#type: "font/woff2",
            crossorigin: "anonymous",
        }
    }
}
