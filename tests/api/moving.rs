//! Moving appointments, the steps of a visit, and the history of both.

use serde_json::{Value, json};

use crate::{
    booking::{START, book, cancel, id_of, people, slots},
    common::{Client, Reply, TestApp, Visit},
};

const LATER: &str = "2026-11-24T14:00:00+00:00";

async fn reschedule(client: &Client, id: i64, body: Value) -> Reply {
    client
        .post(&format!("/api/appointments/{id}/reschedule"), body)
        .await
}

async fn step(client: &Client, id: i64, status: &str, version: i64) -> Reply {
    let body = json!({"status": status, "version": version});
    client
        .post(&format!("/api/appointments/{id}/status"), body)
        .await
}

async fn history(client: &Client, id: i64) -> Vec<Value> {
    let path = format!("/api/appointments/{id}/history");
    let steps = client.get(&path).await.expect(200).json();
    steps.as_array().unwrap().clone()
}

#[tokio::test]
async fn a_moved_appointment_keeps_its_number_and_frees_its_time_at_once() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let olu = app.patient("olu").await;
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    let moved = reschedule(&rosa, id, json!({"starts_at": LATER, "version": 1}))
        .await
        .expect(200)
        .json();
    assert_eq!((id_of(&moved), &moved["version"]), (id, &json!(2)));
    assert_eq!(moved["starts_at"], LATER);
    assert_eq!(moved["ends_at"], "2026-11-24T14:30:00+00:00");
    assert_eq!(moved["reason"], "a cough");
    let free = slots(&app, &doctor, "2026-11-24").await;
    assert!(free.contains(&START.to_owned()) && !free.contains(&LATER.to_owned()));
    book(&olu, &doctor, START).await.expect(200);
    assert_eq!(app.counted().await, (2, 4));

    let steps = history(&rosa, id).await;
    let told: Vec<_> = steps
        .iter()
        .map(|each| {
            (
                each["step"].as_str().unwrap(),
                each["starts_at"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(told, [("booked", START), ("moved", LATER)]);
    assert_eq!(steps[1]["by"], "Pat rosa");
}

#[tokio::test]
async fn a_visit_may_move_by_less_than_it_lasts_and_to_another_doctor() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    app.db(|conn| {
        use diesel::connection::SimpleConnection as _;
        conn.batch_execute(
            "INSERT INTO visit_types (name, minutes) VALUES ('Long talk', 60);
             UPDATE clinic SET rules_version = rules_version + 1",
        )
    })
    .await;
    app.state.forget_settings();
    let okafor = app.doctor("okafor").await;
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    let half_an_hour_later = "2026-11-24T10:00:00+00:00";
    // A time is kept for a move although the visit itself is in its way.
    let body =
        json!({"doctor_id": doctor.id, "starts_at": half_an_hour_later, "appointment_id": id});
    rosa.post("/api/holds", body).await.expect(200);
    // It is the visit's own, in part, and so takes nothing from the board.
    let desk = app.front_desk().await;
    let board = desk.get("/api/desk?date=2026-11-24").await.expect(200);
    assert_eq!(board.json()["holds"], json!([]));
    reschedule(&rosa, id, json!({"starts_at": half_an_hour_later}))
        .await
        .expect(200);
    let moved = reschedule(
        &rosa,
        id,
        json!({"starts_at": START, "doctor_id": okafor.id}),
    )
    .await
    .expect(200)
    .json();
    assert_eq!(moved["doctor_id"], okafor.id);
    assert_eq!(moved["visit_type"], "Long talk");
    assert!(
        slots(&app, &doctor, "2026-11-24")
            .await
            .contains(&START.to_owned())
    );
    assert_eq!(app.counted().await, (1, 2));
}

#[tokio::test]
async fn a_move_that_cannot_be_changes_nothing() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let (olu, desk) = (app.patient("olu").await, app.front_desk().await);
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    book(&olu, &doctor, LATER).await.expect(200);
    let before = rosa.get(&format!("/api/appointments/{id}")).await.json();

    let taken = reschedule(&rosa, id, json!({"starts_at": LATER}))
        .await
        .refused(409, "slot_taken");
    assert!(!taken.json()["nearest"].as_array().unwrap().is_empty());
    reschedule(&rosa, id, json!({"starts_at": "2026-11-24T03:00:00Z"}))
        .await
        .invalid(&["starts_at"]);
    reschedule(&rosa, id, json!({"starts_at": "noon"}))
        .await
        .invalid(&["starts_at"]);
    let stale = reschedule(
        &desk,
        id,
        json!({"starts_at": "2026-11-25T09:00:00Z", "version": 7}),
    )
    .await
    .refused(409, "conflict");
    assert!(
        stale.json()["message"]
            .as_str()
            .unwrap()
            .contains("Tue 24 Nov, 09:30")
    );
    reschedule(&olu, id, json!({"starts_at": "2026-11-25T09:00:00Z"}))
        .await
        .refused(404, "not_found");
    let overbooked = json!({"starts_at": LATER, "overbook_reason": "let me"});
    reschedule(&rosa, id, overbooked)
        .await
        .refused(403, "forbidden");
    assert_eq!(
        rosa.get(&format!("/api/appointments/{id}")).await.json(),
        before
    );
    assert_eq!(history(&rosa, id).await.len(), 1);

    // Once the cut-off is past, the desk moves it; once it is over, nobody does.
    app.set_time("2026-11-24T06:00:00Z");
    let (rosa, desk) = (app.signed_in("rosa").await, app.signed_in("desk").await);
    let late = json!({"starts_at": "2026-11-25T09:00:00Z"});
    let refused = reschedule(&rosa, id, late.clone())
        .await
        .refused(409, "conflict");
    assert!(
        refused.json()["message"]
            .as_str()
            .unwrap()
            .contains("4 hours")
    );
    cancel(&rosa, id, "").await.refused(409, "conflict");
    reschedule(&desk, id, late.clone()).await.expect(200);
    cancel(&desk, id, "ill").await.expect(200);
    reschedule(&desk, id, late).await.refused(409, "conflict");
}

#[tokio::test]
async fn late_cancelling_is_for_staff_and_marked() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    app.front_desk().await;
    let in_time = id_of(&book(&rosa, &doctor, LATER).await.expect(200).json());
    let late = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    app.set_time("2026-11-24T06:00:00Z");
    let (rosa, desk) = (app.signed_in("rosa").await, app.signed_in("desk").await);
    assert_eq!(
        cancel(&rosa, in_time, "").await.expect(200).json()["late"],
        false
    );
    cancel(&rosa, late, "").await.refused(409, "conflict");
    assert_eq!(
        cancel(&desk, late, "rang").await.expect(200).json()["late"],
        true
    );
}

