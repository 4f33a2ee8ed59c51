//! What is downloaded rather than shown: the calendar file and the export.

mod csv;
mod cursor;

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, Query},
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use http_body_util::{
    BodyExt as _,
    channel::{Channel, Sender},
};
use serde::{Deserialize, Serialize};

use self::cursor::Cursor;
use super::{
    api::read_range,
    ics::{self, Event},
    listing::{self, Range},
    model::{Appointment, Sort, Status, place},
    store,
};
use crate::{
    audit::{self, Action},
    auth::Role,
    error::AppError,
    server::{Auth, Db, Scope, app_state::Settings},
};

/// The addresses of the downloads.
pub fn routes() -> Router {
    Router::new()
        .route("/appointments/{id}/calendar.ics", get(calendar))
        .route("/admin/appointments.csv", get(export))
}

/// An error in the place of a file: its status and its sentence.
struct Refused(AppError);

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0.status(), format!("{}\n", self.0)).into_response()
    }
}

/// A file to be kept under that name.
fn file(content_type: &'static str, name: &str, body: Body) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (CONTENT_TYPE, content_type.to_owned()),
        (CONTENT_DISPOSITION, disposition),
    ];
    (headers, body).into_response()
}

/// One appointment for the reader's own calendar.
async fn calendar(auth: Auth, Path(id): Path<i64>) -> Result<Response, Refused> {
    let scope = auth.scope()?;
    let settings = auth.app.settings().await?;
    let zone = settings.clone();
    let appointment = auth
        .app
        .db
        .read(move |conn| Ok(store::find(conn, &zone, scope, id)?))
        .await?;
    let name = format!("{}.ics", appointment.number());
    let body = Body::from(event(&appointment, &settings));
    Ok(file("text/calendar; charset=utf-8", &name, body))
}

/// The calendar file. It names the doctor and the clinic and not the patient, since calendars
/// are shared and lie open.
fn event(appointment: &Appointment, settings: &Settings) -> String {
    let clinic = &settings.clinic;
    let mut description = format!("Number {}", appointment.number());
    if !clinic.phone.is_empty() {
        description = format!("{description}\nTelephone {}", clinic.phone);
    }
    ics::calendar(&Event {
        uid: &format!("appointment-{}@anteroom", appointment.id),
        version: u32::try_from(appointment.version).unwrap_or_default(),
        changed_at: appointment
            .cancelled_at
            .unwrap_or(appointment.created_at)
            .timestamp(),
        starts_at: appointment.starts_at.timestamp(),
        ends_at: appointment.ends_at.timestamp(),
        summary: &format!("Appointment with {}", appointment.doctor_name),
        location: &place(clinic),
        description: &description,
        cancelled: appointment.status == Status::Cancelled,
    })
}

/// The filter of the export, as in the address of the list.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
struct Filter {
    #[serde(skip_serializing_if = "String::is_empty")]
    from: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    to: String,
    #[serde(
        deserialize_with = "crate::form::optional_number",
        skip_serializing_if = "Option::is_none"
    )]
    doctor_id: Option<i64>,
    #[serde(
        deserialize_with = "crate::form::optional_number",
        skip_serializing_if = "Option::is_none"
    )]
    patient_id: Option<i64>,
    #[serde(skip_serializing_if = "String::is_empty")]
    status: String,
    #[serde(skip_serializing)]
    sort: String,
}

/// Every appointment of a filter, as CSV.
async fn export(auth: Auth, Query(filter): Query<Filter>) -> Result<Response, Refused> {
    auth.require(&[Role::Admin, Role::FrontDesk])?;
    let settings = auth.app.settings().await?;
    let range = Range {
        doctor_id: filter.doctor_id,
        patient_id: filter.patient_id,
        ..read_range(
            &settings,
            Some(&filter.from),
            Some(&filter.to),
            Some(&filter.status),
        )?
    };
    let sort = if filter.sort == Sort::Soonest.key() {
        Sort::Soonest
    } else {
        Sort::Latest
    };

    let actor = auth.actor();
    // What the filter holds has been read as days, ids and a status: no patient data.
    let detail = serde_urlencoded::to_string(&filter).unwrap_or_default();
    auth.app
        .db
        .write(move |conn| {
            audit::store::record(conn, &actor, Action::AppointmentsExported, None, &detail)?;
            Ok(())
        })
        .await?;

    let name = format!("appointments-{}.csv", settings.local(auth.app.now()).date());
    let (sender, body) = Channel::new(1);
    tokio::spawn(send(
        auth.app.db.clone(),
        settings,
        Cursor::new(range, sort),
        sender,
    ));
    // Compression asks again after the end, which a channel answers by a panic.
    let body = Body::new(body.fuse());
    Ok(file("text/csv; charset=utf-8", &name, body))
}

/// Sends the rows in chunks, each read when the one before is on its way, so that neither the
/// memory nor a connection is held while a slow client takes its time.
async fn send(db: Db, settings: Settings, mut cursor: Cursor, mut sender: Sender<Bytes, AppError>) {
    let mut text = csv::head();
    loop {
        // Fails when the client has gone away.
        if !text.is_empty() && sender.send_data(Bytes::from(text)).await.is_err() {
            return;
        }
        let (settings, Cursor { range, sort, .. }, limit) =
            (settings.clone(), cursor.clone(), cursor.limit());
        let read = db
            .read(move |conn| {
                Ok(listing::in_range(
                    conn,
                    &settings,
                    Scope::Clinic,
                    range,
                    sort,
                    limit,
                )?)
            })
            .await;
        match read {
            // Breaks the download off, rather than end it as if it were complete.
            Err(error) => return sender.abort(error),
            Ok(rows) => {
                let rows = cursor.advance(rows);
                if rows.is_empty() {
                    return;
                }
                text = rows.iter().map(csv::row).collect();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_recorded_by_what_it_was_narrowed_to() {
        let filter = Filter {
            from: "2026-11-24".into(),
            patient_id: Some(12),
            sort: "soonest".into(),
            ..Filter::default()
        };
        assert_eq!(
            serde_urlencoded::to_string(&filter).unwrap(),
            "from=2026-11-24&patient_id=12"
        );
        assert_eq!(serde_urlencoded::to_string(Filter::default()).unwrap(), "");
    }
}
