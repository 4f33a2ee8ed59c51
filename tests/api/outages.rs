//! What goes wrong with the database: what is tried again, and what people are told.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use anteroom::error::AppError;
use diesel::connection::SimpleConnection as _;

use super::database::{name, rename};
use crate::common::TestApp;

#[tokio::test]
async fn a_lost_connection_is_replaced_and_its_work_done_once() {
    let app = TestApp::new();
    if !app.state.db.url().is_shared() {
        return;
    }
    let doctor = app.doctor("moreau").await;
    let rosa = app.patient("rosa").await;
    for hour in 9..13 {
        // As a restart of PostgreSQL does it.
        app.connect()
            .batch_execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            .unwrap();
        let body = serde_json::json!({"doctor_id": doctor.id, "starts_at": format!("2026-11-24T{hour:02}:00:00Z")});
        rosa.post("/api/appointments", body).await.expect(200);
        rosa.get("/api/appointments").await.expect(200);
    }
    assert_eq!(app.counted().await, (4, 8));
}

#[tokio::test]
async fn work_that_hides_an_error_of_the_database_is_not_called_done() {
    let app = TestApp::new();
    let answer = app
        .state
        .db
        .write(|conn| {
            rename(conn, "Half")?;
            // Whatever the engine makes of a failed statement amid a transaction.
            conn.batch_execute("INSERT INTO nowhere VALUES (1)")
                .unwrap_err();
            Ok(())
        })
        .await;
    let kept = name(&app).await == "Half";
    assert_eq!(answer.is_ok(), kept, "{answer:?}");
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

#[tokio::test]
async fn while_the_sessions_cannot_be_read_everybody_is_told_of_the_outage() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    app.db(|conn| conn.batch_execute("ALTER TABLE sessions RENAME TO mislaid"))
        .await;
    let reply = rosa
        .get("/api/appointments")
        .await
        .refused(503, "unavailable");
    assert!(!reply.header("retry-after").is_empty());
    let page = rosa.page("/appointments").await.expect(503);
    assert!(page.text().contains("<h1>Not available"), "{}", page.text());
    assert!(!page.header("retry-after").is_empty());
    let form = rosa
        .form("/api/logout", &[], "/appointments")
        .await
        .expect(503);
    assert!(form.text().contains("<h1>Not available"));
    app.db(|conn| conn.batch_execute("ALTER TABLE mislaid RENAME TO sessions"))
        .await;
    rosa.get("/api/appointments").await.expect(200);
}

#[tokio::test]
async fn only_work_that_came_to_nothing_is_tried_again() {
    let app = TestApp::new();
    if !app.state.db.url().is_shared() {
        return;
    }
    let tried = |sql: &'static str| {
        let (db, runs) = (app.state.db.clone(), Arc::new(AtomicUsize::new(0)));
        async move {
            let counted = Arc::clone(&runs);
            let answer = db
                .write(move |conn| {
                    // What goes wrong goes wrong the first time only.
                    if counted.fetch_add(1, Ordering::Relaxed) == 0 {
                        conn.batch_execute(sql)?;
                    }
                    Ok(())
                })
                .await;
            (answer, runs.load(Ordering::Relaxed))
        }
    };
    let raise = |code: &str, message: &str| -> &'static str {
        format!("DO $$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = '{code}'; END $$").leak()
    };
    for again in [
        raise("40P01", "deadlock detected"),
        raise("40001", "could not serialize access"),
        "SET LOCAL statement_timeout = '20ms'; SELECT pg_sleep(1)",
        "SELECT pg_terminate_backend(pg_backend_pid())",
    ] {
        assert_eq!(tried(again).await, (Ok(()), 2), "{again}");
    }
    let (answer, runs) = tried(raise("22012", "division by zero")).await;
    assert!(
        matches!(answer, Err(AppError::Internal { .. })),
        "{answer:?}"
    );
    assert_eq!(runs, 1);
    let overlap = raise("P0001", "no_overlap");
    assert_eq!(tried(overlap).await, (Err(AppError::slot_taken()), 1));

    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let answer: Result<(), _> = app
        .state
        .db
        .write(move |conn| {
            counted.fetch_add(1, Ordering::Relaxed);
            conn.batch_execute("DO $$ BEGIN RAISE EXCEPTION 'deadlock detected'; END $$")?;
            Ok(())
        })
        .await;
    assert_eq!(
        (answer, runs.load(Ordering::Relaxed)),
        (Err(AppError::Unavailable), 3)
    );
}

#[tokio::test]
async fn what_panics_behind_the_answer_takes_nothing_with_it() {
    let app = TestApp::new();
    for number in 0..10 {
        app.state.db.write_behind(move |conn| {
            assert!(number % 3 != 1, "this one panics");
            rename(conn, &format!("Name {number}"))
        });
    }
    app.db(|_| Ok(())).await;
    assert_eq!(name(&app).await, "Name 9");
}
