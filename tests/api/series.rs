//! Appointments that repeat: planned, booked all or none, moved and cancelled from one on.

use anteroom::server::schema::series as series_table;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::{
    booking::{book, id_of, people},
    common::{Client, Doctor, Patient, Reply, TestApp, alert, field_value},
};

/// Tuesday in a week, half past nine.
const FIRST: &str = "2026-12-01T09:30";

fn weekly(doctor: &Doctor, times: i64) -> Value {
    json!({"doctor_id": doctor.id, "starts_at": FIRST, "every": 1, "unit": "week", "times": times})
}

/// `body` with further fields.
fn with(mut body: Value, more: Value) -> Value {
    let object = body.as_object_mut().unwrap();
    object.extend(more.as_object().unwrap().clone());
    body
}

async fn preview(client: &Client, body: Value) -> Vec<Value> {
    let reply = client.post("/api/series/preview", body).await.expect(200);
    reply.json()["dates"].as_array().unwrap().clone()
}

fn starts(dates: &[Value]) -> Vec<String> {
    let start = |date: &Value| date["starts_at"].as_str().unwrap().to_owned();
    dates.iter().map(start).collect()
}

fn free(date: &Value) -> bool {
    date["reasons"].as_array().unwrap().is_empty()
}

/// Books what a preview says, whatever it says.
async fn book_series(client: &Client, body: Value) -> Reply {
    let dates = starts(&preview(client, body.clone()).await);
    let body = with(body, json!({"starts": dates.join(",")}));
    client.post("/api/series", body).await
}

fn ids(series: &Value) -> Vec<i64> {
    series["visits"]
        .as_array()
        .unwrap()
        .iter()
        .map(id_of)
        .collect()
}

async fn four_weeks(client: &Client, doctor: &Doctor) -> (i64, Vec<i64>) {
    let booked = book_series(client, weekly(doctor, 4)).await.expect(200);
    (id_of(&booked.json()), ids(&booked.json()))
}

async fn times_of(client: &Client, id: i64) -> Vec<String> {
    let series = client.get(&format!("/api/series/{id}")).await.expect(200);
    starts(series.json()["visits"].as_array().unwrap())
}

async fn series_there_are(app: &TestApp) -> i64 {
    app.db(|conn| series_table::table.count().get_result(conn))
        .await
}

#[tokio::test]
async fn what_the_preview_says_is_what_can_be_booked() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let olu = app.patient("olu").await;
    book(&olu, &doctor, "2026-12-08T09:30:00Z")
        .await
        .expect(200);
    book(&rosa, &app.doctor("okafor").await, "2026-12-15T09:00:00Z")
        .await
        .expect(200);
    app.away(None, "2026-12-22T00:00", "2026-12-23T00:00", "Staff outing")
        .await;
    let dates = preview(&rosa, weekly(&doctor, 5)).await;
    let day = |day: &str| format!("2026-{day}T09:30:00+00:00");
    let expected = ["12-01", "12-08", "12-15", "12-22", "12-29"].map(day);
    assert_eq!(starts(&dates), expected);
    let all_free: Vec<bool> = dates.iter().map(free).collect();
    assert_eq!(all_free, [true, false, true, false, true]);

    assert_eq!(dates[1]["reasons"], json!(["This time is taken."]));
    let instead = starts(dates[1]["instead"].as_array().unwrap());
    let clocks = ["09:00", "10:00", "10:30", "11:00", "11:30"];
    assert_eq!(
        instead,
        clocks.map(|clock| format!("2026-12-08T{clock}:00+00:00"))
    );
    let closed = json!(["The clinic is closed: Staff outing."]);
    assert_eq!(dates[3]["reasons"], closed);
    let around = starts(dates[3]["instead"].as_array().unwrap());
    assert_eq!(around.len(), 5);
    assert!(
        around
            .iter()
            .all(|at| at < &day("12-22") || at > &day("12-23")),
        "{around:?}"
    );

    // Each time that is offered can be had, and each of the others cannot.
    for date in &dates {
        let at = date["starts_at"].as_str().unwrap();
        let single = book(&rosa, &doctor, at).await;
        assert_eq!(single.status == 200, free(date), "{at}");
        if let (200, single) = (single.status, single.json()) {
            let path = format!("/api/appointments/{}/cancel", id_of(&single));
            rosa.post(&path, json!({})).await.expect(200);
        }
    }
    let chosen = [&expected[0], &instead[1], &expected[2], &around[0]];
    let chosen = chosen.map(String::as_str).join(",");
    let body = with(
        weekly(&doctor, 5),
        json!({"starts": chosen, "reason": "physiotherapy"}),
    );
    let booked = rosa.post("/api/series", body).await.expect(200).json();
    assert_eq!(
        booked["rule"],
        json!({"every": 1, "unit": "week", "times": 5})
    );
    let mut times = [&expected[0], &instead[1], &expected[2], &around[0]].map(String::clone);
    times.sort();
    assert_eq!(starts(booked["visits"].as_array().unwrap()), times);
    for id in ids(&booked) {
        let path = format!("/api/appointments/{id}");
        let visit = rosa.get(&path).await.expect(200).json();
        assert_eq!(visit["series_id"], booked["id"]);
        assert_eq!(visit["reason"], "physiotherapy");
    }
}

