//! What boards are told, and what is kept for those that come back.

use jiff::civil::date;

use super::*;
use crate::{
    desk::testing::hold,
    live::{
        batch::{View, text},
        model::Message,
    },
};

fn changes(ids: impl IntoIterator<Item = i64>) -> Vec<Change> {
    let changes = ids.into_iter();
    changes.map(|id| Change::Appointment(id, None)).collect()
}

fn missed(boards: &Boards, known: &Sequence) -> Option<u64> {
    let subscription = boards.subscribe(Some(known));
    let missed = subscription.missed.iter().map(|batch| batch.len() as u64);
    (subscription.sequence == *known).then(|| missed.sum())
}

#[test]
fn a_board_that_comes_back_is_told_what_it_missed() {
    let boards = Boards::default();
    let before = boards.sequence();
    boards.publish(changes(1..4));
    let between = boards.sequence();
    boards.publish(changes([4]));
    assert_eq!(missed(&boards, &before), Some(4));
    assert_eq!(missed(&boards, &between), Some(1));
    assert_eq!(missed(&boards, &boards.sequence()), Some(0));
    assert_eq!(boards.sequence().number, 4);
}

#[test]
fn a_board_that_missed_too_much_or_something_unknown_loads_again() {
    let boards = Boards::default();
    let before = boards.sequence();
    boards.publish(changes([0]));
    let later = boards.sequence();
    boards.publish(changes((1..).take(KEPT)));
    assert_eq!(missed(&boards, &before), None);
    assert_eq!(missed(&boards, &later), Some(KEPT as u64));
    assert!(boards.skip());
    assert_eq!(missed(&boards, &later), None);
    let open = boards.subscribe(None);
    assert!(!boards.skip(), "somebody is there to be told");
    drop(open);
    let known = boards.sequence();
    boards.reload();
    assert_eq!(missed(&boards, &known), None);
    let known = boards.sequence();
    boards.begin_anew();
    assert_eq!(missed(&boards, &known), None);
    assert_eq!(boards.sequence().number, 0);
    // Another server's number, and one that this server never gave.
    let ahead = Sequence {
        number: 7,
        ..boards.sequence()
    };
    assert_eq!(missed(&boards, &ahead), None);
    assert_eq!(missed(&boards, &Sequence::default()), None);
}

#[test]
fn a_reload_is_counted_and_what_follows_is_next() {
    let boards = Boards::default();
    let mut open = boards.subscribe(None);
    let mut at = open.sequence.clone();
    boards.reload();
    at.number += 1;
    let Ok(Tiding::Reload(batch)) = open.tidings.try_recv() else {
        panic!("no reload");
    };
    let view = View::Day(date(2026, 11, 23));
    assert_eq!(
        batch.text(view),
        text(&[Message::Gone(at.clone(), 0)]),
        "no appointment has this number"
    );
    assert_eq!(boards.sequence(), at);
    boards.publish(changes([7]));
    let Ok(Tiding::Changes(batch)) = open.tidings.try_recv() else {
        panic!("no changes");
    };
    assert_eq!(batch.before(), at.number);
    boards.begin_anew();
    assert!(matches!(open.tidings.try_recv(), Ok(Tiding::Anew)));
}

#[test]
fn what_is_kept_of_a_doctor_s_time_is_told_where_it_is_shown() {
    let boards = Boards::default();
    let before = boards.sequence();
    let (monday, mut tuesday) = (hold(5, 3, "10:00", "10:30"), hold(6, 3, "10:00", "10:30"));
    tuesday.starts_at = "2026-11-24T10:00:00+00:00".parse().unwrap();
    let both = vec![monday.clone(), tuesday.clone()];
    boards.publish(vec![Change::Holds(3, both.clone())]);
    let at = boards.sequence();
    let batch = Arc::clone(&boards.subscribe(Some(&before)).missed[0]);
    let holds = |holds: Vec<_>| Message::Holds(at.clone(), 3, holds);
    for (view, told) in [
        (View::Day(date(2026, 11, 23)), holds(vec![monday])),
        (View::Day(date(2026, 11, 24)), holds(vec![tuesday])),
        (View::Day(date(2026, 11, 25)), holds(Vec::new())),
        (View::Doctor(3), holds(both)),
        (View::Doctor(4), Message::Gone(at.clone(), 0)),
    ] {
        assert_eq!(batch.text(view), text(&[told]), "{view:?}");
    }
    assert!(!batch.has_appointments());
    let more = vec![Change::Holds(3, Vec::new()), Change::Appointment(7, None)];
    boards.publish(more);
    let batch = Arc::clone(&boards.subscribe(Some(&before)).missed[1]);
    assert!(batch.has_appointments());
}

#[test]
fn what_was_written_for_a_view_is_kept_until_there_is_something_newer() {
    let boards = Boards::default();
    let before = boards.sequence();
    boards.publish(changes([7]));
    let batch = Arc::clone(&boards.subscribe(Some(&before)).missed[0]);
    let view = View::Doctor(3);
    let (first, again) = (batch.text(view), batch.text(view));
    assert_eq!(first.as_str().as_ptr(), again.as_str().as_ptr());
    boards.publish(changes([8]));
    let anew = batch.text(view);
    assert_ne!(first.as_str().as_ptr(), anew.as_str().as_ptr());
    assert_eq!(first, anew);
}
