//! Making an administrator from the command line.

use jiff::Timestamp;

use super::{
    Actor, Db,
    config::Config,
    engine::{self, Lock},
};
use crate::{
    audit,
    auth::{
        hashing,
        model::Role,
        password_policy,
        store::{self, NewUser},
    },
    clinic,
    error::AppError,
    form::validate,
};

/// Makes an administrator, and the clinic's settings if there are none; gives the account's id.
///
/// # Errors
/// When a name or the password is refused, or the username is taken.
pub async fn create(
    db: &Db,
    config: &Config,
    username: &str,
    full_name: &str,
    password: &str,
) -> anyhow::Result<i64> {
    let username =
        validate::username(username).map_err(|message| anyhow::anyhow!("username: {message}"))?;
    let full_name = validate::full_name(full_name)
        .map_err(|message| anyhow::anyhow!("full name: {message}"))?;
    password_policy::check(password, &username)
        .map_err(|message| anyhow::anyhow!("password: {message}"))?;
    let hash = hashing::hash_now(password, config.bcrypt_cost)?;
    let time_zone = config.time_zone.clone();
    let made = db
        .write(move |conn| {
            engine::lock(conn, &[Lock::Administration])?;
            if store::username_taken(conn, &username)? {
                return Err(AppError::conflict("that username is taken"));
            }
            let at = Timestamp::now();
            let id = store::create_user(
                conn,
                &NewUser {
                    username: &username,
                    password_hash: &hash,
                    role: Role::Admin,
                    full_name: &full_name,
                    must_change_password: false,
                    at,
                },
            )?;
            if !clinic::store::exists(conn)? {
                let mut new = clinic::store::load(conn)?;
                new.time_zone.clone_from(&time_zone);
                clinic::store::create(conn, &new)?;
            }
            let entity = Some(audit::Entity::User(id));
            audit::store::record(
                conn,
                &Actor::system(at),
                audit::Action::UserCreated,
                entity,
                "command line",
            )?;
            Ok(id)
        })
        .await?;
    Ok(made)
}