#[tokio::test]
async fn a_visit_goes_its_way_and_back_and_everything_is_on_record() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    step(&desk, id, "arrived", 1).await.refused(409, "conflict");
    app.set_time("2026-11-24T09:20:00Z");
    let (rosa, desk) = (app.signed_in("rosa").await, app.signed_in("desk").await);
    let doctor = app.signed_in("moreau").await;
    step(&desk, id, "noshow", 1).await.refused(409, "conflict");
    step(&desk, id, "arrived", 1).await.expect(200);
    // Two at once: the second is told what has become of it.
    let second = step(&doctor, id, "noshow", 1)
        .await
        .refused(409, "conflict");
    assert!(
        second.json()["message"]
            .as_str()
            .unwrap()
            .contains("Arrived")
    );
    step(&desk, id, "booked", 2).await.expect(200);
    step(&desk, id, "arrived", 3).await.expect(200);
    step(&doctor, id, "checked-in", 4).await.expect(200);
    step(&doctor, id, "fulfilled", 5).await.expect(200);
    step(&doctor, id, "booked", 6)
        .await
        .refused(409, "conflict");
    step(&doctor, id, "cancelled", 6)
        .await
        .refused(409, "conflict");
    step(&doctor, id, "lost", 6).await.invalid(&["status"]);
    step(&rosa, id, "fulfilled", 6)
        .await
        .refused(403, "forbidden");
    assert_eq!(app.counted().await, (1, 2));

    let steps = history(&desk, id).await;
    let statuses: Vec<_> = steps
        .iter()
        .map(|each| each["status"].as_str().unwrap())
        .collect();
    assert_eq!(
        statuses,
        [
            "booked",
            "arrived",
            "booked",
            "arrived",
            "checked-in",
            "fulfilled"
        ]
    );
    assert_eq!(steps[4]["by"], "Dr moreau");
    // Patients read what happened, not which member of staff did it.
    let own = history(&rosa, id).await;
    assert_eq!(
        (own.len(), &own[4]["by"], &own[0]["by"]),
        (6, &Value::Null, &json!("Pat rosa"))
    );
}

