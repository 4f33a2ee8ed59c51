//! A doctor's schedule.

use serde_json::Value;

use crate::common::{TestApp, Visit};

#[tokio::test]
async fn a_doctors_schedule_is_their_own() {
    let app = TestApp::new();
    let (moreau, okafor) = (app.doctor("moreau").await, app.doctor("okafor").await);
    let rosa = app.patient("rosa").await;
    let monday = app
        .visit(Visit::new(&rosa, &moreau, "2026-11-23T09:00:00Z"))
        .await;
    let friday = app
        .visit(Visit::new(&rosa, &moreau, "2026-11-27T09:00:00Z"))
        .await;
    app.visit(Visit::new(&rosa, &okafor, "2026-11-23T10:00:00Z"))
        .await;
    let ids = |schedule: &Value| -> Vec<i64> {
        let days = schedule["days"].as_array().unwrap();
        let visits = days
            .iter()
            .flat_map(|day| day["appointments"].as_array().unwrap());
        visits.map(|visit| visit["id"].as_i64().unwrap()).collect()
    };
    let day = moreau.get("/api/schedule").await.expect(200).json();
    assert_eq!(ids(&day), [monday]);
    assert_eq!(day["next_patient"]["id"], monday);
    let week = moreau
        .get("/api/schedule?view=week&date=2026-11-25")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (ids(&week), week["days"].as_array().unwrap().len()),
        (vec![monday, friday], 7)
    );
    moreau
        .get("/api/schedule?date=soon")
        .await
        .invalid(&["date"]);
}
