//! The clinic's settings.

use anteroom::audit::Action;
use serde_json::{Value, json};

use crate::common::TestApp;

fn settings() -> Value {
    json!({
        "name": "Harbour Clinic", "time_zone": "Europe/London", "slot_minutes": "20",
        "mon_opens": "08:00", "mon_closes": "12:00", "mon_opens2": "13:00", "mon_closes2": "15:00",
        "version": "1",
    })
}

#[tokio::test]
async fn changed_hours_change_the_free_times_at_once() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let doctor = app.doctor("moreau").await;
    let slots = format!(
        "/api/doctors/{}/slots?from=2026-11-30&to=2026-12-01",
        doctor.id
    );
    assert_eq!(
        app.anon()
            .get(&slots)
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        32
    );
    admin
        .post("/api/admin/settings", settings())
        .await
        .expect(200);
    let after = app.anon().get(&slots).await.json();
    assert_eq!(
        after.as_array().unwrap().len(),
        12 + 6,
        "Monday only, in two parts"
    );
    assert_eq!(after[0]["ends_at"], "2026-11-30T08:20:00+00:00");
    let entries = app.audited(Action::SettingsChanged).await;
    assert_eq!(entries.len(), 1);
    assert!(
        entries[0].detail.contains("opening hours"),
        "{}",
        entries[0].detail
    );
}

#[tokio::test]
async fn settings_seen_in_an_old_version_are_not_saved() {
    let app = TestApp::new();
    let admin = app.admin().await;
    admin
        .post("/api/admin/settings", settings())
        .await
        .expect(200);
    admin
        .post("/api/admin/settings", settings())
        .await
        .refused(409, "conflict");
}

#[tokio::test]
async fn another_time_zone_must_be_meant() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let mut change = settings();
    change["time_zone"] = "Asia/Tokyo".into();
    admin
        .post("/api/admin/settings", change.clone())
        .await
        .invalid(&["time_zone"]);
    change["zone_change"] = true.into();
    admin.post("/api/admin/settings", change).await.expect(200);
    let shell = app.anon().get("/api/shell").await.json();
    assert_eq!(shell["now"], "2026-11-23T17:00:00+09:00");
}

#[tokio::test]
async fn settings_that_make_no_sense_are_named() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let body = json!({"name": " ", "phone": "x", "time_zone": "Nowhere", "slot_minutes": "1"});
    admin.post("/api/admin/settings", body).await.invalid(&[
        "name",
        "phone",
        "time_zone",
        "slot_minutes",
    ]);
    let mut change = settings();
    change["mon_closes"] = "07:00".into();
    admin.post("/api/admin/settings", change).await.expect(422);
}
