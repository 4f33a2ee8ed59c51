//! What the system's notifications tell: no names of patients, since a lock screen shows them too.

use jiff::civil::Date;

use crate::{
    desk::model::{BoardDoctor, BoardVisit},
    encounters::model::Stage,
};

/// What to tell about a visit that changed or is new; nothing about most of them. `before` is what the
/// board had of it.
pub fn about(
    before: Option<&BoardVisit>,
    after: &BoardVisit,
    doctors: &[BoardDoctor],
    today: Date,
) -> Option<String> {
    if after.starts_at.date() != today {
        return None;
    }
    let with = doctors
        .iter()
        .find(|doctor| doctor.id == after.doctor_id)
        .map(|doctor| doctor.name.as_str());
    let was = before.map(|visit| visit.stage);
    match after.stage {
        // Back from the room to the waiting room is no arrival.
        Stage::Arrived if !was.is_some_and(Stage::is_here) => Some(match with {
            Some(doctor) => format!("A patient has arrived for {doctor}"),
            None => "A patient has arrived".to_owned(),
        }),
        Stage::Booked if before.is_none() => {
            let time = after.starts_at.time().strftime("%H:%M").to_string();
            Some(match with {
                Some(doctor) => format!("New for today: {time} with {doctor}"),
                None => format!("New for today: {time}"),
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    fn visit(stage: Stage) -> BoardVisit {
        let visit = serde_json::json!({
            "id": 7, "version": 1, "doctor_id": 3, "patient_id": 9, "patient_name": "Rosa Delgado",
            "patient_contact": "+44 117 496 0100", "patient_birth": null,
            "starts_at": "2026-11-23T14:30:00+00:00", "ends_at": "2026-11-23T15:00:00+00:00",
            "buffer_before": 0, "buffer_after": 0, "visit_type": "Visit", "colour": "blue",
            "reason": "", "overbooked": false, "walk_in": false, "stage": stage,
            "queue_number": null, "room_id": null, "arrived_at": null, "called_at": null,
            "started_at": null, "ended_at": null, "undo_until": null,
        });
        serde_json::from_value(visit).unwrap()
    }

    fn doctors() -> Vec<BoardDoctor> {
        vec![BoardDoctor {
            id: 3,
            name: "Dr. Moreau".into(),
            specialization: String::new(),
            open: Vec::new(),
            exceptions: Vec::new(),
            shortest: 10,
        }]
    }

    fn told(before: Option<Stage>, after: Stage) -> Option<String> {
        about(before.map(visit).as_ref(), &visit(after), &doctors(), TODAY)
    }

    #[test]
    fn an_arrival_is_told_once_and_without_a_name() {
        let arrival = "A patient has arrived for Dr. Moreau";
        assert_eq!(
            told(Some(Stage::Booked), Stage::Arrived).as_deref(),
            Some(arrival)
        );
        // A walk-in is new and here at once.
        assert_eq!(told(None, Stage::Arrived).as_deref(), Some(arrival));
        assert_eq!(told(Some(Stage::Arrived), Stage::Arrived), None);
        assert_eq!(told(Some(Stage::CheckedIn), Stage::Arrived), None);
        for after in [
            Stage::CheckedIn,
            Stage::InProgress,
            Stage::Fulfilled,
            Stage::Left,
        ] {
            assert_eq!(told(Some(Stage::Arrived), after), None);
        }
    }

    #[test]
    fn a_booking_for_today_is_told_and_what_happens_to_it_is_not() {
        assert_eq!(
            told(None, Stage::Booked).as_deref(),
            Some("New for today: 14:30 with Dr. Moreau")
        );
        assert_eq!(told(Some(Stage::Booked), Stage::Booked), None);
        assert_eq!(told(Some(Stage::Arrived), Stage::Booked), None);
        assert_eq!(told(None, Stage::Cancelled), None);
    }

    #[test]
    fn another_day_is_nobodys_hurry() {
        let after = visit(Stage::Booked);
        assert_eq!(about(None, &after, &doctors(), date(2026, 11, 22)), None);
    }

    #[test]
    fn a_doctor_the_board_does_not_know_is_left_out() {
        let after = visit(Stage::Arrived);
        assert_eq!(
            about(None, &after, &[], TODAY).as_deref(),
            Some("A patient has arrived")
        );
    }
}
