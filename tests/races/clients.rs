//! Real clients of a real server.

use std::{sync::Barrier, thread};

use serde_json::{Value, json};

use crate::{
    floor::{Floor, Patient, Place, assert_sound},
    process::{
        clinic::{booking, get, post},
        http::{Answer, field},
    },
};

/// Who race.
const MANY: usize = 120;

/// Sends everybody's request at once.
fn race(floor: &Floor, request: impl Fn(usize, &Patient) -> (String, Value) + Sync) -> Vec<Answer> {
    let barrier = Barrier::new(floor.patients.len());
    let (barrier, request) = (&barrier, &request);
    thread::scope(|scope| {
        let running: Vec<_> = floor
            .patients
            .iter()
            .enumerate()
            .map(|(number, patient)| {
                scope.spawn(move || {
                    let (path, body) = request(number, patient);
                    barrier.wait();
                    post(floor.port(), &path, Some(&patient.cookie), &body)
                })
            })
            .collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

/// Who has won. Everybody else was told that the time is taken, and which are free.
#[track_caller]
fn winners(answers: &[Answer], wanted: &[String]) -> Vec<usize> {
    let mut won = Vec::new();
    for (number, answer) in answers.iter().enumerate() {
        if answer.status == 200 {
            won.push(number);
            continue;
        }
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (409, "slot_taken"),
            "{}",
            answer.body
        );
        let nearest: Vec<String> = field(&answer.json()["nearest"], "starts_at");
        assert!(!nearest.is_empty(), "{}", answer.body);
        assert!(
            nearest.iter().all(|start| !wanted.contains(start)),
            "{}",
            answer.body
        );
    }
    won
}

#[test]
fn one_of_many_clients_gets_a_time_in_a_file() {
    everybody_races(&Place::file());
}

#[test]
fn one_of_many_clients_gets_a_time_on_postgresql() {
    everybody_races(&Place::server());
}

fn everybody_races(place: &Place) {
    let floor = Floor::open(place, MANY);
    let [plain, dense] = floor.doctors[..] else {
        panic!("two doctors");
    };
    for_one_time(&floor, plain);
    for_times_that_overlap(&floor, dense);
    some_keep_and_some_book(&floor, plain);
    one_confirms_many_times(&floor, plain);
    series_against_single_visits(&floor, plain);
    everybody_moves_there(&floor, plain);
    assert_sound(place);
}

fn for_one_time(floor: &Floor, doctor: i64) {
    let wanted = floor.times(doctor, 2).swap_remove(3);
    let answers = race(floor, |_, _| {
        ("/api/appointments".into(), booking(doctor, &wanted))
    });
    let won = winners(&answers, std::slice::from_ref(&wanted));
    assert_eq!(won.len(), 1);
    assert!(!floor.times(doctor, 2).contains(&wanted));
}

fn for_times_that_overlap(floor: &Floor, doctor: i64) {
    // 14:00, 14:10 and 14:20, of half an hour each.
    let wanted = floor.times(doctor, 2)[30..33].to_vec();
    let answers = race(floor, |number, _| {
        (
            "/api/appointments".into(),
            booking(doctor, &wanted[number % 3]),
        )
    });
    assert_eq!(winners(&answers, &wanted).len(), 1);
}

fn some_keep_and_some_book(floor: &Floor, doctor: i64) {
    let wanted = floor.times(doctor, 3).swap_remove(5);
    let answers = race(floor, |number, _| {
        let path = ["/api/holds", "/api/appointments"][number % 2];
        (path.into(), booking(doctor, &wanted))
    });
    let won = winners(&answers, std::slice::from_ref(&wanted));
    assert_eq!(won.len(), 1);
    if won[0].is_multiple_of(2) {
        // A hold blocks others, and becomes the appointment.
        let patient = &floor.patients[won[0]];
        let booked = post(
            floor.port(),
            "/api/appointments",
            Some(&patient.cookie),
            &booking(doctor, &wanted),
        );
        assert_eq!(booked.status, 200, "{}", booked.body);
    }
}

fn one_confirms_many_times(floor: &Floor, doctor: i64) {
    let wanted = floor.times(doctor, 4).swap_remove(1);
    let own = &floor.patients[0];
    let kept = post(
        floor.port(),
        "/api/holds",
        Some(&own.cookie),
        &booking(doctor, &wanted),
    );
    assert_eq!(kept.status, 200, "{}", kept.body);
    let answers = thread::scope(|scope| {
        let tabs: Vec<_> = (0..12)
            .map(|_| {
                scope.spawn(|| {
                    post(
                        floor.port(),
                        "/api/appointments",
                        Some(&own.cookie),
                        &booking(doctor, &wanted),
                    )
                })
            })
            .collect();
        tabs.into_iter()
            .map(|tab| tab.join().unwrap())
            .collect::<Vec<_>>()
    });
    let booked = answers.iter().filter(|answer| answer.status == 200).count();
    let told = answers.iter().filter(|answer| answer.status == 409).count();
    assert_eq!((booked, told), (1, 11));
}

fn series_against_single_visits(floor: &Floor, doctor: i64) {
    let (first, second) = (
        floor.times(doctor, 17).swap_remove(4),
        floor.times(doctor, 18).swap_remove(4),
    );
    let answers = race(floor, |number, _| {
        if number.is_multiple_of(2) {
            return ("/api/appointments".into(), booking(doctor, &second));
        }
        let series = json!({
            "doctor_id": doctor, "starts_at": first, "every": "1", "unit": "week", "times": "2",
            "starts": format!("{first},{second}"),
        });
        ("/api/series".into(), series)
    });
    let won: Vec<usize> = (0..answers.len())
        .filter(|number| answers[*number].status == 200)
        .collect();
    let told = answers.iter().filter(|answer| answer.status == 409).count();
    assert_eq!((won.len(), told), (1, answers.len() - 1));
    assert!(!floor.times(doctor, 18).contains(&second));
    // All of a series or none of it: where a single visit won, the other week is as free as before.
    let single = won[0].is_multiple_of(2);
    assert_eq!(floor.times(doctor, 17).contains(&first), single);
}

fn everybody_moves_there(floor: &Floor, doctor: i64) {
    // Eight weeks have enough times for everybody's own.
    let own: Vec<String> = (5..14)
        .flat_map(|weeks| floor.times(doctor, weeks))
        .collect();
    let wanted = floor.times(doctor, 16).swap_remove(7);
    let ids: Vec<i64> = floor
        .patients
        .iter()
        .zip(&own)
        .map(|(patient, start)| {
            let booked = post(
                floor.port(),
                "/api/appointments",
                Some(&patient.cookie),
                &booking(doctor, start),
            );
            booked.value()["id"].as_i64().unwrap()
        })
        .collect();
    let answers = race(floor, |number, _| {
        let path = format!("/api/appointments/{}/reschedule", ids[number]);
        (path, json!({"starts_at": wanted}))
    });
    let won = winners(&answers, std::slice::from_ref(&wanted));
    assert_eq!(won.len(), 1);
    for (number, patient) in floor.patients.iter().enumerate() {
        let path = format!("/api/appointments/{}", ids[number]);
        let found = get(floor.port(), &path, Some(&patient.cookie)).value();
        let start = if won.contains(&number) {
            &wanted
        } else {
            &own[number]
        };
        assert_eq!(found["starts_at"], *start);
    }
}
