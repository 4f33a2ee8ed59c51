//! The calendar file and the export.

use anteroom::{appointments::model::Status, audit::Action};

use crate::common::{TestApp, Visit};

#[tokio::test]
async fn a_visit_is_put_into_a_calendar() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let id = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-24T09:30:00Z"))
        .await;
    let reply = rosa
        .get(&format!("/appointments/{id}/calendar.ics"))
        .await
        .expect(200);
    assert!(reply.header("content-type").starts_with("text/calendar"));
    assert!(reply.header("content-disposition").contains("A-000001.ics"));
    assert_eq!(reply.header("cache-control"), "no-store");
    let text = reply.text();
    assert!(
        text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"),
        "{text}"
    );
    for part in [
        "20261124T093000Z",
        "20261124T100000Z",
        "Dr moreau",
        "Harbour Clinic",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("Pat rosa"), "calendars are shared");
}

#[tokio::test]
async fn the_export_holds_exactly_what_is_filtered() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    for hour in 9..12 {
        app.visit(Visit::new(
            &rosa,
            &doctor,
            &format!("2026-11-24T{hour:02}:00:00Z"),
        ))
        .await;
    }
    app.visit(Visit::new(&rosa, &doctor, "2026-11-25T09:00:00Z").status(Status::Cancelled))
        .await;
    let export = async |query: &str| admin.get(&format!("/admin/appointments.csv{query}")).await;
    let reply = export("").await.expect(200);
    assert!(reply.header("content-type").starts_with("text/csv"));
    assert!(
        reply
            .header("content-disposition")
            .contains("appointments-2026-11-23.csv")
    );
    for (query, rows) in [
        ("", 4),
        ("?status=cancelled", 1),
        ("?to=2026-11-24", 3),
        ("?doctor_id=&patient_id=&from=", 4),
        ("?doctor_id=999", 0),
    ] {
        assert_eq!(
            export(query).await.expect(200).text().lines().count(),
            rows + 1,
            "{query}"
        );
    }
    export("?status=lost").await.expect(422);
    let entries = app.audited(Action::AppointmentsExported).await;
    assert_eq!(entries.len(), 6);
    assert_eq!(entries[2].detail, "status=cancelled");
}

#[tokio::test]
async fn an_export_of_many_is_complete_and_in_order() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let first = crate::common::instant("2020-01-01T00:00:00Z");
    for number in 0..1_203 {
        let start = first + jiff::SignedDuration::from_mins(30 * number);
        app.visit(Visit::new(&rosa, &doctor, &start.to_string()))
            .await;
    }
    for (sort, last) in [("soonest", "A-001203"), ("latest", "A-000001")] {
        let text = admin
            .get(&format!("/admin/appointments.csv?sort={sort}"))
            .await
            .expect(200)
            .text();
        assert_eq!(text.lines().count(), 1_204);
        assert!(text.lines().last().unwrap().starts_with(last), "{sort}");
    }
}

#[tokio::test]
async fn downloads_say_what_is_wrong() {
    let app = TestApp::new();
    let rosa = app.patient("rosa").await;
    rosa.get("/appointments/999/calendar.ics").await.expect(404);
    rosa.get("/admin/appointments.csv").await.expect(403);
    app.anon().get("/admin/appointments.csv").await.expect(401);
    let refused = app.audited(Action::AccessRefused).await;
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].detail, "/admin/appointments.csv");
}
