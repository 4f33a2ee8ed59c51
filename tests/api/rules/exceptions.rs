//! Time off, extra hours, closures and their import.

use anteroom::audit::Action;
use serde_json::{Value, json};

use super::free;
use crate::common::{Client, Doctor, TestApp, Visit};

fn path(doctor: &Doctor) -> String {
    format!("/api/doctors/{}/exceptions", doctor.id)
}

#[tokio::test]
async fn time_off_takes_times_away_and_tells_of_the_visits_in_it() {
    let app = TestApp::new();
    let (doctor, rosa) = (app.doctor("moreau").await, app.patient("rosa").await);
    for start in [
        "2026-12-01T13:00:00Z",
        "2026-12-02T10:00:00Z",
        "2026-12-02T12:00:00Z",
    ] {
        app.visit(Visit::new(&rosa, &doctor, start)).await;
    }
    let off = json!({
        "kind": "away", "from_day": "2026-12-01", "from_time": "12:00",
        "to_day": "2026-12-02", "to_time": "12:00", "reason": "Conference",
    });
    let saved = doctor.post(&path(&doctor), off).await.expect(200).json();
    assert_eq!(saved, json!({"outside": 2, "displaced": true}));
    let free_then = free(&app.anon(), doctor.id, "2026-12-01", "2026-12-02").await;
    assert_eq!(free_then.len(), 6 + 9);
    assert_eq!(free_then[5], "2026-12-01T11:30");
    assert_eq!(free_then[6], "2026-12-02T12:30");

    let view = doctor
        .get(&format!("/api/doctors/{}/hours", doctor.id))
        .await
        .json();
    let entered = &view["exceptions"][0];
    assert_eq!(
        (&entered["reason"], &entered["kind"]),
        (&json!("Conference"), &json!("away"))
    );
    let delete = format!("/api/exceptions/{}/delete", entered["id"]);
    assert_eq!(
        doctor.post(&delete, json!({})).await.expect(200).json()["outside"],
        0
    );
    doctor
        .post(&delete, json!({}))
        .await
        .refused(404, "not_found");
    assert_eq!(
        free(&app.anon(), doctor.id, "2026-12-01", "2026-12-02")
            .await
            .len(),
        32 - 3
    );
    assert_eq!(app.audited(Action::ExceptionAdded).await[0].detail, "away");
    assert_eq!(
        app.audited(Action::ExceptionRemoved).await[0].entity_id,
        Some(doctor.id)
    );
}

#[tokio::test]
async fn extra_hours_give_times_and_take_them_away_again() {
    let app = TestApp::new();
    let (doctor, rosa) = (app.doctor("moreau").await, app.patient("rosa").await);
    let extra = json!({"kind": "extra", "from_day": "2026-11-28", "from_time": "10:00", "to_time": "11:00", "grid": 15});
    assert_eq!(
        doctor
            .post(&path(&doctor), extra.clone())
            .await
            .expect(200)
            .json()["outside"],
        0
    );
    let saturday = "2026-11-28";
    let starts = free(&app.anon(), doctor.id, saturday, saturday).await;
    assert_eq!(
        starts,
        ["2026-11-28T10:00", "2026-11-28T10:15", "2026-11-28T10:30"]
    );
    doctor
        .post(&path(&doctor), extra)
        .await
        .invalid(&["from_time"]);
    let book = json!({"doctor_id": doctor.id, "starts_at": "2026-11-28T10:15:00Z"});
    rosa.post("/api/appointments", book).await.expect(200);
    let deleted = doctor
        .post("/api/exceptions/1/delete", json!({}))
        .await
        .expect(200)
        .json();
    assert_eq!(deleted["outside"], 1);
}

#[tokio::test]
async fn exceptions_that_make_no_sense_are_refused() {
    let app = TestApp::new();
    let doctor = app.doctor("moreau").await;
    let path = path(&doctor);
    let refused = async |body: Value, fields: &[&str]| {
        doctor.post(&path, body).await.invalid(fields);
    };
    refused(json!({}), &["kind"]).await;
    refused(
        json!({"kind": "closure", "from_day": "2026-12-01"}),
        &["kind"],
    )
    .await;
    refused(json!({"kind": "away"}), &["from_day"]).await;
    refused(
        json!({"kind": "away", "from_day": "2026-02-30"}),
        &["from_day"],
    )
    .await;
    refused(
        json!({"kind": "away", "from_day": "2026-11-22"}),
        &["from_day"],
    )
    .await;
    refused(
        json!({"kind": "away", "from_day": "2026-12-02", "to_day": "2026-12-01"}),
        &["to_day"],
    )
    .await;
    refused(
        json!({"kind": "away", "from_day": "2026-12-02", "to_day": "2028-12-03"}),
        &["to_day"],
    )
    .await;
    refused(
        json!({"kind": "away", "from_day": "2026-12-02", "from_time": "9", "to_time": "25:00"}),
        &["from_time", "to_time"],
    )
    .await;
    refused(
        json!({"kind": "extra", "from_day": "2026-12-02", "grid": 61}),
        &["from_time", "to_time", "grid"],
    )
    .await;
    // A reading that the clock skips is a reading all the same.
    let night =
        json!({"kind": "away", "from_day": "2027-03-28", "from_time": "01:30", "to_time": "03:00"});
    doctor.post(&path, night).await.expect(200);
}

