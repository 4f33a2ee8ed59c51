//! Free times, and booking one of them.

use diesel::prelude::*;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::common::{Client, Doctor, Patient, Reply, TestApp, Visit};

/// Tuesday, half past nine.
pub(crate) const START: &str = "2026-11-24T09:30:00+00:00";

pub(crate) async fn book(client: &Client, doctor: &Doctor, start: &str) -> Reply {
    let body = json!({"doctor_id": doctor.id, "starts_at": start, "reason": "a cough"});
    client.post("/api/appointments", body).await
}

async fn book_for(client: &Client, patient_id: i64, doctor: &Doctor, start: &str) -> Reply {
    let body = json!({"doctor_id": doctor.id, "starts_at": start, "patient_id": patient_id});
    client.post("/api/appointments", body).await
}

pub(crate) async fn cancel(client: &Client, id: i64, reason: &str) -> Reply {
    client
        .post(
            &format!("/api/appointments/{id}/cancel"),
            json!({"reason": reason}),
        )
        .await
}

pub(crate) async fn slots(app: &TestApp, doctor: &Doctor, day: &str) -> Vec<String> {
    let path = format!("/api/doctors/{}/slots?from={day}&to={day}", doctor.id);
    let slots = app.anon().get(&path).await.expect(200).json();
    slots
        .as_array()
        .unwrap()
        .iter()
        .map(|slot| slot["starts_at"].as_str().unwrap().to_owned())
        .collect()
}

pub(crate) fn id_of(appointment: &Value) -> i64 {
    appointment["id"].as_i64().unwrap()
}

pub(crate) async fn people(app: &TestApp) -> (Patient, Doctor) {
    (app.patient("rosa").await, app.doctor("moreau").await)
}

#[tokio::test]
async fn free_times_follow_the_opening_hours() {
    let app = TestApp::new();
    let (_, doctor) = people(&app).await;
    let tuesday = slots(&app, &doctor, "2026-11-24").await;
    assert_eq!(tuesday.len(), 16);
    assert_eq!(tuesday[0], "2026-11-24T09:00:00+00:00");
    assert_eq!(tuesday[15], "2026-11-24T16:30:00+00:00");
    assert!(
        slots(&app, &doctor, "2026-11-28").await.is_empty(),
        "a Saturday"
    );
    assert!(
        slots(&app, &doctor, "2026-11-20").await.is_empty(),
        "the past"
    );
    app.set_time("2026-11-24T15:45:00Z");
    assert_eq!(
        slots(&app, &doctor, "2026-11-24").await,
        ["2026-11-24T16:00:00+00:00", "2026-11-24T16:30:00+00:00"]
    );
    // In summer the clinic's clock is ahead of UTC; the hours are the clinic's.
    app.set_time("2027-06-01T00:00:00Z");
    assert_eq!(
        slots(&app, &doctor, "2027-06-01").await[0],
        "2027-06-01T09:00:00+01:00"
    );
}

#[tokio::test]
async fn free_times_are_asked_for_by_days_that_make_sense() {
    let app = TestApp::new();
    let (_, doctor) = people(&app).await;
    let ask = |query: &str| format!("/api/doctors/{}/slots?{query}", doctor.id);
    let anon = app.anon();
    anon.get(&ask("from=tomorrow&to=2026-11-24"))
        .await
        .invalid(&["from"]);
    anon.get(&ask("from=2026-11-25&to=2026-11-24"))
        .await
        .invalid(&["to"]);
    anon.get(&ask("from=2026-11-24&to=2027-11-24"))
        .await
        .invalid(&["to"]);
    anon.get("/api/doctors/999/slots")
        .await
        .refused(404, "not_found");
    let week = anon
        .get(&format!("/api/doctors/{}/slots", doctor.id))
        .await
        .expect(200);
    assert_eq!(week.json().as_array().unwrap().len(), 5 * 16);
}

