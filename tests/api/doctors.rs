//! The directory, and doctors as admins manage them.

use anteroom::{appointments::model::Status, audit::Action};
use serde_json::{Value, json};

use crate::common::{PASSWORD, TestApp, Visit};

pub(crate) fn names(list: &Value) -> Vec<String> {
    let items = list.as_array().or(list["items"].as_array()).unwrap();
    items
        .iter()
        .map(|item| item["full_name"].as_str().unwrap().to_owned())
        .collect()
}

fn new_doctor(username: &str, full_name: &str, specialization: &str) -> Value {
    json!({"username": username, "full_name": full_name, "specialization": specialization})
}

#[tokio::test]
async fn anyone_finds_a_doctor_by_name_and_specialization() {
    let app = TestApp::new();
    let admin = app.admin().await;
    for (username, name, specialization) in [
        ("mara", "Dr Mára Lind", "Cardiology"),
        ("ben", "Dr Ben Okafor", "Skin & hair"),
        ("zoe", "Dr Zoë 100%", "cardiology"),
    ] {
        let body = new_doctor(username, name, specialization);
        admin.post("/api/admin/doctors", body).await.expect(200);
    }
    let anon = app.anon();
    let all = ["Dr Ben Okafor", "Dr Mára Lind", "Dr Zoë 100%"];
    for (query, found) in [
        ("", &all[..]),
        ("q=mara", &all[1..2]),
        ("q=LIND+dr", &all[1..2]),
        ("q=cardio", &all[1..]),
        ("q=zoe", &all[2..]),
        ("q=%25", &all[2..]),
        ("q=_", &[]),
        ("q=nobody", &[]),
        ("specialization=cardiology", &all[1..]),
        ("q=skin", &all[..1]),
        ("q=okafor&specialization=cardiology", &[]),
    ] {
        let list = anon
            .get(&format!("/api/doctors?{query}"))
            .await
            .expect(200)
            .json();
        assert_eq!(names(&list), found, "{query}");
    }
    let list = anon.get("/api/doctors").await.json();
    assert_eq!(
        list[0]["next_free"]["starts_at"],
        "2026-11-23T09:00:00+00:00"
    );
    let specializations = anon.get("/api/specializations").await.expect(200).json();
    assert_eq!(specializations.as_array().unwrap().len(), 2);
    assert_eq!(specializations[0]["doctors"], 2);
}

#[tokio::test]
async fn a_search_of_thousands_of_words_is_answered() {
    let app = TestApp::new();
    app.doctor("moreau").await;
    let words = vec!["z"; 30_000].join("+");
    let list = app.anon().get(&format!("/api/doctors?q={words}")).await;
    assert_eq!(list.expect(200).json(), json!([]));
}

#[tokio::test]
async fn the_directory_tells_nothing_about_accounts() {
    let app = TestApp::new();
    let doctor = app.doctor("secretname").await;
    for path in [
        "/api/doctors".to_owned(),
        format!("/api/doctors/{}", doctor.id),
    ] {
        let text = app.anon().get(&path).await.expect(200).text();
        assert!(!text.contains("\"username\""), "{text}");
        assert!(!text.contains("hash"), "{text}");
    }
}

#[tokio::test]
async fn a_new_doctor_gets_a_temporary_password_that_is_shown_once() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let body = new_doctor("lind", "Dr Mara Lind", "Cardiology");
    let made = admin
        .post("/api/admin/doctors", body.clone())
        .await
        .expect(200)
        .json();
    let password = made["temporary_password"].as_str().unwrap();
    assert!(password.len() >= 12);
    let path = format!("/api/admin/doctors/{}", made["id"]);
    assert!(!admin.get(&path).await.expect(200).text().contains(password));

    let lind = app.anon();
    let login = json!({"username": "lind", "password": password});
    let me = lind.post("/api/login", login).await.expect(200).json();
    assert_eq!(
        (&me["role"], &me["must_change_password"]),
        (&json!("doctor"), &json!(true))
    );
    assert_eq!(me["doctor_id"], made["id"]);
    lind.get("/api/schedule")
        .await
        .refused(403, "password_change_required");

    admin
        .post("/api/admin/doctors", body)
        .await
        .invalid(&["username"]);
    admin
        .post("/api/admin/doctors", json!({"password": "short"}))
        .await
        .invalid(&["username", "password", "full_name", "specialization"]);
    let entries = app.audited(Action::DoctorAdded).await;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].user_id, Some(admin.user_id));
}

