//! Working hours, and what a preview of them says.

use anteroom::audit::Action;
use serde_json::{Value, json};

use super::free;
use crate::common::{Client, Doctor, TestApp, Visit};

/// The week after the present one.
const WEEK: [&str; 7] = [
    "2026-11-30",
    "2026-12-01",
    "2026-12-02",
    "2026-12-03",
    "2026-12-04",
    "2026-12-05",
    "2026-12-06",
];

fn path(doctor: &Doctor, change: &str) -> String {
    format!("/api/doctors/{}/hours/{change}", doctor.id)
}

async fn hours(client: &Client, doctor: &Doctor) -> Value {
    let reply = client
        .get(&format!("/api/doctors/{}/hours", doctor.id))
        .await;
    reply.expect(200).json()
}

/// A doctor who works hours of their own, which are still the clinic's.
async fn on_their_own(app: &TestApp, username: &str) -> Doctor {
    let doctor = app.doctor(username).await;
    let own = json!({"source": "own"});
    doctor.post(&path(&doctor, "source"), own).await.expect(200);
    doctor
}

fn interval(opens: &str, closes: &str, days: &[u8]) -> Value {
    let mut body = json!({"opens": opens, "closes": closes, "grid": 20});
    for day in days {
        body[format!("on_{day}")] = true.into();
    }
    body
}

/// Makes a change once in memory and once for good, and compares what was said with what is.
async fn previewed(app: &TestApp, doctor: &Doctor, change: &str, mut body: Value) -> Value {
    let days = async || {
        let mut counts = Vec::new();
        for day in WEEK {
            counts.push(free(&app.anon(), doctor.id, day, day).await.len());
        }
        counts
    };
    body["change"] = change.into();
    let before = days().await;
    let preview = doctor
        .post(&path(doctor, "preview"), body.clone())
        .await
        .expect(200)
        .json();
    assert_eq!(days().await, before, "a preview changes nothing");
    let call = match change {
        "edit" => format!("/api/hours/{}", body["interval"]),
        "delete" => format!("/api/hours/{}/delete", body["interval"]),
        _ => path(doctor, change),
    };
    let saved = doctor.post(&call, body).await.expect(200).json();
    let said = |side: &str| -> Vec<usize> {
        let days = preview["days"].as_array().unwrap().iter();
        days.map(|day| usize::try_from(day[side]["starts"].as_u64().unwrap()).unwrap())
            .collect()
    };
    assert_eq!(preview["week"], WEEK[0]);
    assert_eq!(said("before"), before, "{change}");
    assert_eq!(said("after"), days().await, "{change}");
    let outside = preview["outside"].as_array().unwrap().len();
    assert_eq!(saved["outside"], outside, "{change}");
    preview
}

#[tokio::test]
async fn a_preview_says_exactly_what_a_change_does() {
    let app = TestApp::new();
    let (doctor, other) = (app.doctor("moreau").await, on_their_own(&app, "nair").await);
    let own = previewed(&app, &doctor, "source", json!({"source": "own"})).await;
    assert_eq!(
        own["days"][0]["before"], own["days"][0]["after"],
        "they begin as the clinic's"
    );
    assert_eq!(
        own["days"][0]["after"],
        json!({"minutes": 480, "starts": 16})
    );

    let late = interval("18:00", "20:00", &[1, 6]);
    let added = previewed(&app, &doctor, "add", late).await;
    // A visit of half an hour every 20 minutes that ends by 20:00.
    assert_eq!(
        added["days"][5]["after"],
        json!({"minutes": 120, "starts": 5})
    );
    assert_eq!(added["visit"], "Appointment, 30 minutes");

    let all = hours(&doctor, &doctor).await["hours"].clone();
    let id = |weekday: i64, opens: &str| {
        let found = all.as_array().unwrap().iter();
        let mut found =
            found.filter(|each| each["weekday"] == weekday && each["interval"]["opens"] == opens);
        found.next().unwrap()["id"].clone()
    };
    let mut earlier = interval("07:30", "12:00", &[]);
    earlier["interval"] = id(2, "09:00");
    previewed(&app, &doctor, "edit", earlier).await;
    previewed(&app, &doctor, "delete", json!({"interval": id(3, "09:00")})).await;
    let copied = previewed(
        &app,
        &doctor,
        "copy-day",
        json!({"from_day": 1, "on_4": true, "on_7": true}),
    )
    .await;
    assert_eq!(copied["days"][6]["after"]["minutes"], 600);
    let like = previewed(&app, &doctor, "copy-from", json!({"from_doctor": other.id})).await;
    assert_eq!(like["days"][2]["after"]["minutes"], 480);
    previewed(&app, &doctor, "source", json!({"source": "clinic"})).await;
    let trail = app.audited(Action::HoursChanged).await;
    let kinds: Vec<_> = trail
        .iter()
        .skip(1)
        .map(|entry| entry.detail.as_str())
        .collect();
    assert_eq!(
        kinds,
        [
            "source",
            "add",
            "edit",
            "delete",
            "copy-day",
            "copy-from",
            "source"
        ]
    );
    assert!(
        trail
            .iter()
            .skip(1)
            .all(|entry| entry.entity_id == Some(doctor.id))
    );
}

