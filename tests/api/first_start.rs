//! A server nobody has set up yet.

use anteroom::audit::Action;
use serde_json::{Value, json};

use crate::common::{PASSWORD, TestApp, h1};

fn set_up() -> Value {
    json!({
        "clinic_name": "Hill Clinic", "address": "2 Hill Road", "phone": "+43 1 234567",
        "time_zone": "Europe/Vienna", "username": "ada", "full_name": "Ada Admin",
        "password": PASSWORD,
    })
}

#[tokio::test]
async fn with_no_administrator_every_page_leads_to_the_set_up() {
    let app = TestApp::empty();
    let anon = app.anon();
    for path in [
        "/",
        "/login",
        "/register",
        "/doctors",
        "/admin",
        "/appointments",
        "/nothing/at/all",
    ] {
        assert_eq!(anon.page(path).await.location(), "/setup", "{path}");
    }
    let page = anon.page("/setup").await.expect(200).text();
    assert!(!h1(&page).is_empty());
    assert!(page.contains("action=\"/api/setup\""));
}

#[tokio::test]
async fn the_set_up_names_the_clinic_and_makes_the_first_administrator_once() {
    let app = TestApp::empty();
    app.anon().post("/api/setup", set_up()).await.expect(200);
    let ada = app.signed_in("ada").await;
    assert_eq!(ada.get("/api/me").await.json()["role"], "admin");
    let shell = app.anon().get("/api/shell").await.expect(200).json();
    assert_eq!(shell["clinic"]["name"], "Hill Clinic");
    assert_eq!(shell["clinic"]["time_zone"], "Europe/Vienna");
    assert_eq!(shell["now"], "2026-11-23T09:00:00+01:00");

    let mut again = set_up();
    again["username"] = "eve".into();
    app.anon()
        .post("/api/setup", again)
        .await
        .refused(404, "not_found");
    app.anon().page("/setup").await.expect(404);
    app.anon().page("/login").await.expect(200);
    app.anon().page("/").await.expect(200);
    assert_eq!(app.audited(Action::SetUp).await.len(), 1);
}

#[tokio::test]
async fn of_two_who_set_up_at_once_one_comes_too_late() {
    let app = TestApp::empty();
    let mut other = set_up();
    other["username"] = "eve".into();
    let (one, two) = (app.anon(), app.anon());
    let (one, two) = tokio::join!(
        one.post("/api/setup", set_up()),
        two.post("/api/setup", other)
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404]);
}

#[tokio::test]
async fn the_set_up_says_what_is_wrong() {
    let app = TestApp::empty();
    let body = json!({"clinic_name": "", "time_zone": "Mars/Olympus", "username": "a", "full_name": "", "password": "short"});
    app.anon().post("/api/setup", body).await.invalid(&[
        "clinic_name",
        "time_zone",
        "username",
        "full_name",
        "password",
    ]);
    assert_eq!(app.anon().page("/").await.location(), "/setup");
}

#[tokio::test]
async fn the_set_up_works_without_javascript() {
    let app = TestApp::empty();
    let browser = app.anon();
    let fields = set_up();
    let fields: Vec<_> = fields
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
        .collect();
    let reply = browser.form("/api/setup", &fields, "/setup").await;
    assert_eq!(reply.location(), "/login");
    let page = browser.page("/login").await.expect(200).text();
    assert!(page.contains("Your clinic is ready"));
}
