//! [`AppError`]: the one error that server functions return, with its HTTP status and its
//! stable code. See `docs/decisions/errors.md`.

use std::collections::BTreeMap;

use dioxus::prelude::ServerFnError;
use dioxus_fullstack::{AsStatusCode, StatusCode};
use serde::{Deserialize, Serialize};

use crate::schedule::model::Slot;

/// What a server function answers when it cannot do what was asked.
///
/// Nothing in here tells more than the reader may know: causes are logged on the server and
/// only the sentence travels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(into = "Wire", from = "Wire")]
pub enum AppError {
    /// 400: the request could not be read at all.
    #[error("The request could not be read. Please reload the page and try again.")]
    Malformed,
    /// 401: the call needs an account and nobody is signed in.
    #[error("Please log in to continue.")]
    NotSignedIn,
    /// 403: somebody is signed in who may not do this.
    #[error("Your account does not have access to this.")]
    Forbidden,
    /// 403: the account still has the temporary password somebody else has seen.
    #[error("Please choose your own password before you go on.")]
    PasswordChangeRequired,
    /// 404: there is no such thing, or not for this reader.
    #[error("This does not exist, or it is not yours to see.")]
    NotFound,
    /// 409: the time was free when the page was made and is taken now.
    #[error("That time has just been taken. Please choose another.")]
    SlotTaken {
        /// The free times nearest to it, in order; may be empty.
        nearest: Vec<Slot>,
    },
    /// 409: somebody changed the record meanwhile, or it is not in a state that allows this.
    #[error("{message}")]
    Conflict {
        /// What is in the way, in the reader's words.
        message: String,
    },
    /// 413: the body is larger than any form of ours.
    #[error("That is too much to send at once.")]
    TooLarge,
    /// 422: fields to put right, each with its message.
    #[error("{}", summary(.fields))]
    Invalid {
        /// Field name to message.
        fields: BTreeMap<String, String>,
    },
    /// 429: wait before the next try.
    #[error("Too many attempts. Please wait {} and try again.", wait_words(*.retry_after))]
    TooManyAttempts {
        /// Seconds until the next try is heard.
        retry_after: u32,
    },
    /// 500: a fault of ours; the id finds it in the log.
    #[error("Something went wrong on our side. Please try again; nothing was changed.")]
    Internal {
        /// The id under which the cause was logged.
        request_id: String,
    },
    /// 503: the database is busy or the server is stopping.
    #[error("The clinic's system is busy. Please try again in a moment.")]
    Unavailable,
    /// The client could not reach the server (never sent by the server).
    #[error("No connection to the clinic. What you typed is kept; please try again.")]
    Offline,
}

impl AppError {
    /// One field is wrong.
    pub fn field(name: &str, message: impl Into<String>) -> Self {
        Self::Invalid {
            fields: BTreeMap::from([(name.to_owned(), message.into())]),
        }
    }

    /// The time is taken; which others are free is not known here.
    pub fn slot_taken() -> Self {
        Self::SlotTaken {
            nearest: Vec::new(),
        }
    }

    /// The record is not in a state that allows the step.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::Conflict {
            message: message.into(),
        }
    }

    /// The stable, machine-readable code (`docs/api.md`).
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::NotSignedIn => "not_signed_in",
            Self::Forbidden => "forbidden",
            Self::PasswordChangeRequired => "password_change_required",
            Self::NotFound => "not_found",
            Self::SlotTaken { .. } => "slot_taken",
            Self::Conflict { .. } => "conflict",
            Self::TooLarge => "too_large",
            Self::Invalid { .. } => "invalid",
            Self::TooManyAttempts { .. } => "too_many_attempts",
            Self::Internal { .. } => "internal",
            Self::Unavailable => "unavailable",
            Self::Offline => "offline",
        }
    }

    /// The HTTP status that goes with the code.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::NotSignedIn => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::PasswordChangeRequired => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SlotTaken { .. } | Self::Conflict { .. } => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyAttempts { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable | Self::Offline => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The error that stands for a bare status, where an answer carries nothing else.
    pub fn from_status(status: StatusCode) -> Self {
        match status.as_u16() {
            401 => Self::NotSignedIn,
            403 => Self::Forbidden,
            404 | 405 => Self::NotFound,
            409 => Self::conflict("That clashes with another change. Please reload the page."),
            413 => Self::TooLarge,
            429 => Self::TooManyAttempts { retry_after: 60 },
            400..=499 => Self::Malformed,
            502..=504 => Self::Unavailable,
            _ => Self::Internal {
                request_id: String::new(),
            },
        }
    }

    /// The message for one field, if this error has one.
    pub fn for_field(&self, name: &str) -> Option<&str> {
        match self {
            Self::Invalid { fields } => fields.get(name).map(String::as_str),
            _ => None,
        }
    }
}

