//! Finding patients: names, slips, numbers, birthdays; and who is registered already.

use anteroom::patients::{self, model::Checked};
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::common::{Client, TestApp, Visit, field_error};

mod many;
mod upgrade;

const PEOPLE: [(&str, &str, &str); 9] = [
    ("Rosa Delgado", "+44 117 496 0101", "1980-03-07"),
    ("Léna Ōtani", "+44 (0)117-496 0111", "1990-02-28"),
    ("Anne-Marie O’Neill", "0117 496 0122", "1975-12-31"),
    ("Ann Lee", "+44 20 7946 0133", "1980-03-08"),
    ("Annabel Leeds", "+44 20 7946 0144", "2001-05-17"),
    ("Johanna Müller", "+49 30 12345 678", "1963-07-03"),
    ("Johannes Mueller", "+49 30 12345 699", "1964-07-03"),
    ("Nguyễn Thị 李", "", "1999-09-09"),
    ("Zoë d'Arcy", "+44 117 496 0177", ""),
];

async fn register(app: &TestApp, name: &str, number: &str, born: &str) -> i64 {
    let (at, details) = (
        app.now(),
        Checked {
            full_name: name.into(),
            contact_number: number.into(),
            email: String::new(),
            date_of_birth: born.parse().ok(),
        },
    );
    app.db(move |conn| patients::store::create(conn, None, &details, at))
        .await
}

async fn everybody(app: &TestApp) {
    for (name, number, born) in PEOPLE {
        register(app, name, number, born).await;
    }
}

