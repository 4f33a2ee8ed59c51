//! Visits that need another time since the doctor is away or the clinic closed: nobody is
//! forgotten, and nothing is proposed twice.

use std::collections::BTreeSet;

use anteroom::{
    displaced,
    server::{
        app_state::Settings,
        schema::{exceptions, move_requests},
    },
};
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::{
    booking::{book, cancel, id_of, people},
    common::{Client, TestApp, alert, h1},
};

async fn list(client: &Client) -> Vec<Value> {
    let list = client.get("/api/displaced").await.expect(200).json();
    list.as_array().unwrap().clone()
}

async fn on_it(client: &Client) -> Vec<i64> {
    let ids = list(client).await;
    ids.iter()
        .map(|each| each["appointment_id"].as_i64().unwrap())
        .collect()
}

/// A move of each of these to the first time that is proposed.
fn first_choices(list: &[Value]) -> String {
    let moves = list.iter().map(|each| {
        let first = &each["proposals"][0];
        format!(
            "{}@{}@{}",
            each["appointment_id"],
            first["starts_at"].as_str().unwrap(),
            first["doctor_id"]
        )
    });
    moves.collect::<Vec<_>>().join(",")
}

/// The doctor is away on Tuesday, 24 November.
async fn away_on_tuesday(app: &TestApp, doctor_id: i64) {
    app.away(
        Some(doctor_id),
        "2026-11-24T00:00",
        "2026-11-25T00:00",
        "Training",
    )
    .await;
}

#[tokio::test]
async fn time_off_over_booked_visits_lists_them_until_each_has_another_time() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let (olu, okafor) = (app.patient("olu").await, app.doctor("okafor").await);
    let desk = app.front_desk().await;
    let mut booked = Vec::new();
    for clock in ["09:30", "11:30", "12:00", "15:00"] {
        let at = format!("2026-11-24T{clock}:00+00:00");
        booked.push(id_of(&book(&rosa, &doctor, &at).await.expect(200).json()));
    }
    book(&olu, &okafor, "2026-11-24T12:30:00Z")
        .await
        .expect(200);
    assert!(list(&desk).await.is_empty());

    // Away from half way through the second to the end of the third.
    app.away(
        Some(doctor.id),
        "2026-11-24T11:45",
        "2026-11-24T14:00",
        "Training",
    )
    .await;
    let listed = list(&desk).await;
    assert_eq!(on_it(&desk).await, [booked[1], booked[2]]);
    assert_eq!(listed[0]["why"], "Time off: Training.");
    assert_eq!(listed[0]["patient_name"], "Pat rosa");
    assert_eq!(
        (&listed[0]["has_login"], &listed[0]["asked"]),
        (&json!(true), &json!(false))
    );
    let count = desk.get("/api/displaced/count").await.expect(200).json();
    assert_eq!(count, 2);

    let path = format!("/api/appointments/{}/reschedule", booked[1]);
    desk.post(&path, json!({"starts_at": "2026-11-24T14:00:00Z"}))
        .await
        .expect(200);
    assert_eq!(on_it(&desk).await, [booked[2]]);
    cancel(&desk, booked[2], "").await.expect(200);
    assert!(list(&desk).await.is_empty());

    away_on_tuesday(&app, doctor.id).await;
    assert_eq!(on_it(&desk).await, [booked[0], booked[1], booked[3]]);
    app.rules("DELETE FROM exceptions".into()).await;
    assert!(list(&desk).await.is_empty());
    // What has begun is over and done with.
    away_on_tuesday(&app, doctor.id).await;
    app.set_time("2026-11-24T14:30:00Z");
    assert_eq!(on_it(&app.signed_in("desk").await).await, [booked[3]]);
}

