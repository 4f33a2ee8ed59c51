//! How scripts and our own clients speak with the server; what is refused before any function
//! runs.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::Method,
};
use http_body::Frame;
use serde_json::json;

use crate::common::{PASSWORD, TestApp, h1};

pub(crate) const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
pub(crate) const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn a_script_reads_flat_errors() {
    let app = TestApp::new();
    let reply = app
        .anon()
        .get("/api/me")
        .await
        .refused(401, "not_signed_in");
    let body = reply.json();
    assert_eq!(body["status"], 401);
    assert_eq!(body["message"], "Please log in to continue.");
    assert!(reply.header("content-type").starts_with("application/json"));
}

#[tokio::test]
async fn our_own_clients_get_the_frameworks_envelope() {
    let app = TestApp::new();
    app.patient("rosa").await;
    let rosa = app.anon();
    let reply = rosa
        .typed("/api/login", &[("username", "rosa"), ("password", "wrong")])
        .await
        .expect(422);
    let body = reply.json();
    assert_eq!(body["code"], 422);
    assert_eq!(body["data"]["code"], "invalid");
    assert!(body["data"]["fields"]["password"].is_string(), "{body}");
    let reply = rosa
        .typed(
            "/api/login",
            &[("username", "rosa"), ("password", PASSWORD)],
        )
        .await
        .expect(200);
    assert_eq!(reply.json()["username"], "rosa");
    assert_eq!(reply.header("location"), "");
}

#[tokio::test]
async fn the_same_form_is_json_for_a_script() {
    let app = TestApp::new();
    app.patient("rosa").await;
    let body = format!("username=rosa&password={}", PASSWORD.replace(' ', "+"));
    let rosa = app.anon();
    let reply = rosa
        .request(Method::POST, "/api/login", &[FORM], body)
        .await
        .expect(200);
    assert_eq!(reply.json()["username"], "rosa");
    assert_eq!(reply.header("location"), "");
}

#[tokio::test]
async fn what_cannot_be_read_is_malformed() {
    let app = TestApp::new();
    let anon = app.anon();
    for body in [
        "{",
        "[]",
        "\"rosa\"",
        "{\"username\": {\"$ne\": 1}}",
        "{\"username\": [\"rosa\"]}",
        "\u{0}",
    ] {
        anon.request(Method::POST, "/api/login", &[JSON], body)
            .await
            .refused(400, "malformed");
    }
    anon.request(Method::POST, "/api/login", &[FORM], "username=a&username=b")
        .await
        .refused(400, "malformed");
    anon.request(Method::POST, "/api/login", &[JSON], vec![0xff, 0xfe])
        .await
        .refused(400, "malformed");
}

#[tokio::test]
async fn unknown_addresses_under_api_are_json_too() {
    let app = TestApp::new();
    let anon = app.anon();
    anon.get("/api/nothing").await.refused(404, "not_found");
    anon.post("/api/nothing", json!({}))
        .await
        .refused(404, "not_found");
    anon.get("/api/login").await.refused(404, "not_found");
    anon.post("/api/me", json!({}))
        .await
        .refused(404, "not_found");
    anon.get("/api/doctors/x").await.refused(400, "malformed");
}

#[tokio::test]
async fn a_body_over_256_kb_is_refused_and_the_server_lives_on() {
    let app = TestApp::new();
    app.patient("rosa").await;
    let anon = app.anon();
    let large = json!({"username": "rosa", "password": "x".repeat(256 * 1024)}).to_string();
    let length = large.len().to_string();
    anon.request(Method::POST, "/api/login", &[JSON], large.clone())
        .await
        .refused(413, "too_large");
    anon.request(
        Method::POST,
        "/api/login",
        &[JSON, ("content-length", &length)],
        large,
    )
    .await
    .refused(413, "too_large");
    anon.request(
        Method::POST,
        "/api/login",
        &[JSON, ("content-length", "99999999999")],
        "{}",
    )
    .await
    .refused(413, "too_large");
    let within = json!({"username": "rosa", "password": "x".repeat(250 * 1024)});
    anon.post("/api/login", within).await.invalid(&["password"]);
    anon.log_in("rosa").await.expect(200);
}

/// A body whose sender hangs up after the first bytes.
struct BrokenOff(bool);

impl HttpBody for BrokenOff {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<std::io::Result<Frame<Bytes>>>> {
        let begun = std::mem::replace(&mut self.0, true);
        Poll::Ready(Some(if begun {
            Err(std::io::Error::other("connection reset"))
        } else {
            Ok(Frame::data(Bytes::from_static(b"{\"user")))
        }))
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_malformed_and_the_server_lives_on() {
    let app = TestApp::new();
    let anon = app.anon();
    anon.request(
        Method::POST,
        "/api/login",
        &[JSON],
        Body::new(BrokenOff(false)),
    )
    .await
    .refused(400, "malformed");
    anon.log_in("admin").await.expect(200);
}

#[tokio::test]
async fn every_answer_has_its_own_id() {
    let app = TestApp::new();
    let anon = app.anon();
    let mut ids = std::collections::BTreeSet::new();
    for path in ["/login", "/api/me", "/api/nothing", "/nothing", "/healthz"] {
        let reply = anon.get(path).await;
        assert_eq!(reply.header("x-request-id").len(), 16, "{path}");
        ids.insert(reply.header("x-request-id").to_owned());
    }
    assert_eq!(ids.len(), 5);
}

#[tokio::test]
async fn the_server_says_whether_it_lives_and_is_ready() {
    let app = TestApp::new();
    assert_eq!(
        app.anon().get("/healthz").await.expect(200).set_cookie(),
        ""
    );
    app.anon().get("/readyz").await.expect(200);
    let empty = TestApp::empty();
    empty.anon().get("/healthz").await.expect(200);
    empty.anon().get("/readyz").await.expect(200);
}

#[tokio::test]
async fn a_page_is_one_answer_with_one_heading() {
    let app = TestApp::new();
    let reply = app.anon().page("/login").await.expect(200);
    assert!(reply.header("content-type").starts_with("text/html"));
    assert_eq!(
        reply.header("content-length"),
        reply.text().len().to_string()
    );
    assert_eq!(h1(&reply.text()), "Log in");
}
