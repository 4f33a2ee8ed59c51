//! What the database refuses by itself, whatever the code above it does.

use anteroom::{appointments::model::Status, error::AppError};
use diesel::prelude::*;

use crate::common::{TestApp, Visit};

/// Runs one statement and gives the database's message if it refuses.
fn run(app: &TestApp, sql: impl Into<String>) -> Result<usize, String> {
    diesel::sql_query(sql.into())
        .execute(&mut app.connect())
        .map_err(|error| error.to_string())
}

#[track_caller]
fn assert_refused(answer: Result<usize, String>) {
    let message = answer.unwrap_err();
    assert!(message.contains("no_overlap"), "{message}");
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
                Err(AppError::slot_taken()),
                "{start} {minutes}"
            );
            let undecided = visit.status(Status::Arrived);
            assert_eq!(app.try_visit(undecided).await, Err(AppError::slot_taken()));
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
        assert_refused(run(&app, insert));
        let shift = format!(
            "UPDATE occupancies SET starts_at = starts_at - 2700, ends_at = ends_at - 2700
             WHERE appointment_id = {two} AND resource_kind = '{kind}'"
        );
        assert_refused(run(&app, shift));
        let hand_over = format!(
            "UPDATE occupancies SET resource_id = resource_id, ends_at = ends_at + 60
             WHERE appointment_id = {two} AND resource_kind = '{kind}'"
        );
        assert_eq!(
            run(&app, hand_over),
            Ok(1),
            "what clashes with nothing may change"
        );
    }
    let replace = format!(
        "INSERT INTO occupancies (resource_kind, resource_id, starts_at, ends_at, appointment_id)
         VALUES ('doctor', 1, {start}, {start} + 1800, {one}) ON CONFLICT DO NOTHING"
    );
    let before = app.counted().await;
    // PostgreSQL does nothing, as it was asked to.
    if let Err(message) = run(&app, replace) {
        assert!(message.contains("no_overlap"), "{message}");
    }
    assert_eq!(app.counted().await, before);
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
    );
    assert_refused(undo);
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
        assert!(run(&app, sql).is_err(), "{sql}");
    }
}
