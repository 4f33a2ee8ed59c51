//! Follows today's board for the system's notifications, whatever the windows show.

use std::{cell::RefCell, future::pending, rc::Rc};

use dioxus::prelude::*;
use jiff::{Timestamp, civil::Date};
use tokio::sync::Mutex;

use crate::{
    desk::{self, model::Board},
    desktop::notify,
    live::client::{use_live_board, use_loaded_board},
    offline::source,
};

/// Held by the window that follows it. When that window closes, another takes over.
static FOLLOWING: Mutex<()> = Mutex::const_new(());

/// Today's board, followed by one window of the app; it draws nothing.
#[component]
pub(super) fn Today(day: Date) -> Element {
    let mut mine = use_signal(|| false);
    use_future(move || async move {
        let _following = FOLLOWING.lock().await;
        mine.set(true);
        pending::<()>().await;
    });
    let kept = source::source().keeper.board(Some(day), Timestamp::now());
    let first = kept.filter(|_| mine());
    rsx! {
        for board in first {
            Follow { key: "{day}", board }
        }
    }
}

/// Tells what is new, from when the board that was kept has become the server's.
#[component]
fn Follow(board: Board) -> Element {
    let (shown, from) = use_loaded_board(board);
    let before = use_hook(|| Rc::new(RefCell::new(None::<Board>)));
    use_live_board(shown, from, |date: Date| {
        source::ask(desk::api::board(Some(date.to_string())))
    });
    use_effect(move || {
        let now = shown.read().clone();
        if let Some(was) = before.borrow_mut().replace(now.clone()) {
            notify::about(&was, &now);
        }
    });
    rsx! {}
}
