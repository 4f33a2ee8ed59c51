//! Whom a time is offered to, by whom it is offered, and what is never offered.

use anteroom::{
    rules,
    server::{
        AppState, Db,
        clock::Clock,
        schema::{offers as offer_rows, visit_types},
    },
};
use tokio::task::JoinSet;

use super::*;
use crate::common::{Patient, Visit};

/// Somebody has a visit, to give its time back.
async fn taken(app: &TestApp, by: &Patient, doctor: &Doctor, start: &str, minutes: i64) -> i64 {
    app.visit(Visit::new(by, doctor, start).minutes(minutes))
        .await
}

#[tokio::test]
async fn only_whom_it_suits_is_asked() {
    let app = TestApp::new();
    let (doctor, other) = (app.doctor("moreau").await, app.doctor("okafor").await);
    let ada = app.patient("ada").await;
    let gone = taken(&app, &ada, &doctor, START, 30).await;
    let unsuited = [
        json!({"wed": true}),
        json!({"from": "09:45"}),
        json!({"to": "09:45"}),
        json!({"until": "2026-11-23"}),
        json!({"doctor_id": other.id}),
        json!({"doctor_id": "", "specialization": "general practice", "to": "09:15"}),
    ];
    for (number, terms) in unsuited.into_iter().enumerate() {
        let name = format!("unsuited{number}");
        let patient = app.patient(&name).await;
        ask(&patient, &doctor, terms).await.expect(200);
    }
    // Somebody who is elsewhere then, and somebody whose visit is sooner.
    let (busy, sooner) = (app.patient("busy").await, app.patient("sooner").await);
    taken(&app, &busy, &other, START, 30).await;
    ask(&busy, &doctor, json!({})).await.expect(200);
    let own = taken(&app, &sooner, &other, "2026-11-24T09:00:00Z", 30).await;
    let earlier = json!({"appointment_id": own, "doctor_id": doctor.id});
    ask(&sooner, &doctor, earlier).await.expect(200);

    let any = json!({"doctor_id": "", "specialization": "general practice", "tue": true});
    let suited = app.patient("suited").await;
    ask(&suited, &doctor, any).await.expect(200);
    cancel(&ada, gone, "").await.expect(200);
    fill(&app).await;
    offered(&suited, START).await;
    assert_eq!(left(&app).await, (1, 0));
}

#[tokio::test]
async fn a_long_time_is_shared_out() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let ada = app.patient("ada").await;
    let gone = taken(&app, &ada, &doctor, START, 90).await;
    let (ben, cleo) = (app.patient("ben").await, app.patient("cleo").await);
    let dora = app.patient("dora").await;
    ask(&ben, &doctor, json!({"from": "10:00"}))
        .await
        .expect(200);
    ask(&cleo, &doctor, json!({})).await.expect(200);
    ask(&dora, &doctor, json!({})).await.expect(200);
    cancel(&ada, gone, "").await.expect(200);
    fill(&app).await;
    offered(&ben, "2026-11-24T10:00:00+00:00").await;
    offered(&cleo, START).await;
    offered(&dora, "2026-11-24T10:30:00+00:00").await;
}

#[tokio::test]
async fn what_is_too_short_for_a_visit_goes_to_the_next() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let (ada, desk) = (app.patient("ada").await, app.front_desk().await);
    let [long, short] = app
        .db(|conn| {
            let mut add = |name: &str, minutes: i32| -> QueryResult<i64> {
                diesel::insert_into(visit_types::table)
                    .values((
                        visit_types::name.eq(name),
                        visit_types::minutes.eq(minutes),
                        visit_types::buffer_before.eq(0),
                        visit_types::buffer_after.eq(0),
                        visit_types::colour.eq("teal"),
                        visit_types::staff_only.eq(false),
                        visit_types::note.eq(""),
                        visit_types::active.eq(true),
                    ))
                    .returning(visit_types::id)
                    .get_result(conn)
            };
            let found = [add("Long", 60)?, add("Short", 30)?];
            rules::store::changed(conn)?;
            Ok(found)
        })
        .await;
    app.state.forget_settings();
    let gone = taken(&app, &ada, &doctor, START, 30).await;
    let rest = taken(&app, &ada, &doctor, "2026-11-24T10:00:00Z", 30).await;
    let (ben, cleo) = (app.patient("ben").await, app.patient("cleo").await);
    ask(&ben, &doctor, json!({"visit_type_id": long}))
        .await
        .expect(200);
    ask(&cleo, &doctor, json!({"visit_type_id": short}))
        .await
        .expect(200);
    cancel(&desk, gone, "").await.expect(200);
    fill(&app).await;
    assert_eq!(offers(&ben).await, []);
    let offer = offered(&cleo, START).await;
    decline(&cleo, offer).await.expect(200);
    fill(&app).await;
    // At ten there is an hour.
    cancel(&desk, rest, "").await.expect(200);
    fill(&app).await;
    offered(&ben, "2026-11-24T10:00:00+00:00").await;
}

#[tokio::test]
async fn who_is_asked_something_else_gets_the_next_time_after_it() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let (ada, ben) = (app.patient("ada").await, app.patient("ben").await);
    let noon = "2026-11-24T12:00:00+00:00";
    let first = taken(&app, &ada, &doctor, START, 30).await;
    let second = taken(&app, &ada, &doctor, noon, 30).await;
    ask(&ben, &doctor, json!({})).await.expect(200);
    cancel(&ada, first, "").await.expect(200);
    fill(&app).await;
    let offer = offered(&ben, START).await;
    cancel(&ada, second, "").await.expect(200);
    fill(&app).await;
    assert_eq!(left(&app).await, (1, 1), "it waits for the answer");
    decline(&ben, offer).await.expect(200);
    fill(&app).await;
    offered(&ben, noon).await;
    assert_eq!(left(&app).await, (1, 0));
}

