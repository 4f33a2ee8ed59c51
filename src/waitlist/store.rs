//! The waiting list in the database.

use std::collections::HashMap;

use diesel::{
    dsl::{count_star, exists},
    prelude::*,
};
use jiff::{Timestamp, civil::Date};

use super::{
    line::Waiting,
    model::{
        Entry, EntryCount, EntryStatus, FillRate, Offer, OfferStatus, Terms, Urgency, Weekdays,
    },
};
use crate::{
    appointments::model::{Paged, Status},
    doctors::model::{Doctor, key},
    schedule::{hours::MinuteOfDay, slots::Span},
    server::{
        Conn, Instant, MultiBackend, Scope,
        app_state::Settings,
        schema::{appointments, doctors, offers, openings, patients, waitlist},
    },
};

/// The statuses of requests that are still to be filled.
const OPEN: [&str; 2] = ["waiting", "offered"];

/// A request to be written down.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// Who waits.
    pub patient_id: i64,
    /// For whom they wait, if for one doctor.
    pub doctor_id: Option<i64>,
    /// What the doctor does.
    pub specialization: &'a str,
    /// What for.
    pub visit_type_id: Option<i64>,
    /// The appointment that is moved.
    pub appointment_id: Option<i64>,
    /// Which days suit.
    pub weekdays: Weekdays,
    /// Not before.
    pub from: MinuteOfDay,
    /// Over by.
    pub to: MinuteOfDay,
    /// The last day that helps.
    pub until: Date,
    /// In the patient's words.
    pub note: &'a str,
    /// The account that asks.
    pub created_by: Option<i64>,
    /// When.
    pub created_at: Timestamp,
}

/// Writes a request and gives its id.
///
/// # Errors
/// When the database refuses.
pub fn insert(conn: &mut Conn, new: &New<'_>) -> QueryResult<i64> {
    diesel::insert_into(waitlist::table)
        .values((
            waitlist::patient_id.eq(new.patient_id),
            waitlist::doctor_id.eq(new.doctor_id),
            waitlist::specialization.eq(new.specialization),
            waitlist::visit_type_id.eq(new.visit_type_id),
            waitlist::appointment_id.eq(new.appointment_id),
            waitlist::weekdays.eq(new.weekdays.bits()),
            waitlist::from_minute.eq(i32::from(new.from.minutes())),
            waitlist::to_minute.eq(i32::from(new.to.minutes())),
            waitlist::until.eq(new.until.to_string()),
            waitlist::note.eq(new.note),
            waitlist::created_by.eq(new.created_by),
            waitlist::created_at.eq(Instant(new.created_at)),
        ))
        .returning(waitlist::id)
        .get_result(conn)
}

/// How many requests of a patient are still to be filled.
///
/// # Errors
/// When the database does not answer.
pub fn open_requests(conn: &mut Conn, patient_id: i64) -> QueryResult<i64> {
    waitlist::table
        .filter(waitlist::patient_id.eq(patient_id))
        .filter(waitlist::status.eq_any(OPEN))
        .select(count_star())
        .first(conn)
}

/// Whether a patient waits for an earlier time than this appointment's already.
///
/// # Errors
/// When the database does not answer.
pub fn waits_to_move(conn: &mut Conn, patient_id: i64, appointment_id: i64) -> QueryResult<bool> {
    let requests = waitlist::table
        .filter(waitlist::patient_id.eq(patient_id))
        .filter(waitlist::status.eq_any(OPEN))
        .filter(waitlist::appointment_id.eq(appointment_id));
    diesel::select(exists(requests)).get_result(conn)
}

/// A request as the database keeps it, with the names it is read with.
#[derive(Clone, Debug, Queryable)]
struct Row {
    id: i64,
    patient_id: i64,
    patient_name: String,
    patient_contact: String,
    doctor_id: Option<i64>,
    doctor_name: Option<String>,
    specialization: String,
    visit_type_id: Option<i64>,
    appointment_id: Option<i64>,
    appointment_at: Option<Instant>,
    weekdays: i32,
    from_minute: i32,
    to_minute: i32,
    until: String,
    urgency: i32,
    status: String,
    note: String,
    created_at: Instant,
    ended_at: Option<Instant>,
    version: i32,
}

