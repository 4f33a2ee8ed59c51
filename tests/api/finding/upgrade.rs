//! Patients of a clinic that comes from an earlier version.

use anteroom::{
    form::validate,
    server::{Conn, check, engine, schema::patients},
};
use diesel::prelude::*;
use diesel_migrations::{FileBasedMigrations, MigrationHarness as _};

use crate::schema::Place;

/// The steps before the one that parts names into words.
const STEPS_BEFORE: usize = 3;

fn take_next_step(conn: &mut Conn) {
    let steps = |engine: &str| {
        let folder = format!("{}/migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
        FileBasedMigrations::from_path(folder).unwrap()
    };
    match conn {
        Conn::Sqlite(file) => {
            file.run_next_migration(steps("sqlite")).unwrap();
        }
        Conn::Postgresql(server) => {
            server.run_next_migration(steps("postgresql")).unwrap();
        }
    }
}

#[test]
fn everybody_is_then_searched_by_the_words_of_their_name() {
    for place in Place::on_each_engine() {
        let mut conn = place.connect();
        for _ in 0..STEPS_BEFORE {
            take_next_step(&mut conn);
        }
        for (name, number, born) in [
            ("Rosa Delgado", "+44 117 496 0101", "1980-03-07"),
            ("Kim Min-ju", "0117 496-0102", "1990-02-28"),
            ("Jean N'Da", "", "1975-12-31"),
            ("Mary-Jo O’Neill", "", ""),
            ("R. d'Arcy-Smith, Jr.", "12345", ""),
            ("Zoë (\"Zo\") – 100% [x] \\ ~", "", "2001-05-17"),
            ("नमिता 李", "12345", "1999-09-09"),
        ] {
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            let key = format!("{} {digits} {born}", validate::fold(name));
            diesel::insert_into(patients::table)
                .values((
                    patients::full_name.eq(name),
                    patients::contact_number.eq(number),
                    patients::date_of_birth.eq(Some(born).filter(|born| !born.is_empty())),
                    patients::search_key.eq(key),
                    patients::created_at.eq(0_i64),
                ))
                .execute(&mut conn)
                .unwrap();
        }
        engine::migrate(&mut conn).unwrap();
        let found = check::find(&mut conn).unwrap().violations;
        assert!(found.is_empty(), "{found:#?}");
    }
}
