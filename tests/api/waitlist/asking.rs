//! Asking for a time: for whom, what for, how often.

use super::*;
use crate::common::{Visit, field_error};

#[tokio::test]
async fn every_field_is_checked_at_once() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    rosa.post("/api/waitlist", json!({}))
        .await
        .invalid(&["doctor_id", "until"]);
    let wrong = json!({
        "from": "25:00", "to": "noon", "until": "2026-11-22", "note": "x".repeat(501),
    });
    ask(&rosa, &doctor, wrong)
        .await
        .invalid(&["from", "to", "until", "note"]);
    let backwards = json!({"from": "12:00", "to": "12:00"});
    ask(&rosa, &doctor, backwards).await.invalid(&["to"]);
    ask(&rosa, &doctor, json!({"until": "2028-01-01"}))
        .await
        .invalid(&["until"]);
    ask(&rosa, &doctor, json!({"doctor_id": 999}))
        .await
        .invalid(&["doctor_id"]);
    ask(&rosa, &doctor, json!({"visit_type_id": 999}))
        .await
        .invalid(&["visit_type_id"]);
    let nobody = json!({"doctor_id": "", "specialization": "Magic"});
    ask(&rosa, &doctor, nobody)
        .await
        .invalid(&["specialization"]);
    assert_eq!(mine(&rosa).await, [] as [Value; 0]);
}

#[tokio::test]
async fn a_request_says_what_was_asked_for() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let more = json!({"mon": true, "fri": "on", "from": "09:00", "to": "12:30", "note": "a cough"});
    let entry = ask(&rosa, &doctor, more).await.expect(200).json();
    assert_eq!(entry["weekdays"], 17);
    assert_eq!(
        (&entry["from"], &entry["to"]),
        (&json!("09:00"), &json!("12:30"))
    );
    assert_eq!(entry["until"], "2026-11-27");
    assert_eq!(entry["urgency"], "routine");
    assert_eq!(entry["specialization"], "General practice");
    assert_eq!(mine(&rosa).await, [entry]);
    let any = json!({"doctor_id": "", "specialization": "general practice"});
    let entry = ask(&rosa, &doctor, any).await.expect(200).json();
    assert_eq!(entry["doctor_id"], Value::Null);
    assert_eq!(entry["specialization"], "General practice");
}

#[tokio::test]
async fn patients_ask_for_themselves_and_staff_for_patients() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let (ravi, desk) = (app.patient("ravi").await, app.front_desk().await);
    ask(&rosa, &doctor, json!({"patient_id": ravi.id}))
        .await
        .refused(403, "forbidden");
    ask(&desk, &doctor, json!({}))
        .await
        .invalid(&["patient_id"]);
    ask(&desk, &doctor, json!({"patient_id": 999}))
        .await
        .invalid(&["patient_id"]);
    let entry = ask(&desk, &doctor, json!({"patient_id": ravi.id})).await;
    assert_eq!(entry.expect(200).json()["patient_name"], "Pat ravi");
    assert_eq!(mine(&ravi).await.len(), 1);
}

#[tokio::test]
async fn what_is_to_be_moved_is_ones_own_and_to_come() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let ravi = app.patient("ravi").await;
    let visit = Visit::new(&rosa, &doctor, "2026-11-26T10:00:00Z");
    let id = app.visit(visit).await;
    let over = Visit::new(&rosa, &doctor, "2026-11-20T10:00:00Z");
    let over = app.visit(over).await;
    let earlier = |id: i64| json!({"doctor_id": "", "appointment_id": id});
    ask(&ravi, &doctor, earlier(id))
        .await
        .invalid(&["appointment_id"]);
    ask(&rosa, &doctor, earlier(over))
        .await
        .invalid(&["appointment_id"]);
    ask(&rosa, &doctor, earlier(id)).await.expect(200);
    ask(&rosa, &doctor, earlier(id))
        .await
        .refused(409, "conflict");
}

#[tokio::test]
async fn a_patient_waits_for_ten_things_at_most() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    for _ in 0..10 {
        ask(&rosa, &doctor, json!({})).await.expect(200);
    }
    ask(&rosa, &doctor, json!({}))
        .await
        .refused(409, "conflict");
    let first = mine(&rosa).await[0]["id"].as_i64().unwrap();
    let withdraw = format!("/api/waitlist/{first}/withdraw");
    rosa.post(&withdraw, json!({})).await.expect(200);
    ask(&rosa, &doctor, json!({})).await.expect(200);
}

#[tokio::test]
async fn a_form_sent_twice_with_a_key_is_one_request() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let key = json!({"idempotency_key": "once"});
    let first = ask(&rosa, &doctor, key.clone()).await.expect(200).json();
    let again = ask(&rosa, &doctor, key).await.expect(200).json();
    assert_eq!(first, again);
    assert_eq!(mine(&rosa).await.len(), 1);
}

#[tokio::test]
async fn the_form_names_what_it_is_about() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let (ravi, desk) = (app.patient("ravi").await, app.front_desk().await);
    let id = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-26T10:00:00Z"))
        .await;
    let path = format!("/waitlist/new?appointment_id={id}");
    let page = rosa.page(&path).await.expect(200).text();
    assert!(page.contains("Ask for an earlier time"));
    assert!(page.contains("Thu 26 Nov, 10:00"), "{page}");
    ravi.page(&path).await.expect(404);
    let page = desk.page(&path).await.expect(200).text();
    assert!(page.contains("Pat rosa"), "{page}");

    let form = rosa.form("/api/waitlist", &[], "/waitlist/new").await;
    let page = rosa.page(form.location()).await.expect(200).text();
    assert!(field_error(&page, "until").contains("last day"), "{page}");
    assert!(field_error(&page, "doctor_id").contains("Choose a doctor"));
}
