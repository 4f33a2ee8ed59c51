//! Who somebody is: roles, the signed-in user as clients see it, and the forms of this feature.

use serde::{Deserialize, Serialize};

use crate::{
    clinic::model::Clinic,
    clinic_time::ClinicTime,
    form::{Flash, checkbox},
};

/// The header of what a page asks for while nobody is at it: that is answered, and is no use of the session.
pub const UNATTENDED: &str = "x-anteroom-unattended";

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the clinic: doctors, staff, settings, the audit trail.
    Admin,
    /// Runs the day: all appointments, all patients.
    FrontDesk,
    /// Sees their own schedule and their own patients.
    Doctor,
    /// Sees and books their own visits.
    Patient,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Admin, Self::FrontDesk, Self::Doctor, Self::Patient];

    /// The role as the database and the wire spell it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::FrontDesk => "front_desk",
            Self::Doctor => "doctor",
            Self::Patient => "patient",
        }
    }

    /// The role with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }

    /// The role in the reader's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Admin => "Administrator",
            Self::FrontDesk => "Front desk",
            Self::Doctor => "Doctor",
            Self::Patient => "Patient",
        }
    }

    /// The page somebody with this role starts from.
    pub fn home(self) -> &'static str {
        match self {
            Self::Admin => "/admin",
            Self::FrontDesk => "/desk",
            Self::Doctor => "/schedule",
            Self::Patient => "/appointments",
        }
    }

    /// Whether this is somebody who works for the clinic.
    pub fn is_staff(self) -> bool {
        self != Self::Patient
    }
}

/// The signed-in user, as their own browser sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The account's id.
    pub id: i64,
    /// The name they sign in with.
    pub username: String,
    /// The name they are called by.
    pub full_name: String,
    /// What they may do.
    pub role: Role,
    /// The password is temporary and must be replaced first.
    pub must_change_password: bool,
    /// Their doctor record, if they are one.
    pub doctor_id: Option<i64>,
    /// Their patient record, if they are one.
    pub patient_id: Option<i64>,
}

impl Me {
    /// Where they go after signing in.
    pub fn home(&self) -> &'static str {
        if self.must_change_password {
            "/account"
        } else {
            self.role.home()
        }
    }
}

/// What the frame around every page needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shell {
    /// Who is signed in.
    pub me: Option<Me>,
    /// The clinic.
    pub clinic: Clinic,
    /// The time in the clinic.
    pub now: ClinicTime,
    /// What a form sent without JavaScript left for this page; given out once.
    pub flash: Option<Flash>,
}

/// `POST /api/login`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LoginForm {
    /// The username; case and surrounding spaces do not matter.
    pub username: String,
    /// The password.
    pub password: String,
    /// "Keep me signed in": patients only, 14 days without a visit.
    #[serde(deserialize_with = "checkbox")]
    pub keep: bool,
    /// The local path to go to afterwards.
    pub next: String,
}

/// `POST /api/session/unlock`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct UnlockForm {
    /// The password of whoever is signed in.
    pub password: String,
}

/// `POST /api/register`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RegisterForm {
    /// The name to sign in with.
    pub username: String,
    /// 12 to 128 characters.
    pub password: String,
    /// The patient's name.
    pub full_name: String,
    /// A telephone number.
    pub contact_number: String,
    /// Optional.
    pub email: String,
    /// Optional, `YYYY-MM-DD`.
    pub date_of_birth: String,
    /// The local path to go to afterwards.
    pub next: String,
}

/// `POST /api/account/password`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PasswordForm {
    /// The password as it is.
    pub current_password: String,
    /// The password to come.
    pub new_password: String,
}

/// `POST /api/account`: a patient's own details.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DetailsForm {
    /// The patient's name.
    pub full_name: String,
    /// A telephone number.
    pub contact_number: String,
    /// Optional.
    pub email: String,
    /// Optional, `YYYY-MM-DD`.
    pub date_of_birth: String,
}

/// One place where an account is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The browser or app, as it names itself.
    pub agent: String,
    /// When it was signed in there.
    pub since: ClinicTime,
    /// When it was last used, to a minute or so.
    pub last_seen: ClinicTime,
    /// This is the place the question comes from.
    pub current: bool,
}

/// `next` when it is a path on this site, else nothing: anything else is an open redirect.
pub fn local_path(next: &str) -> Option<&str> {
    let local = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\n', '\r', '\t'])
        && !next.starts_with("/api/");
    local.then_some(next)
}

/// `path` with the page to go on to afterwards.
///
/// The router decodes a whole query before it splits it at `&`, and again each time it reads back
/// a route that it wrote. So those of `next` are another character for a while, one that nobody
/// types; [`given_next`] undoes it.
pub fn with_next(path: &str, next: &str) -> String {
    if next.is_empty() {
        return path.to_owned();
    }
    serde_urlencoded::to_string([("next", next.replace('&', AMPERSAND))])
        .map_or_else(|_| path.to_owned(), |query| format!("{path}?{query}"))
}

/// The page to go on to, as the router read it.
pub fn given_next(next: &str) -> String {
    next.replace(AMPERSAND, "&")
}

/// Stands for `&` in a path that is carried in a query: the unit separator.
const AMPERSAND: &str = "\u{1f}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        assert_eq!(
            local_path("/book/3?date=2026-11-24"),
            Some("/book/3?date=2026-11-24")
        );
        for bad in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "evil",
            "/\t/evil",
            "/api/logout",
        ] {
            assert_eq!(local_path(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_way_on_is_kept() {
        assert_eq!(with_next("/register", ""), "/register");
        assert_eq!(
            with_next("/login", "/book/3?a=b"),
            "/login?next=%2Fbook%2F3%3Fa%3Db"
        );
        assert_eq!(
            with_next("/login", "/book/3?a=b&c=d"),
            "/login?next=%2Fbook%2F3%3Fa%3Db%1Fc%3Dd"
        );
        assert_eq!(given_next("/book/3?a=b\u{1f}c=d"), "/book/3?a=b&c=d");
    }

    #[test]
    fn the_way_on_survives_the_router() {
        use crate::routes::Route;
        let way = "/book/3?date=2026-11-24&start=2026-11-24T09:30:00+00:00";
        let mut route: Route = with_next("/login", way).parse().unwrap();
        // What it reads it writes into the address, and may read again.
        for _ in 0..3 {
            route = route.to_string().parse().unwrap();
        }
        let Route::Login { next } = route else {
            panic!("{route}");
        };
        assert_eq!(given_next(&next), way);
    }

    #[test]
    fn every_role_is_found_by_its_key() {
        for role in Role::ALL {
            assert_eq!(Role::from_key(role.key()), Some(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.key());
        }
        assert_eq!(Role::from_key("root"), None);
    }
}
