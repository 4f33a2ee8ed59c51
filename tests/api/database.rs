//! Reading and writing: what is durable, what shares a commit, what waits for what.

use std::{sync::mpsc, time::Duration};

use anteroom::{
    error::AppError,
    server::{Conn, db, schema::clinic},
};
use diesel::{prelude::*, sql_types::BigInt};

use crate::common::TestApp;

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
    let body = serde_json::json!({"doctor_id": doctor.id, "starts_at": "2026-11-24T09:00:00Z"});
    let reply = rosa
        .post("/api/appointments", body)
        .await
        .refused(503, "unavailable");
    assert!(!reply.header("retry-after").is_empty());
    rosa.get("/api/appointments").await.expect(200);
}
