//! Accounts and their sessions in the database.

use diesel::{
    prelude::*,
    result::{DatabaseErrorKind, Error},
};
use jiff::Timestamp;

use super::{
    backend::User,
    model::{Me, Role},
};
use crate::{
    error::AppError,
    form::validate,
    server::{
        Conn, Instant,
        schema::{doctors, patients, sessions, users},
    },
};

/// What a login needs to know about an account.
#[derive(Debug)]
pub struct Account {
    /// Its id.
    pub id: i64,
    /// Its stored hash.
    pub password_hash: String,
    /// Whether it may sign in.
    pub active: bool,
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewUser<'a> {
    /// The name to sign in with, already checked.
    pub username: &'a str,
    /// The hash of the password.
    pub password_hash: &'a str,
    /// What it may do.
    pub role: Role,
    /// The name its owner is called by.
    pub full_name: &'a str,
    /// The password is temporary.
    pub must_change_password: bool,
    /// When it is made.
    pub at: Timestamp,
}

/// Whether an active administrator exists.
///
/// # Errors
/// When the database does not answer.
pub fn has_admin(conn: &mut Conn) -> QueryResult<bool> {
    let admins = users::table
        .filter(users::role.eq(Role::Admin.key()))
        .filter(users::status.eq("active"));
    diesel::select(diesel::dsl::exists(admins)).get_result(conn)
}

/// The account with this username, in whatever case and with whatever spaces around it.
///
/// # Errors
/// When the database does not answer.
pub fn find_account(conn: &mut Conn, username: &str) -> QueryResult<Option<Account>> {
    users::table
        .filter(users::username_key.eq(validate::username_key(username)))
        .select((users::id, users::password_hash, users::status))
        .first::<(i64, String, String)>(conn)
        .optional()
        .map(|found| {
            found.map(|(id, password_hash, status)| Account {
                id,
                password_hash,
                active: status == "active",
            })
        })
}

/// The account with this id, if it may be signed in.
///
/// # Errors
/// When the database does not answer.
pub fn active_user(conn: &mut Conn, id: i64) -> QueryResult<Option<User>> {
    type Row = (
        i64,
        String,
        String,
        String,
        bool,
        String,
        Option<i64>,
        Option<i64>,
    );
    let row: Option<Row> = users::table
        .left_join(doctors::table)
        .left_join(patients::table)
        .filter(users::id.eq(id))
        .filter(users::status.eq("active"))
        .select((
            users::id,
            users::username,
            users::full_name,
            users::role,
            users::must_change_password,
            users::password_hash,
            doctors::id.nullable(),
            patients::id.nullable(),
        ))
        .first(conn)
        .optional()?;
    Ok(row.and_then(
        |(id, username, full_name, role, must_change_password, hash, doctor_id, patient_id)| {
            let me = Me {
                id,
                username,
                full_name,
                role: Role::from_key(&role)?,
                must_change_password,
                doctor_id,
                patient_id,
            };
            Some(User::new(me, &hash))
        },
    ))
}

/// [`create_user`] for somebody who chose the username.
///
/// # Errors
/// At the field `username` when somebody has it already, or takes it at the same moment.
pub fn register_user(conn: &mut Conn, new: &NewUser<'_>) -> Result<i64, AppError> {
    let taken = || AppError::field("username", "That username is taken. Please choose another.");
    if username_taken(conn, new.username)? {
        return Err(taken());
    }
    create_user(conn, new).map_err(|error| match error {
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => taken(),
        other => other.into(),
    })
}

/// Makes an account and gives its id.
///
/// # Errors
/// A unique violation when the username is taken.
pub fn create_user(conn: &mut Conn, new: &NewUser<'_>) -> QueryResult<i64> {
    diesel::insert_into(users::table)
        .values((
            users::username.eq(new.username.trim()),
            users::username_key.eq(validate::username_key(new.username)),
            users::password_hash.eq(new.password_hash),
            users::role.eq(new.role.key()),
            users::must_change_password.eq(new.must_change_password),
            users::full_name.eq(new.full_name),
            users::created_at.eq(Instant(new.at)),
        ))
        .returning(users::id)
        .get_result(conn)
}

/// Whether somebody has this username already.
///
/// # Errors
/// When the database does not answer.
pub fn username_taken(conn: &mut Conn, username: &str) -> QueryResult<bool> {
    Ok(find_account(conn, username)?.is_some())
}

/// Gives the account a temporary password, whatever it had before.
///
/// # Errors
/// When the database refuses.
pub fn reset_password(conn: &mut Conn, id: i64, hash: &str) -> QueryResult<()> {
    diesel::update(users::table.find(id))
        .set((
            users::password_hash.eq(hash),
            users::must_change_password.eq(true),
        ))
        .execute(conn)?;
    Ok(())
}

