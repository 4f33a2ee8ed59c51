//! Checking oneself in.

mod qr;

use anteroom::server::schema::{attempts, audit, sessions};
use diesel::prelude::*;
use serde_json::json;

use crate::{
    common::{Reply, TestApp, Visit},
    screens::link,
};

/// The words of an appointment's code, as its patient reads them.
async fn code(app: &TestApp, patient: &str, id: i64) -> String {
    let path = format!("/api/appointments/{id}/check-in-code");
    let patient = app.signed_in(patient).await;
    let code = patient.get(&path).await.expect(200).json();
    code["words"].as_str().unwrap().to_owned()
}

struct Kiosk {
    app: TestApp,
    token: String,
}

impl Kiosk {
    async fn at(app: TestApp) -> Self {
        let (token, _) = link(&app, "kiosk").await;
        Self { app, token }
    }

    async fn check_in(&self, code: &str) -> Reply {
        let path = format!("/api/kiosk/{}/check-in", self.token);
        self.app.anon().post(&path, json!({ "code": code })).await
    }

    /// Rosa's visit at 10:00, and its code.
    async fn visit(&self) -> (i64, String) {
        let rosa = self.app.patient("rosa").await;
        let doctor = self.app.doctor("moreau").await;
        let id = self
            .app
            .visit(Visit::new(&rosa, &doctor, "2026-11-23T10:00:00Z"))
            .await;
        (id, code(&self.app, "rosa", id).await)
    }
}

#[tokio::test]
async fn the_code_is_the_patients_and_the_front_desks() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let desk = app.front_desk().await;
    let mut secrets = std::collections::BTreeSet::new();
    for hour in 9..17 {
        let start = format!("2026-11-24T{hour:02}:00:00Z");
        let id = app.visit(Visit::new(&rosa, &doctor, &start)).await;
        let words = code(&app, "rosa", id).await;
        let (number, digits) = words.split_once(" · ").unwrap();
        assert_eq!(number, format!("A-{id:06}"));
        assert_eq!(digits.len(), 7);
        secrets.insert(digits.to_owned());
    }
    assert!(secrets.len() > 4, "{secrets:?}");
    let path = "/api/appointments/1/check-in-code";
    let told = desk.get(path).await.expect(200).json();
    assert_eq!(told["words"].as_str().unwrap(), code(&app, "rosa", 1).await);
    let scanned = qr::decode(told["qr"]["path"].as_str().unwrap(), 29);
    assert_eq!(told["qr"]["size"], 29);
    assert_eq!(
        told["words"].as_str().unwrap().replace([' ', '-', '·'], ""),
        scanned.replace('-', "")
    );
    doctor.get(path).await.expect(403);
    for (who, shown) in [
        (&rosa.client, true),
        (&desk.client, true),
        (&doctor.client, false),
    ] {
        let page = who.page("/appointments/1").await.expect(200).text();
        assert_eq!(page.contains(told["words"].as_str().unwrap()), shown);
        assert_eq!(page.contains("class=\"qr\""), shown);
    }
}

#[tokio::test]
async fn a_code_checks_its_patient_in_and_tells_a_number() {
    let kiosk = Kiosk::at(TestApp::new()).await;
    let (id, code) = kiosk.visit().await;
    kiosk.app.set_time("2026-11-23T09:40:00Z");
    let reply = kiosk.check_in(&code).await.expect(200);
    let first = reply.json();
    assert_eq!(first, json!({"number": 1, "wait_minutes": 20}));
    let visit = kiosk
        .app
        .signed_in("admin")
        .await
        .get(&format!("/api/appointments/{id}"))
        .await;
    assert_eq!(visit.json()["status"], "arrived");
    for again in [
        code.replace(" · ", "-"),
        code.replace(['A', '-', ' ', '·'], ""),
    ] {
        assert_eq!(
            kiosk.check_in(&again).await.expect(200).json()["number"],
            1,
            "{again}"
        );
    }
    let ravi = kiosk.app.patient("ravi").await;
    let hale = kiosk.app.doctor("hale").await;
    let other = kiosk
        .app
        .visit(Visit::new(&ravi, &hale, "2026-11-23T10:00:00Z"))
        .await;
    let other = self::code(&kiosk.app, "ravi", other).await;
    assert_eq!(kiosk.check_in(&other).await.expect(200).json()["number"], 2);
}

#[tokio::test]
async fn what_a_scanner_reads_off_the_drawing_checks_its_patient_in() {
    let kiosk = Kiosk::at(TestApp::new()).await;
    let (id, _) = kiosk.visit().await;
    let path = format!("/api/appointments/{id}/check-in-code");
    let rosa = kiosk.app.signed_in("rosa").await;
    let drawn = rosa.get(&path).await.expect(200).json();
    let scanned = qr::decode(drawn["qr"]["path"].as_str().unwrap(), 29);
    assert_eq!(scanned.len(), "A000001-482173".len(), "{scanned}");
    assert!(scanned.starts_with(&format!("A{id:06}-")), "{scanned}");
    kiosk.app.set_time("2026-11-23T09:40:00Z");
    let reply = kiosk.check_in(&scanned).await.expect(200);
    assert_eq!(reply.json()["number"], 1);
}

