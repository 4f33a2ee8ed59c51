//! Doctors and patients.

use diesel::prelude::*;

use super::{
    Import, quoted, reference,
    report::Table,
    source::{Doctor, Patient},
    tidy,
};
use crate::{auth::model::Role, doctors, patients, server::schema};

/// Where the old program says nothing about what a doctor does.
pub(super) const NOT_STATED: &str = "Not stated";

impl Import<'_> {
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
    pub(super) fn inactive_doctor(
        &mut self,
        user: i64,
        name: &str,
        specialization: &str,
    ) -> QueryResult<i64> {
        self.disable(user)?;
        let id = self.create_doctor(user, name, specialization)?;
        diesel::update(schema::doctors::table.find(id))
            .set(schema::doctors::active.eq(false))
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

    pub(super) fn create_patient(
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