#[tokio::test]
async fn proposals_are_free_as_long_and_could_all_be_taken_at_once() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let okafor = app.doctor("okafor").await;
    let desk = app.front_desk().await;
    for (index, name) in ["rosa", "olu", "ines"].into_iter().enumerate() {
        let patient = app.patient(name).await;
        for hour in [9, 13] {
            let at = format!("2026-11-24T{:02}:30:00Z", hour + index);
            book(&patient, &doctor, &at).await.expect(200);
        }
        let near = format!("2026-11-23T16:{:02}:00Z", if index == 0 { 0 } else { 30 });
        if index < 2 {
            book(&patient, &doctor, &near).await.expect(200);
        }
    }
    away_on_tuesday(&app, doctor.id).await;
    let listed = list(&desk).await;
    assert_eq!(listed.len(), 6);
    let mut seen = BTreeSet::new();
    for each in &listed {
        let proposals = each["proposals"].as_array().unwrap();
        assert_eq!(proposals[0]["doctor_id"], doctor.id);
        assert_eq!(proposals.last().unwrap()["doctor_id"], okafor.id);
        for proposal in proposals {
            let (from, to) = (&proposal["starts_at"], &proposal["ends_at"]);
            let length = |from: &Value, to: &Value| {
                let at = |text: &Value| text.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
                at(to).duration_since(at(from))
            };
            assert_eq!(
                length(from, to),
                length(&each["starts_at"], &each["ends_at"])
            );
            let place = (proposal["doctor_id"].to_string(), from.to_string());
            assert!(seen.insert(place), "proposed twice: {proposal}");
        }
    }
    let body = json!({"moves": first_choices(&listed)});
    let outcome = desk.post("/api/displaced/move", body).await.expect(200);
    assert_eq!(outcome.json()["done"].as_array().unwrap().len(), 6);
    assert_eq!(outcome.json()["failed"], json!([]));
    assert!(list(&desk).await.is_empty());
}

#[tokio::test]
async fn another_doctor_of_the_specialization_stands_in_for_a_long_absence() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let (okafor, skin) = (app.doctor("okafor").await, app.doctor("skin").await);
    let desk = app.front_desk().await;
    app.rules(format!(
        "UPDATE doctors SET specialization = 'Dermatology' WHERE id = {}",
        skin.id
    ))
    .await;
    let id = id_of(
        &book(&rosa, &doctor, "2026-11-24T09:30:00Z")
            .await
            .expect(200)
            .json(),
    );
    app.away(
        Some(doctor.id),
        "2026-11-01T00:00",
        "2027-11-01T00:00",
        "Sabbatical",
    )
    .await;
    let listed = list(&desk).await;
    let same_time = json!({
        "doctor_id": okafor.id, "doctor_name": "Dr okafor",
        "starts_at": "2026-11-24T09:30:00+00:00", "ends_at": "2026-11-24T10:00:00+00:00",
    });
    assert_eq!(listed[0]["proposals"][0], same_time);
    let body = json!({"moves": first_choices(&listed)});
    doctor.post("/api/displaced/move", body).await.expect(200);
    let moved = rosa.get(&format!("/api/appointments/{id}")).await.json();
    assert_eq!(moved["doctor_id"], okafor.id);
    assert_eq!(moved["starts_at"], "2026-11-24T09:30:00+00:00");
}

#[tokio::test]
async fn each_move_has_its_own_outcome_and_what_fails_stays_on_the_list() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let (olu, ines) = (app.patient("olu").await, app.patient("ines").await);
    let desk = app.front_desk().await;
    let first = id_of(
        &book(&rosa, &doctor, "2026-11-24T09:30:00Z")
            .await
            .expect(200)
            .json(),
    );
    let second = id_of(
        &book(&olu, &doctor, "2026-11-24T10:00:00Z")
            .await
            .expect(200)
            .json(),
    );
    let fine = id_of(
        &book(&olu, &doctor, "2026-11-27T10:00:00Z")
            .await
            .expect(200)
            .json(),
    );
    away_on_tuesday(&app, doctor.id).await;
    let listed = list(&desk).await;
    // Somebody takes what is proposed to the first.
    let proposed = listed[0]["proposals"][0]["starts_at"].as_str().unwrap();
    book(&ines, &doctor, proposed).await.expect(200);
    let moves = format!(
        "{},{fine}@2026-11-27T11:00:00Z@{},99@2026-11-27T12:00:00Z@{}",
        first_choices(&listed),
        doctor.id,
        doctor.id
    );
    let outcome = desk
        .post("/api/displaced/move", json!({"moves": moves}))
        .await
        .expect(200)
        .json();
    assert_eq!(outcome["done"], json!([second]));
    let failed: Vec<(i64, &str)> = outcome["failed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| {
            let why = each["why"].as_str().unwrap();
            (each["appointment_id"].as_i64().unwrap(), why)
        })
        .collect();
    assert_eq!(failed[0].0, first);
    assert!(failed[0].1.contains("taken"), "{failed:?}");
    assert_eq!(failed[1], (fine, "It needs no other time any more."));
    assert_eq!(failed[2].0, 99);
    assert_eq!(on_it(&desk).await, [first]);
    // Whoever has the same list open moves nobody a second time.
    let again = json!({"moves": first_choices(&listed[1..])});
    let outcome = desk.post("/api/displaced/move", again).await.expect(200);
    assert_eq!(outcome.json()["done"], json!([]));
}

