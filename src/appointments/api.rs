//! Booking, reading and cancelling appointments.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    ),
    expect(
        clippy::too_many_arguments,
        reason = "the filter of a list, as its address has it"
    )
)]

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::{Appointment, AppointmentList, BookForm, CancelForm, DoctorName};
use crate::{error::AppError, form::Input};

#[cfg(feature = "server")]
use super::{
    listing::{self, Range},
    model::{Sort, Status, number},
    store::{self, New},
};
#[cfg(feature = "server")]
use crate::{
    audit::{self, Action, Entity},
    auth::Role,
    clinic_time::ClinicTime,
    doctors,
    error::FieldErrors,
    form::validate,
    patients,
    schedule::free,
    server::{
        Auth, Scope,
        app_state::Settings,
        engine::{self, Lock},
    },
};

/// A patient's own appointments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mine {
    /// To come and not cancelled, the soonest first; at most [`COMING_SHOWN`].
    pub upcoming: Vec<Appointment>,
    /// A page of the rest, the latest first.
    pub past: Vec<Appointment>,
    /// The page's number, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
    /// How many past appointments there are on all of them.
    pub total: u64,
}

/// How many appointments to come a patient is shown.
pub const COMING_SHOWN: i64 = 100;

/// Books a free time.
///
/// A patient books for themselves; front desk and admin name the patient.
#[post("/api/appointments", auth: Auth)]
pub async fn book(form: Input<BookForm>) -> Result<Appointment, AppError> {
    let Input(form) = form;
    let scope = auth.scope()?;
    let mut errors = FieldErrors::default();
    let patient_id = match (scope, form.patient_id) {
        (Scope::Clinic, Some(id)) => Some(id),
        (Scope::Clinic, None) => {
            errors.add("patient_id", "Choose the patient.");
            None
        }
        (Scope::Patient(own), None) => Some(own),
        (Scope::Patient(own), Some(id)) if id == own => Some(own),
        (Scope::Patient(_) | Scope::Doctor(_), _) => {
            auth.refused();
            return Err(AppError::Forbidden);
        }
    };
    if form.doctor_id.is_none() {
        errors.add("doctor_id", "Choose a doctor.");
    }
    let start = errors.check(
        "starts_at",
        form.starts_at
            .trim()
            .parse::<jiff::Timestamp>()
            .map_err(|_| "Choose a time."),
    );
    let reason = errors.check("reason", validate::reason(&form.reason));
    let (Some(patient_id), Some(doctor_id), Some(start), Some(reason)) =
        (patient_id, form.doctor_id, start, reason)
    else {
        return Err(errors.into_error());
    };

    let app = auth.app.clone();
    let settings = app.settings().await?;
    let actor = auth.actor();
    let appointment = app
        .db
        .write(move |conn| {
            engine::lock(conn, &[Lock::Doctor(doctor_id), Lock::Patient(patient_id)])?;
            doctors::store::active(conn, doctor_id)
                .optional_field("doctor_id", "This doctor takes no bookings.")?;
            patients::store::find(conn, patient_id)
                .optional_field("patient_id", "There is no such patient.")?;
            // Against the rules alone: whether it is taken, the database decides below.
            let span = free::offered(&settings, start, actor.at)
                .ok_or_else(|| not_a_slot(&settings, start, actor.at))?;
            if store::patient_is_taken(conn, patient_id, span.start, span.end)? {
                return Err(AppError::conflict(
                    "There already is an appointment of this patient at that time.",
                ));
            }
            let new = New {
                patient_id,
                doctor_id,
                starts_at: span.start,
                ends_at: span.end,
                status: Status::Booked,
                reason: reason.as_deref().unwrap_or_default(),
                overbooked: false,
                created_by: actor.user_id,
                created_at: actor.at,
            };
            let id = store::insert(conn, &new)?;
            let entity = Some(Entity::Appointment(id));
            audit::store::record(conn, &actor, Action::AppointmentBooked, entity, "")?;
            Ok(store::find(conn, &settings, Scope::Clinic, id)?)
        })
        .await?;
    auth.leads_to(
        &format!("/appointments/{}", appointment.id),
        &format!("Booked. The number is {}.", appointment.number()),
    );
    Ok(appointment)
}

