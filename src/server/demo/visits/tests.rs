use jiff::civil::date;

use super::*;
use crate::server::demo::{clinic_hours, people};

fn plan(today: Date) -> Vec<Visit> {
    plan_at(today.at(10, 25, 0, 0))
}

fn plan_at(now: DateTime) -> Vec<Visit> {
    let zone = TimeZone::get("Europe/London").unwrap();
    let patients = people::patients(now.date());
    visits(now, &zone, &clinic_hours(), &patients)
}

#[test]
fn a_day_has_always_the_same_visits() {
    assert_eq!(plan(date(2026, 11, 22)), plan(date(2026, 11, 22)));
    assert_ne!(plan(date(2026, 11, 22)), plan(date(2026, 11, 23)));
}

#[test]
fn every_day_shows_every_status_and_rosa_has_visits_on_both_sides() {
    let zone = TimeZone::get("Europe/London").unwrap();
    for today in date(2026, 11, 1).series(1.day()).take(40) {
        let visits = plan(today);
        assert!(
            (600..2500).contains(&visits.len()),
            "{today}: {}",
            visits.len()
        );
        for status in Status::ALL
            .into_iter()
            .filter(|status| *status != Status::Waitlist)
        {
            assert!(
                visits.iter().any(|visit| visit.status == status),
                "{today}: {status:?}"
            );
        }
        let midnight = today.to_zoned(zone.clone()).unwrap().timestamp();
        let of_rosa = visits.iter().filter(|visit| visit.patient == 0);
        let (coming, past): (Vec<_>, Vec<_>) =
            of_rosa.partition(|visit| visit.starts_at > midnight);
        assert!(coming.len() >= 2 && past.len() >= 3, "{today}");
    }
}

#[test]
fn today_has_come_as_far_as_the_clock() {
    let zone = TimeZone::get("Europe/London").unwrap();
    let today = date(2026, 11, 30); // a Monday
    let who = |visits: &[Visit]| -> HashSet<(usize, usize, Timestamp)> {
        let who = visits.iter();
        who.map(|visit| (visit.doctor, visit.patient, visit.starts_at))
            .collect()
    };
    let morning = who(&plan(today));
    for (hour, minute, waiting) in [(7, 0, false), (9, 5, true), (15, 20, true), (20, 0, false)] {
        let now = today.at(hour, minute, 0, 0);
        let visits = plan_at(now);
        assert_eq!(who(&visits), morning, "{now}: the same people come");
        let at = now.to_zoned(zone.clone()).unwrap().timestamp();
        let here = |status| matches!(status, Status::Arrived | Status::CheckedIn);
        let of_today = visits
            .iter()
            .filter(|visit| zone.to_datetime(visit.starts_at).date() == today);
        for visit in of_today.clone() {
            let since = (at.as_second() - visit.starts_at.as_second()) / 60;
            let fits = match visit.status {
                Status::Booked => since <= 45,
                Status::Arrived => (-33..3).contains(&since),
                Status::CheckedIn => (0..29).contains(&since),
                Status::Fulfilled => since >= 26,
                Status::Noshow => since > 45,
                Status::Cancelled => true,
                _ => false,
            };
            assert!(fits, "{now}: {visit:?}");
        }
        let anybody = of_today.clone().any(|visit| here(visit.status));
        assert_eq!(anybody, waiting, "{now}");
    }
}

#[test]
fn nobody_is_in_two_places_and_nothing_comes_from_the_future() {
    let today = date(2026, 10, 24); // the clocks change on the next day
    let zone = TimeZone::get("Europe/London").unwrap();
    let midnight = today.to_zoned(zone).unwrap().timestamp();
    let (mut doctors, mut patients) = (HashSet::new(), HashSet::new());
    for visit in plan(today) {
        assert!(doctors.insert((visit.doctor, visit.starts_at)));
        assert!(patients.insert((visit.patient, visit.starts_at)));
        assert!(visit.created_at < visit.starts_at.min(midnight));
        assert_eq!(visit.cancelled.is_some(), visit.status == Status::Cancelled);
        if let Some(cancelled) = visit.cancelled {
            assert!(
                cancelled.at > visit.created_at && cancelled.at < visit.starts_at.min(midnight)
            );
        }
    }
}

#[test]
fn days_near_today_are_busier() {
    let today = date(2026, 11, 23); // a Monday
    let visits = plan(today);
    let on = |day: i32| {
        let noon = today
            .saturating_add(day.days())
            .to_datetime(Time::midnight());
        let start = noon
            .to_zoned(TimeZone::get("Europe/London").unwrap())
            .unwrap()
            .timestamp();
        let end = start.saturating_add(24.hours()).unwrap();
        visits
            .iter()
            .filter(|visit| (start..end).contains(&visit.starts_at))
            .count()
    };
    assert!(on(0) > on(14) + 10, "{} {}", on(0), on(14));
    assert!(on(14) > 10);
}
