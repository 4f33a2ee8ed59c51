//! Whoever calls and whoever stands at the counter.

use anteroom::{audit::Action, server::check};
use serde_json::{Value, json};

use crate::common::{Client, TestApp, Visit};

mod in_steps;

async fn sent(client: &Client, body: Value) -> Value {
    client
        .post("/api/desk/walk-in", body)
        .await
        .expect(200)
        .json()
}

async fn sound(app: &TestApp) {
    let found = app.db(check::find).await;
    assert!(found.violations.is_empty(), "{:#?}", found.violations);
}

#[tokio::test]
async fn a_booking_by_telephone_is_one_request() {
    let app = TestApp::new();
    let (desk, doctor) = (app.front_desk().await, app.doctor("moreau").await);
    app.doctor("okafor").await;
    let times = desk.get("/api/desk/times").await.expect(200).json();
    let first = &times["times"][0];
    assert_eq!(first["starts_at"], "2026-11-23T09:00:00+00:00");
    let own = desk
        .get(&format!(
            "/api/desk/times?doctor_id={}&date=2026-11-24",
            doctor.id
        ))
        .await
        .expect(200)
        .json();
    let own = own["times"].as_array().unwrap().clone();
    assert!(
        own.iter().all(|time| time["doctor_id"] == doctor.id),
        "{own:?}"
    );
    assert_eq!(own[0]["starts_at"], "2026-11-24T09:00:00+00:00");

    let choice = format!("{}@{}", own[0]["starts_at"].as_str().unwrap(), doctor.id);
    let body = json!({
        "full_name": "Lena Otani", "contact_number": "+44 117 496 0111", "date_of_birth": "1990-02-28",
        "choice": choice, "reason": "a cough", "idempotency_key": "k1",
    });
    let visit = sent(&desk, body.clone()).await;
    assert_eq!(
        (
            &visit["patient_name"],
            &visit["stage"],
            &visit["queue_number"]
        ),
        (&json!("Lena Otani"), &json!("booked"), &Value::Null)
    );
    // Sent twice, it is done once.
    assert_eq!(sent(&desk, body.clone()).await["id"], visit["id"]);
    assert_eq!(app.audited(Action::PatientRegistered).await.len(), 1);
    assert_eq!(app.counted().await.0, 1);

    // The time is gone, and what is registered with it too.
    let mut late = body;
    late["full_name"] = json!("Somebody Else");
    late["contact_number"] = json!("");
    late["idempotency_key"] = json!("k2");
    let refused = desk
        .post("/api/desk/walk-in", late)
        .await
        .refused(409, "slot_taken");
    assert!(!refused.json()["nearest"].as_array().unwrap().is_empty());
    assert_eq!(app.audited(Action::PatientRegistered).await.len(), 1);
    sound(&app).await;
}

