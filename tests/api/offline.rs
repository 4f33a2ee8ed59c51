//! The steps that a desk takes while the server is away, against the real server when it is back:
//! whatever was lost on the way, board and database agree, and nobody is overruled.

use std::collections::BTreeSet;

use anteroom::{
    desk::model::{Board, BoardVisit},
    encounters::model::Stage,
    error::AppError,
    offline::{
        model::KeptDay,
        queue::{Answer, Queue, ServerSide},
    },
};
use jiff::SignedDuration;
use serde_json::json;

use crate::{
    booking::people,
    common::{Client, TestApp, Visit},
};

/// Today. It is eight.
const NINE: &str = "2026-11-23T09:00:00Z";
const TEN: &str = "2026-11-23T10:00:00Z";

async fn board(client: &Client) -> Board {
    let json = client.get("/api/desk").await.expect(200).json();
    serde_json::from_value(json).unwrap()
}

fn of(board: &Board, id: i64) -> BoardVisit {
    let found = board.visits.iter().find(|visit| visit.id == id);
    found.unwrap().clone()
}

/// What is kept of the server's day, as the board shows it after a restart.
async fn kept(app: &TestApp, desk: &Client) -> Board {
    let board = board(desk).await;
    let now = board.whole.starts_at.reading_at(app.now());
    let json = serde_json::to_string(&KeptDay::of(&board, now)).unwrap();
    let kept: KeptDay = serde_json::from_str(&json).unwrap();
    kept.board()
}

/// Takes a step without the server.
fn take(app: &TestApp, queue: &mut Queue, visit: BoardVisit, stage: Stage) -> BoardVisit {
    let key = format!("{}-{}", visit.id, stage.key());
    let at = visit.starts_at.reading_at(app.now());
    queue.push(key, visit, stage, None, at).unwrap()
}

/// Sends the next step; with `lost`, its answer never comes.
async fn send(client: &Client, queue: &mut Queue, lost: bool) -> Option<Answer> {
    let step = queue.next_to_send(&BTreeSet::new())?;
    let path = format!("/api/appointments/{}/stage", step.appointment_id);
    let form = serde_json::to_value(step.form()).unwrap();
    let reply = client.post(&path, form).await;
    let answer: Result<BoardVisit, AppError> = if lost {
        Err(AppError::Offline)
    } else if reply.status == 200 {
        Ok(serde_json::from_value(reply.json()).unwrap())
    } else {
        Err(serde_json::from_value(reply.json()).unwrap())
    };
    let answer = Answer::of(answer.as_ref().map_err(Clone::clone));
    let server = match answer {
        Answer::Disagrees(_) => {
            let visit = of(&board(client).await, step.appointment_id);
            Some(ServerSide {
                version: visit.version,
                stage: visit.stage,
                room_id: visit.room_id,
                by: None,
                at: None,
            })
        }
        _ => None,
    };
    queue.answered(&step.key, answer.clone(), server);
    Some(answer)
}

/// Sends all that can be sent; the server answers each of them.
async fn send_all(client: &Client, queue: &mut Queue) {
    for _ in 0..=queue.len() {
        match send(client, queue, false).await {
            None => return,
            Some(Answer::Done(_) | Answer::Disagrees(_)) => {}
            Some(other) => panic!("{other:?}"),
        }
    }
    panic!("a step is sent again and again");
}

async fn steps(client: &Client, id: i64) -> usize {
    let path = format!("/api/appointments/{id}/history");
    let history = client.get(&path).await.expect(200).json();
    history.as_array().unwrap().len()
}

