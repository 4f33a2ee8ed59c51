//! Finding patients in the database.

use std::{cmp::Reverse, collections::HashMap};

use diesel::{dsl::sql, prelude::*, sql_types::BigInt};
use jiff::Timestamp;

use super::{
    model::Hit,
    probe::{Closeness, Probe},
    rank::{self, Candidate},
    sought::Sought,
};
use crate::{
    patients::store,
    server::{
        Conn, Scope,
        app_state::Settings,
        engine,
        schema::{appointments, patients},
    },
};

/// As many are given at most.
pub const MOST: usize = 20;
/// As many candidates are looked at closely, which takes some milliseconds.
const CANDIDATES: i64 = 4_000;
/// As many are glanced at where a slip is allowed for: many a name begins as half of what was typed does.
const WITH_SLIPS: i64 = 12_000;
/// Where there are more, the oldest records are left out, on either engine. That nulls come last says nothing of
/// ids; it keeps `PostgreSQL` from reading all patients in this order instead of asking its index of trigrams.
const NEWEST_FIRST: &str = "patients.id DESC NULLS LAST";
/// What an appointment's number finds, and nothing else has to fit.
const BY_NUMBER: u16 = 100;

/// The patients within the scope who fit what was typed, the best first.
///
/// # Errors
/// When the database does not answer.
pub fn find(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    q: &str,
    limit: usize,
    now: Timestamp,
) -> QueryResult<Vec<Hit>> {
    let sought = Sought::read(q, settings.local(now).date());
    let mut best = best(conn, scope, &sought, limit)?;
    if let Some(id) = sought.appointment
        && let Some(patient_id) = of_appointment(conn, scope, id)?
    {
        best.retain(|(id, _)| *id != patient_id);
        best.insert(0, (patient_id, BY_NUMBER));
        best.truncate(limit);
    }
    hits(conn, settings, scope, &best, now)
}

/// The ids of those who fit, with how well. Who fits more loosely is looked for as long as there is room.
fn best(
    conn: &mut Conn,
    scope: Scope,
    sought: &Sought,
    limit: usize,
) -> QueryResult<Vec<(i64, u16)>> {
    let named = !sought.names.is_empty();
    if !named && sought.numbers.is_empty() && sought.born.is_empty() {
        return Ok(Vec::new());
    }
    let mut found: HashMap<i64, (u16, usize, String)> = HashMap::new();
    for closeness in Closeness::ALL {
        for (id, key) in candidates(conn, scope, sought, closeness)? {
            if rank::may_fit(sought, &key)
                && let Some((score, unasked)) = rank::fit(sought, &Candidate::of_key(&key))
            {
                found.insert(id, (score, unasked, key));
            }
        }
        // Only names can be asked for in several ways.
        if found.len() >= limit || !named {
            break;
        }
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by(|(id, (score, unasked, key)), (other_id, other)| {
        (Reverse(score), unasked, key, id).cmp(&(Reverse(&other.0), &other.1, &other.2, other_id))
    });
    found.truncate(limit);
    Ok(found
        .into_iter()
        .map(|(id, (score, ..))| (id, score))
        .collect())
}

/// Patients with their search keys.
fn candidates(
    conn: &mut Conn,
    scope: Scope,
    sought: &Sought,
    closeness: Closeness,
) -> QueryResult<Vec<(i64, String)>> {
    let Probe { groups, short } = Probe::new(sought, closeness);
    // Of all that the index finds, few may be a doctor's, or born on that day.
    let all_fit = scope == Scope::Clinic && sought.born.is_empty() && short.is_empty();
    let most = match closeness {
        Closeness::Slip => WITH_SLIPS,
        Closeness::Whole | Closeness::Part => CANDIDATES,
    };
    let groups = groups
        .into_iter()
        .chain(short.into_iter().map(|text| vec![text]));
    let looked_at = all_fit.then_some(most);
    let conditions = engine::holding(conn, groups.collect(), looked_at).into_iter();
    let mut query = conditions.fold(store::within(scope), |query, condition| {
        query.filter(condition)
    });
    if !sought.born.is_empty() {
        let born: Vec<String> = sought.born.iter().map(ToString::to_string).collect();
        query = query.filter(patients::date_of_birth.eq_any(born));
    }
    query
        .select((patients::id, patients::search_key))
        .order(sql::<BigInt>(NEWEST_FIRST))
        .limit(most)
        .load(conn)
}

/// Whose appointment it is, if that is within the scope.
fn of_appointment(conn: &mut Conn, scope: Scope, id: i64) -> QueryResult<Option<i64>> {
    let found: Option<(i64, i64)> = appointments::table
        .find(id)
        .select((appointments::patient_id, appointments::doctor_id))
        .first(conn)
        .optional()?;
    Ok(found
        .filter(|(patient_id, doctor_id)| match scope {
            Scope::Clinic => true,
            Scope::Doctor(own) => *doctor_id == own,
            Scope::Patient(own) => *patient_id == own,
        })
        .map(|(patient_id, _)| patient_id))
}

/// Reads what is shown of these patients, in their order.
fn hits(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    best: &[(i64, u16)],
    now: Timestamp,
) -> QueryResult<Vec<Hit>> {
    type Row = (i64, String, String, Option<String>);
    let ids: Vec<i64> = best.iter().map(|(id, _)| *id).collect();
    let rows: Vec<Row> = patients::table
        .filter(patients::id.eq_any(&ids))
        .select((
            patients::id,
            patients::full_name,
            patients::contact_number,
            patients::date_of_birth,
        ))
        .load(conn)?;
    let mut rows: HashMap<i64, Row> = rows.into_iter().map(|row| (row.0, row)).collect();
    let next = store::next_visits(conn, scope, &ids, now)?;
    let hits = best.iter().filter_map(|(id, score)| {
        let (id, full_name, contact_number, date_of_birth) = rows.remove(id)?;
        Some(Hit {
            id,
            full_name,
            contact_number,
            date_of_birth,
            next_visit: next.get(&id).map(|start| settings.local(*start)),
            score: *score,
        })
    });
    Ok(hits.collect())
}