/// Requests with the names they are read with, as [`Row`]s.
macro_rules! rows {
    () => {
        waitlist::table
            .inner_join(patients::table)
            .left_join(doctors::table.on(waitlist::doctor_id.eq(doctors::id.nullable())))
            .left_join(
                appointments::table.on(waitlist::appointment_id.eq(appointments::id.nullable())),
            )
            .select((
                waitlist::id,
                waitlist::patient_id,
                patients::full_name,
                patients::contact_number,
                waitlist::doctor_id,
                doctors::full_name.nullable(),
                waitlist::specialization,
                waitlist::visit_type_id,
                waitlist::appointment_id,
                appointments::starts_at.nullable(),
                waitlist::weekdays,
                waitlist::from_minute,
                waitlist::to_minute,
                waitlist::until,
                waitlist::urgency,
                waitlist::status,
                waitlist::note,
                waitlist::created_at,
                waitlist::ended_at,
                waitlist::version,
            ))
    };
}

impl Row {
    fn terms(&self, settings: &Settings) -> Terms {
        Terms {
            doctor_id: self.doctor_id,
            weekdays: Weekdays::from_bits(self.weekdays),
            from: minute(self.from_minute),
            to: minute(self.to_minute),
            // Only days are ever written.
            until: self.until.parse().unwrap_or(Date::MIN),
            before: self.appointment_at.map(|at| settings.local(at.0)),
        }
    }

    fn urgency(&self) -> Urgency {
        Urgency::from_level(self.urgency).unwrap_or_default()
    }

    fn read(self, settings: &Settings, offer: Option<Offer>) -> Entry {
        Entry {
            terms: self.terms(settings),
            urgency: self.urgency(),
            id: self.id,
            patient_id: self.patient_id,
            patient_name: self.patient_name,
            patient_contact: self.patient_contact,
            doctor_name: self.doctor_name,
            specialization: self.specialization,
            visit_type_id: self.visit_type_id,
            visit_type: self
                .visit_type_id
                .map(|id| settings.rules.visit_type(Some(id)).name)
                .unwrap_or_default(),
            appointment_id: self.appointment_id,
            status: EntryStatus::from_key(&self.status).unwrap_or_default(),
            note: self.note,
            created_at: settings.local(self.created_at.0),
            ended_at: self.ended_at.map(|at| settings.local(at.0)),
            version: self.version,
            offer,
        }
    }
}

/// Minutes from a column whose CHECK bounds them.
fn minute(value: i32) -> MinuteOfDay {
    u16::try_from(value)
        .ok()
        .and_then(MinuteOfDay::new)
        .unwrap_or_default()
}

/// A request's id, and what is read of its open offer.
type OfferRow = (i64, i64, i64, String, Instant, Instant, Instant, Instant);

/// Adds to each of these requests the offer that awaits an answer at `now`.
fn with_offers(
    conn: &mut Conn,
    settings: &Settings,
    rows: Vec<Row>,
    now: Timestamp,
) -> QueryResult<Vec<Entry>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let found: Vec<OfferRow> = offers::table
        .inner_join(doctors::table)
        .filter(offers::waitlist_id.eq_any(ids))
        .filter(offers::status.eq(OfferStatus::Open.key()))
        .filter(offers::expires_at.gt(Instant(now)))
        .select((
            offers::waitlist_id,
            offers::id,
            offers::doctor_id,
            doctors::full_name,
            offers::starts_at,
            offers::ends_at,
            offers::offered_at,
            offers::expires_at,
        ))
        .load(conn)?;
    let mut open: HashMap<i64, Offer> = found
        .into_iter()
        .map(
            |(request, id, doctor_id, doctor_name, starts, ends, offered, expires)| {
                let offer = Offer {
                    id,
                    doctor_id,
                    doctor_name,
                    starts_at: settings.local(starts.0),
                    ends_at: settings.local(ends.0),
                    status: OfferStatus::Open,
                    offered_at: settings.local(offered.0),
                    expires_at: settings.local(expires.0),
                };
                (request, offer)
            },
        )
        .collect();
    let read = |row: Row| {
        let offer = open.remove(&row.id);
        row.read(settings, offer)
    };
    Ok(rows.into_iter().map(read).collect())
}

/// One request, if it is within the scope. Doctors have no part in the list.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when it is not.
pub fn find(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    id: i64,
    now: Timestamp,
) -> QueryResult<Entry> {
    let mut query = rows!()
        .filter(waitlist::id.eq(id))
        .into_boxed::<MultiBackend>();
    match scope {
        Scope::Clinic => {}
        Scope::Patient(id) => query = query.filter(waitlist::patient_id.eq(id)),
        Scope::Doctor(_) => return Err(diesel::result::Error::NotFound),
    }
    let row: Row = query.first(conn)?;
    let mut entries = with_offers(conn, settings, vec![row], now)?;
    entries.pop().ok_or(diesel::result::Error::NotFound)
}

