//! Sessions in the database. Their limits are ours: idleness and an absolute end, both read
//! from the session's own data when it is saved.

use std::collections::HashSet;

use async_trait::async_trait;
use axum::{
    extract::Request, http::header::SEC_WEBSOCKET_VERSION, middleware::Next, response::Response,
};
use axum_login::tower_sessions::{
    Expiry, Session, SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use diesel::prelude::*;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Conn, Db, clock::Clock, schema::sessions};
use crate::{auth::model::UNATTENDED, error::AppError};

/// The session key under which [`Limits`] stand.
pub const LIMITS: &str = "limits";
/// The session key of the client's name.
pub const AGENT: &str = "agent";
/// The session key axum-login keeps its data under.
const AUTH: &str = "axum-login.data";

/// Sessions that are looked up by one query at most.
const AT_ONCE: usize = 500;

/// A session is marked as used at most this often, so that reading a page seldom writes.
const TOUCH_SECONDS: i64 = 60;

tokio::task_local! {
    /// Whether the request being served is no use of its session.
    static NO_USE: bool;
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Seconds without a use after which it ends.
    pub idle: i64,
    /// Seconds after which it ends in any case.
    pub absolute: i64,
}

impl Limits {
    /// Staff, and patients on a device they do not call their own: half an hour, half a day.
    pub const SHORT: Self = Self {
        idle: 30 * MINUTE,
        absolute: 12 * HOUR,
    };
    /// "Keep me signed in": 14 days without a visit, 90 days in all.
    pub const KEPT: Self = Self {
        idle: 14 * DAY,
        absolute: 90 * DAY,
    };
}

/// The id a session is stored under: a hash, so that who reads the database cannot take over
/// a session.
pub fn stored_id(id: &Id) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(id.0.to_be_bytes()))
}

/// The store.
#[derive(Clone, Debug)]
pub struct DieselStore {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
}

#[derive(Queryable)]
struct Row {
    data: String,
    last_seen_at: i64,
    idle_seconds: i64,
    expires_at: i64,
}

impl DieselStore {
    async fn put(&self, record: &Record, fresh: bool) -> Result<bool> {
        let now = self.clock.now().as_second();
        let id = stored_id(&record.id);
        let data = serde_json::to_string(&record.data).map_err(encode)?;
        let value = |key: &str| record.data.get(key);
        let user_id = value(AUTH)
            .and_then(|auth| auth.get("user_id"))
            .and_then(serde_json::Value::as_i64);
        let agent = value(AGENT)
            .and_then(|agent| agent.as_str())
            .unwrap_or_default()
            .to_owned();
        let limits = value(LIMITS)
            .and_then(|limits| serde_json::from_value(limits.clone()).ok())
            .unwrap_or(Limits::SHORT);
        self.db
            .write(move |conn| {
                let changes = (
                    sessions::user_id.eq(user_id),
                    sessions::data.eq(&data),
                    sessions::agent.eq(&agent),
                    sessions::last_seen_at.eq(now),
                    sessions::idle_seconds.eq(limits.idle),
                );
                if fresh {
                    let known = sessions::table.find(&id);
                    if diesel::select(diesel::dsl::exists(known)).get_result(conn)? {
                        return Ok(false);
                    }
                    diesel::insert_into(sessions::table)
                        .values((
                            sessions::id.eq(&id),
                            changes,
                            sessions::created_at.eq(now),
                            sessions::expires_at.eq(now + limits.absolute),
                        ))
                        .execute(conn)?;
                } else {
                    // One that was ended meanwhile stays ended.
                    diesel::update(sessions::table.find(&id))
                        .set((
                            changes,
                            sessions::expires_at.eq(sessions::created_at + limits.absolute),
                        ))
                        .execute(conn)?;
                }
                Ok(true)
            })
            .await
            .map_err(backend)
    }
}

