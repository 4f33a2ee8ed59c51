//! What is offered to whom, and when hours hold.

use jiff::civil::date;

use super::*;

fn visit_type(id: i64, name: &str) -> VisitType {
    VisitType {
        id: Some(id),
        name: name.to_owned(),
        ..VisitType::ordinary(20)
    }
}

#[test]
fn a_clinic_without_visit_types_offers_the_ordinary_one() {
    let mut rules = Rules {
        slot_minutes: 20,
        ..Rules::default()
    };
    let ordinary = VisitType::ordinary(20);
    assert_eq!(
        rules.offered(1, Audience::Patient),
        std::slice::from_ref(&ordinary)
    );
    rules.visit_types = vec![VisitType {
        active: false,
        ..visit_type(7, "Old")
    }];
    assert_eq!(rules.offer(1, None, Audience::Patient), Some(ordinary));
    assert_eq!(rules.offer(1, Some(7), Audience::Patient), None);
    assert_eq!(rules.visit_type(Some(7)).name, "Old");
}

#[test]
fn a_visit_type_is_offered_by_its_doctors_to_its_audience() {
    let rules = Rules {
        visit_types: vec![
            visit_type(1, "Check-up"),
            VisitType {
                staff_only: true,
                ..visit_type(2, "Surgery")
            },
            VisitType {
                doctors: vec![5],
                ..visit_type(3, "Vaccination")
            },
        ],
        ..Rules::default()
    };
    let names = |doctor, audience| -> Vec<String> {
        let offered = rules.offered(doctor, audience).into_iter();
        offered.map(|each| each.name).collect()
    };
    assert_eq!(names(4, Audience::Patient), ["Check-up"]);
    assert_eq!(names(5, Audience::Patient), ["Check-up", "Vaccination"]);
    assert_eq!(names(4, Audience::Staff), ["Check-up", "Surgery"]);
    assert_eq!(rules.offer(4, Some(3), Audience::Staff), None);
    let any = rules.offered_by_any(&[4, 5], Audience::Patient);
    assert_eq!(any.len(), 2, "each once");
    let first = rules.offer(4, None, Audience::Patient);
    assert_eq!(first.and_then(|each| each.id), Some(1));
}

#[test]
fn hours_hold_on_their_weekday_from_and_to() {
    let office = OpeningHours::default();
    let hours = WorkingHours {
        id: 1,
        doctor_id: 1,
        weekday: 2,
        interval: office.for_weekday(jiff::civil::Weekday::Tuesday)[0],
        grid_minutes: 15,
        valid_from: Some(date(2026, 11, 24)),
        valid_to: Some(date(2026, 12, 1)),
        visit_types: vec![3],
    };
    let days = [(11, 17), (11, 24), (11, 25), (12, 1), (12, 8)];
    let holds = days.map(|(month, day)| hours.holds_on(date(2026, month, day)));
    assert_eq!(holds, [false, true, false, true, false]);
    assert!(hours.serves(Some(3)) && !hours.serves(Some(4)) && !hours.serves(None));
}
