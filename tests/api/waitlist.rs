//! The waiting list, from asking for a time to having one.

use anteroom::{
    audit::Action,
    server::{
        check,
        schema::{holds, openings},
    },
    waitlist::fill,
};
use diesel::prelude::*;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::booking::{START, book, cancel, id_of, slots};
use crate::common::{Client, Doctor, Reply, TestApp};

mod answers;
mod asking;
mod filling;
mod placing;

/// Does what the server does by itself every now and then, and when a time came free.
async fn fill(app: &TestApp) {
    fill::run(&app.state).await.unwrap();
}

/// Asks for any time with a doctor until Friday, with further fields.
async fn ask(client: &Client, doctor: &Doctor, more: Value) -> Reply {
    let mut body = json!({"doctor_id": doctor.id, "until": "2026-11-27"});
    let fields = body.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    client.post("/api/waitlist", body).await
}

/// What a patient waits for.
async fn mine(client: &Client) -> Vec<Value> {
    let mine = client.get("/api/waitlist/mine").await.expect(200).json();
    mine["entries"].as_array().unwrap().clone()
}

/// The offers a patient has: their ids and when they begin.
async fn offers(client: &Client) -> Vec<(i64, String)> {
    let offer = |entry: &Value| {
        let offer = entry["offer"].as_object()?;
        let start = offer["starts_at"].as_str()?.to_owned();
        Some((offer["id"].as_i64()?, start))
    };
    mine(client).await.iter().filter_map(offer).collect()
}

/// The offer a patient has at that time.
async fn offered(client: &Client, start: &str) -> i64 {
    let offers = offers(client).await;
    assert_eq!(offers.len(), 1, "{offers:?}");
    assert_eq!(offers[0].1, start);
    offers[0].0
}

async fn accept(client: &Client, offer: i64) -> Reply {
    let path = format!("/api/offers/{offer}/accept");
    client.post(&path, json!({})).await
}

async fn decline(client: &Client, offer: i64) -> Reply {
    let path = format!("/api/offers/{offer}/decline");
    client.post(&path, json!({})).await
}

/// What must always be true of a database is.
async fn sound(app: &TestApp) {
    let found = app.db(check::find).await;
    assert_eq!(found.violations, [] as [String; 0]);
}

/// How many holds and openings there are.
async fn left(app: &TestApp) -> (i64, i64) {
    app.db(|conn| {
        Ok((
            holds::table.count().get_result(conn)?,
            openings::table.count().get_result(conn)?,
        ))
    })
    .await
}

#[tokio::test]
async fn what_comes_free_goes_down_the_line_until_somebody_takes_it() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let desk = app.front_desk().await;
    let (ada, ben) = (app.patient("ada").await, app.patient("ben").await);
    let (cleo, dora) = (app.patient("cleo").await, app.patient("dora").await);
    let gone = id_of(&book(&ada, &doctor, START).await.expect(200).json());
    let thursday = "2026-11-26T10:00:00+00:00";
    let later = book(&dora, &doctor, thursday).await.expect(200).json();
    ask(&ben, &doctor, json!({})).await.expect(200);
    ask(&cleo, &doctor, json!({})).await.expect(200);
    let earlier = json!({"appointment_id": id_of(&later), "doctor_id": ""});
    let request = ask(&dora, &doctor, earlier).await.expect(200).json();
    assert_eq!(request["before"], thursday);
    assert_eq!(request["doctor_name"], "Dr moreau");
    fill(&app).await;
    assert_eq!(offers(&ben).await, [], "nothing came free yet");

    cancel(&ada, gone, "").await.expect(200);
    fill(&app).await;
    let offer = offered(&ben, START).await;
    assert_eq!(mine(&ben).await[0]["status"], "offered");
    let kept = mine(&ben).await[0]["offer"]["expires_at"].clone();
    assert_eq!(kept, "2026-11-23T08:30:00+00:00");
    assert_eq!(offers(&cleo).await, []);
    // It is a hold like any other: nobody else gets this time.
    let free = slots(&app, &doctor, "2026-11-24").await;
    assert!(!free.contains(&START.to_owned()));
    book(&ada, &doctor, START).await.refused(409, "slot_taken");
    // The front desk sees what it is.
    let board = || async { desk.get("/api/desk?date=2026-11-24").await.json()["holds"].clone() };
    let seen = board().await;
    assert_eq!(
        (&seen[0]["starts_at"], &seen[0]["expires_at"]),
        (&json!(START), &kept)
    );
    assert_eq!(seen[0]["offered"], true);

    decline(&ben, offer).await.expect(200);
    assert_eq!(board().await, json!([]));
    assert_eq!(mine(&ben).await[0]["status"], "waiting");
    fill(&app).await;
    assert_eq!(offers(&ben).await, [], "nobody is asked the same twice");
    offered(&cleo, START).await;

    app.pass(SignedDuration::from_mins(31));
    let (ben, cleo) = (app.signed_in("ben").await, app.signed_in("cleo").await);
    let (dora, desk_again) = (app.signed_in("dora").await, app.signed_in("desk").await);
    assert_eq!(offers(&cleo).await, [], "the time to answer is over");
    fill(&app).await;
    assert_eq!(mine(&cleo).await[0]["status"], "waiting");
    let offer = offered(&dora, START).await;
    let moved = accept(&dora, offer).await.expect(200).json();
    assert_eq!(id_of(&moved), id_of(&later), "it is the same appointment");
    assert_eq!(moved["starts_at"], START);
    assert_eq!(mine(&dora).await, [] as [Value; 0]);

    // The time it had goes to the next in line, by itself.
    fill(&app).await;
    offered(&ben, thursday).await;
    assert_eq!(left(&app).await, (1, 0));
    drop(desk);
    let list = desk_again.get("/api/waitlist?status=filled").await;
    let list = list.expect(200).json();
    assert_eq!(list["items"][0]["patient_name"], "Pat dora");
    sound(&app).await;
    let rate = json!({"offered": 2, "accepted": 1, "ended": 1, "filled": 1});
    assert_eq!(list["rate"], rate);
    for (action, count) in [
        (Action::WaitlistJoined, 3),
        (Action::OfferMade, 4),
        (Action::OfferDeclined, 1),
        (Action::OfferAccepted, 1),
        (Action::AppointmentMoved, 1),
    ] {
        assert_eq!(app.audited(action).await.len(), count, "{action:?}");
    }
}

#[tokio::test]
async fn the_pressing_are_asked_first() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let desk = app.front_desk().await;
    let ada = app.patient("ada").await;
    let gone = id_of(&book(&ada, &doctor, START).await.expect(200).json());
    let (ben, cleo) = (app.patient("ben").await, app.patient("cleo").await);
    ask(&ben, &doctor, json!({})).await.expect(200);
    let later = ask(&cleo, &doctor, json!({})).await.expect(200).json();
    let path = format!("/api/waitlist/{}/urgency", id_of(&later));
    desk.post(&path, json!({"urgency": "somewhat"}))
        .await
        .invalid(&["urgency"]);
    let set = desk.post(&path, json!({"urgency": "urgent"})).await;
    assert_eq!(set.expect(200).json()["urgency"], "urgent");
    let list = desk.get("/api/waitlist").await.expect(200).json();
    assert_eq!(list["items"][0]["patient_name"], "Pat cleo");
    cancel(&ada, gone, "").await.expect(200);
    fill(&app).await;
    offered(&cleo, START).await;
    assert_eq!(offers(&ben).await, []);
}
