//! `server copy`: a clinic on its way between databases, on each engine there is.

mod home;

use std::collections::BTreeMap;

use anteroom::server::{
    Conn, copy,
    engine::{self, DatabaseUrl, lines},
};
use axum::http::Method;
use diesel::connection::SimpleConnection as _;
use jiff::SignedDuration;

use crate::{
    booking::book,
    common::{TestApp, Visit, instant},
    schema::Place,
};
use home::{Home, open_on_sunday, rows};

fn failure(from: &DatabaseUrl, to: &DatabaseUrl) -> String {
    let error = format!("{:#}", copy::run(from, to).unwrap_err());
    assert!(!error.contains('\n'), "{error}");
    error
}

#[track_caller]
fn assert_empty(place: &Place) {
    let rows = rows(&mut place.connect());
    assert!(rows.values().all(Vec::is_empty), "{rows:?}");
}

#[tokio::test]
async fn a_copy_is_the_same_clinic() {
    let home = Home::new().await;
    let before = rows(&mut home.app.connect());
    assert!(before.values().all(|rows| !rows.is_empty()), "{before:?}");

    // From one to the next: every engine is left for every other, and for another of its kind.
    let mut places = Place::on_each_engine();
    places.extend(Place::on_each_engine().into_iter().rev());
    let mut from = home.url();
    for place in &places {
        let told = copy::run(&from, &place.url()).unwrap();
        assert_eq!(rows(&mut place.connect()), before);
        assert_eq!(told.len(), before.len());
        for (table, count) in told {
            assert_eq!(
                count,
                u64::try_from(before[table].len()).unwrap(),
                "{table}"
            );
        }
        from = place.url();
    }
    assert_eq!(rows(&mut home.app.connect()), before);
}

#[tokio::test]
async fn a_clinic_goes_on_in_its_copy() {
    let home = Home::new().await;
    let highest = home.app.counted().await.0;
    let cookie = format!("anteroom={}", home.rosa.cookie().unwrap());
    let cookie = [("cookie", cookie.as_str())];
    for place in Place::on_each_engine() {
        copy::run(&home.url(), &place.url()).unwrap();
        let mut conn = place.connect();
        assert_eq!(open_on_sunday(&mut conn), home.gone + 1);
        assert_eq!(
            lines(
                &mut conn,
                "INSERT INTO occupancies (resource_kind, resource_id, starts_at, ends_at, appointment_id)
                 SELECT resource_kind, resource_id, starts_at + 60, ends_at + 60, appointment_id FROM occupancies
                 WHERE NOT overbooked AND hold_id IS NULL LIMIT 1 RETURNING 'taken twice' AS line",
            )
            .map_err(|error| error.to_string().contains("no_overlap")),
            Err(true)
        );
        conn.batch_execute("DELETE FROM audit WHERE id = 1")
            .unwrap_err();

        let signed_in = home.in_front_of(&place.url());
        let me = signed_in.request(Method::GET, "/api/me", &cookie, "").await;
        assert_eq!(me.expect(200).json()["username"], "rosa");
        let olu = home.in_front_of(&place.url());
        olu.log_in("olu").await.expect(200);
        let taken = book(&olu, &home.moreau, "2026-11-24T09:30:00+00:00").await;
        taken.refused(409, "slot_taken");
        let free = book(&olu, &home.moreau, "2026-11-24T10:00:00+00:00").await;
        let id = free.expect(200).json()["id"].as_i64().unwrap();
        assert!(id > highest, "{id}");
        let counted = "SELECT CAST(sum(appointments) AS TEXT) AS line FROM appointment_counts";
        let counted = lines(&mut conn, counted).unwrap().concat();
        assert_eq!(counted, (highest + 1).to_string());
    }
}

#[tokio::test]
async fn what_is_not_empty_stays_as_it_is() {
    let home = Home::new().await;
    let other = TestApp::new();
    let before = rows(&mut other.connect());
    let refused = failure(&home.url(), &other.address().parse().unwrap());
    assert!(refused.contains("is not empty"), "{refused}");
    assert_eq!(rows(&mut other.connect()), before);
    assert!(failure(&home.url(), &home.url()).contains("is not empty"));

    // Somebody else's database.
    for place in Place::on_each_engine() {
        let mut conn = place.connect();
        conn.batch_execute("CREATE TABLE notes (note TEXT); INSERT INTO notes VALUES ('one')")
            .unwrap();
        let content = |place: &Place| match place.url() {
            DatabaseUrl::Sqlite(path) => std::fs::read(path).unwrap(),
            DatabaseUrl::Postgresql(_) => Vec::new(),
        };
        if let Conn::Sqlite(file) = &mut conn {
            file.batch_execute("PRAGMA journal_mode = DELETE").unwrap();
        }
        drop(conn);
        let before = content(&place);
        let refused = failure(&home.url(), &place.url());
        assert!(refused.contains("is not empty"), "{refused}");
        assert_eq!(content(&place), before);
        let tables = lines(&mut place.connect(), "SELECT name AS line FROM clinic");
        assert!(tables.is_err(), "it was migrated");
    }
    let notes = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&notes, "these are notes ".repeat(400)).unwrap();
    let notes = DatabaseUrl::Sqlite(notes.path().to_owned());
    assert!(failure(&home.url(), &notes).contains("cannot use"));
    assert!(failure(&notes, &Place::file().url()).contains("holds no clinic"));
}

