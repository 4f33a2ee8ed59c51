//! Requests that are sent more than once.

use serde_json::json;
use tokio::task::JoinSet;

use crate::{
    booking::{START, id_of, people},
    common::TestApp,
};

#[tokio::test]
async fn a_repeated_booking_gets_the_first_answer() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let body = json!({"doctor_id": doctor.id, "starts_at": START, "idempotency_key": "one"});
    let first = rosa
        .post("/api/appointments", body.clone())
        .await
        .expect(200)
        .json();
    let second = rosa
        .post("/api/appointments", body.clone())
        .await
        .expect(200)
        .json();
    assert_eq!(first, second);
    assert_eq!(app.counted().await, (1, 2));

    // Even when the appointment has gone on meanwhile: the answer is the one that was lost.
    let cancel = format!("/api/appointments/{}/cancel", id_of(&first));
    rosa.post(&cancel, json!({})).await.expect(200);
    assert_eq!(
        rosa.post("/api/appointments", body.clone()).await.json(),
        first
    );

    let other = json!({"doctor_id": doctor.id, "starts_at": "2026-11-24T11:00:00Z", "idempotency_key": "one"});
    rosa.post("/api/appointments", other.clone())
        .await
        .refused(409, "conflict");
    // Another account's keys are its own.
    let olu = app.patient("olu").await;
    olu.post("/api/appointments", other).await.expect(200);
    // After a day a key is forgotten.
    app.pass(jiff::SignedDuration::from_hours(26));
    anteroom::server::serve::sweep_once(&app.state)
        .await
        .unwrap();
    let rosa = app.signed_in("rosa").await;
    rosa.post("/api/appointments", body)
        .await
        .invalid(&["starts_at"]);
}

#[tokio::test]
async fn scripts_give_the_key_in_a_header() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let body = json!({"doctor_id": doctor.id, "starts_at": START}).to_string();
    let send = || {
        let headers = [
            ("idempotency-key", "k-1"),
            ("content-type", "application/json"),
        ];
        let body = body.clone();
        let rosa = &rosa;
        async move {
            rosa.request(
                axum::http::Method::POST,
                "/api/appointments",
                &headers,
                body,
            )
            .await
        }
    };
    let first = send().await.expect(200).json();
    assert_eq!(send().await.expect(200).json(), first);
    assert_eq!(app.counted().await, (1, 2));
}

#[tokio::test]
async fn what_failed_may_be_tried_again_under_its_key() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let olu = app.patient("olu").await;
    let body = json!({"doctor_id": doctor.id, "starts_at": START, "idempotency_key": "one"});
    let taken = olu
        .post("/api/appointments", body.clone())
        .await
        .expect(200)
        .json();
    rosa.post("/api/appointments", body.clone())
        .await
        .refused(409, "slot_taken");
    let cancel = format!("/api/appointments/{}/cancel", id_of(&taken));
    olu.post(&cancel, json!({})).await.expect(200);
    rosa.post("/api/appointments", body).await.expect(200);
    let long =
        json!({"doctor_id": doctor.id, "starts_at": START, "idempotency_key": "k".repeat(101)});
    rosa.post("/api/appointments", long)
        .await
        .refused(400, "malformed");
}

#[tokio::test]
async fn many_at_once_with_one_key_are_one() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let mut racing = JoinSet::new();
    for _ in 0..12 {
        let rosa = app.signed_in("rosa").await;
        let body = json!({"doctor_id": doctor.id, "starts_at": START, "idempotency_key": "click"});
        racing.spawn(async move {
            rosa.post("/api/appointments", body)
                .await
                .expect(200)
                .json()
        });
    }
    let answers = racing.join_all().await;
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(app.counted().await, (1, 2));
    drop(rosa);
}