#[async_trait]
impl SessionStore for DieselStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self.put(record, true).await? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.put(record, false).await.map(|_| ())
    }

    async fn load(&self, session_id: &Id) -> Result<Option<Record>> {
        let id = stored_id(session_id);
        let key = id.clone();
        let row = self
            .db
            .look_up(move |conn| {
                Ok(sessions::table
                    .find(&key)
                    .select((
                        sessions::data,
                        sessions::last_seen_at,
                        sessions::idle_seconds,
                        sessions::expires_at,
                    ))
                    .first::<Row>(conn)
                    .optional()?)
            })
            .await
            .map_err(backend)?;
        let now = self.clock.now().as_second();
        let Some(row) =
            row.filter(|row| now < row.expires_at && now < row.last_seen_at + row.idle_seconds)
        else {
            return Ok(None);
        };
        let used = !NO_USE.try_with(|no_use| *no_use).unwrap_or_default();
        if used && now >= row.last_seen_at + TOUCH_SECONDS {
            self.db.write_behind(move |conn| {
                diesel::update(sessions::table.find(&id))
                    .set(sessions::last_seen_at.eq(now))
                    .execute(conn)?;
                Ok(())
            });
        }
        Ok(Some(Record {
            id: *session_id,
            data: serde_json::from_str(&row.data).map_err(decode)?,
            expiry_date: time::OffsetDateTime::from_unix_timestamp(row.expires_at)
                .map_err(decode)?,
        }))
    }

    async fn delete(&self, session_id: &Id) -> Result<()> {
        let id = stored_id(session_id);
        self.db
            .write(move |conn| {
                diesel::delete(sessions::table.find(&id)).execute(conn)?;
                Ok(())
            })
            .await
            .map_err(backend)
    }
}

/// Has what a page asks for while nobody is at it, and the opening of a live connection, not count as a use of the
/// session. Whoever says so of a request that somebody made only ends their own session sooner.
///
/// Sits around the session layers, which read the session while they serve the request.
pub async fn attended_layer(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let no_use = headers.contains_key(UNATTENDED) || headers.contains_key(SEC_WEBSOCKET_VERSION);
    NO_USE.scope(no_use, next.run(request)).await
}

/// Writes the cookie of a kept session so that it outlives the browser, whenever the session was
/// changed and its cookie is sent anew.
pub async fn cookie_layer(request: Request, next: Next) -> Response {
    let session = request.extensions().get::<Session>().cloned();
    let response = next.run(request).await;
    if let Some(session) = session.filter(Session::is_modified)
        && let Ok(Some(Limits::KEPT)) = session.get(LIMITS).await
    {
        let life = time::Duration::seconds(Limits::KEPT.absolute);
        session.set_expiry(Some(Expiry::OnInactivity(life)));
    }
    response
}

/// Which of these sessions, given by their stored ids, have not ended.
///
/// # Errors
/// When the database does not answer.
pub fn alive(conn: &mut Conn, ids: &[String], now: Timestamp) -> QueryResult<HashSet<String>> {
    let now = now.as_second();
    let mut alive = HashSet::new();
    for ids in ids.chunks(AT_ONCE) {
        let found = sessions::table
            .filter(sessions::id.eq_any(ids))
            .filter(sessions::expires_at.gt(now))
            .filter((sessions::last_seen_at + sessions::idle_seconds).gt(now))
            .select(sessions::id);
        alive.extend(found.load::<String>(conn)?);
    }
    Ok(alive)
}

/// Deletes the sessions that have ended by themselves.
///
/// # Errors
/// When the database refuses.
pub async fn delete_ended(db: &Db, clock: &Clock) -> std::result::Result<usize, AppError> {
    let now = clock.now().as_second();
    db.write(move |conn| {
        let ended = sessions::expires_at
            .le(now)
            .or((sessions::last_seen_at + sessions::idle_seconds).le(now));
        Ok(diesel::delete(sessions::table.filter(ended)).execute(conn)?)
    })
    .await
}

fn backend(error: AppError) -> Error {
    Error::Backend(error.to_string())
}

fn encode(error: serde_json::Error) -> Error {
    Error::Encode(error.to_string())
}

fn decode(error: impl std::fmt::Display) -> Error {
    Error::Decode(error.to_string())
}
