//! Each violation is made, and found.

use diesel::connection::SimpleConnection as _;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

use super::*;
use crate::server::engine::Purpose;

const POSTGRESQL: EmbeddedMigrations = embed_migrations!("migrations/postgresql");

const CLINIC: &str = "
    INSERT INTO users (id, username, username_key, password_hash, role, full_name, created_at) VALUES
        (1, 'Ada', 'ada', '', 'admin', 'Ada', 0), (2, 'doc', 'doc', '', 'doctor', 'Doc', 0),
        (3, 'pat', 'pat', '', 'patient', 'Pat', 0);
    INSERT INTO doctors (id, user_id, full_name, specialization, search_key) VALUES (4, 2, 'Doc', 'Skin', 'doc');
    INSERT INTO patients (id, user_id, full_name, search_key, created_at) VALUES
        (5, 3, 'Pat', ' pat  ', 0), (6, NULL, 'Tam', ' tam  ', 0);
    INSERT INTO appointments (id, patient_id, doctor_id, starts_at, ends_at, status, created_at) VALUES
        (7, 5, 4, 1000, 2000, 'booked', 0), (8, 6, 4, 1000, 2000, 'cancelled', 0);
    INSERT INTO occupancies (resource_kind, resource_id, starts_at, ends_at, appointment_id) VALUES
        ('doctor', 4, 1000, 2000, 7), ('patient', 5, 1000, 2000, 7);";

/// A small clinic and those rows, on each engine there is.
fn databases(rows: &str) -> Vec<Conn> {
    let server = std::env::var("ANTEROOM_TEST_POSTGRESQL").ok();
    let addresses = std::iter::once("sqlite://:memory:".to_owned()).chain(server);
    addresses.map(|address| database(&address, rows)).collect()
}

pub(super) fn database(address: &str, rows: &str) -> Conn {
    let mut conn = engine::connect(&address.parse().unwrap(), Purpose::Command).unwrap();
    match &mut conn {
        Conn::Sqlite(_) => {
            engine::migrate(&mut conn).unwrap();
            conn.batch_execute("PRAGMA foreign_keys = OFF").unwrap();
        }
        // Nobody else sees any of it, and it goes with the connection.
        Conn::Postgresql(server) => {
            server.begin_test_transaction().unwrap();
            server
                .batch_execute("CREATE SCHEMA checked; SET LOCAL search_path = checked")
                .unwrap();
            server.run_pending_migrations(POSTGRESQL).unwrap();
        }
    }
    conn.batch_execute(&format!("{CLINIC} {rows}")).unwrap();
    conn
}

#[track_caller]
pub(super) fn assert_found(rows: &str, expected: &[&str]) {
    for mut conn in databases(rows) {
        assert_eq!(find(&mut conn).unwrap().violations, expected);
    }
}

#[test]
fn a_sound_database_has_no_findings() {
    for mut conn in databases("") {
        assert_eq!(find(&mut conn).unwrap(), Findings::default());
    }
}

#[test]
fn overlaps_are_found_unless_meant() {
    let second = "INSERT INTO appointments (id, patient_id, doctor_id, starts_at, ends_at, overbooked, created_at)
             VALUES (9, 6, 4, 1500, 2500, FALSE, 0);
         INSERT INTO occupancies (resource_kind, resource_id, starts_at, ends_at, appointment_id, overbooked)
             VALUES ('doctor', 4, 1500, 2500, 9, FALSE), ('patient', 6, 1500, 2500, 9, FALSE)";
    for mut conn in databases("") {
        let (unguard, guard) = match conn {
            Conn::Sqlite(_) => (
                "DROP TRIGGER occupancies_no_overlap_insert",
                "occupancies_no_overlap_insert",
            ),
            Conn::Postgresql(_) => (
                "ALTER TABLE occupancies DROP CONSTRAINT no_overlap",
                "no_overlap",
            ),
        };
        conn.batch_execute(&format!("{unguard}; {second}")).unwrap();
        let guard = format!("the guard {guard} is missing");
        let overlap = "appointment 7 and appointment 9 overlap: both have doctor 4";
        assert_eq!(
            find(&mut conn).unwrap().violations,
            [overlap, guard.as_str()]
        );
        conn.batch_execute(
            "UPDATE appointments SET overbooked = TRUE WHERE id = 9;
             UPDATE occupancies SET overbooked = TRUE WHERE appointment_id = 9",
        )
        .unwrap();
        assert_eq!(find(&mut conn).unwrap().violations, [guard]);
    }
}

