//! Screens that show initials beside the numbers.

use anteroom::audit::Action;
use serde_json::json;

use super::{link, made, morning};
use crate::common::TestApp;

#[tokio::test]
async fn a_screen_shows_initials_where_the_clinic_chose_them_and_numbers_otherwise() {
    let app = TestApp::new();
    let admin = app.admin().await;
    morning(&app).await;
    let (numbers, plain) = link(&app, "waiting-room").await;
    let body = json!({"kind": "waiting-room", "name": "Upstairs", "shows": "initials"});
    let (initials, chosen) = made(&app, body).await;
    let list = admin.get("/api/admin/screens").await.expect(200).json();
    let shows = |place: usize| (list[place]["id"].clone(), list[place]["shows"].clone());
    assert_eq!(shows(0), (json!(chosen), json!("initials")));
    assert_eq!(shows(1), (json!(plain), json!("numbers")));
    let page = admin.page("/admin/screens").await.text();
    assert!(page.contains("with initials and queue numbers"), "{page}");
    let audited = app.audited(Action::ScreenAdded).await;
    assert_eq!(audited[0].detail, "Ground floor, waiting-room, numbers");
    assert_eq!(audited[1].detail, "Upstairs, waiting-room, initials");

    let anon = app.anon();
    let seen = anon.get(&format!("/api/waiting-room/{numbers}")).await;
    assert_eq!(seen.expect(200).json()["initials"], json!({}));
    let page = anon.page(&format!("/waiting-room/{numbers}")).await;
    assert!(!page.expect(200).text().contains("P. R."));
    let seen = anon.get(&format!("/api/waiting-room/{initials}")).await;
    let seen = seen.expect(200);
    // Rosa was called, Ravi waits, and Mina is not here.
    let both = json!({"1": "P. R.", "2": "P. R."});
    assert_eq!(seen.json()["initials"], both);
    assert_eq!(seen.json()["calls"][0]["number"], 1);
    let page = anon.page(&format!("/waiting-room/{initials}")).await;
    let page = page.expect(200).text();
    assert!(page.contains("P. R."), "{page}");
    for text in [seen.text(), page] {
        for secret in ["rosa", "ravi", "mina", "Pat ", "P. M.", "1985", "A-0000"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[tokio::test]
async fn what_a_screen_cannot_show_is_refused_and_a_kiosk_shows_nobody() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let names = json!({"kind": "waiting-room", "name": "Hall", "shows": "names"});
    let refused = admin.post("/api/admin/screens", names).await;
    refused.invalid(&["shows"]);
    made(
        &app,
        json!({"kind": "kiosk", "name": "Hall", "shows": "names"}),
    )
    .await;
    let list = admin.get("/api/admin/screens").await.expect(200).json();
    assert_eq!(list[0]["shows"], "numbers");
    let audited = app.audited(Action::ScreenAdded).await;
    assert_eq!(audited[0].detail, "Hall, kiosk");
}