#[tokio::test]
async fn only_a_clinic_of_this_version_is_copied() {
    let home = Home::new().await;
    for (version, advice) in [
        ("20261122000000", "run `server migrate` on it first"),
        ("99991231000000", "please update the program"),
    ] {
        let other = home.spoiled(&format!(
            "DELETE FROM __diesel_schema_migrations;
             INSERT INTO __diesel_schema_migrations (version) VALUES ('{version}')"
        ));
        for place in Place::on_each_engine() {
            let refused = failure(&other.url(), &place.url());
            assert!(
                refused.contains(version) && refused.contains(advice),
                "{refused}"
            );
            assert_empty(&place);
        }
    }
    for nothing in Place::on_each_engine() {
        drop(nothing.connect());
        for place in Place::on_each_engine() {
            let refused = failure(&nothing.url(), &place.url());
            assert!(refused.contains("holds no clinic"), "{refused}");
        }
    }
    let nowhere = DatabaseUrl::Sqlite("/no/such/file.db".into());
    assert!(failure(&nowhere, &Place::file().url()).contains("there is no database"));
}

#[tokio::test]
async fn all_or_nothing_arrives() {
    let home = Home::new().await;
    let spoil = |detail: &str| {
        format!("INSERT INTO audit (id, at, action, detail) VALUES (4711, 0, 'spoiled', {detail})")
    };
    for (spoil, told) in [
        (spoil("x'80'"), &["audit"][..]),
        (spoil("CAST(x'80' AS TEXT)"), &["audit", "not Unicode"]),
        (
            "DROP TRIGGER occupancies_no_overlap_insert;
             INSERT INTO occupancies (resource_kind, resource_id, starts_at, ends_at, appointment_id)
             SELECT resource_kind, resource_id, starts_at + 60, ends_at + 60, appointment_id FROM occupancies
             WHERE NOT overbooked AND hold_id IS NULL"
                .to_owned(),
            &["server check", "overlap"],
        ),
        (
            "CREATE TABLE notes (note TEXT)".to_owned(),
            &["the tables are not"],
        ),
        (
            "ALTER TABLE clinic ADD COLUMN motto TEXT".to_owned(),
            &["the tables are not"],
        ),
    ] {
        let bad = home.spoiled(&spoil);
        for place in Place::on_each_engine() {
            let refused = failure(&bad.url(), &place.url());
            assert!(told.iter().all(|part| refused.contains(part)), "{refused}");
            assert_empty(&place);
            copy::run(&home.url(), &place.url()).unwrap();
        }
    }
}

#[tokio::test]
async fn what_does_not_arrive_as_it_is_goes_again() {
    let home = Home::new().await;
    for (spoil, told) in [
        (
            "CREATE TRIGGER hide AFTER INSERT ON patients BEGIN
                 UPDATE patients SET email = '' WHERE id = NEW.id;
             END",
            "of patients did not arrive as it is",
        ),
        (
            "DROP TRIGGER audit_no_delete",
            "the guard audit_no_delete is missing",
        ),
    ] {
        let place = Place::file();
        engine::migrate(&mut place.connect()).unwrap();
        place.connect().batch_execute(spoil).unwrap();
        let refused = failure(&home.url(), &place.url());
        assert!(refused.contains(told), "{refused}");
        assert_empty(&place);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_of_one_moment() {
    let home = Home::new().await;
    let before = home.app.counted().await.0;
    for place in Place::on_each_engine() {
        let (from, to) = (home.url(), place.url());
        let copying = tokio::task::spawn_blocking(move || copy::run(&from, &to));
        let mut days = 1..;
        while !copying.is_finished() {
            let start = instant("2027-01-01T09:30:00Z")
                + SignedDuration::from_hours(24) * days.next().unwrap();
            let visit = Visit::new(&home.rosa, &home.moreau, &start.to_string());
            home.app.visit(visit.overbooked()).await;
        }
        // It has compared the two, of which one grew.
        let told: BTreeMap<_, _> = copying.await.unwrap().unwrap().into_iter().collect();
        assert!(told["appointments"] >= u64::try_from(before).unwrap());
        assert!(told["appointments"] <= u64::try_from(home.app.counted().await.0).unwrap());
    }
}

#[tokio::test]
async fn the_one_character_that_only_files_hold_is_named() {
    let home = Home::new().await;
    let file = home.spoiled(
        "INSERT INTO audit (id, at, action, detail) VALUES (4711, 0, 'spoiled', 'a' || char(0) || 'b')",
    );
    for place in Place::on_each_engine() {
        match place {
            Place::File(_) => {
                copy::run(&file.url(), &place.url()).unwrap();
                assert_eq!(rows(&mut place.connect()), rows(&mut file.connect()));
            }
            Place::Server(_) => {
                let refused = failure(&file.url(), &place.url());
                for part in ["audit", "detail", "4711", "U+0000"] {
                    assert!(refused.contains(part), "{refused}");
                }
                assert_empty(&place);
            }
        }
    }
}
