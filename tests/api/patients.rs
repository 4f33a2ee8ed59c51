//! Patients' records: registering, finding, changing, and who sees them.

use anteroom::{appointments::model::Status, audit::Action, server::schema::patients};
use diesel::prelude::*;
use serde_json::json;

use super::doctors::names;
use crate::common::{TestApp, Visit, field_value};

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
        let searched = doctor
            .post("/api/patients/search", json!({"q": "pat"}))
            .await
            .expect(200)
            .json();
        assert_eq!(searched, list);
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

/// Thirty of one name, and somebody else; gives the number of that one's record.
async fn many(app: &TestApp) -> i64 {
    for number in 0..30 {
        app.patient_record(&format!("Rosa Delgado {number:02}"), None)
            .await;
    }
    app.patient_record("Bela Szabo", None).await
}

#[tokio::test]
async fn a_search_has_pages() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    many(&app).await;
    let path = "/api/patients/search";
    for (page, first, shown) in [
        ("", "Rosa Delgado 00", 25),
        ("-1", "Rosa Delgado 00", 25),
        ("2", "Rosa Delgado 25", 5),
        ("9", "Rosa Delgado 25", 5),
    ] {
        let asked = json!({"q": "delgado", "page": page});
        let list = desk.post(path, asked).await.expect(200).json();
        assert_eq!(
            (
                &list["total"],
                &list["pages"],
                &list["items"][0]["full_name"]
            ),
            (&json!(30), &json!(2), &json!(first)),
            "{page}"
        );
        assert_eq!(list["items"].as_array().unwrap().len(), shown, "{page}");
    }
    let odd = json!({"q": "delgado", "page": "some"});
    desk.post(path, odd).await.refused(400, "malformed");
}

#[tokio::test]
async fn a_search_without_javascript_leaves_no_name_in_an_address() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let bela = many(&app).await;
    let search = async |q: &str, at: &str| {
        let fields = [("q", q), ("keep", "true")];
        let reply = desk.form("/api/patients/find", &fields, at).await;
        assert_eq!(reply.location(), at, "{q}");
        let page = desk.page(at).await.expect(200).text();
        assert_eq!(field_value(&page, "q").as_deref(), Some(q));
        assert!(!page.contains("?q="), "{page}");
        page
    };
    let page = desk.page("/patients").await.expect(200).text();
    assert!(page.contains("action=\"/api/patients/find\""), "{page}");
    assert_eq!(field_value(&page, "keep").as_deref(), Some("true"));
    assert!(page.contains("href=\"/patients?page=2\""), "{page}");

    // What is found is another list than the one whose second page it was.
    let page = search("bela", "/patients?page=2").await;
    assert!(page.contains("Bela Szabo"), "{page}");
    assert!(!page.contains("Rosa Delgado"), "{page}");
    let page = search("delgado", "/patients").await;
    assert!(page.contains("Rosa Delgado 00"), "{page}");
    assert!(page.contains("Only 25 of 30 patients are shown"), "{page}");
    assert!(!page.contains("page=2"), "{page}");
    let page = search("nobody", "/patients").await;
    assert!(page.contains("No patient matches"), "{page}");
    let page = search("delgado", &format!("/patients/{bela}/merge")).await;
    assert!(page.contains("There may be more"), "{page}");

    // It is kept for one page.
    let page = desk.page("/patients").await.expect(200).text();
    assert_eq!(field_value(&page, "q").as_deref(), Some(""));
    assert!(page.contains("Bela Szabo"), "{page}");

    // The addresses of before still lead somewhere, and what was typed since counts for more.
    let old = "/patients?q=delgado&page=2";
    let page = desk.page(old).await.expect(200).text();
    assert!(page.contains("Rosa Delgado 29"), "{page}");
    assert!(!page.contains("Rosa Delgado 00"), "{page}");
    let fields = [("q", "bela"), ("keep", "true")];
    desk.form("/api/patients/find", &fields, old)
        .await
        .expect(303);
    let page = desk.page(old).await.expect(200).text();
    assert!(page.contains("Bela Szabo"), "{page}");
    assert!(!page.contains("Rosa Delgado"), "{page}");
}

#[tokio::test]
async fn a_search_of_thousands_of_words_is_answered() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let words = vec!["a"; 30_000].join("+");
    let list = desk.get(&format!("/api/patients?q={words}")).await;
    assert_eq!(list.expect(200).json()["total"], 0);
}

#[tokio::test]
async fn who_looks_through_a_merged_number_has_seen_the_record_it_leads_to() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let kept = app.patient_record("Rosa Delgado", None).await;
    let merged = app.patient_record("Rosa Delgado", None).await;
    app.db(move |conn| {
        diesel::update(patients::table.find(merged))
            .set(patients::merged_into.eq(kept))
            .execute(conn)
    })
    .await;
    let seen = desk.get(&format!("/api/patients/{merged}")).await;
    assert_eq!(seen.expect(200).json()["id"], kept);
    let views = app.audited(Action::PatientViewed).await;
    let seen: Vec<_> = views.into_iter().map(|view| view.entity_id).collect();
    assert_eq!(seen, [Some(kept)]);
}
