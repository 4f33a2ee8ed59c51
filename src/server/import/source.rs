//! Reads the old program's file, whatever is in its columns.

use std::path::Path;

use anyhow::Context as _;
use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    prelude::*,
    sql_types::{BigInt, Binary, Nullable},
    sqlite::Sqlite,
};

/// What a column holds, as text: what is not Unicode is replaced, not refused.
#[derive(Debug, FromSqlRow)]
pub(super) struct OldText(String);

impl FromSql<Binary, Sqlite> for OldText {
    fn from_sql(bytes: diesel::sqlite::SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let bytes = <Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(bytes)?;
        Ok(Self(String::from_utf8_lossy(&bytes).into_owned()))
    }
}

impl std::ops::Deref for OldText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// A row of `users`.
#[derive(Debug, QueryableByName)]
pub(super) struct User {
    #[diesel(sql_type = BigInt)]
    pub(super) id: i64,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) username: Option<OldText>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) password: Option<OldText>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) role: Option<OldText>,
}

/// A row of `doctors`.
#[derive(Debug, QueryableByName)]
pub(super) struct Doctor {
    #[diesel(sql_type = BigInt)]
    pub(super) id: i64,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) user_id: Option<OldText>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) full_name: Option<OldText>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) specialization: Option<OldText>,
}

/// A row of `patients`.
#[derive(Debug, QueryableByName)]
pub(super) struct Patient {
    #[diesel(sql_type = BigInt)]
    pub(super) id: i64,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) user_id: Option<OldText>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) full_name: Option<OldText>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) contact_number: Option<OldText>,
}

/// A row of `appointments`.
#[expect(clippy::struct_field_names, reason = "the columns are called so")]
#[derive(Debug, QueryableByName)]
pub(super) struct Appointment {
    #[diesel(sql_type = BigInt)]
    pub(super) id: i64,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) patient_id: Option<OldText>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) doctor_id: Option<OldText>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) appointment_date: Option<OldText>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) appointment_time: Option<OldText>,
    #[diesel(sql_type = Nullable<Binary>)]
    pub(super) status: Option<OldText>,
}

/// Everything the old file holds, in the order of its ids.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) users: Vec<User>,
    pub(super) doctors: Vec<Doctor>,
    pub(super) patients: Vec<Patient>,
    pub(super) appointments: Vec<Appointment>,
}

impl Source {
    /// Reads the file at `path`, which is opened for reading only.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let what = || {
            format!(
                "cannot read {} as a database of the old program",
                path.display()
            )
        };
        anyhow::ensure!(path.is_file(), "there is no file {}", path.display());
        let mut conn = SqliteConnection::establish(&read_only_address(path)?).with_context(what)?;
        conn.transaction::<_, diesel::result::Error, _>(|conn| {
            Ok(Self {
                users: rows(conn, "users", &["username", "password", "role"])?,
                doctors: rows(conn, "doctors", &["user_id", "full_name", "specialization"])?,
                patients: rows(
                    conn,
                    "patients",
                    &["user_id", "full_name", "contact_number"],
                )?,
                appointments: rows(
                    conn,
                    "appointments",
                    &[
                        "patient_id",
                        "doctor_id",
                        "appointment_date",
                        "appointment_time",
                        "status",
                    ],
                )?,
            })
        })
        .with_context(what)
    }
}

/// Columns hold what they like there: everything but the id is read as text.
fn rows<R>(conn: &mut SqliteConnection, table: &str, columns: &[&str]) -> QueryResult<Vec<R>>
where
    R: deserialize::QueryableByName<Sqlite> + 'static,
{
    let texts: Vec<String> = columns
        .iter()
        .map(|column| format!("CAST(CAST({column} AS TEXT) AS BLOB) AS {column}"))
        .collect();
    let texts = texts.join(", ");
    diesel::sql_query(format!("SELECT id, {texts} FROM {table} ORDER BY id")).load(conn)
}

fn read_only_address(path: &Path) -> anyhow::Result<String> {
    let path = std::path::absolute(path)?;
    let path = path.to_str().context("the path is not Unicode")?;
    let escaped = path
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    Ok(format!("file:{escaped}?mode=ro"))
}
