//! The day of a visit: stages, numbers, rooms, undoing, the board, and what nobody closed.

use std::collections::BTreeSet;

use anteroom::{
    appointments::model::Status,
    audit::Action,
    encounters::flow,
    live::model::Message,
    server::{
        Actor, Scope, check,
        schema::{appointment_history as history, encounters, undos},
    },
};
use diesel::prelude::*;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    booking::people,
    common::{Client, Doctor, Patient, Reply, TestApp, Visit},
    socket::Socket,
};

/// Today, half past nine. It is eight.
const TODAY: &str = "2026-11-23T09:30:00Z";

async fn stage(client: &Client, id: i64, stage: &str) -> Reply {
    take(client, id, json!({"stage": stage})).await
}

async fn take(client: &Client, id: i64, body: Value) -> Reply {
    let path = format!("/api/appointments/{id}/stage");
    client.post(&path, body).await
}

async fn undo(client: &Client, id: i64) -> Reply {
    let path = format!("/api/appointments/{id}/undo");
    client.post(&path, json!({})).await
}

async fn status(client: &Client, id: i64, status: &str) -> Reply {
    let path = format!("/api/appointments/{id}/status");
    client.post(&path, json!({"status": status})).await
}

async fn board(client: &Client) -> Value {
    client.get("/api/desk").await.expect(200).json()
}

/// A visit of today with the doctor, at so many minutes after nine, of a new patient.
async fn visit(app: &TestApp, doctor: &Doctor, minutes: i64) -> i64 {
    let patient = app.patient(&format!("p{minutes}d{}", doctor.id)).await;
    visit_of(app, &patient, doctor, minutes).await
}

async fn visit_of(app: &TestApp, patient: &Patient, doctor: &Doctor, minutes: i64) -> i64 {
    let start = "2026-11-23T09:00:00Z".parse::<jiff::Timestamp>().unwrap();
    let start = start + SignedDuration::from_mins(minutes);
    app.visit(Visit::new(patient, doctor, &start.to_string()))
        .await
}

async fn assert_sound(app: &TestApp) {
    app.db(|conn| {
        let found = check::find(conn)?;
        assert_eq!(found.violations, Vec::<String>::new());
        Ok(())
    })
    .await;
}

async fn rooms(app: &TestApp) -> (i64, i64) {
    app.rules("INSERT INTO rooms (name) VALUES ('One'), ('Two')".to_owned())
        .await;
    (1, 2)
}

#[tokio::test]
async fn a_day_goes_from_stage_to_stage() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let id = app.visit(Visit::new(&rosa, &doctor, TODAY)).await;
    let (one, two) = rooms(&app).await;
    let arrived = stage(&desk, id, "arrived").await.expect(200).json();
    assert_eq!(
        (
            &arrived["stage"],
            &arrived["queue_number"],
            &arrived["version"]
        ),
        (&json!("arrived"), &json!(1), &json!(2))
    );
    assert_eq!(arrived["arrived_at"], "2026-11-23T08:00:00+00:00");
    assert_eq!(arrived["undo_until"], "2026-11-23T08:01:00+00:00");
    app.pass(SignedDuration::from_mins(5));
    let called = take(&desk, id, json!({"stage": "checked-in", "room_id": two}))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&called["room_id"], &called["called_at"]),
        (&json!(two), &json!("2026-11-23T08:05:00+00:00"))
    );
    // Another room is no step back, and another call.
    app.pass(SignedDuration::from_secs(10));
    let moved = take(
        &desk,
        id,
        json!({"stage": "checked-in", "room_id": one, "version": 3}),
    )
    .await
    .expect(200)
    .json();
    assert_eq!(
        (&moved["room_id"], &moved["version"]),
        (&json!(one), &json!(4))
    );
    assert_eq!(moved["called_at"], "2026-11-23T08:05:10+00:00");
    let begun = stage(&doctor, id, "in-progress").await.expect(200).json();
    assert_eq!(
        (&begun["stage"], &begun["version"], &begun["started_at"]),
        (
            &json!("in-progress"),
            &json!(5),
            &json!("2026-11-23T08:05:10+00:00")
        )
    );
    let appointment = desk.get(&format!("/api/appointments/{id}")).await.json();
    assert_eq!(appointment["status"], "checked-in");
    app.pass(SignedDuration::from_mins(20));
    let done = stage(&doctor, id, "fulfilled").await.expect(200).json();
    assert_eq!(
        (&done["stage"], &done["ended_at"]),
        (&json!("fulfilled"), &json!("2026-11-23T08:25:10+00:00"))
    );
    stage(&desk, id, "noshow").await.refused(409, "conflict");
    take(&desk, id, json!({"stage": "in-progress", "version": 1}))
        .await
        .refused(409, "conflict");
    stage(&desk, id, "asleep").await.invalid(&["stage"]);
    take(&desk, id, json!({"stage": "in-progress", "room_id": 99}))
        .await
        .invalid(&["room_id"]);
    assert_sound(&app).await;
}

