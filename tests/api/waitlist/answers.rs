//! Answers to offers: twice, too late, by others, without JavaScript.

use serde_json::json;

use super::*;
use crate::common::Patient;

/// Ravi is offered the time that Rosa gave back.
async fn offered_to_ravi(app: &TestApp) -> (Patient, Doctor, i64) {
    let doctor = app.doctor("moreau").await;
    let (rosa, ravi) = (app.patient("rosa").await, app.patient("ravi").await);
    let gone = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    ask(&ravi, &doctor, json!({"note": "my knee"}))
        .await
        .expect(200);
    cancel(&rosa, gone, "").await.expect(200);
    fill(app).await;
    let offer = offered(&ravi, START).await;
    (ravi, doctor, offer)
}

#[tokio::test]
async fn accepting_books_what_was_kept() {
    let app = TestApp::new();
    let (ravi, _, offer) = offered_to_ravi(&app).await;
    let booked = accept(&ravi, offer).await.expect(200).json();
    assert_eq!(booked["starts_at"], START);
    assert_eq!(booked["status"], "booked");
    assert_eq!(booked["patient_id"], ravi.id);
    assert_eq!(booked["reason"], "my knee");
    assert_eq!(left(&app).await, (0, 0));
    fill(&app).await;
    assert_eq!(mine(&ravi).await, [] as [Value; 0]);
}

#[tokio::test]
async fn of_two_answers_at_once_one_counts() {
    let app = TestApp::new();
    let (ravi, _, offer) = offered_to_ravi(&app).await;
    let (one, two) = tokio::join!(accept(&ravi, offer), decline(&ravi, offer));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    accept(&ravi, offer).await.refused(409, "conflict");
    decline(&ravi, offer).await.refused(409, "conflict");
}

#[tokio::test]
async fn a_repeated_answer_with_a_key_is_the_same_answer() {
    let app = TestApp::new();
    let (ravi, _, offer) = offered_to_ravi(&app).await;
    let path = format!("/api/offers/{offer}/accept");
    let key = json!({"idempotency_key": "once"});
    let first = ravi.post(&path, key.clone()).await.expect(200).json();
    let again = ravi.post(&path, key).await.expect(200).json();
    assert_eq!(first, again);
    assert_eq!(app.counted().await.0, 2, "Rosa's, cancelled, and this one");
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_told_so() {
    let app = TestApp::new();
    offered_to_ravi(&app).await;
    let ravi = app.signed_in("ravi").await;
    let offer = offered(&ravi, START).await;
    app.pass(SignedDuration::from_mins(30));
    let ravi = app.signed_in("ravi").await;
    // Whether or not the server has noticed.
    for _ in 0..2 {
        let reply = accept(&ravi, offer).await.refused(409, "conflict");
        let message = reply.json()["message"].as_str().unwrap().to_owned();
        assert!(message.contains("ended at 08:30"), "{message}");
        decline(&ravi, offer).await.refused(409, "conflict");
        fill(&app).await;
    }
    assert_eq!(left(&app).await, (0, 0));
    assert_eq!(mine(&ravi).await[0]["status"], "waiting");
}

#[tokio::test]
async fn offers_and_requests_of_others_are_not_there() {
    let app = TestApp::new();
    let (ravi, doctor, offer) = offered_to_ravi(&app).await;
    let rosa = app.signed_in("rosa").await;
    accept(&rosa, offer).await.refused(404, "not_found");
    decline(&rosa, offer).await.refused(404, "not_found");
    let request = mine(&ravi).await[0]["id"].as_i64().unwrap();
    let withdraw = format!("/api/waitlist/{request}/withdraw");
    rosa.post(&withdraw, json!({}))
        .await
        .refused(404, "not_found");
    assert_eq!(mine(&rosa).await, [] as [Value; 0]);
    accept(&doctor, offer).await.refused(403, "forbidden");
    // On the telephone, the front desk answers for the patient.
    let desk = app.front_desk().await;
    accept(&desk, offer).await.expect(200);
}

#[tokio::test]
async fn who_withdraws_gives_back_what_was_kept() {
    let app = TestApp::new();
    let (ravi, doctor, offer) = offered_to_ravi(&app).await;
    let sita = app.patient("sita").await;
    ask(&sita, &doctor, json!({})).await.expect(200);
    let request = mine(&ravi).await[0]["id"].as_i64().unwrap();
    let withdraw = format!("/api/waitlist/{request}/withdraw");
    ravi.post(&withdraw, json!({})).await.expect(200);
    ravi.post(&withdraw, json!({}))
        .await
        .refused(409, "conflict");
    accept(&ravi, offer).await.refused(409, "conflict");
    fill(&app).await;
    offered(&sita, START).await;
    assert_eq!(app.audited(Action::WaitlistWithdrawn).await.len(), 1);
}

#[tokio::test]
async fn answers_work_without_javascript() {
    let app = TestApp::new();
    let (ravi, doctor, offer) = offered_to_ravi(&app).await;
    let form = format!("/api/offers/{offer}/decline");
    let reply = ravi.form(&form, &[], "/appointments").await;
    assert_eq!(reply.location(), "/appointments");
    let again = ravi.form(&form, &[], "/appointments").await;
    assert_eq!(again.location(), "/appointments");

    let gone = id_of(&book(&ravi, &doctor, START).await.expect(200).json());
    let sita = app.patient("sita").await;
    let fields = [
        ("doctor_id", doctor.id.to_string()),
        ("until", "2026-11-27".into()),
        ("tue", "true".into()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let reply = sita.form("/api/waitlist", &fields, "/waitlist/new").await;
    assert_eq!(reply.location(), "/appointments");
    let page = sita.page("/appointments").await.expect(200).text();
    assert!(page.contains("You are on the waiting list."), "{page}");
    cancel(&ravi, gone, "").await.expect(200);
    fill(&app).await;
    let offer = offered(&sita, START).await;
    let form = format!("/api/offers/{offer}/accept");
    let reply = sita.form(&form, &[], "/appointments").await;
    assert!(reply.location().starts_with("/appointments/"));
    let page = sita.page(reply.location()).await.expect(200).text();
    assert!(page.contains("Yours: Tuesday 24 November 2026 at 09:30."));
}
