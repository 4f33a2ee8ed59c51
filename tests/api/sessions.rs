//! How sessions begin, are kept, and end.

use anteroom::{
    auth::model::UNATTENDED,
    server::{
        schema::{attempts, sessions, users},
        serve, session_store,
        throttle::Attempt,
    },
};
use axum::http::Method;
use diesel::prelude::*;
use jiff::SignedDuration;
use serde_json::json;

use crate::common::{Client, PASSWORD, TestApp};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Lets time pass, and the server note what it saw before.
async fn later(app: &TestApp, time: SignedDuration) {
    app.db(|_| Ok(())).await;
    app.pass(time);
}

async fn keep_signed_in(app: &TestApp, username: &str) -> Client {
    let client = app.anon();
    let body = json!({"username": username, "password": PASSWORD, "keep": true});
    client.post("/api/login", body).await.expect(200);
    client
}

#[tokio::test]
async fn nobody_gets_a_session_by_looking_around() {
    let app = TestApp::new();
    let anon = app.anon();
    for path in ["/", "/doctors", "/login", "/api/doctors"] {
        assert_eq!(anon.page(path).await.expect(200).set_cookie(), "");
    }
}

#[tokio::test]
async fn every_login_has_a_new_id() {
    let app = TestApp::new();
    app.patient("rosa").await;
    let browser = app.anon();
    // A form that failed leaves a session behind, which an attacker may have planted.
    browser
        .form("/api/login", &[("username", "rosa")], "/login")
        .await
        .expect(303);
    let before = browser.cookie().unwrap();
    let planted = browser.with_stolen_cookies();
    browser.log_in("rosa").await.expect(200);
    let first = browser.cookie().unwrap();
    assert_ne!(first, before);
    planted.get("/api/me").await.refused(401, "not_signed_in");

    let stale = browser.with_stolen_cookies();
    browser.log_in("rosa").await.expect(200);
    assert_ne!(browser.cookie().unwrap(), first);
    stale.get("/api/me").await.refused(401, "not_signed_in");
    browser.get("/api/me").await.expect(200);
}

#[tokio::test]
async fn logging_in_as_somebody_else_leaves_nothing_of_the_first() {
    let app = TestApp::new();
    app.patient("rosa").await;
    app.patient("ravi").await;
    let browser = keep_signed_in(&app, "rosa").await;
    browser.log_in("ravi").await.expect(200);
    assert_eq!(browser.get("/api/me").await.json()["username"], "ravi");
    later(&app, MINUTE * 30).await;
    browser.get("/api/me").await.refused(401, "not_signed_in");
}

#[tokio::test]
async fn logging_out_ends_the_session_on_the_server() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    let thief = rosa.with_stolen_cookies();
    thief.get("/api/me").await.expect(200);
    let reply = rosa.post("/api/logout", json!({})).await.expect(200);
    assert!(
        reply.set_cookie().contains("Max-Age=0"),
        "{}",
        reply.set_cookie()
    );
    assert_eq!(rosa.cookie(), None);
    thief.get("/api/me").await.refused(401, "not_signed_in");
    assert_eq!(
        app.db(|conn| sessions::table.count().get_result::<i64>(conn))
            .await,
        0
    );
    app.anon().post("/api/logout", json!({})).await.expect(200);
}

#[tokio::test]
async fn scripts_of_a_page_cannot_read_the_cookie_and_other_sites_cannot_use_it() {
    let app = TestApp::new();
    app.patient("rosa").await;
    let cookie = app.anon().log_in("rosa").await.set_cookie().to_owned();
    assert!(cookie.starts_with("anteroom="), "{cookie}");
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.split("; ").any(|part| part == attribute), "{cookie}");
    }
    for absent in ["Secure", "Domain", "Max-Age", "Expires"] {
        assert!(!cookie.contains(absent), "{cookie}");
    }
}

