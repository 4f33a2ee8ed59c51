//! Days at the desk by cases worked out by hand.

use proptest::prelude::*;

use super::*;

fn at(clock: &str) -> ClinicTime {
    format!("2026-11-24T{clock}:00+01:00").parse().unwrap()
}

fn visit(id: i64, clock: &str, stage: Stage) -> BoardVisit {
    BoardVisit {
        stage,
        ..BoardVisit::sample(id, at(clock))
    }
}

/// Somebody who came on time, or then.
fn here(id: i64, clock: &str, came: &str) -> BoardVisit {
    BoardVisit {
        arrived_at: Some(at(came)),
        ..visit(id, clock, Stage::Arrived)
    }
}

fn with_doctor(id: i64, clock: &str, since: &str) -> BoardVisit {
    BoardVisit {
        arrived_at: Some(at(clock)),
        started_at: Some(at(since)),
        ..visit(id, clock, Stage::InProgress)
    }
}

fn clocks(expected: &Expected) -> Vec<String> {
    expected
        .starts
        .values()
        .map(|start| start.clock())
        .collect()
}

#[test]
fn who_comes_on_time_is_seen_on_time() {
    let visits = [
        visit(1, "09:00", Stage::Booked),
        visit(2, "09:30", Stage::Booked),
    ];
    let day = expected(at("08:00"), &[], &visits);
    assert_eq!(
        (clocks(&day), day.delay),
        (vec!["09:00".into(), "09:30".into()], 0)
    );
}

#[test]
fn a_visit_that_takes_longer_moves_those_after_it_until_a_gap() {
    let visits = [
        with_doctor(1, "09:00", "09:20"),
        here(2, "09:30", "09:25"),
        visit(3, "10:00", Stage::Booked),
        visit(4, "11:00", Stage::Booked),
    ];
    let day = expected(at("09:40"), &[], &visits);
    assert_eq!(clocks(&day), ["09:50", "10:20", "11:00"]);
    assert_eq!(day.delay, 20);
    let day = expected(at("10:05"), &[], &visits);
    assert_eq!(day.delay, 35, "it goes on, and is over at the earliest now");
}

#[test]
fn a_late_patient_does_not_make_the_doctor_late() {
    let visits = [
        visit(1, "09:00", Stage::Booked),
        visit(2, "09:30", Stage::Booked),
    ];
    let day = expected(at("09:25"), &[], &visits);
    assert_eq!(
        (clocks(&day), day.delay),
        (vec!["09:25".into(), "09:30".into()], 0)
    );
    // Once here, they are seen as soon as may be, and the next waits.
    let visits = [here(1, "09:00", "09:25"), visit(2, "09:30", Stage::Booked)];
    let day = expected(at("09:25"), &[], &visits);
    assert_eq!(
        (clocks(&day), day.delay),
        (vec!["09:25".into(), "09:55".into()], 25)
    );
}

#[test]
fn what_was_put_on_top_is_seen_in_between() {
    let on_top = BoardVisit {
        overbooked: true,
        ..visit(2, "09:00", Stage::Booked)
    };
    let visits = [
        visit(1, "09:00", Stage::Booked),
        on_top,
        visit(3, "09:30", Stage::Booked),
    ];
    assert_eq!(expected(at("08:00"), &[], &visits).delay, 0);
}

#[test]
fn who_came_without_an_appointment_is_seen_one_after_the_other() {
    let walk_in = |id, came| BoardVisit {
        overbooked: true,
        walk_in: true,
        ..here(id, came, came)
    };
    let visits = [
        with_doctor(1, "10:00", "10:00"),
        walk_in(2, "10:05"),
        walk_in(3, "10:10"),
        visit(4, "10:30", Stage::Booked),
    ];
    let day = expected(at("10:15"), &[], &visits);
    assert_eq!(clocks(&day), ["10:30", "11:00", "11:30"]);
    assert_eq!(day.delay, 60);
}

#[test]
fn a_doctor_who_is_not_there_yet_is_not_late() {
    let hours = [("09:00", "12:00"), ("13:00", "15:00")].map(|(from, to)| Stretch {
        starts_at: at(from),
        ends_at: at(to),
    });
    let walk_in = |came| BoardVisit {
        walk_in: true,
        ..here(1, came, came)
    };
    for (came, now, begins) in [
        ("08:06", "08:50", "09:00"),
        ("12:10", "12:20", "13:00"),
        ("15:10", "15:10", "15:10"),
    ] {
        let day = expected(at(now), &hours, &[walk_in(came)]);
        assert_eq!((clocks(&day), day.delay), (vec![begins.into()], 0));
    }
    // Whose time was before the break is still seen in it.
    let visits = [with_doctor(1, "11:15", "11:30"), here(2, "11:45", "11:40")];
    let day = expected(at("12:05"), &hours, &visits);
    assert_eq!((clocks(&day), day.delay), (vec!["12:05".into()], 20));
}