#[test]
fn an_appointment_takes_the_time_of_its_doctor_and_its_patient() {
    let line = "appointment 7 is booked but does not take the time of its doctor, its patient and its room";
    assert_found(
        "DELETE FROM occupancies WHERE resource_kind = 'patient'",
        &[line],
    );
    assert_found(
        "UPDATE occupancies SET ends_at = 2001 WHERE resource_kind = 'doctor'",
        &[line],
    );
    assert_found("UPDATE occupancies SET overbooked = TRUE", &[line]);
    assert_found(
        "UPDATE occupancies SET resource_id = 9 WHERE resource_kind = 'doctor'",
        &[line],
    );
    let copy =
        "INSERT INTO occupancies (resource_kind, resource_id, starts_at, ends_at, appointment_id)
                VALUES ('patient', 6, 1000, 2000, ";
    assert_found(
        &format!("{copy} 8)"),
        &["appointment 8 is cancelled and takes time 1 times"],
    );
    assert_found(
        &format!("{copy} 7)"),
        &["appointment 7 is booked and takes time 3 times"],
    );
}

#[test]
fn a_room_is_taken_with_the_minutes_before_and_after() {
    let in_room = "INSERT INTO rooms (id, name) VALUES (3, 'One');
        UPDATE appointments SET room_id = 3, buffer_before = 5 WHERE id = 7;
        UPDATE occupancies SET starts_at = 700 WHERE resource_kind = 'doctor';";
    let missing = "appointment 7 is booked but does not take the time of its doctor, its patient and its room";
    assert_found(in_room, &[missing]);
    let taken =
        "INSERT INTO occupancies (resource_kind, resource_id, starts_at, ends_at, appointment_id)
        VALUES ('room', 3,";
    assert_found(&format!("{in_room} {taken} 1000, 2000, 7)"), &[missing]);
    assert_found(&format!("{in_room} {taken} 700, 2000, 7)"), &[]);
}

#[test]
fn an_encounter_goes_with_its_appointment() {
    let arrived = "UPDATE appointments SET status = 'arrived' WHERE id = 7;
        INSERT INTO appointment_history (appointment_id, version, at, step, status, doctor_id, starts_at, ends_at)
            VALUES (7, 1, 600, 'status', 'arrived', 4, 1000, 2000);";
    let encounter = "INSERT INTO queues (day, last) VALUES ('1970-01-01', 1);
        INSERT INTO encounters (appointment_id, day, queue_number, arrived_at, called_at, started_at, ended_at, room_id)
        VALUES";
    assert_found(arrived, &[]);
    assert_found(
        &format!("{arrived} {encounter} (7, '1970-01-01', 1, 600, NULL, NULL, NULL, NULL)"),
        &[],
    );
    let other = format!("{arrived} {encounter} (8, '1970-01-01', 1, 500, NULL, NULL, 700, NULL)");
    let no_number = "appointment 7 is arrived, but its patient has no number";
    assert_found(&other, &[no_number]);
    let not_so = |status| format!("appointment 7 is {status}, and its encounter is not");
    assert_found(
        &format!("{encounter} (7, '1970-01-01', 1, 600, NULL, NULL, NULL, NULL)"),
        &[&not_so("booked")],
    );
    assert_found(
        &format!("{arrived} {encounter} (7, '1970-01-01', 1, 600, 700, NULL, NULL, NULL)"),
        &[&not_so("arrived")],
    );
    let done = "UPDATE appointments SET status = 'fulfilled' WHERE id = 7;";
    assert_found(
        &format!("{done} {encounter} (7, '1970-01-01', 1, 600, 500, NULL, 900, 3)"),
        &[
            "the encounter of appointment 7 goes back in time",
            "the encounter of appointment 7 is in a room that is not there",
        ],
    );
    assert_found(
        &format!("{arrived} {encounter} (7, '1970-01-01', 2, 600, NULL, NULL, NULL, NULL)"),
        &["number 2 of 1970-01-01 is given, and could be given once more"],
    );
    assert_found(
        "INSERT INTO undos (appointment_id, version, at, before) VALUES (7, 2, 0, '{}')",
        &["a step of appointment 7 could be taken back that was not taken"],
    );
}

#[test]
fn holds_take_their_own_time_while_they_last() {
    let hold = "INSERT INTO holds (id, patient_id, doctor_id, starts_at, ends_at, expires_at, created_at)
            VALUES (2, 6, 4, 3000, 4000, 900, 0);
        INSERT INTO occupancies (resource_kind, resource_id, starts_at, ends_at, hold_id, held_until)
            VALUES ('doctor', 4, 3000, 4000, 2, 900), ('patient', 6, 3000, 4000, 2, ";
    assert_found(&format!("{hold} 900)"), &[]);
    let line = "hold 2 takes time that is not its own, or for another while";
    assert_found(&format!("{hold} 901)"), &[line]);
    let offer = "INSERT INTO waitlist (id, patient_id, specialization, until, status, created_at)
            VALUES (1, 6, 'Skin', '2030-01-01', 'offered', 0);
        INSERT INTO offers (id, waitlist_id, doctor_id, starts_at, ends_at, hold_id, offered_at, expires_at)
            VALUES (8, 1, 4, 3000, 4000, 2, 0, 900)";
    let unkept = "offer 8 is open, but the time is not kept";
    assert_found(offer, &[unkept]);
    assert_found(&format!("{hold} 900); {offer}"), &[unkept]);
    let offered = "UPDATE holds SET offered = TRUE";
    assert_found(&format!("{hold} 900); {offer}; {offered}"), &[]);
}

#[test]
fn an_appointment_is_as_its_history_left_it() {
    let step = "INSERT INTO appointment_history (appointment_id, version, at, step, status, doctor_id, starts_at, ends_at)
        VALUES (7, 1, 0, 'booked', 'booked', 4, 1000,";
    assert_found(&format!("{step} 2000)"), &[]);
    let line = "appointment 7 is not as the last step of its history left it";
    assert_found(&format!("{step} 2001)"), &[line]);
    assert_found(
        "UPDATE appointments SET visit_type_id = 1 WHERE id = 7",
        &["appointment 7 refers to a visit type, a room or a series that is not there"],
    );
}

#[test]
fn people_fit_their_accounts() {
    assert_found(
        "UPDATE users SET role = 'patient' WHERE id = 2",
        &[
            "doctor 4 belongs to account 2, which has the role patient",
            "account 2 has the role patient but no such record",
        ],
    );
    assert_found(
        "UPDATE patients SET user_id = NULL",
        &["account 3 has the role patient but no such record"],
    );
    assert_found(
        "UPDATE users SET username = 'Eve' WHERE id = 1",
        &["account 1 is compared by \"ada\", which is not its username"],
    );
}

#[test]
fn who_was_merged_has_nothing_left() {
    let merged = "UPDATE patients SET merged_into = 6 WHERE id = 5;";
    let account = "patient 5 was merged into another record, and account 3 may still sign in";
    let gone = "UPDATE appointments SET patient_id = 6; DELETE FROM occupancies WHERE resource_kind = 'patient';
        INSERT INTO occupancies (resource_kind, resource_id, starts_at, ends_at, appointment_id)
            VALUES ('patient', 6, 1000, 2000, 7);
        UPDATE users SET status = 'disabled' WHERE id = 3;";
    assert_found(&format!("{merged} {gone}"), &[]);
    let still = "patient 5 was merged into another record and still has request 1";
    let request = "INSERT INTO waitlist (id, patient_id, specialization, until, created_at)
        VALUES (1, 5, 'Skin', '2030-01-01', 0);";
    assert_found(&format!("{merged} {gone} {request}"), &[still]);
    let active = "UPDATE users SET status = 'active' WHERE id = 3";
    assert_found(&format!("{merged} {gone} {active}"), &[account]);
    let nowhere = "patient 5 was merged into record 99, which is not there";
    assert_found(
        &format!("{merged} {gone} UPDATE patients SET merged_into = 99 WHERE id = 5"),
        &[nowhere],
    );
}

#[test]
fn a_request_moves_an_appointment_of_its_own_patient() {
    let request =
        "INSERT INTO waitlist (id, patient_id, appointment_id, specialization, until, created_at)
        VALUES (1, 5, 7, 'Skin', '2030-01-01', 0);";
    assert_found(request, &[]);
    assert_found(
        &format!("{request} UPDATE waitlist SET patient_id = 6"),
        &["request 1 is for another time of appointment 7, which is another patient's"],
    );
}

#[test]
fn triggers_that_are_gone_are_found() {
    for mut conn in databases("") {
        let (unguard, guards) = match conn {
            Conn::Sqlite(_) => (
                "DROP TRIGGER patients_found_update; DROP TRIGGER encounters_on_board_delete",
                ["patients_found_update", "encounters_on_board_delete"],
            ),
            Conn::Postgresql(_) => (
                "DROP TRIGGER encounters_on_board ON encounters;
                 ALTER TABLE patients DISABLE TRIGGER patients_on_board",
                ["encounters_on_board", "patients_on_board"],
            ),
        };
        conn.batch_execute(unguard).unwrap();
        let missing = guards.map(|guard| format!("the guard {guard} is missing"));
        assert_eq!(find(&mut conn).unwrap().violations, missing);
    }
}

#[test]
fn references_lead_somewhere() {
    let mut conn = database("sqlite://:memory:", "DELETE FROM patients WHERE id = 6");
    let line = "row 8 of appointments refers to a row of patients that is not there";
    assert_eq!(find(&mut conn).unwrap().violations, [line]);
}

#[test]
fn the_counts_fit_the_appointments() {
    assert_found(
        "UPDATE appointment_counts SET appointments = 5 WHERE status = 'booked';
         INSERT INTO appointment_counts (doctor_id, status, appointments) VALUES (4, 'noshow', 1)",
        &[
            "doctor 4 has 1 appointments that are booked, counted as 5",
            "doctor 4 has no appointments that are noshow, counted as 1",
        ],
    );
}

#[test]
fn a_missing_administrator_is_a_warning_only() {
    for mut conn in databases("UPDATE users SET status = 'disabled' WHERE id = 1") {
        let found = find(&mut conn).unwrap();
        assert_eq!((found.violations, found.warnings.len()), (vec![], 1));
    }
}
