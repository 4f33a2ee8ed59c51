//! The schema and its versions, on each engine there is.

mod described;

use std::{collections::BTreeSet, sync::Barrier};

use anteroom::server::{
    Conn, Db,
    engine::{self, DatabaseUrl, Migrated, Purpose, lines},
};
use diesel::prelude::*;
use diesel_migrations::{FileBasedMigrations, MigrationHarness as _};
use tempfile::TempDir;

use crate::common::postgresql;
pub(crate) use described::{Table, in_schema};
use described::{declared, described, outlined};

/// A database of a test's own, empty as yet.
pub(crate) enum Place {
    File(TempDir),
    Server(postgresql::Database),
}

impl Place {
    pub(crate) fn file() -> Self {
        Self::File(tempfile::tempdir().unwrap())
    }

    /// One on each engine there is.
    pub(crate) fn on_each_engine() -> Vec<Self> {
        let server = postgresql::Database::empty().map(Self::Server);
        std::iter::once(Self::file()).chain(server).collect()
    }

    pub(crate) fn url(&self) -> DatabaseUrl {
        match self {
            Self::File(folder) => DatabaseUrl::Sqlite(folder.path().join("clinic.db")),
            Self::Server(database) => database.url(),
        }
    }

    pub(crate) fn connect(&self) -> Conn {
        engine::connect(&self.url(), Purpose::Command).unwrap()
    }
}

#[test]
fn a_migrated_database_is_left_as_it_is_and_a_newer_one_is_refused() {
    for place in Place::on_each_engine() {
        let mut conn = place.connect();
        let first = engine::migrate(&mut conn).unwrap();
        assert_eq!(first.from, "");
        let second = engine::migrate(&mut conn).unwrap();
        assert_eq!((&second.from, &second.to), (&first.to, &first.to));
        let before = described(&mut conn);
        diesel::sql_query(
            "INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000000')",
        )
        .execute(&mut conn)
        .unwrap();
        let error = engine::migrate(&mut conn).unwrap_err().to_string();
        assert!(error.contains("newer"), "{error}");
        assert_eq!(described(&mut conn), before);
    }
}

#[test]
fn of_many_that_migrate_at_once_one_does_it() {
    const MANY: usize = 8;
    for place in Place::on_each_engine() {
        let barrier = Barrier::new(MANY);
        let migrated: Vec<Migrated> = std::thread::scope(|scope| {
            let migrate = || {
                barrier.wait();
                engine::migrate(&mut place.connect()).unwrap()
            };
            let threads = [(); MANY].map(|()| scope.spawn(migrate));
            threads.map(|thread| thread.join().unwrap()).into()
        });
        let to = &migrated[0].to;
        assert!(migrated.iter().all(|done| done.to == *to), "{migrated:?}");
        let first = migrated.iter().filter(|done| done.from.is_empty()).count();
        let others = migrated.iter().filter(|done| done.from == *to).count();
        assert_eq!((first, others), (1, MANY - 1), "{migrated:?}");
    }
}

#[test]
fn what_is_no_database_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    std::fs::write(
        &path,
        "these are notes, and long enough to be taken for a file".repeat(40),
    )
    .unwrap();
    let inside = DatabaseUrl::Sqlite(path.join("inside.db"));
    let error = Db::open(&DatabaseUrl::Sqlite(path))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("notes.db") && !error.contains('\n'),
        "{error}"
    );
    assert!(Db::open(&inside).is_err());
}

#[test]
fn both_engines_and_the_code_have_the_same_schema() {
    let described: Vec<_> = Place::on_each_engine()
        .into_iter()
        .map(|place| {
            let mut conn = place.connect();
            engine::migrate(&mut conn).unwrap();
            described(&mut conn)
        })
        .collect();
    for described in &described {
        assert_eq!(outlined(described), declared());
    }
    let [file, others @ ..] = &described[..] else {
        panic!("no engine");
    };
    for other in others {
        let differ: Vec<_> = file.symmetric_difference(other).collect();
        assert!(differ.is_empty(), "{differ:#?}");
    }
}