#[tokio::test]
async fn a_patient_who_is_elsewhere_is_not_offered_that_time() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let okafor = app.doctor("okafor").await;
    for at in ["2026-12-08T09:30:00Z", "2026-12-08T10:00:00Z"] {
        book(&rosa, &okafor, at).await.expect(200);
    }
    let dates = preview(&rosa, weekly(&doctor, 2)).await;
    let reason = json!(["You have another appointment then."]);
    assert_eq!(dates[1]["reasons"], reason);
    let instead = starts(dates[1]["instead"].as_array().unwrap());
    assert_eq!(instead[0], "2026-12-08T09:00:00+00:00");
    assert_eq!(instead[1], "2026-12-08T10:30:00+00:00");
}

#[tokio::test]
async fn the_time_of_day_stays_when_clocks_change_and_a_short_month_has_its_last_day() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let body = with(weekly(&doctor, 2), json!({"starts_at": "2027-03-24T09:30"}));
    assert_eq!(
        starts(&preview(&rosa, body).await),
        ["2027-03-24T09:30:00+00:00", "2027-03-31T09:30:00+01:00"]
    );
    let monthly = json!({"starts_at": "2026-12-31T09:30:00Z", "unit": "month"});
    assert_eq!(
        starts(&preview(&rosa, with(weekly(&doctor, 3), monthly)).await),
        [
            "2026-12-31T09:30:00+00:00",
            "2027-01-31T09:30:00+00:00",
            "2027-02-28T09:30:00+00:00"
        ]
    );
}

#[tokio::test]
async fn the_policy_binds_patients_and_counts_the_visits_of_the_series() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let monthly = with(weekly(&doctor, 8), json!({"unit": "month"}));
    let dates = preview(&rosa, monthly.clone()).await;
    let beyond = dates.last().unwrap()["reasons"][0].as_str().unwrap();
    assert!(
        beyond.starts_with("Online booking is open until"),
        "{beyond}"
    );
    let for_rosa = with(monthly, json!({"patient_id": rosa.id}));
    let dates = preview(&desk, for_rosa).await;
    assert!(free(dates.last().unwrap()));

    app.rules("UPDATE clinic SET most_open = 2".into()).await;
    let dates = preview(&rosa, weekly(&doctor, 3)).await;
    assert_eq!(
        dates.iter().map(free).collect::<Vec<_>>(),
        [true, true, false]
    );
    let refused = book_series(&rosa, weekly(&doctor, 3))
        .await
        .refused(409, "conflict")
        .json();
    let message = refused["message"].as_str().unwrap();
    assert!(
        message.contains("Tue 15 Dec, 09:30: You have 2"),
        "{message}"
    );
    assert_eq!(app.counted().await, (0, 0));
    book_series(&rosa, weekly(&doctor, 2)).await.expect(200);
}

