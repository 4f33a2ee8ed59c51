use super::*;
use crate::desk::testing::{at, visit};

#[test]
fn a_step_that_cannot_be_taken_says_why() {
    let rosa = visit(1, 3, "09:00", "09:30");
    let why = |to, now: &str| refusal(&rosa, to, None, at(now)).unwrap_or_default();
    assert_eq!(why(Stage::Arrived, "08:50"), "");
    assert_eq!(why(Stage::Booked, "08:50"), "Rosa Delgado: booked already.");
    assert_eq!(
        why(Stage::Left, "08:50"),
        "Rosa Delgado: booked. “Left” cannot follow."
    );
    assert_eq!(
        why(Stage::Noshow, "08:50"),
        "Rosa Delgado: it is too early for “Did not come”."
    );
    assert_eq!(why(Stage::Noshow, "09:20"), "");
}

#[test]
fn who_was_called_can_be_called_to_another_room() {
    let called = BoardVisit {
        stage: Stage::CheckedIn,
        room_id: Some(1),
        ..visit(1, 3, "09:00", "09:30")
    };
    let why = |room_id| refusal(&called, Stage::CheckedIn, room_id, at("09:05"));
    assert_eq!(why(Some(2)), None);
    for same in [None, Some(1)] {
        let words = why(same).unwrap_or_default();
        assert_eq!(words, "Rosa Delgado: checked in already.");
    }
    let arrived = BoardVisit {
        stage: Stage::Arrived,
        ..called.clone()
    };
    let again = refusal(&arrived, Stage::Arrived, Some(2), at("09:05"));
    assert_eq!(again.unwrap_or_default(), "Rosa Delgado: arrived already.");
}

#[test]
fn only_a_step_is_taken_back() {
    let done = |id, reached| Done {
        id,
        words: String::new(),
        reached,
        lasts: 0,
    };
    let arrived = Reached {
        stage: Stage::Arrived,
        room_id: None,
    };
    let step = done(Some(1), Some(arrived)).step();
    assert_eq!(step, Some((1, arrived)));
    assert_eq!(done(Some(1), None).step(), None, "its minute is over");
    assert_eq!(done(None, None).step(), None);
}

#[test]
fn what_was_done_is_said_with_the_number_in_the_queue() {
    let mut rosa = visit(1, 3, "09:00", "09:30");
    rosa.stage = Stage::Arrived;
    assert_eq!(done_words(&rosa), "Rosa Delgado: arrived.");
    rosa.queue_number = Some(4);
    assert_eq!(done_words(&rosa), "Rosa Delgado: arrived, number 4.");
}
