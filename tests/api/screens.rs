//! Links that need no account, and what the screen in the waiting room shows.

mod initials;

use std::time::Duration;

use anteroom::{audit::Action, live::model::Message, server::schema};
use diesel::prelude::*;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::{
    task::{block_in_place, spawn_blocking},
    time::timeout,
};

use crate::{
    common::{Client, Doctor, Patient, TestApp, Visit, h1},
    socket::Socket,
};

/// A link of that kind, made by the administrator; gives its secret and its number.
pub(crate) async fn link(app: &TestApp, kind: &str) -> (String, i64) {
    made(app, json!({"kind": kind, "name": "Ground floor"})).await
}

/// A link as told, made by the administrator; gives its secret and its number.
async fn made(app: &TestApp, body: Value) -> (String, i64) {
    let kind = body["kind"].as_str().unwrap().to_owned();
    let admin = app.signed_in("admin").await;
    let made = admin
        .post("/api/admin/screens", body)
        .await
        .expect(200)
        .json();
    let link = made["link"].as_str().unwrap().to_owned();
    let token = link.strip_prefix(&format!("/{kind}/")).unwrap();
    (token.to_owned(), made["id"].as_i64().unwrap())
}

/// A step of a visit, taken by the front desk.
async fn step(desk: &Client, id: i64, body: Value) {
    let path = format!("/api/appointments/{id}/stage");
    desk.post(&path, body).await.expect(200);
}

async fn room(app: &TestApp, name: &str) -> i64 {
    let admin = app.signed_in("admin").await;
    let made = admin.post("/api/admin/rooms", json!({"name": name})).await;
    made.expect(200).json().as_i64().unwrap()
}

/// Three patients of one doctor this morning: one called into a room, one who waits, one to come.
async fn morning(app: &TestApp) -> (Doctor, Vec<Patient>) {
    let doctor = app.doctor("moreau").await;
    let desk = app.front_desk().await;
    let cabin = room(app, "Cabin 7").await;
    let mut patients = Vec::new();
    for (name, start) in [("rosa", "09:00"), ("ravi", "09:30"), ("mina", "10:00")] {
        let patient = app.patient(name).await;
        let start = format!("2026-11-23T{start}:00Z");
        let id = app.visit(Visit::new(&patient, &doctor, &start)).await;
        if name != "mina" {
            step(&desk, id, json!({"stage": "arrived"})).await;
        }
        if name == "rosa" {
            step(&desk, id, json!({"stage": "checked-in", "room_id": cabin})).await;
        }
        patients.push(patient);
    }
    (doctor, patients)
}

#[tokio::test]
async fn a_secret_is_told_once_and_only_its_hash_is_kept() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let (token, id) = link(&app, "waiting-room").await;
    assert_eq!(token.len(), 43, "256 bits in base64");
    let kept: Vec<String> = app
        .db(|conn| {
            schema::screens::table
                .select(schema::screens::token_hash)
                .load(conn)
        })
        .await;
    assert_eq!(kept.len(), 1);
    assert_ne!(kept[0], token);
    let list = admin.get("/api/admin/screens").await.expect(200);
    assert_eq!(list.json()[0]["name"], "Ground floor");
    let made = app.audited(Action::ScreenAdded).await;
    assert_eq!(made.len(), 1);
    assert_eq!(
        (made[0].entity.as_str(), made[0].entity_id),
        ("screen", Some(id))
    );
    assert_eq!(made[0].user_id, Some(admin.user_id));
    for text in [
        list.text(),
        made[0].detail.clone(),
        admin.page("/admin/screens").await.text(),
    ] {
        assert!(!text.contains(&token) && !text.contains(&kept[0]), "{text}");
    }
    let nameless = json!({"kind": "cinema", "name": " "});
    let refused = admin.post("/api/admin/screens", nameless).await;
    refused.invalid(&["kind", "name"]);
}

