//! Every server function and download, for everybody who may try it.

use std::collections::BTreeSet;

use anteroom::server::{
    Conn,
    schema::{exceptions, rooms, screens, visit_types, working_hours},
};
use axum::http::Method;
use diesel::prelude::*;
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
/// Patients, and who asks for them.
const WAITING: [u16; 7] = [401, 200, 200, 403, 403, 200, 200];
/// The patient, and who answers for them; to other patients it does not exist.
const ANSWERING: [u16; 7] = [401, 200, 404, 403, 403, 200, 200];
/// As [`BOOKING`], with a record that does not exist for other patients.
const MOVING: [u16; 7] = [401, 200, 404, 403, 403, 200, 200];
/// As [`MOVING`]; to give back what is not there is no error, and changes nothing.
const RELEASING: [u16; 7] = [401, 200, 200, 403, 403, 200, 200];
/// Staff who see the patient.
const STEPPING: [u16; 7] = [401, 403, 403, 200, 404, 200, 200];
/// As [`STEPPING`], where there is nothing to take back.
const TAKING_BACK: [u16; 7] = [401, 403, 403, 409, 404, 409, 409];
/// Staff; nobody waits for the doctor.
const CALLING: [u16; 7] = [401, 403, 403, 409, 403, 409, 409];
/// A patient for themselves; front desk and admin have not said for whom.
const OWN_OR_NAMED: [u16; 7] = [401, 200, 200, 403, 403, 422, 422];
/// The doctor whose hours they are, and who keeps everybody's.
const KEEPERS: [u16; 7] = [401, 403, 403, 200, 403, 200, 200];
/// Open to staff, and what was sent is not enough.
const STAFF_INVALID: [u16; 7] = [401, 403, 403, 422, 422, 422, 422];
const KEEPERS_INVALID: [u16; 7] = [401, 403, 403, 422, 403, 422, 422];
/// Open to staff, for who asks for a connection.
const STAFF_TO_CONNECT: [u16; 7] = [401, 403, 403, 400, 400, 400, 400];
/// Open to all, and what was sent is not enough.
const ANYONE_INVALID: [u16; 7] = [422; 7];
const SIGNED_IN_INVALID: [u16; 7] = [401, 422, 422, 422, 422, 422, 422];
/// Open to the desk, and what was sent is not enough.
const DESK_INVALID: [u16; 7] = [401, 403, 403, 403, 403, 422, 422];
/// Closed for ever once the clinic is set up.
const OVER: [u16; 7] = [404; 7];

/// Open to who has a link's secret, which nobody here has, whoever they are.
const NO_LINK: [u16; 7] = [404; 7];

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
    /// A visit type made for this try.
    VisitType,
    /// A room made for this try.
    Room,
    /// Hours of the doctor concerned, made for this try.
    Hours,
    /// Time off of the doctor concerned, made for this try.
    TimeOff,
    /// The owner waits for a time with the doctor concerned, from this try on.
    Request,
    /// The same, and one is offered.
    Offer,
    /// A time kept for the owner, made for this try.
    Hold,
    /// A record that was merged into the owner's for this try.
    Merge,
    /// Two weekly appointments of the owner with the doctor concerned, made for this try.
    Series,
    /// A link to a screen, made for this try.
    Screen,
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

/// Somebody whom nobody is like.
fn newcomer(with: &Try) -> Value {
    json!({"full_name": format!("Newcomer {}", with.number)})
}