#[tokio::test]
async fn a_patient_books_and_the_time_is_taken() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let booked = book(&rosa, &doctor, START).await.expect(200).json();
    assert_eq!(booked["status"], "booked");
    assert_eq!(booked["starts_at"], START);
    assert_eq!(booked["ends_at"], "2026-11-24T10:00:00+00:00");
    assert_eq!(booked["patient_id"], rosa.id);
    assert_eq!(booked["doctor_name"], "Dr moreau");
    assert_eq!(booked["reason"], "a cough");
    assert_eq!(booked["version"], 1);
    let path = format!("/api/appointments/{}", id_of(&booked));
    assert_eq!(rosa.get(&path).await.expect(200).json(), booked);
    let free = slots(&app, &doctor, "2026-11-24").await;
    assert_eq!(free.len(), 15);
    assert!(!free.contains(&START.to_owned()));
    assert_eq!(app.counted().await, (1, 2));
}

#[tokio::test]
async fn the_same_instant_may_be_written_with_any_offset() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let booked = book(&rosa, &doctor, "2026-11-24T10:30:00+01:00")
        .await
        .expect(200)
        .json();
    assert_eq!(booked["starts_at"], START);
}

#[tokio::test]
async fn what_is_taken_cannot_be_booked_again() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let ravi = app.patient("ravi").await;
    book(&rosa, &doctor, START).await.expect(200);
    book(&ravi, &doctor, START).await.refused(409, "slot_taken");
    assert_eq!(
        app.counted().await,
        (1, 2),
        "nothing is left of what was refused"
    );
    let other = app.doctor("okafor").await;
    book(&ravi, &other, START).await.expect(200);
}

#[tokio::test]
async fn a_patient_cannot_be_in_two_places() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let other = app.doctor("okafor").await;
    book(&rosa, &doctor, START).await.expect(200);
    book(&rosa, &other, START).await.refused(409, "conflict");
    // A visit longer than a slot reaches into the next one.
    app.visit(Visit::new(&rosa, &doctor, "2026-11-25T09:00:00Z").minutes(45))
        .await;
    book(&rosa, &other, "2026-11-25T09:30:00Z")
        .await
        .refused(409, "conflict");
    book(&rosa, &other, "2026-11-25T10:00:00Z")
        .await
        .expect(200);
}

#[tokio::test]
async fn a_long_visit_takes_every_slot_it_touches() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let ravi = app.patient("ravi").await;
    app.visit(Visit::new(&rosa, &doctor, "2026-11-24T09:15:00Z").minutes(60))
        .await;
    assert_eq!(
        slots(&app, &doctor, "2026-11-24").await[0],
        "2026-11-24T10:30:00+00:00"
    );
    for start in ["2026-11-24T09:00:00Z", START, "2026-11-24T10:00:00Z"] {
        book(&ravi, &doctor, start).await.refused(409, "slot_taken");
    }
    book(&ravi, &doctor, "2026-11-24T10:30:00Z")
        .await
        .expect(200);
}

#[tokio::test]
async fn only_free_times_to_come_can_be_booked() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    for start in [
        "2026-11-23T07:30:00Z", // before now, on the same day
        "2026-11-20T09:30:00Z", // last week
        "2026-11-24T09:15:00Z", // between two slots
        "2026-11-24T08:30:00Z", // before the clinic opens
        "2026-11-24T17:00:00Z", // when it closes
        "2026-11-28T09:30:00Z", // on a Saturday
        "2026-11-24T09:30:00+05:00",
        "2026-11-24",
        "tomorrow",
        "",
    ] {
        book(&rosa, &doctor, start).await.invalid(&["starts_at"]);
    }
    app.set_time("2026-11-24T09:30:01Z");
    rosa.log_in("rosa").await.expect(200);
    book(&rosa, &doctor, START).await.invalid(&["starts_at"]);
    assert_eq!(app.counted().await, (0, 0));
}

