//! Unlocking a client, and what a client may know of a server before anybody is signed in.

use anteroom::audit::Action;
use serde_json::json;

use crate::common::{PASSWORD, TestApp};

const WRONG: &str = "not the right password";

#[tokio::test]
async fn the_password_of_whoever_is_signed_in_unlocks() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    let other = app.patient("other").await;
    let reply = rosa
        .post("/api/session/unlock", json!({"password": PASSWORD}))
        .await
        .expect(200);
    assert_eq!(reply.json()["username"], "rosa");
    // Nothing new begins, and nobody else is touched.
    assert_eq!(reply.header("set-cookie"), "");
    for client in [&rosa, &other] {
        client.get("/api/me").await.expect(200);
    }
    assert!(app.audited(Action::UnlockFailed).await.is_empty());
    app.anon()
        .post("/api/session/unlock", json!({"password": PASSWORD}))
        .await
        .refused(401, "not_signed_in");
}

#[tokio::test]
async fn a_wrong_password_does_not_unlock_and_is_put_on_record() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    rosa.post("/api/session/unlock", json!({}))
        .await
        .invalid(&["password"]);
    assert!(app.audited(Action::UnlockFailed).await.is_empty());
    rosa.post("/api/session/unlock", json!({"password": WRONG}))
        .await
        .invalid(&["password"]);
    let entries = app.audited(Action::UnlockFailed).await;
    let [entry] = &entries[..] else {
        panic!("{entries:?}")
    };
    assert_eq!(entry.entity_id, Some(rosa.user_id));
    assert_eq!(entry.detail, "");
    // The session goes on: it is the client that is locked.
    rosa.get("/api/me").await.expect(200);
}

#[tokio::test]
async fn a_client_whose_session_has_ended_is_told_so_by_its_cookie() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    let elsewhere = rosa.with_stolen_cookies();
    elsewhere.post("/api/logout", json!({})).await.expect(200);
    let reply = rosa
        .post("/api/session/unlock", json!({"password": PASSWORD}))
        .await
        .refused(401, "not_signed_in");
    // By this the installed app knows, whatever it has asked for.
    assert!(
        reply.header("set-cookie").contains("Max-Age=0"),
        "{reply:?}"
    );
    assert_eq!(rosa.cookie(), None);
}

#[tokio::test]
async fn guessing_at_a_locked_client_is_slowed() {
    let app = TestApp::throttled();
    let rosa = app.patient("rosa").await;
    let unlock = |password: &str| rosa.post("/api/session/unlock", json!({"password": password}));
    for _ in 0..8 {
        unlock(WRONG).await.invalid(&["password"]);
    }
    unlock(PASSWORD).await.refused(429, "too_many_attempts");
    app.pass(jiff::SignedDuration::from_mins(16));
    unlock(PASSWORD).await.expect(200);
    // What went well wiped the slate.
    for _ in 0..8 {
        unlock(WRONG).await.invalid(&["password"]);
    }
}

#[tokio::test]
async fn a_server_says_which_product_it_is() {
    let app = TestApp::new();
    let reply = app.anon().get("/api/version").await.expect(200);
    assert_eq!(
        reply.json(),
        json!({"product": "Anteroom", "version": env!("CARGO_PKG_VERSION"), "api": 1})
    );
}