#[test]
fn every_table_is_copied_after_those_it_refers_to() {
    let tables: BTreeSet<_> = engine::TABLES.map(str::to_owned).into();
    assert_eq!(tables, in_schema().into_keys().collect());
    let place = |table: &str| {
        engine::TABLES
            .iter()
            .position(|name| *name == table)
            .unwrap()
    };
    let file = Place::file();
    let mut conn = file.connect();
    engine::migrate(&mut conn).unwrap();
    let mut references = 0;
    for line in described(&mut conn) {
        if let Some((table, reference)) = line.split_once(": refers by ") {
            let (_, to) = reference.split_once(" to ").unwrap();
            let (to, _) = to.split_once(' ').unwrap();
            assert!(place(to) < place(table), "{line}");
            references += 1;
        }
    }
    assert!(references >= 8, "{references}");
}

/// The steps in the folder of an engine's migrations: the name, up and down.
fn steps(engine: &str) -> Vec<(String, String, String)> {
    let folder = format!("{}/migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
    let mut steps: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|step| {
            let step = step.unwrap();
            let read = |file| std::fs::read_to_string(step.path().join(file)).unwrap();
            let name = step.file_name().into_string().unwrap();
            (name, read("up.sql"), read("down.sql"))
        })
        .collect();
    steps.sort();
    steps
}

/// The checks in a step of a migration.
fn checks(sql: &str) -> Vec<String> {
    let words: Vec<_> = sql
        .lines()
        .map(|line| line.split("--").next().unwrap())
        .flat_map(str::split_whitespace)
        .collect();
    let sql = words.join(" ");
    sql.split(" CHECK (")
        .skip(1)
        .map(|rest| {
            let mut open = 1;
            let end = rest.find(|letter| {
                match letter {
                    '(' => open += 1,
                    ')' => open -= 1,
                    _ => {}
                }
                open == 0
            });
            rest[..end.unwrap()].to_owned()
        })
        .collect()
}

#[test]
fn both_engines_take_the_same_steps_and_check_the_same() {
    let (files, servers) = (steps("sqlite"), steps("postgresql"));
    assert!(files.len() >= 2);
    let names = |steps: &[(String, String, String)]| -> Vec<_> {
        steps.iter().map(|(name, ..)| name.clone()).collect()
    };
    assert_eq!(names(&files), names(&servers));
    for ((name, file, _), (_, server, _)) in files.iter().zip(&servers) {
        assert_eq!(checks(file), checks(server), "{name}");
    }
    assert!(checks(&files[0].1).contains(&"slot_minutes BETWEEN 5 AND 240".to_owned()));
}

/// Whatever is in the database, except what remembers the steps.
fn left(conn: &mut Conn) -> Vec<String> {
    let query = match conn {
        Conn::Sqlite(_) => {
            r"SELECT type || ' ' || name AS line FROM sqlite_master
              WHERE tbl_name <> '__diesel_schema_migrations' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'"
        }
        // The extension may serve others as well, and stays with what belongs to it.
        Conn::Postgresql(_) => {
            "SELECT kind || ' ' || name AS line FROM (
                 SELECT 'relation' AS kind, oid, CAST(relname AS TEXT) AS name, relnamespace AS space FROM pg_class
                 UNION ALL SELECT 'function', oid, CAST(proname AS TEXT), pronamespace FROM pg_proc
                 UNION ALL SELECT 'type', oid, CAST(typname AS TEXT), typnamespace FROM pg_type) AS there
             WHERE space = 'public'::regnamespace AND name NOT LIKE '%\\_\\_diesel\\_schema\\_migrations%'
               AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = there.oid AND deptype = 'e')
               AND NOT EXISTS (SELECT 1 FROM pg_type AS t JOIN pg_depend ON objid = t.typelem AND deptype = 'e'
                               WHERE t.oid = there.oid)"
        }
    };
    lines(conn, query).unwrap()
}

#[test]
fn the_way_down_leaves_nothing_behind_and_leads_up_again() {
    for place in Place::on_each_engine() {
        let mut conn = place.connect();
        engine::migrate(&mut conn).unwrap();
        let before = described(&mut conn);
        assert!(left(&mut conn).len() > 20);
        let folder = |engine: &str| {
            let folder = format!("{}/migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
            FileBasedMigrations::from_path(folder).unwrap()
        };
        let reverted = match &mut conn {
            Conn::Sqlite(file) => file.revert_all_migrations(folder("sqlite")).unwrap().len(),
            Conn::Postgresql(server) => {
                let steps = folder("postgresql");
                server.revert_all_migrations(steps).unwrap().len()
            }
        };
        assert_eq!(reverted, steps("sqlite").len());
        assert_eq!(left(&mut conn), Vec::<String>::new());
        assert_eq!(engine::migrate(&mut conn).unwrap().from, "");
        assert_eq!(described(&mut conn), before);
    }
}
