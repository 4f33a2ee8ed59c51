//! The clock, passed in so that rules never read it themselves and tests can set it.

use std::sync::{Arc, RwLock};

use jiff::Timestamp;

/// Tells the time.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that stands where it is put.
    Fixed(Arc<RwLock<Timestamp>>),
}

impl Clock {
    /// A clock that stands at `now` until [`Clock::set`] moves it.
    pub fn fixed(now: Timestamp) -> Self {
        Self::Fixed(Arc::new(RwLock::new(now)))
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Fixed(now) => *now
                .read()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        }
    }

    /// Moves a standing clock; the machine's clock stays as it is.
    pub fn set(&self, to: Timestamp) {
        if let Self::Fixed(now) = self {
            *now.write()
                .unwrap_or_else(std::sync::PoisonError::into_inner) = to;
        }
    }
}
