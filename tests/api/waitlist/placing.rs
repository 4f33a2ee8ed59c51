//! What staff do by hand.

use super::*;
use crate::common::{Patient, Visit};

async fn place(client: &Client, request: i64, body: Value) -> Reply {
    let path = format!("/api/waitlist/{request}/place");
    client.post(&path, body).await
}

async fn waiting(app: &TestApp) -> (Patient, Doctor, i64) {
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let entry = ask(&rosa, &doctor, json!({})).await.expect(200).json();
    (rosa, doctor, id_of(&entry))
}

#[tokio::test]
async fn staff_offer_a_time_they_choose() {
    let app = TestApp::new();
    let (rosa, _, request) = waiting(&app).await;
    let desk = app.front_desk().await;
    let found = desk.get(&format!("/api/waitlist/{request}")).await;
    let found = found.expect(200).json();
    assert_eq!(found["times"][0]["starts_at"], "2026-11-23T09:00:00+00:00");
    let placed = place(&desk, request, json!({"starts_at": START})).await;
    let placed = placed.expect(200).json();
    assert_eq!(placed["status"], "offered");
    assert_eq!(placed["offer"]["starts_at"], START);
    let first = offered(&rosa, START).await;

    // Another one takes its place.
    let ten = "2026-11-24T10:00:00+00:00";
    place(&desk, request, json!({"starts_at": ten}))
        .await
        .expect(200);
    accept(&rosa, first).await.refused(409, "conflict");
    let second = offered(&rosa, ten).await;
    accept(&rosa, second).await.expect(200);
    place(&desk, request, json!({"starts_at": START}))
        .await
        .refused(409, "conflict");
    assert_eq!(left(&app).await.0, 0);
    sound(&app).await;
}

#[tokio::test]
async fn staff_book_outright_what_the_patient_agreed_to() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let desk = app.front_desk().await;
    let visit = Visit::new(&rosa, &doctor, "2026-11-26T10:00:00Z");
    let own = app.visit(visit).await;
    let earlier = json!({"appointment_id": own, "doctor_id": ""});
    let request = id_of(&ask(&rosa, &doctor, earlier).await.expect(200).json());
    let body = json!({"starts_at": START, "book": true});
    let placed = place(&desk, request, body).await.expect(200).json();
    assert_eq!(placed["status"], "filled");
    let moved = rosa.get(&format!("/api/appointments/{own}")).await;
    assert_eq!(moved.expect(200).json()["starts_at"], START);
    assert_eq!(app.counted().await.0, 1);
}

#[tokio::test]
async fn what_is_taken_or_too_soon_is_not_given() {
    let app = TestApp::new();
    let (rosa, doctor, request) = waiting(&app).await;
    let (ravi, desk) = (app.patient("ravi").await, app.front_desk().await);
    book(&ravi, &doctor, START).await.expect(200);
    for outright in [false, true] {
        let body = json!({"starts_at": START, "book": outright});
        place(&desk, request, body).await.refused(409, "slot_taken");
    }
    let nine = "2026-11-23T09:00:00+00:00";
    place(&desk, request, json!({"starts_at": nine}))
        .await
        .invalid(&["starts_at"]);
    place(&desk, request, json!({"starts_at": "soon"}))
        .await
        .invalid(&["starts_at"]);
    assert_eq!(mine(&rosa).await[0]["status"], "waiting");
    let body = json!({"starts_at": nine, "book": true});
    place(&desk, request, body).await.expect(200);
    assert_eq!(mine(&rosa).await, [] as [Value; 0]);
}

#[tokio::test]
async fn the_pages_of_staff_show_who_waits_and_what_is_offered() {
    let app = TestApp::new();
    let (_, _, request) = waiting(&app).await;
    let desk = app.front_desk().await;
    let page = desk.page("/waitlist").await.expect(200).text();
    assert!(page.contains("Pat rosa") && page.contains("Offered times taken"));
    let path = format!("/waitlist/{request}");
    let page = desk.page(&path).await.expect(200).text();
    assert!(page.contains("Free times that suit"), "{page}");
    let fields = [("starts_at", START), ("doctor_id", "1")];
    let form = format!("/api/waitlist/{request}/place");
    let reply = desk.form(&form, &fields, &path).await;
    assert_eq!(reply.location(), "/waitlist");
    let page = desk.page("/waitlist?status=offered").await.expect(200);
    let page = page.text();
    assert!(page.contains("kept until 08:30"), "{page}");
    assert!(page.contains("30 minutes left"), "{page}");
    let fields = [("urgency", "urgent")];
    let form = format!("/api/waitlist/{request}/urgency");
    let reply = desk.form(&form, &fields, "/waitlist").await;
    assert_eq!(reply.location(), "/waitlist");
}
