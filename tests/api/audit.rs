//! What is put on record.

use anteroom::audit::Action;
use diesel::{connection::SimpleConnection, prelude::*};
use serde_json::json;

use crate::common::{PASSWORD, TestApp, Visit, instant};

#[tokio::test]
async fn signing_in_and_out_is_recorded_with_when_and_from_where() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    app.set_time("2026-11-23T08:05:00Z");
    let phone = app.anon().at([203, 0, 113, 7]);
    let wrong = json!({"username": "rosa", "password": "wrong"});
    phone.post("/api/login", wrong).await.expect(422);
    phone.log_in("rosa").await.expect(200);
    phone.post("/api/logout", json!({})).await.expect(200);
    for (action, user_id) in [
        (Action::SignInFailed, None),
        (Action::SignedIn, Some(rosa.user_id)),
        (Action::SignedOut, Some(rosa.user_id)),
    ] {
        let entry = app.audited(action).await.pop().unwrap();
        assert_eq!(entry.user_id, user_id, "{action:?}");
        assert_eq!(
            (entry.entity.as_str(), entry.entity_id),
            ("user", Some(rosa.user_id)),
            "{action:?}"
        );
        assert_eq!(entry.address, "203.0.113.7", "{action:?}");
        assert_eq!(
            entry.at,
            instant("2026-11-23T08:05:00Z").as_second(),
            "{action:?}"
        );
    }
    // A name that is no account may be a password typed into the wrong field.
    phone
        .post("/api/login", json!({"username": PASSWORD, "password": "x"}))
        .await
        .expect(422);
    let entry = app.audited(Action::SignInFailed).await.pop().unwrap();
    assert_eq!((entry.entity.as_str(), entry.detail.as_str()), ("", ""));
}

#[tokio::test]
async fn refused_access_is_recorded() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    rosa.get("/api/audit").await.refused(403, "forbidden");
    rosa.post("/api/admin/staff", json!({}))
        .await
        .refused(403, "forbidden");
    rosa.page("/admin").await.expect(403);
    let entries = app.audited(Action::AccessRefused).await;
    let details: Vec<_> = entries.iter().map(|entry| entry.detail.as_str()).collect();
    assert_eq!(details, ["/api/audit", "/api/admin/staff", "/admin"]);
    assert!(
        entries
            .iter()
            .all(|entry| entry.user_id == Some(rosa.user_id))
    );
}

#[tokio::test]
async fn who_looks_at_a_patient_is_recorded_and_the_patient_themselves_is_not() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let desk = app.front_desk().await;
    let id = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-24T09:00:00Z"))
        .await;
    let card = format!("/api/patients/{}", rosa.id);
    let visit = format!("/api/appointments/{id}");
    for path in [&card, &visit] {
        rosa.get(path).await.expect(200);
        doctor.get(path).await.expect(200);
        desk.get(path).await.expect(200);
        app.anon().get(path).await.expect(401);
    }
    let entries = app.audited(Action::PatientViewed).await;
    let who: Vec<_> = entries.iter().map(|entry| entry.user_id.unwrap()).collect();
    assert_eq!(
        who,
        [doctor.user_id, desk.user_id, doctor.user_id, desk.user_id]
    );
    assert!(
        entries
            .iter()
            .all(|entry| (entry.entity.as_str(), entry.entity_id) == ("patient", Some(rosa.id)))
    );
}

