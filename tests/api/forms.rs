//! Forms of a browser without JavaScript.

use anteroom::server::schema::sessions;
use axum::http::Method;
use diesel::prelude::*;

use super::wire::FORM;
use crate::common::{PASSWORD, TestApp, alert, field_error, field_value};

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
    let kept: Vec<String> = app
        .db(|conn| sessions::table.select(sessions::data).load(conn))
        .await;
    assert!(kept[0].contains("Söhne") && !kept[0].contains("hunter2"));
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
