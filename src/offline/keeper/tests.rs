//! What is there after a restart, and what is not.

mod memory;
mod midnight;

use super::*;
use crate::{
    auth::Role,
    desk::model::BoardVisit,
    encounters::model::Stage,
    offline::{
        model::tests::{at, board, visit},
        queue::Answer,
    },
};

struct Desk {
    folder: tempfile::TempDir,
    key: Key,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            key: Key::fresh().unwrap(),
        }
    }

    fn start(&self, now: Timestamp) -> Keeper {
        let folder = self.folder.path().join("offline");
        Keeper::new(folder, Ok(self.key.clone()), "https://one".to_owned(), now)
    }

    /// Started and signed in, with today's board.
    fn working(&self) -> Keeper {
        let mut keeper = self.start(nine());
        keeper.signed_in(&me(7), &shell(), nine());
        keeper.keep(&board(), nine());
        keeper.tidy(nine());
        keeper
    }

    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path().join("offline")).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

fn nine() -> Timestamp {
    at("09:00").timestamp()
}

fn midnight() -> Timestamp {
    "2026-11-24T23:00:00Z".parse().unwrap()
}

fn me(id: i64) -> Me {
    Me {
        id,
        username: "sam".to_owned(),
        full_name: "Sam Reception".to_owned(),
        role: Role::FrontDesk,
        must_change_password: false,
        doctor_id: None,
        patient_id: None,
    }
}

fn shell() -> Shell {
    Shell {
        me: Some(me(7)),
        clinic: Clinic::unnamed(),
        now: at("09:00"),
        flash: None,
    }
}

fn step(keeper: &mut Keeper) {
    let visit = keeper.board(None, nine()).unwrap().visits[0].clone();
    step_at(keeper, "a", visit, nine());
}

fn step_at(keeper: &mut Keeper, key: &str, visit: BoardVisit, local: Timestamp) {
    keeper
        .push(key.to_owned(), visit, Stage::Arrived, None, local)
        .unwrap();
}

#[test]
fn after_a_restart_the_day_is_there_for_whom_the_lock_lets_in() {
    let desk = Desk::new();
    let mut keeper = desk.working();
    step(&mut keeper);

    let mut again = desk.start(nine());
    assert_eq!(again.board(None, nine()), None);
    assert!(again.sheets().is_empty() && again.shell(nine()).is_none());
    assert!(again.who.is_some() && !again.is_open());
    for other in [None, Some(8)] {
        again.let_in(other, nine());
        assert!(!again.is_open(), "it is another's day");
    }
    again.let_in(Some(7), nine());
    let shown = again.board(None, nine()).unwrap();
    assert_eq!(shown.visits[0].stage, Stage::Arrived);
    assert_eq!(again.queue().len(), 1);
    assert_eq!(again.shell(nine()).unwrap().me, Some(me(7)));
}

#[test]
fn another_account_sees_none_of_it() {
    let desk = Desk::new();
    let mut keeper = desk.working();
    step(&mut keeper);
    keeper.signed_in(&me(8), &shell(), nine());
    assert_eq!(keeper.board(None, nine()), None);
    assert!(keeper.queue().is_empty());
    assert_eq!(keeper.notices().len(), 1);
    keeper.signed_in(&me(7), &shell(), nine());
    assert_eq!(keeper.queue().len(), 1);
}

#[test]
fn while_nobody_is_signed_in_nothing_is_shown_and_nothing_lost() {
    let desk = Desk::new();
    let mut keeper = desk.working();
    step(&mut keeper);
    keeper.shut();
    assert!(keeper.board(None, nine()).is_none() && keeper.shell(nine()).is_none());
    assert!(keeper.sheets().is_empty());
    keeper.signed_in(&me(7), &shell(), nine());
    assert_eq!(
        keeper.board(None, nine()).unwrap().visits[0].stage,
        Stage::Arrived
    );
    assert_eq!(keeper.queue().len(), 1);
}

#[test]
fn logging_out_leaves_only_the_call_back_list() {
    let desk = Desk::new();
    let mut keeper = desk.working();
    let rosa = CallBack {
        key: "k".to_owned(),
        at: at("09:00"),
        name: "Rosa".to_owned(),
        phone: "123".to_owned(),
        note: String::new(),
    };
    keeper.note(rosa.clone(), nine());
    keeper.signed_out();
    assert_eq!(keeper.board(None, nine()), None);
    assert!(keeper.notices().is_empty());
    let files = desk.files();
    assert!(
        files.len() == 1 && files[0].starts_with("callbacks"),
        "{files:?}"
    );
    let mut again = desk.start(nine());
    assert_eq!(again.call_backs(), [rosa]);
    again.called("k", nine());
    assert!(desk.files().is_empty());
}