#[tokio::test]
async fn a_link_is_made_and_revoked_without_javascript() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let fields = [("kind", "kiosk"), ("name", "Front door")];
    let reply = admin
        .form("/api/admin/screens", &fields, "/admin/screens")
        .await;
    let page = admin.page(reply.location()).await.expect(200).text();
    let (_, rest) = page.split_once("shown only now: ").unwrap();
    let path = rest.split('<').next().unwrap().to_owned();
    app.anon().page(&path).await.expect(200);
    let again = admin.page("/admin/screens").await.text();
    assert!(!again.contains(&path), "it was shown once");
    let revoke = "/api/admin/screens/1/revoke";
    assert!(again.contains(revoke));
    admin.form(revoke, &[], "/admin/screens").await;
    app.anon().page(&path).await.expect(404);
}

#[tokio::test]
async fn a_revoked_link_shows_nothing_any_more() {
    let app = TestApp::new();
    let admin = app.admin().await;
    morning(&app).await;
    let (token, id) = link(&app, "waiting-room").await;
    let (data, page) = (
        format!("/api/waiting-room/{token}"),
        format!("/waiting-room/{token}"),
    );
    app.anon().get(&data).await.expect(200);
    let revoke = format!("/api/admin/screens/{id}/revoke");
    admin.post(&revoke, json!({})).await.expect(200);
    app.anon().get(&data).await.refused(404, "not_found");
    let shown = app.anon().page(&page).await.expect(404).text();
    assert!(h1(&shown).contains("no longer valid"), "{shown}");
    assert!(
        !shown.contains("moreau") && !shown.contains("Cabin 7"),
        "{shown}"
    );
    admin.post(&revoke, json!({})).await.expect(200);
    let revoked = app.audited(Action::ScreenRevoked).await;
    assert_eq!(revoked.len(), 1, "once is enough");
    assert_eq!(revoked[0].detail, "Ground floor");
    admin
        .post("/api/admin/screens/99/revoke", json!({}))
        .await
        .expect(404);
}

#[tokio::test]
async fn a_link_opens_what_it_was_made_for_and_nothing_else() {
    let app = TestApp::new();
    let (screen, _) = link(&app, "waiting-room").await;
    let (kiosk, _) = link(&app, "kiosk").await;
    let anon = app.anon();
    for path in [
        format!("/api/waiting-room/{screen}"),
        format!("/api/kiosk/{kiosk}"),
    ] {
        anon.get(&path).await.expect(200);
    }
    for path in [
        format!("/api/waiting-room/{kiosk}"),
        format!("/api/kiosk/{screen}"),
        "/api/waiting-room/x".to_owned(),
        format!("/api/waiting-room/{}", &screen[1..]),
    ] {
        anon.get(&path).await.refused(404, "not_found");
    }
    let check_in = format!("/api/kiosk/{screen}/check-in");
    anon.post(&check_in, json!({"code": "A-000001 000 000"}))
        .await
        .expect(404);
}