#[test]
fn a_patient_waits_from_when_they_came_until_they_are_seen() {
    let now = at("09:40");
    assert_eq!(waiting(&here(1, "09:30", "09:10"), now), Some(30));
    assert_eq!(waiting(&with_doctor(1, "09:00", "09:20"), now), None);
    assert_eq!(waiting(&visit(1, "09:00", Stage::Booked), now), None);
}

#[test]
fn a_noshow_is_proposed_after_the_set_delay() {
    let booked = visit(1, "09:00", Stage::Booked);
    assert_eq!(late(&booked, at("09:00")), None);
    assert_eq!(late(&booked, at("09:19")), Some(19));
    assert!(!proposes_noshow(&booked, at("09:19"), 20));
    assert!(proposes_noshow(&booked, at("09:20"), 20));
    assert!(!proposes_noshow(
        &here(1, "09:00", "09:18"),
        at("09:20"),
        20
    ));
}

#[derive(Clone, Debug)]
struct Sketch {
    start: i64,
    minutes: i64,
    stage: usize,
    came: i64,
}

fn sketches() -> impl Strategy<Value = Vec<Sketch>> {
    let sketch =
        (0..96_i64, 1..5_i64, 0..6_usize, -30..60_i64).prop_map(|(start, length, stage, came)| {
            Sketch {
                start: start * 5,
                minutes: length * 10,
                stage,
                came,
            }
        });
    proptest::collection::vec(sketch, 0..12)
}

/// Nobody has come later than now.
fn drawn(sketches: &[Sketch], now: ClinicTime) -> Vec<BoardVisit> {
    let stages = [
        Stage::Booked,
        Stage::Arrived,
        Stage::CheckedIn,
        Stage::InProgress,
        Stage::Fulfilled,
        Stage::Noshow,
    ];
    let opens = at("09:00");
    sketches
        .iter()
        .zip(1..)
        .map(|(sketch, id)| {
            let starts_at = opens.plus(sketch.start);
            let came = starts_at.plus(sketch.came).min(now);
            let here = stages[sketch.stage].is_here();
            BoardVisit {
                ends_at: starts_at.plus(sketch.minutes),
                stage: stages[sketch.stage],
                arrived_at: here.then_some(came),
                started_at: here.then_some(came),
                ..BoardVisit::sample(id, starts_at)
            }
        })
        .collect()
}

proptest! {
    #[test]
    fn nobody_is_expected_in_the_past_or_before_their_time(day in sketches(), now in 0..480_i64) {
        let now = at("09:00").plus(now);
        let visits = drawn(&day, now);
        let day = expected(now, &[], &visits);
        for visit in &visits {
            let begins = day.starts.get(&visit.id);
            let to_come = matches!(visit.stage, Stage::Booked | Stage::Arrived | Stage::CheckedIn);
            prop_assert_eq!(begins.is_some(), to_come);
            if let Some(begins) = begins {
                prop_assert!(*begins >= now);
                prop_assert!(*begins >= visit.starts_at || visit.stage == Stage::CheckedIn);
            }
        }
        prop_assert!(day.delay >= 0);
    }

    #[test]
    fn one_after_the_other(day in sketches(), now in 0..480_i64) {
        let now = at("09:00").plus(now);
        let visits = drawn(&day, now);
        let day = expected(now, &[], &visits);
        let present = visits.iter().filter(|visit| late(visit, now).is_none());
        let mut spans: Vec<_> = present
            .filter_map(|visit| {
                let begins = *day.starts.get(&visit.id)?;
                Some((begins, begins.plus(visit.minutes())))
            })
            .collect();
        spans.sort();
        prop_assert!(spans.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{:?}", spans);
    }

    #[test]
    fn who_is_late_delays_nobody(day in sketches(), now in 0..480_i64) {
        let now = at("09:00").plus(now);
        let visits = drawn(&day, now);
        let all = expected(now, &[], &visits);
        let others = expected(now, &[], visits.iter().filter(|visit| late(visit, now).is_none()));
        prop_assert_eq!(all.delay, others.delay);
        prop_assert!(others.starts.iter().all(|(id, begins)| all.starts.get(id) == Some(begins)));
    }

    #[test]
    fn a_gap_as_long_takes_the_delay_up(day in sketches(), now in 0..480_i64) {
        let now = at("09:00").plus(now);
        let mut visits = drawn(&day, now);
        visits.retain(|visit| visit.stage != Stage::Booked);
        let last = expected(now, &[], &visits);
        let over = last.starts.iter().filter_map(|(id, begins)| {
            let visit = visits.iter().find(|visit| visit.id == *id)?;
            Some(begins.plus(visit.minutes()))
        });
        let running = visits.iter().filter(|visit| visit.stage == Stage::InProgress);
        let running = running.map(|visit| visit.started_at.unwrap().plus(visit.minutes()));
        let over = over.chain(running).max().unwrap_or(now).max(now);
        let next = BoardVisit::sample(99, over);
        visits.push(next);
        let day = expected(now, &[], &visits);
        prop_assert_eq!(day.starts.get(&99), Some(&over));
        prop_assert_eq!(day.delay, last.delay);
    }
}