#[tokio::test]
async fn all_are_booked_or_none() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let olu = app.patient("olu").await;
    let dates = starts(&preview(&rosa, weekly(&doctor, 4)).await);
    // Taken between the preview and the booking.
    book(&olu, &doctor, "2026-12-08T09:30:00Z")
        .await
        .expect(200);
    book(&olu, &doctor, "2026-12-22T09:30:00Z")
        .await
        .expect(200);
    let body = with(weekly(&doctor, 4), json!({"starts": dates.join(", ")}));
    let refused = rosa
        .post("/api/series", body)
        .await
        .refused(409, "conflict")
        .json();
    let message = refused["message"].as_str().unwrap();
    assert!(
        message.starts_with("Nothing was booked. Tue 8 Dec, 09:30: "),
        "{message}"
    );
    assert!(message.contains("Tue 22 Dec, 09:30: ") && !message.contains("15 Dec"));
    assert_eq!(app.counted().await, (2, 4));
    assert_eq!(series_there_are(&app).await, 0);
}

#[tokio::test]
async fn a_repeated_request_books_once() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let dates = starts(&preview(&rosa, weekly(&doctor, 3)).await);
    let more = json!({"starts": dates.join(","), "idempotency_key": "abc"});
    let body = with(weekly(&doctor, 3), more);
    let first = rosa.post("/api/series", body.clone()).await.expect(200);
    let second = rosa.post("/api/series", body).await.expect(200);
    assert_eq!(first.json(), second.json());
    assert_eq!(
        (app.counted().await.0, series_there_are(&app).await),
        (3, 1)
    );
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let wrong = json!({"starts_at": "soon", "every": 13, "unit": "day", "times": 1});
    rosa.post("/api/series/preview", with(weekly(&doctor, 1), wrong))
        .await
        .invalid(&["every", "starts_at", "times", "unit"]);
    let unknown = json!({"visit_type_id": 99});
    rosa.post("/api/series/preview", with(weekly(&doctor, 2), unknown))
        .await
        .invalid(&["visit_type_id"]);
    desk.post("/api/series", weekly(&doctor, 2))
        .await
        .invalid(&["at_1", "at_2", "patient_id", "starts"]);
    for starts in [
        "tomorrow",
        "2026-12-01T09:30:00Z",
        "2026-12-01T09:30:00Z 2026-12-01T09:30:00Z",
    ] {
        rosa.post(
            "/api/series",
            with(weekly(&doctor, 2), json!({"starts": starts})),
        )
        .await
        .invalid(&["starts"]);
    }
}

#[tokio::test]
async fn those_that_follow_move_along_and_those_before_stay() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let (id, visits) = four_weeks(&rosa, &doctor).await;
    // From Tuesday, half past nine, to Thursday at ten.
    let body =
        json!({"from_appointment_id": visits[1], "starts_at": "2026-12-10T10:00", "version": 1});
    let path = format!("/api/series/{id}/move");
    let previewed = rosa
        .post(&format!("{path}/preview"), body.clone())
        .await
        .expect(200)
        .json();
    let previewed = previewed.as_array().unwrap();
    assert_eq!(previewed.iter().map(id_of).collect::<Vec<_>>(), visits[1..]);
    assert!(previewed.iter().all(free));
    let moved = rosa.post(&path, body.clone()).await.expect(200).json();
    assert_eq!(ids(&moved), visits);
    let expected = ["01T09:30", "10T10:00", "17T10:00", "24T10:00"];
    let expected = expected.map(|at| format!("2026-12-{at}:00+00:00"));
    assert_eq!(times_of(&rosa, id).await, expected);
    // Whoever saw the visit as it was before is told.
    rosa.post(&path, body).await.refused(409, "conflict");
}