#[tokio::test]
async fn on_https_the_cookie_is_bound_to_the_host_and_to_https() {
    let app = TestApp::on_https();
    app.patient("rosa").await;
    let cookie = app.anon().log_in("rosa").await.set_cookie().to_owned();
    assert!(cookie.starts_with("__Host-anteroom="), "{cookie}");
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Secure"] {
        assert!(cookie.split("; ").any(|part| part == attribute), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn who_reads_the_database_cannot_take_over_a_session() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    let rows: Vec<(String, String)> = app
        .db(|conn| {
            sessions::table
                .select((sessions::id, sessions::data))
                .load(conn)
        })
        .await;
    let cookie = rosa.cookie().unwrap();
    assert_eq!(rows.len(), 1);
    assert!(
        rows.iter()
            .all(|(id, data)| !id.contains(&cookie) && !data.contains(&cookie))
    );
    let hash = crate::common::password_hash();
    assert!(rows.iter().all(|(_, data)| !data.contains(hash)));
}

#[tokio::test]
async fn half_an_hour_without_a_request_ends_a_session() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let rosa = app.patient("rosa").await;
    for _ in 0..3 {
        later(&app, MINUTE * 29).await;
        desk.get("/api/me").await.expect(200);
        rosa.get("/api/me").await.expect(200);
    }
    later(&app, MINUTE * 30).await;
    desk.get("/api/me").await.refused(401, "not_signed_in");
    rosa.get("/api/me").await.refused(401, "not_signed_in");
}

#[tokio::test]
async fn what_a_page_asks_for_while_nobody_is_at_it_does_not_keep_its_session() {
    let app = TestApp::new();
    let okafor = app.doctor("okafor").await;
    let by_itself = async |path: &str| {
        let marked = [(UNATTENDED, "1")];
        okafor.request(Method::GET, path, &marked, "").await
    };
    later(&app, MINUTE * 20).await;
    okafor.get("/api/me").await.expect(200);
    // It is answered as long as the session goes on.
    for path in ["/api/schedule", "/api/desk"] {
        later(&app, MINUTE * 10).await;
        by_itself(path).await.expect(200);
    }
    later(&app, MINUTE * 10).await;
    by_itself("/api/schedule")
        .await
        .refused(401, "not_signed_in");
    okafor.get("/api/me").await.refused(401, "not_signed_in");
}

#[tokio::test]
async fn half_a_day_ends_a_session_in_any_case() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    for _ in 0..35 {
        later(&app, MINUTE * 20).await;
        desk.get("/api/me").await.expect(200);
    }
    later(&app, MINUTE * 20).await;
    desk.get("/api/me").await.refused(401, "not_signed_in");
}

#[tokio::test]
async fn patients_who_ask_for_it_stay_signed_in_for_two_weeks_without_a_visit() {
    let app = TestApp::new();
    app.patient("rosa").await;
    let rosa = keep_signed_in(&app, "rosa").await;
    later(&app, DAY * 14 - MINUTE).await;
    rosa.get("/api/me").await.expect(200);
    later(&app, DAY * 14).await;
    rosa.get("/api/me").await.refused(401, "not_signed_in");
}

#[tokio::test]
async fn ninety_days_end_even_a_kept_session() {
    let app = TestApp::new();
    app.patient("rosa").await;
    let rosa = keep_signed_in(&app, "rosa").await;
    for _ in 0..8 {
        later(&app, DAY * 10).await;
        rosa.get("/api/me").await.expect(200);
    }
    later(&app, DAY * 10).await;
    rosa.get("/api/me").await.refused(401, "not_signed_in");
}

#[tokio::test]
async fn staff_are_not_kept_signed_in() {
    let app = TestApp::new();
    app.front_desk().await;
    let desk = keep_signed_in(&app, "desk").await;
    later(&app, MINUTE * 30).await;
    desk.get("/api/me").await.refused(401, "not_signed_in");
}

#[tokio::test]
async fn a_kept_sessions_cookie_outlives_the_browser_also_after_a_plain_form() {
    let app = TestApp::new();
    app.patient("rosa").await;
    let body = json!({"username": "rosa", "password": PASSWORD, "keep": true});
    let rosa = app.anon();
    let kept = rosa.post("/api/login", body).await.expect(200);
    assert!(
        kept.set_cookie().contains("Max-Age=7776000"),
        "{}",
        kept.set_cookie()
    );
    let reply = rosa
        .form("/api/account", &[("full_name", "")], "/account")
        .await
        .expect(303);
    assert!(
        reply.set_cookie().contains("Max-Age="),
        "{}",
        reply.set_cookie()
    );
    let page = rosa.page("/account").await.expect(200);
    assert!(
        page.set_cookie().contains("Max-Age="),
        "{}",
        page.set_cookie()
    );
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    let phone = app.signed_in("rosa").await;
    let thief = rosa.with_stolen_cookies();
    let body = json!({"current_password": PASSWORD, "new_password": "a password of my own"});
    rosa.post("/api/account/password", body).await.expect(200);
    phone.get("/api/me").await.refused(401, "not_signed_in");
    thief.get("/api/me").await.refused(401, "not_signed_in");
    rosa.get("/api/me").await.expect(200);
}