#[tokio::test]
async fn the_encounter_goes_along_whoever_takes_the_step() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let id = app.visit(Visit::new(&rosa, &doctor, TODAY)).await;
    let shown = || async { board(&desk).await["visits"][0].clone() };
    // Who is called is here.
    status(&desk, id, "checked-in").await.expect(200);
    let visit = shown().await;
    assert_eq!(
        (&visit["stage"], &visit["queue_number"]),
        (&json!("checked-in"), &json!(1))
    );
    assert!(visit["called_at"].is_string() && visit["arrived_at"].is_string());
    status(&desk, id, "booked").await.expect(200);
    assert_eq!(
        (&shown().await["stage"], &shown().await["queue_number"]),
        (&json!("booked"), &Value::Null)
    );
    stage(&desk, id, "in-progress").await.expect(200);
    status(&desk, id, "fulfilled").await.expect(200);
    assert_eq!(shown().await["stage"], "fulfilled");
    // Not done after all: with the doctor again.
    status(&desk, id, "checked-in").await.expect(200);
    assert_eq!(shown().await["stage"], "in-progress");
    assert_sound(&app).await;
    // Cancelled by its old way after the patient came: they have left.
    let path = format!("/api/appointments/{id}/cancel");
    desk.post(&path, json!({})).await.expect(200);
    let left = shown().await;
    assert_eq!(left["stage"], "left");
    assert!(left["ended_at"].is_string());
    assert_sound(&app).await;
}

#[tokio::test]
async fn a_step_is_taken_when_its_time_has_come() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let tomorrow = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-24T09:30:00Z"))
        .await;
    stage(&desk, tomorrow, "arrived")
        .await
        .refused(409, "conflict");
    let id = app.visit(Visit::new(&rosa, &doctor, TODAY)).await;
    stage(&desk, id, "noshow").await.refused(409, "conflict");
    stage(&desk, id, "left").await.refused(409, "conflict");
    app.set_time("2026-11-23T09:30:00Z");
    let desk = app.signed_in("desk").await;
    let missed = stage(&desk, id, "noshow").await.expect(200).json();
    assert_eq!(
        (&missed["stage"], &missed["queue_number"]),
        (&json!("noshow"), &Value::Null)
    );
    // They came after all.
    let late = stage(&desk, id, "arrived").await.expect(200).json();
    assert_eq!(late["queue_number"], 1);
    assert_sound(&app).await;
}

#[tokio::test]
async fn desks_at_once_give_every_patient_a_number_of_their_own() {
    let app = TestApp::new();
    let mut ids = Vec::new();
    for name in ["moreau", "okafor", "lind", "sato"] {
        let doctor = app.doctor(name).await;
        for minutes in [0, 30, 60] {
            ids.push(visit(&app, &doctor, minutes).await);
        }
    }
    let desk = app.front_desk().await;
    let mut desks = JoinSet::new();
    for id in ids.clone() {
        let desk = desk.client.clone();
        desks.spawn(async move {
            stage(&desk, id, "arrived").await.expect(200).json()["queue_number"]
                .as_i64()
                .unwrap()
        });
    }
    let numbers: BTreeSet<i64> = desks.join_all().await.into_iter().collect();
    assert_eq!(numbers, (1..=12).collect());
    assert_sound(&app).await;
}

