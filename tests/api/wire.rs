//! One function, three kinds of client; headers; what is refused before any function runs.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::Method,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http_body::Frame;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::common::{HOST, PASSWORD, TestApp, alert, field_error, field_value, h1};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("content-type", "application/json");

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
async fn a_plain_form_that_succeeds_leads_to_its_page() {
    let app = TestApp::new();
    app.patient("rosa").await;
    app.doctor("moreau").await;
    let fields = [
        ("username", "rosa"),
        ("password", PASSWORD),
        ("next", "/book/1?date=2026-11-24"),
    ];
    let reply = app
        .anon()
        .form("/api/login", &fields, "/login?next=%2Fbook%2F1")
        .await;
    assert_eq!(reply.location(), "/book/1?date=2026-11-24");
    assert!(reply.set_cookie().contains("anteroom="));
    for (username, home) in [
        ("rosa", "/appointments"),
        ("moreau", "/schedule"),
        ("admin", "/admin"),
    ] {
        let fields = [("username", username), ("password", PASSWORD), ("next", "")];
        let reply = app.anon().form("/api/login", &fields, "/login").await;
        assert_eq!(reply.location(), home);
    }
}

#[tokio::test]
async fn a_redirect_never_leaves_the_site() {
    let app = TestApp::new();
    app.patient("rosa").await;
    for next in [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/api/logout",
    ] {
        let fields = [("username", "rosa"), ("password", PASSWORD), ("next", next)];
        let reply = app.anon().form("/api/login", &fields, "/login").await;
        assert_eq!(reply.location(), "/appointments", "{next}");
    }
    // Nor does the way back to the form.
    for referer in [
        "http://evil.example/login",
        "http://clinic.test//evil.example",
        "nonsense",
        "",
    ] {
        let headers = [FORM, ("accept", "text/html"), ("referer", referer)];
        let reply = app
            .anon()
            .request(Method::POST, "/api/login", &headers, "username=rosa")
            .await;
        assert_eq!(reply.location(), "/", "{referer}");
    }
}

#[tokio::test]
async fn a_plain_form_that_fails_comes_back_filled_in_and_says_what_is_wrong() {
    let app = TestApp::new();
    let browser = app.anon();
    let fields = [
        ("username", "ro\"sa<b>"),
        ("password", "hunter2"),
        ("full_name", "Rosa & Söhne"),
        ("contact_number", ""),
    ];
    let reply = browser
        .form("/api/register", &fields, "/register?next=%2Fdoctors")
        .await;
    assert_eq!(reply.location(), "/register?next=%2Fdoctors");
    let page = browser
        .page("/register?next=%2Fdoctors")
        .await
        .expect(200)
        .text();
    assert_eq!(field_value(&page, "username").unwrap(), "ro\"sa<b>");
    assert_eq!(field_value(&page, "full_name").unwrap(), "Rosa & Söhne");
    assert_eq!(field_value(&page, "password").unwrap(), "");
    assert!(!page.contains("hunter2"), "a password came back");
    assert!(field_error(&page, "username").contains("letters"));
    assert!(
        field_error(&page, "password").contains("12 characters"),
        "{page}"
    );
    assert!(!field_error(&page, "contact_number").is_empty());
    assert_eq!(field_error(&page, "full_name"), "");
    assert!(
        alert(&page).contains("check the fields"),
        "{}",
        alert(&page)
    );

    // It was for that page once.
    let again = browser
        .page("/register?next=%2Fdoctors")
        .await
        .expect(200)
        .text();
    assert_eq!(field_value(&again, "full_name").unwrap(), "");
    assert_eq!(alert(&again), "");
}

#[tokio::test]
async fn what_one_form_left_does_not_show_in_another() {
    let app = TestApp::new();
    let browser = app.anon();
    browser
        .form("/api/register", &[("username", "rosa")], "/register")
        .await
        .expect(303);
    let page = browser.page("/login").await.expect(200).text();
    assert_eq!(field_value(&page, "username").unwrap(), "");
    assert_eq!(alert(&page), "");
}

#[tokio::test]
async fn a_plain_form_that_succeeds_says_so_on_the_next_page() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    let reply = rosa.form("/api/logout", &[], "/appointments").await;
    assert_eq!(reply.location(), "/");
    let page = rosa.page("/").await.expect(200).text();
    assert!(page.contains("role=\"status\""));
    assert!(page.contains("You are logged out."));
    assert!(!rosa.page("/").await.text().contains("You are logged out."));
}

