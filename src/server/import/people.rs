//! Accounts, doctors and patients.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{
    Import, quoted, reference,
    report::Table,
    source::{Doctor, Patient, Source, User},
    tidy,
};
use crate::{
    auth::{
        hashing::LEGACY_PREFIX,
        model::Role,
        store::{self, NewUser},
    },
    doctors, patients,
    server::schema::{doctors as doctors_table, patients as patients_table, users},
};

/// Stored where no password can be right: no SHA-256 is spelled like this.
const UNUSABLE: &str = "none";
/// Where the old program says nothing about what a doctor does.
const NOT_STATED: &str = "Not stated";

impl Import<'_> {
    pub(super) fn users(&mut self, old: &Source) -> QueryResult<()> {
        self.report.has_read(Table::Users, old.users.len());
        let names = names_by_user(old);
        for row in &old.users {
            if self.target(Table::Users.name(), row.id).is_none() {
                self.user(row, names.get(&row.id).copied())?;
            }
        }
        Ok(())
    }

    fn user(&mut self, row: &User, full_name: Option<&str>) -> QueryResult<()> {
        let written = row.username.as_deref().unwrap_or_default();
        let username = match written.trim() {
            "" => self.free_username(&format!("imported-user-{}", row.id))?,
            name => self.free_username(name)?,
        };
        if username != written {
            self.report.remark(
                Table::Users,
                row.id,
                format!("username {written:?} is now {username:?}"),
            );
        }
        let hash = legacy_hash(row.password.as_deref());
        if hash.is_none() {
            self.report.remark(Table::Users, row.id, "malformed password hash: nobody can sign in until an administrator sets a password");
        }
        let written_role = tidy(row.role.as_deref());
        let role = Role::from_key(written_role).filter(|role| *role != Role::FrontDesk);
        let id = self.create_user(
            &username,
            hash,
            role.unwrap_or(Role::Patient),
            full_name.unwrap_or(&username),
        )?;
        if role.is_none() {
            self.disable(id)?;
            self.report.remark(
                Table::Users,
                row.id,
                format!("unknown role {written_role:?}: a disabled patient account"),
            );
        }
        self.brought_in(Table::Users, row.id, id)
    }

    pub(super) fn doctors(&mut self, rows: &[Doctor]) -> QueryResult<()> {
        self.report.has_read(Table::Doctors, rows.len());
        for row in rows {
            if self.target(Table::Doctors.name(), row.id).is_none() {
                let account = self.account_for(row.user_id.as_deref(), Role::Doctor)?;
                let name = self.name(
                    Table::Doctors,
                    row.id,
                    row.full_name.as_deref(),
                    "Unnamed doctor",
                );
                let specialization = self.specialization(row);
                if account.is_none() {
                    let text = format!(
                        "no account {} for this doctor alone: inactive, with a disabled account",
                        quoted(row.user_id.as_deref())
                    );
                    self.report.remark(Table::Doctors, row.id, text);
                }
                let id = match account {
                    Some(user) => self.create_doctor(user, &name, &specialization)?,
                    None => self.doctor_without_account(
                        &format!("imported-doctor-{}", row.id),
                        &name,
                        &specialization,
                    )?,
                };
                self.brought_in(Table::Doctors, row.id, id)?;
            }
        }
        Ok(())
    }

    pub(super) fn patients(&mut self, rows: &[Patient]) -> QueryResult<()> {
        self.report.has_read(Table::Patients, rows.len());
        for row in rows {
            if self.target(Table::Patients.name(), row.id).is_none() {
                let account = self.account_for(row.user_id.as_deref(), Role::Patient)?;
                let name = self.name(
                    Table::Patients,
                    row.id,
                    row.full_name.as_deref(),
                    "Unnamed patient",
                );
                if account.is_none() {
                    let text = format!(
                        "no account {} for this patient alone: a patient without login",
                        quoted(row.user_id.as_deref())
                    );
                    self.report.remark(Table::Patients, row.id, text);
                }
                let id =
                    self.create_patient(account, &name, tidy(row.contact_number.as_deref()))?;
                self.brought_in(Table::Patients, row.id, id)?;
            }
        }
        Ok(())
    }

    /// Gives accounts of doctors and patients the record they lack, since without one they
    /// could do nothing.
    pub(super) fn accounts_without_record(&mut self, rows: &[User]) -> QueryResult<()> {
        let mut lacking: HashMap<i64, (String, String)> = users::table
            .left_join(doctors_table::table)
            .left_join(patients_table::table)
            .filter(users::role.eq_any([Role::Doctor.key(), Role::Patient.key()]))
            .filter(doctors_table::id.nullable().is_null())
            .filter(patients_table::id.nullable().is_null())
            .select((users::id, users::username, users::role))
            .load::<(i64, String, String)>(self.conn)?
            .into_iter()
            .map(|(id, username, role)| (id, (username, role)))
            .collect();
        for row in rows {
            let target = self.target(Table::Users.name(), row.id);
            let Some((id, (username, role))) = target.and_then(|id| lacking.remove_entry(&id))
            else {
                continue;
            };
            if role == Role::Doctor.key() {
                self.inactive_doctor(id, &username, NOT_STATED)?;
                self.report.remark(Table::Users, row.id, "a doctor's account without a doctor: disabled, with an inactive doctor named like the account");
            } else {
                self.create_patient(Some(id), &username, "")?;
                self.report.remark(
                    Table::Users,
                    row.id,
                    "a patient's account without a patient: given a patient named like the account",
                );
            }
        }
        Ok(())
    }

    /// Who an appointment is for; a placeholder when the old file does not say.
    pub(super) fn patient_or_placeholder(
        &mut self,
        written: Option<&str>,
    ) -> QueryResult<(i64, bool)> {
        const MISSING: &str = "missing patients";
        let number = reference(written).unwrap_or_default();
        let known = self
            .target(Table::Patients.name(), number)
            .filter(|_| reference(written).is_some());
        if let Some(id) = known {
            return Ok((id, true));
        }
        if let Some(id) = self.target(MISSING, number) {
            return Ok((id, false));
        }
        let id = self.create_patient(None, &format!("Unknown patient (imported #{number})"), "")?;
        self.remember(MISSING, number, id)?;
        Ok((id, false))
    }

    /// Whose time an appointment takes; a placeholder when the old file does not say.
    pub(super) fn doctor_or_placeholder(
        &mut self,
        written: Option<&str>,
    ) -> QueryResult<(i64, bool)> {
        const MISSING: &str = "missing doctors";
        let number = reference(written).unwrap_or_default();
        let known = self
            .target(Table::Doctors.name(), number)
            .filter(|_| reference(written).is_some());
        if let Some(id) = known {
            return Ok((id, true));
        }
        if let Some(id) = self.target(MISSING, number) {
            return Ok((id, false));
        }
        let name = format!("Unknown doctor (imported #{number})");
        let id = self.doctor_without_account(
            &format!("imported-unknown-doctor-{number}"),
            &name,
            NOT_STATED,
        )?;
        self.remember(MISSING, number, id)?;
        Ok((id, false))
    }

    /// The username, or the first free one of it with "-2", "-3" and so on.
    fn free_username(&mut self, wanted: &str) -> QueryResult<String> {
        let mut name = wanted.to_owned();
        let mut number = 1_u32;
        while store::username_taken(self.conn, &name)? {
            number += 1;
            name = format!("{wanted}-{number}");
        }
        Ok(name)
    }

    /// The account a record belongs to: one with that role which has no record yet.
    fn account_for(&mut self, written: Option<&str>, role: Role) -> QueryResult<Option<i64>> {
        let Some(id) = reference(written).and_then(|old| self.target(Table::Users.name(), old))
        else {
            return Ok(None);
        };
        users::table
            .left_join(doctors_table::table)
            .left_join(patients_table::table)
            .filter(users::id.eq(id))
            .filter(users::role.eq(role.key()))
            .filter(doctors_table::id.nullable().is_null())
            .filter(patients_table::id.nullable().is_null())
            .select(users::id)
            .first(self.conn)
            .optional()
    }

    fn name(&mut self, table: Table, id: i64, written: Option<&str>, unnamed: &str) -> String {
        let name = match tidy(written) {
            "" => format!("{unnamed} (imported #{id})"),
            name => name.to_owned(),
        };
        if written != Some(name.as_str()) {
            let text = format!("name {} is now {name:?}", quoted(written));
            self.report.remark(table, id, text);
        }
        name
    }

    fn specialization(&mut self, row: &Doctor) -> String {
        match row.specialization.as_deref().unwrap_or_default() {
            blank if blank.trim().is_empty() => {
                self.report.remark(
                    Table::Doctors,
                    row.id,
                    format!("no specialization: {NOT_STATED:?}"),
                );
                NOT_STATED.to_owned()
            }
            written => written.to_owned(),
        }
    }

    fn create_user(
        &mut self,
        username: &str,
        hash: Option<String>,
        role: Role,
        full_name: &str,
    ) -> QueryResult<i64> {
        let hash = hash.unwrap_or_else(|| format!("{LEGACY_PREFIX}{UNUSABLE}"));
        let new = NewUser {
            username,
            password_hash: &hash,
            role,
            full_name,
            must_change_password: false,
            at: self.now,
        };
        store::create_user(self.conn, &new)
    }

    fn disable(&mut self, user: i64) -> QueryResult<()> {
        diesel::update(users::table.find(user))
            .set(users::status.eq("disabled"))
            .execute(self.conn)?;
        Ok(())
    }

    fn doctor_without_account(
        &mut self,
        username: &str,
        name: &str,
        specialization: &str,
    ) -> QueryResult<i64> {
        let username = self.free_username(username)?;
        let user = self.create_user(&username, None, Role::Doctor, name)?;
        self.inactive_doctor(user, name, specialization)
    }

    /// A doctor who neither signs in nor is booked until an administrator reactivates them.
    fn inactive_doctor(&mut self, user: i64, name: &str, specialization: &str) -> QueryResult<i64> {
        self.disable(user)?;
        let id = self.create_doctor(user, name, specialization)?;
        diesel::update(doctors_table::table.find(id))
            .set(doctors_table::active.eq(false))
            .execute(self.conn)?;
        Ok(id)
    }

    fn create_doctor(&mut self, user: i64, name: &str, specialization: &str) -> QueryResult<i64> {
        let details = doctors::model::Checked {
            full_name: name.to_owned(),
            specialization: specialization.to_owned(),
            languages: String::new(),
            about: String::new(),
        };
        doctors::store::create(self.conn, user, &details)
    }

    fn create_patient(
        &mut self,
        user: Option<i64>,
        name: &str,
        contact_number: &str,
    ) -> QueryResult<i64> {
        let details = patients::model::Checked {
            full_name: name.to_owned(),
            contact_number: contact_number.to_owned(),
            email: String::new(),
            date_of_birth: None,
        };
        patients::store::create(self.conn, user, &details, self.now)
    }
}

/// The names that doctors and patients give to their accounts.
fn names_by_user(old: &Source) -> HashMap<i64, &str> {
    let doctors = old.doctors.iter().map(|row| (&row.user_id, &row.full_name));
    let patients = old
        .patients
        .iter()
        .map(|row| (&row.user_id, &row.full_name));
    let mut names = HashMap::new();
    for (user, name) in doctors.chain(patients) {
        let name = tidy(name.as_deref());
        if let Some(user) = reference(user.as_deref()).filter(|_| !name.is_empty()) {
            names.entry(user).or_insert(name);
        }
    }
    names
}

/// A hash of the old program as ours stores it: 64 hexadecimal digits, else nothing.
fn legacy_hash(written: Option<&str>) -> Option<String> {
    let hex = tidy(written).to_ascii_lowercase();
    let well_formed = hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    well_formed.then(|| format!("{LEGACY_PREFIX}{hex}"))
}
