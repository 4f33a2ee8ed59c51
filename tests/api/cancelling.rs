//! Cancelling: what becomes of the time, who may, and what is in the way.

use anteroom::appointments::model::Status;
use serde_json::json;

use super::booking::{START, book, cancel, id_of, people, slots};
use crate::common::{TestApp, Visit};

#[tokio::test]
async fn cancelling_frees_the_time_and_keeps_the_history() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let ravi = app.patient("ravi").await;
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    let cancelled = cancel(&rosa, id, "feeling better").await.expect(200).json();
    assert_eq!(cancelled["status"], "cancelled");
    assert_eq!(cancelled["cancel_reason"], "feeling better");
    assert_eq!(cancelled["cancelled_by"], "Pat rosa");
    assert_eq!(cancelled["cancelled_at"], "2026-11-23T08:00:00+00:00");
    assert_eq!(cancelled["version"], 2);
    assert_eq!(cancelled["starts_at"], START);
    assert!(
        slots(&app, &doctor, "2026-11-24")
            .await
            .contains(&START.to_owned())
    );
    assert_eq!(app.counted().await, (1, 0));
    book(&ravi, &doctor, START).await.expect(200);
    rosa.get(&format!("/api/appointments/{id}"))
        .await
        .expect(200);
}

#[tokio::test]
async fn what_is_over_or_cancelled_cannot_be_cancelled() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    cancel(&rosa, id, "").await.expect(200);
    cancel(&rosa, id, "").await.refused(409, "conflict");
    for status in [Status::Fulfilled, Status::Noshow, Status::EnteredInError] {
        let hour = 10 + status as i64;
        let visit = Visit::new(&rosa, &doctor, &format!("2026-11-24T{hour}:00:00Z")).status(status);
        let id = app.visit(visit).await;
        cancel(&desk, id, "").await.refused(409, "conflict");
    }
}

#[tokio::test]
async fn of_two_who_cancel_at_once_one_is_told_so() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    let (one, two) = tokio::join!(cancel(&rosa, id, "mine"), cancel(&desk, id, "the clinic's"));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[tokio::test]
async fn a_change_based_on_an_old_version_is_refused() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    let path = format!("/api/appointments/{id}/cancel");
    for stale in [0, 2, i64::MAX] {
        rosa.post(&path, json!({"version": stale}))
            .await
            .refused(409, "conflict");
    }
    rosa.post(&path, json!({"version": 1})).await.expect(200);
}

#[tokio::test]
async fn doctors_say_why_they_cancel_and_patients_may() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    cancel(&doctor, id, " ").await.invalid(&["reason"]);
    cancel(&doctor, id, "I am ill").await.expect(200);
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    cancel(&rosa, id, &"x".repeat(501))
        .await
        .invalid(&["reason"]);
    cancel(&rosa, id, "").await.expect(200);
}

#[tokio::test]
async fn patients_cannot_cancel_what_has_begun_and_staff_can() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let id = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-23T08:00:00Z"))
        .await;
    cancel(&rosa, id, "").await.refused(409, "conflict");
    cancel(&desk, id, "").await.expect(200);
}
