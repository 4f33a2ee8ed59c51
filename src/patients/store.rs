//! Patients in the database.

use diesel::prelude::*;
use jiff::Timestamp;

use super::model::{Checked, Patient};
use crate::{
    form::validate,
    server::{Conn, Instant, schema::patients},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = patients)]
struct Row {
    id: i64,
    user_id: Option<i64>,
    full_name: String,
    contact_number: String,
    email: String,
    date_of_birth: Option<String>,
    version: i32,
}

impl From<Row> for Patient {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            full_name: row.full_name,
            contact_number: row.contact_number,
            email: row.email,
            date_of_birth: row.date_of_birth,
            has_login: row.user_id.is_some(),
            version: row.version,
        }
    }
}

/// Makes a record and gives its id.
///
/// # Errors
/// When the database refuses.
pub fn create(
    conn: &mut Conn,
    user_id: Option<i64>,
    details: &Checked,
    at: Timestamp,
) -> QueryResult<i64> {
    diesel::insert_into(patients::table)
        .values((
            patients::user_id.eq(user_id),
            patients::full_name.eq(&details.full_name),
            patients::contact_number.eq(&details.contact_number),
            patients::email.eq(&details.email),
            patients::date_of_birth.eq(details.date_of_birth.map(|date| date.to_string())),
            patients::search_key.eq(search_key(details)),
            patients::created_at.eq(Instant(at)),
        ))
        .returning(patients::id)
        .get_result(conn)
}

/// One record.
///
/// # Errors
/// [`diesel::result::Error::NotFound`].
pub fn find(conn: &mut Conn, id: i64) -> QueryResult<Patient> {
    patients::table
        .find(id)
        .select(Row::as_select())
        .first(conn)
        .map(Patient::from)
}

/// Replaces the details, if nobody has changed them since `version` (where one is given).
/// The name of the patient's account follows.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when somebody has, or there is no such patient.
pub fn update(conn: &mut Conn, id: i64, version: Option<i32>, to: &Checked) -> QueryResult<()> {
    use crate::server::schema::users;
    let current: (i32, Option<i64>) = patients::table
        .find(id)
        .select((patients::version, patients::user_id))
        .first(conn)?;
    if version.is_some_and(|version| version != current.0) {
        return Err(diesel::result::Error::NotFound);
    }
    diesel::update(patients::table.find(id))
        .set((
            patients::full_name.eq(&to.full_name),
            patients::contact_number.eq(&to.contact_number),
            patients::email.eq(&to.email),
            patients::date_of_birth.eq(to.date_of_birth.map(|date| date.to_string())),
            patients::search_key.eq(search_key(to)),
            patients::version.eq(current.0 + 1),
        ))
        .execute(conn)?;
    if let Some(user_id) = current.1 {
        diesel::update(users::table.find(user_id))
            .set(users::full_name.eq(&to.full_name))
            .execute(conn)?;
    }
    Ok(())
}

/// What a search is matched against: name, number and date of birth without accents or case.
fn search_key(details: &Checked) -> String {
    let digits: String = details
        .contact_number
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let birth = details.date_of_birth.map(|date| date.to_string()).unwrap_or_default();
    format!("{} {digits} {birth}", validate::fold(&details.full_name))
}