#[tokio::test]
async fn every_change_is_recorded_with_its_record() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let desk = app.front_desk().await;
    let body = json!({"doctor_id": doctor.id, "starts_at": "2026-11-24T09:00:00Z"});
    let id = rosa
        .post("/api/appointments", body)
        .await
        .expect(200)
        .json()["id"]
        .as_i64()
        .unwrap();
    desk.post(&format!("/api/appointments/{id}/cancel"), json!({}))
        .await
        .expect(200);
    let card = format!("/api/patients/{}", rosa.id);
    desk.post(&card, json!({"full_name": "Rosa D"}))
        .await
        .expect(200);
    let made = desk
        .post("/api/patients", json!({"full_name": "New One"}))
        .await
        .expect(200)
        .json();
    for (action, by, entity, entity_id) in [
        (Action::AppointmentBooked, rosa.user_id, "appointment", id),
        (
            Action::AppointmentCancelled,
            desk.user_id,
            "appointment",
            id,
        ),
        (Action::PatientChanged, desk.user_id, "patient", rosa.id),
        (
            Action::PatientRegistered,
            desk.user_id,
            "patient",
            made["id"].as_i64().unwrap(),
        ),
    ] {
        let entries = app.audited(action).await;
        assert_eq!(entries.len(), 1, "{action:?}");
        assert_eq!(entries[0].user_id, Some(by), "{action:?}");
        assert_eq!(
            (entries[0].entity.as_str(), entries[0].entity_id),
            (entity, Some(entity_id)),
            "{action:?}"
        );
    }
}

#[tokio::test]
async fn what_is_refused_leaves_no_entry_of_a_change() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    app.visit(Visit::new(&rosa, &doctor, "2026-11-24T09:00:00Z"))
        .await;
    let ravi = app.patient("ravi").await;
    let body = json!({"doctor_id": doctor.id, "starts_at": "2026-11-24T09:00:00Z"});
    ravi.post("/api/appointments", body)
        .await
        .refused(409, "slot_taken");
    assert!(app.audited(Action::AppointmentBooked).await.is_empty());
}

#[tokio::test]
async fn a_change_that_cannot_be_recorded_is_not_made() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    app.db(|conn| conn.batch_execute("ALTER TABLE audit RENAME TO mislaid"))
        .await;
    let body = json!({"doctor_id": doctor.id, "starts_at": "2026-11-24T09:00:00Z"});
    let reply = rosa
        .post("/api/appointments", body.clone())
        .await
        .refused(500, "internal");
    // The log has the cause; the answer has only the number to find it by.
    assert!(!reply.text().contains("audit"), "{}", reply.text());
    assert_eq!(reply.json()["request_id"], reply.header("x-request-id"));
    assert_eq!(app.counted().await, (0, 0));
    app.db(|conn| conn.batch_execute("ALTER TABLE mislaid RENAME TO audit"))
        .await;
    rosa.post("/api/appointments", body).await.expect(200);
}

#[tokio::test]
async fn the_trail_cannot_be_changed() {
    let app = TestApp::new();
    app.patient("rosa").await;
    for change in [
        "UPDATE audit SET detail = 'nothing happened'",
        "DELETE FROM audit",
    ] {
        let refused = diesel::sql_query(change).execute(&mut app.connect());
        assert_eq!(refused.unwrap_err().to_string(), "append_only");
    }
    assert_eq!(app.audited(Action::SignedIn).await.len(), 1);
}

#[tokio::test]
async fn admins_read_the_trail_newest_first_and_filtered() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let rosa = app.patient("rosa").await;
    for _ in 0..30 {
        rosa.get("/api/audit").await.expect(403);
    }
    let list = async |query: &str| {
        app.db(|_| Ok(())).await;
        admin
            .get(&format!("/api/audit?{query}"))
            .await
            .expect(200)
            .json()
    };
    let first = list("").await;
    assert_eq!(first["items"].as_array().unwrap().len(), 25);
    assert_eq!(first["items"][0]["action"], "access_refused");
    assert_eq!(first["items"][0]["username"], "rosa");
    assert_eq!(first["items"][0]["address"], "192.0.2.1");
    assert_eq!(first["items"][0]["at"], "2026-11-23T08:00:00+00:00");
    assert_eq!(first["total"], 32);
    assert_eq!(list("page=2").await["items"].as_array().unwrap().len(), 7);
    assert_eq!(list("action=signed_in").await["total"], 2);
    assert_eq!(list("user=admin").await["total"], 1);
    assert_eq!(list("user=Rosa&action=signed_in").await["total"], 1);
    assert_eq!(list("user=nobody").await["total"], 0);
    admin
        .get("/api/audit?action=nonsense")
        .await
        .invalid(&["action"]);
}
