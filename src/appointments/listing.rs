//! Lists of appointments: filtered, sorted and paged in the database, at the same cost for a
//! thousand and for a million.

use diesel::{
    dsl::{count_star, sql},
    prelude::*,
    sql_types::BigInt,
};
use jiff::Timestamp;

use super::{
    model::{Appointment, AppointmentList, DoctorName, Paged, Sort, Status, StatusCount},
    store::by_ids,
};
use crate::server::{
    Conn, Instant, MultiBackend, Scope,
    app_state::Settings,
    schema::{appointment_counts, appointments, doctors},
};

/// Which appointments. Both ends of the time are always bound, so that an index serves them.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// The first instant.
    pub from: Timestamp,
    /// The first instant that is too late.
    pub to: Timestamp,
    /// Of this doctor.
    pub doctor_id: Option<i64>,
    /// Of this patient.
    pub patient_id: Option<i64>,
    /// With this status.
    pub status: Option<Status>,
}

impl Range {
    /// Everything between two instants.
    pub fn between(from: Timestamp, to: Timestamp) -> Self {
        Self {
            from,
            to,
            doctor_id: None,
            patient_id: None,
            status: None,
        }
    }

    /// Everything.
    pub fn all() -> Self {
        Self::between(Timestamp::MIN, Timestamp::MAX)
    }

    fn whole_time(&self) -> bool {
        self.from == Timestamp::MIN && self.to == Timestamp::MAX
    }

    /// The same, narrowed to what the scope may see; `None` when nothing is left.
    fn within(mut self, scope: Scope) -> Option<Self> {
        let narrow = |wanted: Option<i64>, own: i64| match wanted {
            Some(other) if other != own => None,
            _ => Some(Some(own)),
        };
        match scope {
            Scope::Clinic => {}
            Scope::Doctor(id) => self.doctor_id = narrow(self.doctor_id, id)?,
            Scope::Patient(id) => self.patient_id = narrow(self.patient_id, id)?,
        }
        Some(self)
    }
}

/// Narrows a boxed query on appointments to a range; a macro, since grouped and plain queries
/// are of different types.
macro_rules! narrowed {
    ($query:expr, $range:expr) => {{
        let mut query = $query
            .filter(appointments::starts_at.ge(Instant($range.from)))
            .filter(appointments::starts_at.lt(Instant($range.to)));
        if let Some(id) = $range.doctor_id {
            query = query.filter(appointments::doctor_id.eq(id));
        }
        if let Some(id) = $range.patient_id {
            query = query.filter(appointments::patient_id.eq(id));
        }
        query
    }};
}

/// The appointments in a range, the earliest first, at most `limit` of them.
///
/// # Errors
/// When the database does not answer.
pub fn in_range(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    range: Range,
    sort: Sort,
    limit: i64,
) -> QueryResult<Vec<Appointment>> {
    let Some(range) = range.within(scope) else {
        return Ok(Vec::new());
    };
    let ids = ids(conn, &range, sort, 0, limit)?;
    by_ids(conn, settings, &ids)
}

fn ids(
    conn: &mut Conn,
    range: &Range,
    sort: Sort,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<i64>> {
    let mut query = narrowed!(
        appointments::table
            .select(appointments::id)
            .into_boxed::<MultiBackend>(),
        range
    );
    if let Some(status) = range.status {
        query = query.filter(appointments::status.eq(status.key()));
    }
    match sort {
        Sort::Soonest => query.order((appointments::starts_at.asc(), appointments::id.asc())),
        Sort::Latest => query.order((appointments::starts_at.desc(), appointments::id.desc())),
    }
    .offset(offset)
    .limit(limit)
    .load(conn)
}

/// One page of a range, with the number of each status in it.
///
/// # Errors
/// When the database does not answer.
pub fn page(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    range: Range,
    sort: Sort,
    page: u32,
) -> QueryResult<AppointmentList> {
    let Some(range) = range.within(scope) else {
        return Ok(AppointmentList {
            items: Vec::new(),
            page: 1,
            pages: 1,
            total: 0,
            counts: Vec::new(),
        });
    };
    let counts = counts(conn, &range)?;
    let total = counts
        .iter()
        .filter(|count| range.status.is_none_or(|status| status == count.status))
        .map(|count| count.count)
        .sum();
    let pages = Paged::<Appointment>::pages(total);
    let page = page.clamp(1, pages);
    let ids = page_ids(conn, &range, sort, page, total)?;
    Ok(AppointmentList {
        items: by_ids(conn, settings, &ids)?,
        page,
        pages,
        total,
        counts,
    })
}

/// The ids on a page. A page beyond the middle is read from the other end, so that the last page
/// costs what the first does.
fn page_ids(
    conn: &mut Conn,
    range: &Range,
    sort: Sort,
    page: u32,
    total: u64,
) -> QueryResult<Vec<i64>> {
    let size = i64::from(Paged::<Appointment>::SIZE);
    let total = i64::try_from(total).unwrap_or(i64::MAX);
    let first = i64::from(page - 1) * size;
    if first <= total / 2 {
        return ids(conn, range, sort, first, size);
    }
    let on_page = (total - first).clamp(0, size);
    let opposite = match sort {
        Sort::Soonest => Sort::Latest,
        Sort::Latest => Sort::Soonest,
    };
    let mut ids = ids(conn, range, opposite, total - first - on_page, on_page)?;
    ids.reverse();
    Ok(ids)
}

/// The number of each status in a range, whichever status is asked for.
fn counts(conn: &mut Conn, range: &Range) -> QueryResult<Vec<StatusCount>> {
    let rows: Vec<(String, i64)> = if range.whole_time() && range.patient_id.is_none() {
        let mut query = appointment_counts::table
            .group_by(appointment_counts::status)
            .select((
                appointment_counts::status,
                // PostgreSQL's sum of BIGINTs is a NUMERIC.
                sql::<BigInt>("CAST(sum(appointments) AS BIGINT)"),
            ))
            .into_boxed();
        if let Some(id) = range.doctor_id {
            query = query.filter(appointment_counts::doctor_id.eq(id));
        }
        query.load(conn)?
    } else {
        let grouped = appointments::table
            .group_by(appointments::status)
            .select((appointments::status, count_star()))
            .into_boxed::<MultiBackend>();
        narrowed!(grouped, range).load(conn)?
    };
    Ok(Status::ALL
        .into_iter()
        .filter_map(|status| {
            let (_, count) = rows.iter().find(|(key, _)| key == status.key())?;
            let count = u64::try_from(*count).ok().filter(|count| *count > 0)?;
            Some(StatusCount { status, count })
        })
        .collect())
}

/// Every doctor there is or was, by name.
///
/// # Errors
/// When the database does not answer.
pub fn doctors(conn: &mut Conn) -> QueryResult<Vec<DoctorName>> {
    let rows: Vec<(i64, String)> = doctors::table
        .select((doctors::id, doctors::full_name))
        .order((doctors::full_name, doctors::id))
        .load(conn)?;
    let names = rows
        .into_iter()
        .map(|(id, full_name)| DoctorName { id, full_name });
    Ok(names.collect())
}
