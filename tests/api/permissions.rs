//! Every server function and download, for everybody who may try it.

use std::collections::BTreeSet;

use axum::http::Method;
use dioxus::prelude::ServerFunction;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::common::{Doctor, Patient, TestApp, Visit, instant};

/// Who tries: nobody, the patient whose record it is, another patient, the doctor who sees that
/// patient, another doctor, the front desk, an admin.
const WHO: [&str; 7] = [
    "",
    "owner",
    "other",
    "concerned",
    "elsewhere",
    "desk",
    "admin",
];

const ANYONE: [u16; 7] = [200; 7];
const SIGNED_IN: [u16; 7] = [401, 200, 200, 200, 200, 200, 200];
const PATIENTS: [u16; 7] = [401, 200, 200, 403, 403, 403, 403];
const DOCTORS: [u16; 7] = [401, 403, 403, 200, 200, 403, 403];
const STAFF: [u16; 7] = [401, 403, 403, 200, 200, 200, 200];
const DESK: [u16; 7] = [401, 403, 403, 403, 403, 200, 200];
const ADMIN: [u16; 7] = [401, 403, 403, 403, 403, 403, 200];
/// Whoever has to do with the record; to the others it does not exist.
const CONCERNED: [u16; 7] = [401, 200, 404, 200, 404, 200, 200];
/// The patient, and who books for patients.
const BOOKING: [u16; 7] = [401, 200, 403, 403, 403, 200, 200];
/// Open to all, and what was sent is not enough.
const ANYONE_INVALID: [u16; 7] = [422; 7];
const SIGNED_IN_INVALID: [u16; 7] = [401, 422, 422, 422, 422, 422, 422];
/// Closed for ever once the clinic is set up.
const OVER: [u16; 7] = [404; 7];

/// What the `{id}` of a path stands for.
#[derive(Clone, Copy, PartialEq)]
enum Id {
    None,
    /// A booked appointment of the owner with the doctor concerned, made for this try.
    Appointment,
    /// The owner's record.
    Patient,
    /// The doctor concerned.
    Doctor,
    /// An account made for this try.
    Account,
}

/// What a try is made with.
struct Try {
    owner: Patient,
    concerned: Doctor,
    /// A number no other try has.
    number: i64,
}

type Body = fn(&Try) -> Value;