async fn found(client: &Client, q: &str) -> Vec<String> {
    let reply = client.post("/api/patients/find", json!({"q": q})).await;
    let names = reply.expect(200).json();
    let names = names.as_array().unwrap().iter();
    names
        .map(|hit| hit["full_name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn the_best_comes_first_on_either_engine() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    everybody(&app).await;
    for (q, expected) in [
        ("rosa", &["Rosa Delgado"][..]),
        ("DELGADO rosa", &["Rosa Delgado"]),
        ("otani lena", &["Léna Ōtani"]),
        // A slip in each word: another letter, one too many, one missing, two that changed places.
        ("rosa delgafo", &["Rosa Delgado"]),
        ("roosa delgdo", &["Rosa Delgado"]),
        ("dleagdo", &[]),
        ("roas dlegado", &["Rosa Delgado"]),
        ("jonathan", &[]),
        // While it is being typed.
        ("joh mü", &["Johanna Müller", "Johannes Mueller"]),
        ("johanna muller", &["Johanna Müller", "Johannes Mueller"]),
        (
            "ann",
            &[
                "Ann Lee",
                "Annabel Leeds",
                "Anne-Marie O’Neill",
                "Johanna Müller",
                "Johannes Mueller",
            ],
        ),
        ("ann lee", &["Ann Lee", "Annabel Leeds"]),
        ("oneill", &["Anne-Marie O’Neill"]),
        ("o'neill marie", &["Anne-Marie O’Neill"]),
        ("darcy", &["Zoë d'Arcy"]),
        ("李", &["Nguyễn Thị 李"]),
        ("z", &["Zoë d'Arcy"]),
        // Numbers, with and without what is dialled inside the country only.
        ("0117 496 0101", &["Rosa Delgado"]),
        ("+44 117 496 0101", &["Rosa Delgado"]),
        ("960111", &["Léna Ōtani"]),
        ("+44 117 4960111", &["Léna Ōtani"]),
        ("12345", &["Johanna Müller", "Johannes Mueller"]),
        // Birthdays.
        ("1980-03-07", &["Rosa Delgado"]),
        ("7.3.1980", &["Rosa Delgado"]),
        ("07/03/1980", &["Rosa Delgado"]),
        ("07.03.80", &["Rosa Delgado"]),
        ("07031980", &["Rosa Delgado"]),
        ("7 March 1980", &["Rosa Delgado"]),
        ("07/03/1963", &["Johanna Müller"]),
        ("johanna 12345678", &["Johanna Müller"]),
        ("1980", &["Ann Lee", "Rosa Delgado"]),
        ("rosa 8.3.1980", &[]),
        ("delgdo 1980", &["Rosa Delgado"]),
        // What means something to a database.
        ("%", &[]),
        ("\"ann\" OR \"rosa\"", &[]),
        (
            "ann*",
            &[
                "Ann Lee",
                "Annabel Leeds",
                "Anne-Marie O’Neill",
                "Johanna Müller",
                "Johannes Mueller",
            ],
        ),
        ("", &[]),
    ] {
        assert_eq!(found(&desk, q).await, expected, "{q}");
    }
}

#[tokio::test]
async fn an_appointment_number_finds_its_patient() {
    let app = TestApp::new();
    let (desk, doctor) = (app.front_desk().await, app.doctor("moreau").await);
    let (other, rosa) = (app.doctor("okafor").await, app.patient("rosa").await);
    let id = app
        .visit(Visit::new(&rosa, &doctor, "2026-11-24T09:00:00Z"))
        .await;
    let number = format!("A-{id:06}");
    let asked = json!({"q": number});
    let hits = desk.post("/api/patients/find", asked.clone()).await;
    let hits = hits.expect(200).json();
    assert_eq!(hits[0]["id"], rosa.id);
    assert_eq!(hits[0]["next_visit"], "2026-11-24T09:00:00+00:00");
    // A doctor's patients are those who have or had an appointment with them.
    assert_eq!(found(&doctor, &number).await, ["Pat rosa"]);
    assert_eq!(found(&doctor, "rosa").await, ["Pat rosa"]);
    // With other words, the number alone counts, and no more are given than are wanted.
    app.patient("ravi").await;
    let one = json!({"q": format!("pat {number}"), "limit": 1});
    let hits = desk.post("/api/patients/find", one).await;
    let hits = hits.expect(200).json();
    assert_eq!(hits.as_array().unwrap().len(), 1);
    assert_eq!(hits[0]["id"], rosa.id);
    assert!(found(&other, &number).await.is_empty());
    assert!(found(&other, "rosa").await.is_empty());
    rosa.post("/api/patients/find", asked)
        .await
        .refused(403, "forbidden");
}

#[tokio::test]
async fn as_many_are_found_as_are_asked_for() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    for number in 0..25 {
        register(&app, &format!("Ann Lee {number}"), "", "").await;
    }
    for (limit, expected) in [("", 20), ("8", 8), ("0", 1), ("-3", 1), ("500", 20)] {
        let asked = json!({"q": "ann lee", "limit": limit});
        let found = desk.post("/api/patients/find", asked).await;
        let found = found.expect(200).json();
        assert_eq!(found.as_array().unwrap().len(), expected, "{limit:?}");
    }
    let odd = json!({"q": "ann lee", "limit": "some"});
    desk.post("/api/patients/find", odd)
        .await
        .refused(400, "malformed");
}

#[tokio::test]
async fn names_with_marks_in_them_are_found_by_themselves() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    for name in [
        "Kim Min-ju",
        "Jean N'Da",
        "Mary-Jo Smith",
        "Rosa O'Neill",
        "Anne-Marie Smith",
    ] {
        let id = register(&app, name, "", "").await;
        assert_eq!(found(&desk, name).await, [name]);
        let query = serde_urlencoded::to_string([("q", name)]).unwrap();
        let list = desk.get(&format!("/api/patients?{query}")).await;
        let list = list.expect(200).json();
        assert_eq!(
            (&list["total"], &list["items"][0]["id"]),
            (&json!(1), &json!(id)),
            "{name}"
        );
        // Nothing but the name is known of either.
        let newcomer = json!({"full_name": name});
        let like = desk.post("/api/patients/duplicates", newcomer).await;
        let like = like.expect(200).json();
        assert_eq!(
            (&like[0]["id"], &like[0]["why"]),
            (&json!(id), &json!(["name"])),
            "{name}"
        );
    }
    assert_eq!(found(&desk, "oneill").await, ["Rosa O'Neill"]);
}