#[tokio::test]
async fn the_waiting_room_sees_numbers_rooms_and_doctors_and_nothing_of_patients() {
    let app = TestApp::new();
    let (_, patients) = morning(&app).await;
    let (token, _) = link(&app, "waiting-room").await;
    app.set_time("2026-11-23T09:58:00Z");
    let data = app
        .anon()
        .get(&format!("/api/waiting-room/{token}"))
        .await
        .expect(200);
    let json = data.json();
    assert_eq!(json["clinic"], "Harbour Clinic");
    assert_eq!(json["calls"][0]["number"], 1);
    assert_eq!(json["calls"][0]["room"], "Cabin 7");
    assert_eq!(json["calls"][0]["doctor"], "Dr moreau");
    assert_eq!(json["doctors"][0]["next"], json!([2]));
    assert!(
        json["doctors"][0]["late_minutes"].as_i64().unwrap() >= 25,
        "{json}"
    );
    let page = app
        .anon()
        .page(&format!("/waiting-room/{token}"))
        .await
        .expect(200)
        .text();
    assert_eq!(h1(&page), "Waiting room");
    for shown in [
        "Harbour Clinic",
        "Cabin 7",
        "Dr moreau",
        "minutes late",
        "09:58",
    ] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
    assert!(
        page.contains("http-equiv=\"refresh\""),
        "without JavaScript it loads itself anew"
    );
    assert!(!page.contains("site-nav"), "there is no way out of it");
    let secrets = [
        "rosa",
        "ravi",
        "mina",
        "Pat ",
        "1985",
        "cough",
        "496 0100",
        "patient_id",
        "A-0000",
    ];
    for text in [data.text(), page] {
        for secret in secrets {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    assert_eq!(patients.len(), 3);
}

#[tokio::test]
async fn pages_behind_a_secret_are_kept_by_nobody_and_tell_nobody() {
    let app = TestApp::new();
    for (kind, referrer) in [("waiting-room", "no-referrer"), ("kiosk", "same-origin")] {
        let (token, _) = link(&app, kind).await;
        for path in [format!("/{kind}/{token}"), format!("/api/{kind}/{token}")] {
            let reply = app.anon().page(&path).await.expect(200);
            assert_eq!(reply.header("referrer-policy"), referrer, "{kind}");
            assert_eq!(reply.header("cache-control"), "no-store");
            assert_eq!(reply.header("x-robots-tag"), "noindex, nofollow");
            assert!(reply.set_cookie().is_empty(), "there is no session");
        }
    }
    let other = app.anon().page("/doctors").await;
    assert_eq!(other.header("x-robots-tag"), "");
    assert_eq!(other.header("referrer-policy"), "same-origin");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_screen_is_told_that_something_changed_and_not_what() {
    let app = TestApp::new();
    let admin = app.admin().await;
    morning(&app).await;
    let (token, id) = link(&app, "waiting-room").await;
    let path = format!("/api/waiting-room/{token}/live");
    let server = app.listen().await;
    let open = || Socket::open(server.port, &path, None, None);
    let mut screen = open().unwrap();
    let desk = app.signed_in("desk").await;
    // What is kept for a patient is on no screen: it is not rung for.
    let before = app.state.boards.sequence();
    let rosa = app.signed_in("rosa").await;
    let keep = json!({"doctor_id": 1, "starts_at": "2026-11-24T10:00:00Z"});
    rosa.post("/api/holds", keep).await.expect(200);
    let told = timeout(Duration::from_secs(20), async {
        while app.state.boards.sequence() == before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    told.await.unwrap();
    let held = app.state.boards.sequence();
    // For longer than a ring takes.
    tokio::time::sleep(Duration::from_millis(400)).await;
    step(&desk, 2, json!({"stage": "checked-in"})).await;
    let told = block_in_place(|| screen.next()).unwrap();
    let [Message::Reload(at)] = &told[..] else {
        panic!("{told:?}");
    };
    assert!(at.number > held.number, "{at:?}, {held:?}");
    app.anon().get(&path).await.refused(400, "malformed");

    let revoke = format!("/api/admin/screens/{id}/revoke");
    admin.post(&revoke, json!({})).await.expect(200);
    // More than any machine needs: what counts is that it does not stay open.
    let closed = spawn_blocking(move || screen.rest());
    timeout(Duration::from_mins(1), closed)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(open().err(), Some(404));
}

#[tokio::test]
async fn guessing_secrets_is_slowed_down_and_a_revoked_screen_may_go_on_asking() {
    let app = TestApp::throttled();
    let (token, id) = link(&app, "waiting-room").await;
    let (open, _) = link(&app, "waiting-room").await;
    let admin = app.signed_in("admin").await;
    admin
        .post(&format!("/api/admin/screens/{id}/revoke"), json!({}))
        .await
        .expect(200);
    let ours = app.anon().at([192, 0, 2, 7]);
    for _ in 0..80 {
        ours.get(&format!("/api/waiting-room/{token}"))
            .await
            .expect(404);
    }
    for guess in 0..60 {
        ours.get(&format!("/api/waiting-room/guess{guess}"))
            .await
            .expect(404);
    }
    let guess = "/api/waiting-room/one-more";
    ours.get(guess).await.refused(429, "too_many_attempts");
    ours.get(&format!("/api/waiting-room/{open}"))
        .await
        .expect(200);
    app.anon().at([192, 0, 2, 8]).get(guess).await.expect(404);
    app.pass(SignedDuration::from_mins(16));
    ours.get(guess).await.expect(404);
}
