//! Who sees which appointment; filters, orders, counts and pages of lists.

use anteroom::{
    appointments::model::Status,
    server::schema::{appointments, occupancies},
};
use diesel::prelude::*;
use serde_json::{Value, json};

use super::booking::{START, book, cancel, id_of, people};
use crate::common::{TestApp, Visit};

#[tokio::test]
async fn everyone_sees_what_is_theirs_to_see() {
    let app = TestApp::new();
    let (rosa, moreau) = people(&app).await;
    let (ravi, okafor) = (app.patient("ravi").await, app.doctor("okafor").await);
    let (desk, admin) = (app.front_desk().await, app.admin().await);
    let id = id_of(&book(&rosa, &moreau, START).await.expect(200).json());
    let other = id_of(&book(&ravi, &okafor, START).await.expect(200).json());

    for (client, sees) in [
        (&rosa.client, vec![id]),
        (&ravi.client, vec![other]),
        (&moreau.client, vec![id]),
        (&okafor.client, vec![other]),
        (&desk.client, vec![id, other]),
        (&admin.client, vec![id, other]),
    ] {
        let list = client.get("/api/appointments").await.expect(200).json();
        let ids: Vec<_> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(id_of)
            .collect();
        assert_eq!(ids, sees, "{list}");
        assert_eq!(list["total"], sees.len());
        for each in [id, other] {
            let reply = client.get(&format!("/api/appointments/{each}")).await;
            if sees.contains(&each) {
                reply.expect(200);
            } else {
                // Not 403: that would tell that it exists.
                reply.refused(404, "not_found");
                cancel(client, each, "none of mine")
                    .await
                    .refused(404, "not_found");
            }
        }
    }
    // Asking for somebody else's by filter finds nothing either.
    for path in [
        format!("/api/appointments?patient_id={}", ravi.id),
        format!("/api/appointments?doctor_id={}", okafor.id),
    ] {
        let list = rosa.get(&path).await.expect(200).json();
        assert_eq!(list["items"], json!([]), "{path}");
        assert_eq!(list["total"], 0, "{path}");
        assert_eq!(
            moreau.get(&path).await.expect(200).json()["total"],
            0,
            "{path}"
        );
    }
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_counted() {
    let app = TestApp::new();
    let (rosa, moreau) = people(&app).await;
    let (ravi, okafor) = (app.patient("ravi").await, app.doctor("okafor").await);
    let desk = app.front_desk().await;
    let a = app
        .visit(Visit::new(&rosa, &moreau, "2026-11-20T09:00:00Z").status(Status::Fulfilled))
        .await;
    let b = app
        .visit(Visit::new(&ravi, &okafor, "2026-11-23T23:30:00Z"))
        .await;
    let c = app
        .visit(Visit::new(&rosa, &okafor, "2026-11-24T00:00:00Z"))
        .await;
    let d = app
        .visit(Visit::new(&ravi, &moreau, "2026-11-24T10:00:00Z").status(Status::Cancelled))
        .await;

    let rosas = format!("patient_id={}", rosa.id);
    let okafors = format!("doctor_id={}", okafor.id);
    for (query, wanted) in [
        ("", vec![a, b, c, d]),
        ("sort=latest", vec![d, c, b, a]),
        ("from=2026-11-24", vec![c, d]),
        ("to=2026-11-23", vec![a, b]),
        ("from=2026-11-24&to=2026-11-24", vec![c, d]),
        ("from=2026-11-25", vec![]),
        ("status=booked", vec![b, c]),
        ("status=cancelled", vec![d]),
        (rosas.as_str(), vec![a, c]),
        (okafors.as_str(), vec![b, c]),
        (&format!("{rosas}&{okafors}&status=booked"), vec![c]),
        ("status=&from=&to=&sort=", vec![a, b, c, d]),
    ] {
        let list = desk
            .get(&format!("/api/appointments?{query}"))
            .await
            .expect(200)
            .json();
        let ids: Vec<_> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(id_of)
            .collect();
        assert_eq!(ids, wanted, "{query}");
        assert_eq!(list["total"], wanted.len(), "{query}");
    }
    let list = desk
        .get(&format!("/api/appointments?{okafors}&status=cancelled"))
        .await
        .json();
    assert_eq!(list["counts"], json!([{"status": "booked", "count": 2}]));
    for wrong in ["from=yesterday", "to=24.11.2026"] {
        let field = wrong.split('=').next().unwrap();
        desk.get(&format!("/api/appointments?{wrong}"))
            .await
            .invalid(&[field]);
    }
    desk.get("/api/appointments?status=lost")
        .await
        .invalid(&["status"]);
}

#[tokio::test]
async fn counts_stay_true_when_statuses_change() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let id = id_of(&book(&rosa, &doctor, START).await.expect(200).json());
    app.visit(Visit::new(&rosa, &doctor, "2026-11-20T09:00:00Z").status(Status::Fulfilled))
        .await;
    let counts =
        || async { desk.get("/api/appointments").await.expect(200).json()["counts"].clone() };
    assert_eq!(
        counts().await,
        json!([{"status": "booked", "count": 1}, {"status": "fulfilled", "count": 1}])
    );
    cancel(&rosa, id, "").await.expect(200);
    assert_eq!(
        counts().await,
        json!([{"status": "fulfilled", "count": 1}, {"status": "cancelled", "count": 1}])
    );
    // What has a history stays, so that only the other one can go.
    app.db(|conn| {
        diesel::delete(occupancies::table).execute(conn)?;
        diesel::delete(appointments::table.filter(appointments::status.eq("fulfilled")))
            .execute(conn)
    })
    .await;
    assert_eq!(counts().await, json!([{"status": "cancelled", "count": 1}]));
}

