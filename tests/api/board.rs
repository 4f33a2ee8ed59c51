//! The board of the front desk as a page that needs no script.

use anteroom::appointments::model::Status;
use axum::http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::wire::FORM;
use crate::{
    booking::people,
    common::{Client, TestApp, Visit},
};

/// The clock of these tests stands at eight.
const NINE: &str = "2026-11-23T09:00:00Z";

/// The page that comes back when something is searched for on it without a script.
async fn search(desk: &Client, path: &str, typed: &str) -> String {
    let fields = [("q", typed), ("keep", "true")];
    let reply = desk.form("/api/patients/find", &fields, path).await;
    let reply = reply.expect(303);
    assert_eq!(reply.header("location"), path, "no name is in it");
    desk.page(path).await.expect(200).text()
}

#[tokio::test]
async fn visits_stand_with_their_doctors_and_free_time_leads_to_a_booking() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let id = app.visit(Visit::new(&rosa, &doctor, NINE)).await;
    let desk = app.front_desk().await;
    let html = desk.page("/desk").await.expect(200).text();
    let gap = format!("/desk/new?doctor_id={}", doctor.id);
    for part in [
        &format!("id=\"visit-{id}\""),
        &format!("visit={id}\""),
        "Pat rosa",
        "Nobody waits.",
        "Free 10:00 to 11:00",
        &gap,
        "starts_at=2026-11-23T10%3A00%3A00%2B00%3A00",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(
        !html.contains("tabindex=\"-1\" data-item"),
        "until it is alive every visit is reached by the tab key"
    );
    // What is past is not offered.
    let yesterday = desk.page("/desk?date=2026-11-20").await.expect(200).text();
    assert!(yesterday.contains("axis-ground free") && !yesterday.contains("/desk/new?doctor_id"));
}

#[tokio::test]
async fn what_is_kept_for_patients_is_no_gap_and_is_shown() {
    let app = TestApp::new();
    let (rosa, moreau) = people(&app).await;
    let (olu, okafor) = (app.patient("olu").await, app.doctor("okafor").await);
    app.db(|conn| {
        use diesel::connection::SimpleConnection as _;
        conn.batch_execute("UPDATE doctors SET full_name = 'Dr Twin'")
    })
    .await;
    let ada = app.patient("ada").await;
    for (who, doctor, start) in [
        (&rosa, &moreau, "2026-11-24T09:00:00Z"),
        (&olu, &okafor, "2026-11-24T09:00:00Z"),
        (&ada, &moreau, "2026-11-24T10:00:00Z"),
    ] {
        let body = json!({"doctor_id": doctor.id, "starts_at": start});
        who.post("/api/holds", body).await.expect(200);
    }
    let desk = app.front_desk().await;
    let board = desk
        .get("/api/desk?date=2026-11-24")
        .await
        .expect(200)
        .json();
    let all = |list: &str, key: &str| -> Vec<Value> {
        let list = board[list].as_array().unwrap().iter();
        list.map(|each| each[key].clone()).collect()
    };
    assert_eq!(all("doctors", "id"), [moreau.id, okafor.id], "each once");
    assert_eq!(all("holds", "doctor_id"), [moreau.id, okafor.id, moreau.id]);

    for path in ["/desk?date=2026-11-24", "/desk?date=2026-11-24&view=list"] {
        let html = desk.page(path).await.expect(200).text();
        for (words, count) in [
            (">09:00 to 09:30 being booked, kept until 08:05<", 2),
            (">10:00 to 10:30 being booked, kept until 08:05<", 1),
            ("Free 09:00", 0),
        ] {
            assert_eq!(html.matches(words).count(), count, "{words}: {html}");
        }
        assert!(!html.contains("Pat rosa"), "for whom is not told");
    }
    app.pass(SignedDuration::from_mins(5));
    let html = desk.page("/desk?date=2026-11-24").await.expect(200).text();
    assert_eq!(html.matches("Free 09:00").count(), 2, "{html}");
}

