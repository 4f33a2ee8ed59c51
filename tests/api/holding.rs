//! Times kept for a few minutes.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::{
    booking::{START, book, id_of, people, slots},
    common::{Client, Doctor, Reply, TestApp},
};

const LATER: &str = "2026-11-24T11:00:00+00:00";

async fn keep(client: &Client, doctor: &Doctor, start: &str) -> Reply {
    let body = json!({"doctor_id": doctor.id, "starts_at": start});
    client.post("/api/holds", body).await
}

async fn release(client: &Client, hold: &Value) -> Reply {
    let path = format!("/api/holds/{}/release", id_of(hold));
    client.post(&path, json!({})).await
}

#[tokio::test]
async fn a_time_that_is_kept_is_free_for_nobody_else_until_it_is_booked() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let olu = app.patient("olu").await;
    let hold = keep(&rosa, &doctor, START).await.expect(200).json();
    assert_eq!(hold["seconds_left"], 300);
    assert_eq!(hold["expires_at"], "2026-11-23T08:05:00+00:00");
    assert_eq!(rosa.get("/api/holds/mine").await.json(), hold);
    assert_eq!(olu.get("/api/holds/mine").await.json(), Value::Null);
    assert!(
        !slots(&app, &doctor, "2026-11-24")
            .await
            .contains(&START.to_owned())
    );

    let refused = book(&olu, &doctor, START).await.refused(409, "slot_taken");
    let nearest = refused.json()["nearest"].clone();
    let starts: Vec<&str> = nearest
        .as_array()
        .unwrap()
        .iter()
        .map(|slot| slot["starts_at"].as_str().unwrap())
        .collect();
    assert_eq!(
        starts,
        [
            "2026-11-24T09:00:00+00:00",
            "2026-11-24T10:00:00+00:00",
            "2026-11-24T10:30:00+00:00",
            "2026-11-24T11:00:00+00:00",
            "2026-11-24T11:30:00+00:00",
            "2026-11-24T12:00:00+00:00",
        ]
    );
    keep(&olu, &doctor, START).await.refused(409, "slot_taken");

    book(&rosa, &doctor, START).await.expect(200);
    assert_eq!(rosa.get("/api/holds/mine").await.json(), Value::Null);
    assert_eq!(app.counted().await, (1, 2));
}

#[tokio::test]
async fn a_hold_ends_by_itself() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let olu = app.patient("olu").await;
    keep(&rosa, &doctor, START).await.expect(200);
    app.pass(SignedDuration::from_secs(299));
    book(&olu, &doctor, START).await.refused(409, "slot_taken");
    app.pass(SignedDuration::from_secs(1));
    assert!(
        slots(&app, &doctor, "2026-11-24")
            .await
            .contains(&START.to_owned())
    );
    book(&olu, &doctor, START).await.expect(200);
    // Whoever was too slow is told so.
    book(&rosa, &doctor, START).await.refused(409, "slot_taken");
    assert_eq!(app.counted().await, (1, 2));
}

#[tokio::test]
async fn expired_holds_are_swept_away() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    keep(&rosa, &doctor, START).await.expect(200);
    anteroom::server::serve::sweep_once(&app.state)
        .await
        .unwrap();
    assert_eq!(app.counted().await, (0, 2));
    app.pass(SignedDuration::from_mins(5));
    anteroom::server::serve::sweep_once(&app.state)
        .await
        .unwrap();
    assert_eq!(app.counted().await, (0, 0));
}

#[tokio::test]
async fn a_hold_is_extended_ten_times_and_given_back() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let olu = app.patient("olu").await;
    let hold = keep(&rosa, &doctor, START).await.expect(200).json();
    let extend = format!("/api/holds/{}/extend", id_of(&hold));
    for left in (0..10).rev() {
        app.pass(SignedDuration::from_mins(4));
        let longer = rosa.post(&extend, json!({})).await.expect(200).json();
        assert_eq!(longer["seconds_left"], 300);
        assert_eq!(longer["may_extend"], left > 0);
        book(&olu, &doctor, START).await.refused(409, "slot_taken");
    }
    rosa.post(&extend, json!({})).await.refused(409, "conflict");
    olu.post(&extend, json!({})).await.refused(404, "not_found");

    // Somebody else's is not given back; one's own is, twice if need be.
    release(&olu, &hold).await.expect(200);
    book(&olu, &doctor, START).await.refused(409, "slot_taken");
    release(&rosa, &hold).await.expect(200);
    release(&rosa, &hold).await.expect(200);
    book(&olu, &doctor, START).await.expect(200);
    rosa.post(&extend, json!({}))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn an_expired_hold_is_not_extended() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let hold = keep(&rosa, &doctor, START).await.expect(200).json();
    app.pass(SignedDuration::from_mins(5));
    let extend = format!("/api/holds/{}/extend", id_of(&hold));
    rosa.post(&extend, json!({})).await.refused(409, "conflict");
}

#[tokio::test]
async fn whoever_chooses_again_holds_one_time() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    keep(&rosa, &doctor, START).await.expect(200);
    // The same again, as after going back.
    keep(&rosa, &doctor, START).await.expect(200);
    let later = keep(&rosa, &doctor, LATER).await.expect(200).json();
    assert_eq!(rosa.get("/api/holds/mine").await.json(), later);
    let free = slots(&app, &doctor, "2026-11-24").await;
    assert!(free.contains(&START.to_owned()) && !free.contains(&LATER.to_owned()));
    // Booking another time than the one that is kept gives that up.
    book(&rosa, &doctor, START).await.expect(200);
    assert!(
        slots(&app, &doctor, "2026-11-24")
            .await
            .contains(&LATER.to_owned())
    );
}

#[tokio::test]
async fn an_address_cannot_block_a_clinic() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    for number in 0..20 {
        let patient = app.patient(&format!("patient{number}")).await;
        let (hour, minute) = (9 + number / 2, number % 2 * 30);
        let (day, hour) = if hour < 17 {
            (24, hour)
        } else {
            (25, hour - 8)
        };
        let start = format!("2026-11-{day}T{hour:02}:{minute:02}:00+00:00");
        keep(&patient, &doctor, &start).await.expect(200);
    }
    let later = "2026-11-26T09:00:00+00:00";
    let refused = keep(&rosa, &doctor, later)
        .await
        .refused(429, "too_many_attempts");
    assert_eq!(refused.json()["retry_after"], 300);
    // To book without a hold is not to hold.
    book(&rosa, &doctor, later).await.expect(200);
    let desk = app.front_desk().await;
    let body =
        json!({"doctor_id": doctor.id, "starts_at": "2026-11-26T10:00:00Z", "patient_id": rosa.id});
    desk.post("/api/holds", body).await.expect(200);
    app.pass(SignedDuration::from_mins(5));
    keep(&rosa, &doctor, "2026-11-26T11:00:00+00:00")
        .await
        .expect(200);
}

#[tokio::test]
async fn a_hold_goes_by_the_rules_of_booking() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    keep(&rosa, &doctor, "2026-11-24T03:00:00+00:00")
        .await
        .invalid(&["starts_at"]);
    keep(&rosa, &doctor, "soon").await.invalid(&["starts_at"]);
    rosa.post("/api/holds", json!({}))
        .await
        .invalid(&["doctor_id", "starts_at"]);
    book(&rosa, &doctor, START).await.expect(200);
    let elsewhere = app.doctor("okafor").await;
    keep(&rosa, &elsewhere, START)
        .await
        .refused(409, "conflict");
}
