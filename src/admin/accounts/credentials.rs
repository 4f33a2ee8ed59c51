//! The first username and password of an account made by an admin.

use crate::{
    audit::{self, Action, Entity},
    auth::{
        Role, hashing, password_policy,
        store::{self, NewUser},
    },
    error::{AppError, FieldErrors},
    form::validate,
    server::{Actor, AppState, Conn},
};

/// What the owner of a new account signs in with for the first time.
pub struct Credentials {
    /// The name.
    pub username: String,
    /// The temporary password.
    pub password: String,
}

/// The same, as it is stored.
pub struct Hashed {
    username: String,
    hash: String,
}

/// Checks what was typed; messages go to `errors`. A password left empty is made up.
pub fn check(username: &str, password: &str, errors: &mut FieldErrors) -> Option<Credentials> {
    let name = errors.check("username", validate::username(username));
    let password = if password.is_empty() {
        Some(hashing::temporary())
    } else {
        errors
            .check("password", password_policy::check(password, username))
            .map(|()| password.to_owned())
    };
    Some(Credentials {
        username: name?,
        password: password?,
    })
}

impl Credentials {
    /// Hashes the password.
    ///
    /// # Errors
    /// When the server is stopping.
    pub async fn hash(&self, app: &AppState) -> Result<Hashed, AppError> {
        Ok(Hashed {
            username: self.username.clone(),
            hash: hashing::hash(app, self.password.clone()).await?,
        })
    }
}

impl Hashed {
    /// Makes the account, whose password is to be changed at the first login, and gives its id.
    ///
    /// # Errors
    /// At the field `username` when somebody has it already.
    pub fn create(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        role: Role,
        full_name: &str,
    ) -> Result<i64, AppError> {
        let new = NewUser {
            username: &self.username,
            password_hash: &self.hash,
            role,
            full_name,
            must_change_password: true,
            at: actor.at,
        };
        let id = store::register_user(conn, &new)?;
        audit::store::record(
            conn,
            actor,
            Action::UserCreated,
            Some(Entity::User(id)),
            role.key(),
        )?;
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_left_empty_is_made_up() {
        let mut errors = FieldErrors::default();
        let made = check(" lea ", "", &mut errors).unwrap();
        assert_eq!((made.username.as_str(), made.password.len()), ("lea", 16));
        assert!(errors.finish().is_ok());
    }

    #[test]
    fn a_password_that_was_typed_is_held_to_the_policy() {
        let mut errors = FieldErrors::default();
        assert!(check("x", "short", &mut errors).is_none());
        let error = errors.into_error();
        assert!(error.for_field("username").is_some() && error.for_field("password").is_some());
    }
}
