//! What happens between a merge and its undoing.

use anteroom::{
    appointments::placing::{self, Wish},
    error::AppError,
    holds,
    rules::model::Audience,
    server::{Actor, Scope},
};
use jiff::SignedDuration;

use super::*;
use crate::booking::{book, cancel, id_of};

impl State {
    fn owner_of_visit(&self, id: i64) -> i64 {
        let mut visits = self.appointments.iter();
        visits.find(|visit| visit.0 == id).unwrap().1
    }

    fn owner_of_request(&self, id: i64) -> i64 {
        let mut requests = self.waitlist.iter();
        requests.find(|request| request.0 == id).unwrap().1
    }
}

async fn ask(client: &Client, body: Value) -> i64 {
    let mut body = body;
    body["until"] = json!("2026-11-27");
    let asked = client.post("/api/waitlist", body).await;
    id_of(&asked.expect(200).json())
}

async fn book_for(desk: &Client, patient_id: i64, doctor: &Doctor, start: &str) -> i64 {
    let body = json!({
        "doctor_id": doctor.id, "patient_id": patient_id, "starts_at": start, "reason": "a sore throat",
    });
    let booked = desk.post("/api/appointments", body).await;
    id_of(&booked.expect(200).json())
}

#[tokio::test]
async fn a_request_to_move_a_visit_goes_back_with_the_visit() {
    let app = TestApp::new();
    let two = two(&app).await;
    let made = merge(&two.desk, two.rosa.id, two.rosita, json!({})).await;
    let request = ask(&two.rosa, json!({"appointment_id": two.coming})).await;
    let earlier = json!({"starts_at": "2026-11-24T09:30:00Z"});
    let offered = two
        .desk
        .post(&format!("/api/waitlist/{request}/place"), earlier)
        .await
        .expect(200)
        .json();
    undo(&two.desk, &made).await.expect(200);
    sound(&app).await;
    let after = state(&app).await;
    assert_eq!(after.owner_of_request(request), two.rosita);
    assert!(
        after.holds.iter().all(|hold| hold.1 == two.rosita),
        "{after:#?}"
    );
    // Rosa has no hand in it any more.
    let accept = format!("/api/offers/{}/accept", offered["offer"]["id"]);
    two.rosa
        .post(&accept, json!({}))
        .await
        .refused(404, "not_found");
    let moved = two.desk.post(&accept, json!({})).await.expect(200).json();
    assert_eq!(
        (id_of(&moved), &moved["patient_id"], &moved["starts_at"]),
        (
            two.coming,
            &json!(two.rosita),
            &json!("2026-11-24T09:30:00+00:00")
        )
    );
    sound(&app).await;
}