#[tokio::test]
async fn visits_of_a_series_may_move_into_each_others_times() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let (id, visits) = four_weeks(&rosa, &doctor).await;
    let path = format!("/api/series/{id}/move");
    for to in ["2026-12-08T09:30", "2026-12-01T09:30"] {
        let body = json!({"from_appointment_id": visits[0], "starts_at": to});
        let previewed = rosa
            .post(&format!("{path}/preview"), body.clone())
            .await
            .expect(200)
            .json();
        assert!(
            previewed.as_array().unwrap().iter().all(free),
            "{previewed}"
        );
        rosa.post(&path, body).await.expect(200);
        let first = &times_of(&rosa, id).await[0];
        assert_eq!(*first, format!("{to}:00+00:00"));
    }
}

#[tokio::test]
async fn all_that_follow_are_moved_or_none() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let olu = app.patient("olu").await;
    let (id, visits) = four_weeks(&rosa, &doctor).await;
    let before = times_of(&rosa, id).await;
    book(&olu, &doctor, "2026-12-17T10:00:00Z")
        .await
        .expect(200);
    let path = format!("/api/series/{id}/move");
    let body = json!({"from_appointment_id": visits[1], "starts_at": "2026-12-10T10:00"});
    let previewed = rosa
        .post(&format!("{path}/preview"), body.clone())
        .await
        .expect(200)
        .json();
    let reasons: Vec<bool> = previewed.as_array().unwrap().iter().map(free).collect();
    assert_eq!(reasons, [true, false, true]);
    let refused = rosa.post(&path, body).await.refused(409, "conflict").json();
    assert_eq!(
        refused["message"],
        "Nothing was moved. Thu 17 Dec, 10:00: This time is taken."
    );
    assert_eq!(times_of(&rosa, id).await, before);
}

#[tokio::test]
async fn this_and_those_that_follow_are_cancelled_and_their_times_free() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let (id, visits) = four_weeks(&rosa, &doctor).await;
    let path = format!("/api/series/{id}/cancel");
    let body = json!({"from_appointment_id": visits[2]});
    doctor.post(&path, body.clone()).await.invalid(&["reason"]);
    let body = with(body, json!({"reason": "well again"}));
    let left = doctor.post(&path, body).await.expect(200).json();
    let statuses: Vec<&str> = left["visits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|visit| visit["status"].as_str().unwrap())
        .collect();
    assert_eq!(statuses, ["booked", "booked", "cancelled", "cancelled"]);
    assert_eq!(app.counted().await, (4, 4));
    let from_cancelled = json!({"from_appointment_id": visits[3]});
    rosa.post(&path, from_cancelled)
        .await
        .refused(409, "conflict");
    // Without a visit named: from the first to come.
    rosa.post(&path, json!({})).await.expect(200);
    assert_eq!(app.counted().await, (4, 0));
    rosa.post(&path, json!({})).await.refused(404, "not_found");
}

#[tokio::test]
async fn the_cut_off_holds_for_patients_and_then_for_all_that_follow() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let (id, visits) = four_weeks(&rosa, &doctor).await;
    app.set_time("2026-12-01T08:00:00Z");
    let rosa = app.signed_in("rosa").await;
    let cancel = format!("/api/series/{id}/cancel");
    rosa.post(&cancel, json!({})).await.refused(409, "conflict");
    assert_eq!(app.counted().await, (4, 8));
    let shift = json!({"from_appointment_id": visits[0], "starts_at": "2026-12-01T11:00"});
    let path = format!("/api/series/{id}/move");
    let previewed = rosa
        .post(&format!("{path}/preview"), shift.clone())
        .await
        .expect(200)
        .json();
    assert!(!free(&previewed[0]) && free(&previewed[1]));
    rosa.post(&path, shift.clone())
        .await
        .refused(409, "conflict");
    let desk_again = app.signed_in("desk").await;
    drop(desk);
    desk_again.post(&path, shift).await.expect(200);
    let later = json!({"from_appointment_id": visits[1]});
    rosa.post(&cancel, later).await.expect(200);
    assert_eq!(app.counted().await, (4, 2));
}

