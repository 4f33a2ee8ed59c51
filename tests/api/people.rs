//! Doctors, patients, staff and their accounts.

use anteroom::{appointments::model::Status, audit::Action};
use serde_json::{Value, json};

use crate::common::{PASSWORD, TestApp, Visit};

fn names(list: &Value) -> Vec<String> {
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
async fn the_directory_tells_nothing_about_accounts() {
    let app = TestApp::new();
    let doctor = app.doctor("secretname").await;
    for path in [
        "/api/doctors".to_owned(),
        format!("/api/doctors/{}", doctor.doctor_id),
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
    let path = format!("/api/admin/doctors/{}", doctor.doctor_id);
    let before = admin.get(&path).await.expect(200).json();
    let edit = json!({"full_name": "Dr Anne Moreau", "specialization": "Dermatology", "version": before["version"]});
    admin.post(&path, edit.clone()).await.expect(200);
    admin.post(&path, edit).await.refused(409, "conflict");
    let profile = app
        .anon()
        .get(&format!("/api/doctors/{}", doctor.doctor_id))
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
        .get(&format!("/api/doctors/{}", doctor.doctor_id))
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
        .get(&format!("/api/doctors/{}", doctor.doctor_id))
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
    app.anon().log_in("moreau").await.expect(200);
    app.anon()
        .get(&format!("/api/doctors/{}", doctor.doctor_id))
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

#[tokio::test]
async fn nobody_locks_the_clinic_out() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let own = format!("/api/admin/users/{}", admin.user_id);
    admin
        .post(&format!("{own}/disable"), json!({}))
        .await
        .refused(409, "conflict");
    admin
        .post(&format!("{own}/reset-password"), json!({}))
        .await
        .refused(409, "conflict");
    admin
        .post("/api/admin/users/999/disable", json!({}))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn staff_are_added_with_a_role_and_disabled() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let staff = |role: &str| json!({"username": format!("new.{role}"), "full_name": "New Person", "role": role});
    for role in ["admin", "front_desk"] {
        let made = admin
            .post("/api/admin/staff", staff(role))
            .await
            .expect(200)
            .json();
        let login = json!({"username": made["username"], "password": made["temporary_password"]});
        let client = app.anon();
        assert_eq!(
            client.post("/api/login", login).await.expect(200).json()["role"],
            role
        );
        let disable = format!("/api/admin/users/{}/disable", made["id"]);
        admin.post(&disable, json!({})).await.expect(200);
        client.get("/api/me").await.refused(401, "not_signed_in");
    }
    for role in ["doctor", "patient", "root", ""] {
        admin
            .post("/api/admin/staff", staff(role))
            .await
            .expect(422);
    }
    let list = admin.get("/api/admin/staff").await.expect(200).json();
    assert_eq!(list["total"], 3, "{list}");
}

#[tokio::test]
async fn a_reset_password_ends_sessions_and_must_be_changed() {
    let app = TestApp::new();
    let admin = app.admin().await;
    let rosa = app.patient("rosa").await;
    let reset = format!("/api/admin/users/{}/reset-password", rosa.user_id);
    let made = admin.post(&reset, json!({})).await.expect(200).json();
    rosa.get("/api/me").await.refused(401, "not_signed_in");
    rosa.log_in("rosa").await.invalid(&["password"]);
    let login = json!({"username": "rosa", "password": made["temporary_password"]});
    let me = rosa.post("/api/login", login).await.expect(200).json();
    assert_eq!(me["must_change_password"], true);
    rosa.get("/api/appointments")
        .await
        .refused(403, "password_change_required");
    let entries = app.audited(Action::PasswordReset).await;
    assert_eq!(
        (entries[0].user_id, entries[0].entity_id),
        (Some(admin.user_id), Some(rosa.user_id))
    );
}

#[tokio::test]
async fn the_front_desk_registers_finds_and_changes_patients() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let lena = json!({"full_name": "Léna Ōtani", "contact_number": "+44 (0)117-496 0111", "date_of_birth": "1990-02-28"});
    let made = desk.post("/api/patients", lena).await.expect(200).json();
    assert_eq!(
        (&made["full_name"], &made["has_login"]),
        (&json!("Léna Ōtani"), &json!(false))
    );
    app.patient("rosa").await;
    for (query, found) in [
        ("lena", 1),
        ("OTANI+lena", 1),
        ("1174960111", 1),
        ("496%200111", 1),
        ("1990-02-28", 1),
        ("pat", 1),
        ("", 2),
        ("nobody", 0),
        ("%25", 0),
        ("0117-496", 1),
    ] {
        let list = desk
            .get(&format!("/api/patients?q={query}"))
            .await
            .expect(200)
            .json();
        assert_eq!(list["total"], found, "{query}: {list}");
    }
    desk.post("/api/patients", json!({"full_name": "", "email": "x"}))
        .await
        .invalid(&["full_name", "email"]);

    let path = format!("/api/patients/{}", made["id"]);
    let change =
        json!({"full_name": "Lena Otani", "contact_number": "", "version": made["version"]});
    let changed = desk.post(&path, change.clone()).await.expect(200).json();
    assert_eq!(changed["full_name"], "Lena Otani");
    desk.post(&path, change).await.refused(409, "conflict");
    desk.post("/api/patients/999", json!({"full_name": "X"}))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn doctors_see_patients_who_have_or_had_a_visit_with_them() {
    let app = TestApp::new();
    let (moreau, okafor) = (app.doctor("moreau").await, app.doctor("okafor").await);
    let (rosa, ravi) = (app.patient("rosa").await, app.patient("ravi").await);
    app.visit(Visit::new(&rosa, &moreau, "2026-11-20T09:00:00Z").status(Status::Cancelled))
        .await;
    app.visit(Visit::new(&ravi, &okafor, "2026-11-24T09:00:00Z"))
        .await;
    for (doctor, theirs, other, name) in [
        (&moreau, &rosa, &ravi, "Pat rosa"),
        (&okafor, &ravi, &rosa, "Pat ravi"),
    ] {
        let list = doctor.get("/api/patients").await.expect(200).json();
        assert_eq!(names(&list), [name]);
        assert_eq!(list["total"], 1);
        doctor
            .get(&format!("/api/patients/{}", theirs.patient_id))
            .await
            .expect(200);
        doctor
            .get(&format!("/api/patients/{}", other.patient_id))
            .await
            .refused(404, "not_found");
    }
}

#[tokio::test]
async fn a_doctors_schedule_is_their_own() {
    let app = TestApp::new();
    let (moreau, okafor) = (app.doctor("moreau").await, app.doctor("okafor").await);
    let rosa = app.patient("rosa").await;
    let monday = app
        .visit(Visit::new(&rosa, &moreau, "2026-11-23T09:00:00Z"))
        .await;
    let friday = app
        .visit(Visit::new(&rosa, &moreau, "2026-11-27T09:00:00Z"))
        .await;
    app.visit(Visit::new(&rosa, &okafor, "2026-11-23T10:00:00Z"))
        .await;
    let ids = |schedule: &Value| -> Vec<i64> {
        let days = schedule["days"].as_array().unwrap();
        let visits = days
            .iter()
            .flat_map(|day| day["appointments"].as_array().unwrap());
        visits.map(|visit| visit["id"].as_i64().unwrap()).collect()
    };
    let day = moreau.get("/api/schedule").await.expect(200).json();
    assert_eq!(ids(&day), [monday]);
    assert_eq!(day["next_patient"]["id"], monday);
    let week = moreau
        .get("/api/schedule?view=week&date=2026-11-25")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (ids(&week), week["days"].as_array().unwrap().len()),
        (vec![monday, friday], 7)
    );
    moreau
        .get("/api/schedule?date=soon")
        .await
        .invalid(&["date"]);
}

#[tokio::test]
async fn the_desk_sees_the_day_of_the_whole_clinic() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let (moreau, okafor) = (app.doctor("moreau").await, app.doctor("okafor").await);
    let rosa = app.patient("rosa").await;
    app.visit(Visit::new(&rosa, &moreau, "2026-11-23T09:00:00Z"))
        .await;
    app.visit(Visit::new(&rosa, &okafor, "2026-11-23T10:00:00Z").status(Status::Cancelled))
        .await;
    app.visit(Visit::new(&rosa, &okafor, "2026-11-24T10:00:00Z"))
        .await;
    let count = |day: &Value| day["appointments"].as_array().unwrap().len();
    let today = desk.get("/api/desk").await.expect(200).json();
    assert_eq!(count(&today), 2);
    assert_eq!(
        today["counts"],
        json!([{"status": "booked", "count": 1}, {"status": "cancelled", "count": 1}])
    );
    let path = format!("/api/desk?date=2026-11-23&doctor_id={}", okafor.doctor_id);
    assert_eq!(count(&desk.get(&path).await.expect(200).json()), 1);
    desk.get("/api/desk?date=soon").await.invalid(&["date"]);
}
