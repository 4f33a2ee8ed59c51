//! How a page keeps what it shows true: it connects, takes in what it is told, asks again when it missed
//! something, and comes back when the connection is lost. On the server nothing happens.

use std::{pin::Pin, rc::Rc};

use dioxus::{core::Task, prelude::*};
use jiff::{Timestamp, civil::Date};

use super::{
    apply::{self, Outcome},
    follow::{Page, follow},
    fresh::Fresh,
    model::Sequence,
};
use crate::{
    desk::model::{Board, BoardHold, BoardVisit},
    error::AppError,
};

/// How a page is connected to what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// For the first time, or for the first time since the connection was lost.
    Connecting,
    /// What the page shows is true.
    Live,
    /// The server cannot be reached; it is tried again and again.
    Lost {
        /// Since when, by this machine's clock.
        since: Timestamp,
    },
    /// The session has ended or lost its rights; nothing more is tried.
    SignedOut,
}

/// A board that was loaded, and from where on it is followed. What is loaded another time takes its place; what was
/// told in between may not be in that, and is asked for again.
pub fn use_loaded_board(loaded: Board) -> (Signal<Board>, Signal<Sequence>) {
    let mut board = use_signal(|| loaded.clone());
    let mut from = use_signal(|| loaded.sequence.clone());
    use_effect(use_reactive!(|loaded| {
        if *board.peek() != loaded {
            from.set(loaded.sequence.clone());
            board.set(loaded);
        }
    }));
    (board, from)
}

/// Keeps a board true, from when the component is first shown until it goes, also when `board` is set to that
/// of another day. `load` asks the server for the board of a day: the server, and not what was kept from before.
/// Whoever sets the board to what was loaded also sets `from` to how far that had come.
///
/// ```ignore
/// let loaded = use_page_data(move || desk::api::board(date()))?;
/// let (board, from) = use_loaded_board(loaded);
/// let connection = use_live_board(board, from, |date| desk::api::board(Some(date.to_string())));
/// ```
///
/// The answer to a step taken on the page goes into the board by [`apply::put`]; that it comes by the
/// connection as well does no harm.
pub fn use_live_board<F, Fut>(
    board: Signal<Board>,
    from: Signal<Sequence>,
    load: F,
) -> ReadSignal<Connection>
where
    F: Fn(Date) -> Fut + 'static,
    Fut: Future<Output = Result<Board, AppError>> + 'static,
{
    let load = use_hook(|| -> Load { Rc::new(move |date| Box::pin(load(date))) });
    let date = use_memo(move || board.read().date);
    use_following(move |connection| {
        let page = OfBoard {
            date: date(),
            board,
            load: Rc::clone(&load),
        };
        // Read, so that it is followed anew from there when it is set.
        Box::pin(follow(page, from(), connection))
    })
}

/// Has the data of a page of a day (`YYYY-MM-DD`, today when empty) loaded again whenever something on it has changed,
/// and once when the connection stands: what was loaded before may be older. `shows` tells whether an appointment is
/// on the page, which is not loaded again for those that are not there and do not come.
pub fn use_live_day(
    date: ReadSignal<String>,
    fresh: Fresh,
    shows: impl Fn(i64) -> bool + 'static,
) -> ReadSignal<Connection> {
    let shows = use_hook(|| -> Shows { Rc::new(shows) });
    use_following(move |connection| {
        let page = OfDay {
            date: date(),
            fresh,
            shows: Rc::clone(&shows),
        };
        Box::pin(follow(page, Sequence::default(), connection))
    })
}

type Shows = Rc<dyn Fn(i64) -> bool>;
type Load = Rc<dyn Fn(Date) -> Pin<Box<dyn Future<Output = Result<Board, AppError>>>>>;
type Following = Pin<Box<dyn Future<Output = ()>>>;

/// Runs what follows the changes, another one when a signal read by `begin` changes.
fn use_following(
    mut begin: impl FnMut(Signal<Connection>) -> Following + 'static,
) -> ReadSignal<Connection> {
    let mut connection = use_signal(|| Connection::Connecting);
    let mut running = use_signal(|| None::<Task>);
    use_effect(move || {
        if let Some(before) = running.write().take() {
            before.cancel();
        }
        connection.set(Connection::Connecting);
        let task = spawn(begin(connection));
        running.set(Some(task));
    });
    connection.into()
}

struct OfBoard {
    date: Date,
    board: Signal<Board>,
    load: Load,
}

impl Page for OfBoard {
    fn date(&self) -> String {
        self.date.to_string()
    }

    fn show(&mut self, at: &Sequence, visit: BoardVisit) -> Outcome {
        let mut board = self.board.write();
        board.sequence = at.clone();
        apply::put(&mut board, visit)
    }

    fn hide(&mut self, at: &Sequence, id: i64) {
        // Most of what goes was never here: then nothing is drawn again.
        let shown = self.board.peek().visits.iter().any(|visit| visit.id == id);
        if shown {
            let mut board = self.board.write();
            board.sequence = at.clone();
            apply::remove(&mut board, id);
        }
    }

    fn hold(&mut self, at: &Sequence, doctor_id: i64, holds: Vec<BoardHold>) {
        // Most of it is of other days: then nothing is drawn again.
        let holds_of = |hold: &BoardHold| hold.doctor_id == doctor_id;
        if holds.is_empty() && !self.board.peek().holds.iter().any(holds_of) {
            return;
        }
        let mut board = self.board.write();
        board.sequence = at.clone();
        apply::hold(&mut board, doctor_id, holds);
    }

