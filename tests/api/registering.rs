//! Patients register, and keep their own details.

use anteroom::audit::Action;
use serde_json::json;

use super::logging_in::{credentials, registration, with};
use crate::common::{PASSWORD, TestApp};

#[tokio::test]
async fn a_patient_registers_and_is_signed_in() {
    let app = TestApp::new();
    let rosa = app.anon();
    let body = with(
        with(registration(), "email", "rosa@example.com"),
        "date_of_birth",
        "1985-04-30",
    );
    let me = rosa.post("/api/register", body).await.expect(200).json();
    assert_eq!(me["role"], "patient");
    assert_eq!(me["full_name"], "Rosa Delgado");
    assert!(me["patient_id"].is_i64(), "{me}");
    assert_eq!(rosa.get("/api/me").await.expect(200).json(), me);
    let details = rosa.get("/api/account").await.expect(200).json();
    assert_eq!(details["email"], "rosa@example.com");
    assert_eq!(details["date_of_birth"], "1985-04-30");
}

#[tokio::test]
async fn every_wrong_field_of_a_registration_is_named_at_once() {
    let app = TestApp::new();
    let body = json!({
        "username": "r!", "password": "short", "full_name": " ", "contact_number": "x",
        "email": "nowhere", "date_of_birth": "2026-11-24",
    });
    let all = [
        "username",
        "password",
        "full_name",
        "contact_number",
        "email",
        "date_of_birth",
    ];
    app.anon().post("/api/register", body).await.invalid(&all);
    app.anon()
        .post("/api/register", json!({}))
        .await
        .invalid(&all[..4]);
    app.anon()
        .get("/api/me")
        .await
        .refused(401, "not_signed_in");
}

#[tokio::test]
async fn a_username_belongs_to_one_account_however_it_is_written() {
    let app = TestApp::new();
    app.anon()
        .post("/api/register", registration())
        .await
        .expect(200);
    for taken in ["rosa", " ROSA ", "Rosa"] {
        let body = with(registration(), "username", taken);
        app.anon()
            .post("/api/register", body)
            .await
            .invalid(&["username"]);
        app.anon()
            .post("/api/login", credentials(taken, PASSWORD))
            .await
            .expect(200);
    }
}

#[tokio::test]
async fn weak_passwords_are_refused_with_the_reason() {
    let app = TestApp::new();
    let longest = "x".repeat(128);
    for (password, reason) in [
        ("elevenchars", "at least 12"),
        (&format!("{longest}x"), "at most 128"),
        ("qwerty123456", "most common"),
    ] {
        let body = with(registration(), "password", password);
        let reply = app
            .anon()
            .post("/api/register", body)
            .await
            .invalid(&["password"]);
        let message = reply.json()["fields"]["password"].to_string();
        assert!(message.contains(reason), "{password}: {message}");
    }
    let body = with(registration(), "username", "rosa.delgado");
    app.anon()
        .post("/api/register", with(body, "password", "Rosa.Delgado"))
        .await
        .invalid(&["password"]);
    app.anon()
        .post("/api/register", with(registration(), "password", longest))
        .await
        .expect(200);
}

#[tokio::test]
async fn patients_change_their_own_details() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    let body = json!({"full_name": "Rosa  Delgado-Ruiz", "contact_number": "0117 496 0101", "email": "", "date_of_birth": ""});
    rosa.post("/api/account", body).await.expect(200);
    let details = rosa.get("/api/account").await.expect(200).json();
    assert_eq!(details["full_name"], "Rosa Delgado-Ruiz");
    assert_eq!(details["date_of_birth"], "");
    assert_eq!(
        rosa.get("/api/me").await.json()["full_name"],
        "Rosa Delgado-Ruiz"
    );
    rosa.post(
        "/api/account",
        json!({"full_name": "Rosa", "contact_number": ""}),
    )
    .await
    .invalid(&["contact_number"]);
    let changed = app.audited(Action::PatientChanged).await;
    assert_eq!(changed.len(), 1);
    assert_eq!(
        (changed[0].user_id, changed[0].entity_id),
        (Some(rosa.user_id), Some(rosa.id))
    );
}

#[tokio::test]
async fn accounts_cannot_be_made_by_the_thousand() {
    let app = TestApp::throttled();
    for number in 0..60 {
        let body = with(registration(), "username", format!("rosa{number}"));
        app.anon().post("/api/register", body).await.expect(200);
    }
    let body = with(registration(), "username", "onemore");
    app.anon()
        .post("/api/register", body.clone())
        .await
        .refused(429, "too_many_attempts");
    app.anon()
        .at([198, 51, 100, 1])
        .post("/api/register", body)
        .await
        .expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_take_a_name_at_once_one_is_told_so() {
    let app = TestApp::new();
    let register = || {
        let client = app.anon();
        tokio::spawn(async move { client.post("/api/register", registration()).await })
    };
    let (one, two) = (register(), register());
    let (one, two) = (one.await.unwrap(), two.await.unwrap());
    let (made, refused) = if one.status == 200 {
        (one, two)
    } else {
        (two, one)
    };
    made.expect(200);
    refused.invalid(&["username"]);
}
