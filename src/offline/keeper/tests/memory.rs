//! What is in memory is not lost to an older state of the disk.

use super::*;

/// From now on the disk takes no steps any more.
fn refuse_steps(desk: &Desk) {
    let files = desk.files();
    let name = files.iter().find(|name| name.starts_with("steps"));
    let place = desk.folder.path().join("offline").join(name.unwrap());
    // Where a new file is written before it takes the place of the old one.
    std::fs::create_dir(place.with_extension("new")).unwrap();
}

#[test]
fn steps_that_the_disk_did_not_take_outlast_a_log_in() {
    let desk = Desk::new();
    let mut keeper = desk.working();
    step(&mut keeper);
    refuse_steps(&desk);
    step_at(&mut keeper, "b", visit(6, Stage::Booked), nine());
    assert!(keeper.notices()[0].contains("did not take"));
    let both = keeper.queue().clone();
    assert_eq!(both.len(), 2);
    keeper.shut();
    keeper.signed_in(&me(7), &shell(), nine());
    assert_eq!(keeper.queue(), &both);
    keeper.shut();
    keeper.let_in(Some(7), nine());
    assert_eq!(keeper.queue(), &both);
    keeper.signed_in(&me(8), &shell(), nine());
    assert!(keeper.queue().is_empty() && keeper.sheets().is_empty());
}

#[test]
fn a_day_that_is_not_on_disk_yet_outlasts_a_log_in() {
    let desk = Desk::new();
    let mut keeper = desk.working();
    let mut newer = board();
    newer.visits[0].version = 4;
    keeper.keep(&newer, nine());
    keeper.shut();
    keeper.signed_in(&me(7), &shell(), nine());
    assert_eq!(keeper.board(None, nine()).unwrap().visits[0].version, 4);
    keeper.tidy(nine());
    let mut again = desk.start(nine());
    again.let_in(Some(7), nine());
    assert_eq!(again.board(None, nine()).unwrap().visits[0].version, 4);
}