#[tokio::test]
async fn a_step_can_be_taken_back_for_a_minute_by_anybody_who_may_take_it() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let (desk, elsewhere) = (app.front_desk().await, app.doctor("okafor").await);
    let id = app.visit(Visit::new(&rosa, &doctor, TODAY)).await;
    undo(&desk, id).await.refused(409, "conflict");
    stage(&desk, id, "arrived").await.expect(200);
    undo(&elsewhere, id).await.refused(404, "not_found");
    undo(&rosa, id).await.refused(403, "forbidden");
    app.pass(SignedDuration::from_secs(60));
    let back = undo(&doctor, id).await.expect(200).json();
    assert_eq!(
        (
            &back["stage"],
            &back["queue_number"],
            &back["version"],
            &back["undo_until"]
        ),
        (&json!("booked"), &Value::Null, &json!(3), &Value::Null)
    );
    undo(&doctor, id).await.refused(409, "conflict");
    // It is a step of its own on record.
    let steps: Vec<(String, String)> = app
        .db(move |conn| {
            history::table
                .filter(history::appointment_id.eq(id))
                .order(history::id)
                .select((history::status, history::note))
                .load(conn)
        })
        .await;
    assert_eq!(steps[0], ("arrived".into(), String::new()));
    assert_eq!(
        steps[1],
        ("booked".into(), "The step before is taken back".into())
    );

    stage(&desk, id, "arrived").await.expect(200);
    app.pass(SignedDuration::from_secs(61));
    undo(&desk, id).await.refused(409, "conflict");
    // Steps taken meanwhile are not taken back with it.
    stage(&desk, id, "checked-in").await.expect(200);
    let stale = json!({"version": 4});
    desk.post(&format!("/api/appointments/{id}/undo"), stale)
        .await
        .refused(409, "conflict");
    let waits = undo(&desk, id).await.expect(200).json();
    assert_eq!(
        (&waits["stage"], &waits["called_at"]),
        (&json!("arrived"), &Value::Null)
    );
    app.pass(SignedDuration::from_mins(2));
    anteroom::server::serve::sweep_once(&app.state)
        .await
        .unwrap();
    let kept: i64 = app.db(|conn| undos::table.count().get_result(conn)).await;
    assert_eq!(kept, 0);
    assert_sound(&app).await;
}

#[tokio::test]
async fn who_left_gets_the_time_back_unless_it_is_taken() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let (desk, olu) = (app.front_desk().await, app.patient("olu").await);
    let id = app.visit(Visit::new(&rosa, &doctor, TODAY)).await;
    stage(&desk, id, "arrived").await.expect(200);
    assert_eq!(app.counted().await, (1, 2));
    let left = stage(&desk, id, "left").await.expect(200).json();
    assert_eq!(left["stage"], "left");
    assert_eq!(app.counted().await, (1, 0));
    let appointment = desk.get(&format!("/api/appointments/{id}")).await.json();
    assert_eq!(
        (&appointment["status"], &appointment["late"]),
        (&json!("cancelled"), &json!(false)),
        "leaving is no late cancellation"
    );
    let back = undo(&desk, id).await.expect(200).json();
    assert_eq!(
        (&back["stage"], &back["queue_number"]),
        (&json!("arrived"), &json!(1))
    );
    assert_eq!(app.counted().await, (1, 2));
    let appointment = desk.get(&format!("/api/appointments/{id}")).await.json();
    assert_eq!(appointment["cancelled_at"], Value::Null);
    assert_sound(&app).await;

    stage(&desk, id, "left").await.expect(200);
    let taken = app.visit(Visit::new(&olu, &doctor, TODAY)).await;
    undo(&desk, id).await.refused(409, "conflict");
    assert_eq!(app.counted().await, (2, 2));
    stage(&desk, taken, "arrived").await.expect(200);
    assert_sound(&app).await;
}

