//! Which day it is, and what goes when it is over.

use super::*;

#[test]
fn by_the_clinics_clock_it_is_midnight_and_not_by_this_machines() {
    let desk = Desk::new();
    let mut keeper = desk.start(nine());
    // This machine is two hours ahead.
    let ahead = SignedDuration::from_hours(2);
    keeper.signed_in(&me(7), &shell(), nine() + ahead);
    keeper.keep(&board(), nine() + ahead);
    keeper.tidy(nine() + ahead);
    step_at(&mut keeper, "a", visit(5, Stage::Booked), nine() + ahead);
    // It is half past ten at night.
    let late = midnight() + SignedDuration::from_mins(30);
    keeper.tidy(late);
    let day = board().date;
    assert_eq!(keeper.kept_today(late), Some(day));
    assert_eq!(keeper.queue().len(), 1);
    let mut again = desk.start(late);
    again.let_in(Some(7), late);
    assert_eq!(again.kept_today(late), Some(day));
    keeper.tidy(midnight() + ahead);
    assert_eq!(keeper.kept_today(midnight() + ahead), None);
    assert!(!desk.files().iter().any(|name| name.starts_with("day")));
}

#[test]
fn a_step_after_a_sleep_over_midnight_is_not_dropped_with_those_of_before() {
    let desk = Desk::new();
    let mut keeper = desk.working();
    step(&mut keeper);
    let morning = midnight() + SignedDuration::from_hours(8);
    let mut todays = visit(6, Stage::Booked);
    todays.starts_at = "2026-11-25T09:30:00+01:00".parse().unwrap();
    assert!(keeper.may_wait(&todays, morning));
    step_at(&mut keeper, "b", todays, morning);
    keeper.tidy(morning);
    assert!(keeper.queue().has(6) && !keeper.queue().has(5));
    assert!(keeper.notices()[0].contains("never sent"));
    let files = desk.files();
    let steps: Vec<_> = files
        .iter()
        .filter(|name| name.starts_with("steps"))
        .collect();
    assert!(
        steps.len() == 1 && steps[0].contains("2026-11-25"),
        "{files:?}"
    );
}

#[test]
fn at_midnight_the_day_goes_and_with_it_what_was_never_sent() {
    let desk = Desk::new();
    let mut keeper = desk.working();
    let mut tomorrow = board();
    tomorrow.date = jiff::civil::date(2026, 11, 25);
    tomorrow.whole.starts_at = tomorrow.whole.ends_at;
    tomorrow.whole.ends_at = "2026-11-26T00:00:00+01:00".parse().unwrap();
    keeper.keep(&tomorrow, nine());
    step(&mut keeper);
    keeper.tidy(midnight());
    assert!(keeper.queue().is_empty());
    assert_eq!(keeper.sheets().len(), 1);
    assert_eq!(keeper.board(None, midnight()).unwrap().date, tomorrow.date);
    assert!(
        keeper.notices()[0].contains("never sent"),
        "{:?}",
        keeper.notices()
    );
    assert!(!desk.files().iter().any(|name| name.contains("2026-11-24")));
    // A program that did not run at midnight does the same when it starts.
    let other = Desk::new();
    other.working();
    other.start(midnight());
    assert!(!other.files().iter().any(|name| name.starts_with("day")));
}

#[test]
fn only_steps_of_today_can_wait_and_only_of_who_is_let_in() {
    let desk = Desk::new();
    let keeper = desk.working();
    assert!(keeper.may_wait(&visit(5, Stage::Booked), nine()));
    assert!(!keeper.may_wait(&visit(5, Stage::Booked), midnight()));
    assert!(
        !desk
            .start(nine())
            .may_wait(&visit(5, Stage::Booked), nine())
    );
}

#[test]
fn only_today_and_tomorrow_are_kept() {
    let desk = Desk::new();
    let mut keeper = desk.working();
    let mut later = board();
    later.date = jiff::civil::date(2026, 11, 26);
    keeper.keep(&later, nine());
    assert_eq!(keeper.sheets().len(), 1);
}

#[test]
fn the_clinics_clock_goes_on_from_where_the_server_told_it() {
    let desk = Desk::new();
    let mut keeper = desk.start(nine());
    assert_eq!(keeper.now(nine()), None);
    // This machine's clock is five minutes late.
    let late = nine() - SignedDuration::from_mins(5);
    keeper.signed_in(&me(7), &shell(), late);
    assert_eq!(keeper.now(nine()), Some(at("09:05")));
}

#[test]
fn a_clock_that_was_set_back_hides_neither_the_day_nor_what_waits() {
    let desk = Desk::new();
    step(&mut desk.working());
    // The computer was without power, and has forgotten the time.
    let back = nine() - SignedDuration::from_hours(24 * 365);
    let mut again = desk.start(back);
    again.let_in(Some(7), back);
    assert_eq!(again.now(back), Some(at("09:00")));
    assert_eq!(again.kept_today(back), Some(board().date));
    assert_eq!(again.queue().len(), 1);
    step_at(&mut again, "b", visit(6, Stage::Booked), back);
    let mut later = desk.start(nine());
    later.let_in(Some(7), nine());
    assert_eq!(later.queue().len(), 2);
}

#[test]
fn what_is_on_disk_alone_goes_at_midnight_too() {
    let desk = Desk::new();
    step(&mut desk.working());
    // Nobody is let in: the log-in page is shown, or the lock.
    let mut keeper = desk.start(nine());
    keeper.tidy(midnight());
    let left = desk.files();
    assert!(left.iter().all(|name| name.starts_with("who")), "{left:?}");
    assert!(keeper.notices()[0].contains("never sent"));
}

#[test]
fn after_a_log_out_too_it_is_midnight_by_the_clinics_clock() {
    let desk = Desk::new();
    let mut keeper = desk.start(nine());
    // This machine is two hours ahead.
    let ahead = SignedDuration::from_hours(2);
    keeper.signed_in(&me(7), &shell(), nine() + ahead);
    keeper.keep(&board(), nine() + ahead);
    step_at(&mut keeper, "a", visit(5, Stage::Booked), nine() + ahead);
    keeper.signed_out();
    // It is half past ten at night.
    keeper.tidy(midnight() + SignedDuration::from_mins(30));
    assert_eq!(desk.files().len(), 1);
    keeper.tidy(midnight() + ahead);
    assert!(desk.files().is_empty());
}
