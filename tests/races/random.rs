//! A long random run. Its history, step by step, is a sequential run of a model: each step is
//! possible where it stands, each answer that a client was given is one of its steps, and what the
//! last step leaves is what the database holds. Patients and staff book, keep, move and cancel times
//! of the weeks to come; staff also see to the visits of today, with answers kept for repetitions.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use anteroom::appointments::model::Status;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};

use crate::{
    day::{
        deed::{Deed, Told as OfToday},
        replay::Done,
    },
    floor::{Floor, Place, assert_sound},
    process::{
        clinic::post,
        http::{Answer, Lasting},
    },
    replay::{State, Told, assert_same, replay},
    today::Today,
};

const CLIENTS: usize = 64;

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

fn random_run(place: &Place) {
    let floor = Floor::open(place, CLIENTS);
    let today = Today::open(place, &floor);
    let mut times: Vec<(i64, String)> = Vec::new();
    for weeks in 2..5 {
        for &doctor in &floor.doctors {
            let starts = floor.times(doctor, weeks).into_iter();
            times.extend(starts.map(|start| (doctor, start)));
        }
    }
    let (done, total) = (AtomicUsize::new(0), operations());
    let told: Vec<(Told, Vec<Done>)> = thread::scope(|scope| {
        let running: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let (floor, today, times, done) = (&floor, &today, &times, &done);
                scope.spawn(move || {
                    let mut client = Client::new(floor, today, number);
                    while done.fetch_add(1, Ordering::Relaxed) < total {
                        client.act(times);
                    }
                    (client.told, client.done)
                })
            })
            .collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let mut conn = place.home().connect();
    let (told, deeds): (Vec<Told>, Vec<Vec<Done>>) = told.into_iter().unzip();
    let counted = told.iter().map(BTreeMap::len).sum::<usize>();
    let told: Told = told.into_iter().flatten().collect();
    let deeds: Vec<Done> = deeds.into_iter().flatten().collect();
    assert_eq!(told.len(), counted, "two were told of the same step");
    let changed = counted + deeds.len();
    assert!(
        changed > total / 10,
        "{changed} of {total} changed anything"
    );
    let last = replay(&mut conn, &told, today.tomorrow);
    let day = today.replay(&mut conn, &deeds);
    assert_same(&mut conn, &last, &day, today.tomorrow);
    println!(
        "{total} operations, {counted} steps of {} appointments, {} of {} visits of today",
        last.len(),
        deeds.len(),
        day.visits.len()
    );
    drop(floor);
    assert_sound(place);
}

/// A patient, or every fourth the administrator.
struct Client<'a> {
    floor: &'a Floor,
    today: &'a Today,
    own: usize,
    staff: bool,
    connection: Lasting,
    dice: StdRng,
    /// Appointments it knows of.
    known: Vec<i64>,
    told: Told,
    /// What it saw to of today.
    done: Vec<Done>,
    /// How much of today it has asked for.
    asked: usize,
}

impl<'a> Client<'a> {
    fn new(floor: &'a Floor, today: &'a Today, number: usize) -> Self {
        Self {
            floor,
            today,
            own: number,
            staff: number.is_multiple_of(4),
            connection: Lasting::new(floor.port(), Duration::from_mins(2)),
            dice: StdRng::seed_from_u64(u64::try_from(number).unwrap()),
            known: Vec::new(),
            told: Told::new(),
            done: Vec::new(),
            asked: 0,
        }
    }

    fn act(&mut self, times: &[(i64, String)]) {
        if self.staff && self.dice.random_bool(0.7) {
            return self.see_to_today();
        }
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

    /// Something of today; now and then it is sent twice at once, and done once.
    fn see_to_today(&mut self) {
        self.asked += 1;
        let sides = [100, 1 << 30, 1 << 30, 100];
        let throws = sides.map(|sides| self.dice.random_range(0..sides));
        let deed = Deed {
            act: self.today.desk.choose(throws),
            key: format!("{}.{}", self.own, self.asked),
        };
        let twice = self.dice.random_bool(0.2);
        let from = self.today.tick();
        let answers = self.send(&deed, twice);
        let span = (from, self.today.tick());
        let mut told: Option<OfToday> = None;
        for answer in answers {
            match answer.status {
                200 => {
                    let read = OfToday::read(&answer.json());
                    let same = told.is_none() || told == read;
                    assert!(read.is_some() && same, "{deed:?}: {}", answer.body);
                    told = read;
                }
                409 => {}
                other => panic!("{deed:?}: {other} {}", answer.body),
            }
        }
        if let Some(told) = told {
            self.today.desk.note(&told);
            self.done.push(Done { deed, told, span });
        }
    }

    fn send(&mut self, deed: &Deed, twice: bool) -> Vec<Answer> {
        let (path, body) = (deed.path(), deed.body());
        let (port, admin) = (self.floor.port(), Some(self.floor.admin.as_str()));
        let connection = &mut self.connection;
        thread::scope(|scope| {
            let again = twice.then(|| scope.spawn(|| post(port, &path, admin, &body)));
            let first = connection.request("POST", &path, admin, &body.to_string());
            let mut answers = vec![first.unwrap()];
            answers.extend(again.map(|again| again.join().unwrap()));
            answers
        })
    }
}
