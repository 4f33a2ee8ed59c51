//! `server check`: whether what must always be true of a database is true.

use diesel::prelude::*;

use super::{
    Conn,
    engine::{self, DatabaseUrl},
    schema::users,
};
use crate::{auth, form::validate};

/// What a check found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Invariants that do not hold, each with the ids of the rows.
    pub violations: Vec<String>,
    /// What is allowed and yet deserves a look.
    pub warnings: Vec<String>,
}

/// Invariants as queries: each gives one line for each violation. `{takes_time}` stands for the
/// statuses in which an appointment takes time, `{own_time}` for [`OWN_TIME`].
const INVARIANTS: &[&str] = &[
    // The index (resource, start) makes this one walk along each resource's day.
    "SELECT coalesce('appointment ' || a.appointment_id, 'hold ' || a.hold_id) || ' and '
         || coalesce('appointment ' || b.appointment_id, 'hold ' || b.hold_id) || ' overlap: both have '
         || a.resource_kind || ' ' || a.resource_id AS line
     FROM occupancies a JOIN occupancies b
       ON b.resource_kind = a.resource_kind AND b.resource_id = a.resource_id
      AND b.starts_at >= a.starts_at AND b.starts_at < a.ends_at
      AND (b.starts_at > a.starts_at OR b.id > a.id)
     WHERE NOT a.overbooked AND NOT b.overbooked",
    "SELECT 'appointment ' || a.id || ' is ' || a.status || ' but does not take the time of its doctor, its patient and its room' AS line
     FROM appointments a
     WHERE a.status IN ({takes_time}) AND 2 + CASE WHEN a.room_id IS NULL THEN 0 ELSE 1 END <> (
         SELECT count(DISTINCT o.resource_kind) FROM occupancies o
         WHERE o.appointment_id = a.id AND ({own_time})
           AND (o.resource_kind <> 'doctor' OR o.overbooked = a.overbooked)
           AND (a.overbooked OR NOT o.overbooked))",
    "SELECT 'appointment ' || a.id || ' is ' || a.status || ' and takes time ' || count(*) || ' times' AS line
     FROM appointments a JOIN occupancies o ON o.appointment_id = a.id
     GROUP BY a.id HAVING count(*) > CASE WHEN a.status NOT IN ({takes_time}) THEN 0 WHEN a.room_id IS NULL THEN 2 ELSE 3 END",
    "SELECT 'hold ' || a.id || ' takes time that is not its own, or for another while' AS line
     FROM holds a JOIN occupancies o ON o.hold_id = a.id
     WHERE o.held_until <> a.expires_at OR o.overbooked OR NOT ({own_time})",
    "SELECT 'appointment ' || a.id || ' refers to a visit type, a room or a series that is not there' AS line
     FROM appointments a
     WHERE (a.visit_type_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM visit_types v WHERE v.id = a.visit_type_id))
        OR (a.room_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM rooms r WHERE r.id = a.room_id))
        OR (a.series_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM series s WHERE s.id = a.series_id))",
    // What was brought in from elsewhere, and what is older than histories, has none.
    "SELECT 'appointment ' || a.id || ' is not as the last step of its history left it' AS line
     FROM appointments a JOIN appointment_history h ON h.appointment_id = a.id
     WHERE h.id = (SELECT max(last.id) FROM appointment_history last WHERE last.appointment_id = a.id)
       AND (h.version <> a.version OR h.status <> a.status OR h.doctor_id <> a.doctor_id
            OR h.starts_at <> a.starts_at OR h.ends_at <> a.ends_at)",
    // Of whom the desk said so before there were encounters, there is none.
    "SELECT 'appointment ' || a.id || ' is ' || a.status || ', but its patient has no number' AS line
     FROM appointments a JOIN appointment_history h ON h.appointment_id = a.id
     WHERE a.status IN ('arrived', 'checked-in')
       AND h.id = (SELECT max(last.id) FROM appointment_history last WHERE last.appointment_id = a.id)
       AND h.at > (SELECT min(e.arrived_at) FROM encounters e)
       AND NOT EXISTS (SELECT 1 FROM encounters e WHERE e.appointment_id = a.id)",
    "SELECT 'appointment ' || a.id || ' is ' || a.status || ', and its encounter is not' AS line
     FROM encounters e JOIN appointments a ON a.id = e.appointment_id
     WHERE a.status NOT IN ('arrived', 'checked-in', 'fulfilled', 'cancelled')
        OR (a.status IN ('fulfilled', 'cancelled')) <> (e.ended_at IS NOT NULL)
        OR (a.status = 'arrived' AND e.called_at IS NOT NULL)
        OR (a.status = 'checked-in' AND e.called_at IS NULL)",
    "SELECT 'the encounter of appointment ' || e.appointment_id || ' goes back in time' AS line
     FROM encounters e
     WHERE e.called_at < e.arrived_at OR e.started_at < coalesce(e.called_at, e.arrived_at)
        OR e.ended_at < coalesce(e.started_at, e.called_at, e.arrived_at)",
    "SELECT 'the encounter of appointment ' || e.appointment_id || ' is in a room that is not there' AS line
     FROM encounters e
     WHERE e.room_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM rooms r WHERE r.id = e.room_id)",
    "SELECT 'a step of appointment ' || u.appointment_id || ' could be taken back that was not taken' AS line
     FROM undos u JOIN appointments a ON a.id = u.appointment_id WHERE u.version > a.version",
    "SELECT 'offer ' || o.id || ' is open, but the time is not kept' AS line
     FROM offers o
     WHERE o.status = 'open' AND NOT EXISTS
         (SELECT 1 FROM holds h JOIN waitlist w ON w.id = o.waitlist_id
          WHERE h.id = o.hold_id AND h.offered AND h.patient_id = w.patient_id
            AND h.doctor_id = o.doctor_id AND h.starts_at = o.starts_at AND h.ends_at = o.ends_at)",
    "SELECT 'request ' || w.id || ' is ' || w.status || ' and has open offers: ' || count(o.id) AS line
     FROM waitlist w LEFT JOIN offers o ON o.waitlist_id = w.id AND o.status = 'open'
     GROUP BY w.id, w.status HAVING count(o.id) <> CASE w.status WHEN 'offered' THEN 1 ELSE 0 END",
    // Whoever was merged into another has nothing left.
    "SELECT 'patient ' || p.id || ' was merged into another record and still has ' || had.what AS line
     FROM patients p JOIN (
         SELECT patient_id, 'appointment ' || id AS what FROM appointments
         UNION ALL SELECT patient_id, 'request ' || id FROM waitlist
         UNION ALL SELECT patient_id, 'hold ' || id FROM holds
         UNION ALL SELECT resource_id, 'time that is taken: occupancy ' || id FROM occupancies WHERE resource_kind = 'patient'
     ) had ON had.patient_id = p.id
     WHERE p.merged_into IS NOT NULL",
    "SELECT 'patient ' || p.id || ' was merged into another record, and account ' || u.id || ' may still sign in' AS line
     FROM patients p JOIN users u ON u.id = p.user_id WHERE p.merged_into IS NOT NULL AND u.status = 'active'",
    "SELECT 'patient ' || p.id || ' was merged into record ' || p.merged_into || ', which is not there' AS line
     FROM patients p
     WHERE p.merged_into IS NOT NULL AND NOT EXISTS (SELECT 1 FROM patients k WHERE k.id = p.merged_into AND k.id <> p.id)",
    "SELECT 'doctor ' || d.id || ' belongs to account ' || u.id || ', which has the role ' || u.role AS line
     FROM doctors d JOIN users u ON u.id = d.user_id WHERE u.role <> 'doctor'",
    "SELECT 'patient ' || p.id || ' belongs to account ' || u.id || ', which has the role ' || u.role AS line
     FROM patients p JOIN users u ON u.id = p.user_id WHERE u.role <> 'patient'",
    "SELECT 'account ' || u.id || ' has the role ' || u.role || ' but no such record' AS line
     FROM users u
     WHERE (u.role = 'doctor' AND NOT EXISTS (SELECT 1 FROM doctors d WHERE d.user_id = u.id))
        OR (u.role = 'patient' AND NOT EXISTS (SELECT 1 FROM patients p WHERE p.user_id = u.id))",
    "SELECT 'doctor ' || found.doctor_id || ' has ' || found.n || ' appointments that are ' || found.status
         || ', counted as ' || coalesce(c.appointments, 0) AS line
     FROM (SELECT doctor_id, status, count(*) AS n FROM appointments GROUP BY doctor_id, status) found
     LEFT JOIN appointment_counts c ON c.doctor_id = found.doctor_id AND c.status = found.status
     WHERE found.n <> coalesce(c.appointments, 0)",
    "SELECT 'doctor ' || c.doctor_id || ' has no appointments that are ' || c.status
         || ', counted as ' || c.appointments AS line
     FROM appointment_counts c
     WHERE c.appointments <> 0 AND NOT EXISTS
         (SELECT 1 FROM appointments a WHERE a.doctor_id = c.doctor_id AND a.status = c.status)",
];

