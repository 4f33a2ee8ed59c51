//! Where the focus goes by itself, when what had it is taken from the board.

/// For so many milliseconds nobody has seen the focus go on, and a key is meant for where it was.
const UNSEEN: i64 = 400;
/// The installed app hears that the focus has come within so many milliseconds.
const HEARD: i64 = 1_000;

/// The visit to which the focus was led when another one went: nobody chose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Led {
    /// The visit that is gone.
    pub(super) from: i64,
    /// The one that has the focus in its place.
    pub(super) to: i64,
    /// By this machine's clock, in milliseconds.
    pub(super) at: i64,
    /// A step that was taken here was why.
    pub(super) own: bool,
}

impl Led {
    /// The visit that a step is meant for whose key was pressed on this one at this moment.
    pub(super) fn meant(self, id: i64, now: i64) -> i64 {
        if id == self.to && (0..UNSEEN).contains(&(now - self.at)) {
            self.from
        } else {
            id
        }
    }

    /// Whether it was a step taken here that led to this visit, and nobody has chosen it since.
    pub(super) fn is_unchosen(self, id: i64) -> bool {
        id == self.to && self.own
    }

    /// Whether that the focus is at this visit at this moment follows from its having been led there.
    pub(super) fn explains(self, id: i64, now: i64) -> bool {
        id == self.to && (0..HEARD).contains(&(now - self.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_meant_for_where_the_focus_was_seen() {
        let led = Led {
            from: 1,
            to: 2,
            at: 5_000,
            own: false,
        };
        assert_eq!(led.meant(2, 5_000), 1);
        assert_eq!(led.meant(2, 5_399), 1);
        assert_eq!(led.meant(2, 5_400), 2, "it was seen to go on");
        assert_eq!(led.meant(2, 4_999), 2, "the clock was set back");
        assert_eq!(led.meant(3, 5_100), 3, "somebody went there");
        assert!(led.explains(2, 5_600), "word of the focus comes later");
        assert!(!led.explains(2, 6_000) && !led.explains(3, 5_000));
    }

    #[test]
    fn the_way_back_is_not_meant_for_a_visit_that_nobody_chose() {
        let led = |own| Led {
            from: 1,
            to: 2,
            at: 5_000,
            own,
        };
        assert!(led(true).is_unchosen(2));
        assert!(!led(true).is_unchosen(3), "somebody went there");
        assert!(!led(false).is_unchosen(2), "nothing was done here");
    }
}