#[tokio::test]
async fn what_the_account_did_goes_back_with_it() {
    let app = TestApp::new();
    let two = two(&app).await;
    let (kept, merged) = (two.rosita, two.rosa.id);
    let before = state(&app).await;
    let made = merge(&two.desk, kept, merged, json!({})).await;
    app.pass(SignedDuration::from_mins(1));
    let own = ["2026-11-26T09:00:00Z", "2026-11-26T11:00:00Z"];
    let mut booked = Vec::new();
    for start in own {
        let visit = book(&two.rosa, &two.doctor, start).await.expect(200).json();
        assert_eq!(visit["patient_id"], kept);
        booked.push(id_of(&visit));
    }
    let asked = ask(&two.rosa, json!({"doctor_id": two.doctor.id})).await;
    // A visit that was the other's all along: a request to move it is the other's too.
    let to_move = ask(&two.rosa, json!({"appointment_id": two.coming})).await;
    let desk_booked = book_for(&two.desk, kept, &two.doctor, "2026-11-26T10:00:00Z").await;
    let hold = json!({"doctor_id": two.doctor.id, "starts_at": "2026-11-27T09:00:00Z"});
    two.rosa.post("/api/holds", hold).await.expect(200);

    undo(&two.desk, &made).await.expect(200);
    sound(&app).await;
    let after = state(&app).await;
    for visit in &booked {
        assert_eq!(after.owner_of_visit(*visit), merged);
    }
    assert_eq!(after.owner_of_visit(desk_booked), kept);
    assert_eq!(after.owner_of_visit(two.coming), kept);
    assert_eq!(after.owner_of_request(asked), merged);
    assert_eq!(after.owner_of_request(to_move), kept);
    assert_eq!(after.holds, before.holds);
    let mine = two.rosa.get("/api/appointments/mine").await.expect(200);
    assert_eq!(mine.json()["upcoming"].as_array().unwrap().len(), 3);
    two.rosa
        .get(&format!("/api/appointments/{desk_booked}"))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn what_waited_for_its_turn_meanwhile_is_not_for_the_record_of_another() {
    let app = TestApp::new();
    let two = two(&app).await;
    let (kept, own) = (two.rosita, two.rosa.id);
    let made = merge(&two.desk, kept, own, json!({})).await;
    undo(&two.desk, &made).await.expect(200);
    let before = state(&app).await;

    let settings = app.state.settings().await.unwrap();
    let actor = Actor {
        user_id: Some(two.rosa.user_id),
        ..Actor::system(app.state.now())
    };
    let doctor_id = two.doctor.id;
    let wish = move |patient_id| Wish {
        patient_id,
        doctor_id,
        visit_type_id: None,
        starts_at: "2026-11-26T09:00:00Z".parse().unwrap(),
        audience: Audience::Patient,
        overbook: None,
    };
    let db = &app.state.db;
    let asked = (settings.clone(), actor.clone(), wish(kept));
    let booked = db.write(move |conn| {
        let (settings, actor, wish) = &asked;
        placing::book(conn, settings, actor, wish, "", None)
    });
    let asked = (settings.clone(), actor.clone(), wish(kept));
    let held = db.write(move |conn| {
        let (settings, actor, wish) = &asked;
        holds::store::place(conn, settings, actor, wish, actor.at, false, None)
    });
    let (asked, id) = ((settings.clone(), actor.clone(), wish(kept)), two.coming);
    let moved = db.write(move |conn| {
        let (settings, actor, wish) = &asked;
        let scope = Scope::Patient(wish.patient_id);
        placing::reschedule(conn, settings, actor, scope, id, None, wish, "").map(|()| id)
    });
    for refused in [booked.await, held.await, moved.await] {
        assert!(
            matches!(&refused, Err(AppError::Conflict { message }) if message.contains("records in order")),
            "{refused:?}"
        );
    }
    assert_eq!(state(&app).await, before);

    let booked = db.write(move |conn| placing::book(conn, &settings, &actor, &wish(own), "", None));
    let id = booked.await.unwrap();
    assert_eq!(state(&app).await.owner_of_visit(id), own);
}

#[tokio::test]
async fn a_request_goes_back_with_the_visit_that_it_became() {
    let app = TestApp::new();
    let two = two(&app).await;
    let (kept, merged) = (two.rosa.id, two.rosita);
    let made = merge(&two.desk, kept, merged, json!({})).await;
    let accepted = two
        .desk
        .post(&format!("/api/offers/{}/accept", two.offer), json!({}))
        .await
        .expect(200)
        .json();
    assert_eq!(accepted["patient_id"], kept);
    let outright = json!({"starts_at": "2026-11-25T13:00:00Z", "book": true});
    two.desk
        .post(&format!("/api/waitlist/{}/place", two.request), outright)
        .await
        .expect(200);
    let since = book_for(&two.desk, kept, &two.doctor, "2026-11-25T15:00:00Z").await;
    undo(&two.desk, &made).await.expect(200);
    sound(&app).await;
    let after = state(&app).await;
    assert_eq!(after.owner_of_visit(id_of(&accepted)), merged);
    let afternoon = "2026-11-25T13:00:00Z".parse::<jiff::Timestamp>().unwrap();
    let mut visits = after.appointments.iter();
    let outright = visits.find(|visit| visit.2 == afternoon.as_second());
    assert_eq!(outright.unwrap().1, merged);
    assert_eq!(after.owner_of_visit(since), kept);
    assert!(
        after
            .waitlist
            .iter()
            .all(|request| (request.1, request.2.as_str()) == (merged, "filled")),
        "{after:#?}"
    );
}

#[tokio::test]
async fn what_was_moved_called_off_or_begun_since_goes_back_as_it_is() {
    let app = TestApp::new();
    let two = two(&app).await;
    let okafor = app.doctor("okafor").await;
    let visit = |start| app.visit(Visit::new(&two.other, &two.doctor, start));
    let today = visit("2026-11-23T09:00:00Z").await;
    let ill = visit("2026-11-27T09:00:00Z").await;
    let made = merge(&two.desk, two.rosa.id, two.rosita, json!({})).await;
    let moved = json!({"starts_at": "2026-11-25T14:00:00Z", "doctor_id": okafor.id});
    two.desk
        .post(
            &format!("/api/appointments/{}/reschedule", two.coming),
            moved,
        )
        .await
        .expect(200);
    two.desk
        .post(
            &format!("/api/appointments/{today}/stage"),
            json!({"stage": "arrived"}),
        )
        .await
        .expect(200);
    cancel(&two.desk, ill, "Ill").await.expect(200);
    sound(&app).await;

    undo(&two.desk, &made).await.expect(200);
    sound(&app).await;
    let after = state(&app).await;
    let found = |id: i64| {
        let mut visits = after.appointments.iter();
        let visit = visits.find(|visit| visit.0 == id).unwrap();
        (visit.1, visit.2, visit.3.as_str())
    };
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_second();
    let rosita = two.rosita;
    assert_eq!(
        [found(two.coming), found(today), found(ill)],
        [
            (rosita, at("2026-11-25T14:00:00Z"), "booked"),
            (rosita, at("2026-11-23T09:00:00Z"), "arrived"),
            (rosita, at("2026-11-27T09:00:00Z"), "cancelled"),
        ]
    );
}

async fn blocked(desk: &Client, patient_id: i64) -> bool {
    let path = format!("/api/booking/standing?patient_id={patient_id}");
    let reasons = desk.get(&path).await.expect(200).json();
    !reasons.as_array().unwrap().is_empty()
}

#[tokio::test]
async fn the_later_forgiveness_holds() {
    let app = TestApp::new();
    let two = two(&app).await;
    app.rules("UPDATE clinic SET noshow_limit = 1".to_owned())
        .await;
    let missed = Visit::new(&two.other, &two.doctor, "2026-11-18T09:00:00Z");
    app.visit(missed.status(Status::Noshow)).await;
    assert!(blocked(&two.desk, two.rosita).await);
    let forgive = |id: i64| {
        let path = format!("/api/patients/{id}/forgive");
        let desk = two.desk.clone();
        async move { desk.post(&path, json!({})).await.expect(200) }
    };
    forgive(two.rosita).await;
    for (kept, merged) in [(two.rosa.id, two.rosita), (two.rosita, two.rosa.id)] {
        let before = state(&app).await;
        let made = merge(&two.desk, kept, merged, json!({})).await;
        assert!(!blocked(&two.desk, kept).await, "{kept}");
        undo(&two.desk, &made).await.expect(200);
        assert_eq!(state(&app).await, before);
    }
    // Forgiven once more in between, they stay forgiven.
    let made = merge(&two.desk, two.rosa.id, two.rosita, json!({})).await;
    let then = app.now().as_second();
    app.pass(SignedDuration::from_mins(5));
    forgive(two.rosa.id).await;
    undo(&two.desk, &made).await.expect(200);
    let after = state(&app).await;
    let forgiven = |id: i64| {
        let mut records = after.patients.iter();
        records.find(|record| record.0 == id).unwrap().8
    };
    assert_eq!(forgiven(two.rosa.id), Some(app.now().as_second()));
    assert_eq!(forgiven(two.rosita), Some(then));
}
