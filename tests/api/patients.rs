//! Patients' records: registering, finding, changing, and who sees them.

use anteroom::appointments::model::Status;
use serde_json::json;

use super::doctors::names;
use crate::common::{TestApp, Visit};

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
            .get(&format!("/api/patients/{}", theirs.id))
            .await
            .expect(200);
        doctor
            .get(&format!("/api/patients/{}", other.id))
            .await
            .refused(404, "not_found");
    }
}