#[tokio::test]
async fn a_number_is_given_once_on_a_day() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let desk = app.front_desk().await;
    let (one, two) = (
        visit(&app, &doctor, 0).await,
        visit(&app, &doctor, 30).await,
    );
    let number = |reply: Reply| {
        let visit = reply.expect(200).json();
        (visit["stage"].clone(), visit["queue_number"].clone())
    };
    let arrived = |number: i64| (json!("arrived"), json!(number));
    assert_eq!(number(stage(&desk, one, "arrived").await), arrived(1));
    undo(&desk, one).await.expect(200);
    // Whoever heard it called would not be the only one to rise.
    assert_eq!(number(stage(&desk, two, "arrived").await), arrived(2));
    assert_eq!(number(stage(&desk, one, "arrived").await), arrived(3));
    // Whose number it was has it again.
    stage(&desk, one, "booked").await.expect(200);
    assert_eq!(number(undo(&desk, one).await), arrived(3));
    assert_sound(&app).await;
    // Every day begins anew.
    app.set_time("2026-11-24T09:00:00Z");
    let desk = app.signed_in("desk").await;
    let rosa = app.patient("rosa").await;
    let next = Visit::new(&rosa, &doctor, "2026-11-24T09:30:00Z");
    let next = app.visit(next).await;
    assert_eq!(number(stage(&desk, next, "arrived").await), arrived(1));
    assert_sound(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_walk_in_is_taken_back_as_a_whole() {
    let app = TestApp::new();
    app.set_time("2026-11-23T10:05:30Z");
    let (desk, doctor) = (app.front_desk().await, app.doctor("moreau").await);
    let rosa = app.patient("rosa").await;
    let walk_in = json!({"patient_id": rosa.id, "choice": format!("queue@{}", doctor.id)});
    let come = || async {
        let reply = desk.post("/api/desk/walk-in", walk_in.clone()).await;
        reply.expect(200).json()
    };
    let here = come().await;
    let id = here["id"].as_i64().unwrap();
    assert_eq!(app.counted().await, (1, 2));

    let server = app.listen().await;
    let cookie = format!("anteroom={}", desk.cookie().unwrap());
    let path = "/api/live?date=2026-11-23";
    let mut socket = Socket::open(server.port, path, Some(&cookie), None).unwrap();
    let gone = undo(&desk, id).await.expect(200).json();
    assert_eq!(
        (&gone["stage"], &gone["version"], &gone["walk_in"]),
        (&json!("cancelled"), &json!(3), &json!(false))
    );
    assert_eq!(
        (
            &gone["queue_number"],
            &gone["arrived_at"],
            &gone["undo_until"]
        ),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    let is_gone = |message: &Message| matches!(message, Message::Gone(_, gone) if *gone == id);
    while !socket.next().unwrap().iter().any(is_gone) {}
    assert_eq!(board(&desk).await["visits"], json!([]));
    assert_eq!(app.counted().await, (1, 0), "its time is free");
    let kept: i64 = app
        .db(|conn| encounters::table.count().get_result(conn))
        .await;
    assert_eq!(kept, 0);

    let appointment = desk.get(&format!("/api/appointments/{id}")).await.json();
    assert_eq!(appointment["status"], "entered-in-error");
    let last: (String, String) = app
        .db(move |conn| {
            history::table
                .filter(history::appointment_id.eq(id))
                .order(history::id.desc())
                .select((history::status, history::note))
                .first(conn)
        })
        .await;
    assert_eq!(
        last,
        (
            "entered-in-error".into(),
            "The step before is taken back".into()
        )
    );
    let audited = app.audited(Action::AppointmentStatus).await;
    assert_eq!(
        audited.last().unwrap().detail,
        "entered-in-error, taken back"
    );
    undo(&desk, id).await.refused(409, "conflict");
    assert_sound(&app).await;

    // The same patient may come again at once. What happened since they came is taken back by itself.
    let again = come().await;
    let id = again["id"].as_i64().unwrap();
    assert_eq!(again["queue_number"], 2);
    stage(&desk, id, "checked-in").await.expect(200);
    assert_eq!(undo(&desk, id).await.expect(200).json()["stage"], "arrived");
    undo(&desk, id).await.refused(409, "conflict");
    assert_sound(&app).await;
}

#[tokio::test]
async fn without_javascript_the_way_back_from_a_walk_in_is_told() {
    let app = TestApp::new();
    app.set_time("2026-11-23T10:05:30Z");
    let (desk, doctor) = (app.front_desk().await, app.doctor("moreau").await);
    let rosa = app.patient("rosa").await;
    let walk_in = json!({"patient_id": rosa.id, "choice": format!("queue@{}", doctor.id)});
    let here = desk.post("/api/desk/walk-in", walk_in).await.expect(200);
    let action = format!("/api/appointments/{}/undo", here.json()["id"]);
    let page = "/desk?date=2026-11-23&view=list";
    let reply = desk.form(&action, &[], page).await;
    assert_eq!(reply.location(), page);
    let html = desk.page(page).await.expect(200).text();
    assert!(html.contains("The walk-in is taken back."), "{html}");
}

#[tokio::test]
async fn a_step_may_be_sent_twice_and_told_later() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    app.set_time("2026-11-23T09:40:00Z");
    let desk = app.front_desk().await;
    let id = app.visit(Visit::new(&rosa, &doctor, TODAY)).await;
    let body = json!({
        "stage": "arrived", "at": "2026-11-23T09:12:00+00:00", "version": 1, "idempotency_key": "k",
    });
    let first = take(&desk, id, body.clone()).await.expect(200).json();
    assert_eq!(first["arrived_at"], "2026-11-23T09:12:00+00:00");
    assert_eq!(take(&desk, id, body).await.expect(200).json(), first);
    // Under another key, or none, and with the version of before: it is there already.
    let again = json!({"stage": "arrived", "at": "2026-11-23T09:13:00Z", "version": 1});
    let again = take(&desk, id, again).await.expect(200).json();
    assert_eq!(
        (&again["version"], &again["arrived_at"]),
        (&json!(2), &first["arrived_at"])
    );
    let note: String = app
        .db(move |conn| {
            history::table
                .filter(history::appointment_id.eq(id))
                .select(history::note)
                .first(conn)
        })
        .await;
    assert_eq!(note, "It was at 09:12 and is told later");
    for wrong in ["2026-11-22T23:59:00Z", "2026-11-23T09:43:00Z", "soon"] {
        take(&desk, id, json!({"stage": "checked-in", "at": wrong}))
            .await
            .invalid(&["at"]);
    }
    // What is told in the wrong order is put right.
    let called = json!({"stage": "checked-in", "at": "2026-11-23T09:00:00Z"});
    let called = take(&desk, id, called).await.expect(200).json();
    assert_eq!(called["called_at"], first["arrived_at"]);
    assert_sound(&app).await;
}

#[tokio::test]
async fn the_next_patient_is_who_could_have_been_seen_first() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let desk = app.front_desk().await;
    let next = format!("/api/doctors/{}/next-patient", doctor.id);
    let (_, two) = rooms(&app).await;
    let (nine, ten, eleven) = (
        visit(&app, &doctor, 0).await,
        visit(&app, &doctor, 60).await,
        visit(&app, &doctor, 120).await,
    );
    doctor.post(&next, json!({})).await.refused(409, "conflict");
    stage(&desk, eleven, "arrived").await.expect(200);
    stage(&desk, ten, "arrived").await.expect(200);
    // Nine o'clock comes at a quarter past ten.
    app.set_time("2026-11-23T10:15:00Z");
    let (desk, doctor) = (app.signed_in("desk").await, app.signed_in("moreau").await);
    stage(&desk, nine, "arrived").await.expect(200);
    let once = json!({"idempotency_key": "k"});
    let first = doctor.post(&next, once.clone()).await.expect(200).json();
    assert_eq!(
        (&first["id"], &first["stage"]),
        (&json!(ten), &json!("checked-in"))
    );
    assert_eq!(doctor.post(&next, once).await.expect(200).json(), first);
    take(&desk, ten, json!({"stage": "checked-in", "room_id": two}))
        .await
        .expect(200);
    let second = desk.post(&next, json!({})).await.expect(200).json();
    assert_eq!(
        (&second["id"], &second["room_id"]),
        (&json!(nine), &json!(two)),
        "to the room the doctor's last patient was called to"
    );
    let third = desk.post(&next, json!({})).await.expect(200).json();
    assert_eq!(third["id"], eleven);
    desk.post(&next, json!({})).await.refused(409, "conflict");
    assert_sound(&app).await;
}

