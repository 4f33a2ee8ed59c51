//! Registering, signing in, passwords.

use anteroom::{audit::Action, auth::hashing::LEGACY_PREFIX, server::schema::users};
use diesel::prelude::*;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::common::{PASSWORD, TestApp};

const WRONG: &str = "not the right password";

fn credentials(username: &str, password: &str) -> Value {
    json!({"username": username, "password": password})
}

fn registration() -> Value {
    json!({
        "username": "Rosa",
        "password": PASSWORD,
        "full_name": "Rosa Delgado",
        "contact_number": "+44 117 496 0100",
    })
}

fn with(mut body: Value, name: &str, value: impl Into<Value>) -> Value {
    body[name] = value.into();
    body
}

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
async fn a_guesser_learns_nothing_from_the_answer() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    let gone = app.patient("gone").await;
    disable(&app, gone.user_id).await;
    let wrong = app
        .anon()
        .post("/api/login", credentials("rosa", WRONG))
        .await
        .invalid(&["password"]);
    for (username, password) in [("nobody", PASSWORD), ("gone", PASSWORD), ("gone", WRONG)] {
        let reply = app
            .anon()
            .post("/api/login", credentials(username, password))
            .await;
        assert_eq!(
            reply.invalid(&["password"]).json(),
            wrong.json(),
            "{username}"
        );
    }
    rosa.get("/api/me").await.expect(200);
}

#[tokio::test]
async fn a_login_without_name_or_password_says_which_is_missing() {
    let app = TestApp::new();
    app.anon()
        .post("/api/login", json!({}))
        .await
        .invalid(&["username", "password"]);
    app.anon()
        .post("/api/login", credentials("rosa", ""))
        .await
        .invalid(&["password"]);
    app.anon()
        .post("/api/login", credentials(" ", PASSWORD))
        .await
        .invalid(&["username"]);
}

#[tokio::test]
async fn what_bcrypt_does_not_read_counts_all_the_same() {
    let app = TestApp::new();
    let long = format!("{}one", "a".repeat(90));
    let other = format!("{}two", "a".repeat(90));
    let body = with(registration(), "password", long.clone());
    app.anon().post("/api/register", body).await.expect(200);
    app.anon()
        .post("/api/login", credentials("rosa", &other))
        .await
        .invalid(&["password"]);
    app.anon()
        .post("/api/login", credentials("rosa", &long[..72]))
        .await
        .invalid(&["password"]);
    app.anon()
        .post("/api/login", credentials("rosa", &long))
        .await
        .expect(200);
}

#[tokio::test]
async fn a_hash_of_the_old_program_is_accepted_once_and_replaced() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    // SHA-256 of "tulip": too short for our rules, which hold for new passwords only.
    let old = "6a6b46521e000c1084dc8f9c1f32876a965302fd0008a1cf54cd75ec15b7cb93";
    let legacy = format!("{LEGACY_PREFIX}{old}");
    set_hash(&app, rosa.user_id, legacy.clone()).await;
    for wrong in ["tulips", old, &legacy] {
        app.anon()
            .post("/api/login", credentials("rosa", wrong))
            .await
            .invalid(&["password"]);
    }
    assert_eq!(stored_hash(&app, rosa.user_id).await, legacy);
    let client = app.anon();
    client
        .post("/api/login", credentials("rosa", "tulip"))
        .await
        .expect(200);
    client.get("/api/me").await.expect(200);
    let hash = stored_hash(&app, rosa.user_id).await;
    assert!(hash.starts_with("$2"), "{hash}");
    app.anon()
        .post("/api/login", credentials("rosa", "tulip"))
        .await
        .expect(200);
    app.anon()
        .post("/api/login", credentials("rosa", "tulips"))
        .await
        .invalid(&["password"]);
}

