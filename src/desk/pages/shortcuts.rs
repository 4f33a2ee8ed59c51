//! Every key of the front desk, listed.

use dioxus::prelude::*;

use super::keys::KEYS;
use crate::ui::{Dialog, LettersSwitch, letters::hears, letters_are_keys};

/// Keys, and what each of them does.
type Row = (&'static [&'static str], &'static str);

/// A group of keys.
type Group = (&'static str, &'static [Row]);

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

/// The groups without the keys that are not heard.
fn heard(letters: bool) -> Vec<(&'static str, Vec<Row>)> {
    // An arrow is one character here, and has a name where it is pressed.
    let is_heard = |key: &&str| hears(letters, key) || !KEYS.contains(key);
    let groups = GROUPS.iter().map(|(group, rows)| {
        let rows = rows.iter().copied();
        let heard = rows.filter(|(keys, _)| keys.iter().all(is_heard));
        (*group, heard.collect::<Vec<_>>())
    });
    groups.filter(|(_, rows)| !rows.is_empty()).collect()
}

/// The dialog that lists every key of the front desk, and in which the letters among them are switched off.
#[component]
pub fn Shortcuts(
    /// Whether it is shown.
    open: Signal<bool>,
) -> Element {
    let letters = letters_are_keys();
    rsx! {
        Dialog { open, title: "Keys of the front desk", id: "shortcuts",
            div { class: "stack-s",
                LettersSwitch {}
                if letters {
                    p { class: "small muted",
                        "Letters are not heard while you type, and not together with Ctrl, Alt or the command key."
                    }
                }
            }
            div { class: "desk-keys",
                for (group , rows) in heard(letters) {
                    section { key: "{group}",
                        h3 { "{group}" }
                        dl {
                            for (keys , words) in rows {
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

    fn listed(letters: bool) -> Vec<&'static str> {
        let rows = heard(letters).into_iter().flat_map(|(_, rows)| rows);
        rows.flat_map(|(keys, _)| keys.iter().copied()).collect()
    }

    #[test]
    fn every_key_that_is_heard_is_listed() {
        let listed = listed(true);
        for key in KEYS {
            let key = if *key == "Escape" { "Esc" } else { key };
            assert!(listed.contains(&key), "{key}");
        }
        for letter in listed.iter().filter(|key| key.len() == 1) {
            assert!(KEYS.contains(letter), "{letter}");
        }
    }

    #[test]
    fn switched_off_letters_are_not_listed() {
        let moves = ["↑", "↓", "←", "→", "Home", "End", "Enter", "Esc"];
        assert!(listed(false).starts_with(&moves));
        assert!(!listed(false).iter().any(|key| KEYS.contains(key)));
    }
}
