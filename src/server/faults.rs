//! From causes to [`AppError`]: logged once here, and nothing of them sent on.

use axum_login::tower_sessions::{session, session_store};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::engine;
use crate::{auth::backend::Backend, error::AppError};

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
                _ if engine::is_overlap(&**info) => Self::slot_taken(),
                DatabaseErrorKind::UniqueViolation => {
                    Self::conflict("Somebody else has just made the same entry.")
                }
                _ if engine::is_transient(kind, &**info) => busy(&error),
                _ => internal(&error),
            },
            DieselError::BrokenTransactionManager => busy(&error),
            _ => internal(&error),
        }
    }
}

fn busy(error: &DieselError) -> AppError {
    tracing::warn!(%error, "the database is busy");
    AppError::Unavailable
}

/// A session that cannot be read or written is a database that is away.
impl From<session::Error> for AppError {
    fn from(error: session::Error) -> Self {
        match error {
            session::Error::Store(session_store::Error::Backend(cause)) => {
                tracing::warn!(%cause, "a session could not be read or written");
                Self::Unavailable
            }
            fault => internal(&fault),
        }
    }
}

impl From<axum_login::Error<Backend>> for AppError {
    fn from(error: axum_login::Error<Backend>) -> Self {
        match error {
            axum_login::Error::Session(error) => error.into(),
            axum_login::Error::Backend(error) => error,
        }
    }
}