/// Notes a sign-in by the password whose hash was `seen`, and replaces that hash when there is a
/// better one. Tells whether it may be: somebody may have changed the password, or disabled the
/// account, while the password was being checked.
///
/// # Errors
/// When the database refuses.
pub fn signed_in(
    conn: &mut Conn,
    id: i64,
    seen: &str,
    at: Timestamp,
    better_hash: Option<&str>,
) -> QueryResult<bool> {
    let still = users::table
        .find(id)
        .filter(users::password_hash.eq(seen))
        .filter(users::status.eq("active"));
    let changed = diesel::update(still)
        .set((
            users::last_login_at.eq(Some(Instant(at))),
            users::password_hash.eq(better_hash.unwrap_or(seen)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Stores the new password of somebody who gave the old one, whose hash was `seen`, and tells
/// whether it did: it may have been reset meanwhile.
///
/// # Errors
/// When the database refuses.
pub fn change_password(conn: &mut Conn, id: i64, seen: &str, hash: &str) -> QueryResult<bool> {
    let still = users::table.find(id).filter(users::password_hash.eq(seen));
    let changed = diesel::update(still)
        .set((
            users::password_hash.eq(hash),
            users::must_change_password.eq(false),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// One session row as [`super::account_api::sign_ins`] shows it.
#[derive(Debug, Queryable)]
pub struct SessionRow {
    /// The stored id (a hash of the cookie's).
    pub id: String,
    /// The client's name.
    pub agent: String,
    /// When it began.
    pub created_at: Instant,
    /// When it was last used.
    pub last_seen_at: Instant,
}

/// The sessions of an account that still hold at `now`, the latest used first.
///
/// # Errors
/// When the database does not answer.
pub fn live_sessions(
    conn: &mut Conn,
    user_id: i64,
    now: Timestamp,
) -> QueryResult<Vec<SessionRow>> {
    sessions::table
        .filter(sessions::user_id.eq(user_id))
        .filter(sessions::expires_at.gt(Instant(now)))
        .filter((sessions::last_seen_at + sessions::idle_seconds).gt(now.as_second()))
        .order(sessions::last_seen_at.desc())
        .select((
            sessions::id,
            sessions::agent,
            sessions::created_at,
            sessions::last_seen_at,
        ))
        .load(conn)
}

/// Ends every session of an account, but one that may be kept.
///
/// # Errors
/// When the database refuses.
pub fn end_sessions(conn: &mut Conn, user_id: i64, keep: Option<&str>) -> QueryResult<usize> {
    diesel::delete(
        sessions::table
            .filter(sessions::user_id.eq(user_id))
            .filter(sessions::id.ne(keep.unwrap_or_default())),
    )
    .execute(conn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::engine;

    fn account(conn: &mut Conn) -> i64 {
        let new = NewUser {
            username: "rosa",
            password_hash: "old",
            role: Role::Patient,
            full_name: "Rosa",
            must_change_password: false,
            at: Timestamp::UNIX_EPOCH,
        };
        create_user(conn, &new).unwrap()
    }

    fn stored(conn: &mut Conn, id: i64) -> (String, bool) {
        let columns = (users::password_hash, users::must_change_password);
        users::table.find(id).select(columns).first(conn).unwrap()
    }

    #[test]
    fn a_password_that_was_reset_while_it_was_checked_opens_nothing() {
        let mut conn = engine::in_memory();
        let id = account(&mut conn);
        reset_password(&mut conn, id, "reset").unwrap();
        let at = Timestamp::UNIX_EPOCH;
        let better = Some("the old one, hashed anew");
        assert_eq!(signed_in(&mut conn, id, "old", at, better), Ok(false));
        assert_eq!(change_password(&mut conn, id, "old", "new"), Ok(false));
        assert_eq!(stored(&mut conn, id), ("reset".to_owned(), true));
        assert_eq!(signed_in(&mut conn, id, "reset", at, None), Ok(true));
        assert_eq!(change_password(&mut conn, id, "reset", "new"), Ok(true));
        assert_eq!(stored(&mut conn, id), ("new".to_owned(), false));
    }

    #[test]
    fn an_account_that_was_disabled_while_its_password_was_checked_opens_nothing() {
        let mut conn = engine::in_memory();
        let id = account(&mut conn);
        diesel::update(users::table.find(id))
            .set(users::status.eq("disabled"))
            .execute(&mut conn)
            .unwrap();
        let at = Timestamp::UNIX_EPOCH;
        assert_eq!(signed_in(&mut conn, id, "old", at, None), Ok(false));
    }
}
