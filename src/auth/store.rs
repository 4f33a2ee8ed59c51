//! Accounts and their sessions in the database.

use diesel::prelude::*;
use jiff::Timestamp;

use super::{
    backend::User,
    model::{Me, Role},
};
use crate::{
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

/// Stores a new password; every session of the account ends with it.
///
/// # Errors
/// When the database refuses.
pub fn set_password(conn: &mut Conn, id: i64, hash: &str, temporary: bool) -> QueryResult<()> {
    diesel::update(users::table.find(id))
        .set((
            users::password_hash.eq(hash),
            users::must_change_password.eq(temporary),
        ))
        .execute(conn)?;
    Ok(())
}

/// Notes a sign-in, and replaces the hash when it is an old one.
///
/// # Errors
/// When the database refuses.
pub fn signed_in(
    conn: &mut Conn,
    id: i64,
    at: Timestamp,
    better_hash: Option<&str>,
) -> QueryResult<()> {
    diesel::update(users::table.find(id))
        .set(users::last_login_at.eq(Some(Instant(at))))
        .execute(conn)?;
    if let Some(hash) = better_hash {
        diesel::update(users::table.find(id))
            .set(users::password_hash.eq(hash))
            .execute(conn)?;
    }
    Ok(())
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