#[tokio::test]
async fn a_new_password_does_not_shorten_a_kept_session() {
    let app = TestApp::new();
    app.patient("rosa").await;
    let rosa = keep_signed_in(&app, "rosa").await;
    let body = json!({"current_password": PASSWORD, "new_password": "a password of my own"});
    rosa.post("/api/account/password", body).await.expect(200);
    later(&app, DAY).await;
    rosa.get("/api/me").await.expect(200);
}

#[tokio::test]
async fn an_account_that_is_disabled_is_signed_out_at_once() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    let id = rosa.user_id;
    app.db(move |conn| {
        diesel::update(users::table.find(id))
            .set(users::status.eq("disabled"))
            .execute(conn)
    })
    .await;
    rosa.get("/api/me").await.refused(401, "not_signed_in");
}

#[tokio::test]
async fn one_sees_where_one_is_signed_in_and_ends_it_elsewhere() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    let phone = app.anon().named("Rosa's phone");
    later(&app, MINUTE).await;
    phone.log_in("rosa").await.expect(200);
    app.patient("ravi").await;

    let list = rosa.get("/api/account/sessions").await.expect(200).json();
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), 2, "{list:?}");
    let current: Vec<_> = list
        .iter()
        .filter(|entry| entry["current"] == true)
        .collect();
    assert_eq!(current.len(), 1);
    assert_eq!(current[0]["agent"], "test browser");
    let other = list.iter().find(|entry| entry["current"] == false).unwrap();
    assert_eq!(other["agent"], "Rosa's phone");
    assert_eq!(other["since"], "2026-11-23T08:01:00+00:00");

    rosa.post("/api/account/sessions/end", json!({}))
        .await
        .expect(200);
    phone.get("/api/me").await.refused(401, "not_signed_in");
    rosa.get("/api/me").await.expect(200);
    assert_eq!(
        rosa.get("/api/account/sessions")
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_cookie_that_is_none_of_ours_is_nobody() {
    let app = TestApp::new();
    let headers = [("cookie", "anteroom=AAAAAAAAAAAAAAAAAAAAAA")];
    let anon = app.anon();
    anon.request(Method::GET, "/api/me", &headers, "")
        .await
        .refused(401, "not_signed_in");
    anon.request(
        Method::GET,
        "/doctors",
        &[("cookie", "anteroom=<b>; x")],
        "",
    )
    .await
    .expect(200);
}

#[tokio::test]
async fn ended_sessions_are_swept_away() {
    let app = TestApp::new();
    app.patient("rosa").await;
    let kept = keep_signed_in(&app, "rosa").await;
    later(&app, MINUTE * 30).await;
    let swept = session_store::delete_ended(&app.state.db, &app.state.clock)
        .await
        .unwrap();
    assert_eq!(swept, 1);
    kept.get("/api/me").await.expect(200);
    later(&app, DAY * 90).await;
    assert_eq!(
        session_store::delete_ended(&app.state.db, &app.state.clock)
            .await
            .unwrap(),
        1
    );
}

#[tokio::test]
async fn servers_that_sweep_at_once_leave_what_still_counts() {
    let app = TestApp::new();
    app.patient("rosa").await;
    let attempt = |account: &str| Attempt {
        account: Some(account.to_owned()),
        address: "10.0.0.1".to_owned(),
    };
    let (old, now) = (attempt("old"), app.now());
    app.state
        .db
        .write(move |conn| old.begin(conn, false, now))
        .await
        .unwrap();
    later(&app, MINUTE * 31).await;
    let ravi = app.patient("ravi").await;
    let (fresh, now) = (attempt("fresh"), app.now());
    app.state
        .db
        .write(move |conn| fresh.begin(conn, false, now))
        .await
        .unwrap();
    let (one, two, three) = tokio::join!(
        serve::sweep_once(&app.state),
        serve::sweep_once(&app.state),
        serve::sweep_once(&app.state)
    );
    assert_eq!((one, two, three), (Ok(()), Ok(()), Ok(())));
    ravi.get("/api/me").await.expect(200);
    let left: (i64, Vec<String>) = app
        .db(|conn| {
            let counters = attempts::table
                .select(attempts::counter)
                .order(attempts::counter);
            Ok((
                sessions::table.count().get_result(conn)?,
                counters.load(conn)?,
            ))
        })
        .await;
    // Both count for the address, whose quarter of an hour began with the second.
    let counters = ["account fresh", "address 10.0.0.1", "pair fresh 10.0.0.1"];
    assert_eq!(left, (1, counters.map(str::to_owned).to_vec()));
}
