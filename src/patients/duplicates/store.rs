//! Finding records of the same person.

use diesel::prelude::*;

use super::{
    model::{Duplicate, Why},
    rule,
};
use crate::{
    error::{AppError, FieldErrors},
    patients::{
        find::{
            key::search_key,
            probe::{Closeness, Probe},
            rank::Candidate,
            sought::{Number, Sought},
        },
        model::{Checked, birth_words},
        store::within,
    },
    server::{Conn, Scope, engine, schema::patients},
};

/// As many are shown at most.
const MOST: usize = 5;
/// As many records are compared for each reason.
const CANDIDATES: i64 = 500;

/// The records that may be of this person, the likeliest first.
///
/// # Errors
/// When the database does not answer.
pub fn like(conn: &mut Conn, person: &Checked) -> QueryResult<Vec<Duplicate>> {
    let own = Candidate::of_key(&search_key(person));
    let mut rows: Vec<Row> = Vec::new();
    if let Some(born) = person.date_of_birth {
        let born = patients::date_of_birth.eq(born.to_string());
        rows.extend(compared(within(Scope::Clinic).filter(born), conn)?);
    }
    let named = Sought {
        names: own.names.clone(),
        ..Sought::default()
    };
    let numbered = Sought {
        numbers: Some(own.digits.clone())
            .filter(|digits| !digits.is_empty())
            .map(|digits| Number {
                digits,
                born: Vec::new(),
            })
            .into_iter()
            .collect(),
        ..Sought::default()
    };
    for sought in [named, numbered] {
        let groups = Probe::new(&sought, Closeness::Whole).groups;
        if groups.is_empty() {
            continue;
        }
        let conditions = engine::holding(conn, groups, None).into_iter();
        let query = conditions.fold(within(Scope::Clinic), |query, condition| {
            query.filter(condition)
        });
        rows.extend(compared(query, conn)?);
    }
    rows.sort_by_key(|row| row.0);
    rows.dedup_by_key(|row| row.0);
    let mut found: Vec<Duplicate> = rows
        .into_iter()
        .map(
            |(id, full_name, contact_number, date_of_birth, key)| Duplicate {
                id,
                full_name,
                contact_number,
                date_of_birth,
                why: rule::why(&own, &Candidate::of_key(&key)),
            },
        )
        .filter(|duplicate| !duplicate.why.is_empty())
        .collect();
    let weak = |why: &Vec<Why>| why.first() == Some(&Why::Name);
    found.sort_by_key(|each| (weak(&each.why), std::cmp::Reverse(each.why.len()), each.id));
    found.truncate(MOST);
    Ok(found)
}

type Row = (i64, String, String, Option<String>, String);

fn compared(
    query: patients::BoxedQuery<'static, crate::server::MultiBackend>,
    conn: &mut Conn,
) -> QueryResult<Vec<Row>> {
    query
        .select((
            patients::id,
            patients::full_name,
            patients::contact_number,
            patients::date_of_birth,
            patients::search_key,
        ))
        .limit(CANDIDATES)
        .load(conn)
}

/// Refuses a person who may be registered already, naming who that is, unless the front desk has looked.
///
/// # Errors
/// At the field `anyway`.
pub fn refuse(conn: &mut Conn, person: &Checked, anyway: bool) -> Result<(), AppError> {
    if anyway {
        return Ok(());
    }
    let found = like(conn, person)?;
    let Some(first) = found.first() else {
        return Ok(());
    };
    let born = first
        .date_of_birth
        .as_deref()
        .map(|born| format!(", born {}", birth_words(born)));
    let more = match found.len() - 1 {
        0 => String::new(),
        others => format!(" (and {others} more)"),
    };
    let mut errors = FieldErrors::default();
    errors.add(
        "anyway",
        format!(
            "{}{} is registered already{more}. Tick the box if this is somebody else.",
            first.full_name,
            born.unwrap_or_default()
        ),
    );
    Err(errors.into_error())
}
