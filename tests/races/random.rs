//! A long random run. Its history, step by step, is a sequential run of a model: each step is
//! possible where it stands, each answer that a client was given is one of its steps, and what the
//! last step leaves is what the database holds.

use std::{
    collections::{BTreeMap, HashMap},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use anteroom::{
    appointments::model::Status,
    server::{
        Conn,
        schema::{appointment_history as history, appointments, holds, occupancies},
    },
};
use diesel::prelude::*;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};

use crate::{
    floor::{Floor, Place, assert_sound},
    process::http::Lasting,
};

const CLIENTS: usize = 64;
/// Visits of ours take half an hour.
const LASTS: i64 = 1800;

/// `ANTEROOM_RACES_OPERATIONS` asks for more, such as 100000.
fn operations() -> usize {
    let asked = std::env::var("ANTEROOM_RACES_OPERATIONS").ok();
    asked.map_or(2_000, |text| text.parse().expect("a number"))
}

#[test]
fn a_random_run_in_a_file_is_a_sequential_one() {
    random_run(&Place::file());
}

#[test]
fn a_random_run_on_postgresql_is_a_sequential_one() {
    random_run(&Place::server());
}

/// Where an appointment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    patient: i64,
    doctor: i64,
    start: i64,
    status: Status,
}

/// What a client was told: an appointment at a version.
type Told = BTreeMap<(i64, i64), State>;

fn random_run(place: &Place) {
    let floor = Floor::open(place, CLIENTS);
    let mut times: Vec<(i64, String)> = Vec::new();
    for weeks in 2..5 {
        for &doctor in &floor.doctors {
            let starts = floor.times(doctor, weeks).into_iter();
            times.extend(starts.map(|start| (doctor, start)));
        }
    }
    let (done, total) = (AtomicUsize::new(0), operations());
    let told: Vec<Told> = thread::scope(|scope| {
        let running: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let (floor, times, done) = (&floor, &times, &done);
                scope.spawn(move || {
                    let mut client = Client::new(floor, number);
                    while done.fetch_add(1, Ordering::Relaxed) < total {
                        client.act(times);
                    }
                    client.told
                })
            })
            .collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let mut conn = place.home().connect();
    let counted = told.iter().map(BTreeMap::len).sum::<usize>();
    let told: Told = told.into_iter().flatten().collect();
    assert_eq!(told.len(), counted, "two were told of the same step");
    assert!(
        counted > total / 10,
        "{counted} of {total} changed anything"
    );
    let last = replay(&mut conn, &told);
    assert_same(&mut conn, &last);
    println!(
        "{total} operations, {counted} steps, {} appointments",
        last.len()
    );
    drop(floor);
    assert_sound(place);
}

/// A patient, or every sixteenth the administrator.
struct Client<'a> {
    floor: &'a Floor,
    own: usize,
    staff: bool,
    connection: Lasting,
    dice: StdRng,
    /// Appointments it knows of.
    known: Vec<i64>,
    told: Told,
}

impl<'a> Client<'a> {
    fn new(floor: &'a Floor, number: usize) -> Self {
        Self {
            floor,
            own: number,
            staff: number.is_multiple_of(16),
            connection: Lasting::new(floor.port(), Duration::from_mins(2)),
            dice: StdRng::seed_from_u64(u64::try_from(number).unwrap()),
            known: Vec::new(),
            told: Told::new(),
        }
    }

    fn act(&mut self, times: &[(i64, String)]) {
        // A few times are everybody's wish.
        let crowd = if self.dice.random_bool(0.5) {
            12
        } else {
            times.len()
        };
        let (doctor, start) = &times[self.dice.random_range(0..crowd)];
        let mut body = json!({"doctor_id": doctor, "starts_at": start});
        let pick = self.known.len().max(1);
        let known = self.known.get(self.dice.random_range(0..pick)).copied();
        let (path, changes) = match (self.dice.random_range(0..100), known) {
            (0..35, _) | (_, None) => ("/api/appointments".to_owned(), true),
            (35..50, _) => ("/api/holds".to_owned(), false),
            (50..75, Some(id)) => (format!("/api/appointments/{id}/reschedule"), true),
            (75..92, Some(id)) => (format!("/api/appointments/{id}/cancel"), true),
            (_, Some(id)) if self.staff => {
                body["status"] = "entered-in-error".into();
                (format!("/api/appointments/{id}/status"), true)
            }
            (_, Some(id)) => (format!("/api/appointments/{id}/cancel"), true),
        };
        let patient = &self.floor.patients[self.own];
        let cookie = if self.staff {
            body["patient_id"] = patient.id.into();
            &self.floor.admin
        } else {
            &patient.cookie
        };
        let answer = self
            .connection
            .request("POST", &path, Some(cookie), &body.to_string())
            .unwrap();
        match answer.status {
            200 if changes => self.note(&answer.json()),
            200 | 409 | 429 => {}
            other => panic!("{path}: {other} {}", answer.body),
        }
    }