/// What a patient waits for, the oldest request first.
///
/// # Errors
/// When the database does not answer.
pub fn of_patient(
    conn: &mut Conn,
    settings: &Settings,
    patient_id: i64,
    now: Timestamp,
) -> QueryResult<Vec<Entry>> {
    let rows: Vec<Row> = rows!()
        .filter(waitlist::patient_id.eq(patient_id))
        .filter(waitlist::status.eq_any(OPEN))
        .order((waitlist::created_at, waitlist::id))
        .load(conn)?;
    with_offers(conn, settings, rows, now)
}

/// One page of the requests with a status: of those who wait, who is asked first stands first; of
/// the others who ended last.
///
/// # Errors
/// When the database does not answer.
pub fn page(
    conn: &mut Conn,
    settings: &Settings,
    status: EntryStatus,
    page: u32,
    total: u64,
    now: Timestamp,
) -> QueryResult<Paged<Entry>> {
    let pages = Paged::<Entry>::pages(total);
    let page = page.clamp(1, pages);
    let size = i64::from(Paged::<Entry>::SIZE);
    let query = rows!()
        .filter(waitlist::status.eq(status.key()))
        .offset(i64::from(page - 1) * size)
        .limit(size)
        .into_boxed::<MultiBackend>();
    let query = if status.is_open() {
        query.order((
            waitlist::urgency.desc(),
            waitlist::created_at.asc(),
            waitlist::id.asc(),
        ))
    } else {
        query.order((waitlist::ended_at.desc(), waitlist::id.desc()))
    };
    let rows: Vec<Row> = query.load(conn)?;
    Ok(Paged {
        items: with_offers(conn, settings, rows, now)?,
        page,
        pages,
        total,
    })
}

/// How many requests have each status.
///
/// # Errors
/// When the database does not answer.
pub fn counts(conn: &mut Conn) -> QueryResult<Vec<EntryCount>> {
    let rows: Vec<(String, i64)> = waitlist::table
        .group_by(waitlist::status)
        .select((waitlist::status, count_star()))
        .load(conn)?;
    let count = |status: EntryStatus| {
        let found = rows.iter().find(|(key, _)| key == status.key());
        found.map_or(0, |(_, count)| u64::try_from(*count).unwrap_or(0))
    };
    let each = EntryStatus::ALL.iter().map(|&status| EntryCount {
        status,
        count: count(status),
    });
    Ok(each.collect())
}