#[tokio::test]
async fn eight_digits_are_a_number_or_a_birthday() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    register(&app, "Kai Number", "+44 117 2703 1980", "1990-01-01").await;
    register(&app, "Ida Born", "", "1980-03-27").await;
    register(&app, "Eve Other", "+44 117 2703 1981", "1980-03-28").await;
    let both = ["Ida Born", "Kai Number"];
    assert_eq!(found(&desk, "27031980").await, both);
    assert_eq!(found(&desk, "kai 27031980").await, ["Kai Number"]);
}

#[tokio::test]
async fn who_is_renamed_is_found_by_the_new_name() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let id = register(&app, "Rosa Delgado", "", "").await;
    let change = json!({"full_name": "Rosa Fontaine"});
    desk.post(&format!("/api/patients/{id}"), change)
        .await
        .expect(200);
    assert!(found(&desk, "delgado").await.is_empty());
    assert_eq!(found(&desk, "fontane").await, ["Rosa Fontaine"]);
}

#[tokio::test]
async fn who_may_be_registered_already_is_told_first() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let id = register(&app, "Rosa Delgado", "+44 117 496 0101", "1980-03-07").await;
    let like = |name: &str, number: &str, born: &str| json!({"full_name": name, "contact_number": number, "date_of_birth": born});
    for (newcomer, why) in [
        (like("rosa delgaod", "", "1980-03-07"), json!(["birth"])),
        (like("R. Delgado", "0117 496 0101", ""), json!(["number"])),
        (like("Delgado Rosa", "", ""), json!(["name"])),
    ] {
        let found = desk
            .post("/api/patients/duplicates", newcomer.clone())
            .await
            .expect(200)
            .json();
        assert_eq!(
            (&found[0]["id"], &found[0]["why"]),
            (&json!(id), &why),
            "{newcomer}"
        );
        let refused = desk.post("/api/patients", newcomer.clone()).await;
        refused.invalid(&["anyway"]);
        let mut anyway = newcomer;
        anyway["anyway"] = json!(true);
        let made = desk.post("/api/patients", anyway).await.expect(200).json();
        let gone = made["id"].as_i64().unwrap();
        app.db(move |conn| {
            use anteroom::server::schema::patients;
            diesel::delete(patients::table.find(gone)).execute(conn)
        })
        .await;
    }
    for newcomer in [
        like("Rosa Delgado", "", "1991-01-01"),
        like("Tomás Delgado", "+44 117 496 0101", ""),
        like("", "", ""),
    ] {
        let found = desk.post("/api/patients/duplicates", newcomer).await;
        assert_eq!(found.expect(200).json(), Value::Array(vec![]));
    }
}

#[tokio::test]
async fn without_javascript_the_first_try_shows_who_it_may_be() {
    let app = TestApp::new();
    let desk = app.front_desk().await;
    let id = register(&app, "Rosa Delgado", "+44 117 496 0101", "1980-03-07").await;
    let fields = [
        ("full_name", "Rosa Delgado"),
        ("date_of_birth", "1980-03-07"),
    ];
    let reply = desk.form("/api/patients", &fields, "/patients/new").await;
    let page = desk.page(reply.location()).await.expect(200).text();
    assert!(page.contains("Perhaps already here"), "{page}");
    assert!(page.contains(&format!("href=\"/patients/{id}\"")), "{page}");
    assert!(page.contains("name=\"anyway\""), "{page}");
    assert_eq!(field_error(&page, "full_name"), "");
    let fields = [fields[0], fields[1], ("anyway", "true")];
    let reply = desk.form("/api/patients", &fields, "/patients/new").await;
    assert!(
        reply.location().starts_with("/patients/"),
        "{}",
        reply.location()
    );
    assert_ne!(reply.location(), format!("/patients/{id}"));
}

#[tokio::test]
async fn who_registers_themselves_learns_of_nobody() {
    let app = TestApp::new();
    register(&app, "Rosa Delgado", "+44 117 496 0101", "1980-03-07").await;
    let body = json!({
        "username": "rosa", "password": "correct horse battery", "full_name": "Rosa Delgado",
        "contact_number": "+44 117 496 0101", "date_of_birth": "1980-03-07",
    });
    let reply = app.anon().post("/api/register", body).await.expect(200);
    assert!(!reply.text().contains("already"), "{}", reply.text());
}