    async fn reload(&mut self, at: Sequence) -> Result<Sequence, AppError> {
        let mut loaded = (self.load)(self.date).await?;
        loaded.sequence = further(at, loaded.sequence);
        let sequence = loaded.sequence.clone();
        self.board.set(loaded);
        Ok(sequence)
    }
}

/// How far a board has come that was loaded after the connection came to `at`. It may have been loaded from
/// another server, whose numbers say nothing here.
fn further(at: Sequence, loaded: Sequence) -> Sequence {
    if loaded.epoch == at.epoch && loaded.number > at.number {
        loaded
    } else {
        at
    }
}

struct OfDay {
    date: String,
    fresh: Fresh,
    shows: Shows,
}

impl Page for OfDay {
    fn date(&self) -> String {
        self.date.clone()
    }

    fn show(&mut self, _: &Sequence, _: BoardVisit) -> Outcome {
        self.fresh.soon();
        Outcome::Changed
    }

    fn hide(&mut self, _: &Sequence, id: i64) {
        // Most of what goes was never here.
        if (self.shows)(id) {
            self.fresh.soon();
        }
    }

    fn hold(&mut self, _: &Sequence, _: i64, _: Vec<BoardHold>) {
        // It is the doctor's own, and has a place in their calendar.
        self.fresh.soon();
    }

    async fn reload(&mut self, at: Sequence) -> Result<Sequence, AppError> {
        self.fresh.soon();
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use dioxus::core::NoOpMutations;

    use super::*;
    use crate::{
        desk::testing::{board, visit},
        live::fresh::use_fresh,
    };

    fn at(epoch: &str, number: u64) -> Sequence {
        Sequence {
            epoch: epoch.to_owned(),
            number,
        }
    }

    #[test]
    fn a_board_loaded_from_another_server_goes_by_the_connection() {
        assert_eq!(further(at("a", 3), at("a", 5)), at("a", 5));
        assert_eq!(further(at("a", 5), at("a", 3)), at("a", 5));
        assert_eq!(further(at("a", 3), at("b", 90)), at("a", 3));
    }

    /// What a component shows once it has nothing more to do.
    fn settled(dom: &mut VirtualDom) -> String {
        for _ in 0..8 {
            dom.render_immediate(&mut NoOpMutations);
        }
        dioxus::ssr::render(dom)
    }

    #[test]
    fn a_board_that_is_loaded_again_is_followed_from_there() {
        #[derive(Default)]
        struct Outside {
            /// How far the board had come that is loaded.
            loaded: Cell<u64>,
            board: Cell<Option<Signal<Board>>>,
        }
        let outside = Rc::new(Outside::default());
        let page = |outside: Rc<Outside>| {
            let mut loaded = board(Vec::new());
            loaded.sequence = at("a", outside.loaded.get());
            let (board, from) = use_loaded_board(loaded);
            outside.board.set(Some(board));
            let mut begun = use_signal(Vec::<u64>::new);
            use_effect(move || {
                let from = from().number;
                begun.write().push(from);
            });
            let (visits, number) = (board.read().visits.len(), board.read().sequence.number);
            let begun = begun.read().clone();
            rsx! { "{visits} at {number}, followed from {begun:?}" }
        };
        outside.loaded.set(4);
        let mut dom = VirtualDom::new_with_props(page, Rc::clone(&outside));
        dom.rebuild_in_place();
        assert_eq!(settled(&mut dom), "0 at 4, followed from [4]");
        // Something is told meanwhile.
        dom.in_scope(ScopeId::APP, || {
            let mut board = outside.board.get().unwrap();
            let mut board = board.write();
            board.sequence.number = 9;
            apply::put(&mut board, visit(7, 3, "09:00", "09:30"));
        });
        assert_eq!(settled(&mut dom), "1 at 9, followed from [4]");
        outside.loaded.set(5);
        dom.mark_dirty(ScopeId::APP);
        assert_eq!(settled(&mut dom), "0 at 5, followed from [4, 5]");
    }

    #[test]
    fn a_page_of_a_day_is_loaded_again_for_what_it_shows() {
        let outside = Rc::new(Cell::new(None::<Fresh>));
        let page = |outside: Rc<Cell<Option<Fresh>>>| {
            let fresh = use_fresh();
            outside.set(Some(fresh));
            let mut loads = use_signal(|| 0);
            use_effect(move || {
                drop(fresh.load(async {}));
                *loads.write() += 1;
            });
            rsx! { "{loads}" }
        };
        let mut dom = VirtualDom::new_with_props(page, Rc::clone(&outside));
        dom.rebuild_in_place();
        assert_eq!(settled(&mut dom), "1");
        let mut page = OfDay {
            date: String::new(),
            fresh: outside.get().unwrap(),
            shows: Rc::new(|id| id == 7),
        };
        dom.in_scope(ScopeId::APP, || page.hide(&at("a", 1), 8));
        assert_eq!(settled(&mut dom), "1", "somebody else's");
        dom.in_scope(ScopeId::APP, || page.hide(&at("a", 2), 7));
        assert_eq!(settled(&mut dom), "2");
        let comes = visit(8, 3, "09:00", "09:30");
        dom.in_scope(ScopeId::APP, || page.show(&at("a", 3), comes));
        assert_eq!(settled(&mut dom), "3");
        dom.in_scope(ScopeId::APP, || page.hold(&at("a", 4), 3, Vec::new()));
        assert_eq!(settled(&mut dom), "4", "a time is kept no more");
    }
}