#[tokio::test]
async fn what_was_entered_in_error_takes_no_time() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    step(&desk, id, "entered-in-error", 1).await.expect(200);
    assert_eq!(app.counted().await, (1, 0));
    step(&desk, id, "booked", 2).await.refused(409, "conflict");
    book(&rosa, &doctor, START).await.expect(200);
}

#[tokio::test]
async fn the_history_cannot_be_changed() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    book(&rosa, &doctor, START).await.expect(200);
    for sql in [
        "UPDATE appointment_history SET at = 0",
        "DELETE FROM appointment_history",
    ] {
        let refused = diesel::RunQueryDsl::execute(diesel::sql_query(sql), &mut app.connect());
        assert!(
            refused.unwrap_err().to_string().contains("append_only"),
            "{sql}"
        );
    }
}

#[tokio::test]
async fn staff_overbook_with_a_reason_that_stays_on_record() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let (olu, desk) = (app.patient("olu").await, app.front_desk().await);
    book(&rosa, &doctor, START).await.expect(200);
    let wish = |patient: i64, start: &str, reason: &str| json!({"doctor_id": doctor.id, "patient_id": patient, "starts_at": start, "overbook_reason": reason});
    desk.post("/api/appointments", wish(olu.id, START, ""))
        .await
        .refused(409, "slot_taken");
    let made = desk
        .post("/api/appointments", wish(olu.id, START, "in pain"))
        .await
        .expect(200)
        .json();
    assert_eq!(made["overbooked"], true);
    assert_eq!(history(&desk, id_of(&made)).await[0]["note"], "in pain");
    assert_eq!(history(&olu, id_of(&made)).await[0]["note"], "");
    // At night nobody is in the way, and the time is guarded from then on.
    let night = "2026-11-24T22:00:00+00:00";
    let made = desk
        .post("/api/appointments", wish(olu.id, night, "emergency"))
        .await
        .expect(200)
        .json();
    assert_eq!(made["overbooked"], false);
    // Nobody is in two places, and what is past is past.
    desk.post("/api/appointments", wish(olu.id, night, "again"))
        .await
        .refused(409, "conflict");
    desk.post(
        "/api/appointments",
        wish(olu.id, "2026-11-20T09:00:00Z", "late"),
    )
    .await
    .invalid(&["starts_at"]);
    let body = wish(olu.id, "2026-11-24T23:00:00Z", "please");
    olu.post("/api/appointments", body)
        .await
        .refused(403, "forbidden");
    let trail = app.db(|conn| {
        use anteroom::server::schema::audit;
        use diesel::prelude::*;
        audit::table
            .filter(audit::action.eq("appointment_overbooked"))
            .count()
            .get_result::<i64>(conn)
    });
    assert_eq!(trail.await, 2);
    // When the other one is cancelled, the time still is not free: somebody comes then.
    app.visit(Visit::new(&rosa, &doctor, "2026-12-20T09:30:00Z"))
        .await;
    let first = rosa.get("/api/appointments/mine").await.json()["upcoming"][0].clone();
    cancel(&rosa, id_of(&first), "").await.expect(200);
    assert!(
        !slots(&app, &doctor, "2026-11-24")
            .await
            .contains(&START.to_owned())
    );
    book(&rosa, &doctor, START).await.refused(409, "slot_taken");
}