#[test]
fn logging_out_loses_no_step_and_says_so() {
    let desk = Desk::new();
    let mut keeper = desk.working();
    step(&mut keeper);
    keeper.signed_out();
    assert!(keeper.queue().is_empty() && keeper.who.is_none());
    assert!(keeper.notices()[0].contains("still waiting"));
    let files = desk.files();
    assert!(
        files.len() == 1 && files[0].starts_with("steps"),
        "{files:?}"
    );
    // Nobody but who took it sees it, and at the next start they still do.
    keeper.signed_in(&me(8), &shell(), nine());
    assert!(keeper.queue().is_empty());
    let mut again = desk.start(nine());
    again.signed_in(&me(7), &shell(), nine());
    assert_eq!(again.queue().len(), 1);
}

#[test]
fn without_a_keyring_it_works_until_the_program_ends() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("offline");
    let no_key = Err("There is no keyring.".to_owned());
    let mut keeper = Keeper::new(place.clone(), no_key, "https://one".to_owned(), nine());
    assert!(keeper.notices()[0].contains("There is no keyring."));
    keeper.signed_in(&me(7), &shell(), nine());
    keeper.keep(&board(), nine());
    keeper.tidy(nine());
    step(&mut keeper);
    assert_eq!(
        keeper.board(None, nine()).unwrap().visits[0].stage,
        Stage::Arrived
    );
    assert!(!place.exists());
    keeper.shut();
    keeper.signed_in(&me(7), &shell(), nine());
    assert_eq!(keeper.queue().len(), 1);
    keeper.signed_in(&me(8), &shell(), nine());
    assert!(keeper.queue().is_empty() && keeper.sheets().is_empty());
    assert!(keeper.notices()[1].contains("are lost"));
    step_at(&mut keeper, "b", visit(6, Stage::Booked), nine());
    keeper.dismiss();
    keeper.signed_out();
    assert!(keeper.notices()[0].contains("are lost"));
}

#[test]
fn without_a_keyring_too_what_was_kept_before_ends() {
    let desk = Desk::new();
    step(&mut desk.working());
    let start = |now: Timestamp| {
        let folder = desk.folder.path().join("offline");
        let no_key = Err("There is no keyring.".to_owned());
        Keeper::new(folder, no_key, "https://one".to_owned(), now)
    };
    start(nine());
    assert!(desk.files().iter().any(|name| name.starts_with("day")));
    let keeper = start(midnight());
    let left = desk.files();
    assert!(left.iter().all(|name| name.starts_with("who")), "{left:?}");
    assert!(keeper.notices()[1].contains("never sent"));
}

#[test]
fn a_damaged_file_is_said() {
    let desk = Desk::new();
    desk.working();
    let name = desk
        .files()
        .into_iter()
        .find(|name| name.starts_with("who"))
        .unwrap();
    let place = desk.folder.path().join("offline").join(name);
    let mut bytes = std::fs::read(&place).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&place, bytes).unwrap();
    let mut again = desk.start(nine());
    assert!(again.who.is_none());
    assert!(again.notices()[0].contains("damaged"));
    again.dismiss();
    assert!(again.notices().is_empty());
}

#[test]
fn what_the_server_answers_becomes_the_kept_day() {
    let desk = Desk::new();
    let mut keeper = desk.working();
    step(&mut keeper);
    let passed_over = BTreeSet::from([5]);
    assert_eq!(keeper.next_to_send(&passed_over, nine()), None);
    let sent = keeper.next_to_send(&BTreeSet::new(), nine()).unwrap();
    assert_eq!(sent.version, Some(3));
    let mut server = visit(5, Stage::Arrived);
    server.version = 4;
    server.queue_number = Some(12);
    keeper.answered("a", Answer::Done(4), None, Some(&server), nine());
    let shown = keeper.board(None, nine()).unwrap();
    assert_eq!(
        (shown.visits[0].version, shown.visits[0].queue_number),
        (4, Some(12))
    );
    assert!(!desk.files().iter().any(|name| name.starts_with("steps")));
}

#[test]
fn a_step_that_is_sent_as_it_is_taken_is_on_disk_as_sent() {
    let desk = Desk::new();
    let mut keeper = desk.working();
    step(&mut keeper);
    assert!(keeper.begin("a", nine()).unwrap().direct);
    let mut again = desk.start(nine());
    again.let_in(Some(7), nine());
    // Whoever finds it there sends it as one that may have arrived.
    let sent = again.next_to_send(&BTreeSet::new(), nine()).unwrap();
    assert_eq!((sent.key.as_str(), sent.direct), ("a-again", false));
}
