//! Visit types and rooms.

use anteroom::audit::Action;
use serde_json::{Value, json};

use super::free;
use crate::common::{Client, TestApp};

async fn add(admin: &Client, body: Value) -> i64 {
    let reply = admin.post("/api/admin/visit-types", body).await;
    reply.expect(200).json().as_i64().unwrap()
}

async fn names(client: &Client, query: &str) -> Vec<String> {
    let path = format!("/api/visit-types{query}");
    let offered = client.get(&path).await.expect(200).json();
    let offered = offered.as_array().unwrap().iter();
    offered
        .map(|each| each["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_reader_is_offered_what_they_can_book_there() {
    let app = TestApp::new();
    let (admin, desk) = (app.admin().await, app.front_desk().await);
    let (moreau, nair) = (app.doctor("moreau").await, app.doctor("nair").await);
    let rosa = app.patient("rosa").await;
    assert_eq!(names(&rosa, "").await, ["Appointment"]);
    let ordinary = rosa.get("/api/visit-types").await.json();
    assert_eq!(
        (&ordinary[0]["id"], &ordinary[0]["minutes"]),
        (&Value::Null, &json!(30))
    );

    add(&admin, json!({"name": "Check-up", "minutes": 20})).await;
    add(
        &admin,
        json!({"name": "Surgery", "minutes": 60, "audience": "staff"}),
    )
    .await;
    let only = format!("doctor_{}", nair.id);
    add(
        &admin,
        json!({"name": "Vaccination", "minutes": 10, only: true}),
    )
    .await;
    add(
        &admin,
        json!({"name": "Old", "minutes": 10, "state": "inactive"}),
    )
    .await;
    assert_eq!(names(&rosa, "").await, ["Check-up", "Vaccination"]);
    assert_eq!(names(&app.anon(), "").await, ["Check-up", "Vaccination"]);
    assert_eq!(
        names(&desk, "").await,
        ["Check-up", "Surgery", "Vaccination"]
    );
    let with = |id: i64| format!("?doctor_id={id}");
    assert_eq!(names(&rosa, &with(moreau.id)).await, ["Check-up"]);
    assert_eq!(
        names(&rosa, &with(nair.id)).await,
        ["Check-up", "Vaccination"]
    );
    assert_eq!(
        names(&rosa, "?specialization=general-practice").await.len(),
        2
    );
    assert!(names(&rosa, "?specialization=alchemy").await.is_empty());
    rosa.get("/api/visit-types?doctor_id=99")
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn a_visit_type_changes_the_free_times_at_once() {
    let app = TestApp::new();
    let (admin, doctor) = (app.admin().await, app.doctor("moreau").await);
    let anon = app.anon();
    let day = "2026-11-24";
    assert_eq!(free(&anon, doctor.id, day, day).await.len(), 16);
    let id = add(
        &admin,
        json!({"name": "Long", "minutes": 60, "buffer_after": 15}),
    )
    .await;
    assert_eq!(
        free(&anon, doctor.id, day, day).await.len(),
        15,
        "the last ends at 17:00"
    );
    let path = format!("/api/admin/visit-types/{id}");
    let off = json!({"name": "Long", "minutes": 60, "state": "inactive", "version": 1});
    admin.post(&path, off.clone()).await.expect(200);
    assert_eq!(free(&anon, doctor.id, day, day).await.len(), 16);
    admin.post(&path, off).await.refused(409, "conflict");

    let found = admin.get(&path).await.expect(200).json();
    assert_eq!(found["visit_types"][0]["version"], 2);
    assert_eq!(found["doctors"][0]["full_name"], "Dr moreau");
    let changed = app.audited(Action::VisitTypeChanged).await;
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].detail, "buffers, out of use");
    assert_eq!(
        (changed[0].entity.as_str(), changed[0].entity_id),
        ("visit_type", Some(id))
    );
    let added = app.audited(Action::VisitTypeAdded).await;
    assert_eq!(added[0].user_id, Some(admin.user_id));
    admin
        .get("/api/admin/visit-types/99")
        .await
        .refused(404, "not_found");
    let nowhere = json!({"name": "X", "minutes": 5});
    admin
        .post("/api/admin/visit-types/99", nowhere)
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn visit_types_that_make_no_sense_are_named() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let path = "/api/admin/visit-types";
    let wrong = json!({
        "minutes": 481, "buffer_before": -1, "buffer_after": 121, "colour": "plaid",
        "audience": "dogs", "state": "asleep",
    });
    admin.post(path, wrong).await.invalid(&[
        "name",
        "minutes",
        "buffer_before",
        "buffer_after",
        "colour",
        "audience",
        "state",
    ]);
    add(&admin, json!({"name": "Check-up", "minutes": 480})).await;
    let taken = json!({"name": "CHECK-UP", "minutes": 5});
    admin.post(path, taken).await.invalid(&["name"]);
    let nobody = json!({"name": "A", "minutes": 5, "doctor_99": true});
    admin.post(path, nobody).await.invalid(&["doctors"]);
    let nowhere = json!({"name": "A", "minutes": 5, "room_99": true});
    admin.post(path, nowhere).await.invalid(&["rooms"]);
}

#[tokio::test]
async fn a_room_in_use_is_left_for_every_visit_that_needs_one() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let make = |name: &'static str| {
        let admin = admin.clone();
        async move {
            let reply = admin.post("/api/admin/rooms", json!({"name": name})).await;
            reply.expect(200).json().as_i64().unwrap()
        }
    };
    let (one, two) = (make("Room 1").await, make("Room 2").await);
    let visit = json!({"name": "ECG", "minutes": 20, format!("room_{one}"): "on"});
    let id = add(&admin, visit).await;
    let close = json!({"name": "Room 1", "state": "inactive"});
    let path = format!("/api/admin/rooms/{one}");
    let reply = admin.post(&path, close.clone()).await.invalid(&["state"]);
    assert!(reply.text().contains("ECG"));
    let both = json!({"name": "ECG", "minutes": 20, format!("room_{one}"): true, format!("room_{two}"): true});
    let visit = format!("/api/admin/visit-types/{id}");
    admin.post(&visit, both).await.expect(200);
    admin.post(&path, close).await.expect(200);
    let alone = json!({"name": "ECG", "minutes": 20, format!("room_{one}"): true});
    admin.post(&visit, alone).await.invalid(&["rooms"]);

    let rooms = admin.get("/api/admin/rooms").await.expect(200).json();
    assert_eq!(
        rooms[0],
        json!({"id": one, "name": "Room 1", "active": false, "version": 2})
    );
    let stale = json!({"name": "Room One", "version": 1});
    admin.post(&path, stale).await.refused(409, "conflict");
    admin
        .post(&path, json!({"name": "room 2"}))
        .await
        .invalid(&["name"]);
    admin
        .post(&path, json!({"name": " ", "state": "x"}))
        .await
        .invalid(&["name", "state"]);
    admin
        .post("/api/admin/rooms/99", json!({"name": "X"}))
        .await
        .refused(404, "not_found");
    assert_eq!(app.audited(Action::RoomAdded).await.len(), 2);
    assert_eq!(
        app.audited(Action::RoomChanged).await[0].detail,
        "Room 1, out of use"
    );
}

#[tokio::test]
async fn visit_types_and_rooms_are_kept_without_javascript() {
    let app = TestApp::new();
    let admin = app.admin().await;
    app.doctor("moreau").await;
    let room = [("name", "Room 1")];
    let reply = admin.form("/api/admin/rooms", &room, "/admin/rooms").await;
    let page = admin.page(reply.location()).await.expect(200).text();
    assert!(page.contains("Room 1 is added."), "{page}");
    assert!(page.contains("action=\"/api/admin/rooms/1\""));
    let fields = [
        ("name", "ECG <b>"),
        ("minutes", "20"),
        ("room_1", "true"),
        ("note", "Come fasting"),
    ];
    let path = "/api/admin/visit-types";
    let reply = admin.form(path, &fields, "/admin/visit-types").await;
    let page = admin.page(reply.location()).await.expect(200).text();
    assert!(
        page.contains("ECG &#60;b&#62;") && page.contains("20 minutes"),
        "{page}"
    );
    let page = admin.page("/admin/visit-types/1").await.expect(200).text();
    for part in [
        "action=\"/api/admin/visit-types/1\"",
        "Come fasting",
        "doctor_1",
        "room_1",
    ] {
        assert!(page.contains(part), "{part}");
    }
}
