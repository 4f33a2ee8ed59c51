//! What is made for paper.

use anteroom::{appointments::model::Status, audit::Action};
use serde_json::{Value, json};

use crate::common::{TestApp, Visit};

const DAY: &str = "/api/prints/day?date=2026-11-24";

fn names(sheet: &Value) -> Vec<&str> {
    let doctors = sheet["doctors"].as_array().unwrap();
    doctors
        .iter()
        .map(|doctor| doctor["name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn the_day_sheet_has_a_page_for_each_doctor() {
    let app = TestApp::new();
    let (rosa, desk) = (app.patient("rosa").await, app.front_desk().await);
    let (moreau, hale) = (app.doctor("moreau").await, app.doctor("hale").await);
    app.visit(Visit::new(&rosa, &moreau, "2026-11-24T09:30:00Z"))
        .await;
    let cancelled = Visit::new(&rosa, &moreau, "2026-11-24T11:00:00Z").status(Status::Cancelled);
    app.visit(cancelled).await;
    let sheet = desk.get(DAY).await.expect(200).json();
    assert_eq!(names(&sheet), ["Dr hale", "Dr moreau"]);
    assert_eq!(sheet["printed_at"], "2026-11-23T08:00:00+00:00");
    let page = &sheet["doctors"][1];
    assert_eq!(page["id"], moreau.id);
    assert_eq!(page["hours"], json!(["09:00–17:00"]));
    assert_eq!(
        page["lines"].as_array().unwrap().len(),
        1,
        "what is cancelled takes no place"
    );
    assert_eq!(page["lines"][0]["patient"], "Pat rosa");
    assert_eq!(page["lines"][0]["birth"], "1985-04-30");
    assert_eq!(page["lines"][0]["phone"], "+44 117 496 0100");
    assert_eq!(page["lines"][0]["reason"], "a cough");
    let one = desk
        .get(&format!("{DAY}&doctor_id={}", hale.id))
        .await
        .expect(200)
        .json();
    assert_eq!(names(&one), ["Dr hale"]);
    assert_eq!(one["choice"].as_array().unwrap().len(), 2);
    desk.get("/api/prints/day?date=tomorrow")
        .await
        .invalid(&["date"]);
    let printed = app.audited(Action::DaySheetPrinted).await;
    assert_eq!(printed.len(), 2);
    assert_eq!(
        (printed[0].user_id, printed[0].detail.as_str()),
        (Some(desk.user_id), "2026-11-24")
    );
    assert_eq!(printed[1].entity_id, Some(hale.id));
}

#[tokio::test]
async fn a_doctor_prints_their_own_day_only() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    let (moreau, hale) = (app.doctor("moreau").await, app.doctor("hale").await);
    app.visit(Visit::new(&rosa, &moreau, "2026-11-24T09:30:00Z"))
        .await;
    assert_eq!(
        names(&moreau.get(DAY).await.expect(200).json()),
        ["Dr moreau"]
    );
    let other = hale
        .get(&format!("{DAY}&doctor_id={}", moreau.id))
        .await
        .expect(200);
    assert!(names(&other.json()).is_empty());
    assert!(!other.text().contains("rosa"));
}

#[tokio::test]
async fn the_sheet_on_paper_has_boxes_to_tick_and_lines_to_spare() {
    let app = TestApp::new();
    let (rosa, desk) = (app.patient("rosa").await, app.front_desk().await);
    let moreau = app.doctor("moreau").await;
    app.doctor("hale").await;
    app.visit(Visit::new(&rosa, &moreau, "2026-11-24T09:30:00Z").status(Status::Booked))
        .await;
    let page = desk
        .page("/desk/print?date=2026-11-24")
        .await
        .expect(200)
        .text();
    assert_eq!(page.matches("class=\"sheet\"").count(), 2);
    for part in [
        "Pat rosa",
        "41 years",
        "A-000001",
        "+44 117 496 0100",
        "a cough",
        "Printed",
        "09:30",
        "10:00",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let boxes = page.matches("class=\"tick-box\"").count();
    assert_eq!(boxes, 2 * (1 + 4 + 4), "two for each line");
}

#[tokio::test]
async fn a_slip_has_what_the_patient_needs() {
    let app = TestApp::new();
    let (rosa, desk) = (app.patient("rosa").await, app.front_desk().await);
    let moreau = app.doctor("moreau").await;
    let id = app
        .visit(Visit::new(&rosa, &moreau, "2026-11-24T09:30:00Z"))
        .await;
    let code = desk
        .get(&format!("/api/appointments/{id}/check-in-code"))
        .await
        .expect(200)
        .json();
    let slip = format!("/appointments/{id}/slip");
    let page = desk.page(&slip).await.expect(200).text();
    let words = code["words"].as_str().unwrap();
    for part in [
        words,
        "class=\"qr\"",
        "Tuesday 24 November 2026 at 09:30",
        "Dr moreau",
        "1 Quay Street",
        "Pat rosa",
        "You can cancel",
    ] {
        assert!(page.contains(part), "{part}");
    }
    desk.post(
        &format!("/api/appointments/{id}/cancel"),
        json!({"reason": "ill"}),
    )
    .await
    .expect(200);
    let page = desk.page(&slip).await.expect(200).text();
    assert!(page.contains("will not take place") && !page.contains(words));
}

#[tokio::test]
async fn labels_begin_where_the_sheet_is_free() {
    let app = TestApp::new();
    let (rosa, desk) = (app.patient("rosa").await, app.front_desk().await);
    for (query, places, printed) in [
        ("", 24, 24),
        ("?from=20", 24, 5),
        ("?from=20&count=2", 24, 2),
        ("?sheet=letter", 30, 30),
        ("?sheet=letter&from=4&count=99", 30, 27),
        ("?from=x&count=y&sheet=z", 24, 24),
    ] {
        let path = format!("/patients/{}/labels{query}", rosa.id);
        let page = desk.page(&path).await.expect(200).text();
        assert_eq!(page.matches("class=\"label\"").count(), places, "{query}");
        assert_eq!(
            page.matches("class=\"label-name\"").count(),
            printed,
            "{query}"
        );
        assert!(page.contains("Born 30 Apr 1985"));
    }
}
