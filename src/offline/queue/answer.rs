//! What the server's answer to a step means.

use crate::{desk::model::BoardVisit, error::AppError};

/// What became of a step that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is done; the appointment has this version now.
    Done(i32),
    /// It may or may not have arrived; it stays and is sent again with the same key.
    Later,
    /// Somebody has to log in first.
    SignIn,
    /// The server had a fault of its own. It stays too, and holds up no other visit.
    Failed(AppError),
    /// The server disagrees.
    Disagrees(AppError),
}

impl Answer {
    /// What a server function's answer means.
    pub fn of(answer: Result<&BoardVisit, AppError>) -> Self {
        match answer {
            Ok(visit) => Self::Done(visit.version),
            Err(AppError::NotSignedIn | AppError::PasswordChangeRequired) => Self::SignIn,
            Err(AppError::Offline | AppError::Unavailable | AppError::TooManyAttempts { .. }) => {
                Self::Later
            }
            Err(error @ AppError::Internal { .. }) => Self::Failed(error),
            Err(error) => Self::Disagrees(error),
        }
    }
}
