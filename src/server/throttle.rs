//! Slows down guessing without locking anybody out.
//!
//! Failures are counted for a pair of account and address, for an address, and for an account
//! from anywhere. The last counter does not bind an address from which the account's owner has
//! signed in before, so that hammering on an account does not keep its owner out.

use std::{collections::HashMap, sync::Mutex};

use jiff::Timestamp;

use crate::error::AppError;

/// Counted failures are forgotten after this many seconds.
const WINDOW: i64 = 15 * 60;
/// Failures within the window before waiting begins.
const PER_PAIR: u32 = 8;
const PER_ADDRESS: u32 = 60;
const PER_ACCOUNT: u32 = 40;
/// Counters kept at most; the oldest windows go first.
const CAPACITY: usize = 50_000;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Pair(String, String),
    Address(String),
    Account(String),
}

impl Key {
    fn limit(&self) -> u32 {
        match self {
            Self::Pair(..) => PER_PAIR,
            Self::Address(_) => PER_ADDRESS,
            Self::Account(_) => PER_ACCOUNT,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Count {
    since: i64,
    failures: u32,
}

/// Counts failed attempts of the last quarter of an hour.
#[derive(Debug)]
pub struct Throttle {
    on: bool,
    counts: Mutex<HashMap<Key, Count>>,
}

impl Throttle {
    /// A throttle without a past; `on` is false for load tests only.
    pub fn new(on: bool) -> Self {
        Self {
            on,
            counts: Mutex::default(),
        }
    }

    /// Whether an attempt may be made now.
    ///
    /// `known` tells that the account has been signed in from this address before.
    ///
    /// # Errors
    /// [`AppError::TooManyAttempts`] with the seconds to wait.
    pub fn check(
        &self,
        account: &str,
        address: &str,
        known: bool,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let wait = keys(account, address)
            .into_iter()
            .filter(|key| !(known && matches!(key, Key::Account(_))))
            .filter_map(|key| self.wait(&key, now.as_second()))
            .max();
        match wait {
            Some(seconds) if self.on => Err(AppError::TooManyAttempts {
                retry_after: u32::try_from(seconds).unwrap_or(u32::MAX),
            }),
            _ => Ok(()),
        }
    }

    /// Notes a failed attempt.
    pub fn failed(&self, account: &str, address: &str, now: Timestamp) {
        let now = now.as_second();
        let Ok(mut counts) = self.counts.lock() else {
            return;
        };
        if counts.len() >= CAPACITY {
            counts.retain(|_, count| now < count.since + WINDOW);
        }
        for key in keys(account, address) {
            let count = counts.entry(key).or_insert(Count {
                since: now,
                failures: 0,
            });
            if now >= count.since + WINDOW {
                *count = Count {
                    since: now,
                    failures: 0,
                };
            }
            count.failures += 1;
        }
    }

    /// Forgets the failures of a pair that has signed in.
    pub fn succeeded(&self, account: &str, address: &str) {
        if let Ok(mut counts) = self.counts.lock() {
            counts.remove(&Key::Pair(account.to_owned(), address.to_owned()));
        }
    }

    fn wait(&self, key: &Key, now: i64) -> Option<i64> {
        let count = *self.counts.lock().ok()?.get(key)?;
        let left = count.since + WINDOW - now;
        (count.failures >= key.limit() && left > 0).then_some(left)
    }
}

fn keys(account: &str, address: &str) -> [Key; 3] {
    [
        Key::Pair(account.to_owned(), address.to_owned()),
        Key::Address(address.to_owned()),
        Key::Account(account.to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn guessing_is_slowed_and_forgotten_after_a_while() {
        let throttle = Throttle::new(true);
        for _ in 0..PER_PAIR {
            assert_eq!(throttle.check("rosa", "10.0.0.1", false, at(0)), Ok(()));
            throttle.failed("rosa", "10.0.0.1", at(0));
        }
        assert_eq!(
            throttle.check("rosa", "10.0.0.1", false, at(100)),
            Err(AppError::TooManyAttempts { retry_after: 800 })
        );
        assert_eq!(
            throttle.check("rosa", "10.0.0.1", false, at(WINDOW)),
            Ok(())
        );
        assert_eq!(throttle.check("ravi", "10.0.0.1", false, at(100)), Ok(()));
    }

    #[test]
    fn the_owner_is_not_locked_out_by_others() {
        let throttle = Throttle::new(true);
        for host in 0..PER_ACCOUNT {
            throttle.failed("rosa", &format!("10.0.0.{host}"), at(0));
        }
        assert!(throttle.check("rosa", "192.0.2.1", false, at(1)).is_err());
        assert_eq!(throttle.check("rosa", "192.0.2.1", true, at(1)), Ok(()));
    }

    #[test]
    fn an_address_that_tries_many_accounts_is_slowed() {
        let throttle = Throttle::new(true);
        for account in 0..PER_ADDRESS {
            throttle.failed(&format!("user{account}"), "10.0.0.1", at(0));
        }
        assert!(throttle.check("another", "10.0.0.1", true, at(1)).is_err());
        assert_eq!(throttle.check("another", "10.0.0.2", false, at(1)), Ok(()));
    }
}