#[tokio::test]
async fn an_admin_may_choose_the_temporary_password() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let mut body = new_doctor("lind", "Dr Mara Lind", "Cardiology");
    body["password"] = PASSWORD.into();
    admin.post("/api/admin/doctors", body).await.expect(200);
    let lind = app.signed_in("lind").await;
    assert_eq!(
        lind.get("/api/me").await.json()["must_change_password"],
        true
    );
}

#[tokio::test]
async fn a_doctor_is_edited_and_two_admins_do_not_overwrite_each_other() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let doctor = app.doctor("moreau").await;
    let path = format!("/api/admin/doctors/{}", doctor.id);
    let before = admin.get(&path).await.expect(200).json();
    let edit = json!({"full_name": "Dr Anne Moreau", "specialization": "Dermatology", "version": before["version"]});
    admin.post(&path, edit.clone()).await.expect(200);
    admin.post(&path, edit).await.refused(409, "conflict");
    let profile = app
        .anon()
        .get(&format!("/api/doctors/{}", doctor.id))
        .await
        .json();
    assert_eq!(profile["full_name"], "Dr Anne Moreau");
    assert_eq!(
        doctor.get("/api/me").await.json()["full_name"],
        "Dr Anne Moreau"
    );
    admin
        .post(
            "/api/admin/doctors/999",
            json!({"full_name": "X", "specialization": "Y"}),
        )
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn a_doctor_who_leaves_is_gone_from_the_directory_and_what_is_booked_is_decided() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let past = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-20T09:00:00Z").status(Status::Fulfilled))
        .await;
    let coming = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-24T09:00:00Z"))
        .await;
    let disable = format!("/api/admin/users/{}/disable", doctor.user_id);
    admin
        .post(&disable, json!({}))
        .await
        .invalid(&["appointments"]);
    app.anon()
        .get(&format!("/api/doctors/{}", doctor.id))
        .await
        .expect(200);
    let done = admin
        .post(&disable, json!({"appointments": "cancel"}))
        .await
        .expect(200)
        .json();
    assert_eq!(done["cancelled"], 1);
    let status =
        async |id: i64| rosa.get(&format!("/api/appointments/{id}")).await.json()["status"].clone();
    assert_eq!(status(coming).await, "cancelled");
    assert_eq!(status(past).await, "fulfilled");

    doctor.get("/api/me").await.refused(401, "not_signed_in");
    app.anon().log_in("moreau").await.invalid(&["password"]);
    app.anon()
        .get(&format!("/api/doctors/{}", doctor.id))
        .await
        .refused(404, "not_found");
    assert_eq!(app.anon().get("/api/doctors").await.json(), json!([]));

    admin
        .post(
            &format!("/api/admin/users/{}/enable", doctor.user_id),
            json!({}),
        )
        .await
        .expect(200);
    doctor.get("/api/me").await.refused(401, "not_signed_in");
    app.anon().log_in("moreau").await.expect(200);
    app.anon()
        .get(&format!("/api/doctors/{}", doctor.id))
        .await
        .expect(200);
    for action in [
        Action::UserDisabled,
        Action::UserEnabled,
        Action::AppointmentCancelled,
    ] {
        assert_eq!(app.audited(action).await.len(), 1, "{action:?}");
    }
}

#[tokio::test]
async fn a_doctor_who_leaves_may_keep_what_is_booked() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let coming = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-24T09:00:00Z"))
        .await;
    let disable = format!("/api/admin/users/{}/disable", doctor.user_id);
    admin
        .post(&disable, json!({"appointments": "keep"}))
        .await
        .expect(200);
    let kept = rosa
        .get(&format!("/api/appointments/{coming}"))
        .await
        .expect(200)
        .json();
    assert_eq!(kept["status"], "booked");
}
