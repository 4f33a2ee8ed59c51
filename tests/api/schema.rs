//! The schema and its versions.

use std::collections::BTreeMap;

use anteroom::server::{
    Conn,
    engine::{self, DatabaseUrl, Purpose},
};
use diesel::{
    prelude::*,
    sql_types::{Bool, Integer, Nullable, Text},
};

fn open(path: std::path::PathBuf) -> Conn {
    engine::connect(&DatabaseUrl::Sqlite(path), Purpose::Command).unwrap()
}

#[test]
fn a_migrated_database_is_left_as_it_is_and_a_newer_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut conn = open(folder.path().join("a.db"));
    let first = engine::migrate(&mut conn).unwrap();
    assert_eq!(first.from, "");
    let second = engine::migrate(&mut conn).unwrap();
    assert_eq!((&second.from, &second.to), (&first.to, &first.to));
    diesel::sql_query("INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000000')")
        .execute(&mut conn)
        .unwrap();
    let error = engine::migrate(&mut conn).unwrap_err().to_string();
    assert!(error.contains("newer"), "{error}");
}

#[test]
fn what_is_no_database_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    std::fs::write(
        &path,
        "these are notes, and long enough to be taken for a file".repeat(40),
    )
    .unwrap();
    let error = anteroom::server::Db::open(&DatabaseUrl::Sqlite(path)).unwrap_err().to_string();
    assert!(
        error.contains("notes.db") && !error.contains('\n'),
        "{error}"
    );
    let folder_as_file = folder.path().join("notes.db").join("inside.db");
    assert!(anteroom::server::Db::open(&DatabaseUrl::Sqlite(folder_as_file)).is_err());
}

#[derive(Debug, QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    required: bool,
    #[diesel(sql_type = Nullable<Integer>)]
    #[expect(dead_code, reason = "read so that the row is complete")]
    key: Option<i32>,
}

type Tables = BTreeMap<String, Vec<(String, String)>>;

/// The tables of `schema.rs`, each with its columns and their types.
fn in_schema() -> Tables {
    let mut tables = Tables::new();
    let mut table = String::new();
    for line in include_str!("../../src/server/schema.rs")
        .lines()
        .map(str::trim)
    {
        if let Some((name, _)) = line
            .strip_suffix(" {")
            .and_then(|line| line.split_once(" ("))
        {
            name.clone_into(&mut table);
        } else if let Some((column, kind)) = line.split_once(" -> ").filter(|_| line.ends_with(','))
            && !line.contains('(')
        {
            let column = (column.to_owned(), kind.trim_end_matches(',').to_owned());
            tables.entry(table.clone()).or_default().push(column);
        }
    }
    tables
}

#[test]
fn the_schema_in_the_code_is_that_of_the_migrated_database() {
    let folder = tempfile::tempdir().unwrap();
    let mut conn = open(folder.path().join("a.db"));
    engine::migrate(&mut conn).unwrap();
    let columns: Vec<Column> = diesel::sql_query(
        "SELECT m.name AS table_name, c.name, c.type AS kind, c.\"notnull\" AS required, c.pk AS key
         FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'
         ORDER BY m.name, c.cid",
    )
    .load(&mut conn)
    .unwrap();
    let mut migrated = Tables::new();
    let schema = in_schema();
    for column in columns {
        let declared = schema
            .get(&column.table_name)
            .and_then(|columns| columns.iter().find(|(name, _)| *name == column.name))
            .map_or("", |(_, kind)| kind);
        let bare = match column.kind.as_str() {
            // A row's own number is declared INTEGER, for SQLite, and is as wide as a BIGINT.
            "INTEGER" if declared == "BigInt" && column.name == "id" => "BigInt",
            "INTEGER" => "Integer",
            "BIGINT" => "BigInt",
            "TEXT" => "Text",
            "BOOLEAN" => "Bool",
            other => other,
        };
        let kind = if column.required {
            bare.to_owned()
        } else {
            format!("Nullable<{bare}>")
        };
        migrated
            .entry(column.table_name)
            .or_default()
            .push((column.name, kind));
    }
    assert_eq!(schema, migrated);
    assert!(schema.len() >= 10, "{schema:?}");
}
