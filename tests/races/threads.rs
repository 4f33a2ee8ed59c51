//! Hundreds of threads that call the code behind the server.

use std::{sync::Barrier, thread};

use anteroom::{
    appointments::placing::{self, Wish},
    error::AppError,
    holds,
    rules::model::Audience,
    server::{Actor, Db, Scope, app_state::Settings},
};
use jiff::{SignedDuration, Timestamp};

use crate::floor::{Floor, Place, assert_sound};

const THREADS: usize = 300;

#[test]
fn one_of_many_threads_gets_a_time_in_a_file() {
    threads_race(&Place::file());
}

#[test]
fn one_of_many_threads_gets_a_time_on_postgresql() {
    threads_race(&Place::server());
}

fn threads_race(place: &Place) {
    let floor = Floor::open(place, THREADS);
    let (patients, doctors) = (floor.patients.clone(), floor.doctors.clone());
    let at = |doctor: usize, weeks, index: usize| -> Timestamp {
        floor.times(doctors[doctor], weeks)[index].parse().unwrap()
    };
    let (hour, dense, later) = (at(0, 2, 3), at(1, 2, 30), at(0, 3, 3));
    let own: Vec<Timestamp> = (4..24)
        .flat_map(|weeks| floor.times(doctors[0], weeks))
        .map(|start| start.parse().unwrap())
        .collect();
    drop(floor);

    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _within = runtime.enter();
    let db = Db::open(&place.home().url().parse().unwrap()).unwrap();
    let now = Timestamp::now();
    let settings = runtime
        .block_on(db.read(move |conn| Ok(Settings::load(conn, now)?)))
        .unwrap();
    let wish = |number: usize, doctor: usize, starts_at: Timestamp| Wish {
        patient_id: patients[number].id,
        doctor_id: doctors[doctor],
        visit_type_id: None,
        starts_at,
        audience: Audience::Patient,
        overbook: None,
    };
    let race = |threads: usize, work: &(dyn Fn(usize) -> Result<(), AppError> + Sync)| {
        let barrier = &Barrier::new(threads);
        let answers: Vec<_> = thread::scope(|scope| {
            let running: Vec<_> = (0..threads)
                .map(|number| {
                    scope.spawn(move || {
                        barrier.wait();
                        work(number)
                    })
                })
                .collect();
            running.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let won = answers.iter().filter(|answer| answer.is_ok()).count();
        let taken = answers
            .iter()
            .filter(|answer| **answer == Err(AppError::slot_taken()))
            .count();
        assert_eq!(won + taken, threads, "{answers:?}");
        won
    };
    let book = |wish: Wish| -> Result<i64, AppError> {
        let (settings, actor) = (settings.clone(), Actor::system(now));
        runtime
            .block_on(db.write(move |conn| placing::book(conn, &settings, &actor, &wish, "", None)))
    };
    let keep = |wish: Wish| -> Result<i64, AppError> {
        let (settings, actor) = (settings.clone(), Actor::system(now));
        let until = now + SignedDuration::from_mins(5);
        runtime.block_on(db.write(move |conn| {
            holds::store::place(conn, &settings, &actor, &wish, until, true, None)
        }))
    };

    assert_eq!(
        race(THREADS, &|number| book(wish(number, 0, hour)).map(drop)),
        1
    );
    let overlapping =
        |number: usize| dense + SignedDuration::from_mins(10 * i64::try_from(number % 3).unwrap());
    assert_eq!(
        race(THREADS, &|number| book(wish(
            number,
            1,
            overlapping(number)
        ))
        .map(drop)),
        1
    );
    let mixed = |number: usize| {
        let wish = wish(number, 0, later);
        if number.is_multiple_of(2) {
            keep(wish)
        } else {
            book(wish)
        }
        .map(drop)
    };
    assert_eq!(race(THREADS, &mixed), 1);

    let movers = own.len().min(THREADS) - 1;
    let ids: Vec<i64> = (0..movers)
        .map(|number| book(wish(number, 0, own[number])).unwrap())
        .collect();
    let goal = own[movers];
    let moved = |number: usize| {
        let (settings, actor, id, wish) = (
            settings.clone(),
            Actor::system(now),
            ids[number],
            wish(number, 0, goal),
        );
        runtime.block_on(db.write(move |conn| {
            placing::reschedule(conn, &settings, &actor, Scope::Clinic, id, None, &wish, "")
        }))
    };
    assert_eq!(race(movers, &moved), 1);
    runtime.block_on(db.close());
    assert_sound(place);
}
