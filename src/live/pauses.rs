//! How long pages wait: for a word from the server, and before they try to reach it again.

use std::{future::poll_fn, pin::pin, task::Poll};

use crate::ui::platform;

/// A server is heard of at least every 15 seconds: one that is not for so many milliseconds is gone.
pub const SILENCE: u32 = 40_000;
/// The first pause may be so long, in milliseconds, and each one after it twice as long.
const FIRST: u32 = 500;
/// No pause is longer.
const LONGEST: u32 = 30_000;
/// A pause is counted in steps of this length, to notice that there is no reason to wait any more.
pub(super) const STEP: u32 = 250;

/// The pause before the try that follows so many failures in a row. `chance` is between 0 and 1 and different
/// for each board, so that those that were cut off together do not all come back at once.
pub fn pause(failures: u32, chance: f64) -> u32 {
    let most = FIRST
        .saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1)))
        .min(LONGEST);
    part(most, chance)
}

/// A part of so many milliseconds; `chance`, between 0 and 1, tells how much of them.
pub(super) fn part(most: u32, chance: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between nothing and all of them"
    )]
    let part = (f64::from(most) * chance.clamp(0.0, 1.0)) as u32;
    part
}

/// What comes of `work` within so many milliseconds.
pub async fn within<T>(milliseconds: u32, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut end = pin!(platform::pause(milliseconds));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => end.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// A number between 0 and 1 from a text of hexadecimal digits made by chance.
pub fn chance(unlikely: &str) -> f64 {
    let digits = unlikely.get(..8).unwrap_or_default();
    let number = u32::from_str_radix(digits, 16).unwrap_or(u32::MAX / 2);
    f64::from(number) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pauses_grow_to_a_bound() {
        let longest: Vec<u32> = (1..10).map(|failures| pause(failures, 1.0)).collect();
        assert_eq!(
            longest,
            [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]
        );
        assert_eq!(pause(u32::MAX, 1.0), 30_000);
        assert_eq!(pause(3, 0.5), 1000);
        assert_eq!(pause(3, 0.0), 0);
    }

    #[test]
    fn a_chance_is_read_from_any_text() {
        assert!(chance("00000000ffff") < 0.001);
        assert!(chance("ffffffff0000") > 0.999);
        for odd in ["", "zz", "ffff"] {
            assert!((0.4..0.6).contains(&chance(odd)), "{odd}");
        }
    }

    proptest! {
        #[test]
        fn no_pause_is_longer_than_its_bound(failures: u32, chance in 0.0..=1.0) {
            prop_assert!(pause(failures, chance) <= pause(failures, 1.0));
            prop_assert!(pause(failures, 1.0) <= pause(failures.saturating_add(1), 1.0));
        }
    }
}