struct Row(Method, &'static str, Id, Body, [u16; 7]);

fn get(path: &'static str, id: Id, expected: [u16; 7]) -> Row {
    Row(Method::GET, path, id, nothing, expected)
}

fn post(path: &'static str, id: Id, body: Body, expected: [u16; 7]) -> Row {
    Row(Method::POST, path, id, body, expected)
}

fn nothing(_: &Try) -> Value {
    json!({})
}

fn reason(_: &Try) -> Value {
    json!({"reason": "a reason"})
}

fn details(_: &Try) -> Value {
    json!({"full_name": "Somebody Else", "contact_number": "+44 117 496 0199"})
}

fn booking(with: &Try) -> Value {
    let start = instant("2027-01-04T09:00:00Z") + SignedDuration::from_hours(with.number % 7);
    json!({
        "doctor_id": with.concerned.id,
        "patient_id": with.owner.id,
        "starts_at": start.to_string(),
    })
}

fn account(with: &Try) -> Value {
    json!({
        "username": format!("made{}", with.number),
        "full_name": "Made Up",
        "specialization": "Dermatology",
        "role": "front_desk",
    })
}

fn doctor(_: &Try) -> Value {
    json!({"full_name": "Dr concerned", "specialization": "General practice"})
}

fn settings(_: &Try) -> Value {
    json!({
        "name": "Harbour Clinic", "time_zone": "Europe/London", "slot_minutes": "30",
        "mon_opens": "09:00", "mon_closes": "17:00",
    })
}

#[rustfmt::skip]
fn table() -> Vec<Row> {
    vec![
        get("/api/shell", Id::None, ANYONE),
        get("/api/me", Id::None, SIGNED_IN),
        post("/api/login", Id::None, nothing, ANYONE_INVALID),
        post("/api/logout", Id::None, nothing, ANYONE),
        post("/api/register", Id::None, nothing, ANYONE_INVALID),
        get("/api/account", Id::None, PATIENTS),
        post("/api/account", Id::None, details, PATIENTS),
        post("/api/account/password", Id::None, nothing, SIGNED_IN_INVALID),
        get("/api/account/sessions", Id::None, SIGNED_IN),
        post("/api/account/sessions/end", Id::None, nothing, SIGNED_IN),

        get("/api/setup", Id::None, OVER),
        post("/api/setup", Id::None, nothing, OVER),

        get("/api/doctors", Id::None, ANYONE),
        get("/api/doctors/{id}", Id::Doctor, ANYONE),
        get("/api/doctors/{id}/slots", Id::Doctor, ANYONE),
        get("/api/specializations", Id::None, ANYONE),

        get("/api/appointments", Id::None, SIGNED_IN),
        post("/api/appointments", Id::None, booking, BOOKING),
        get("/api/appointments/mine", Id::None, PATIENTS),
        get("/api/appointments/doctors", Id::None, DESK),
        get("/api/appointments/{id}", Id::Appointment, CONCERNED),
        post("/api/appointments/{id}/cancel", Id::Appointment, reason, CONCERNED),
        get("/appointments/{id}/calendar.ics", Id::Appointment, CONCERNED),

        get("/api/schedule", Id::None, DOCTORS),
        get("/api/desk", Id::None, DESK),

        get("/api/patients", Id::None, STAFF),
        post("/api/patients", Id::None, details, DESK),
        get("/api/patients/{id}", Id::Patient, CONCERNED),
        post("/api/patients/{id}", Id::Patient, details, DESK),

        get("/api/admin/overview", Id::None, ADMIN),
        get("/api/admin/doctors", Id::None, ADMIN),
        post("/api/admin/doctors", Id::None, account, ADMIN),
        get("/api/admin/doctors/{id}", Id::Doctor, ADMIN),
        post("/api/admin/doctors/{id}", Id::Doctor, doctor, ADMIN),
        get("/api/admin/staff", Id::None, ADMIN),
        post("/api/admin/staff", Id::None, account, ADMIN),
        post("/api/admin/users/{id}/disable", Id::Account, nothing, ADMIN),
        post("/api/admin/users/{id}/enable", Id::Account, nothing, ADMIN),
        post("/api/admin/users/{id}/reset-password", Id::Account, nothing, ADMIN),
        get("/api/admin/settings", Id::None, ADMIN),
        post("/api/admin/settings", Id::None, settings, ADMIN),
        get("/admin/appointments.csv", Id::None, DESK),
        get("/api/audit", Id::None, ADMIN),
    ]
}

/// Every server function there is, as `GET /api/..`.
pub(crate) fn server_functions() -> BTreeSet<String> {
    ServerFunction::collect()
        .into_iter()
        .map(|function| format!("{} {}", function.method(), function.path()))
        .collect()
}

#[test]
fn the_table_names_every_server_function_and_no_other() {
    let in_table: BTreeSet<_> = table()
        .iter()
        .filter(|Row(_, path, ..)| path.starts_with("/api/"))
        .map(|Row(method, path, ..)| format!("{method} {path}"))
        .collect();
    assert_eq!(in_table, server_functions());
}

#[tokio::test]
async fn everybody_may_do_what_is_theirs_and_nothing_else() {
    let app = TestApp::new();
    let (owner, concerned) = (app.patient("owner").await, app.doctor("concerned").await);
    app.patient("other").await;
    app.doctor("elsewhere").await;
    app.front_desk().await;
    app.visit(Visit::new(&owner, &concerned, "2026-11-20T09:00:00Z"))
        .await;
    let mut with = Try {
        owner,
        concerned,
        number: 0,
    };
    let mut wrong = Vec::new();
    for Row(method, path, id, body, expected) in table() {
        for (who, expected) in WHO.iter().zip(expected) {
            with.number += 1;
            let client = if who.is_empty() {
                app.anon()
            } else {
                app.signed_in(who).await
            };
            let path = match id_for(&app, &with, id).await {
                Some(id) => path.replace("{id}", &id.to_string()),
                None => path.to_owned(),
            };
            let reply = match method {
                Method::GET => client.get(&path).await,
                _ => client.post(&path, body(&with)).await,
            };
            if reply.status != expected {
                let answer = reply.text().chars().take(200).collect::<String>();
                wrong.push(format!(
                    "{method} {path} as {who:?}: {} not {expected}: {answer}",
                    reply.status
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn id_for(app: &TestApp, with: &Try, id: Id) -> Option<i64> {
    match id {
        Id::None => None,
        Id::Patient => Some(with.owner.id),
        Id::Doctor => Some(with.concerned.id),
        Id::Account => {
            let name = format!("target{}", with.number);
            Some(
                app.account(&name, anteroom::auth::Role::FrontDesk, "Tar Get")
                    .await,
            )
        }
        Id::Appointment => {
            let start =
                instant("2026-12-01T00:00:00Z") + SignedDuration::from_mins(30 * with.number);
            Some(
                app.visit(Visit::new(&with.owner, &with.concerned, &start.to_string()))
                    .await,
            )
        }
    }
}
