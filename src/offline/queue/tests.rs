//! What waits, what is sent, and what is asked.

mod server;

use super::*;
use crate::offline::model::tests::{at, board, visit};

fn pushed(queue: &mut Queue, key: &str, visit: BoardVisit, stage: Stage) -> BoardVisit {
    queue
        .push(key.to_owned(), visit, stage, None, at("09:12"))
        .unwrap()
}

fn cancelled() -> ServerSide {
    ServerSide {
        version: 8,
        stage: Stage::Cancelled,
        room_id: None,
        by: Some("Sam Reception".to_owned()),
        at: Some(at("09:05")),
    }
}

fn next(queue: &mut Queue) -> Option<Waiting> {
    queue.next_to_send(&BTreeSet::new())
}

/// Two steps of Rosa's visit and, between them, one of another.
fn three() -> Queue {
    let mut queue = Queue::default();
    let rosa = pushed(&mut queue, "a", visit(5, Stage::Booked), Stage::Arrived);
    pushed(&mut queue, "b", visit(6, Stage::Booked), Stage::Arrived);
    pushed(&mut queue, "c", rosa, Stage::CheckedIn);
    queue
}

#[test]
fn steps_are_sent_in_order_each_on_top_of_the_one_before() {
    let mut queue = three();
    let first = next(&mut queue).unwrap();
    assert_eq!((first.key.as_str(), first.version), ("a", Some(3)));
    let form = first.form();
    assert_eq!(form.stage, "arrived");
    assert_eq!(form.version, Some(3));
    assert_eq!(form.at, "2026-11-24T09:12:00+01:00");
    assert_eq!(form.idempotency_key, "a");
    // Until it is known to be done it is the one to send.
    queue.answered("a", Answer::Later, None);
    assert_eq!(next(&mut queue).unwrap(), first);
    queue.answered("a", Answer::Done(4), None);
    assert_eq!(next(&mut queue).unwrap().key, "b");
    queue.answered("b", Answer::Done(9), None);
    let last = next(&mut queue).unwrap();
    assert_eq!((last.key.as_str(), last.version), ("c", Some(4)));
    queue.answered("c", Answer::Done(5), None);
    assert!(queue.is_empty() && next(&mut queue).is_none());
}

#[test]
fn a_disagreement_stops_the_rest_of_that_visit_and_asks() {
    let mut queue = three();
    let refused = Answer::Disagrees(AppError::conflict("Changed meanwhile."));
    next(&mut queue);
    queue.answered("a", refused, Some(cancelled()));
    assert_eq!(next(&mut queue).unwrap().key, "b");
    queue.answered("b", Answer::Done(4), None);
    assert_eq!(next(&mut queue), None);
    let (asked, behind) = queue.objections().next().unwrap();
    assert_eq!(behind, 1);
    assert_eq!(
        asked.question(),
        "At 09:12 you marked Rosa Alvarez as “Arrived”; meanwhile the clinic’s system says \
         “Cancelled”, by Sam Reception at 09:05."
    );
    let mut kept = queue.clone();
    kept.keep_servers(5);
    assert!(kept.is_empty());
    queue.try_again(5, "d".to_owned());
    let again = next(&mut queue).unwrap();
    assert_eq!((again.key.as_str(), again.version), ("d", Some(8)));
    assert_eq!(queue.len(), 2);
}

#[test]
fn a_fault_of_the_server_at_one_step_holds_up_no_other_visit() {
    let mut queue = three();
    let fault = || {
        Answer::Failed(AppError::Internal {
            request_id: "r".to_owned(),
        })
    };
    let booked = || {
        Some(ServerSide {
            stage: Stage::Booked,
            ..cancelled()
        })
    };
    assert_eq!(next(&mut queue).unwrap().key, "a");
    queue.answered("a", fault(), booked());
    let passed_over = BTreeSet::from([5]);
    assert_eq!(queue.next_to_send(&passed_over).unwrap().key, "b");
    queue.answered("b", Answer::Done(4), None);
    assert_eq!(queue.next_to_send(&passed_over), None);
    // In the next round it is tried again, and after some the desk is asked.
    for _ in 2..5 {
        assert_eq!(next(&mut queue).unwrap().key, "a");
        queue.answered("a", fault(), booked());
    }
    assert_eq!(queue.objections().count(), 0);
    next(&mut queue);
    queue.answered("a", fault(), booked());
    let (asked, behind) = queue.objections().next().unwrap();
    assert_eq!((asked.faults, behind), (5, 1));
    assert!(
        asked
            .question()
            .ends_with("the clinic’s system says “Booked”, by Sam Reception at 09:05.")
    );
    assert_eq!(next(&mut queue), None);
    queue.try_again(5, "d".to_owned());
    assert_eq!(next(&mut queue).unwrap().faults, 0);
}

#[test]
fn a_step_that_is_done_in_spite_of_a_fault_is_done() {
    let mut queue = three();
    next(&mut queue);
    let server = ServerSide {
        stage: Stage::Arrived,
        ..cancelled()
    };
    let fault = AppError::Internal {
        request_id: String::new(),
    };
    queue.answered("a", Answer::Failed(fault), Some(server));
    assert_eq!(queue.len(), 2);
}

