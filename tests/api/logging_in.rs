//! Signing in, and the passwords to do it with.

use anteroom::{auth::hashing::LEGACY_PREFIX, server::schema::users};
use diesel::prelude::*;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::common::{PASSWORD, TestApp};

const WRONG: &str = "not the right password";

pub(crate) fn credentials(username: &str, password: &str) -> Value {
    json!({"username": username, "password": password})
}

pub(crate) fn registration() -> Value {
    json!({
        "username": "Rosa",
        "password": PASSWORD,
        "full_name": "Rosa Delgado",
        "contact_number": "+44 117 496 0100",
    })
}

pub(crate) fn with(mut body: Value, name: &str, value: impl Into<Value>) -> Value {
    body[name] = value.into();
    body
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

#[tokio::test]
async fn a_rush_of_logins_keeps_no_booking_waiting_and_unknown_names_take_their_time() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let cores = std::thread::available_parallelism().unwrap().get();
    let places = app.state.hashing.available_permits();
    assert!(places == (cores - 1).max(1), "{places} of {cores}");

    let rush = u32::try_from(places).unwrap();
    let busy = app.state.hashing.acquire_many(rush).await.unwrap();
    let body = json!({"doctor_id": doctor.id, "starts_at": "2026-11-24T09:00:00Z"});
    rosa.post("/api/appointments", body).await.expect(200);
    // Whether a name is known or not, a password is hashed, which has to wait now.
    for (username, password) in [("rosa", PASSWORD), ("rosa", WRONG), ("nobody", WRONG)] {
        let client = app.anon();
        let log_in = client.post("/api/login", credentials(username, password));
        let waited = tokio::time::timeout(std::time::Duration::from_millis(200), log_in).await;
        assert!(waited.is_err(), "{username} did not wait");
    }
    drop(busy);
    app.anon().log_in("rosa").await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_many_at_once_gains_nothing() {
    let app = TestApp::throttled();
    app.patient("rosa").await;
    let guesses: Vec<_> = (0..40)
        .map(|_| {
            let guesser = app.anon().at([203, 0, 113, 9]);
            tokio::spawn(async move {
                let reply = guesser.post("/api/login", credentials("rosa", WRONG)).await;
                reply.status
            })
        })
        .collect();
    let mut checked = 0;
    for guess in guesses {
        match guess.await.unwrap() {
            422 => checked += 1,
            other => assert_eq!(other, 429),
        }
    }
    assert_eq!(checked, 8);
}

#[tokio::test]
async fn a_character_that_no_text_holds_is_nothing_special() {
    let app = TestApp::new();
    let admin = app.admin().await;
    app.anon()
        .post("/api/login", credentials("ro\0sa", PASSWORD))
        .await
        .invalid(&["password"]);
    for list in [
        "/api/doctors?q=%00",
        "/api/doctors?specialization=%00",
        "/api/patients?q=%00",
        "/api/admin/doctors?q=%00",
    ] {
        admin.get(list).await.expect(200);
    }
    let trail = admin.get("/api/audit?user=%00").await;
    assert!(trail.status < 500, "{}", trail.text());
}