#[cfg(feature = "server")]
fn not_a_slot(settings: &Settings, start: jiff::Timestamp, now: jiff::Timestamp) -> AppError {
    let message = if start < now {
        "That time is past. Please choose another."
    } else {
        "The clinic offers no appointment at that time. Please choose one of the free times."
    };
    tracing::debug!(start = %settings.local(start), "not a slot");
    AppError::field("starts_at", message)
}

/// Turns "not found" into a message beside the field that named the record.
#[cfg(feature = "server")]
trait OptionalField<T> {
    fn optional_field(self, name: &str, message: &str) -> Result<T, AppError>;
}

#[cfg(feature = "server")]
impl<T> OptionalField<T> for diesel::QueryResult<T> {
    fn optional_field(self, name: &str, message: &str) -> Result<T, AppError> {
        self.map_err(|error| match error {
            diesel::result::Error::NotFound => AppError::field(name, message),
            other => other.into(),
        })
    }
}

/// The appointments the reader may see, filtered and paged. `from` and `to` are days
/// (`YYYY-MM-DD`, both included), `sort` is `soonest` or `latest`.
#[get("/api/appointments?from&to&doctor_id&patient_id&status&sort&page", auth: Auth)]
pub async fn list(
    from: Option<String>,
    to: Option<String>,
    doctor_id: Option<i64>,
    patient_id: Option<i64>,
    status: Option<String>,
    sort: Option<String>,
    page: Option<u32>,
) -> Result<AppointmentList, AppError> {
    let scope = auth.scope()?;
    let settings = auth.app.settings().await?;
    let range = Range {
        doctor_id,
        patient_id,
        ..read_range(&settings, from.as_deref(), to.as_deref(), status.as_deref())?
    };
    let sort = Sort::from_key(sort.as_deref().unwrap_or_default());
    auth.app
        .db
        .read(move |conn| {
            Ok(listing::page(
                conn,
                &settings,
                scope,
                range,
                sort,
                page.unwrap_or(1),
            )?)
        })
        .await
}

/// The doctors by whom the clinic's appointments can be filtered: all there are or were.
#[get("/api/appointments/doctors", auth: Auth)]
pub async fn doctors() -> Result<Vec<DoctorName>, AppError> {
    auth.require(&[Role::Admin, Role::FrontDesk])?;
    auth.app.db.read(|conn| Ok(listing::doctors(conn)?)).await
}

/// Reads the days and the status of a filter; what is empty does not filter.
///
/// # Errors
/// [`AppError::Invalid`] naming the field.
#[cfg(feature = "server")]
pub(super) fn read_range(
    settings: &Settings,
    from: Option<&str>,
    to: Option<&str>,
    status: Option<&str>,
) -> Result<Range, AppError> {
    use jiff::civil::Date;
    let mut errors = FieldErrors::default();
    let mut day = |name: &str, text: Option<&str>| {
        let text = text.and_then(validate::optional)?;
        errors.check(
            name,
            text.parse::<Date>()
                .map_err(|_| "Give a day as YYYY-MM-DD."),
        )
    };
    let (from, to) = (day("from", from), day("to", to));
    let status = status.and_then(validate::optional).and_then(|key| {
        errors.check(
            "status",
            Status::from_key(key).ok_or("There is no such status."),
        )
    });
    errors.finish()?;
    let mut range = Range::all();
    range.status = status;
    if let Some(from) = from {
        range.from = settings.day_start(from);
    }
    if let Some(to) = to {
        range.to = settings.day_range(to, to).1;
    }
    Ok(range)
}

