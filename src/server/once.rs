//! Doing a request once, however often it is sent.
//!
//! A client gives a key of its own making with a request (a hidden field of the form, or the
//! header `Idempotency-Key` of the IETF draft of that name). The answer is kept with the change
//! itself, in one transaction, so that a second click, or a retry after an answer was lost, gets
//! the first answer and changes nothing.

use base64::Engine as _;
use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use super::{
    Auth, Conn, Instant,
    engine::{self, Lock},
    faults::internal,
    schema::idempotency_keys as keys,
};
use crate::error::AppError;

/// Answers are kept for so long.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// The longest key.
const LONGEST: usize = 100;

impl Auth {
    /// Runs `work` in a transaction, as [`Db::write`](super::Db::write) does, unless the same
    /// account has sent this request with this key before: then its answer is given again.
    /// Without a key it just runs.
    ///
    /// # Errors
    /// What `work` answers; [`AppError::Malformed`] for a key that is too long;
    /// [`AppError::Conflict`] when the key came with another request before.
    pub async fn once<T, F>(
        &self,
        key: &str,
        request: &impl Serialize,
        work: F,
    ) -> Result<T, AppError>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Conn) -> Result<T, AppError> + Send + 'static,
    {
        let key = Some(key.trim())
            .filter(|key| !key.is_empty())
            .or(self.idempotency_key.as_deref())
            .map(str::to_owned);
        let Some(key) = key else {
            return self.app.db.write(work).await;
        };
        if key.len() > LONGEST {
            return Err(AppError::Malformed);
        }
        let known = Known {
            user_id: self.user()?.id,
            request: fingerprint(self.path(), request)?,
            key,
            at: self.app.now(),
        };
        self.app
            .db
            .write(move |conn| {
                known.wait(conn)?;
                if let Some(answer) = known.answer(conn)? {
                    return Ok(answer);
                }
                let answer = work(conn)?;
                known.keep(conn, &answer)?;
                Ok(answer)
            })
            .await
    }
}

/// A request with its key.
struct Known {
    user_id: i64,
    key: String,
    request: String,
    at: Timestamp,
}

impl Known {
    /// Waits for the answer to the same key that another connection works on.
    fn wait(&self, conn: &mut Conn) -> QueryResult<()> {
        let hash = Sha256::digest(format!("{} {}", self.user_id, self.key));
        let mut first = [0; 8];
        first.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        engine::lock(conn, &[Lock::Request(i64::from_be_bytes(first))])
    }

    /// The answer that was given before.
    fn answer<T: DeserializeOwned>(&self, conn: &mut Conn) -> Result<Option<T>, AppError> {
        let found: Option<(String, String)> = keys::table
            .find((self.user_id, &self.key))
            .select((keys::request, keys::answer))
            .first(conn)
            .optional()?;
        match found {
            None => Ok(None),
            Some((request, _)) if request != self.request => Err(AppError::conflict(
                "This form was sent already, with something else in it. Please reload the page and try again.",
            )),
            Some((_, answer)) => serde_json::from_str(&answer)
                .map(Some)
                .map_err(|error| internal(&error)),
        }
    }

    fn keep<T: Serialize>(&self, conn: &mut Conn, answer: &T) -> Result<(), AppError> {
        let answer = serde_json::to_string(answer).map_err(|error| internal(&error))?;
        diesel::insert_into(keys::table)
            .values((
                keys::user_id.eq(self.user_id),
                keys::key.eq(&self.key),
                keys::request.eq(&self.request),
                keys::answer.eq(answer),
                keys::at.eq(Instant(self.at)),
            ))
            .execute(conn)?;
        Ok(())
    }
}

/// What was asked, where: equal for equal requests.
fn fingerprint(path: &str, request: &impl Serialize) -> Result<String, AppError> {
    let request = serde_json::to_string(request).map_err(|error| internal(&error))?;
    let hash = Sha256::digest(format!("{path}\n{request}"));
    Ok(base64::engine::general_purpose::STANDARD.encode(hash))
}

/// Forgets answers that are old.
///
/// # Errors
/// When the database does not answer.
pub fn sweep(conn: &mut Conn, now: Timestamp) -> QueryResult<()> {
    let oldest = now.checked_sub(KEPT).unwrap_or(Timestamp::MIN);
    diesel::delete(keys::table.filter(keys::at.lt(Instant(oldest)))).execute(conn)?;
    Ok(())
}