#[tokio::test]
async fn who_keeps_the_hours_keeps_the_exceptions() {
    let app = TestApp::new();
    let (moreau, nair) = (app.doctor("moreau").await, app.doctor("nair").await);
    let (desk, admin) = (app.front_desk().await, app.admin().await);
    let off = json!({"kind": "away", "from_day": "2026-12-01"});
    moreau
        .post(&path(&nair), off.clone())
        .await
        .refused(403, "forbidden");
    desk.post(&path(&nair), off.clone()).await.expect(200);
    moreau
        .post("/api/exceptions/1/delete", json!({}))
        .await
        .refused(403, "forbidden");
    admin.post("/api/closures", off.clone()).await.expect(200);
    desk.post("/api/closures", off)
        .await
        .refused(403, "forbidden");
    for client in [&desk.client, &nair.client] {
        client
            .post("/api/exceptions/2/delete", json!({}))
            .await
            .refused(403, "forbidden");
    }
    nair.post("/api/exceptions/1/delete", json!({}))
        .await
        .expect(200);
    admin
        .post("/api/exceptions/2/delete", json!({}))
        .await
        .expect(200);
    desk.post(
        "/api/doctors/99/exceptions",
        json!({"kind": "away", "from_day": "2026-12-01"}),
    )
    .await
    .refused(404, "not_found");
}

#[tokio::test]
async fn a_closure_concerns_everybody() {
    let app = TestApp::new();
    let (admin, rosa) = (app.admin().await, app.patient("rosa").await);
    let (moreau, nair) = (app.doctor("moreau").await, app.doctor("nair").await);
    app.visit(Visit::new(&rosa, &moreau, "2026-12-24T10:00:00Z"))
        .await;
    app.visit(Visit::new(&rosa, &nair, "2026-12-24T15:00:00Z"))
        .await;
    app.visit(Visit::new(&rosa, &nair, "2026-12-28T15:00:00Z"))
        .await;
    let fields = [
        ("from_day", "2026-12-24"),
        ("from_time", "12:00"),
        ("to_day", "2026-12-26"),
        ("reason", "Christmas"),
    ];
    let reply = admin
        .form("/api/closures", &fields, "/admin/closures")
        .await;
    assert_eq!(reply.location(), "/displaced");
    for doctor in [&moreau, &nair] {
        let free = free(&app.anon(), doctor.id, "2026-12-24", "2026-12-26").await;
        assert!(
            free.iter().all(|start| start.as_str() < "2026-12-24T12:00"),
            "{free:?}"
        );
        let page = doctor.page("/hours").await.expect(200).text();
        assert!(page.contains("Christmas") && !page.contains("/api/exceptions/1/delete"));
    }
    let page = admin.page("/admin/closures").await.expect(200).text();
    assert!(page.contains("Thursday 24 December 2026, 12:00 to Saturday 26 December 2026, 24:00"));
    assert!(page.contains("One booked visit now lies outside the hours."));
    let closures = admin.get("/api/closures").await.expect(200).json();
    assert_eq!(closures.as_array().unwrap().len(), 1);
}

const HOLIDAYS: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n\
    BEGIN:VEVENT\r\nUID:christmas@example.com\r\nSUMMARY:Christmas Day\r\nDTSTART;VALUE=DATE:20201225\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:works@example.com\r\nSUMMARY:Works\r\nDTSTART;TZID=Europe/Berlin:20261201T130000\r\nDTEND:20261201T160000Z\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:over@example.com\r\nSUMMARY:Long ago\r\nDTSTART;VALUE=DATE:20251225\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:weekly@example.com\r\nSUMMARY:Team\r\nDTSTART:20261130T120000\r\nDTEND:20261130T130000\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

