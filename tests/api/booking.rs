//! Booking, cancelling, and who sees which appointment.

use anteroom::{
    appointments::model::Status,
    server::schema::{appointments, occupancies},
};
use diesel::prelude::*;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::common::{Client, Doctor, Patient, Reply, TestApp, Visit};

/// Tuesday, half past nine.
const START: &str = "2026-11-24T09:30:00+00:00";

async fn book(client: &Client, doctor: &Doctor, start: &str) -> Reply {
    let body = json!({"doctor_id": doctor.doctor_id, "starts_at": start, "reason": "a cough"});
    client.post("/api/appointments", body).await
}

async fn book_for(client: &Client, patient_id: i64, doctor: &Doctor, start: &str) -> Reply {
    let body = json!({"doctor_id": doctor.doctor_id, "starts_at": start, "patient_id": patient_id});
    client.post("/api/appointments", body).await
}

async fn cancel(client: &Client, id: i64, reason: &str) -> Reply {
    client
        .post(
            &format!("/api/appointments/{id}/cancel"),
            json!({"reason": reason}),
        )
        .await
}

async fn slots(app: &TestApp, doctor: &Doctor, day: &str) -> Vec<String> {
    let path = format!(
        "/api/doctors/{}/slots?from={day}&to={day}",
        doctor.doctor_id
    );
    let slots = app.anon().get(&path).await.expect(200).json();
    slots
        .as_array()
        .unwrap()
        .iter()
        .map(|slot| slot["starts_at"].as_str().unwrap().to_owned())
        .collect()
}

fn id_of(appointment: &Value) -> i64 {
    appointment["id"].as_i64().unwrap()
}

async fn people(app: &TestApp) -> (Patient, Doctor) {
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
    let ask = |query: &str| format!("/api/doctors/{}/slots?{query}", doctor.doctor_id);
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
        .get(&format!("/api/doctors/{}/slots", doctor.doctor_id))
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
    assert_eq!(booked["patient_id"], rosa.patient_id);
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
    let long =
        json!({"doctor_id": doctor.doctor_id, "starts_at": START, "reason": "x".repeat(501)});
    rosa.post("/api/appointments", long)
        .await
        .invalid(&["reason"]);
    let id = doctor.doctor_id;
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
    book_for(&admin, rosa.patient_id, &doctor, "2026-11-24T10:00:00Z")
        .await
        .expect(200);
    book(&desk, &doctor, "2026-11-24T11:00:00Z")
        .await
        .invalid(&["patient_id"]);
    book_for(&desk, 999, &doctor, "2026-11-24T11:00:00Z")
        .await
        .invalid(&["patient_id"]);

    book_for(&rosa, ravi.patient_id, &doctor, "2026-11-24T12:00:00Z")
        .await
        .refused(403, "forbidden");
    book_for(&doctor, ravi.patient_id, &doctor, "2026-11-24T12:00:00Z")
        .await
        .refused(403, "forbidden");
    book_for(&rosa, rosa.patient_id, &doctor, "2026-11-24T12:00:00Z")
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

#[tokio::test]
async fn cancelling_frees_the_time_and_keeps_the_history() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let ravi = app.patient("ravi").await;
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    let cancelled = cancel(&rosa, id, "feeling better").await.expect(200).json();
    assert_eq!(cancelled["status"], "cancelled");
    assert_eq!(cancelled["cancel_reason"], "feeling better");
    assert_eq!(cancelled["cancelled_by"], "Pat rosa");
    assert_eq!(cancelled["cancelled_at"], "2026-11-23T08:00:00+00:00");
    assert_eq!(cancelled["version"], 2);
    assert_eq!(cancelled["starts_at"], START);
    assert!(
        slots(&app, &doctor, "2026-11-24")
            .await
            .contains(&START.to_owned())
    );
    assert_eq!(app.counted().await, (1, 0));
    book(&ravi, &doctor, START).await.expect(200);
    rosa.get(&format!("/api/appointments/{id}"))
        .await
        .expect(200);
}

#[tokio::test]
async fn what_is_over_or_cancelled_cannot_be_cancelled() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    cancel(&rosa, id, "").await.expect(200);
    cancel(&rosa, id, "").await.refused(409, "conflict");
    for status in [Status::Fulfilled, Status::Noshow, Status::EnteredInError] {
        let hour = 10 + status as i64;
        let visit = Visit::new(&rosa, &doctor, &format!("2026-11-24T{hour}:00:00Z")).status(status);
        let id = app.visit(visit).await;
        cancel(&desk, id, "").await.refused(409, "conflict");
    }
}