#[test]
fn what_follows_a_refused_step_is_sent_on_top_of_what_that_was_taken_on() {
    let mut queue = three();
    queue.begin("a").unwrap();
    queue.refuse("a");
    let passed_over = BTreeSet::from([6]);
    let after = queue.next_to_send(&passed_over).unwrap();
    assert_eq!((after.key.as_str(), after.version), ("c", Some(3)));
    queue.refuse("nothing");
    assert_eq!(queue.len(), 2);
}

#[test]
fn steps_of_another_day_are_let_go() {
    let mut queue = three();
    let today = at("09:12").date();
    assert_eq!((queue.keep_day(today), queue.len()), (0, 3));
    assert_eq!(queue.keep_day(today.tomorrow().unwrap()), 3);
    assert!(queue.is_empty());
}

#[test]
fn a_step_that_is_sent_as_it_is_taken_tells_its_time_only_when_it_is_sent_again() {
    let mut queue = three();
    assert_eq!(queue.begin("c"), None, "another waits before it");
    let direct = queue.begin("a").unwrap();
    assert_eq!(direct.form().at, "");
    let again = next(&mut queue).unwrap();
    assert_eq!(again.form().at, "2026-11-24T09:12:00+01:00");
    assert_ne!(again.key, direct.key);
    assert_eq!(again.version, direct.version);
    // The first one had arrived: the server has its result, at another version.
    let server = ServerSide {
        stage: Stage::Arrived,
        ..cancelled()
    };
    let refused = Answer::Disagrees(AppError::conflict("x"));
    queue.answered(&again.key, refused, Some(server));
    assert_eq!((queue.objections().count(), queue.len()), (0, 2));
}

#[test]
fn a_step_that_was_tried_meanwhile_is_sent_again_as_the_request_it_was() {
    let mut queue = three();
    let tried = next(&mut queue).unwrap();
    queue.answered("a", Answer::Later, None);
    assert_eq!(queue.begin("a"), None);
    assert_eq!(next(&mut queue).unwrap(), tried);
}

#[test]
fn another_room_is_a_step_too() {
    let mut queue = Queue::default();
    let here = visit(5, Stage::CheckedIn);
    let moved = queue.push("a".to_owned(), here, Stage::CheckedIn, Some(4), at("09:12"));
    assert_eq!(moved.unwrap().room_id, Some(4));
    next(&mut queue);
    let server = ServerSide {
        stage: Stage::CheckedIn,
        room_id: Some(2),
        ..cancelled()
    };
    queue.answered(
        "a",
        Answer::Disagrees(AppError::conflict("x")),
        Some(server),
    );
    assert_eq!(queue.objections().count(), 1, "it is another room");
}

#[test]
fn who_did_the_same_is_no_disagreement() {
    let mut queue = three();
    next(&mut queue);
    let server = ServerSide {
        stage: Stage::Arrived,
        ..cancelled()
    };
    queue.answered(
        "a",
        Answer::Disagrees(AppError::conflict("x")),
        Some(server),
    );
    assert_eq!(queue.objections().count(), 0);
    assert_eq!(queue.len(), 2);
}

#[test]
fn a_step_is_taken_back_only_before_it_was_tried() {
    let mut queue = three();
    let before = queue.take_back(5).unwrap();
    assert_eq!(before.stage, Stage::Arrived);
    assert_eq!(queue.take_back(9), None);
    next(&mut queue);
    assert_eq!(queue.take_back(5), None);
    assert_eq!(queue.len(), 2);
}

#[test]
fn only_a_step_that_follows_is_kept() {
    let mut queue = Queue::default();
    let over = visit(5, Stage::Cancelled);
    let refused = queue.push("a".to_owned(), over, Stage::Arrived, None, at("09:12"));
    assert!(matches!(refused, Err(AppError::Conflict { .. })));
    assert!(queue.is_empty());
}

#[test]
fn the_board_shows_what_waits() {
    let mut queue = Queue::default();
    pushed(&mut queue, "a", visit(5, Stage::Booked), Stage::Arrived);
    let mut board = board();
    queue.lay_over(&mut board);
    assert_eq!(board.visits[0].stage, Stage::Arrived);
    assert_eq!(board.visits[0].arrived_at, Some(at("09:12")));
    assert_eq!(board.visits[0].undo_until, Some(at("09:13")));
}

#[test]
fn answers_are_read_for_what_they_mean() {
    let of = |error: AppError| Answer::of(Err(error));
    assert_eq!(of(AppError::Offline), Answer::Later);
    assert_eq!(of(AppError::Unavailable), Answer::Later);
    assert_eq!(of(AppError::NotSignedIn), Answer::SignIn);
    let fault = AppError::Internal {
        request_id: "r".to_owned(),
    };
    assert_eq!(of(fault.clone()), Answer::Failed(fault));
    for error in [
        AppError::Forbidden,
        AppError::NotFound,
        AppError::conflict("x"),
        AppError::field("stage", "y"),
    ] {
        assert_eq!(of(error.clone()), Answer::Disagrees(error));
    }
    assert_eq!(Answer::of(Ok(&visit(5, Stage::Arrived))), Answer::Done(3));
}