#[tokio::test]
async fn nobody_is_asked_when_it_is_too_late_to_come() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let (ada, ben) = (app.patient("ada").await, app.patient("ben").await);
    let desk = app.front_desk().await;
    let nine = taken(&app, &ada, &doctor, "2026-11-23T09:00:00Z", 30).await;
    let half_past = taken(&app, &ada, &doctor, "2026-11-23T09:30:00Z", 30).await;
    ask(&ben, &doctor, json!({})).await.expect(200);
    cancel(&desk, nine, "").await.expect(200);
    fill(&app).await;
    assert_eq!(offers(&ben).await, [], "an hour before nine is now");
    assert_eq!(left(&app).await, (0, 0));
    app.pass(SignedDuration::from_mins(15));
    cancel(&desk, half_past, "").await.expect(200);
    fill(&app).await;
    offered(&ben, "2026-11-23T09:30:00+00:00").await;
    // An hour before the visit the offer ends, sooner than after half an hour.
    let kept = mine(&ben).await[0]["offer"]["expires_at"].clone();
    assert_eq!(kept, "2026-11-23T08:30:00+00:00");
}

#[tokio::test]
async fn several_servers_offer_each_time_once() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let (ada, desk) = (app.patient("ada").await, app.front_desk().await);
    let mut visits = Vec::new();
    for hour in 10..16 {
        let start = format!("2026-11-24T{hour}:00:00Z");
        visits.push(taken(&app, &ada, &doctor, &start, 30).await);
    }
    for number in 0..9 {
        let patient = app.patient_record(&format!("Pat {number}"), None).await;
        app.waiting(patient, doctor.id).await;
    }
    for id in visits {
        cancel(&desk, id, "").await.expect(200);
    }
    // Each with a pool of connections of its own; a file has one server.
    let mut servers = vec![app.state.clone(), app.state.clone()];
    if app.state.db.url().is_shared() {
        let db = Db::open(app.state.db.url()).unwrap();
        let clock = Clock::fixed(app.now());
        servers.push(AppState::new(db, app.state.config.clone(), clock));
    }
    let mut running = JoinSet::new();
    for server in servers {
        running.spawn(async move { anteroom::waitlist::fill::run(&server).await });
    }
    while let Some(done) = running.join_next().await {
        done.unwrap().unwrap();
    }
    let mut made: Vec<(i64, i64)> = app
        .db(|conn| {
            offer_rows::table
                .select((offer_rows::starts_at, offer_rows::waitlist_id))
                .order(offer_rows::starts_at)
                .load(conn)
        })
        .await;
    assert_eq!(made.len(), 6, "{made:?}");
    made.dedup_by_key(|(start, _)| *start);
    assert_eq!(made.len(), 6, "each time once");
    made.sort_by_key(|(_, request)| *request);
    made.dedup_by_key(|(_, request)| *request);
    assert_eq!(made.len(), 6, "each of the first six in line has one");
    assert_eq!(left(&app).await, (6, 0));
    sound(&app).await;
}

#[tokio::test]
async fn what_cannot_be_filled_any_more_ends() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let (ada, ben) = (app.patient("ada").await, app.patient("ben").await);
    let gone = taken(&app, &ada, &doctor, START, 30).await;
    let own = taken(&app, &ben, &doctor, "2026-11-26T10:00:00Z", 30).await;
    let earlier = json!({"appointment_id": own, "doctor_id": ""});
    ask(&ben, &doctor, earlier).await.expect(200);
    ask(
        &ada,
        &doctor,
        json!({"until": "2026-11-23", "from": "16:00"}),
    )
    .await
    .expect(200);
    cancel(&ada, gone, "").await.expect(200);
    fill(&app).await;
    let offer = offered(&ben, START).await;
    // Without the appointment there is nothing to move, and the offer ends with the request.
    cancel(&ben, own, "").await.expect(200);
    fill(&app).await;
    assert_eq!(mine(&ben).await, [] as [Value; 0]);
    accept(&ben, offer).await.refused(409, "conflict");
    assert_eq!(left(&app).await.0, 0);
    assert_eq!(mine(&ada).await.len(), 1, "until the evening");
    app.set_time("2026-11-24T08:00:00Z");
    fill(&app).await;
    assert_eq!(mine(&app.signed_in("ada").await).await, [] as [Value; 0]);
    let desk = app.front_desk().await;
    let ended = desk.get("/api/waitlist?status=expired").await.expect(200);
    assert_eq!(ended.json()["total"], 2);
}

#[tokio::test]
async fn an_offer_that_nobody_answers_does_not_outlast_its_hold() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let (ada, ben) = (app.patient("ada").await, app.patient("ben").await);
    let gone = taken(&app, &ada, &doctor, START, 30).await;
    ask(&ben, &doctor, json!({})).await.expect(200);
    cancel(&ada, gone, "").await.expect(200);
    fill(&app).await;
    offered(&ben, START).await;
    app.set_time("2026-11-23T08:30:00Z");
    // Before the server looks after its list, somebody books the time.
    let ada = app.signed_in("ada").await;
    book(&ada, &doctor, START).await.expect(200);
    sound(&app).await;
    fill(&app).await;
    let ben = app.signed_in("ben").await;
    assert_eq!(mine(&ben).await[0]["status"], "waiting");
    assert_eq!(left(&app).await, (0, 0));
}
