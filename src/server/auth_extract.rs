//! [`Auth`]: the acting user of a request, and what may be asked of them.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use jiff::Timestamp;

use super::{AppState, throttle::Attempt};
use crate::{
    audit,
    auth::{
        backend::{AuthSession, User},
        model::Role,
    },
    error::AppError,
    form::validate,
    rules::model::Audience,
};

/// Extracted by every server function that knows who is asking.
#[derive(Clone)]
pub struct Auth {
    /// The session and, if signed in, its user.
    pub session: AuthSession,
    /// The server.
    pub app: AppState,
    /// Where the request comes from.
    pub address: String,
    /// What the client calls itself.
    pub agent: String,
    /// The key by which a repetition of this request is known, where its header names one.
    pub(super) idempotency_key: Option<String>,
    /// What was asked for.
    path: String,
}

/// Which records an account reaches. Every query that lists or changes records takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Front desk and admin: all of the clinic.
    Clinic,
    /// A doctor: their appointments, and patients who have or had one with them.
    Doctor(i64),
    /// A patient: what is theirs.
    Patient(i64),
}

/// Who did it, from where and when: what an audit entry needs.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The account; none for the system itself or for somebody not signed in.
    pub user_id: Option<i64>,
    /// The network address.
    pub address: String,
    /// When.
    pub at: Timestamp,
}

impl Actor {
    /// The system itself, at an instant.
    pub fn system(at: Timestamp) -> Self {
        Self {
            user_id: None,
            address: String::new(),
            at,
        }
    }

    /// The same, now known to be this account.
    #[must_use]
    pub fn as_account(&self, id: i64) -> Self {
        Self {
            user_id: Some(id),
            ..self.clone()
        }
    }
}

impl Auth {
    /// The signed-in user, whatever they still have to do first.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`].
    pub fn signed_in(&self) -> Result<&User, AppError> {
        self.session.user.as_ref().ok_or(AppError::NotSignedIn)
    }

    /// The signed-in user, ready to work.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], [`AppError::PasswordChangeRequired`].
    pub fn user(&self) -> Result<&User, AppError> {
        let user = self.signed_in()?;
        if user.must_change_password {
            return Err(AppError::PasswordChangeRequired);
        }
        Ok(user)
    }

    /// The signed-in user, if they have one of these roles; a refusal goes on record.
    ///
    /// # Errors
    /// As [`Auth::user`], and [`AppError::Forbidden`].
    pub fn require(&self, roles: &[Role]) -> Result<&User, AppError> {
        let user = self.user()?;
        if roles.contains(&user.role) {
            return Ok(user);
        }
        self.refused();
        Err(AppError::Forbidden)
    }

    /// What the signed-in user may reach.
    ///
    /// # Errors
    /// As [`Auth::user`], and [`AppError::Forbidden`] for an account without its record.
    pub fn scope(&self) -> Result<Scope, AppError> {
        let user = self.user()?;
        match user.role {
            Role::Admin | Role::FrontDesk => Ok(Scope::Clinic),
            Role::Doctor => user.doctor_id.map(Scope::Doctor).ok_or(AppError::Forbidden),
            Role::Patient => user
                .patient_id
                .map(Scope::Patient)
                .ok_or(AppError::Forbidden),
        }
    }

    /// Who looks for a time: front desk and admin for the clinic, everybody else for themselves.
    pub fn audience(&self) -> Audience {
        match &self.session.user {
            Some(user) if matches!(user.role, Role::Admin | Role::FrontDesk) => Audience::Staff,
            _ => Audience::Patient,
        }
    }

    /// Whoever is acting, for the audit trail.
    pub fn actor(&self) -> Actor {
        Actor {
            user_id: self.session.user.as_ref().map(|user| user.id),
            address: self.address.clone(),
            at: self.app.now(),
        }
    }

    /// The path that was asked for.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// An attempt to get in, from here.
    pub fn attempt(&self, username: Option<&str>) -> Attempt {
        Attempt {
            account: username.map(validate::username_key),
            address: self.address.clone(),
        }
    }

    /// Puts a refused access on record, behind the answer.
    pub fn refused(&self) {
        let (actor, path) = (self.actor(), self.path.clone());
        self.app.db.write_behind(move |conn| {
            audit::store::record(conn, &actor, audit::Action::AccessRefused, None, &path)?;
            Ok(())
        });
    }

    /// Puts a view of a patient's record on record, behind the answer.
    pub fn viewed_patient(&self, patient_id: i64) {
        let actor = self.actor();
        self.app.db.write_behind(move |conn| {
            let patient = Some(audit::Entity::Patient(patient_id));
            audit::store::record(conn, &actor, audit::Action::PatientViewed, patient, "")?;
            Ok(())
        });
    }

    /// Names the page that shows the result, and a sentence to show on it, to browsers that
    /// sent a plain form; other clients ignore both.
    pub fn leads_to(&self, path: &str, notice: &str) {
        super::wire::lead_to(path, notice);
    }

    /// The same where the result shows on the page the form stood on.
    pub fn leads_back(&self, notice: &str) {
        super::wire::say(notice);
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Auth {
    type Rejection = AppErrorResponse;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let extensions = &parts.extensions;
        let (Some(app), Some(session)) = (
            extensions.get::<AppState>().cloned(),
            extensions.get::<AuthSession>().cloned(),
        ) else {
            return Err(AppErrorResponse);
        };
        let header = |name: &str| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        let forwarded = forwarded_for(&parts.headers).filter(|_| app.config.trust_proxy);
        let peer = extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(address)| address.ip().to_string());
        Ok(Self {
            session,
            address: forwarded.or(peer).unwrap_or_default(),
            agent: header("user-agent")
                .unwrap_or_default()
                .chars()
                .take(200)
                .collect(),
            idempotency_key: header("idempotency-key").filter(|key| !key.trim().is_empty()),
            path: parts.uri.path().to_owned(),
            app,
        })
    }
}

/// The address that the proxy before us added: a client may have sent others above it, in the same
/// line or in lines of its own.
fn forwarded_for(headers: &HeaderMap) -> Option<String> {
    let line = headers.get_all("x-forwarded-for").iter().next_back()?;
    let last = line.to_str().ok()?.rsplit(',').next()?;
    Some(last.trim().to_owned())
}

/// The answer where a layer of ours is missing around the router.
#[derive(Debug)]
pub struct AppErrorResponse;

impl axum::response::IntoResponse for AppErrorResponse {
    fn into_response(self) -> axum::response::Response {
        axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_cannot_choose_the_address_it_is_known_by() {
        let mut headers = HeaderMap::new();
        assert_eq!(forwarded_for(&headers), None);
        for line in ["10.0.0.1, 10.0.0.2", "10.0.0.3", "10.0.0.4 , 203.0.113.9"] {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        assert_eq!(forwarded_for(&headers).as_deref(), Some("203.0.113.9"));
    }
}
