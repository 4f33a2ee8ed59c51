//! `server check`: whether what must always be true of a database is true.

mod search_index;
#[cfg(test)]
mod tests;

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
           AND (a.overbooked OR NOT o.overbooked OR (o.resource_kind = 'patient' AND EXISTS
               (SELECT 1 FROM merges m WHERE m.kept_id = a.patient_id AND m.undone_at IS NULL))))",
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
    "SELECT 'number ' || e.queue_number || ' of ' || e.day || ' is given, and could be given once more' AS line
     FROM encounters e LEFT JOIN queues q ON q.day = e.day
     WHERE e.queue_number > coalesce(q.last, 0)",
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
    "SELECT 'request ' || w.id || ' is for another time of appointment ' || a.id || ', which is another patient''s' AS line
     FROM waitlist w JOIN appointments a ON a.id = w.appointment_id WHERE w.patient_id <> a.patient_id",
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
    findings.violations.extend(search_index::astray(conn)?);
    if !auth::store::has_admin(conn)? {
        findings
            .warnings
            .push("there is no active administrator".to_owned());
    }
    Ok(findings)
}