/// Whether occupancy `o` is the time that appointment or hold `a` should take: its doctor's and
/// its room's with the minutes before and after, its patient's without.
const OWN_TIME: &str = "
    (o.resource_kind = 'doctor' AND o.resource_id = a.doctor_id
        AND o.starts_at = a.starts_at - 60 * a.buffer_before AND o.ends_at = a.ends_at + 60 * a.buffer_after)
    OR (o.resource_kind = 'room' AND o.resource_id = a.room_id
        AND o.starts_at = a.starts_at - 60 * a.buffer_before AND o.ends_at = a.ends_at + 60 * a.buffer_after)
    OR (o.resource_kind = 'patient' AND o.resource_id = a.patient_id
        AND o.starts_at = a.starts_at AND o.ends_at = a.ends_at)";

/// Checks the database, which may be in use, and changes nothing.
///
/// # Errors
/// When it cannot be read.
pub fn run(url: &DatabaseUrl) -> anyhow::Result<Findings> {
    let mut conn = engine::connect_as_is(url)?;
    engine::snapshot(&mut conn, find)
        .map_err(|error| anyhow::anyhow!("cannot check {url}: {error}"))
}

/// Checks every invariant on a connection.
///
/// # Errors
/// When the database does not answer.
pub fn find(conn: &mut Conn) -> QueryResult<Findings> {
    use crate::appointments::model::Status;
    let takes_time: Vec<String> = Status::ALL
        .into_iter()
        .filter(|status| status.takes_time())
        .map(|status| format!("'{}'", status.key()))
        .collect();
    let takes_time = takes_time.join(", ");
    let mut findings = Findings::default();
    for invariant in INVARIANTS {
        let query = invariant
            .replace("{takes_time}", &takes_time)
            .replace("{own_time}", OWN_TIME);
        findings.violations.extend(engine::lines(conn, &query)?);
    }
    let missing = engine::missing_guards(conn)?.into_iter();
    let missing = missing.map(|guard| format!("the guard {guard} is missing"));
    findings.violations.extend(missing);
    findings.violations.extend(engine::damage(conn)?);
    let names: Vec<(i64, String, String)> = users::table
        .select((users::id, users::username, users::username_key))
        .load(conn)?;
    for (id, username, key) in names {
        if key != validate::username_key(&username) {
            findings.violations.push(format!(
                "account {id} is compared by {key:?}, which is not its username"
            ));
        }
    }
    if !auth::store::has_admin(conn)? {
        findings
            .warnings
            .push("there is no active administrator".to_owned());
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
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
            (5, 3, 'Pat', 'pat', 0), (6, NULL, 'Tam', 'tam', 0);
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

    fn database(address: &str, rows: &str) -> Conn {
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
    fn assert_found(rows: &str, expected: &[&str]) {
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
        let copy = "INSERT INTO occupancies (resource_kind, resource_id, starts_at, ends_at, appointment_id)
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
        let taken = "INSERT INTO occupancies (resource_kind, resource_id, starts_at, ends_at, appointment_id)
            VALUES ('room', 3,";
        assert_found(&format!("{in_room} {taken} 1000, 2000, 7)"), &[missing]);
        assert_found(&format!("{in_room} {taken} 700, 2000, 7)"), &[]);
    }

    #[test]
    fn an_encounter_goes_with_its_appointment() {
        let arrived = "UPDATE appointments SET status = 'arrived' WHERE id = 7;
            INSERT INTO appointment_history (appointment_id, version, at, step, status, doctor_id, starts_at, ends_at)
                VALUES (7, 1, 600, 'status', 'arrived', 4, 1000, 2000);";
        let encounter = "INSERT INTO encounters (appointment_id, day, queue_number, arrived_at, called_at, started_at, ended_at, room_id)
            VALUES";
        assert_found(arrived, &[]);
        assert_found(
            &format!("{arrived} {encounter} (7, '1970-01-01', 1, 600, NULL, NULL, NULL, NULL)"),
            &[],
        );
        let other =
            format!("{arrived} {encounter} (8, '1970-01-01', 1, 500, NULL, NULL, 700, NULL)");
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
}