#[tokio::test]
async fn of_two_who_cancel_at_once_one_is_told_so() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    let (one, two) = tokio::join!(cancel(&rosa, id, "mine"), cancel(&desk, id, "the clinic's"));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[tokio::test]
async fn a_change_based_on_an_old_version_is_refused() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    let path = format!("/api/appointments/{id}/cancel");
    for stale in [0, 2, i64::MAX] {
        rosa.post(&path, json!({"version": stale}))
            .await
            .refused(409, "conflict");
    }
    rosa.post(&path, json!({"version": 1})).await.expect(200);
}

#[tokio::test]
async fn doctors_say_why_they_cancel_and_patients_may() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    cancel(&doctor, id, " ").await.invalid(&["reason"]);
    cancel(&doctor, id, "I am ill").await.expect(200);
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    cancel(&rosa, id, &"x".repeat(501))
        .await
        .invalid(&["reason"]);
    cancel(&rosa, id, "").await.expect(200);
}

#[tokio::test]
async fn patients_cannot_cancel_what_has_begun_and_staff_can() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let id = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-23T08:00:00Z"))
        .await;
    cancel(&rosa, id, "").await.refused(409, "conflict");
    cancel(&desk, id, "").await.expect(200);
}

#[tokio::test]
async fn everyone_sees_what_is_theirs_to_see() {
    let app = TestApp::new();
    let (rosa, moreau) = people(&app).await;
    let (ravi, okafor) = (app.patient("ravi").await, app.doctor("okafor").await);
    let (desk, admin) = (app.front_desk().await, app.admin().await);
    let id = id_of(&book(&rosa, &moreau, START).await.expect(200).json());
    let other = id_of(&book(&ravi, &okafor, START).await.expect(200).json());

    for (client, sees) in [
        (&rosa.client, vec![id]),
        (&ravi.client, vec![other]),
        (&moreau.client, vec![id]),
        (&okafor.client, vec![other]),
        (&desk.client, vec![id, other]),
        (&admin.client, vec![id, other]),
    ] {
        let list = client.get("/api/appointments").await.expect(200).json();
        let ids: Vec<_> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(id_of)
            .collect();
        assert_eq!(ids, sees, "{list}");
        assert_eq!(list["total"], sees.len());
        for each in [id, other] {
            let reply = client.get(&format!("/api/appointments/{each}")).await;
            if sees.contains(&each) {
                reply.expect(200);
            } else {
                // Not 403: that would tell that it exists.
                reply.refused(404, "not_found");
                cancel(client, each, "none of mine")
                    .await
                    .refused(404, "not_found");
            }
        }
    }
    // Asking for somebody else's by filter finds nothing either.
    for path in [
        format!("/api/appointments?patient_id={}", ravi.patient_id),
        format!("/api/appointments?doctor_id={}", okafor.doctor_id),
    ] {
        let list = rosa.get(&path).await.expect(200).json();
        assert_eq!(list["items"], json!([]), "{path}");
        assert_eq!(list["total"], 0, "{path}");
        assert_eq!(
            moreau.get(&path).await.expect(200).json()["total"],
            0,
            "{path}"
        );
    }
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_counted() {
    let app = TestApp::new();
    let (rosa, moreau) = people(&app).await;
    let (ravi, okafor) = (app.patient("ravi").await, app.doctor("okafor").await);
    let desk = app.front_desk().await;
    let a = app
        .visit(Visit::new(&rosa, &moreau, "2026-11-20T09:00:00Z").status(Status::Fulfilled))
        .await;
    let b = app
        .visit(Visit::new(&ravi, &okafor, "2026-11-23T23:30:00Z"))
        .await;
    let c = app
        .visit(Visit::new(&rosa, &okafor, "2026-11-24T00:00:00Z"))
        .await;
    let d = app
        .visit(Visit::new(&ravi, &moreau, "2026-11-24T10:00:00Z").status(Status::Cancelled))
        .await;

    let rosas = format!("patient_id={}", rosa.patient_id);
    let okafors = format!("doctor_id={}", okafor.doctor_id);
    for (query, wanted) in [
        ("", vec![a, b, c, d]),
        ("sort=latest", vec![d, c, b, a]),
        ("from=2026-11-24", vec![c, d]),
        ("to=2026-11-23", vec![a, b]),
        ("from=2026-11-24&to=2026-11-24", vec![c, d]),
        ("from=2026-11-25", vec![]),
        ("status=booked", vec![b, c]),
        ("status=cancelled", vec![d]),
        (rosas.as_str(), vec![a, c]),
        (okafors.as_str(), vec![b, c]),
        (&format!("{rosas}&{okafors}&status=booked"), vec![c]),
        ("status=&from=&to=&sort=", vec![a, b, c, d]),
    ] {
        let list = desk
            .get(&format!("/api/appointments?{query}"))
            .await
            .expect(200)
            .json();
        let ids: Vec<_> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(id_of)
            .collect();
        assert_eq!(ids, wanted, "{query}");
        assert_eq!(list["total"], wanted.len(), "{query}");
    }
    let list = desk
        .get(&format!("/api/appointments?{okafors}&status=cancelled"))
        .await
        .json();
    assert_eq!(list["counts"], json!([{"status": "booked", "count": 2}]));
    for wrong in ["from=yesterday", "to=24.11.2026"] {
        let field = wrong.split('=').next().unwrap();
        desk.get(&format!("/api/appointments?{wrong}"))
            .await
            .invalid(&[field]);
    }
    desk.get("/api/appointments?status=lost")
        .await
        .invalid(&["status"]);
}

#[tokio::test]
async fn counts_stay_true_when_statuses_change() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    app.visit(Visit::new(&rosa, &doctor, "2026-11-20T09:00:00Z").status(Status::Fulfilled))
        .await;
    let counts =
        || async { desk.get("/api/appointments").await.expect(200).json()["counts"].clone() };
    assert_eq!(
        counts().await,
        json!([{"status": "booked", "count": 1}, {"status": "fulfilled", "count": 1}])
    );
    cancel(&rosa, id, "").await.expect(200);
    assert_eq!(
        counts().await,
        json!([{"status": "fulfilled", "count": 1}, {"status": "cancelled", "count": 1}])
    );
    app.db(|conn| {
        diesel::delete(occupancies::table).execute(conn)?;
        diesel::delete(appointments::table).execute(conn)
    })
    .await;
    assert_eq!(counts().await, json!([]));
}