#[tokio::test]
async fn times_are_offered_half_a_year_ahead_and_no_further() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    assert!(slots(&app, &doctor, "2029-11-20").await.is_empty());
    book(&rosa, &doctor, "2029-11-20T09:30:00Z")
        .await
        .invalid(&["starts_at"]);
}

#[tokio::test]
async fn a_booking_names_a_doctor_who_sees_patients() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    rosa.post("/api/appointments", json!({}))
        .await
        .invalid(&["doctor_id", "starts_at"]);
    rosa.post(
        "/api/appointments",
        json!({"doctor_id": 999, "starts_at": START}),
    )
    .await
    .invalid(&["doctor_id"]);
    rosa.post(
        "/api/appointments",
        json!({"doctor_id": "x", "starts_at": START}),
    )
    .await
    .refused(400, "malformed");
    let long = json!({"doctor_id": doctor.id, "starts_at": START, "reason": "x".repeat(501)});
    rosa.post("/api/appointments", long)
        .await
        .invalid(&["reason"]);
    let id = doctor.id;
    app.db(move |conn| {
        use anteroom::server::schema::doctors;
        diesel::update(doctors::table.find(id))
            .set(doctors::active.eq(false))
            .execute(conn)
    })
    .await;
    book(&rosa, &doctor, START).await.invalid(&["doctor_id"]);
    app.anon()
        .get(&format!("/api/doctors/{id}/slots"))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn staff_book_for_patients_and_patients_for_themselves() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let ravi = app.patient("ravi").await;
    let desk = app.front_desk().await;
    let admin = app.admin().await;
    let walk_in = app.patient_record("Wilma Walk-In", None).await;

    let booked = book_for(&desk, walk_in, &doctor, START)
        .await
        .expect(200)
        .json();
    assert_eq!(booked["patient_name"], "Wilma Walk-In");
    book_for(&admin, rosa.id, &doctor, "2026-11-24T10:00:00Z")
        .await
        .expect(200);
    book(&desk, &doctor, "2026-11-24T11:00:00Z")
        .await
        .invalid(&["patient_id"]);
    book_for(&desk, 999, &doctor, "2026-11-24T11:00:00Z")
        .await
        .invalid(&["patient_id"]);

    book_for(&rosa, ravi.id, &doctor, "2026-11-24T12:00:00Z")
        .await
        .refused(403, "forbidden");
    book_for(&doctor, ravi.id, &doctor, "2026-11-24T12:00:00Z")
        .await
        .refused(403, "forbidden");
    book_for(&rosa, rosa.id, &doctor, "2026-11-24T12:00:00Z")
        .await
        .expect(200);
    book(&app.anon(), &doctor, "2026-11-24T13:00:00Z")
        .await
        .refused(401, "not_signed_in");
}

#[tokio::test]
async fn of_fifty_who_want_one_time_one_gets_it() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let desk = app.front_desk().await;
    let mut rivals = JoinSet::new();
    for number in 0..50 {
        let patient_id = app.patient_record(&format!("Rival {number}"), None).await;
        let (desk, doctor) = (desk.clone(), doctor.clone());
        rivals.spawn(async move { book_for(&desk, patient_id, &doctor, START).await });
    }
    let (mut won, mut lost) = (0, 0);
    while let Some(reply) = rivals.join_next().await {
        let reply = reply.unwrap();
        if reply.status == 200 {
            won += 1;
        } else {
            reply.refused(409, "slot_taken");
            lost += 1;
        }
    }
    assert_eq!((won, lost), (1, 49));
    assert_eq!(app.counted().await, (1, 2));
}

#[tokio::test]
async fn of_one_patients_many_bookings_at_one_time_one_stands() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    let mut bookings = JoinSet::new();
    for number in 0..20 {
        let doctor = app.doctor(&format!("doctor{number}")).await;
        let rosa = rosa.clone();
        bookings.spawn(async move { book(&rosa, &doctor, START).await.status });
    }
    let statuses = bookings.join_all().await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1);
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 19);
}
