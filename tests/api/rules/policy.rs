//! The policy, and the block it puts on patients who stay away.

use anteroom::{appointments::model::Status, audit::Action};
use serde_json::json;

use super::free;
use crate::common::{TestApp, Visit, alert, field_value};

const PATH: &str = "/api/admin/policy";

#[tokio::test]
async fn the_policy_is_entered_in_hours_and_kept_in_minutes() {
    let app = TestApp::new();
    let (admin, doctor) = (app.admin().await, app.doctor("moreau").await);
    let before = admin.get(PATH).await.expect(200).json();
    assert_eq!(before["policy"]["cancel_minutes"], 240);
    let change = json!({
        "notice": 2, "notice_unit": "days", "horizon_days": 10, "cancel": "", "most_open": 3,
        "noshow_limit": 2, "version": before["version"],
    });
    admin.post(PATH, change.clone()).await.expect(200);
    let after = admin.get(PATH).await.expect(200).json();
    assert_eq!(
        after["policy"],
        json!({
            "notice_minutes": 2880, "horizon_days": 10, "cancel_minutes": 0, "most_open": 3,
            "new_patients": false, "noshow_limit": 2, "noshow_minutes": 20,
        })
    );
    admin.post(PATH, change).await.refused(409, "conflict");
    // It holds for patients at once: from Wednesday, 08:00, to Thursday of the next week.
    let free = free(&app.anon(), doctor.id, "2026-11-23", "2026-12-20").await;
    assert_eq!(free.first().unwrap(), "2026-11-25T09:00");
    assert_eq!(free.last().unwrap(), "2026-12-03T16:30");
    let trail = app.audited(Action::PolicyChanged).await;
    assert_eq!(trail.len(), 1);
    for part in ["notice", "booking horizon", "cancelling", "no-shows"] {
        assert!(trail[0].detail.contains(part), "{}", trail[0].detail);
    }
}

#[tokio::test]
async fn limits_that_make_no_sense_are_named() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let wrong = json!({
        "notice": 721, "horizon_days": 731, "cancel": "soon", "most_open": 0, "noshow_limit": 101,
    });
    let fields = [
        "notice",
        "horizon_days",
        "cancel",
        "most_open",
        "noshow_limit",
    ];
    admin.post(PATH, wrong).await.invalid(&fields);
    admin
        .post(PATH, json!({"notice": 1, "notice_unit": "moons"}))
        .await
        .invalid(&["notice", "horizon_days"]);
}

#[tokio::test]
async fn the_page_says_what_patients_will_be_told() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let policy = [
        ("notice", "90"),
        ("notice_unit", "minutes"),
        ("horizon_days", "30"),
        ("most_open", "1"),
        ("cancel", "1"),
    ];
    let reply = admin.form(PATH, &policy, "/admin/policy").await;
    assert_eq!(reply.location(), "/admin/policy");
    let page = admin.page("/admin/policy").await.expect(200).text();
    for part in [
        "Online booking closes 90 minutes before a visit.",
        "Online booking is open until Wednesday 23 December 2026.",
        "You have an appointment to come, and can book another one after it.",
        "Online booking is for patients who have been here before.",
        "until 1 hour before",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert_eq!(field_value(&page, "notice").as_deref(), Some("90"));
    let reply = admin
        .form(PATH, &[("horizon_days", "0")], "/admin/policy")
        .await;
    let page = admin.page(reply.location()).await.expect(200).text();
    assert!(alert(&page).contains("from 1 to 730"), "{}", alert(&page));
}

#[tokio::test]
async fn the_front_desk_lifts_the_block_of_missed_appointments() {
    let app = TestApp::new();
    let (admin, desk) = (app.admin().await, app.front_desk().await);
    let (doctor, rosa) = (app.doctor("moreau").await, app.patient("rosa").await);
    for day in ["2026-11-18", "2026-11-19"] {
        let start = format!("{day}T10:00:00Z");
        app.visit(Visit::new(&rosa, &doctor, &start).status(Status::Noshow))
            .await;
    }
    let book = |start: &str| json!({"doctor_id": doctor.id, "starts_at": start});
    let card = format!("/patients/{}", rosa.id);
    assert!(
        !desk
            .page(&card)
            .await
            .expect(200)
            .text()
            .contains("Lift the block")
    );
    let limit = json!({"horizon_days": 180, "new_patients": true, "noshow_limit": 2});
    admin.post(PATH, limit).await.expect(200);
    let reply = rosa
        .post("/api/appointments", book("2026-11-24T10:00:00Z"))
        .await;
    assert!(
        reply
            .expect(422)
            .text()
            .contains("2 appointments were missed")
    );
    let page = desk.page(&card).await.expect(200).text();
    assert!(page.contains("Lift the block") && page.contains("2 missed appointments"));

    let forgive = format!("/api/patients/{}/forgive", rosa.id);
    assert_eq!(desk.form(&forgive, &[], &card).await.location(), card);
    let page = desk.page(&card).await.expect(200).text();
    assert!(!page.contains("Lift the block") && page.contains("can book online again"));
    rosa.post("/api/appointments", book("2026-11-24T10:00:00Z"))
        .await
        .expect(200);
    let trail = app.audited(Action::PatientForgiven).await;
    assert_eq!(
        (trail[0].user_id, trail[0].entity_id),
        (Some(desk.user_id), Some(rosa.id))
    );
    desk.post("/api/patients/99/forgive", json!({}))
        .await
        .refused(404, "not_found");
}