#[tokio::test]
async fn a_temporary_password_opens_nothing_but_its_replacement() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let id = doctor.user_id;
    app.db(move |conn| {
        diesel::update(users::table.find(id))
            .set(users::must_change_password.eq(true))
            .execute(conn)
    })
    .await;
    let me = doctor.get("/api/me").await.expect(200).json();
    assert_eq!(me["must_change_password"], true);
    for path in ["/api/appointments", "/api/patients", "/api/account"] {
        doctor
            .get(path)
            .await
            .refused(403, "password_change_required");
    }
    let body = json!({"current_password": PASSWORD, "new_password": "a password of my own"});
    let me = doctor
        .post("/api/account/password", body)
        .await
        .expect(200)
        .json();
    assert_eq!(me["must_change_password"], false);
    doctor.get("/api/appointments").await.expect(200);
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_must_differ() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    let change = |current: &str, new: &str| {
        let body = json!({"current_password": current, "new_password": new});
        let rosa = rosa.clone();
        async move { rosa.post("/api/account/password", body).await }
    };
    change(WRONG, "a password of my own")
        .await
        .invalid(&["current_password"]);
    change(PASSWORD, PASSWORD).await.invalid(&["new_password"]);
    change("", "short")
        .await
        .invalid(&["current_password", "new_password"]);
    change(PASSWORD, "a password of my own").await.expect(200);
    app.anon()
        .post("/api/login", credentials("rosa", PASSWORD))
        .await
        .invalid(&["password"]);
    app.anon()
        .post("/api/login", credentials("rosa", "a password of my own"))
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
        (Some(rosa.user_id), Some(rosa.patient_id))
    );
}

#[tokio::test]
async fn guessing_is_slowed_and_the_owner_is_not_locked_out() {
    let app = TestApp::throttled();
    let rosa = app.patient("rosa").await;
    let guesser = app.anon().at([203, 0, 113, 9]);
    for _ in 0..8 {
        guesser
            .post("/api/login", credentials("rosa", WRONG))
            .await
            .invalid(&["password"]);
    }
    let reply = guesser
        .post("/api/login", credentials("rosa", PASSWORD))
        .await;
    let reply = reply.refused(429, "too_many_attempts");
    let wait: i64 = reply.header("retry-after").parse().unwrap();
    assert!((1..=15 * 60).contains(&wait), "{wait}");
    rosa.get("/api/me").await.expect(200);

    // The same from everywhere: only places the owner has never been to have to wait.
    for host in 10..42 {
        let guesser = app.anon().at([203, 0, 113, host]);
        guesser
            .post("/api/login", credentials("rosa", WRONG))
            .await
            .invalid(&["password"]);
    }
    let stranger = app.anon().at([198, 51, 100, 1]);
    stranger
        .post("/api/login", credentials("rosa", PASSWORD))
        .await
        .refused(429, "too_many_attempts");
    app.anon()
        .post("/api/login", credentials("rosa", PASSWORD))
        .await
        .expect(200);
    app.anon()
        .at([198, 51, 100, 1])
        .post("/api/login", credentials("admin", PASSWORD))
        .await
        .expect(200);

    app.pass(SignedDuration::from_secs(wait));
    guesser
        .post("/api/login", credentials("rosa", PASSWORD))
        .await
        .expect(200);
}

#[tokio::test]
async fn the_current_password_cannot_be_guessed_from_a_stolen_session() {
    let app = TestApp::throttled();
    let rosa = app.patient("rosa").await;
    let body = json!({"current_password": WRONG, "new_password": "a password of my own"});
    for _ in 0..8 {
        rosa.post("/api/account/password", body.clone())
            .await
            .invalid(&["current_password"]);
    }
    rosa.post("/api/account/password", body)
        .await
        .refused(429, "too_many_attempts");
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

async fn disable(app: &TestApp, user_id: i64) {
    app.db(move |conn| {
        diesel::update(users::table.find(user_id))
            .set(users::status.eq("disabled"))
            .execute(conn)
    })
    .await;
}

async fn set_hash(app: &TestApp, user_id: i64, hash: String) {
    app.db(move |conn| {
        diesel::update(users::table.find(user_id))
            .set(users::password_hash.eq(hash))
            .execute(conn)
    })
    .await;
}

async fn stored_hash(app: &TestApp, user_id: i64) -> String {
    app.db(move |conn| {
        users::table
            .find(user_id)
            .select(users::password_hash)
            .first(conn)
    })
    .await
}