#[tokio::test]
async fn every_page_of_a_list_is_full_but_the_last() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let mut ids = Vec::new();
    for number in 0..60 {
        let (day, hour) = (1 + number / 10, 9 + number % 10);
        let start = format!("2026-12-{day:02}T{hour:02}:00:00Z");
        ids.push(app.visit(Visit::new(&rosa, &doctor, &start)).await);
    }
    for (sort, mut wanted) in [
        ("soonest", ids.clone()),
        ("latest", ids.into_iter().rev().collect()),
    ] {
        let mut seen = Vec::new();
        for (page, size) in [(1, 25), (2, 25), (3, 10)] {
            let path = format!("/api/appointments?sort={sort}&page={page}");
            let list = desk.get(&path).await.expect(200).json();
            assert_eq!(
                (&list["page"], &list["pages"], &list["total"]),
                (&json!(page), &json!(3), &json!(60))
            );
            let items = list["items"].as_array().unwrap();
            assert_eq!(items.len(), size, "{path}");
            seen.extend(items.iter().map(id_of));
        }
        assert_eq!(seen, std::mem::take(&mut wanted), "{sort}");
    }
    // Beyond either end is the nearest page.
    for (page, found) in [(0, 1), (99, 3)] {
        let list = desk
            .get(&format!("/api/appointments?page={page}"))
            .await
            .expect(200)
            .json();
        assert_eq!(list["page"], found);
    }
}

#[tokio::test]
async fn a_patients_own_list_tells_what_is_to_come_from_what_was() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let (ravi, desk) = (app.patient("ravi").await, app.front_desk().await);
    let past = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-20T09:00:00Z").status(Status::Fulfilled))
        .await;
    let soon = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-24T09:00:00Z"))
        .await;
    let late = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-26T09:00:00Z"))
        .await;
    let off = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-25T09:00:00Z").status(Status::Cancelled))
        .await;
    app.visit(Visit::new(&ravi, &doctor, "2026-11-24T10:00:00Z"))
        .await;
    let mine = rosa.get("/api/appointments/mine").await.expect(200).json();
    let ids = |list: &Value| {
        list.as_array()
            .unwrap()
            .iter()
            .map(id_of)
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&mine["upcoming"]), [soon, late]);
    assert_eq!(ids(&mine["past"]), [off, past]);
    desk.get("/api/appointments/mine")
        .await
        .refused(403, "forbidden");
}
