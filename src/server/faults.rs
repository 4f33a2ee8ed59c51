//! From causes to [`AppError`]: logged once here, and nothing of them sent on.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::error::AppError;

/// The name the overlap guard raises, on every engine.
pub const NO_OVERLAP: &str = "no_overlap";

/// Logs a cause and gives the error that stands for it.
pub fn internal(cause: &dyn std::fmt::Display) -> AppError {
    let request_id = super::request_id::current();
    tracing::error!(%request_id, %cause, "internal error");
    AppError::Internal { request_id }
}

impl From<DieselError> for AppError {
    fn from(error: DieselError) -> Self {
        match &error {
            DieselError::NotFound => Self::NotFound,
            DieselError::DatabaseError(kind, info) => match kind {
                _ if info.message() == NO_OVERLAP || info.constraint_name() == Some(NO_OVERLAP) => {
                    Self::SlotTaken
                }
                DatabaseErrorKind::UniqueViolation => {
                    Self::conflict("Somebody else has just made the same entry.")
                }
                DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::ClosedConnection => {
                    busy(&error)
                }
                _ if info.message().contains("database is locked") => busy(&error),
                _ => internal(&error),
            },
            _ => internal(&error),
        }
    }
}

fn busy(error: &DieselError) -> AppError {
    tracing::warn!(%error, "the database is busy");
    AppError::Unavailable
}
