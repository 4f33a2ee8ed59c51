//! Requests as they are read: with the names they are read with, and the offer that awaits an
//! answer.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::{Timestamp, civil::Date};

use super::{
    line::Waiting,
    model::{Entry, EntryStatus, Offer, OfferStatus, Terms, Urgency, Weekdays},
    store::OPEN,
};
use crate::{
    appointments::model::Paged,
    doctors::model::{Doctor, key},
    schedule::hours::MinuteOfDay,
    server::{
        Conn, Instant, MultiBackend, Scope,
        app_state::Settings,
        schema::{appointments, doctors, offers, patients, waitlist},
    },
};

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
pub(super) fn find(
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
pub(super) fn of_patient(
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
pub(super) fn page(
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

/// Those who wait for a time with this doctor, or with any of the doctor's specialization, also
/// those who have an offer just now; with what they were offered before.
///
/// # Errors
/// When the database does not answer.
pub(super) fn line(
    conn: &mut Conn,
    settings: &Settings,
    doctor: &Doctor,
) -> QueryResult<Vec<Waiting>> {
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
