//! Accounts as admins see them, and the rules of disabling one.

use serde::{Deserialize, Serialize};

use crate::{auth::Role, clinic_time::ClinicTime, error::AppError, ui::words::plural};

/// An account just made, or one with a new temporary password. The password is told this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccount {
    /// The new doctor's id, else the account's.
    pub id: i64,
    /// The name to sign in with.
    pub username: String,
    /// The password for the first login, at which it is replaced.
    pub temporary_password: String,
}

/// Someone who runs the clinic or its front desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffMember {
    /// The account's id.
    pub id: i64,
    /// The name they sign in with.
    pub username: String,
    /// Their name.
    pub full_name: String,
    /// What they may do.
    pub role: Role,
    /// Whether they may sign in.
    pub active: bool,
    /// Their password is temporary.
    pub must_change_password: bool,
    /// When they last signed in.
    pub last_login_at: Option<ClinicTime>,
}

/// What disabling an account has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disabled {
    /// How many appointments were cancelled with it.
    pub cancelled: u32,
}

impl Disabled {
    /// What has become of somebody, in the reader's words.
    pub fn words(self, name: &str) -> String {
        let cancelled = match self.cancelled {
            0 => String::new(),
            count => format!(" {} cancelled.", plural(count.into(), "appointment")),
        };
        format!("{name} can no longer log in.{cancelled}")
    }
}

/// `POST /api/admin/staff`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffForm {
    /// The name to sign in with.
    pub username: String,
    /// The temporary password; when left empty the server makes one.
    pub password: String,
    /// Their name.
    pub full_name: String,
    /// `admin` or `front_desk`.
    pub role: String,
}

/// `POST /api/admin/users/{id}/disable`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DisableForm {
    /// What becomes of a doctor's booked appointments still to come: `keep` or `cancel`.
    pub appointments: String,
}

impl DisableForm {
    /// Whether to cancel that many appointments still to come.
    ///
    /// # Errors
    /// When there are any and nothing was decided.
    pub fn cancels(&self, upcoming: usize) -> Result<bool, AppError> {
        match self.appointments.as_str() {
            "cancel" => Ok(true),
            "keep" => Ok(false),
            _ if upcoming == 0 => Ok(false),
            _ => {
                let count = plural(
                    i64::try_from(upcoming).unwrap_or(i64::MAX),
                    "future appointment",
                );
                let message =
                    format!("There are {count}. Choose whether to keep or to cancel them.");
                Err(AppError::field("appointments", message))
            }
        }
    }
}

/// An account about to be changed by an admin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: i64,
    /// The name to sign in with.
    pub username: String,
    /// The owner's name.
    pub full_name: String,
    /// What it may do.
    pub role: Role,
    /// Its doctor record.
    pub doctor_id: Option<i64>,
    /// Its patient record.
    pub patient_id: Option<i64>,
}

impl Account {
    /// Whether the admin `by` may disable it, where `other_admins` more administrators are active.
    ///
    /// # Errors
    /// Nobody locks themselves out, and the clinic keeps an administrator.
    pub fn may_be_disabled(&self, by: i64, other_admins: i64) -> Result<(), AppError> {
        if self.id == by {
            return Err(AppError::conflict(
                "You cannot disable your own account. Ask another administrator to.",
            ));
        }
        if self.role == Role::Admin && other_admins == 0 {
            return Err(AppError::conflict(
                "This is the last active administrator. Add or enable another one first.",
            ));
        }
        Ok(())
    }

    /// The page on which an admin manages it.
    pub fn page(&self) -> String {
        match (self.doctor_id, self.patient_id) {
            (Some(id), _) => format!("/admin/doctors/{id}"),
            (None, Some(id)) => format!("/patients/{id}"),
            (None, None) => "/admin/staff".to_owned(),
        }
    }
}

/// The roles given on the page for staff: doctors have a page of their own, and patients register.
pub fn staff_role(key: &str) -> Result<Role, &'static str> {
    match Role::from_key(key) {
        Some(role @ (Role::Admin | Role::FrontDesk)) => Ok(role),
        _ => Err("Choose a role."),
    }
}

/// How a browser without JavaScript is told a temporary password, after what was `done`.
pub fn secret_notice(done: &str, username: &str, password: &str) -> String {
    format!("{done} Temporary password for {username}: {password}. It is shown only now.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: i64, role: Role) -> Account {
        Account {
            id,
            username: "ada".into(),
            full_name: "Ada".into(),
            role,
            doctor_id: None,
            patient_id: None,
        }
    }

    #[test]
    fn future_appointments_call_for_a_decision() {
        let form = |decision: &str| DisableForm {
            appointments: decision.into(),
        };
        assert_eq!(form("").cancels(0), Ok(false));
        assert_eq!(form("keep").cancels(3), Ok(false));
        assert_eq!(form("cancel").cancels(3), Ok(true));
        for undecided in ["", "perhaps"] {
            let error = form(undecided).cancels(3).unwrap_err();
            let message = error.for_field("appointments").unwrap();
            assert!(message.contains("3 future appointments"), "{message}");
        }
    }

    #[test]
    fn what_was_cancelled_is_said() {
        assert_eq!(
            Disabled { cancelled: 0 }.words("Ada"),
            "Ada can no longer log in."
        );
        assert_eq!(
            Disabled { cancelled: 2 }.words("Ada"),
            "Ada can no longer log in. 2 appointments cancelled."
        );
    }

    #[test]
    fn nobody_disables_themselves_or_the_last_administrator() {
        assert!(account(1, Role::Admin).may_be_disabled(1, 5).is_err());
        assert!(account(1, Role::Admin).may_be_disabled(2, 0).is_err());
        assert!(account(1, Role::Admin).may_be_disabled(2, 1).is_ok());
        assert!(account(1, Role::Doctor).may_be_disabled(2, 0).is_ok());
    }

    #[test]
    fn staff_are_admins_or_front_desk() {
        assert_eq!(staff_role("admin"), Ok(Role::Admin));
        assert_eq!(staff_role("front_desk"), Ok(Role::FrontDesk));
        for other in ["", "doctor", "patient", "root"] {
            assert!(staff_role(other).is_err(), "{other}");
        }
    }

    #[test]
    fn each_account_has_its_page() {
        assert_eq!(account(1, Role::Admin).page(), "/admin/staff");
        let doctor = Account {
            doctor_id: Some(4),
            ..account(1, Role::Doctor)
        };
        assert_eq!(doctor.page(), "/admin/doctors/4");
        let patient = Account {
            patient_id: Some(5),
            ..account(1, Role::Patient)
        };
        assert_eq!(patient.page(), "/patients/5");
    }
}
