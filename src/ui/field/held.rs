//! What a field holds where a page and its reader both write into it.
//!
//! In a browser a page that hands back what was typed changes nothing. In the installed app it is drawn a
//! moment later, and would undo what was typed since: there, what a field reported itself is not written back.

use dioxus::prelude::*;

/// What a field was made with, and what has been typed since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    /// How often the page put something else into it: the field is made anew then.
    pub(super) times: u32,
    /// What it is made with.
    pub(super) value: Option<String>,
    /// What the page gave last.
    given: Option<String>,
    /// What it reported last.
    typed: Option<String>,
}

impl Held {
    fn new(value: Option<String>) -> Self {
        Self {
            times: 0,
            value: value.clone(),
            given: value,
            typed: None,
        }
    }

    /// Takes what the page gives at a drawing.
    fn give(&mut self, value: Option<&String>) {
        if self.given.as_ref() == value {
            return;
        }
        self.given = value.cloned();
        if self.typed.as_ref() != value {
            self.times += 1;
            self.value = value.cloned();
            self.typed = None;
        }
    }
}

/// What a field that the page gives this value is to show.
pub(super) fn use_held(value: Option<String>) -> (Held, CopyValue<Held>) {
    let mut held = use_hook(|| CopyValue::new(Held::new(value.clone())));
    if cfg!(feature = "desktop") {
        held.write().give(value.as_ref());
        (held.cloned(), held)
    } else {
        (Held::new(value), held)
    }
}

/// Notes what a field reports.
pub(super) fn report(mut held: CopyValue<Held>, value: String) {
    if cfg!(feature = "desktop") {
        held.write().typed = Some(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(
        clippy::unnecessary_wraps,
        reason = "what a field is given may be nothing"
    )]
    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn what_was_typed_is_not_written_back() {
        let mut held = Held::new(some(""));
        for typed in ["R", "Ro", "Ros"] {
            held.typed = some(typed);
            held.give(some(typed).as_ref());
        }
        assert_eq!((held.times, held.value), (0, some("")));
    }

    #[test]
    fn what_the_page_puts_in_is_shown() {
        let mut held = Held::new(some(""));
        held.typed = some("Rosa");
        held.give(some("Rosa").as_ref());
        held.give(some("").as_ref());
        assert_eq!((held.times, held.value.clone()), (1, some("")));
        held.give(some("Tomas").as_ref());
        assert_eq!((held.times, held.value), (2, some("Tomas")));
    }

    #[test]
    fn a_page_that_always_gives_the_same_leaves_the_field_alone() {
        let mut held = Held::new(some("https://clinic.example"));
        held.typed = some("https://other.example");
        held.give(some("https://clinic.example").as_ref());
        assert_eq!(held.times, 0);
    }
}