#[tokio::test]
async fn every_page_of_a_list_is_full_but_the_last() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let desk = app.front_desk().await;
    let mut ids = Vec::new();
    for number in 0..60 {
        let (day, hour) = (1 + number / 10, 9 + number % 10);
        let start = format!("2026-12-{day:02}T{hour:02}:00:00Z");
        ids.push(app.visit(Visit::new(&rosa, &doctor, &start)).await);
    }
    for (sort, mut wanted) in [
        ("soonest", ids.clone()),
        ("latest", ids.into_iter().rev().collect()),
    ] {
        let mut seen = Vec::new();
        for (page, size) in [(1, 25), (2, 25), (3, 10)] {
            let path = format!("/api/appointments?sort={sort}&page={page}");
            let list = desk.get(&path).await.expect(200).json();
            assert_eq!(
                (&list["page"], &list["pages"], &list["total"]),
                (&json!(page), &json!(3), &json!(60))
            );
            let items = list["items"].as_array().unwrap();
            assert_eq!(items.len(), size, "{path}");
            seen.extend(items.iter().map(id_of));
        }
        assert_eq!(seen, std::mem::take(&mut wanted), "{sort}");
    }
    // Beyond either end is the nearest page.
    for (page, found) in [(0, 1), (99, 3)] {
        let list = desk
            .get(&format!("/api/appointments?page={page}"))
            .await
            .expect(200)
            .json();
        assert_eq!(list["page"], found);
    }
}

#[tokio::test]
async fn a_patients_past_is_paged() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    for day in 1..=30 {
        let at = format!("2026-10-{day:02}T09:00:00Z");
        app.visit(Visit::new(&rosa, &doctor, &at).status(Status::Fulfilled))
            .await;
    }
    for (page, shown) in [("", 25), ("?page=2", 5), ("?page=9", 5)] {
        let mine = rosa
            .get(&format!("/api/appointments/mine{page}"))
            .await
            .expect(200)
            .json();
        assert_eq!(mine["past"].as_array().unwrap().len(), shown, "{page}");
        assert_eq!((&mine["pages"], &mine["total"]), (&2.into(), &30.into()));
    }
    let html = rosa.page("/appointments?page=2").await.expect(200).text();
    assert!(html.contains("30 past appointments"), "{html}");
}

#[tokio::test]
async fn a_patients_own_list_tells_what_is_to_come_from_what_was() {
    let app = TestApp::new();
    let (rosa, doctor) = people(&app).await;
    let (ravi, desk) = (app.patient("ravi").await, app.front_desk().await);
    let past = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-20T09:00:00Z").status(Status::Fulfilled))
        .await;
    let soon = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-24T09:00:00Z"))
        .await;
    let late = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-26T09:00:00Z"))
        .await;
    let off = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-25T09:00:00Z").status(Status::Cancelled))
        .await;
    app.visit(Visit::new(&ravi, &doctor, "2026-11-24T10:00:00Z"))
        .await;
    let mine = rosa.get("/api/appointments/mine").await.expect(200).json();
    let ids = |list: &Value| {
        list.as_array()
            .unwrap()
            .iter()
            .map(id_of)
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&mine["upcoming"]), [soon, late]);
    assert_eq!(ids(&mine["past"]), [off, past]);
    desk.get("/api/appointments/mine")
        .await
        .refused(403, "forbidden");
}
