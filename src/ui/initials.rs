//! Initials in a disc, where a portrait would be.

use dioxus::prelude::*;

use super::words::initials;

/// The initials of a name. Not read aloud, since the name always stands beside it.
///
/// ```rust
/// rsx! {
///     Initials { name: "Dr. Ada Lovelace" }
/// }
/// ```
#[component]
pub fn Initials(
    /// The full name.
    #[props(into)]
    name: String,
    /// Twice the size, for the head of a profile.
    #[props(default)]
    large: bool,
) -> Element {
    // Six soft hues, always the same one for the same name.
    let hue = name.chars().map(u32::from).sum::<u32>() % 6;
    rsx! {
        span {
            class: "initials hue-{hue}",
            class: if large { "large" },
            "aria-hidden": "true",
            {initials(&name)}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    #[test]
    fn it_is_decoration() {
        let html = render(|| {
            rsx! {
                Initials { name: "Dr. Ada Lovelace", large: true }
            }
        });
        assert!(
            html.contains(" large\"") && html.contains(r#"aria-hidden="true""#),
            "{html}"
        );
        assert!(html.contains(">AL</span>"), "{html}");
    }
}
