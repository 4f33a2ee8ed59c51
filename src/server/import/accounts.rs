//! Accounts.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{
    Import,
    people::NOT_STATED,
    reference,
    report::Table,
    source::{Source, User},
    tidy,
};
use crate::{
    auth::{
        hashing::LEGACY_PREFIX,
        model::Role,
        store::{self, NewUser},
    },
    server::schema::{doctors, patients, users},
};

/// Stored where no password can be right: no SHA-256 is spelled like this.
const UNUSABLE: &str = "none";

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

    /// Gives accounts of doctors and patients the record they lack, since without one they
    /// could do nothing.
    pub(super) fn accounts_without_record(&mut self, rows: &[User]) -> QueryResult<()> {
        let mut lacking: HashMap<i64, (String, String)> = users::table
            .left_join(doctors::table)
            .left_join(patients::table)
            .filter(users::role.eq_any([Role::Doctor.key(), Role::Patient.key()]))
            .filter(doctors::id.nullable().is_null())
            .filter(patients::id.nullable().is_null())
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

    /// The username, or the first free one of it with "-2", "-3" and so on.
    pub(super) fn free_username(&mut self, wanted: &str) -> QueryResult<String> {
        let mut name = wanted.to_owned();
        let mut number = 1_u32;
        while store::username_taken(self.conn, &name)? {
            number += 1;
            name = format!("{wanted}-{number}");
        }
        Ok(name)
    }

    /// The account a record belongs to: one with that role which has no record yet.
    pub(super) fn account_for(
        &mut self,
        written: Option<&str>,
        role: Role,
    ) -> QueryResult<Option<i64>> {
        let Some(id) = reference(written).and_then(|old| self.target(Table::Users.name(), old))
        else {
            return Ok(None);
        };
        users::table
            .left_join(doctors::table)
            .left_join(patients::table)
            .filter(users::id.eq(id))
            .filter(users::role.eq(role.key()))
            .filter(doctors::id.nullable().is_null())
            .filter(patients::id.nullable().is_null())
            .select(users::id)
            .first(self.conn)
            .optional()
    }

    pub(super) fn create_user(
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

    pub(super) fn disable(&mut self, user: i64) -> QueryResult<()> {
        diesel::update(users::table.find(user))
            .set(users::status.eq("disabled"))
            .execute(self.conn)?;
        Ok(())
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