/// A patient's own appointments: those to come, and a page of the past ones.
#[get("/api/appointments/mine?page", auth: Auth)]
pub async fn mine(page: Option<u32>) -> Result<Mine, AppError> {
    let user = auth.require(&[Role::Patient])?;
    let scope = Scope::Patient(user.patient_id.ok_or(AppError::Forbidden)?);
    let (settings, now) = (auth.app.settings().await?, auth.app.now());
    auth.app
        .db
        .read(move |conn| {
            let coming = Range::between(now, jiff::Timestamp::MAX);
            let gone = Range::between(jiff::Timestamp::MIN, now);
            let coming =
                listing::in_range(conn, &settings, scope, coming, Sort::Soonest, COMING_SHOWN)?;
            let gone = listing::page(
                conn,
                &settings,
                scope,
                gone,
                Sort::Latest,
                page.unwrap_or(1),
            )?;
            let (upcoming, cancelled): (Vec<_>, Vec<_>) = coming
                .into_iter()
                .partition(|appointment| appointment.status.takes_time());
            // What was cancelled before its time stands before the past, on the first page.
            let mut past: Vec<_> = if gone.page == 1 {
                cancelled.into_iter().rev().collect()
            } else {
                Vec::new()
            };
            past.extend(gone.items);
            Ok(Mine {
                upcoming,
                past,
                page: gone.page,
                pages: gone.pages,
                total: gone.total,
            })
        })
        .await
}

/// One appointment.
#[get("/api/appointments/{id}", auth: Auth)]
pub async fn get(id: i64) -> Result<Appointment, AppError> {
    let scope = auth.scope()?;
    let settings = auth.app.settings().await?;
    let appointment = auth
        .app
        .db
        .read(move |conn| Ok(store::find(conn, &settings, scope, id)?))
        .await?;
    if !matches!(scope, Scope::Patient(_)) {
        auth.viewed_patient(appointment.patient_id);
    }
    Ok(appointment)
}

/// Cancels an appointment: a patient one of their own that has not begun, a doctor one of theirs
/// with a reason, front desk and admin any.
#[post("/api/appointments/{id}/cancel", auth: Auth)]
pub async fn cancel(id: i64, form: Input<CancelForm>) -> Result<Appointment, AppError> {
    let Input(form) = form;
    let scope = auth.scope()?;
    let reason =
        validate::reason(&form.reason).map_err(|message| AppError::field("reason", message))?;
    if matches!(scope, Scope::Doctor(_)) && reason.is_none() {
        return Err(AppError::field(
            "reason",
            "Say why, so that the front desk can tell the patient.",
        ));
    }
    let version = form
        .version
        .map(|version| i32::try_from(version).unwrap_or(-1));
    let app = auth.app.clone();
    let settings = app.settings().await?;
    let actor = auth.actor();
    let appointment = app
        .db
        .write(move |conn| {
            store::hold(conn, id)?;
            let before = store::find(conn, &settings, scope, id)?;
            if !before.status.may_cancel() {
                return Err(AppError::conflict(format!(
                    "Appointment {} cannot be cancelled: its status is “{}”.",
                    number(id),
                    before.status.words()
                )));
            }
            let begun = before.starts_at <= ClinicTime::at(actor.at, &settings.zone);
            if matches!(scope, Scope::Patient(_)) && begun {
                return Err(AppError::conflict(
                    "This appointment has begun. Please call the clinic.",
                ));
            }
            if version.is_some_and(|version| version != before.version) {
                return Err(AppError::conflict(
                    "Somebody has changed this appointment meanwhile. Please look at it again.",
                ));
            }
            store::cancel(
                conn,
                &actor,
                id,
                version,
                reason.as_deref().unwrap_or_default(),
            )?;
            let entity = Some(Entity::Appointment(id));
            audit::store::record(conn, &actor, Action::AppointmentCancelled, entity, "")?;
            Ok(store::find(conn, &settings, scope, id)?)
        })
        .await?;
    auth.leads_to(
        &format!("/appointments/{id}"),
        "The appointment is cancelled.",
    );
    Ok(appointment)
}