#[tokio::test]
async fn whom_staff_put_into_time_off_on_purpose_waits_for_nothing() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let olu = app.patient("olu").await;
    let desk = app.front_desk().await;
    // Two at once, long before anybody knew that the doctor would be away.
    book(&rosa, &doctor, "2026-11-24T09:30:00Z")
        .await
        .expect(200);
    let overbook = json!({
        "doctor_id": doctor.id, "patient_id": olu.id,
        "starts_at": "2026-11-24T09:30:00Z", "overbook_reason": "an emergency",
    });
    desk.post("/api/appointments", overbook.clone())
        .await
        .expect(200);
    app.pass(jiff::SignedDuration::from_mins(1));
    away_on_tuesday(&app, doctor.id).await;
    assert_eq!(list(&desk).await.len(), 2);
    // And one into the time off.
    app.pass(jiff::SignedDuration::from_mins(1));
    let mut knowingly = overbook;
    knowingly["starts_at"] = json!("2026-11-24T11:00:00Z");
    desk.post("/api/appointments", knowingly).await.expect(200);
    assert_eq!(list(&desk).await.len(), 2);
}

#[tokio::test]
async fn a_doctor_sees_and_moves_their_own() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let okafor = app.doctor("okafor").await;
    let admin = app.admin().await;
    let own = id_of(
        &book(&rosa, &doctor, "2026-11-24T09:30:00Z")
            .await
            .expect(200)
            .json(),
    );
    let other = id_of(
        &book(&rosa, &okafor, "2026-11-24T11:00:00Z")
            .await
            .expect(200)
            .json(),
    );
    app.away(None, "2026-11-24T00:00", "2026-11-25T00:00", "Power cut")
        .await;
    assert_eq!(on_it(&admin).await, [own, other]);
    assert_eq!(
        list(&admin).await[0]["why"],
        "The clinic is closed: Power cut."
    );
    assert_eq!(on_it(&doctor).await, [own]);
    let of = |id: i64| format!("/api/displaced?doctor_id={id}");
    let listed = admin.get(&of(okafor.id)).await.expect(200).json();
    assert_eq!(listed[0]["appointment_id"], other);
    doctor.get(&of(doctor.id)).await.expect(200);
    doctor.get(&of(okafor.id)).await.refused(403, "forbidden");

    let theirs = list(&okafor).await;
    let outcome = doctor
        .post(
            "/api/displaced/move",
            json!({"moves": first_choices(&theirs)}),
        )
        .await
        .expect(200);
    assert_eq!(outcome.json()["done"], json!([]));
    let ask = json!({"appointment_ids": other});
    let outcome = doctor.post("/api/displaced/ask", ask).await.expect(200);
    assert_eq!(outcome.json()["done"], json!([]));
    assert_eq!(on_it(&admin).await, [own, other]);
}

#[tokio::test]
async fn a_patient_who_was_asked_chooses_in_spite_of_the_cut_off() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let id = id_of(
        &book(&rosa, &doctor, "2026-11-23T10:00:00Z")
            .await
            .expect(200)
            .json(),
    );
    app.away(Some(doctor.id), "2026-11-23T09:00", "2026-11-23T13:00", "")
        .await;
    let path = format!("/api/appointments/{id}/reschedule");
    let to = json!({"starts_at": "2026-11-23T15:00:00Z"});
    rosa.post(&path, to.clone()).await.refused(409, "conflict");
    let ask = json!({"appointment_ids": format!("{id}")});
    for _ in 0..2 {
        let outcome = desk
            .post("/api/displaced/ask", ask.clone())
            .await
            .expect(200);
        assert_eq!(outcome.json()["done"], json!([id]));
    }
    assert_eq!(list(&desk).await[0]["asked"], true);
    let asked = rosa.get(&format!("/api/appointments/{id}")).await.json();
    assert_eq!(asked["move_requested"], true);
    let moved = rosa.post(&path, to).await.expect(200).json();
    assert_eq!(moved["move_requested"], false);
    assert!(list(&desk).await.is_empty());
}

