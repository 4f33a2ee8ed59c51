//! Links in the database, and who is let in by them.
//!
//! A secret is 256 random bits. Of it only the SHA-256 is kept, so that who reads the database cannot
//! open a screen.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use diesel::prelude::*;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::model::{Screen, ScreenKind, Shows};
use crate::{
    error::AppError,
    server::{AppState, Conn, Instant, app_state::Settings, schema::screens, throttle::count_try},
};

/// Unknown secrets that may be tried from one address before waiting begins. Nobody finds one: it
/// keeps guessing from being work for the database.
const UNKNOWN_MOST: i32 = 60;

/// A new secret, as it stands in a link.
pub fn new_token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is kept of a secret.
fn hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token))
}

/// Writes a link down and gives its number.
///
/// # Errors
/// When the database refuses.
pub fn create(
    conn: &mut Conn,
    kind: ScreenKind,
    shows: Shows,
    name: &str,
    token: &str,
    by: Option<i64>,
    at: Timestamp,
) -> QueryResult<i64> {
    diesel::insert_into(screens::table)
        .values((
            screens::kind.eq(kind.key()),
            screens::shows.eq(shows.key()),
            screens::name.eq(name),
            screens::token_hash.eq(hash(token)),
            screens::created_by.eq(by),
            screens::created_at.eq(Instant(at)),
        ))
        .returning(screens::id)
        .get_result(conn)
}

/// Every link, those that are open first, the newest first among them.
///
/// # Errors
/// When the database does not answer.
pub fn all(conn: &mut Conn, settings: &Settings) -> QueryResult<Vec<Screen>> {
    type Row = (i64, String, String, String, Instant, Option<Instant>);
    let rows: Vec<Row> = screens::table
        .order(screens::id.desc())
        .select((
            screens::id,
            screens::kind,
            screens::shows,
            screens::name,
            screens::created_at,
            screens::revoked_at,
        ))
        .load(conn)?;
    let mut all: Vec<Screen> = rows
        .into_iter()
        .filter_map(|(id, kind, shows, name, created_at, revoked_at)| {
            Some(Screen {
                id,
                // The table's CHECKs admit no other spelling.
                kind: ScreenKind::from_key(&kind)?,
                shows: Shows::from_key(&shows)?,
                name,
                created_at: settings.local(created_at.0),
                revoked_at: revoked_at.map(|at| settings.local(at.0)),
            })
        })
        .collect();
    all.sort_by_key(|screen| screen.revoked_at.is_some());
    Ok(all)
}

/// As what the screen with this number shows patients.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such link.
pub fn shows(conn: &mut Conn, id: i64) -> QueryResult<Shows> {
    let key: String = screens::table.find(id).select(screens::shows).first(conn)?;
    // The table's CHECK admits no other spelling.
    Ok(Shows::from_key(&key).unwrap_or_default())
}

/// Closes a link for good and gives its name, or nothing when it was closed before.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such link.
pub fn revoke(conn: &mut Conn, id: i64, at: Timestamp) -> QueryResult<Option<String>> {
    let name: String = screens::table.find(id).select(screens::name).first(conn)?;
    let open = screens::table
        .find(id)
        .filter(screens::revoked_at.is_null());
    let closed = diesel::update(open)
        .set(screens::revoked_at.eq(Instant(at)))
        .execute(conn)?;
    Ok((closed > 0).then_some(name))
}

/// What is known of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    /// It opens this link.
    Open(i64),
    /// It opened one, once.
    Revoked,
    /// It was never given out.
    Unknown,
}

fn look_up(conn: &mut Conn, kind: ScreenKind, hash: &str) -> QueryResult<Known> {
    let found: Option<(i64, Option<Instant>)> = screens::table
        .filter(screens::token_hash.eq(hash))
        .filter(screens::kind.eq(kind.key()))
        .select((screens::id, screens::revoked_at))
        .first(conn)
        .optional()?;
    Ok(match found {
        Some((id, None)) => Known::Open(id),
        Some((_, Some(_))) => Known::Revoked,
        None => Known::Unknown,
    })
}

/// Lets in who has the secret of an open link of this kind, and gives the link's number. A secret that
/// was good once is no guess: a screen whose link is revoked may go on asking.
///
/// # Errors
/// [`AppError::NotFound`], or [`AppError::TooManyAttempts`] for an address that guesses.
pub async fn admit(
    app: &AppState,
    address: &str,
    kind: ScreenKind,
    token: &str,
) -> Result<i64, AppError> {
    let hash = hash(token);
    let known = app
        .db
        .look_up(move |conn| Ok(look_up(conn, kind, &hash)?))
        .await?;
    match known {
        Known::Open(id) => return Ok(id),
        Known::Unknown if app.config.throttle => {
            let (now, counter) = (app.now(), format!("screen {address}"));
            app.db
                .write(move |conn| count_try(conn, &counter, UNKNOWN_MOST, now))
                .await?;
        }
        Known::Revoked | Known::Unknown => {}
    }
    Err(AppError::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_256_bits_and_its_hash_does_not_tell_it() {
        let (one, two) = (new_token(), new_token());
        assert_ne!(one, two);
        assert_eq!(URL_SAFE_NO_PAD.decode(&one).unwrap().len(), 32);
        assert_ne!(hash(&one), one);
        assert_eq!(
            hash("abc"),
            "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0",
            "the SHA-256 of the specification's example"
        );
    }
}