#[tokio::test]
async fn a_doctors_page_names_the_patient_who_is_called_next() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let desk = app.front_desk().await;
    let (rosa, second, third) = (
        visit(&app, &doctor, 0).await,
        visit(&app, &doctor, 30).await,
        visit(&app, &doctor, 60).await,
    );
    let next_of = |schedule: Value| -> (Value, Vec<i64>) {
        let next = schedule["next"].as_array().unwrap().iter();
        let ids = next.map(|visit| visit["id"].as_i64().unwrap()).collect();
        (schedule["next_patient"]["id"].clone(), ids)
    };
    for id in [rosa, second] {
        stage(&desk, id, "arrived").await.expect(200);
    }
    // Rosa's time was until half past nine, and she still waits.
    app.set_time("2026-11-23T09:35:00Z");
    let doctor_again = app.signed_in("moreau").await;
    let schedule = || async { doctor_again.get("/api/schedule").await.expect(200).json() };
    assert_eq!(
        next_of(schedule().await),
        (json!(rosa), vec![rosa, second, third])
    );
    let call = format!("/api/doctors/{}/next-patient", doctor.id);
    let called = doctor_again.post(&call, json!({})).await.expect(200).json();
    assert_eq!(called["id"], rosa);
    // Who was called is next no more.
    assert_eq!(
        next_of(schedule().await),
        (json!(second), vec![second, third])
    );
    let called = doctor_again.post(&call, json!({})).await.expect(200).json();
    assert_eq!(called["id"], second);
    assert_eq!(next_of(schedule().await), (json!(third), vec![third]));
    // Who has not come is awaited until their time is over.
    app.set_time("2026-11-23T10:30:00Z");
    let doctor_again = app.signed_in("moreau").await;
    let schedule = doctor_again.get("/api/schedule").await.expect(200).json();
    assert_eq!(next_of(schedule), (Value::Null, vec![]));
}

