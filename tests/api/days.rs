//! A doctor's schedule and the day of the clinic.

use anteroom::appointments::model::Status;
use serde_json::{Value, json};

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

#[tokio::test]
async fn the_desk_sees_the_day_of_the_whole_clinic() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let (moreau, okafor) = (app.doctor("moreau").await, app.doctor("okafor").await);
    let rosa = app.patient("rosa").await;
    app.visit(Visit::new(&rosa, &moreau, "2026-11-23T09:00:00Z"))
        .await;
    app.visit(Visit::new(&rosa, &okafor, "2026-11-23T10:00:00Z").status(Status::Cancelled))
        .await;
    app.visit(Visit::new(&rosa, &okafor, "2026-11-24T10:00:00Z"))
        .await;
    let count = |day: &Value| day["appointments"].as_array().unwrap().len();
    let today = desk.get("/api/desk").await.expect(200).json();
    assert_eq!(count(&today), 2);
    assert_eq!(
        today["counts"],
        json!([{"status": "booked", "count": 1}, {"status": "cancelled", "count": 1}])
    );
    let path = format!("/api/desk?date=2026-11-23&doctor_id={}", okafor.id);
    assert_eq!(count(&desk.get(&path).await.expect(200).json()), 1);
    desk.get("/api/desk?date=soon").await.invalid(&["date"]);
}
