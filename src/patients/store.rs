//! Patients in the database.

use std::collections::HashMap;

use diesel::{
    dsl::{count_star, exists, min},
    prelude::*,
};
use jiff::Timestamp;

use super::{
    find::key::{search_key, search_words},
    model::{Checked, Patient, PatientRow},
};
use crate::{
    appointments::model::{Paged, Status},
    error::AppError,
    server::{
        Actor, Conn, Instant, MultiBackend, Scope,
        app_state::Settings,
        engine,
        schema::{appointments, patients},
    },
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = patients)]
struct Row {
    id: i64,
    user_id: Option<i64>,
    full_name: String,
    contact_number: String,
    email: String,
    date_of_birth: Option<String>,
    version: i32,
}

impl From<Row> for Patient {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            full_name: row.full_name,
            contact_number: row.contact_number,
            email: row.email,
            date_of_birth: row.date_of_birth,
            has_login: row.user_id.is_some(),
            version: row.version,
        }
    }
}

/// Makes a record and gives its id.
///
/// # Errors
/// When the database refuses.
pub fn create(
    conn: &mut Conn,
    user_id: Option<i64>,
    details: &Checked,
    at: Timestamp,
) -> QueryResult<i64> {
    diesel::insert_into(patients::table)
        .values((
            patients::user_id.eq(user_id),
            patients::full_name.eq(&details.full_name),
            patients::contact_number.eq(&details.contact_number),
            patients::email.eq(&details.email),
            patients::date_of_birth.eq(details.date_of_birth.map(|date| date.to_string())),
            patients::search_key.eq(search_key(details)),
            patients::created_at.eq(Instant(at)),
        ))
        .returning(patients::id)
        .get_result(conn)
}

/// One record.
///
/// # Errors
/// [`diesel::result::Error::NotFound`].
pub fn find(conn: &mut Conn, id: i64) -> QueryResult<Patient> {
    patients::table
        .find(id)
        .select(Row::as_select())
        .first(conn)
        .map(Patient::from)
}

/// One record that stands by itself: not one that was merged into another.
///
/// # Errors
/// [`diesel::result::Error::NotFound`].
pub fn unmerged(conn: &mut Conn, id: i64) -> QueryResult<Patient> {
    patients::table
        .find(id)
        .filter(patients::merged_into.is_null())
        .select(Row::as_select())
        .first(conn)
        .map(Patient::from)
}

/// That whoever asks for their own record still has it: records may be merged, or parted again, while a request
/// waits for its turn. To be called under the lock of the patient; staff have no record of their own.
///
/// # Errors
/// [`AppError::Conflict`] when the account has another record now.
pub fn still_theirs(conn: &mut Conn, actor: &Actor, patient_id: i64) -> Result<(), AppError> {
    let own: Option<i64> = patients::table
        .filter(patients::user_id.eq(actor.user_id))
        .select(patients::id)
        .first(conn)
        .optional()?;
    if own.is_some_and(|own| own != patient_id) {
        return Err(AppError::conflict(
            "The clinic has just put your records in order. Please try again.",
        ));
    }
    Ok(())
}

/// One record, if it is within the scope: a doctor's patients are those who have or had an
/// appointment with them. Of one that was merged into another, that other.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when it is not.
pub fn find_within(conn: &mut Conn, scope: Scope, id: i64) -> QueryResult<Patient> {
    let mut id = id;
    while let Some(kept) = patients::table
        .find(id)
        .select(patients::merged_into)
        .first::<Option<i64>>(conn)?
    {
        id = kept;
    }
    within(scope)
        .filter(patients::id.eq(id))
        .select(Row::as_select())
        .first(conn)
        .map(Patient::from)
}

