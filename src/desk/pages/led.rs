//! Where the focus goes by itself: what had it was taken from the board by a step.

/// For so many milliseconds nobody has seen the focus go on, and a key is meant for where it was.
const UNSEEN: i64 = 400;

/// The visit to which the focus was led when a step took another one away: nobody chose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Led {
    /// The visit that is gone.
    pub(super) from: i64,
    /// The one that has the focus in its place.
    pub(super) to: i64,
    /// By this machine's clock, in milliseconds.
    pub(super) at: i64,
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
        };
        assert_eq!(led.meant(2, 5_000), 1);
        assert_eq!(led.meant(2, 5_399), 1);
        assert_eq!(led.meant(2, 5_400), 2, "it was seen to go on");
        assert_eq!(led.meant(2, 4_999), 2, "the clock was set back");
        assert_eq!(led.meant(3, 5_100), 3, "somebody went there");
    }
}
