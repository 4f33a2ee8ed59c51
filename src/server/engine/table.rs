//! The tables as the database itself knows them: what is copied follows the migrations.

use diesel::{QueryResult, QueryableByName, sql_types};

use super::{Conn, rows};

/// Every table, each after those it refers to.
pub const TABLES: [&str; 32] = [
    "clinic",
    "opening_hours",
    "users",
    "doctors",
    "patients",
    "rooms",
    "visit_types",
    "visit_type_doctors",
    "visit_type_rooms",
    "working_hours",
    "working_hours_types",
    "exceptions",
    "series",
    "appointments",
    "appointment_history",
    "encounters",
    "queues",
    "undos",
    "screens",
    "merges",
    "holds",
    "waitlist",
    "offers",
    "openings",
    "move_requests",
    "occupancies",
    "sessions",
    "audit",
    "imported_rows",
    "idempotency_keys",
    "appointment_counts",
    "attempts",
];

/// A column of some table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, QueryableByName)]
pub(in crate::server) struct Column {
    #[diesel(sql_type = sql_types::Text)]
    of_table: String,
    #[diesel(sql_type = sql_types::Text)]
    pub(in crate::server) name: String,
    /// `bigint`, `integer`, `text` or `boolean`.
    #[diesel(sql_type = sql_types::Text)]
    pub(in crate::server) kind: String,
    /// Its place in the primary key, from 1; 0 outside of it.
    #[diesel(sql_type = sql_types::BigInt)]
    place: i64,
    /// The database numbers the rows by it.
    #[diesel(sql_type = sql_types::Bool)]
    numbered: bool,
}

/// A table to copy.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::server) struct Table {
    pub(in crate::server) name: &'static str,
    pub(in crate::server) columns: Vec<Column>,
    /// The names of the columns that are its primary key.
    pub(in crate::server) key: Vec<String>,
    /// The database numbers the rows by themselves.
    pub(in crate::server) numbered: bool,
}

/// The names of the tables that are there.
pub(in crate::server) fn names(conn: &mut Conn) -> QueryResult<Vec<String>> {
    let mut names: Vec<String> = rows::columns(conn)?
        .into_iter()
        .map(|column| column.of_table)
        .collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// The tables in the order of [`TABLES`], with the columns that are there.
pub(in crate::server) fn all(conn: &mut Conn) -> anyhow::Result<Vec<Table>> {
    let mut ours = TABLES.map(str::to_owned);
    ours.sort();
    anyhow::ensure!(
        names(conn)? == ours,
        "the tables are not those of this program"
    );
    let mut all = rows::columns(conn)?;
    all.sort();
    Ok(TABLES.map(|name| Table::new(name, &all)).into())
}

impl Table {
    fn new(name: &'static str, all: &[Column]) -> Self {
        let columns: Vec<Column> = all
            .iter()
            .filter(|column| column.of_table == name)
            .cloned()
            .collect();
        let mut key: Vec<&Column> = columns.iter().filter(|column| column.place > 0).collect();
        key.sort_by_key(|column| column.place);
        Self {
            name,
            key: key.into_iter().map(|column| column.name.clone()).collect(),
            numbered: columns.iter().any(|column| column.numbered),
            columns,
        }
    }

    /// The columns' names, each written by `write`, in a list.
    pub(in crate::server) fn list(&self, write: impl Fn(&Column) -> String) -> String {
        let written: Vec<String> = self.columns.iter().map(write).collect();
        written.join(", ")
    }
}