#[tokio::test]
async fn who_has_no_account_is_called() {
    let app = TestApp::new();
    let (_, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let walter = app.patient_record("Walter Stone", None).await;
    let body =
        json!({"doctor_id": doctor.id, "starts_at": "2026-11-24T10:00:00Z", "patient_id": walter});
    let id = id_of(
        &desk
            .post("/api/appointments", body)
            .await
            .expect(200)
            .json(),
    );
    away_on_tuesday(&app, doctor.id).await;
    let ask = json!({"appointment_ids": id});
    let outcome = desk
        .post("/api/displaced/ask", ask)
        .await
        .expect(200)
        .json();
    assert_eq!(
        outcome["failed"],
        json!([{"appointment_id": id, "why": "The patient has no account. Please call."}])
    );
    let html = desk.page("/displaced").await.expect(200).text();
    assert!(html.contains("Please call"));
    assert!(html.contains("href=\"tel:+441174960100\""));
}

#[tokio::test]
async fn what_patients_were_asked_is_taken_back_when_the_doctor_is_there_after_all() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let mut booked = Vec::new();
    for at in ["2026-11-24T10:00:00Z", "2026-11-26T10:00:00Z"] {
        booked.push(id_of(&book(&rosa, &doctor, at).await.expect(200).json()));
    }
    away_on_tuesday(&app, doctor.id).await;
    app.away(Some(doctor.id), "2026-11-26T00:00", "2026-11-27T00:00", "")
        .await;
    let ask = json!({"appointment_ids": format!("{} {}", booked[0], booked[1])});
    desk.post("/api/displaced/ask", ask).await.expect(200);
    let now = app.now();
    let left: Vec<i64> = app
        .db(move |conn| {
            let tuesday = exceptions::table.filter(exceptions::reason.eq("Training"));
            diesel::delete(tuesday).execute(conn)?;
            let settings = Settings::load(conn, now)?;
            displaced::steps::settle(conn, &settings, now)?;
            move_requests::table
                .select(move_requests::appointment_id)
                .load(conn)
        })
        .await;
    assert_eq!(left, [booked[1]]);
}

#[tokio::test]
async fn what_is_asked_for_must_make_sense() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    for (path, field) in [("move", "moves"), ("ask", "appointment_ids")] {
        let path = format!("/api/displaced/{path}");
        desk.post(&path, json!({field: "soon"}))
            .await
            .invalid(&[field]);
        desk.post(&path, json!({}))
            .await
            .invalid(&["appointment_ids"]);
    }
    desk.post("/api/displaced/ask", json!({"appointment_ids": "1,1"}))
        .await
        .invalid(&["appointment_ids"]);
}

#[tokio::test]
async fn a_browser_without_scripts_moves_and_asks_from_one_form() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let mut booked = Vec::new();
    for clock in ["10:00", "11:00"] {
        let at = format!("2026-11-24T{clock}:00Z");
        booked.push(id_of(&book(&rosa, &doctor, &at).await.expect(200).json()));
    }
    let quiet = desk.page("/desk").await.expect(200).text();
    assert!(!quiet.contains("another time"));
    away_on_tuesday(&app, doctor.id).await;
    let html = desk.page("/desk").await.expect(200).text();
    assert!(html.contains("2 visits need another time"));
    let overview = app.admin().await.page("/admin").await.expect(200).text();
    assert!(overview.contains("2 visits in need of another time"));

    let page = format!("/displaced?doctor_id={}", doctor.id);
    let html = desk.page(&page).await.expect(200).text();
    assert!(html.contains("formaction=\"/api/displaced/ask\""));
    let doctor_id = doctor.id.to_string();
    let nothing = [("doctor_id", doctor_id.as_str())];
    for action in ["/api/displaced/move", "/api/displaced/ask"] {
        let reply = desk.form(action, &nothing, &page).await;
        let html = desk.page(reply.location()).await.expect(200).text();
        assert_eq!(alert(&html), "Select at least one patient.", "{action}");
    }
    let listed = list(&desk).await;
    let first = &listed[0]["proposals"][0];
    let (pick, to) = (format!("pick_{}", booked[0]), format!("to_{}", booked[0]));
    let choice = format!("{}@{}", first["starts_at"].as_str().unwrap(), doctor.id);
    let fields = [
        ("doctor_id", doctor_id.as_str()),
        (pick.as_str(), "true"),
        (to.as_str(), &choice),
    ];
    let reply = desk.form("/api/displaced/move", &fields, &page).await;
    assert_eq!(reply.location(), page);
    let html = desk.page(&page).await.expect(200).text();
    assert!(html.contains("1 patient was moved."));
    let pick = format!("pick_{}", booked[1]);
    let fields = [("doctor_id", doctor_id.as_str()), (pick.as_str(), "true")];
    desk.form("/api/displaced/ask", &fields, &page).await;
    let html = desk.page(&page).await.expect(200).text();
    assert!(html.contains("1 patient was asked.") && html.contains("Asked to choose"));
    cancel(&desk, booked[1], "").await.expect(200);
    let html = desk.page("/displaced").await.expect(200).text();
    assert_eq!(h1(&html), "Visits that need another time");
    assert!(html.contains("Nobody is waiting for a new time"));
}
