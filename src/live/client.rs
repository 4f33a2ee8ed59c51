//! How a page keeps what it shows true: it connects, takes in what it is told, asks again when it missed
//! something, and comes back when the connection is lost. On the server nothing happens.

use std::{pin::Pin, rc::Rc};

use dioxus::{core::Task, prelude::*};
use jiff::{Timestamp, civil::Date};

use super::{
    apply::{self, Outcome},
    follow::{Page, follow},
    model::Sequence,
};
use crate::{
    desk::model::{Board, BoardVisit},
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

/// Keeps a board true, from when the component is first shown until it goes, also when `board` is set to that
/// of another day. `load` asks the server for the board of a day: the server, and not what was kept from before.
///
/// ```ignore
/// let loaded = use_page_data(move || desk::api::board(date()))?;
/// // .. into a signal, whenever it changes ..
/// let connection = use_live_board(board, |date| desk::api::board(Some(date.to_string())));
/// ```
///
/// The answer to a step taken on the page goes into the board by [`apply::put`]; that it comes by the
/// connection as well does no harm.
pub fn use_live_board<F, Fut>(board: Signal<Board>, load: F) -> ReadSignal<Connection>
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
        let at = board.peek().sequence.clone();
        Box::pin(follow(page, at, connection))
    })
}

/// Tells a page of a day (`YYYY-MM-DD`, today when empty) whenever something on it has changed, and once when the
/// connection stands: what was loaded before may be older. Usually it loads its data again then.
pub fn use_live_day(date: ReadSignal<String>, changed: Callback) -> ReadSignal<Connection> {
    use_following(move |connection| {
        let page = OfDay {
            date: date(),
            changed,
        };
        Box::pin(follow(page, Sequence::default(), connection))
    })
}

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
        #[cfg(feature = "desktop")]
        crate::desktop::notify::about(&self.board.peek(), &visit);
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
    changed: Callback,
}

impl Page for OfDay {
    fn date(&self) -> String {
        self.date.clone()
    }

    fn show(&mut self, _: &Sequence, _: BoardVisit) -> Outcome {
        self.changed.call(());
        Outcome::Changed
    }

    fn hide(&mut self, _: &Sequence, _: i64) {
        self.changed.call(());
    }

    async fn reload(&mut self, at: Sequence) -> Result<Sequence, AppError> {
        self.changed.call(());
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
