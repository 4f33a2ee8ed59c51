//! What a board offers as free can be booked.

use anteroom::{
    clinic_time::ClinicTime,
    desk::{
        gaps::{Gap, gaps},
        model::Board,
    },
};
use serde_json::json;

use crate::{
    booking::people,
    common::{Client, TestApp, Visit},
};

/// The kinds of visit, by their length; none where there are none.
type Kinds = Vec<(u16, Option<i64>)>;

async fn board(desk: &Client) -> Board {
    let board = desk.get("/api/desk").await.expect(200).json();
    serde_json::from_value(board).unwrap()
}

/// The first gap of the board's only doctor.
fn first(board: &Board, now: &str) -> Option<Gap> {
    let now: ClinicTime = now.parse().unwrap();
    let [doctor] = &board.doctors[..] else {
        panic!("{:#?}", board.doctors)
    };
    gaps(doctor, board, now).first().copied()
}

/// Books one gap after the other, each for the shortest kind of visit that one of the offers has at its beginning,
/// until there is none; gives how many.
async fn book_all(app: &TestApp, desk: &Client, now: &str, kinds: &Kinds) -> usize {
    for turn in 0..60 {
        let board = board(desk).await;
        let Some(gap) = first(&board, now) else {
            return turn;
        };
        let starts_at = gap.stretch.starts_at;
        let patient_id = app.patient_record("Cal Ler", None).await;
        let mut refused = Vec::new();
        for (minutes, visit_type_id) in kinds {
            let room = gap.until.minutes_since(starts_at) >= i64::from(*minutes);
            if !room {
                continue;
            }
            let choice = format!("{starts_at}@{}", board.doctors[0].id);
            let body = json!({
                "patient_id": patient_id, "choice": choice, "visit_type_id": visit_type_id,
            });
            let reply = desk.post("/api/desk/walk-in", body).await;
            if reply.status == 200 {
                refused.clear();
                break;
            }
            refused.push(reply.text());
        }
        assert!(refused.is_empty(), "{starts_at}: {refused:?}");
    }
    panic!("there is no end")
}

#[tokio::test]
async fn every_gap_is_a_time_that_can_be_booked() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    // They leave time that begins off the doctor's half hours.
    for (start, minutes) in [("10:00", 40), ("11:45", 15), ("13:20", 25)] {
        let start = format!("2026-11-23T{start}:00Z");
        app.visit(Visit::new(&rosa, &doctor, &start).minutes(minutes))
            .await;
    }
    app.set_time("2026-11-23T09:18:00Z");
    let desk = app.front_desk().await;
    let found = first(&board(&desk).await, "2026-11-23T09:18:00+00:00").unwrap();
    assert_eq!(found.stretch.starts_at.clock(), "09:30");
    let booked = book_all(&app, &desk, "2026-11-23T09:18:00+00:00", &vec![(30, None)]).await;
    // 09:30, 11:00, 12:00 to 13:00, 14:00 to 17:00.
    assert_eq!(booked, 10);
}

#[tokio::test]
async fn so_is_one_where_kinds_of_visit_differ() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    for (name, minutes, before, after) in [
        ("Check-up", 40, 5, 10),
        ("Jab", 10, 0, 5),
        ("Talk", 60, 0, 0),
    ] {
        app.rules(format!(
            "INSERT INTO visit_types (name, minutes, buffer_before, buffer_after) \
             VALUES ('{name}', {minutes}, {before}, {after})"
        ))
        .await;
    }
    app.visit(Visit::new(&rosa, &doctor, "2026-11-23T10:10:00Z").minutes(35))
        .await;
    app.set_time("2026-11-23T09:01:00Z");
    let desk = app.front_desk().await;
    let shown = desk.get("/api/desk/times").await.expect(200).json();
    let mut kinds: Kinds = shown["visits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|kind| {
            let minutes = kind["minutes"].as_u64().unwrap();
            (u16::try_from(minutes).unwrap(), kind["id"].as_i64())
        })
        .collect();
    kinds.sort_unstable();
    assert_eq!(kinds.len(), 3);
    assert!(book_all(&app, &desk, "2026-11-23T09:01:00+00:00", &kinds).await > 10);
}

#[tokio::test]
async fn days_that_are_past_offer_nothing_and_days_to_come_the_whole_of_it() {
    let app = TestApp::new();
    people(&app).await;
    let desk = app.front_desk().await;
    for (date, offers) in [("2026-11-20", false), ("2026-11-24", true)] {
        let path = format!("/api/desk?date={date}");
        let board: Board =
            serde_json::from_value(desk.get(&path).await.expect(200).json()).unwrap();
        assert_eq!(!board.doctors[0].offers.is_empty(), offers, "{date}");
    }
}