    fn note(&mut self, appointment: &Value) {
        let number = |name: &str| appointment[name].as_i64().unwrap();
        let start: jiff::Timestamp = appointment["starts_at"].as_str().unwrap().parse().unwrap();
        let state = State {
            patient: number("patient_id"),
            doctor: number("doctor_id"),
            start: start.as_second(),
            status: Status::from_key(appointment["status"].as_str().unwrap()).unwrap(),
        };
        let id = number("id");
        if state.status == Status::Booked {
            if !self.known.contains(&id) {
                self.known.push(id);
            }
        } else {
            self.known.retain(|known| *known != id);
        }
        let twice = self.told.insert((id, number("version")), state);
        assert_eq!(twice, None, "told twice of one step");
    }
}

/// Replays the history and gives what its last steps leave.
fn replay(conn: &mut Conn, told: &Told) -> HashMap<i64, State> {
    type Row = (i64, i32, String, String, i64, i64, i64);
    let rows: Vec<Row> = history::table
        .inner_join(appointments::table)
        .order(history::id)
        .select((
            history::appointment_id,
            history::version,
            history::step,
            history::status,
            history::doctor_id,
            history::starts_at,
            appointments::patient_id,
        ))
        .load(conn)
        .unwrap();
    assert_eq!(
        rows.len(),
        told.len(),
        "every step was told to somebody, and no other"
    );
    let mut model: HashMap<i64, (i64, State)> = HashMap::new();
    let mut live: HashMap<i64, State> = HashMap::new();
    for (id, version, step, status, doctor, start, patient) in rows {
        let version = i64::from(version);
        let after = State {
            patient,
            doctor,
            start,
            status: Status::from_key(&status).unwrap(),
        };
        assert_eq!(told.get(&(id, version)), Some(&after), "{id} at {version}");
        match model.get(&id) {
            None => assert_eq!((version, step.as_str()), (1, "booked")),
            Some((before_version, before)) => {
                assert_eq!(version, before_version + 1, "{id}");
                let possible = match step.as_str() {
                    "moved" => before.status.may_move() && after.status == before.status,
                    _ => {
                        before.status.next().contains(&after.status) && after.start == before.start
                    }
                };
                assert!(possible, "{before:?} {step} {after:?}");
            }
        }
        live.remove(&id);
        if after.status.takes_time() {
            let in_the_way = live.iter().find(|(_, state)| {
                (state.doctor == doctor || state.patient == patient)
                    && (state.start - start).abs() < LASTS
            });
            assert_eq!(in_the_way, None, "{id} {after:?}");
            live.insert(id, after);
        }
        model.insert(id, (version, after));
    }
    model
        .into_iter()
        .map(|(id, (_, state))| (id, state))
        .collect()
}

/// The database holds what the model ends in.
fn assert_same(conn: &mut Conn, model: &HashMap<i64, State>) {
    let rows: Vec<(i64, i64, i64, i64, String)> = appointments::table
        .select((
            appointments::id,
            appointments::patient_id,
            appointments::doctor_id,
            appointments::starts_at,
            appointments::status,
        ))
        .load(conn)
        .unwrap();
    let found: HashMap<i64, State> = rows
        .into_iter()
        .map(|(id, patient, doctor, start, status)| {
            let status = Status::from_key(&status).unwrap();
            (
                id,
                State {
                    patient,
                    doctor,
                    start,
                    status,
                },
            )
        })
        .collect();
    assert_eq!(found, *model);
    let mut taken: Vec<(String, i64, i64, i64)> = occupancies::table
        .filter(occupancies::hold_id.is_null())
        .select((
            occupancies::resource_kind,
            occupancies::resource_id,
            occupancies::starts_at,
            occupancies::ends_at,
        ))
        .load(conn)
        .unwrap();
    taken.sort();
    let lasting = model.values().filter(|state| state.status.takes_time());
    let mut expected: Vec<_> = lasting
        .flat_map(|state| {
            [("doctor", state.doctor), ("patient", state.patient)]
                .map(|(kind, id)| (kind.to_owned(), id, state.start, state.start + LASTS))
        })
        .collect();
    expected.sort();
    assert_eq!(taken, expected);
    // Who is booking holds one time at most.
    let held: Vec<(i64, i64)> = holds::table
        .group_by(holds::patient_id)
        .select((holds::patient_id, diesel::dsl::count_star()))
        .load(conn)
        .unwrap();
    assert!(held.iter().all(|(_, count)| *count == 1), "{held:?}");
}