#[tokio::test]
async fn what_was_done_without_the_server_is_done_once_when_it_is_back() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let (first, second) = (
        app.visit(Visit::new(&rosa, &doctor, NINE)).await,
        app.visit(Visit::new(&rosa, &doctor, TEN)).await,
    );
    let shown = kept(&app, &desk).await;
    let before = steps(&desk, first).await;

    // The network goes at eight; the desk works on.
    let mut queue = Queue::default();
    app.pass(SignedDuration::from_mins(12));
    let arrived = take(&app, &mut queue, of(&shown, first), Stage::Arrived);
    take(&app, &mut queue, of(&shown, second), Stage::Arrived);
    app.pass(SignedDuration::from_mins(5));
    take(&app, &mut queue, arrived, Stage::InProgress);

    // It comes back for a moment: the answer to the first step is lost.
    app.pass(SignedDuration::from_mins(30));
    desk.log_in("desk").await.expect(200);
    assert_eq!(send(&desk, &mut queue, true).await, Some(Answer::Later));
    assert_eq!(queue.len(), 3);
    send_all(&desk, &mut queue).await;
    assert!(queue.is_empty());

    let now = board(&desk).await;
    let visit = of(&now, first);
    assert_eq!(visit.stage, Stage::InProgress);
    assert_eq!(
        visit.arrived_at.unwrap().to_string(),
        "2026-11-23T08:12:00+00:00"
    );
    assert_eq!(
        visit.started_at.unwrap().to_string(),
        "2026-11-23T08:17:00+00:00"
    );
    assert_eq!(of(&now, second).stage, Stage::Arrived);
    assert_eq!(steps(&desk, first).await, before + 2);
}

#[tokio::test]
async fn what_others_did_meanwhile_stands_until_the_desk_has_decided() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let (cancelled, missed, other) = (
        app.visit(Visit::new(&rosa, &doctor, NINE)).await,
        app.visit(Visit::new(&rosa, &doctor, "2026-11-23T09:30:00Z"))
            .await,
        app.visit(Visit::new(&rosa, &doctor, TEN)).await,
    );
    let shown = kept(&app, &desk).await;
    let mut queue = Queue::default();
    app.pass(SignedDuration::from_mins(135));
    let arrived = take(&app, &mut queue, of(&shown, cancelled), Stage::Arrived);
    take(&app, &mut queue, arrived, Stage::InProgress);
    take(&app, &mut queue, of(&shown, missed), Stage::Arrived);
    take(&app, &mut queue, of(&shown, other), Stage::Arrived);

    let admin = app.admin().await;
    let path = format!("/api/appointments/{cancelled}/cancel");
    admin.post(&path, json!({})).await.expect(200);
    let path = format!("/api/appointments/{missed}/stage");
    let noshow = json!({"stage": "noshow"});
    admin.post(&path, noshow).await.expect(200);

    app.pass(SignedDuration::from_mins(5));
    desk.log_in("desk").await.expect(200);
    send_all(&desk, &mut queue).await;
    let asked: Vec<_> = queue
        .objections()
        .map(|(step, behind)| (step.appointment_id, behind))
        .collect();
    assert_eq!(asked, [(cancelled, 1), (missed, 0)]);
    let now = board(&desk).await;
    assert_eq!(of(&now, cancelled).stage, Stage::Cancelled);
    assert_eq!(of(&now, missed).stage, Stage::Noshow);
    assert_eq!(of(&now, other).stage, Stage::Arrived);

    // The patient is there after all; the cancelled visit stays cancelled.
    queue.try_again(missed, "again".to_owned());
    queue.keep_servers(cancelled);
    send_all(&desk, &mut queue).await;
    assert!(queue.is_empty());
    let now = board(&desk).await;
    assert_eq!(of(&now, missed).stage, Stage::Arrived);
    assert_eq!(of(&now, cancelled).stage, Stage::Cancelled);
}

#[tokio::test]
async fn who_did_the_same_is_not_asked_about() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let id = app.visit(Visit::new(&rosa, &doctor, NINE)).await;
    let shown = kept(&app, &desk).await;
    let mut queue = Queue::default();
    let arrived = take(&app, &mut queue, of(&shown, id), Stage::Arrived);
    take(&app, &mut queue, arrived, Stage::CheckedIn);
    let path = format!("/api/appointments/{id}/stage");
    let body = json!({"stage": "arrived"});
    doctor.post(&path, body).await.expect(200);

    app.pass(SignedDuration::from_mins(5));
    send_all(&desk, &mut queue).await;
    assert!(queue.is_empty());
    assert_eq!(of(&board(&desk).await, id).stage, Stage::CheckedIn);
}

