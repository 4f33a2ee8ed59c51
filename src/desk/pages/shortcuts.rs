//! Every key of the front desk, listed.

use dioxus::prelude::*;

use crate::ui::Dialog;

/// A group of keys, and what each does.
type Group = (
    &'static str,
    &'static [(&'static [&'static str], &'static str)],
);

/// All keys, in groups.
const GROUPS: &[Group] = &[
    (
        "Move",
        &[
            (&["↑", "↓"], "The visit before or after"),
            (&["k", "j"], "The same, from anywhere"),
            (&["←", "→"], "The doctor beside, at the same time"),
            (&["Home", "End"], "The first or last of the doctor"),
            (&["Enter"], "Open the visit, or book the free time"),
            (&["Esc"], "Close it, or end the search"),
        ],
    ),
    (
        "On a visit",
        &[
            (&["a"], "Arrived"),
            (&["c"], "Check in: called to a room"),
            (&["d"], "With the doctor"),
            (&["f"], "Done (finished)"),
            (&["n"], "Did not come"),
            (&["l"], "Left without being seen"),
            (&["u"], "Undo, for a minute"),
            (&["r"], "Reschedule"),
        ],
    ),
    (
        "New visits",
        &[
            (&["b"], "Book: the free time, or any"),
            (&["w"], "Walk-in"),
            (&["/"], "Search the day; Enter opens the one that is found"),
        ],
    ),
    (
        "The page",
        &[
            (&["t"], "Today"),
            (&["[", "]"], "The day before or after"),
            (&["v"], "Columns or list"),
            (&["p"], "Print the day"),
            (&["?"], "These keys"),
        ],
    ),
    #[cfg(feature = "desktop")]
    ("The window", crate::desktop::menu::SHORTCUTS),
];

/// The dialog that lists every key of the front desk.
#[component]
pub fn Shortcuts(
    /// Whether it is shown.
    open: Signal<bool>,
) -> Element {
    rsx! {
        Dialog { open, title: "Keys of the front desk", id: "shortcuts",
            p { class: "small muted",
                "Letters are not heard while you type, and not together with Ctrl, Alt or the command key."
            }
            div { class: "desk-keys",
                for (group , keys) in GROUPS.iter().copied() {
                    section { key: "{group}",
                        h3 { "{group}" }
                        dl {
                            for (keys , words) in keys.iter().copied() {
                                div { key: "{words}",
                                    dt {
                                        for key in keys.iter().copied() {
                                            kbd { key: "{key}", "{key}" }
                                        }
                                    }
                                    dd { "{words}" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::pages::keys::KEYS;

    #[test]
    fn every_key_that_is_heard_is_listed() {
        let listed: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, keys)| keys.iter().flat_map(|(keys, _)| keys.iter().copied()))
            .collect();
        for key in KEYS {
            let key = if *key == "Escape" { "Esc" } else { key };
            assert!(listed.contains(&key), "{key}");
        }
        for letter in listed.iter().filter(|key| key.len() == 1) {
            assert!(KEYS.contains(letter), "{letter}");
        }
    }
}