/// One page of the patients within the scope whom every word of `q` finds, by name.
///
/// # Errors
/// When the database does not answer.
pub fn page(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    q: &str,
    page: u32,
    now: Timestamp,
) -> QueryResult<Paged<PatientRow>> {
    let total: i64 = matching(conn, scope, q).select(count_star()).first(conn)?;
    let total = u64::try_from(total).unwrap_or(0);
    let pages = Paged::<PatientRow>::pages(total);
    let page = page.clamp(1, pages);
    let size = i64::from(Paged::<PatientRow>::SIZE);
    let rows: Vec<Row> = matching(conn, scope, q)
        .order((patients::full_name, patients::id))
        .offset(i64::from(page - 1) * size)
        .limit(size)
        .select(Row::as_select())
        .load(conn)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let next = next_visits(conn, scope, &ids, now)?;
    let items = rows
        .into_iter()
        .map(|row| PatientRow {
            next_visit: next.get(&row.id).map(|start| settings.local(*start)),
            id: row.id,
            full_name: row.full_name,
            contact_number: row.contact_number,
            date_of_birth: row.date_of_birth,
        })
        .collect();
    Ok(Paged {
        items,
        page,
        pages,
        total,
    })
}

/// The patients within the scope, less those that were merged into others.
pub(super) fn within(scope: Scope) -> patients::BoxedQuery<'static, MultiBackend> {
    let query = patients::table
        .filter(patients::merged_into.is_null())
        .into_boxed();
    match scope {
        Scope::Clinic => query,
        Scope::Patient(own) => query.filter(patients::id.eq(own)),
        Scope::Doctor(doctor_id) => {
            let theirs = appointments::table
                .filter(appointments::doctor_id.eq(doctor_id))
                .filter(appointments::patient_id.eq(patients::id));
            query.filter(exists(theirs))
        }
    }
}

/// The patients within the scope whom every word of `q` finds.
fn matching(conn: &Conn, scope: Scope, q: &str) -> patients::BoxedQuery<'static, MultiBackend> {
    let words = search_words(q).into_iter();
    let groups: Vec<Vec<String>> = words
        .map(|word| std::iter::once(word.text).chain(word.digits).collect())
        .collect();
    let conditions = engine::holding(conn, groups, None).into_iter();
    conditions.fold(within(scope), QueryDsl::filter)
}

/// When each of these patients comes next; who does not is left out.
pub(super) fn next_visits(
    conn: &mut Conn,
    scope: Scope,
    ids: &[i64],
    now: Timestamp,
) -> QueryResult<HashMap<i64, Timestamp>> {
    let awaited = Status::ALL
        .into_iter()
        .filter(|status| status.may_cancel())
        .map(Status::key);
    let mut query = appointments::table
        .filter(appointments::patient_id.eq_any(ids))
        .filter(appointments::starts_at.ge(Instant(now)))
        .filter(appointments::starts_at.lt(Instant(Timestamp::MAX)))
        .filter(appointments::status.eq_any(awaited))
        .group_by(appointments::patient_id)
        .select((appointments::patient_id, min(appointments::starts_at)))
        .into_boxed::<MultiBackend>();
    if let Scope::Doctor(doctor_id) = scope {
        query = query.filter(appointments::doctor_id.eq(doctor_id));
    }
    let rows: Vec<(i64, Option<Instant>)> = query.load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, start)| Some((id, start?.0)))
        .collect())
}

/// Replaces the details, if nobody has changed them since `version` (where one is given), and
/// tells whether it did. The name of the patient's account follows.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such patient.
pub fn update(conn: &mut Conn, id: i64, version: Option<i64>, to: &Checked) -> QueryResult<bool> {
    use crate::server::schema::users;
    let (current, user_id): (i32, Option<i64>) = patients::table
        .find(id)
        .select((patients::version, patients::user_id))
        .first(conn)?;
    if version.is_some_and(|seen| seen != i64::from(current)) {
        return Ok(false);
    }
    let changed = diesel::update(
        patients::table
            .find(id)
            .filter(patients::version.eq(current)),
    )
    .set((
        patients::full_name.eq(&to.full_name),
        patients::contact_number.eq(&to.contact_number),
        patients::email.eq(&to.email),
        patients::date_of_birth.eq(to.date_of_birth.map(|date| date.to_string())),
        patients::search_key.eq(search_key(to)),
        patients::version.eq(current + 1),
    ))
    .execute(conn)?;
    if changed == 0 {
        return Ok(false);
    }
    if let Some(user_id) = user_id {
        diesel::update(users::table.find(user_id))
            .set(users::full_name.eq(&to.full_name))
            .execute(conn)?;
    }
    Ok(true)
}