#[tokio::test]
async fn who_walks_in_gets_a_place_in_the_shortest_queue() {
    let app = TestApp::new();
    app.set_time("2026-11-23T10:05:30Z");
    let (desk, busy) = (app.front_desk().await, app.doctor("busy").await);
    let (free, rosa) = (app.doctor("free").await, app.patient("rosa").await);
    let (ravi, tomas) = (app.patient("ravi").await, app.patient("tomas").await);
    let visit = app
        .visit(Visit::new(&rosa, &busy, "2026-11-23T10:00:00Z"))
        .await;
    desk.post(
        &format!("/api/appointments/{visit}/stage"),
        json!({"stage": "arrived"}),
    )
    .await
    .expect(200);
    let times = desk.get("/api/desk/times").await.expect(200).json();
    let queues = &times["queues"];
    assert_eq!(
        (&queues[0]["doctor_id"], &queues[0]["waiting"]),
        (&json!(free.id), &json!(0))
    );
    assert_eq!(
        (&queues[1]["doctor_id"], &queues[1]["waiting"]),
        (&json!(busy.id), &json!(1))
    );
    assert!(queues[1]["minutes"].as_i64() >= Some(25), "{queues}");

    let body = json!({"patient_id": ravi.id, "choice": format!("queue@{}", busy.id)});
    let visit = sent(&desk, body).await;
    assert_eq!(
        (
            &visit["stage"],
            &visit["queue_number"],
            &visit["walk_in"],
            &visit["overbooked"]
        ),
        (&json!("arrived"), &json!(2), &json!(true), &json!(true))
    );
    assert_eq!(visit["starts_at"], "2026-11-23T10:06:00+00:00");
    assert_eq!(app.audited(Action::AppointmentOverbooked).await.len(), 1);
    sound(&app).await;

    // Or the next free time today, and here already.
    let body = json!({
        "patient_id": tomas.id, "doctor_id": free.id, "starts_at": "2026-11-23T11:00:00Z", "here": true,
    });
    let visit = sent(&desk, body).await;
    assert_eq!(
        (&visit["stage"], &visit["queue_number"]),
        (&json!("arrived"), &json!(3))
    );
    let body = json!({"patient_id": tomas.id, "doctor_id": free.id, "starts_at": "2026-11-24T11:00:00Z", "here": true});
    desk.post("/api/desk/walk-in", body)
        .await
        .invalid(&["choice"]);
    // Nobody waits in two queues at a time.
    let body = json!({"patient_id": ravi.id, "doctor_id": free.id, "queue": true});
    desk.post("/api/desk/walk-in", body)
        .await
        .refused(409, "conflict");
    sound(&app).await;
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let app = TestApp::new();
    let (desk, doctor) = (app.front_desk().await, app.doctor("moreau").await);
    let body = json!({"full_name": "", "date_of_birth": "2031-01-01"});
    desk.post("/api/desk/walk-in", body)
        .await
        .invalid(&["full_name", "date_of_birth", "choice"]);
    app.patient_record("Rosa Delgado", None).await;
    let mut body = json!({
        "full_name": "Rosa Delgado", "date_of_birth": "1985-04-30",
        "choice": format!("2026-11-24T09:00:00Z@{}", doctor.id),
    });
    desk.post("/api/desk/walk-in", body.clone())
        .await
        .invalid(&["anyway"]);
    body["anyway"] = json!(true);
    sent(&desk, body).await;
    let off = json!({"patient_id": 1, "choice": format!("2026-11-24T03:00:00Z@{}", doctor.id)});
    desk.post("/api/desk/walk-in", off)
        .await
        .invalid(&["choice"]);
    let nobody = json!({"patient_id": 99, "choice": format!("2026-11-24T10:00:00Z@{}", doctor.id)});
    desk.post("/api/desk/walk-in", nobody)
        .await
        .invalid(&["patient_id"]);
}

#[tokio::test]
async fn a_place_in_a_queue_takes_no_room_until_its_patient_is_called() {
    let app = TestApp::new();
    app.front_desk().await;
    let moreau = app.doctor("moreau").await;
    let (okafor, rosa) = (app.doctor("okafor").await, app.patient("rosa").await);
    let ravi = app.patient("ravi").await;
    app.rules(
        "INSERT INTO rooms (name) VALUES ('Lab'); \
         INSERT INTO visit_types (name, minutes) VALUES ('ECG', 30); \
         INSERT INTO visit_type_rooms (visit_type_id, room_id) \
             SELECT visit_types.id, rooms.id FROM visit_types, rooms"
            .to_owned(),
    )
    .await;
    let body = json!({"doctor_id": okafor.id, "starts_at": "2026-11-23T10:00:00Z"});
    rosa.post("/api/appointments", body).await.expect(200);
    app.set_time("2026-11-23T10:05:00.3Z");
    let desk = app.signed_in("desk").await;
    let body = json!({"patient_id": ravi.id, "choice": format!("queue@{}", moreau.id)});
    let visit = sent(&desk, body).await;
    assert_eq!(visit["starts_at"], "2026-11-23T10:06:00+00:00");
    assert_eq!(
        (&visit["stage"], &visit["visit_type"], &visit["room_id"]),
        (&json!("arrived"), &json!("ECG"), &Value::Null)
    );
    sound(&app).await;
}
