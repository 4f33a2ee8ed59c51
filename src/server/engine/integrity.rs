//! What `server check` asks the engine itself.

use diesel::{QueryResult, QueryableByName, RunQueryDsl as _, sql_types};

use super::Conn;

/// A line of text from a query.
#[derive(Debug, QueryableByName)]
struct Text {
    #[diesel(sql_type = sql_types::Text)]
    line: String,
}

/// The lines that a query gives in its column `line`.
///
/// # Errors
/// When the database does not answer.
pub fn lines(conn: &mut Conn, query: &str) -> QueryResult<Vec<String>> {
    let lines: Vec<Text> = diesel::sql_query(query).load(conn)?;
    Ok(lines.into_iter().map(|text| text.line).collect())
}

/// The guards that the migrations put into the database and that are not there, by name.
///
/// # Errors
/// When the database does not answer.
pub fn missing_guards(conn: &mut Conn) -> QueryResult<Vec<String>> {
    let (guards, there): (&[&str], &str) = match conn {
        Conn::Sqlite(_) => (
            &[
                "occupancies_no_overlap_insert",
                "occupancies_no_overlap_update",
                "audit_no_update",
                "audit_no_delete",
                "appointment_history_no_update",
                "appointment_history_no_delete",
                "patients_found_insert",
                "patients_found_delete",
                "patients_found_update",
                "appointments_on_board_insert",
                "appointments_on_board_update",
                "encounters_on_board_insert",
                "encounters_on_board_update",
                "encounters_on_board_delete",
                "patients_on_board",
                "clinic_on_board",
                "doctors_on_board_insert",
                "doctors_on_board_update",
            ],
            "SELECT name AS line FROM sqlite_master WHERE type = 'trigger'",
        ),
        // A trigger that is switched off ('D') guards nothing.
        Conn::Postgresql(_) => (
            &[
                "no_overlap",
                "audit_append_only",
                "appointment_history_append_only",
                "appointments_on_board",
                "encounters_on_board",
                "patients_on_board",
                "clinic_on_board",
                "doctors_on_board",
            ],
            "SELECT CAST(conname AS TEXT) AS line FROM pg_constraint WHERE conrelid = 'occupancies'::regclass
             UNION ALL
             SELECT CAST(tgname AS TEXT) FROM pg_trigger
             WHERE tgenabled <> 'D' AND tgrelid IN ('audit'::regclass, 'appointment_history'::regclass,
                 'appointments'::regclass, 'encounters'::regclass, 'patients'::regclass, 'clinic'::regclass,
                 'doctors'::regclass)",
        ),
    };
    let there = lines(conn, there)?;
    Ok(guards
        .iter()
        .filter(|guard| !there.iter().any(|name| name == *guard))
        .map(|guard| (*guard).to_owned())
        .collect())
}

/// What the engine finds wrong with the database: damage to the file, references that lead nowhere, and
/// patients whom the full-text table lacks or has kept. `PostgreSQL` upholds references and indexes itself, and
/// its files are looked after by its own tools.
///
/// # Errors
/// When the database does not answer.
pub fn damage(conn: &mut Conn) -> QueryResult<Vec<String>> {
    const FILE: &str = "
        SELECT 'row ' || coalesce(rowid, '?') || ' of ' || \"table\" || ' refers to a row of ' || parent
               || ' that is not there' AS line
        FROM pragma_foreign_key_check
        UNION ALL
        SELECT 'the file is damaged: ' || integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'
        UNION ALL
        SELECT 'patient ' || id || ' is missing from the search index' FROM patients
        WHERE id NOT IN (SELECT id FROM patients_found_docsize)
        UNION ALL
        SELECT 'the search index has patient ' || id || ', who is not there' FROM patients_found_docsize
        WHERE id NOT IN (SELECT id FROM patients)";
    match conn {
        Conn::Sqlite(_) => lines(conn, FILE),
        Conn::Postgresql(_) => Ok(Vec::new()),
    }
}
