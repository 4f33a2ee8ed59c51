mod faults;

use std::path::PathBuf;

use diesel::{connection::SimpleConnection as _, sql_types::Text};
use tempfile::TempDir;

use super::*;
use crate::{
    auth::{
        hashing::{self, Verdict},
        store::find_account,
    },
    server::{
        AppState, Db, check,
        clock::Clock,
        config::Config,
        engine::{DatabaseUrl, Purpose},
        schema::{appointments, doctors, occupancies, patients, users},
    },
};

const OLD: &str = include_str!("../../../tests/data/flask-clinic.sql");

/// A clinic's database and an old one, in a folder of their own.
struct Setting {
    folder: TempDir,
}

impl Setting {
    /// The old database is the sample, changed by further SQL.
    fn new(changes: &str) -> Self {
        let setting = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let mut old = SqliteConnection::establish(setting.old().to_str().unwrap()).unwrap();
        old.batch_execute("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
            .unwrap();
        old.batch_execute(OLD).unwrap();
        old.batch_execute(changes).unwrap();
        setting
    }

    fn old(&self) -> PathBuf {
        self.folder.path().join("old 100%.db")
    }

    fn ours(&self) -> DatabaseUrl {
        DatabaseUrl::Sqlite(self.folder.path().join("clinic.db"))
    }

    fn import(&self) -> Report {
        let now = "2025-12-01T12:00:00Z".parse().unwrap();
        flask(&self.ours(), &self.old(), "Europe/London", now).unwrap()
    }

    fn conn(&self) -> Conn {
        engine::connect(&self.ours(), Purpose::Command).unwrap()
    }

    /// Every row of every table, as text.
    fn dump(&self) -> Vec<String> {
        #[derive(QueryableByName)]
        struct Line {
            #[diesel(sql_type = Text)]
            line: String,
        }
        let conn = &mut self.conn();
        let mut lines = |sql: String| -> Vec<String> {
            let lines: Vec<Line> = diesel::sql_query(sql).load(conn).unwrap();
            lines.into_iter().map(|line| line.line).collect()
        };
        let tables = lines("SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%' AND name NOT LIKE 'patients_found%'".to_owned());
        tables
            .into_iter()
            .flat_map(|table| {
                let columns = lines(format!(
                    "SELECT group_concat(name) AS line FROM pragma_table_info('{table}')"
                ))
                .remove(0);
                lines(format!(
                    "SELECT '{table} ' || json_array({columns}) AS line FROM {table}"
                ))
            })
            .collect()
    }
}

fn remarks(report: &Report) -> Vec<String> {
    let text = report.to_string();
    text.lines()
        .skip_while(|line| !line.starts_with("Rows that had to change"))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

fn instant(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_second()
}

#[test]
fn the_sample_comes_in_complete() {
    let setting = Setting::new("");
    let report = setting.import();
    assert_eq!(
        report.to_string(),
        r#"                  read  brought in  already here  changed
users                7           7             0        2
doctors              3           3             0        0
patients             3           3             0        1
appointments         8           8             0        6

Rows that had to change, by their number in the old file:
users 3: username "Imani " is now "Imani"
users 4: username "imani" is now "imani-2"
patients 2: name "Ravi " is now "Ravi"
appointments 2: 01:30 on 2025-10-26 happened twice: the earlier is taken
appointments 3: 01:30 on 2025-10-26 happened twice: the earlier is taken
appointments 3: its doctor has another appointment then (now number 2): kept as overbooked
appointments 4: 01:30 on 2026-03-29 was skipped by the clocks: moved to 02:30
appointments 6: date "03/11/2025" read as 3 November 2025
appointments 7: no patient "99": given to a placeholder
appointments 8: no time: set to 09:00

Note: the clinic is new: give it its name and address under Settings
Note: booked appointments of the past stay booked: the old program does not say what became of them
"#
    );

    let conn = &mut setting.conn();
    let clinic = clinic::store::load(conn).unwrap();
    assert_eq!(
        (clinic.time_zone.as_str(), clinic.demo),
        ("Europe/London", false)
    );
    let accounts: Vec<(String, String, String, String)> = users::table
        .order(users::id)
        .select((
            users::username,
            users::full_name,
            users::role,
            users::status,
        ))
        .load(conn)
        .unwrap();
    let expected = [
        ("admin", "admin", "admin"),
        ("dr_moreau", "Dr. Odile Moreau", "doctor"),
        ("Imani", "Imani Achieng", "doctor"),
        ("imani-2", "Dr Imani Baptiste", "doctor"),
        ("rosa_k", "Rosa Kowalska", "patient"),
        ("Ravi", "Ravi", "patient"),
        ("lena", "Lena Ōtani", "patient"),
    ]
    .map(|(username, name, role)| {
        (
            username.to_owned(),
            name.to_owned(),
            role.to_owned(),
            "active".to_owned(),
        )
    });
    assert_eq!(accounts, expected);

    let specializations: Vec<String> = doctors::table
        .order(doctors::id)
        .select(doctors::specialization)
        .load(conn)
        .unwrap();
    assert_eq!(
        specializations,
        ["Cardiology", "orthopedic", "gernal physician"]
    );
    let people: Vec<(String, String, bool)> = patients::table
        .order(patients::id)
        .select((
            patients::full_name,
            patients::contact_number,
            patients::user_id.is_not_null(),
        ))
        .load(conn)
        .unwrap();
    let expected = [
        ("Rosa Kowalska", "5550100", true),
        ("Ravi", "", true),
        ("Lena Ōtani", "+44 20 7946 0000", true),
        ("Unknown patient (imported #99)", "", false),
    ]
    .map(|(name, number, login)| (name.to_owned(), number.to_owned(), login));
    assert_eq!(people, expected);

    let visits: Vec<(i64, i64, i64, i64, String, bool, String)> = appointments::table
        .order(appointments::id)
        .select((
            appointments::patient_id,
            appointments::doctor_id,
            appointments::starts_at,
            appointments::ends_at - appointments::starts_at,
            appointments::status,
            appointments::overbooked,
            appointments::reason,
        ))
        .load(conn)
        .unwrap();
    let expected = [
        (1, 3, "2025-10-09T12:07:00Z", "booked", false, ""),
        (2, 1, "2025-10-26T00:30:00Z", "booked", false, ""),
        (3, 1, "2025-10-26T00:30:00Z", "booked", true, ""),
        (1, 2, "2026-03-29T01:30:00Z", "booked", false, ""),
        (2, 2, "2025-11-03T09:15:00Z", "cancelled", false, ""),
        (2, 3, "2025-11-03T09:15:00Z", "booked", false, ""),
        (4, 1, "2025-11-04T10:00:00Z", "booked", false, ""),
        (
            1,
            1,
            "2025-11-05T09:00:00Z",
            "booked",
            false,
            "Imported without a time.",
        ),
    ]
    .map(|(patient, doctor, start, status, overbooked, reason)| {
        (
            patient,
            doctor,
            instant(start),
            1800,
            status.to_owned(),
            overbooked,
            reason.to_owned(),
        )
    });
    assert_eq!(visits, expected);
    let taken: i64 = occupancies::table.count().get_result(conn).unwrap();
    assert_eq!(taken, 2 * 7);
    assert_eq!(check::find(conn).unwrap(), check::Findings::default());
}

#[test]
fn a_second_run_changes_nothing_and_a_later_one_brings_what_is_new() {
    let setting = Setting::new("");
    setting.import();
    let before = setting.dump();
    let again = setting.import();
    assert!(again.is_empty());
    assert!(
        again
            .to_string()
            .contains("appointments         8           0             8        0"),
        "{again}"
    );
    assert_eq!(setting.dump(), before);

    let mut old = SqliteConnection::establish(setting.old().to_str().unwrap()).unwrap();
    old.batch_execute(
        "PRAGMA foreign_keys = OFF; INSERT INTO appointments VALUES (9, 99, 1, '2025-11-06', '10:00', 'booked')",
    )
    .unwrap();
    let later = setting.import();
    let count = later.count(Table::Appointments);
    assert_eq!(
        count,
        Count {
            read: 9,
            brought_in: 1,
            already_here: 8,
            changed: 1
        }
    );
    let placeholders: i64 = patients::table
        .filter(patients::user_id.is_null())
        .count()
        .get_result(&mut setting.conn())
        .unwrap();
    assert_eq!(placeholders, 1);
}

#[tokio::test]
async fn old_passwords_open_the_door_once() {
    let setting = Setting::new("UPDATE users SET password = 'plain text' WHERE id = 7");
    let report = setting.import();
    let malformed = "users 7: malformed password hash: nobody can sign in until an administrator sets a password";
    assert!(remarks(&report).contains(&malformed.to_owned()));
    let config = Config {
        bcrypt_cost: 4,
        ..Config::from_env().unwrap()
    };
    let app = AppState::new(Db::open(&setting.ours()).unwrap(), config, Clock::System);
    let verdict = async |username: &str, password: &str| {
        let hash = find_account(&mut setting.conn(), username)
            .unwrap()
            .unwrap()
            .password_hash;
        hashing::verify(&app, password.to_owned(), Some(hash))
            .await
            .unwrap()
    };
    assert_eq!(verdict("rosa_k", "tulip").await, Verdict::RightButLegacy);
    assert_eq!(verdict("ravi", "pässwörd").await, Verdict::RightButLegacy);
    assert_eq!(
        verdict("imani-2", "children!").await,
        Verdict::RightButLegacy
    );
    assert_eq!(verdict("IMANI", "children!").await, Verdict::Wrong);
    for guess in ["plain text", "", "none", "x"] {
        assert_eq!(verdict("lena", guess).await, Verdict::Wrong);
    }
    app.db.close().await;
}

#[test]
fn an_existing_clinic_keeps_its_accounts_and_settings() {
    let setting = Setting::new("");
    let mut conn = setting.conn();
    engine::migrate(&mut conn).unwrap();
    let clinic = Clinic {
        name: "Ours".to_owned(),
        time_zone: "Europe/Paris".to_owned(),
        ..Clinic::unnamed()
    };
    clinic::store::create(&mut conn, &clinic).unwrap();
    conn.batch_execute(
        "INSERT INTO users (username, username_key, password_hash, role, full_name, created_at)
         VALUES ('Admin', 'admin', '', 'admin', 'Ada', 0)",
    )
    .unwrap();
    let report = setting.import();
    assert!(remarks(&report).contains(&r#"users 1: username "admin" is now "admin-2""#.to_owned()));
    assert!(
        report
            .to_string()
            .contains("times were read as of Europe/London; the clinic itself is in Europe/Paris")
    );
    assert_eq!(clinic::store::load(&mut conn).unwrap().name, "Ours");
}
