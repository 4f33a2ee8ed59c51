//! When the app locks itself, and how guessing at its lock is slowed down while the server is away.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Whether it is time to lock: so many minutes have passed since somebody last used the app. By the wall
/// clock, since others stand still while a computer sleeps; a clock that was set back counts as time passed.
pub fn is_due(used: Timestamp, now: Timestamp, minutes: u8) -> bool {
    let passed = now.duration_since(used);
    passed >= SignedDuration::from_mins(minutes.into()) || passed < SignedDuration::from_mins(-1)
}

/// Wrong passwords before waiting begins.
const FREE: u32 = 4;
/// The longest wait.
const LONGEST: u32 = 15 * 60;

/// Seconds to wait after so many wrong passwords in a row: twice as long each time.
pub fn wait_after(wrong: u32) -> u32 {
    match wrong.checked_sub(FREE) {
        None | Some(0) => 0,
        Some(more) => 15_u32
            .checked_shl(more.min(10) - 1)
            .unwrap_or(LONGEST)
            .min(LONGEST),
    }
}

/// Wrong passwords in a row that the server did not see. They are kept over a restart: else quitting would be
/// the way to go on guessing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Guesses {
    /// How many.
    pub wrong: u32,
    /// When the last one was.
    pub last: Timestamp,
}

impl Guesses {
    /// Seconds until the next password is looked at. A last guess that is yet to come was made before the clock was
    /// set back: it counts as made now, which is to be kept, since the wait would begin anew at each question.
    pub fn wait(&mut self, now: Timestamp) -> u32 {
        self.last = self.last.min(now);
        let whole = SignedDuration::from_secs(wait_after(self.wrong).into());
        let left = whole - now.duration_since(self.last);
        if left.is_positive() {
            u32::try_from(left.as_secs())
                .unwrap_or(u32::MAX)
                .saturating_add(1)
        } else {
            0
        }
    }

    /// After one more.
    #[must_use]
    pub fn one_more(self, now: Timestamp) -> Self {
        Self {
            wrong: self.wrong.saturating_add(1),
            last: now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_comes_after_its_minutes_and_not_before() {
        let used: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        let after = |seconds: i64| used + SignedDuration::from_secs(seconds);
        assert!(!is_due(used, used, 1));
        assert!(!is_due(used, after(599), 10));
        assert!(is_due(used, after(600), 10));
        // A computer that slept over the weekend.
        assert!(is_due(used, after(60 * 60 * 60), 60));
    }

    #[test]
    fn setting_the_clock_back_does_not_keep_the_app_open() {
        let used: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        assert!(!is_due(used, used - SignedDuration::from_secs(5), 10));
        assert!(is_due(used, used - SignedDuration::from_hours(1), 10));
    }

    #[test]
    fn guessing_is_slower_each_time() {
        assert_eq!([0, 4].map(wait_after), [0, 0]);
        assert_eq!([5, 6, 7].map(wait_after), [15, 30, 60]);
        assert_eq!([11, 12, 40, u32::MAX].map(wait_after), [900; 4]);
    }

    #[test]
    fn who_guessed_wrong_waits_from_the_last_guess_on() {
        let now: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        let after = |seconds: i64| now + SignedDuration::from_secs(seconds);
        let mut guesses = Guesses::default();
        for _ in 0..4 {
            guesses = guesses.one_more(now);
            assert_eq!(guesses.wait(now), 0);
        }
        guesses = guesses.one_more(now);
        assert_eq!(
            [0, 5, 15, 60].map(|passed| guesses.wait(after(passed))),
            [16, 11, 0, 0]
        );
        let kept = serde_json::to_string(&guesses).unwrap();
        assert_eq!(serde_json::from_str::<Guesses>(&kept).unwrap(), guesses);
    }

    #[test]
    fn the_wait_gets_shorter_after_the_clock_was_set_back_too() {
        let last: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        let mut guesses = Guesses { wrong: 5, last };
        let back = last - SignedDuration::from_hours(1);
        let after = |seconds: i64| back + SignedDuration::from_secs(seconds);
        assert_eq!(
            [0, 5, 15].map(|passed| guesses.wait(after(passed))),
            [16, 11, 0]
        );
    }
}