#[tokio::test]
async fn a_series_is_there_for_whom_it_concerns() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let (olu, okafor) = (app.patient("olu").await, app.doctor("okafor").await);
    let desk = app.front_desk().await;
    let (id, visits) = four_weeks(&rosa, &doctor).await;
    let path = format!("/api/series/{id}");
    for client in [&rosa.client, &doctor.client, &desk.client] {
        client.get(&path).await.expect(200);
    }
    let shift = json!({"from_appointment_id": visits[0], "starts_at": "2026-12-03T11:00"});
    for client in [&olu.client, &okafor.client] {
        client.get(&path).await.refused(404, "not_found");
        let cancel = json!({"from_appointment_id": visits[0], "reason": "no"});
        client
            .post(&format!("{path}/cancel"), cancel)
            .await
            .refused(404, "not_found");
    }
    olu.post(&format!("{path}/move"), shift.clone())
        .await
        .refused(404, "not_found");
    doctor
        .post(&format!("{path}/move"), shift)
        .await
        .refused(403, "forbidden");
    let elsewhere = json!({"from_appointment_id": 99, "starts_at": "2026-12-03T11:00"});
    rosa.post(&format!("{path}/move"), elsewhere)
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn a_browser_without_scripts_decides_about_each_conflict_and_books() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let olu = app.patient("olu").await;
    book(&olu, &doctor, "2026-12-08T09:30:00Z")
        .await
        .expect(200);
    let page = format!(
        "/series/new?doctor_id={}&start=2026-12-01T09%3A30&every=1&unit=week&times=3",
        doctor.id
    );
    let html = rosa.page(&page).await.expect(200).text();
    assert!(html.contains("Leave this date out"));
    assert_eq!(field_value(&html, "start").as_deref(), Some(FIRST));
    let free = |html: &str, name| field_value(html, name).unwrap();
    let (first, third) = (free(&html, "at_1"), free(&html, "at_3"));
    let key = free(&html, "idempotency_key");
    let doctor_id = doctor.id.to_string();
    let mut fields = vec![
        ("doctor_id", doctor_id.as_str()),
        ("starts_at", FIRST),
        ("every", "1"),
        ("unit", "week"),
        ("times", "3"),
        ("at_1", &first),
        ("at_3", &third),
        ("reason", "physiotherapy"),
        ("idempotency_key", &key),
    ];
    let undecided = rosa.form("/api/series", &fields, &page).await;
    assert_eq!(undecided.location(), page);
    let html = rosa.page(&page).await.expect(200).text();
    assert!(
        alert(&html).contains("leave this date out"),
        "{}",
        alert(&html)
    );
    assert!(html.contains("physiotherapy"), "what was typed is kept");

    fields.push(("at_2", ""));
    let booked = rosa.form("/api/series", &fields, &page).await;
    assert_eq!(app.counted().await.0, 3);
    let visit = rosa.page(booked.location()).await.expect(200).text();
    assert!(visit.contains("2 appointments are booked."));
}

/// A wrong rule is told beside its fields, on the page itself.
#[tokio::test]
async fn the_page_says_what_is_wrong_with_the_rule() {
    let app = TestApp::new();
    let (rosa, doctor): (Patient, Doctor) = people(&app).await;
    let page = format!(
        "/series/new?doctor_id={}&start=&every=1&unit=week&times=99",
        doctor.id
    );
    let html = rosa.page(&page).await.expect(200).text();
    assert!(html.contains("Enter a number of visits from 2 to 52."));
    assert!(html.contains("Enter a day and a time."));
}
