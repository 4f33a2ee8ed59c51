//! Letters as keys, and the switch that makes them mere letters. Whoever dictates, or touches keys by accident, would
//! set things off with them that nobody meant (WCAG 2.1.4).

use dioxus::prelude::*;

use super::Checkbox;

/// Whether letters are keys, for everything in this tab or window. In what the server sends they are: it does not know
/// what was chosen on the device.
static ON: GlobalSignal<bool> = Signal::global(|| true);

/// Whether letters are keys, and with them all else that is one character, such as `/` and `?`.
pub fn letters_are_keys() -> bool {
    ON()
}

/// Reads what was chosen on this device. For whatever hears letters or shows the switch.
pub(super) fn use_letters() {
    // Effects run once the page that the server sent has come alive.
    use_effect(|| {
        let now = *ON.peek();
        let kept = kept::read(now);
        if kept != now {
            *ON.write() = kept;
        }
    });
}

fn choose(on: bool) {
    *ON.write() = on;
    kept::write(on);
}

/// Whether a key, as `KeyboardEvent.key` names it, is heard: arrows, Enter and Escape are, whatever letters are.
pub fn hears(letters: bool, key: &str) -> bool {
    letters || !is_character(key)
}

/// Other keys have names of several letters.
fn is_character(key: &str) -> bool {
    key.chars().count() == 1
}

/// What a key would be without Caps Lock. The installed app's script in `keys.rs` has the same rule.
pub fn without_caps_lock(key: &str) -> String {
    if is_character(key) {
        key.to_lowercase()
    } else {
        key.to_owned()
    }
}

/// A letter for `aria-keyshortcuts` and `kbd`; nothing where letters are no keys.
pub fn shortcut(letter: &'static str) -> Option<&'static str> {
    letters_are_keys().then_some(letter)
}

/// The switch. What is chosen holds at once, and is kept on this device where it keeps anything.
///
/// ```rust
/// rsx! {
///     LettersSwitch {}
/// }
/// ```
#[component]
pub fn LettersSwitch() -> Element {
    use_letters();
    rsx! {
        Checkbox {
            label: "Letters are keys",
            name: "letters",
            hint: "On this device. Switched off, letters and signs such as / and ? do nothing, which is safer for those who dictate; arrows, Enter and Esc still work.",
            checked: letters_are_keys(),
            onchange: move |event: FormEvent| choose(event.checked()),
        }
    }
}

/// Browsers: in the storage of the site. It tells nothing about anybody.
#[cfg(feature = "web")]
mod kept {
    use crate::web::storage;

    const NAME: &str = "anteroom-letters";
    const OFF: &str = "off";

    /// What was chosen here, else what holds now.
    pub(super) fn read(now: bool) -> bool {
        let kept = storage().and_then(|storage| storage.get_item(NAME).ok().flatten());
        kept.map_or(now, |kept| kept != OFF)
    }

    /// Keeps a choice.
    pub(super) fn write(on: bool) {
        if let Some(storage) = storage() {
            // Where nothing more can be kept, it holds for the page only.
            let _ = storage.set_item(NAME, if on { "on" } else { OFF });
        }
    }
}

/// The installed app: in the settings of this computer, which all of its windows share.
#[cfg(all(feature = "desktop", not(feature = "server")))]
mod kept {
    use crate::desktop::settings;

    /// What was chosen here.
    pub(super) fn read(_: bool) -> bool {
        settings::get().letters
    }

    /// Keeps a choice.
    pub(super) fn write(on: bool) {
        if let Err(error) = settings::change(|settings| settings.letters = on) {
            eprintln!("whether letters are keys is not kept: {error}");
        }
    }
}

/// The server: nobody chooses there.
#[cfg(not(any(feature = "web", all(feature = "desktop", not(feature = "server")))))]
mod kept {
    /// What holds.
    pub(super) fn read(now: bool) -> bool {
        now
    }

    /// Nothing to do.
    pub(super) fn write(_: bool) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    #[test]
    fn switched_off_no_character_is_a_key() {
        for key in ["a", "A", "/", "?", "[", "]", "é"] {
            assert!(hears(true, key) && !hears(false, key), "{key}");
        }
        for key in ["ArrowUp", "Home", "End", "Enter", "Escape", "F5"] {
            assert!(hears(true, key) && hears(false, key), "{key}");
        }
    }

    #[test]
    fn caps_lock_makes_no_other_key_of_a_letter() {
        for (key, meant) in [("A", "a"), ("a", "a"), ("/", "/"), ("Escape", "Escape")] {
            assert_eq!(without_caps_lock(key), meant);
        }
    }

    fn hinted() -> Element {
        let letter = shortcut("a");
        rsx! {
            button { "aria-keyshortcuts": letter,
                if let Some(letter) = letter {
                    kbd { "{letter}" }
                }
            }
        }
    }

    #[test]
    fn what_is_no_key_is_not_shown_as_one() {
        let on = render(hinted);
        assert!(on.contains(r#"aria-keyshortcuts="a""#), "{on}");
        assert!(on.contains("<kbd>a</kbd>"), "{on}");
        let off = render(|| {
            use_hook(|| {
                *ON.write() = false;
            });
            hinted()
        });
        assert!(!off.contains("shortcuts") && !off.contains("kbd"), "{off}");
    }

    #[test]
    fn letters_are_keys_unless_switched_off() {
        let html = render(|| {
            rsx! {
                LettersSwitch {}
            }
        });
        assert!(html.contains("checked"), "{html}");
    }
}