#[tokio::test]
async fn a_board_has_the_day_of_all_and_a_doctor_their_own() {
    let app = TestApp::new();
    let (moreau, okafor) = (app.doctor("moreau").await, app.doctor("okafor").await);
    let rosa = app.patient("rosa").await;
    let desk = app.front_desk().await;
    rooms(&app).await;
    let own = visit_of(&app, &rosa, &moreau, 0).await;
    let other = visit(&app, &okafor, 30).await;
    app.visit(Visit::new(&rosa, &okafor, "2026-11-23T15:00:00Z").status(Status::Cancelled))
        .await;
    app.visit(Visit::new(&rosa, &okafor, "2026-11-23T16:00:00Z").status(Status::EnteredInError))
        .await;
    app.visit(Visit::new(&rosa, &moreau, "2026-11-24T09:00:00Z"))
        .await;
    let all = board(&desk).await;
    let list = |board: &Value, key: &str| -> Vec<i64> {
        let list = board[key].as_array().unwrap().iter();
        list.map(|each| each["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(list(&all, "doctors"), [moreau.id, okafor.id]);
    assert_eq!(list(&all, "visits")[..2], [own, other]);
    let stages: Vec<_> = all["visits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| each["stage"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(stages, ["booked", "booked", "cancelled"]);
    assert_eq!(all["visits"][0]["patient_name"], "Pat rosa");
    assert_eq!(
        (&all["noshow_minutes"], list(&all, "rooms")),
        (&json!(20), vec![1, 2])
    );
    assert_eq!(all["doctors"][0]["shortest"], 30);
    assert_eq!(
        all["doctors"][0]["open"][0]["starts_at"],
        "2026-11-23T09:00:00+00:00"
    );
    let mine = board(&moreau).await;
    assert_eq!(
        (list(&mine, "doctors"), list(&mine, "visits")),
        (vec![moreau.id], vec![own])
    );
    // Nobody works on a Sunday.
    let sunday = desk
        .get("/api/desk?date=2026-11-29")
        .await
        .expect(200)
        .json();
    assert_eq!(list(&sunday, "doctors"), Vec::<i64>::new());
    desk.get("/api/desk?date=soon").await.invalid(&["date"]);
}

#[tokio::test]
async fn visits_nobody_closed_are_listed_with_a_proposal_and_left_alone() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let elsewhere = app.doctor("okafor").await;
    let before = |day: &str, status| {
        Visit::new(&rosa, &doctor, &format!("2026-11-{day}T09:30:00Z")).status(status)
    };
    let booked = app.visit(before("20", Status::Booked)).await;
    let here = app.visit(before("19", Status::Arrived)).await;
    app.visit(before("18", Status::Fulfilled)).await;
    app.visit(before("17", Status::Cancelled)).await;
    let today = app.visit(Visit::new(&rosa, &doctor, TODAY)).await;
    let desk = app.front_desk().await;
    let listed = |client: Client| async move {
        let list = client.get("/api/desk/open").await.expect(200).json();
        let list = list["items"].as_array().unwrap().iter();
        list.map(|each| {
            (
                each["visit"]["id"].as_i64().unwrap(),
                each["proposed"].as_str().unwrap().to_owned(),
            )
        })
        .collect::<Vec<_>>()
    };
    let expected = [
        (booked, "noshow".to_owned()),
        (here, "fulfilled".to_owned()),
    ];
    assert_eq!(listed(desk.client.clone()).await, expected);
    assert_eq!(listed(elsewhere.client.clone()).await, []);
    assert_eq!(desk.get("/api/desk/open/count").await.expect(200).json(), 2);
    let page = desk.page("/desk").await.expect(200).text();
    assert!(page.contains("2 visits are not closed"), "{page}");

    // Without JavaScript, in one click.
    let page = desk.page("/desk/open").await.expect(200).text();
    assert!(page.contains("Proposed: Did not come") && page.contains("Pat rosa"));
    let fields = [("stage", "noshow"), ("version", "1")];
    let reply = desk
        .form(
            &format!("/api/appointments/{booked}/stage"),
            &fields,
            "/desk/open?page=1",
        )
        .await;
    assert_eq!(reply.location(), "/desk/open?page=1");
    let done = stage(&desk, here, "fulfilled").await.expect(200).json();
    assert_eq!(done["stage"], "fulfilled");
    assert_eq!(listed(desk.client.clone()).await, []);
    // Of a past day nobody knows when who was not noted as here came.
    let known: Vec<i64> = app
        .db(|conn| {
            encounters::table
                .select(encounters::appointment_id)
                .load(conn)
        })
        .await;
    assert_eq!(known, [here]);

    // Today's are listed once the clinic has closed.
    app.set_time("2026-11-23T16:59:00Z");
    let desk = app.signed_in("desk").await;
    assert_eq!(listed(desk.clone()).await, []);
    app.set_time("2026-11-23T17:00:00Z");
    assert_eq!(listed(desk.clone()).await, [(today, "noshow".to_owned())]);
    assert_eq!(
        board(&desk).await["visits"][0]["stage"],
        "booked",
        "nothing is set by itself"
    );
    assert_sound(&app).await;
}

#[tokio::test]
async fn who_was_here_before_there_were_numbers_gets_one_when_asked_for() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let id = app
        .visit(Visit::new(&rosa, &doctor, TODAY).status(Status::CheckedIn))
        .await;
    let settings = app.state.settings().await.unwrap();
    let actor = Actor::system(app.now());
    let numbers = app
        .state
        .db
        .write(move |conn| {
            let mut arrive =
                || flow::arrive(conn, &settings, &actor, Scope::Clinic, id, None, false);
            Ok((arrive()?.queue_number, arrive()?.queue_number))
        })
        .await
        .unwrap();
    assert_eq!(numbers, (1, 1));
    let desk = app.front_desk().await;
    assert_eq!(board(&desk).await["visits"][0]["stage"], "checked-in");
    assert_sound(&app).await;
}

#[tokio::test]
async fn the_delay_after_which_a_noshow_is_proposed_is_set_by_the_admin() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let policy = |minutes: &str| json!({"horizon_days": 180, "new_patients": true, "noshow_minutes": minutes});
    for wrong in ["4", "481", "x"] {
        admin
            .post("/api/admin/policy", policy(wrong))
            .await
            .invalid(&["noshow_minutes"]);
    }
    admin
        .post("/api/admin/policy", policy("45"))
        .await
        .expect(200);
    assert_eq!(board(&admin).await["noshow_minutes"], 45);
    let page = admin.page("/admin/policy").await.expect(200).text();
    assert!(page.contains("Ask so many minutes after the start"));
}

#[tokio::test]
async fn a_doctors_page_has_the_flow_and_calls_the_next_patient() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let desk = app.front_desk().await;
    let id = visit(&app, &doctor, 0).await;
    let quiet = doctor.page("/schedule").await.expect(200).text();
    assert!(!quiet.contains("Next patient, please"));
    stage(&desk, id, "arrived").await.expect(200);
    app.set_time("2026-11-23T09:10:00Z");
    let doctor_again = app.signed_in("moreau").await;
    let page = doctor_again.page("/schedule").await.expect(200).text();
    assert!(page.contains("Next patient, please"));
    assert!(page.contains("waiting for 1 h 10") && page.contains("10 min late"));
    let action = format!("/api/doctors/{}/next-patient", doctor.id);
    let reply = doctor_again.form(&action, &[], "/schedule").await;
    assert_eq!(reply.location(), "/schedule");
    let page = doctor_again.page("/schedule").await.expect(200).text();
    assert!(page.contains("With the doctor") && page.contains("checked in"));
    // The way back, also as a plain form.
    let fields = [("version", "3")];
    let reply = doctor_again
        .form(
            &format!("/api/appointments/{id}/undo"),
            &fields,
            "/schedule",
        )
        .await;
    assert_eq!(reply.location(), "/schedule");
    assert_eq!(
        board(&desk_of(&app).await).await["visits"][0]["stage"],
        "arrived"
    );
}

async fn desk_of(app: &TestApp) -> Client {
    app.signed_in("desk").await
}