#[tokio::test]
async fn only_todays_booked_visits_are_checked_in_for_and_not_too_early_or_late() {
    let kiosk = Kiosk::at(TestApp::new()).await;
    let (id, code) = kiosk.visit().await;
    let desk = "Please go to the front desk.";
    for early_or_late in [
        "2026-11-22T23:00:00Z",
        "2026-11-23T06:59:00Z",
        "2026-11-23T10:31:00Z",
        "2026-11-24T09:00:00Z",
    ] {
        kiosk.app.set_time(early_or_late);
        let reply = kiosk.check_in(&code).await.refused(409, "conflict");
        assert_eq!(reply.json()["message"], desk, "{early_or_late}");
    }
    kiosk.app.set_time("2026-11-23T07:00:00Z");
    kiosk.check_in(&code).await.expect(200);
    kiosk.app.set_time("2026-11-23T08:00:00Z");
    let rosa = kiosk.app.signed_in("rosa").await;
    let doctor = json!({"doctor_id": 1, "starts_at": "2026-11-23T15:00:00Z"});
    let booked = rosa
        .post("/api/appointments", doctor)
        .await
        .expect(200)
        .json();
    let other = booked["id"].as_i64().unwrap();
    assert_ne!(other, id);
    let cancelled = self::code(&kiosk.app, "rosa", other).await;
    let cancel = format!("/api/appointments/{other}/cancel");
    rosa.post(&cancel, json!({"reason": "better"}))
        .await
        .expect(200);
    kiosk.app.set_time("2026-11-23T14:00:00Z");
    kiosk.check_in(&cancelled).await.refused(409, "conflict");
}

#[tokio::test]
async fn a_wrong_code_and_an_unknown_number_are_answered_alike() {
    let kiosk = Kiosk::at(TestApp::new()).await;
    let (_, code) = kiosk.visit().await;
    let last = code.chars().last().unwrap();
    let slip = if last == '0' { '1' } else { '0' };
    let wrong = format!("{}{slip}", &code[..code.len() - 1]);
    let unknown = code.replacen("A-000001", "A-000777", 1);
    let mut answers = Vec::new();
    for typed in [wrong.as_str(), &unknown, "no code", "", "123"] {
        let reply = kiosk.check_in(typed).await.invalid(&["code"]);
        answers.push(reply.json());
    }
    assert!(
        answers.windows(2).all(|pair| pair[0] == pair[1]),
        "{answers:?}"
    );
    let desk = kiosk.app.signed_in("admin").await;
    let visit = desk.get("/api/appointments/1").await.json();
    assert_eq!(visit["status"], "booked");
}

#[tokio::test]
async fn guessing_at_a_kiosk_ends_and_right_codes_are_not_counted() {
    let kiosk = Kiosk::at(TestApp::throttled()).await;
    let (_, code) = kiosk.visit().await;
    for _ in 0..40 {
        kiosk.check_in(&code).await.expect(200);
    }
    for _ in 0..30 {
        kiosk.check_in("A-000777 · 000 000").await.expect(422);
    }
    kiosk
        .check_in(&code)
        .await
        .refused(429, "too_many_attempts");
    let elsewhere = link(&kiosk.app, "kiosk").await.0;
    let path = format!("/api/kiosk/{elsewhere}/check-in");
    let anon = kiosk.app.anon();
    anon.post(&path, json!({ "code": code })).await.expect(200);
    kiosk.app.pass(jiff::SignedDuration::from_mins(16));
    kiosk.check_in(&code).await.expect(200);
}

#[tokio::test]
async fn a_kiosk_works_without_javascript_and_its_secret_is_kept_nowhere() {
    let kiosk = Kiosk::at(TestApp::throttled()).await;
    let (_, code) = kiosk.visit().await;
    let (page, action) = (
        format!("/kiosk/{}", kiosk.token),
        format!("/api/kiosk/{}/check-in", kiosk.token),
    );
    let browser = kiosk.app.anon();
    let html = browser.page(&page).await.expect(200).text();
    assert!(html.contains(&format!("action=\"{action}\"")), "{html}");
    assert!(!html.contains("http-equiv=\"refresh\""));
    let reply = browser
        .form(&action, &[("code", "A-000001 · 000 00")], &page)
        .await;
    assert_eq!(reply.location(), page);
    let html = browser.page(&page).await.expect(200).text();
    assert!(html.contains("We do not know this code"), "{html}");
    let reply = browser
        .form(&action, &[("code", code.as_str())], &page)
        .await;
    assert_eq!(reply.location(), page);
    let kept: Vec<String> = kiosk
        .app
        .db(|conn| {
            let mut kept: Vec<String> = sessions::table.select(sessions::data).load(conn)?;
            kept.extend(audit::table.select(audit::detail).load::<String>(conn)?);
            kept.extend(
                attempts::table
                    .select(attempts::counter)
                    .load::<String>(conn)?,
            );
            Ok(kept)
        })
        .await;
    assert!(!kept.is_empty());
    assert!(
        !kept.iter().any(|text| text.contains(&kiosk.token)),
        "{kept:?}"
    );
    let html = browser.page(&page).await.expect(200).text();
    assert!(html.contains("Your number is 1."), "{html}");
    assert!(
        html.contains("http-equiv=\"refresh\""),
        "it goes away by itself"
    );
    assert!(!html.contains("rosa"), "nobody is named");
    let html = browser.page(&page).await.expect(200).text();
    assert!(!html.contains("Your number is"), "it is for one reader");
}
