//! What does not fit, and what is no such database.

use std::path::PathBuf;

use super::*;

#[test]
fn nothing_stops_it_half_way() {
    let setting = Setting::new(
        "DROP TABLE appointments;
         CREATE TABLE appointments (id INTEGER PRIMARY KEY, patient_id, doctor_id, appointment_date, appointment_time, status);
         INSERT INTO users VALUES (8, '  ', '', 'janitor'), (9, 'ADMIN', 'ABC', 'doctor'), (10, 'solo', '', 'patient');
         INSERT INTO doctors VALUES (4, 77, ' ', ''), (5, 2, 'Second Self', 'Cardiology'), (6, 1, 'Admin Too', 'Cardiology');
         INSERT INTO patients VALUES (4, 78, X'5AFF', 5), (5, 5, 'Rosa Again', '1');
         INSERT INTO appointments VALUES
             (1, NULL, 'nobody', NULL, NULL, NULL),
             (2, 1, 55, 'next week', 'noon', 'booked'),
             (3, 1, 1, 'next week', 'noon', 'cancelled'),
             (4, 1, 1, '2025-11-03', 'noon', 'booked'),
             (5, 2, 1, '2025-11-03', '09:29', 'booked'),
             (6, 2, 2, '2025-11-03', '09:58', 'booked'),
             (7, 2, 2, '9999-12-31', '23:59', 'booked'),
             (8, 1, 5, 20251103, 10.5, 'done')",
    );
    let report = setting.import();
    assert_eq!(
        remarks(&report),
        [
            r#"users 3: username "Imani " is now "Imani""#,
            r#"users 4: username "imani" is now "imani-2""#,
            r#"users 8: username "  " is now "imported-user-8""#,
            "users 8: malformed password hash: nobody can sign in until an administrator sets a password",
            r#"users 8: unknown role "janitor": a disabled patient account"#,
            r#"users 9: username "ADMIN" is now "ADMIN-2""#,
            "users 9: malformed password hash: nobody can sign in until an administrator sets a password",
            "users 10: malformed password hash: nobody can sign in until an administrator sets a password",
            r#"doctors 4: name " " is now "Unnamed doctor (imported #4)""#,
            r#"doctors 4: no specialization: "Not stated""#,
            r#"doctors 4: no account "77" for this doctor alone: inactive, with a disabled account"#,
            r#"doctors 5: no account "2" for this doctor alone: inactive, with a disabled account"#,
            r#"doctors 6: no account "1" for this doctor alone: inactive, with a disabled account"#,
            r#"patients 2: name "Ravi " is now "Ravi""#,
            r#"patients 4: no account "78" for this patient alone: a patient without login"#,
            r#"patients 5: no account "5" for this patient alone: a patient without login"#,
            "users 8: a patient's account without a patient: given a patient named like the account",
            "users 9: a doctor's account without a doctor: disabled, with an inactive doctor named like the account",
            "users 10: a patient's account without a patient: given a patient named like the account",
            "appointments 1: no patient NULL: given to a placeholder",
            r#"appointments 1: no doctor "nobody": given to a placeholder"#,
            r#"appointments 1: unreadable date "": set to 1970-01-01 00:00 UTC"#,
            "appointments 1: unknown status NULL: entered in error",
            r#"appointments 2: no doctor "55": given to a placeholder"#,
            r#"appointments 2: unreadable date "next week": set to 1970-01-01 00:00 UTC"#,
            "appointments 2: without a date it cannot stay booked: entered in error",
            r#"appointments 3: unreadable date "next week": set to 1970-01-01 00:00 UTC"#,
            r#"appointments 4: unreadable time "noon": set to 09:00"#,
            "appointments 5: its doctor has another appointment then (now number 4): kept as overbooked",
            r#"appointments 7: unreadable date "9999-12-31": set to 1970-01-01 00:00 UTC"#,
            "appointments 7: without a date it cannot stay booked: entered in error",
            r#"appointments 8: unreadable date "20251103": set to 1970-01-01 00:00 UTC"#,
            r#"appointments 8: unknown status "done": entered in error"#,
        ]
    );
    let conn = &mut setting.conn();
    let reasons: Vec<String> = appointments::table
        .order(appointments::id)
        .select(appointments::reason)
        .load(conn)
        .unwrap();
    assert_eq!(
        reasons,
        [
            r#"Imported with the unreadable date "" and the time "". Imported with the unknown status NULL."#,
            r#"Imported with the unreadable date "next week" and the time "noon"."#,
            r#"Imported with the unreadable date "next week" and the time "noon"."#,
            r#"Imported with the unreadable time "noon"."#,
            "",
            "",
            r#"Imported with the unreadable date "9999-12-31" and the time "23:59"."#,
            r#"Imported with the unreadable date "20251103" and the time "10.5". Imported with the unknown status "done"."#,
        ]
    );
    let statuses: Vec<String> = appointments::table
        .order(appointments::id)
        .select(appointments::status)
        .load(conn)
        .unwrap();
    assert_eq!(statuses[2], "cancelled");
    let number: String = patients::table
        .filter(patients::full_name.like("Z%"))
        .select(patients::contact_number)
        .first(conn)
        .unwrap();
    assert_eq!(number, "5");
    for table in Table::ALL {
        let count = report.count(table);
        assert_eq!(count.read, count.brought_in, "{}", table.name());
    }
    assert_eq!(check::find(conn).unwrap(), check::Findings::default());
    let before = setting.dump();
    setting.import();
    assert_eq!(setting.dump(), before);
}

#[test]
fn what_cannot_be_used_changes_nothing() {
    let setting = Setting::new("ALTER TABLE users RENAME COLUMN password TO secret");
    let now = Timestamp::UNIX_EPOCH;
    let refused = |old: PathBuf| {
        flask(&setting.ours(), &old, "Europe/London", now)
            .unwrap_err()
            .to_string()
    };
    assert!(refused(setting.old()).contains("as a database of the old program"));
    assert!(refused(setting.folder.path().join("none.db")).contains("there is no file"));
    let text = setting.folder.path().join("text.db");
    std::fs::write(&text, "This is no database. ".repeat(100)).unwrap();
    assert!(refused(text).contains("as a database of the old program"));
    assert!(!setting.folder.path().join("clinic.db").exists());
}
