//! What the database guarantees by itself, whatever the code above it does.

use std::{collections::BTreeMap, sync::mpsc, time::Duration};

use anteroom::{
    appointments::model::Status,
    error::AppError,
    server::{Conn, db, migrations, schema::clinic},
};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Integer, Nullable, Text},
};

use crate::common::{TestApp, Visit};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn number(conn: &mut Conn, sql: &str) -> i64 {
    diesel::sql_query(sql)
        .get_result::<Number>(conn)
        .unwrap()
        .number
}

/// Runs one statement and gives the database's message if it refuses.
async fn run(app: &TestApp, sql: impl Into<String>) -> Result<usize, String> {
    let sql = sql.into();
    app.state
        .db
        .write(move |conn| {
            Ok(diesel::sql_query(sql)
                .execute(conn)
                .map_err(|error| error.to_string()))
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn no_two_visits_of_a_doctor_or_a_patient_overlap() {
    let app = TestApp::new();
    let (rosa, moreau) = (app.patient("rosa").await, app.doctor("moreau").await);
    let (ravi, okafor) = (app.patient("ravi").await, app.doctor("okafor").await);
    app.visit(Visit::new(&rosa, &moreau, "2026-11-24T10:00:00Z").minutes(60))
        .await;
    for (start, minutes) in [
        ("2026-11-24T10:00:00Z", 60),   // the same
        ("2026-11-24T09:45:00Z", 30),   // into its beginning
        ("2026-11-24T10:45:00Z", 30),   // out of its end
        ("2026-11-24T10:15:00Z", 30),   // within
        ("2026-11-24T09:00:00Z", 180),  // around
        ("2026-11-23T11:30:00Z", 1440), // begun a day before
        ("2026-11-24T10:59:59Z", 1),    // by a second
    ] {
        for (patient, doctor) in [(&ravi, &moreau), (&rosa, &okafor)] {
            let visit = Visit::new(patient, doctor, start).minutes(minutes);
            assert_eq!(
                app.try_visit(visit).await,
                Err(AppError::SlotTaken),
                "{start} {minutes}"
            );
            let undecided = visit.status(Status::Arrived);
            assert_eq!(app.try_visit(undecided).await, Err(AppError::SlotTaken));
        }
    }
    assert_eq!(app.counted().await, (1, 2));
    app.visit(Visit::new(&ravi, &moreau, "2026-11-24T09:00:00Z").minutes(60))
        .await;
    app.visit(Visit::new(&ravi, &moreau, "2026-11-24T11:00:00Z"))
        .await;
    app.visit(Visit::new(&rosa, &okafor, "2026-11-24T11:00:00Z"))
        .await;
}

#[tokio::test]
async fn the_guard_holds_against_plain_sql() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let one = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-24T10:00:00Z"))
        .await;
    let two = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-24T11:00:00Z"))
        .await;
    let start = crate::common::instant("2026-11-24T10:15:00Z").as_second();
    for kind in ["doctor", "patient"] {
        let insert = format!(
            "INSERT INTO occupancies (resource_kind, resource_id, starts_at, ends_at, appointment_id)
             VALUES ('{kind}', 1, {start}, {start} + 1800, {one})"
        );
        assert_eq!(run(&app, insert).await.unwrap_err(), "no_overlap");
        let shift = format!(
            "UPDATE occupancies SET starts_at = starts_at - 2700, ends_at = ends_at - 2700
             WHERE appointment_id = {two} AND resource_kind = '{kind}'"
        );
        assert_eq!(run(&app, shift).await.unwrap_err(), "no_overlap");
        let hand_over = format!(
            "UPDATE occupancies SET resource_id = resource_id, ends_at = ends_at + 60
             WHERE appointment_id = {two} AND resource_kind = '{kind}'"
        );
        assert_eq!(
            run(&app, hand_over).await,
            Ok(1),
            "what clashes with nothing may change"
        );
    }
    let replace = format!(
        "INSERT OR IGNORE INTO occupancies (resource_kind, resource_id, starts_at, ends_at, appointment_id)
         VALUES ('doctor', 1, {start}, {start} + 1800, {one})"
    );
    assert_eq!(run(&app, replace).await.unwrap_err(), "no_overlap");
}

#[tokio::test]
async fn only_what_is_overbooked_on_purpose_may_overlap() {
    let app = TestApp::new();
    let (rosa, ravi) = (app.patient("rosa").await, app.patient("ravi").await);
    let doctor = app.doctor("moreau").await;
    let ten = "2026-11-24T10:00:00Z";
    app.visit(Visit::new(&rosa, &doctor, ten)).await;
    app.visit(Visit::new(&ravi, &doctor, ten).overbooked())
        .await;
    let undo = run(
        &app,
        "UPDATE occupancies SET overbooked = FALSE WHERE overbooked",
    )
    .await;
    assert_eq!(undo.unwrap_err(), "no_overlap");
}

#[tokio::test]
async fn what_takes_no_time_takes_nobodys() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let visit = Visit::new(&rosa, &doctor, "2026-11-24T10:00:00Z");
    for status in [
        Status::Cancelled,
        Status::Waitlist,
        Status::EnteredInError,
        Status::Booked,
    ] {
        app.visit(visit.status(status)).await;
    }
    assert_eq!(app.counted().await, (4, 2));
}

#[tokio::test]
async fn records_that_make_no_sense_are_refused() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    for minutes in [0, -30, 1441] {
        let visit = Visit::new(&rosa, &doctor, "2026-11-24T10:00:00Z").minutes(minutes);
        assert!(app.try_visit(visit).await.is_err(), "{minutes}");
    }
    for sql in [
        "INSERT INTO appointments (patient_id, doctor_id, starts_at, ends_at, created_at) VALUES (99, 1, 0, 1, 0)",
        "INSERT INTO appointments (patient_id, doctor_id, starts_at, ends_at, created_at) VALUES (1, 99, 0, 1, 0)",
        "INSERT INTO appointments (patient_id, doctor_id, starts_at, ends_at, created_at, status) VALUES (1, 1, 0, 1, 0, 'lost')",
        "UPDATE users SET role = 'root'",
        "UPDATE users SET username_key = 'rosa'",
        "DELETE FROM patients",
        "DELETE FROM users",
        "INSERT INTO clinic (id, name, time_zone) VALUES (2, 'Another', 'UTC')",
    ] {
        // Something that points at the doctor and the patient.
        app.try_visit(Visit::new(&rosa, &doctor, "2026-11-25T10:00:00Z"))
            .await
            .ok();
        assert!(run(&app, sql).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn every_connection_is_durable_and_keeps_references() {
    let app = TestApp::new();
    let pragmas = |conn: &mut Conn| {
        let mut read = |name: &str, column: &str| {
            number(
                conn,
                &format!("SELECT {column} AS number FROM pragma_{name}"),
            )
        };
        assert_eq!(read("foreign_keys", "foreign_keys"), 1);
        assert_eq!(read("synchronous", "synchronous"), 2, "FULL");
        assert!(read("busy_timeout", "timeout") >= 1_000);
        assert_eq!(
            number(
                conn,
                "SELECT journal_mode = 'wal' AS number FROM pragma_journal_mode"
            ),
            1
        );
        Ok(())
    };
    app.state.db.read(move |conn| pragmas(conn)).await.unwrap();
    app.state.db.write(move |conn| pragmas(conn)).await.unwrap();
}

async fn name(app: &TestApp) -> String {
    app.state
        .db
        .read(|conn| Ok(clinic::table.select(clinic::name).first(conn)?))
        .await
        .unwrap()
}

fn rename(conn: &mut Conn, name: &str) -> Result<(), AppError> {
    diesel::update(clinic::table)
        .set(clinic::name.eq(name))
        .execute(conn)?;
    Ok(())
}

#[tokio::test]
async fn what_was_answered_is_on_disk_for_everybody() {
    let app = TestApp::new();
    app.state
        .db
        .write(|conn| rename(conn, "New Name"))
        .await
        .unwrap();
    let mut other = db::connect(app.database()).unwrap();
    let found: String = clinic::table
        .select(clinic::name)
        .first(&mut other)
        .unwrap();
    assert_eq!(found, "New Name");
    assert_eq!(name(&app).await, "New Name");
}

#[tokio::test]
async fn readers_neither_wait_for_a_writer_nor_see_what_is_not_committed() {
    let app = TestApp::new();
    let (go, wait) = mpsc::channel::<()>();
    let (tell, begun) = tokio::sync::oneshot::channel();
    let db = app.state.db.clone();
    let writing = tokio::spawn(async move {
        db.write(move |conn| {
            rename(conn, "Unfinished")?;
            tell.send(()).ok();
            wait.recv().ok();
            Ok(())
        })
        .await
    });
    begun.await.unwrap();
    let seen = tokio::time::timeout(Duration::from_secs(3), name(&app)).await;
    assert_eq!(seen.unwrap(), "Harbour Clinic");
    go.send(()).unwrap();
    writing.await.unwrap().unwrap();
    assert_eq!(name(&app).await, "Unfinished");
}

#[tokio::test]
async fn one_write_that_fails_or_panics_takes_no_other_with_it() {
    let app = TestApp::new();
    // The first holds the writer until all are queued, so that they share a batch.
    let (go, wait) = mpsc::channel::<()>();
    app.state.db.write_behind(move |_| {
        wait.recv().ok();
        Ok(())
    });
    let insert = |number: i64| {
        let db = app.state.db.clone();
        tokio::spawn(async move {
            db.write(move |conn| {
                diesel::sql_query("INSERT INTO imported_rows (source, source_table, source_id) VALUES ('t', 't', ?)")
                    .bind::<BigInt, _>(number)
                    .execute(conn)?;
                match number % 10 {
                    3 => Err(AppError::conflict("this one fails")),
                    7 => panic!("this one panics"),
                    _ => Ok(number),
                }
            })
            .await
        })
    };
    let tasks: Vec<_> = (0..50).map(insert).collect();
    tokio::task::yield_now().await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    go.send(()).unwrap();
    for (number, task) in (0_i64..).zip(tasks) {
        let answer = task.await.unwrap();
        match number % 10 {
            3 => assert_eq!(answer, Err(AppError::conflict("this one fails"))),
            7 => assert!(
                matches!(answer, Err(AppError::Internal { .. })),
                "{answer:?}"
            ),
            _ => assert_eq!(answer, Ok(number)),
        }
    }
    let mut other = db::connect(app.database()).unwrap();
    assert_eq!(
        number(&mut other, "SELECT COUNT(*) AS number FROM imported_rows"),
        40
    );
    assert_eq!(
        number(
            &mut other,
            "SELECT COUNT(*) AS number FROM imported_rows WHERE source_id % 10 IN (3, 7)"
        ),
        0
    );
    app.state
        .db
        .write(|conn| rename(conn, "Still Writing"))
        .await
        .unwrap();
    assert_eq!(name(&app).await, "Still Writing");
}

#[tokio::test]
async fn stopping_does_what_is_queued_and_refuses_what_comes_after() {
    let app = TestApp::new();
    for number in 0..20 {
        app.state.db.write_behind(move |conn| {
            std::thread::sleep(Duration::from_millis(2));
            rename(conn, &format!("Name {number}"))
        });
    }
    app.state.db.close().await;
    assert_eq!(name(&app).await, "Name 19");
    assert_eq!(
        app.state.db.write(|conn| rename(conn, "Too Late")).await,
        Err(AppError::Unavailable)
    );
    let wal = app.database().with_extension("db-wal");
    assert!(
        std::fs::metadata(wal).map_or(0, |file| file.len()) == 0,
        "the log is folded in"
    );
}

#[tokio::test]
async fn a_server_without_its_writer_says_that_it_is_unavailable() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    app.state.db.close().await;
    let body =
        serde_json::json!({"doctor_id": doctor.doctor_id, "starts_at": "2026-11-24T09:00:00Z"});
    let reply = rosa
        .post("/api/appointments", body)
        .await
        .refused(503, "unavailable");
    assert!(!reply.header("retry-after").is_empty());
    rosa.get("/api/appointments").await.expect(200);
}

#[test]
fn a_migrated_database_is_left_as_it_is_and_a_newer_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut conn = db::connect(&folder.path().join("a.db")).unwrap();
    let first = migrations::run(&mut conn).unwrap();
    assert_eq!(first.from, "");
    let second = migrations::run(&mut conn).unwrap();
    assert_eq!((&second.from, &second.to), (&first.to, &first.to));
    diesel::sql_query("INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000000')")
        .execute(&mut conn)
        .unwrap();
    let error = migrations::run(&mut conn).unwrap_err().to_string();
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
    let error = anteroom::server::Db::open(&path).unwrap_err().to_string();
    assert!(
        error.contains("notes.db") && !error.contains('\n'),
        "{error}"
    );
    let folder_as_file = folder.path().join("notes.db").join("inside.db");
    assert!(anteroom::server::Db::open(&folder_as_file).is_err());
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
    let mut conn = db::connect(&folder.path().join("a.db")).unwrap();
    migrations::run(&mut conn).unwrap();
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