#[tokio::test]
async fn a_step_whose_answer_was_lost_at_once_is_not_done_again_later() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let id = app.visit(Visit::new(&rosa, &doctor, NINE)).await;
    let shown = kept(&app, &desk).await;
    let before = steps(&desk, id).await;
    let mut queue = Queue::default();
    take(&app, &mut queue, of(&shown, id), Stage::Arrived);
    // Sent as it was taken; it arrives, its answer does not.
    let direct = queue.begin(&format!("{id}-arrived")).unwrap();
    let path = format!("/api/appointments/{id}/stage");
    let form = serde_json::to_value(direct.form()).unwrap();
    desk.post(&path, form).await.expect(200);
    queue.answered(&direct.key, Answer::Later, None);

    app.pass(SignedDuration::from_mins(5));
    send_all(&desk, &mut queue).await;
    assert!(queue.is_empty());
    assert_eq!(steps(&desk, id).await, before + 1);
}

#[tokio::test]
async fn a_clock_that_is_a_little_ahead_tells_of_now() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let id = app.visit(Visit::new(&rosa, &doctor, NINE)).await;
    // It is eight.
    let path = format!("/api/appointments/{id}/stage");
    let told = |at: &str| json!({"stage": "arrived", "at": at});
    desk.post(&path, told("2026-11-23T08:02:01Z"))
        .await
        .invalid(&["at"]);
    let visit = desk.post(&path, told("2026-11-23T08:02:00Z")).await;
    let visit = visit.expect(200).json();
    assert_eq!(visit["arrived_at"], "2026-11-23T08:00:00+00:00");
}

#[tokio::test]
async fn what_follows_a_step_that_was_refused_at_once_is_asked_about() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    app.set_time("2026-11-23T09:40:00Z");
    let desk = app.front_desk().await;
    let id = app.visit(Visit::new(&rosa, &doctor, NINE)).await;
    let shown = kept(&app, &desk).await;
    let admin = app.admin().await;
    let path = format!("/api/appointments/{id}/stage");
    let over = json!({"stage": "fulfilled"});
    admin.post(&path, over).await.expect(200);

    let mut queue = Queue::default();
    let arrived = take(&app, &mut queue, of(&shown, id), Stage::Arrived);
    let key = format!("{id}-arrived");
    let direct = queue.begin(&key).unwrap();
    // Taken while the first was on its way.
    take(&app, &mut queue, arrived, Stage::InProgress);
    let form = serde_json::to_value(direct.form()).unwrap();
    let refused = desk.post(&path, form).await;
    refused.refused(409, "conflict");
    queue.refuse(&key);

    app.pass(SignedDuration::from_mins(5));
    send_all(&desk, &mut queue).await;
    // On top of whatever is there, it would take back what somebody else has closed.
    assert_eq!(queue.objections().count(), 1);
    assert_eq!(of(&board(&desk).await, id).stage, Stage::Fulfilled);
}

#[tokio::test]
async fn who_has_to_log_in_first_loses_no_step() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let id = app.visit(Visit::new(&rosa, &doctor, NINE)).await;
    let shown = kept(&app, &desk).await;
    let mut queue = Queue::default();
    take(&app, &mut queue, of(&shown, id), Stage::Arrived);

    app.pass(SignedDuration::from_mins(5));
    let nobody = app.anon();
    assert_eq!(send(&nobody, &mut queue, false).await, Some(Answer::SignIn));
    assert_eq!(queue.len(), 1);
    nobody.log_in("desk").await.expect(200);
    send_all(&nobody, &mut queue).await;
    assert!(queue.is_empty());
    assert_eq!(of(&board(&desk).await, id).stage, Stage::Arrived);
}