#[tokio::test]
async fn booked_visits_that_would_lie_outside_are_listed() {
    let app = TestApp::new();
    let (doctor, rosa) = (
        on_their_own(&app, "moreau").await,
        app.patient("rosa").await,
    );
    // Before the change, at noon, in the evening (which no hours of today contain), and another day.
    for start in [
        "2026-12-01T09:00:00Z",
        "2026-12-08T12:00:00Z",
        "2026-12-01T20:00:00Z",
        "2026-12-02T09:00:00Z",
    ] {
        app.visit(Visit::new(&rosa, &doctor, start)).await;
    }
    let all = hours(&doctor, &doctor).await;
    let tuesday = all["hours"]
        .as_array()
        .unwrap()
        .iter()
        .find(|each| each["weekday"] == 2);
    let mut afternoon = interval("12:30", "17:00", &[]);
    afternoon["interval"] = tuesday.unwrap()["id"].clone();
    afternoon["change"] = "edit".into();
    let call = format!("/api/hours/{}", afternoon["interval"]);
    let preview = doctor
        .post(&path(&doctor, "preview"), afternoon.clone())
        .await;
    let preview = preview.expect(200).json();
    let saved = doctor.post(&call, afternoon).await.expect(200).json();
    assert_eq!(saved["outside"], 2);
    // They are told of until they are moved; what staff put there on purpose is not.
    app.visit(Visit::new(&rosa, &doctor, "2026-12-05T10:00:00Z").overbooked())
        .await;
    let left = hours(&doctor, &doctor).await["outside"].clone();
    assert_eq!(
        left.as_array().unwrap().len(),
        3,
        "two, and the one of the evening"
    );
    let outside = preview["outside"].as_array().unwrap();
    let said: Vec<_> = outside
        .iter()
        .map(|each| {
            (
                each["starts_at"].as_str().unwrap(),
                each["patient_name"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("2026-12-01T09:00:00+00:00", "Pat rosa"),
            ("2026-12-08T12:00:00+00:00", "Pat rosa"),
        ]
    );
}

#[tokio::test]
async fn hours_hold_from_and_to_and_for_their_visit_types() {
    let app = TestApp::new();
    let (admin, doctor) = (app.admin().await, on_their_own(&app, "moreau").await);
    let visit = json!({"name": "Check-up", "minutes": 20});
    let id = admin
        .post("/api/admin/visit-types", visit)
        .await
        .expect(200)
        .json();
    let other = json!({"name": "Vaccination", "minutes": 10});
    let other = admin
        .post("/api/admin/visit-types", other)
        .await
        .expect(200)
        .json();
    let mut saturdays = interval("09:00", "10:00", &[6]);
    saturdays["valid_from"] = "2026-12-05".into();
    saturdays["valid_to"] = "2026-12-12".into();
    saturdays[format!("type_{other}")] = true.into();
    doctor
        .post(&path(&doctor, "add"), saturdays.clone())
        .await
        .expect(200);
    let free_for = async |kind: &Value, day: &str| {
        let query = format!(
            "/api/doctors/{}/slots?from={day}&to={day}&visit_type_id={kind}",
            doctor.id
        );
        app.anon()
            .get(&query)
            .await
            .expect(200)
            .json()
            .as_array()
            .unwrap()
            .len()
    };
    for (day, count) in [
        ("2026-11-28", 0),
        ("2026-12-05", 3),
        ("2026-12-12", 3),
        ("2026-12-19", 0),
    ] {
        assert_eq!(free_for(&other, day).await, count, "{day}");
        assert_eq!(free_for(&id, day).await, 0, "{day}");
    }
    saturdays["type_99"] = true.into();
    saturdays["on_7"] = true.into();
    saturdays["on_6"] = false.into();
    doctor
        .post(&path(&doctor, "add"), saturdays)
        .await
        .invalid(&["types"]);
}

#[tokio::test]
async fn hours_that_make_no_sense_are_refused() {
    let app = TestApp::new();
    let (doctor, other) = (on_their_own(&app, "moreau").await, app.doctor("nair").await);
    let add = path(&doctor, "add");
    let overlapping = doctor
        .post(&add, interval("16:40", "18:00", &[1]))
        .await
        .invalid(&["opens"]);
    assert!(
        overlapping
            .text()
            .contains("Monday from 09:00 to 17:00 and from 16:40 to 18:00 would overlap.")
    );
    let mut later = interval("16:40", "18:00", &[1]);
    later["change"] = "add".into();
    doctor
        .post(&path(&doctor, "preview"), later)
        .await
        .invalid(&["opens"]);
    doctor
        .post(&add, json!({}))
        .await
        .invalid(&["opens", "closes", "grid", "days"]);
    let wrong = json!({"opens": "10:00", "closes": "09:00", "grid": 4, "valid_from": "2026-02-30", "on_1": true});
    doctor
        .post(&add, wrong)
        .await
        .invalid(&["closes", "grid", "valid_from"]);
    let source = path(&doctor, "source");
    doctor
        .post(&source, json!({"source": "moon"}))
        .await
        .invalid(&["source"]);
    let copy = path(&doctor, "copy-from");
    doctor
        .post(&copy, json!({"from_doctor": other.id}))
        .await
        .invalid(&["from_doctor"]);
    doctor
        .post(&copy, json!({"from_doctor": doctor.id}))
        .await
        .invalid(&["from_doctor"]);
    doctor
        .post(&path(&doctor, "copy-day"), json!({"from_day": 9}))
        .await
        .invalid(&["from_day", "days"]);
    doctor
        .post("/api/hours/99/delete", json!({}))
        .await
        .refused(404, "not_found");
    doctor
        .post(&path(&doctor, "preview"), json!({"change": "burn"}))
        .await
        .refused(400, "malformed");
    // Who works the clinic's hours has none to change.
    let none = other
        .post(&path(&other, "add"), interval("09:00", "10:00", &[6]))
        .await;
    none.refused(409, "conflict");
}

#[tokio::test]
async fn two_who_change_hours_at_once_do_not_overwrite_each_other() {
    let app = TestApp::new();
    let (doctor, desk) = (on_their_own(&app, "moreau").await, app.front_desk().await);
    let version = hours(&desk, &doctor).await["version"].clone();
    let mut late = interval("18:00", "19:00", &[1]);
    late["version"] = version.clone();
    doctor.post(&path(&doctor, "add"), late).await.expect(200);
    let mut early = interval("07:00", "08:00", &[1]);
    early["version"] = version;
    desk.post(&path(&doctor, "add"), early.clone())
        .await
        .refused(409, "conflict");
    early["version"] = hours(&desk, &doctor).await["version"].clone();
    desk.post(&path(&doctor, "add"), early).await.expect(200);
    assert_ne!(
        app.audited(Action::HoursChanged).await[2].user_id,
        Some(doctor.user_id)
    );
}

#[tokio::test]
async fn a_doctor_keeps_their_own_hours_only() {
    let app = TestApp::new();
    let (moreau, nair) = (
        on_their_own(&app, "moreau").await,
        on_their_own(&app, "nair").await,
    );
    let (rosa, desk) = (app.patient("rosa").await, app.front_desk().await);
    let id = hours(&nair, &nair).await["hours"][0]["id"].clone();
    let body = interval("18:00", "19:00", &[1]);
    for call in [
        path(&nair, "add"),
        path(&nair, "preview"),
        format!("/api/hours/{id}/delete"),
        format!("/api/hours/{id}"),
    ] {
        moreau
            .post(&call, body.clone())
            .await
            .refused(403, "forbidden");
        rosa.post(&call, body.clone())
            .await
            .refused(403, "forbidden");
    }
    moreau
        .get(&format!("/api/doctors/{}/hours", nair.id))
        .await
        .refused(403, "forbidden");
    assert!(app.audited(Action::AccessRefused).await.len() >= 5);
    desk.post(&format!("/api/hours/{id}/delete"), json!({}))
        .await
        .expect(200);
    desk.get("/api/doctors/99/hours")
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn hours_are_previewed_and_changed_without_javascript() {
    let app = TestApp::new();
    let (doctor, rosa) = (
        on_their_own(&app, "moreau").await,
        app.patient("rosa").await,
    );
    app.visit(Visit::new(&rosa, &doctor, "2026-12-07T09:00:00Z"))
        .await;
    let page = doctor.page("/hours").await.expect(200).text();
    assert!(page.contains("formmethod=\"get\"") && page.contains("09:00 to 17:00"));
    let id = hours(&doctor, &doctor).await["hours"][0]["id"].clone();
    let query = format!(
        "/hours?change=edit&interval={id}&opens=12%3A00&closes=17%3A00&grid=20&valid_from=&valid_to="
    );
    let page = doctor.page(&query).await.expect(200).text();
    for part in [
        "Preview of the week",
        "8 h, 16 times",
        "5 h, 14 times",
        "One booked visit would lie outside the hours:",
        "Pat rosa",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let page = doctor
        .page("/hours?change=add&opens=x&grid=20")
        .await
        .expect(200)
        .text();
    assert!(page.contains("No preview yet") && page.contains("Tick at least one day."));

    let fields = [("opens", "12:00"), ("closes", "17:00"), ("grid", "20")];
    let call = format!("/api/hours/{id}");
    let reply = doctor.form(&call, &fields, "/hours").await;
    let page = doctor.page(reply.location()).await.expect(200).text();
    for part in [
        "12:00 to 17:00",
        "One booked visit now lies outside the hours.",
        "Booked visits outside the hours",
        "Mon 7 Dec, 09:00",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let reply = doctor
        .form(&path(&doctor, "source"), &[("source", "clinic")], "/hours")
        .await;
    assert_eq!(reply.location(), "/hours");
}
