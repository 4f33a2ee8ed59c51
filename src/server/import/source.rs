//! Reads the old program's file, whatever is in its columns.

use std::path::Path;

use anyhow::Context as _;
use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};

/// A row of `users`.
#[derive(Debug, QueryableByName)]
pub(super) struct User {
    #[diesel(sql_type = BigInt)]
    pub(super) id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) username: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) password: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) role: Option<String>,
}

/// A row of `doctors`.
#[derive(Debug, QueryableByName)]
pub(super) struct Doctor {
    #[diesel(sql_type = BigInt)]
    pub(super) id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) user_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) full_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) specialization: Option<String>,
}

/// A row of `patients`.
#[derive(Debug, QueryableByName)]
pub(super) struct Patient {
    #[diesel(sql_type = BigInt)]
    pub(super) id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) user_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) full_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) contact_number: Option<String>,
}

/// A row of `appointments`.
#[derive(Debug, QueryableByName)]
pub(super) struct Appointment {
    #[diesel(sql_type = BigInt)]
    pub(super) id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) patient_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) doctor_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) appointment_date: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) appointment_time: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) status: Option<String>,
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

/// SQLite columns hold what they like: everything but the id is read as text.
fn rows<R>(conn: &mut SqliteConnection, table: &str, columns: &[&str]) -> QueryResult<Vec<R>>
where
    R: diesel::deserialize::QueryableByName<diesel::sqlite::Sqlite> + 'static,
{
    let texts: String = columns
        .iter()
        .map(|column| format!(", CAST({column} AS TEXT) AS {column}"))
        .collect();
    diesel::sql_query(format!("SELECT id{texts} FROM {table} ORDER BY id")).load(conn)
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
