//! Badges: one word of state, with a shape of its own for those who do not see its colour.

use dioxus::prelude::*;

/// What a piece of state means to its reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    #[default]
    Neutral,
    /// Worth knowing.
    Info,
    /// Went well.
    Success,
    /// Wants a look.
    Warning,
    /// Went wrong, or cannot be undone.
    Danger,
}

impl Tone {
    /// The class that gives an element this tone.
    pub fn class(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }

    /// The outline of the small mark, in a box of 12 by 12: a ring, a disc, a tick, a triangle, a cross.
    fn mark(self) -> &'static str {
        match self {
            Self::Neutral => "M6 2.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7",
            Self::Info => "M6 5a1 1 0 1 0 0 2a1 1 0 1 0 0-2",
            Self::Success => "M2 6.5l2.8 2.8L10 3.5",
            Self::Warning => "M6 2l4.6 8H1.4z",
            Self::Danger => "M2.5 2.5l7 7M9.5 2.5l-7 7",
        }
    }
}

/// One word of state: its mark, its tone and the word itself.
///
/// ```rust
/// rsx! {
///     Badge { tone: Tone::Success, "Arrived" }
/// }
/// ```
#[component]
pub fn Badge(
    /// What the state means.
    #[props(default)]
    tone: Tone,
    /// The word.
    children: Element,
) -> Element {
    rsx! {
        span { class: "badge {tone.class()}",
            svg { class: "badge-mark", view_box: "0 0 12 12", "aria-hidden": "true",
                path { d: tone.mark() }
            }
            {children}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    #[test]
    fn state_is_a_word_and_a_mark() {
        let html = render(|| {
            rsx! {
                Badge { tone: Tone::Danger, "Cancelled" }
            }
        });
        assert!(html.contains(r#"class="badge danger""#), "{html}");
        assert!(
            html.contains(r#"aria-hidden="true""#),
            "the mark is not read aloud: {html}"
        );
        assert!(html.ends_with("Cancelled</span>"), "{html}");
    }

    #[test]
    fn every_tone_has_a_mark_of_its_own() {
        let tones = [
            Tone::Neutral,
            Tone::Info,
            Tone::Success,
            Tone::Warning,
            Tone::Danger,
        ];
        for (index, tone) in tones.iter().enumerate() {
            assert!(
                tones
                    .iter()
                    .skip(index + 1)
                    .all(|other| other.mark() != tone.mark())
            );
        }
    }
}
