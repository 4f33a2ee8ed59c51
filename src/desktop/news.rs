//! What the system's notifications tell: no names of patients, since a lock screen shows them too.

use crate::{
    desk::model::{Board, BoardDoctor, BoardVisit},
    encounters::model::Stage,
};

/// So much is told one by one; more at once, as after the connection was lost, in one sentence.
const SINGLY: usize = 3;

/// What to tell when the board of a day has become another one.
pub fn of(before: &Board, after: &Board) -> Vec<String> {
    // What was not the server's own is of some time ago: all that happened since would be news.
    if before.date != after.date || before.sequence.epoch.is_empty() {
        return Vec::new();
    }
    let news: Vec<String> = after
        .visits
        .iter()
        .filter_map(|visit| {
            let was = before.visits.iter().find(|was| was.id == visit.id);
            about(was, visit, &after.doctors)
        })
        .collect();
    match news.len() {
        0..=SINGLY => news,
        many => vec![format!("{many} patients have arrived or are new for today")],
    }
}

/// What to tell about a visit that changed or is new; nothing about most of them. `before` is what the
/// board had of it.
fn about(
    before: Option<&BoardVisit>,
    after: &BoardVisit,
    doctors: &[BoardDoctor],
) -> Option<String> {
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
    use super::*;
    use crate::{
        live::model::Sequence,
        offline::model::tests::{board as todays, visit},
    };

    /// Today's board, as the server has it.
    fn board(visits: Vec<BoardVisit>) -> Board {
        Board { visits, ..todays() }
    }

    fn told(before: Option<Stage>, after: Stage) -> Option<String> {
        let before = board(before.map(|stage| visit(7, stage)).into_iter().collect());
        of(&before, &board(vec![visit(7, after)])).pop()
    }

    #[test]
    fn an_arrival_is_told_once_and_without_a_name() {
        let arrival = "A patient has arrived for Dr Ada Lovelace";
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
            Some("New for today: 09:30 with Dr Ada Lovelace")
        );
        assert_eq!(told(Some(Stage::Booked), Stage::Booked), None);
        assert_eq!(told(Some(Stage::Arrived), Stage::Booked), None);
        assert_eq!(told(None, Stage::Cancelled), None);
    }

    #[test]
    fn a_board_that_was_kept_or_is_of_another_day_is_no_measure_of_what_is_new() {
        let after = board(vec![visit(7, Stage::Arrived)]);
        let mut kept = board(Vec::new());
        kept.sequence = Sequence::default();
        assert!(of(&kept, &after).is_empty());
        let mut yesterday = board(Vec::new());
        yesterday.date = jiff::civil::date(2026, 11, 22);
        assert!(of(&yesterday, &after).is_empty());
        assert_eq!(of(&board(Vec::new()), &after).len(), 1);
    }

    #[test]
    fn much_at_once_is_told_in_one_sentence() {
        let arrived = |many: i64| board((0..many).map(|id| visit(id, Stage::Arrived)).collect());
        assert_eq!(of(&arrived(0), &arrived(3)).len(), 3);
        assert_eq!(
            of(&arrived(0), &arrived(4)),
            ["4 patients have arrived or are new for today"]
        );
        assert_eq!(of(&arrived(4), &arrived(5)).len(), 1);
    }

    #[test]
    fn a_doctor_the_board_does_not_know_is_left_out() {
        let mut after = board(vec![visit(7, Stage::Arrived)]);
        after.doctors.clear();
        assert_eq!(
            of(&board(Vec::new()), &after),
            ["A patient has arrived".to_owned()]
        );
    }
}
