//! The account behind a session, as axum-login wants it.

use axum_login::{AuthUser, AuthnBackend};
use sha2::{Digest, Sha256};

use super::{
    model::{Me, Role},
    store,
};
use crate::{error::AppError, server::Db};

/// The session of a request.
pub type AuthSession = axum_login::AuthSession<Backend>;

/// A signed-in account.
#[derive(Clone)]
pub struct User {
    /// The account's id.
    pub id: i64,
    /// The name it signs in with.
    pub username: String,
    /// The name its owner is called by.
    pub full_name: String,
    /// What it may do.
    pub role: Role,
    /// Its password is temporary.
    pub must_change_password: bool,
    /// Its doctor record.
    pub doctor_id: Option<i64>,
    /// Its patient record.
    pub patient_id: Option<i64>,
    /// Changes with the password, which ends sessions begun before; not the stored hash itself,
    /// since sessions keep it.
    session_hash: Vec<u8>,
}

impl User {
    /// An account as read from the database.
    pub fn new(me: Me, password_hash: &str) -> Self {
        Self {
            id: me.id,
            username: me.username,
            full_name: me.full_name,
            role: me.role,
            must_change_password: me.must_change_password,
            doctor_id: me.doctor_id,
            patient_id: me.patient_id,
            session_hash: Sha256::digest(password_hash.as_bytes()).to_vec(),
        }
    }

    /// Whether this account, read another time, may still do what it might then.
    pub fn has_rights_of(&self, other: &Self) -> bool {
        let rights = |user: &Self| {
            (
                user.id,
                user.role,
                user.must_change_password,
                user.doctor_id,
            )
        };
        rights(self) == rights(other) && self.session_hash == other.session_hash
    }

    /// The account as its owner's browser sees it.
    pub fn me(&self) -> Me {
        Me {
            id: self.id,
            username: self.username.clone(),
            full_name: self.full_name.clone(),
            role: self.role,
            must_change_password: self.must_change_password,
            doctor_id: self.doctor_id,
            patient_id: self.patient_id,
        }
    }
}

// axum-login logs users; neither names nor hashes belong there.
impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl AuthUser for User {
    type Id = i64;

    fn id(&self) -> i64 {
        self.id
    }

    fn session_auth_hash(&self) -> &[u8] {
        &self.session_hash
    }
}

/// Finds accounts. Passwords are checked in [`super::api`], which throttles and records.
#[derive(Clone, Debug)]
pub struct Backend {
    /// The database.
    pub db: Db,
}

impl AuthnBackend for Backend {
    type User = User;
    type Credentials = std::convert::Infallible;
    type Error = AppError;

    async fn authenticate(&self, never: Self::Credentials) -> Result<Option<User>, AppError> {
        match never {}
    }

    async fn get_user(&self, id: &i64) -> Result<Option<User>, AppError> {
        let id = *id;
        self.db
            .look_up(move |conn| Ok(store::active_user(conn, id)?))
            .await
    }
}