/// An [`AppError`] as it travels: its code, and what goes with some of them.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Wire {
    code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<Vec<Slot>>,
}

impl From<AppError> for Wire {
    fn from(error: AppError) -> Self {
        let mut wire = Self {
            code: error.code().to_owned(),
            ..Self::default()
        };
        match error {
            AppError::Conflict { message } => wire.message = Some(message),
            AppError::Invalid { fields } => wire.fields = Some(fields),
            AppError::TooManyAttempts { retry_after } => wire.retry_after = Some(retry_after),
            AppError::Internal { request_id } => wire.request_id = Some(request_id),
            AppError::SlotTaken { nearest } => wire.nearest = Some(nearest),
            _ => {}
        }
        wire
    }
}

impl From<Wire> for AppError {
    fn from(wire: Wire) -> Self {
        match wire.code.as_str() {
            "malformed" => Self::Malformed,
            "not_signed_in" => Self::NotSignedIn,
            "forbidden" => Self::Forbidden,
            "password_change_required" => Self::PasswordChangeRequired,
            "not_found" => Self::NotFound,
            "slot_taken" => Self::SlotTaken {
                nearest: wire.nearest.unwrap_or_default(),
            },
            "conflict" => Self::conflict(wire.message.unwrap_or_default()),
            "too_large" => Self::TooLarge,
            "invalid" => Self::Invalid {
                fields: wire.fields.unwrap_or_default(),
            },
            "too_many_attempts" => Self::TooManyAttempts {
                retry_after: wire.retry_after.unwrap_or_default(),
            },
            "unavailable" => Self::Unavailable,
            "offline" => Self::Offline,
            _ => Self::Internal {
                request_id: wire.request_id.unwrap_or_default(),
            },
        }
    }
}

/// Collects field errors while a form is checked.
#[derive(Debug, Default)]
pub struct FieldErrors(BTreeMap<String, String>);

impl FieldErrors {
    /// Takes a field's checked value, or notes its message and goes on.
    pub fn check<T>(&mut self, name: &str, result: Result<T, impl Into<String>>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(message) => {
                self.add(name, message);
                None
            }
        }
    }

    /// Notes a message for a field; the first one for a field stays.
    pub fn add(&mut self, name: &str, message: impl Into<String>) {
        self.0
            .entry(name.to_owned())
            .or_insert_with(|| message.into());
    }

    /// The error that carries every message noted so far.
    pub fn into_error(self) -> AppError {
        AppError::Invalid { fields: self.0 }
    }

    /// `Ok` when nothing was noted.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every message.
    pub fn finish(self) -> Result<(), AppError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(self.into_error())
        }
    }
}

fn summary(fields: &BTreeMap<String, String>) -> String {
    match fields.len() {
        1 => fields.values().next().cloned().unwrap_or_default(),
        _ => "Please check the fields marked below.".to_owned(),
    }
}

fn wait_words(seconds: u32) -> String {
    match seconds {
        0..=1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

impl AsStatusCode for AppError {
    fn as_status_code(&self) -> StatusCode {
        self.status()
    }
}

impl From<ServerFnError> for AppError {
    fn from(error: ServerFnError) -> Self {
        what_became_of(error, cfg!(feature = "desktop"))
    }
}

/// What became of a call. `installed` is the client that is taken from network to network: an answer that is not
/// written as ours are is there some network's log-in page or some proxy's error, and the server was not reached.
/// A browser has our page from the server itself.
fn what_became_of(error: ServerFnError, installed: bool) -> AppError {
    match error {
        ServerFnError::ServerError { code, details, .. } => {
            match details.and_then(|details| serde_json::from_value(details).ok()) {
                Some(error) => error,
                None if installed => AppError::Offline,
                None => {
                    StatusCode::from_u16(code).map_or(AppError::Malformed, AppError::from_status)
                }
            }
        }
        ServerFnError::Request(_) | ServerFnError::StreamError(_) => AppError::Offline,
        ServerFnError::Deserialization(_) if installed => AppError::Offline,
        ServerFnError::Args(_)
        | ServerFnError::MissingArg(_)
        | ServerFnError::Deserialization(_) => AppError::Malformed,
        _ => AppError::Internal {
            request_id: String::new(),
        },
    }
}

#[cfg(test)]
mod tests;