#[tokio::test]
async fn a_visit_is_taken_on_its_way_with_plain_forms() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let id = app.visit(Visit::new(&rosa, &doctor, NINE)).await;
    let desk = app.front_desk().await;
    let opened = format!("/desk?date=2026-11-23&visit={id}");
    let html = desk.page(&opened).await.expect(200).text();
    let action = format!("/api/appointments/{id}/stage");
    for part in [
        "desk-panel",
        "tel:+44 117 496 0100",
        "born 30 Apr 1985",
        "a cough",
        &format!("action=\"{action}\""),
        "value=\"arrived\"",
        &format!("/appointments/{id}/reschedule"),
        &format!("/appointments/{id}/slip"),
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(!html.contains("value=\"left\""), "nobody is here to leave");

    // It leads back to the same day, with the same visit open.
    let reply = desk.form(&action, &[("stage", "arrived")], &opened).await;
    assert_eq!(reply.location(), opened);
    let html = desk.page(&opened).await.expect(200).text();
    let undo = format!("/api/appointments/{id}/undo");
    for part in [
        "Arrived. The number is 1.",
        "waits 0 min",
        "next-patient",
        "1 waiting",
        "desk-panel",
        &format!("action=\"{undo}\""),
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    let reply = desk.form(&undo, &[], &opened).await;
    assert_eq!(reply.location(), opened);
    let html = desk.page(&opened).await.expect(200).text();
    assert!(
        html.contains("Booked.") && html.contains("Nobody waits."),
        "{html}"
    );

    // What cannot be is refused in words, where the form stood.
    let reply = desk.form(&action, &[("stage", "left")], &opened).await;
    assert_eq!(reply.location(), opened);
    let html = desk.page(&opened).await.expect(200).text();
    assert!(html.contains("notice danger"), "{html}");

    // From a browser that keeps to itself where it was, it leads home; and to no other site.
    let html = ("accept", "text/html");
    let reply = desk
        .request(Method::POST, &action, &[FORM, html], "stage=arrived")
        .await;
    assert_eq!(reply.location(), "/");
    let elsewhere = ("referer", "http://clinic.test//evil.example");
    let reply = desk
        .request(Method::POST, &undo, &[FORM, html, elsewhere], "")
        .await;
    assert_eq!(reply.location(), "/");
}

#[tokio::test]
async fn the_day_is_narrowed_by_its_address() {
    let app = TestApp::new();
    let (rosa, moreau) = people(&app).await;
    let (bela, okafor) = (app.patient("bela").await, app.doctor("okafor").await);
    let first = app.visit(Visit::new(&rosa, &moreau, NINE)).await;
    let second = app.visit(Visit::new(&bela, &okafor, NINE)).await;
    let cancelled = Visit::new(&bela, &okafor, "2026-11-23T11:00:00Z").status(Status::Cancelled);
    let third = app.visit(cancelled).await;
    let desk = app.front_desk().await;
    for (query, shown) in [
        ("", vec![first, second]),
        ("view=list", vec![first, second, third]),
        (&format!("doctor_id={}", moreau.id), vec![first]),
        ("stage=cancelled", vec![third]),
        ("stage=arrived", vec![]),
    ] {
        let path = format!("/desk?date=2026-11-23&{query}");
        let html = desk.page(&path).await.expect(200).text();
        for id in [first, second, third] {
            let there = html.contains(&format!("id=\"visit-{id}\""));
            assert_eq!(there, shown.contains(&id), "{path}, {id}");
        }
    }
    let all = "/desk?date=2026-11-23";
    let of_moreau = format!("{all}&doctor_id={}", moreau.id);
    for (path, typed, shown) in [
        (all, "bel", vec![second]),
        (
            &format!("{all}&view=list"),
            "pat",
            vec![first, second, third],
        ),
        (&of_moreau, "pat", vec![first]),
    ] {
        let html = search(&desk, path, typed).await;
        for id in [first, second, third] {
            let there = html.contains(&format!("id=\"visit-{id}\""));
            assert_eq!(there, shown.contains(&id), "{path}, {typed}, {id}");
        }
        assert!(
            html.contains(&format!("value=\"{typed}\"")),
            "{typed}: {html}"
        );
    }
    let list = desk.page("/desk?view=list").await.expect(200).text();
    assert!(list.contains("Cancelled") && list.contains("+44 117 496 0100"));
    let empty = desk
        .page("/desk?date=2026-11-29&view=list")
        .await
        .expect(200)
        .text();
    assert!(empty.contains("No visits"), "{empty}");
}

#[tokio::test]
async fn the_list_has_free_time_among_the_visits() {
    let app = TestApp::new();
    let (rosa, moreau) = people(&app).await;
    app.doctor("okafor").await;
    let ten = Visit::new(&rosa, &moreau, "2026-11-23T10:00:00Z");
    let id = app.visit(ten).await;
    let visit = format!("id=\"visit-{id}\"");
    let desk = app.front_desk().await;
    let html = desk.page("/desk?view=list").await.expect(200).text();
    let places: Vec<_> = [
        "Free 09:00 to 10:00",
        "Free 09:00 to 17:00",
        &visit,
        "Free 10:30 to 17:00",
    ]
    .into_iter()
    .map(|part| html.find(part))
    .collect();
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{places:?}: {html}"
    );
    assert_eq!(html.matches("class=\"desk-free\"").count(), 3, "{html}");
    let gap = format!("/desk/new?doctor_id={}", moreau.id);
    for part in [
        "starts_at=2026-11-23T10%3A30%3A00%2B00%3A00",
        "ends_at=2026-11-23T17%3A00%3A00%2B00%3A00",
        &gap,
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }

    // Of one doctor it is by the hour.
    let one = format!("/desk?view=list&doctor_id={}", moreau.id);
    let html = desk.page(&one).await.expect(200).text();
    assert!(
        html.contains("Free 11:00 to 12:00") && !html.contains("Free 10:30 to 17:00"),
        "{html}"
    );

    // Whoever is looking for somebody is offered none.
    let offers_none = |html: &str| html.contains(&visit) && !html.contains("/desk/new?doctor_id");
    let booked = desk.page("/desk?view=list&stage=booked").await.expect(200);
    assert!(offers_none(&booked.text()), "{}", booked.text());
    let found = search(&desk, "/desk?view=list", "pat").await;
    assert!(offers_none(&found), "{found}");
    // What was searched for is forgotten with the page that showed it.
    let again = desk.page("/desk?view=list").await.expect(200).text();
    assert!(!offers_none(&again), "{again}");
    let nobody = search(&desk, "/desk?view=list", "nobody").await;
    assert!(!nobody.contains(&visit), "{nobody}");

    // A day without visits says so, and can be booked.
    let tomorrow = "/desk?view=list&date=2026-11-24";
    let html = desk.page(tomorrow).await.expect(200).text();
    assert!(
        html.contains("No visits") && html.contains("Free 09:00 to 17:00"),
        "{html}"
    );
}

#[tokio::test]
async fn whoever_does_not_come_is_late_and_then_proposed_as_missing() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    app.visit(Visit::new(&rosa, &doctor, NINE)).await;
    app.set_time("2026-11-23T09:07:00Z");
    let desk = app.front_desk().await;
    let html = desk.page("/desk").await.expect(200).text();
    assert!(
        html.contains("7 min late") && !html.contains("Did not come?"),
        "{html}"
    );
    app.set_time("2026-11-23T09:20:00Z");
    let html = desk.page("/desk").await.expect(200).text();
    assert!(html.contains("Did not come? 20 min late"), "{html}");
    assert!(html.contains("value=\"noshow\""), "{html}");
}