fn visiting(with: &Try) -> Value {
    let choice = format!("{}@{}", half_hour(with, "2027-02-04"), with.concerned.id);
    json!({"patient_id": with.owner.id, "choice": choice})
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

fn waiting(with: &Try) -> Value {
    json!({
        "doctor_id": with.concerned.id,
        "patient_id": with.owner.id,
        "until": "2026-12-24",
    })
}

fn urgency(_: &Try) -> Value {
    json!({"urgency": "soon"})
}

/// A time that no other try asks for, nor any other day of the owner's.
fn placing(with: &Try) -> Value {
    let (weeks, days) = (with.number / 5, with.number % 5);
    let start =
        instant("2027-03-01T10:00:00Z") + SignedDuration::from_hours(24 * (7 * weeks + days));
    json!({"starts_at": start.to_string()})
}

fn half_hour(with: &Try, day: &str) -> String {
    let opening = instant(&format!("{day}T09:00:00Z"));
    (opening + SignedDuration::from_mins(30 * (with.number % 14))).to_string()
}

fn another_time(with: &Try) -> Value {
    json!({"starts_at": half_hour(with, "2027-02-01")})
}

fn keeping(with: &Try) -> Value {
    json!({
        "doctor_id": with.concerned.id,
        "patient_id": with.owner.id,
        "starts_at": half_hour(with, "2027-02-02"),
    })
}

fn planning(with: &Try) -> Value {
    json!({
        "doctor_id": with.concerned.id,
        "patient_id": with.owner.id,
        "starts_at": half_hour(with, "2027-03-01"),
        "every": 1, "unit": "week", "times": 2,
        "starts": format!("{},{}", half_hour(with, "2027-03-01"), half_hour(with, "2027-03-08")),
    })
}

fn another_weekday(with: &Try) -> Value {
    json!({"starts_at": half_hour(with, "2027-02-15")})
}

fn as_it_is(_: &Try) -> Value {
    json!({"stage": "booked"})
}

fn mistake(_: &Try) -> Value {
    json!({"status": "entered-in-error"})
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

fn visit_type(with: &Try) -> Value {
    json!({"name": format!("Made {}", with.number), "minutes": 30, "state": "inactive"})
}

fn room(with: &Try) -> Value {
    json!({"name": format!("Made {}", with.number)})
}

fn screen(with: &Try) -> Value {
    json!({"kind": "kiosk", "name": format!("Made {}", with.number)})
}

fn code(_: &Try) -> Value {
    json!({"code": "A-000001 000 000"})
}

fn policy(_: &Try) -> Value {
    json!({"horizon_days": 180, "cancel": 4, "new_patients": true})
}

fn own_hours(_: &Try) -> Value {
    json!({"change": "source", "source": "own"})
}

fn clinic_hours(_: &Try) -> Value {
    json!({"source": "clinic"})
}

/// Hours on a day of their own.
fn hours(with: &Try) -> Value {
    let day = jiff::civil::date(2030, 1, 6) + jiff::Span::new().weeks(with.number);
    json!({"opens": "09:00", "closes": "10:00", "grid": 20, "on_7": true, "valid_from": day, "valid_to": day})
}

fn copied_day(_: &Try) -> Value {
    json!({"from_day": 1, "on_2": true})
}

fn time_off(_: &Try) -> Value {
    json!({"kind": "away", "from_day": "2029-06-01"})
}

fn holidays(_: &Try) -> Value {
    let lines =
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20290601\nEND:VEVENT\nEND:VCALENDAR\n";
    json!({"calendar": lines})
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

        get("/api/version", Id::None, ANYONE),
        post("/api/session/unlock", Id::None, nothing, SIGNED_IN_INVALID),

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
        get("/api/appointments/{id}/history", Id::Appointment, CONCERNED),
        post("/api/appointments/{id}/reschedule", Id::Appointment, another_time, MOVING),
        post("/api/appointments/{id}/status", Id::Appointment, mistake, STEPPING),
        get("/api/booking/standing", Id::None, OWN_OR_NAMED),

        post("/api/holds", Id::None, keeping, BOOKING),
        get("/api/holds/mine", Id::None, OWN_OR_NAMED),
        post("/api/holds/{id}/extend", Id::Hold, nothing, MOVING),
        post("/api/holds/{id}/release", Id::Hold, nothing, RELEASING),

        post("/api/series/preview", Id::None, planning, BOOKING),
        post("/api/series", Id::None, planning, BOOKING),
        get("/api/series/{id}", Id::Series, CONCERNED),
        post("/api/series/{id}/move/preview", Id::Series, another_weekday, MOVING),
        post("/api/series/{id}/move", Id::Series, another_weekday, MOVING),
        post("/api/series/{id}/cancel", Id::Series, reason, CONCERNED),

        get("/api/displaced", Id::None, STAFF),
        get("/api/displaced/count", Id::None, STAFF),
        post("/api/displaced/move", Id::None, nothing, STAFF_INVALID),
        post("/api/displaced/ask", Id::None, nothing, STAFF_INVALID),
        get("/api/waitlist/new", Id::None, WAITING),
        post("/api/waitlist", Id::None, waiting, BOOKING),
        get("/api/waitlist", Id::None, DESK),
        get("/api/waitlist/mine", Id::None, PATIENTS),
        get("/api/waitlist/{id}", Id::Request, DESK),
        post("/api/waitlist/{id}/withdraw", Id::Request, nothing, ANSWERING),
        post("/api/waitlist/{id}/urgency", Id::Request, urgency, DESK),
        post("/api/waitlist/{id}/place", Id::Request, placing, DESK),
        post("/api/offers/{id}/accept", Id::Offer, nothing, ANSWERING),
        post("/api/offers/{id}/decline", Id::Offer, nothing, ANSWERING),

        get("/api/schedule", Id::None, DOCTORS),
        get("/api/live", Id::None, STAFF_TO_CONNECT),
        get("/api/desk", Id::None, STAFF),
        get("/api/desk/open", Id::None, STAFF),
        get("/api/desk/open/count", Id::None, STAFF),
        post("/api/appointments/{id}/stage", Id::Appointment, as_it_is, STEPPING),
        post("/api/appointments/{id}/undo", Id::Appointment, nothing, TAKING_BACK),
        post("/api/doctors/{id}/next-patient", Id::Doctor, nothing, CALLING),
        get("/api/calendar", Id::None, STAFF),
        get("/api/explain", Id::None, STAFF_INVALID),
        get("/api/load", Id::None, DESK),

        get("/api/patients", Id::None, STAFF),
        post("/api/patients", Id::None, newcomer, DESK),
        post("/api/patients/find", Id::None, nothing, STAFF),
        post("/api/patients/search", Id::None, nothing, STAFF),
        post("/api/patients/duplicates", Id::None, nothing, DESK),
        get("/api/patients/{id}/lookalikes", Id::Patient, DESK),
        get("/api/patients/{id}/merge", Id::Patient, DESK_INVALID),
        get("/api/patients/{id}/merges", Id::Patient, DESK),
        post("/api/patients/{id}/merge", Id::Patient, nothing, DESK_INVALID),
        post("/api/merges/{id}/undo", Id::Merge, nothing, DESK),
        get("/api/desk/times", Id::None, DESK),
        post("/api/desk/walk-in", Id::None, visiting, DESK),
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

        get("/api/visit-types", Id::None, ANYONE),

        get("/api/availability", Id::None, ANYONE),
        get("/api/availability/days", Id::None, ANYONE),
        get("/api/admin/visit-types", Id::None, ADMIN),
        get("/api/admin/visit-types/{id}", Id::VisitType, ADMIN),
        post("/api/admin/visit-types", Id::None, visit_type, ADMIN),
        post("/api/admin/visit-types/{id}", Id::VisitType, visit_type, ADMIN),
        get("/api/admin/rooms", Id::None, ADMIN),
        post("/api/admin/rooms", Id::None, room, ADMIN),
        post("/api/admin/rooms/{id}", Id::Room, room, ADMIN),
        get("/api/admin/policy", Id::None, ADMIN),
        post("/api/admin/policy", Id::None, policy, ADMIN),
        post("/api/patients/{id}/forgive", Id::Patient, nothing, DESK),
        get("/api/doctors/{id}/hours", Id::Doctor, KEEPERS),
        post("/api/doctors/{id}/hours/source", Id::Doctor, own_hours, KEEPERS),
        post("/api/doctors/{id}/hours/preview", Id::Doctor, own_hours, KEEPERS),
        post("/api/doctors/{id}/hours/add", Id::Doctor, hours, KEEPERS),
        post("/api/hours/{id}", Id::Hours, hours, KEEPERS),
        post("/api/hours/{id}/delete", Id::Hours, nothing, KEEPERS),
        post("/api/doctors/{id}/hours/copy-day", Id::Doctor, copied_day, KEEPERS),
        post("/api/doctors/{id}/hours/copy-from", Id::Doctor, nothing, KEEPERS_INVALID),
        post("/api/doctors/{id}/hours/source", Id::Doctor, clinic_hours, KEEPERS),
        post("/api/doctors/{id}/exceptions", Id::Doctor, time_off, KEEPERS),
        post("/api/exceptions/{id}/delete", Id::TimeOff, nothing, KEEPERS),
        get("/api/closures", Id::None, ADMIN),
        post("/api/closures", Id::None, time_off, ADMIN),
        post("/api/closures/import", Id::None, holidays, ADMIN),

        get("/api/admin/screens", Id::None, ADMIN),
        post("/api/admin/screens", Id::None, screen, ADMIN),
        post("/api/admin/screens/{id}/revoke", Id::Screen, nothing, ADMIN),
        get("/api/waiting-room/{token}", Id::None, NO_LINK),
        get("/api/waiting-room/{token}/live", Id::None, NO_LINK),
        get("/api/kiosk/{token}", Id::None, NO_LINK),
        post("/api/kiosk/{token}/check-in", Id::None, code, NO_LINK),
        get("/api/appointments/{id}/check-in-code", Id::Appointment, MOVING),
        get("/api/prints/day", Id::None, STAFF),
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
        Id::VisitType | Id::Room | Id::Hours | Id::TimeOff | Id::Screen => {
            let made = made_for(id, with);
            Some(app.db(move |conn| made(conn)).await)
        }
        Id::Account => {
            let name = format!("target{}", with.number);
            Some(
                app.account(&name, anteroom::auth::Role::FrontDesk, "Tar Get")
                    .await,
            )
        }
        Id::Request => Some(app.waiting(with.owner.id, with.concerned.id).await),
        Id::Offer => {
            let id = app.waiting(with.owner.id, with.concerned.id).await;
            let path = format!("/api/waitlist/{id}/place");
            let desk = app.signed_in("desk").await;
            let placed = desk.post(&path, placing(with)).await.expect(200).json();
            placed["offer"]["id"].as_i64()
        }
        Id::Hold => {
            let start = half_hour(with, "2027-02-03");
            let body = json!({"doctor_id": with.concerned.id, "starts_at": start});
            let owner = app.signed_in("owner").await;
            let hold = owner.post("/api/holds", body).await.expect(200).json();
            hold["id"].as_i64()
        }
        Id::Merge => {
            let twice = app.patient_record("Twi Ce", None).await;
            let desk = app.signed_in("desk").await;
            let path = format!("/api/patients/{}/merge", with.owner.id);
            let made = desk.post(&path, json!({"merged_id": twice})).await;
            made.expect(200).json()["id"].as_i64()
        }
        Id::Series => {
            let first =
                instant("2027-04-01T00:00:00Z") + SignedDuration::from_mins(30 * with.number);
            let mut visits = Vec::new();
            for start in [first, first + SignedDuration::from_hours(7 * 24)] {
                let visit = Visit::new(&with.owner, &with.concerned, &start.to_string());
                visits.push(app.visit(visit).await);
            }
            Some(app.series(&visits).await)
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

/// How what an `{id}` stands for is made.
fn made_for(id: Id, with: &Try) -> impl FnOnce(&mut Conn) -> QueryResult<i64> + Send + 'static {
    let (number, doctor_id) = (with.number, with.concerned.id);
    move |conn| {
        let made = match id {
            Id::VisitType => diesel::insert_into(visit_types::table)
                .values((
                    visit_types::name.eq(format!("Found {number}")),
                    visit_types::minutes.eq(30),
                    visit_types::active.eq(false),
                ))
                .returning(visit_types::id)
                .get_result(conn)?,
            Id::Room => diesel::insert_into(rooms::table)
                .values(rooms::name.eq(format!("Found {number}")))
                .returning(rooms::id)
                .get_result(conn)?,
            Id::Hours => diesel::insert_into(working_hours::table)
                .values((
                    working_hours::doctor_id.eq(doctor_id),
                    working_hours::weekday.eq(6),
                    working_hours::opens.eq(600),
                    working_hours::closes.eq(660),
                    working_hours::grid_minutes.eq(20),
                    working_hours::valid_from.eq(format!("{}-01-01", 2100 + number)),
                    working_hours::valid_to.eq(format!("{}-12-31", 2100 + number)),
                ))
                .returning(working_hours::id)
                .get_result(conn)?,
            Id::Screen => diesel::insert_into(screens::table)
                .values((
                    screens::kind.eq("kiosk"),
                    screens::name.eq(format!("Found {number}")),
                    screens::token_hash.eq(format!("hash {number}")),
                    screens::created_at.eq(0),
                ))
                .returning(screens::id)
                .get_result(conn)?,
            _ => diesel::insert_into(exceptions::table)
                .values((
                    exceptions::doctor_id.eq(doctor_id),
                    exceptions::kind.eq("away"),
                    exceptions::starts.eq("2029-07-01T00:00"),
                    exceptions::ends.eq("2029-07-02T00:00"),
                    exceptions::created_at.eq(0),
                ))
                .returning(exceptions::id)
                .get_result(conn)?,
        };
        anteroom::rules::store::changed(conn)?;
        Ok(made)
    }
}