/// How well the list fills what came free since then.
///
/// # Errors
/// When the database does not answer.
pub fn rate(conn: &mut Conn, since: Timestamp) -> QueryResult<FillRate> {
    let times: Vec<(i64, Instant, String)> = offers::table
        // The index has each status by when its offers end, which is after they are made.
        .filter(offers::status.eq_any(OfferStatus::ALL.iter().map(|status| status.key())))
        .filter(offers::expires_at.ge(Instant(since)))
        .filter(offers::offered_at.ge(Instant(since)))
        .select((offers::doctor_id, offers::starts_at, offers::status))
        .load(conn)?;
    // A time that several were asked for is one.
    let mut taken: HashMap<(i64, Timestamp), bool> = HashMap::new();
    for (doctor_id, starts_at, status) in times {
        let accepted = status == OfferStatus::Accepted.key();
        *taken.entry((doctor_id, starts_at.0)).or_default() |= accepted;
    }
    let ended: Vec<(String, i64)> = waitlist::table
        .filter(waitlist::status.ne_all(OPEN))
        .filter(waitlist::ended_at.ge(Instant(since)))
        .group_by(waitlist::status)
        .select((waitlist::status, count_star()))
        .load(conn)?;
    let sum = |of: &dyn Fn(&str) -> bool| {
        let counts = ended.iter().filter(|(status, _)| of(status));
        counts
            .map(|(_, count)| u64::try_from(*count).unwrap_or(0))
            .sum()
    };
    Ok(FillRate {
        offered: number(taken.len()),
        accepted: number(taken.values().filter(|accepted| **accepted).count()),
        ended: sum(&|_| true),
        filled: sum(&|status| status == EntryStatus::Filled.key()),
    })
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Takes a request from one of these statuses to another, and tells whether it did: somebody else
/// may have been quicker.
///
/// # Errors
/// When the database does not answer.
pub fn step(
    conn: &mut Conn,
    id: i64,
    from: &[EntryStatus],
    to: EntryStatus,
    at: Timestamp,
) -> QueryResult<bool> {
    let from = from.iter().map(|status| status.key());
    let ended = (!to.is_open()).then_some(Instant(at));
    let changed = diesel::update(
        waitlist::table
            .find(id)
            .filter(waitlist::status.eq_any(from)),
    )
    .set((
        waitlist::status.eq(to.key()),
        waitlist::ended_at.eq(ended),
        waitlist::version.eq(waitlist::version + 1),
    ))
    .execute(conn)?;
    Ok(changed > 0)
}

/// Sets how pressing a request is that is still to be filled, and tells whether it was.
///
/// # Errors
/// When the database does not answer.
pub fn set_urgency(conn: &mut Conn, id: i64, urgency: Urgency) -> QueryResult<bool> {
    let request = waitlist::table
        .find(id)
        .filter(waitlist::status.eq_any(OPEN));
    let changed = diesel::update(request)
        .set((
            waitlist::urgency.eq(urgency.level()),
            waitlist::version.eq(waitlist::version + 1),
        ))
        .execute(conn)?;
    Ok(changed > 0)
}

/// Those who wait for a time with this doctor, or with any of the doctor's specialization, also
/// those who have an offer just now; with what they were offered before.
///
/// # Errors
/// When the database does not answer.
pub fn line(conn: &mut Conn, settings: &Settings, doctor: &Doctor) -> QueryResult<Vec<Waiting>> {
    let mut rows: Vec<Row> = rows!()
        .filter(waitlist::status.eq_any(OPEN))
        .filter(
            waitlist::doctor_id
                .eq(doctor.id)
                .or(waitlist::doctor_id.is_null()),
        )
        .order(waitlist::id)
        .load(conn)?;
    let theirs = key(&doctor.specialization);
    rows.retain(|row| row.doctor_id.is_some() || key(&row.specialization) == theirs);
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let before: Vec<(i64, i64, Instant)> = offers::table
        .filter(offers::waitlist_id.eq_any(ids))
        .select((offers::waitlist_id, offers::doctor_id, offers::starts_at))
        .load(conn)?;
    let mut offered: HashMap<i64, Vec<(i64, Timestamp)>> = HashMap::new();
    for (request, doctor_id, starts_at) in before {
        offered
            .entry(request)
            .or_default()
            .push((doctor_id, starts_at.0));
    }
    let waiting = |row: Row| Waiting {
        id: row.id,
        patient_id: row.patient_id,
        visit_type_id: row.visit_type_id,
        appointment_id: row.appointment_id,
        asked: row.status == EntryStatus::Offered.key(),
        urgency: row.urgency(),
        since: row.created_at.0,
        terms: row.terms(settings),
        offered: offered.remove(&row.id).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(waiting).collect())
}

/// Openings that were written after the one of that id, the oldest first.
///
/// # Errors
/// When the database does not answer.
pub fn openings_after(conn: &mut Conn, id: i64) -> QueryResult<Vec<(i64, i64)>> {
    openings::table
        .filter(openings::id.gt(id))
        .order(openings::id)
        .limit(100)
        .select((openings::id, openings::doctor_id))
        .load(conn)
}

/// An opening, if it is still to be offered.
///
/// # Errors
/// When the database does not answer.
pub fn opening(conn: &mut Conn, id: i64) -> QueryResult<Option<Span>> {
    let found: Option<(Instant, Instant)> = openings::table
        .find(id)
        .select((openings::starts_at, openings::ends_at))
        .first(conn)
        .optional()?;
    Ok(found.map(|(start, end)| Span {
        start: start.0,
        end: end.0,
    }))
}

/// Takes an opening off the list.
///
/// # Errors
/// When the database does not answer.
pub fn close_opening(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::delete(openings::table.find(id)).execute(conn)?;
    Ok(())
}

/// Offers without an answer whose time is over.
///
/// # Errors
/// When the database does not answer.
pub fn unanswered(conn: &mut Conn, now: Timestamp) -> QueryResult<Vec<i64>> {
    offers::table
        .filter(offers::status.eq(OfferStatus::Open.key()))
        .filter(offers::expires_at.le(Instant(now)))
        .order(offers::id)
        .select(offers::id)
        .load(conn)
}

/// Requests that no time can fill any more: their last day is past, or the appointment that was to
/// be moved will not take place, or has begun.
///
/// # Errors
/// When the database does not answer.
pub fn over(conn: &mut Conn, today: Date, now: Timestamp) -> QueryResult<Vec<i64>> {
    waitlist::table
        .left_join(appointments::table.on(waitlist::appointment_id.eq(appointments::id.nullable())))
        .filter(waitlist::status.eq_any(OPEN))
        .filter(
            // Days are compared as texts: they are written year first.
            waitlist::until
                .lt(today.to_string())
                .or(appointments::status.nullable().ne(Status::Booked.key()))
                .or(appointments::starts_at.nullable().le(Instant(now))),
        )
        .order(waitlist::id)
        .select(waitlist::id)
        .load(conn)
}
