//! Where one is on a way of several steps.

use dioxus::prelude::*;

use super::{Anchor, Icon, IconName};

/// One step of [`Steps`].
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What is done in it.
    pub label: String,
    /// Where to go back to it; used for steps that are done.
    pub href: Option<String>,
}

/// The steps of a way, those done with links back.
///
/// ```rust
/// rsx! {
///     Steps {
///         current: 1,
///         steps: vec![
///             Step { label: "Doctor".into(), href: Some("/doctors".into()) },
///             Step { label: "Day and time".into(), href: None },
///         ],
///     }
/// }
/// ```
#[component]
pub fn Steps(
    /// All steps, in order.
    steps: Vec<Step>,
    /// Which one this is, from 0.
    current: usize,
) -> Element {
    rsx! {
        ol { class: "steps",
            for (index, step) in steps.into_iter().enumerate() {
                li {
                    key: "{step.label}",
                    class: if index < current { "step done" } else { "step" },
                    "aria-current": (index == current).then_some("step"),
                    span { class: "step-mark", "aria-hidden": "true",
                        if index < current {
                            Icon { name: IconName::Check }
                        } else {
                            "{index + 1}"
                        }
                    }
                    match step.href.filter(|_| index < current) {
                        Some(href) => rsx! {
                            Anchor { href, "{step.label}" }
                        },
                        None => rsx! {
                            span { "{step.label}" }
                        },
                    }
                    if index < current {
                        span { class: "visually-hidden", " (done)" }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    #[test]
    fn one_step_is_current_and_only_done_ones_are_links() {
        let html = render(|| {
            let step = |label: &str| Step {
                label: label.into(),
                href: Some(format!("/{label}")),
            };
            rsx! {
                Steps { current: 1, steps: vec![step("doctor"), step("time"), step("confirm")] }
            }
        });
        assert_eq!(html.matches(r#"aria-current="step""#).count(), 1, "{html}");
        assert!(html.contains(r#"href="/doctor""#), "{html}");
        assert!(
            !html.contains(r#"href="/time""#) && !html.contains(r#"href="/confirm""#),
            "{html}"
        );
    }
}
