//! What a clinic needs before anything can happen in it, by requests to the server at a port.

use anteroom::{
    appointments::placing::{self, Overbook, Wish},
    rules::model::Audience,
    server::{Actor, app_state::Settings, engine},
};
use jiff::{SignedDuration, Span, Timestamp, civil::Date};
use serde_json::{Value, json};

use super::{
    Installation,
    http::{self, Answer},
};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "seven quiet herons";
/// Makes the administrator `ada`.
pub(crate) const ADMIN: [&str; 6] = [
    "admin",
    "create",
    "--username",
    "ada",
    "--full-name",
    "Ada Admin",
];

/// Makes the administrator, which makes the database.
pub(crate) fn make_admin(home: &Installation) {
    let made = home.run_with_input(&ADMIN, &format!("{PASSWORD}\n"));
    assert_eq!(made.code, 0, "{}", made.error);
}

/// Signs in and gives the session cookie.
#[track_caller]
pub(crate) fn sign_in(port: u16, username: &str, password: &str) -> String {
    let body = json!({"username": username, "password": password}).to_string();
    let answer = http::ask(port, "POST", "/api/login", None, &body).expect("an answer");
    assert_eq!(answer.status, 200, "{username}: {}", answer.body);
    answer.cookie()
}

/// Adds doctors and gives their ids.
pub(crate) fn add_doctors(port: u16, admin: &str, count: usize) -> Vec<i64> {
    let doctors = (0..count).map(|number| {
        let doctor = json!({
            "username": format!("doctor{number}"),
            "password": PASSWORD,
            "full_name": format!("Dr {number}"),
            "specialization": "Cardiology",
        });
        post(port, "/api/admin/doctors", Some(admin), &doctor)
            .value()
            .get("id")
            .and_then(Value::as_i64)
    });
    doctors.map(Option::unwrap).collect()
}

/// Adds rooms and gives their ids.
pub(crate) fn add_rooms(port: u16, admin: &str, count: usize) -> Vec<i64> {
    let rooms = (1..=count).map(|number| {
        let room = json!({"name": format!("Room {number}")});
        let added = post(port, "/api/admin/rooms", Some(admin), &room);
        added.value().as_i64().unwrap()
    });
    rooms.collect()
}

/// What a patient sends who registers.
pub(crate) fn registration(username: &str) -> Value {
    json!({
        "username": username,
        "password": PASSWORD,
        "full_name": format!("Pat {username}"),
        "contact_number": "+44 20 7946 0100",
    })
}

/// Registers a patient; the answer holds their session and the number of their record.
#[track_caller]
pub(crate) fn register(port: u16, username: &str) -> Answer {
    let answer = post(port, "/api/register", None, &registration(username));
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer
}

/// A doctor's free times from tomorrow on, on so many days.
pub(crate) fn free_times(port: u16, doctor: i64, days: i32) -> Vec<String> {
    let today = Timestamp::now().in_tz("Europe/London").unwrap().date();
    free_times_after(port, doctor, today, days)
}

/// A doctor's free times from the day after `today` on.
pub(crate) fn free_times_after(port: u16, doctor: i64, today: Date, days: i32) -> Vec<String> {
    let from = today.tomorrow().unwrap();
    let to = today.saturating_add(Span::new().days(days));
    let path = format!("/api/doctors/{doctor}/slots?from={from}&to={to}");
    let free = http::ask(port, "GET", &path, None, "").expect("an answer");
    http::field(&free.value(), "starts_at")
}

/// Books visits of today behind the server's back, as the desk may have done early in the morning, whether or not
/// the doctors work on such a day: with each of them some that have begun by ten, and some that are to come. Gives
/// their ids.
pub(crate) fn book_today(home: &Installation, doctors: &[i64], patients: &[i64]) -> Vec<i64> {
    const HOURS: [i64; 4] = [8, 9, 12, 13];
    let midnight = home.now().start_of_day().unwrap().timestamp();
    let at = |hour: i64| midnight + SignedDuration::from_hours(hour);
    let actor = Actor::system(at(6));
    let mut conn = home.connect();
    let settings = Settings::load(&mut conn, actor.at).unwrap();
    let times = doctors
        .iter()
        .flat_map(|doctor| HOURS.map(|hour| (*doctor, at(hour))));
    let wishes = times.zip(patients.iter().cycle());
    let wishes = wishes.map(|((doctor_id, starts_at), patient_id)| Wish {
        patient_id: *patient_id,
        doctor_id,
        visit_type_id: None,
        starts_at,
        audience: Audience::Staff,
        overbook: Some(Overbook::OnPurpose("Whatever the hours".to_owned())),
    });
    let booked = wishes.map(|wish| {
        engine::exclusively(&mut conn, |conn| {
            placing::book(conn, &settings, &actor, &wish, "", None)
        })
        .unwrap()
    });
    booked.collect()
}

/// What a patient sends who books.
pub(crate) fn booking(doctor: i64, start: &str) -> Value {
    json!({"doctor_id": doctor, "starts_at": start, "reason": "A check-up"})
}

/// A POST that is answered.
#[track_caller]
pub(crate) fn post(port: u16, path: &str, cookie: Option<&str>, body: &Value) -> Answer {
    http::ask(port, "POST", path, cookie, &body.to_string()).expect("an answer")
}

/// A GET that is answered.
#[track_caller]
pub(crate) fn get(port: u16, path: &str, cookie: Option<&str>) -> Answer {
    http::ask(port, "GET", path, cookie, "").expect("an answer")
}