#[tokio::test]
async fn a_form_of_somebody_whose_session_ended_leads_back_and_says_why() {
    let app = TestApp::new();
    let reply = app
        .anon()
        .form("/api/account/sessions/end", &[], "/account")
        .await;
    assert_eq!(reply.location(), "/account");
}

#[tokio::test]
async fn writes_from_other_sites_are_refused() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    let own = format!("http://{HOST}");
    for content_type in [FORM, JSON, ("content-type", "text/plain")] {
        for foreign in [
            ("origin", "http://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            rosa.request(Method::POST, "/api/logout", &[content_type, foreign], "")
                .await
                .refused(403, "forbidden");
        }
    }
    rosa.get("/api/me").await.expect(200);
    let headers = [
        JSON,
        ("origin", own.as_str()),
        ("sec-fetch-site", "same-origin"),
    ];
    rosa.request(Method::POST, "/api/logout", &headers, "")
        .await
        .expect(200);
}

#[tokio::test]
async fn a_link_from_another_site_may_be_followed() {
    let app = TestApp::new();
    let headers = [("sec-fetch-site", "cross-site"), ("accept", "text/html")];
    app.anon()
        .request(Method::GET, "/doctors", &headers, "")
        .await
        .expect(200);
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
async fn pages_carry_the_headers_that_protect_them() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    for (client, path) in [
        (&app.anon(), "/login"),
        (&rosa.client, "/appointments"),
        (&rosa.client, "/nothing"),
    ] {
        let reply = client.page(path).await;
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(reply.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        assert_eq!(reply.header("strict-transport-security"), "", "{path}");
    }
    for path in ["/api/me", "/api/appointments"] {
        assert_eq!(
            rosa.get(path).await.header("cache-control"),
            "no-store",
            "{path}"
        );
    }
}

#[tokio::test]
async fn on_https_browsers_are_told_to_stay_there() {
    let app = TestApp::on_https();
    let reply = app.anon().page("/login").await.expect(200);
    assert!(
        reply
            .header("strict-transport-security")
            .starts_with("max-age=31536000")
    );
}

#[tokio::test]
async fn only_the_scripts_of_the_page_itself_may_run() {
    let app = TestApp::new();
    let reply = app.anon().page("/login").await.expect(200);
    let policy = reply.header("content-security-policy").to_owned();
    let directive = |name: &str| {
        let found = policy.split("; ").find_map(|part| part.strip_prefix(name));
        found
            .unwrap_or_else(|| panic!("no {name} in {policy}"))
            .trim()
            .to_owned()
    };
    assert_eq!(directive("default-src"), "'self'");
    assert_eq!(directive("style-src"), "'self'");
    for none in ["object-src", "base-uri", "frame-ancestors"] {
        assert_eq!(directive(none), "'none'");
    }
    assert_eq!(directive("form-action"), "'self'");

    let page = reply.text();
    let inline: Vec<_> = page
        .split("<script")
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .filter(|(attributes, _)| !attributes.contains("src="))
        .map(|(_, rest)| rest.split("</script>").next().unwrap())
        .collect();
    assert!(inline.len() >= 2);
    let mut allowed: Vec<_> = directive("script-src")
        .split(' ')
        .map(str::to_owned)
        .collect();
    for script in inline {
        let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)));
        let known = allowed.iter().position(|source| *source == hash);
        allowed.remove(known.unwrap_or_else(|| panic!("{script} is not allowed by {policy}")));
    }
    allowed.sort();
    assert_eq!(allowed, ["'self'", "'wasm-unsafe-eval'"]);
}

#[tokio::test]
async fn pages_hold_no_inline_styles_or_handlers() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    for (client, path) in [
        (&app.anon(), "/"),
        (&app.anon(), "/login"),
        (&rosa.client, "/appointments"),
    ] {
        let page = client.page(path).await.expect(200).text();
        for forbidden in [
            " style=\"",
            "<style",
            " onclick=",
            " onsubmit=",
            "javascript:",
        ] {
            assert!(!page.contains(forbidden), "{path} has {forbidden}");
        }
    }
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