#[tokio::test]
async fn holidays_are_imported_once() {
    let app = TestApp::new();
    let (admin, doctor) = (app.admin().await, app.doctor("moreau").await);
    let rosa = app.patient("rosa").await;
    app.visit(Visit::new(&rosa, &doctor, "2026-12-01T13:00:00Z"))
        .await;
    let import = async |client: &Client| {
        let body = json!({"calendar": HOLIDAYS});
        let reply = client.post("/api/closures/import", body).await;
        reply.expect(200).json()
    };
    let first = import(&admin).await;
    let left_out = json!([
        {"name": "Long ago", "why": "it is over"},
        {"name": "Team", "why": "it repeats weekly, and only yearly closures are understood"},
    ]);
    assert_eq!(
        first,
        json!({"added": 4, "known": 0, "left_out": left_out, "outside": 1})
    );
    let second = import(&admin).await;
    assert_eq!(
        second,
        json!({"added": 0, "known": 4, "left_out": left_out, "outside": 0})
    );
    let closures = admin.get("/api/closures").await.json();
    let said: Vec<_> = closures
        .as_array()
        .unwrap()
        .iter()
        .map(|each| {
            (
                each["starts"].as_str().unwrap(),
                each["reason"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("2026-12-01T12:00:00", "Works"),
            ("2026-12-25T00:00:00", "Christmas Day"),
            ("2027-12-25T00:00:00", "Christmas Day"),
            ("2028-12-25T00:00:00", "Christmas Day"),
        ]
    );
    assert_eq!(
        free(&app.anon(), doctor.id, "2026-12-01", "2026-12-01")
            .await
            .len(),
        8
    );
    assert_eq!(app.audited(Action::ClosuresImported).await.len(), 1);
    // A holiday entered by hand is not entered again.
    let by_hand = json!({"from_day": "2029-12-25"});
    admin.post("/api/closures", by_hand).await.expect(200);
    app.set_time("2027-11-23T08:00:00Z");
    let later = app.signed_in("admin").await;
    assert_eq!(import(&later).await["known"], 3);
}

#[tokio::test]
async fn what_is_no_calendar_is_refused() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let path = "/api/closures/import";
    for text in ["", "  ", "hello"] {
        admin
            .post(path, json!({"calendar": text}))
            .await
            .invalid(&["calendar"]);
    }
    let large = format!("BEGIN:VCALENDAR\n{}", "X:y\n".repeat(70_000));
    admin
        .post(path, json!({"calendar": large}))
        .await
        .refused(413, "too_large");
    let many: Vec<String> = (0..1001)
        .map(|day| {
            let day = jiff::civil::date(2027, 1, 1) + jiff::Span::new().days(day);
            format!(
                "BEGIN:VEVENT\nUID:{day}\nDTSTART:{}\nEND:VEVENT\n",
                day.strftime("%Y%m%d")
            )
        })
        .collect();
    let many = many.concat();
    let many = format!("BEGIN:VCALENDAR\n{many}END:VCALENDAR\n");
    admin
        .post(path, json!({"calendar": many}))
        .await
        .invalid(&["calendar"]);
    assert!(
        admin
            .get("/api/closures")
            .await
            .json()
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn exceptions_are_entered_and_imported_without_javascript() {
    let app = TestApp::new();
    let (admin, doctor) = (app.admin().await, app.doctor("moreau").await);
    let reply = admin
        .form(
            "/api/closures/import",
            &[("calendar", HOLIDAYS)],
            "/admin/closures",
        )
        .await;
    let page = admin.page(reply.location()).await.expect(200).text();
    assert!(
        page.contains("4 closures added. Left out: Long ago (it is over); Team"),
        "{page}"
    );
    // What is wrong is said in the form it was sent from, not in the other one.
    let wrong = [
        ("kind", "extra"),
        ("from_day", "2026-11-28"),
        ("from_time", "10:00"),
        ("to_time", "09:00"),
        ("grid", "20"),
    ];
    let reply = doctor.form(&path(&doctor), &wrong, "/hours").await;
    let page = doctor.page(reply.location()).await.expect(200).text();
    assert_eq!(
        page.matches("It must end after it begins.").count(),
        2,
        "above the form and at its field"
    );
    assert!(
        page.contains("id=\"extra-to_time-error\"") && !page.contains("id=\"away-to_time-error\"")
    );
    let off = [
        ("kind", "away"),
        ("from_day", "2026-12-01"),
        ("reason", "<i>ill</i>"),
    ];
    let reply = doctor.form(&path(&doctor), &off, "/hours").await;
    let page = doctor.page(reply.location()).await.expect(200).text();
    assert!(
        page.contains("Tuesday 1 December 2026") && page.contains("&#60;i&#62;ill"),
        "{page}"
    );
    let reply = doctor.form("/api/exceptions/5/delete", &[], "/hours").await;
    assert_eq!(reply.location(), "/hours");
}
