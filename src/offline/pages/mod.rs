//! What is shown while the server is away, and of what is left of that afterwards.

mod ask;
mod bar;
mod call_backs;
mod sheet;
mod today;

use dioxus::prelude::*;
use jiff::{Timestamp, civil::Date};

use self::today::Today;
use super::{
    courier,
    model::CallBack,
    source::{self, Reloads, Shells},
};
use crate::{desk::actions::Standing, desktop::lock};

pub use bar::Bar;

/// What a window shows of it.
#[derive(Clone, Debug, Default, PartialEq)]
struct View {
    /// The server cannot be reached.
    away: bool,
    standing: Standing,
    waiting: usize,
    asked: Vec<Asked>,
    sign_in: bool,
    notices: Vec<String>,
    call_backs: Vec<CallBack>,
    /// Somebody works here whose days may be shown.
    open: bool,
    /// Today, if it is kept and may be shown.
    today: Option<Date>,
    reloads: u64,
    shells: u64,
}

/// A step that the desk has to decide about.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    appointment_id: i64,
    question: String,
    /// The server's own words.
    words: String,
    /// Steps of the same visit behind it.
    behind: usize,
    /// The visit is there, so that it can be tried again.
    is_there: bool,
}

impl View {
    fn now() -> Self {
        let source = source::source();
        let keeper = &source.keeper;
        // Names are for whom what is kept may be shown to.
        let open = keeper.is_open();
        let objections = keeper.queue().objections().filter(|_| open);
        let asked = objections.map(|(step, behind)| {
            let objection = step.objection.as_ref();
            Asked {
                appointment_id: step.appointment_id,
                question: step.question(),
                words: objection.map(|it| it.words.clone()).unwrap_or_default(),
                behind,
                is_there: objection.is_some_and(|it| it.server.is_some()),
            }
        });
        Self {
            away: source.away.is_some(),
            standing: source.standing(),
            waiting: keeper.queue().len(),
            asked: asked.collect(),
            sign_in: source.sign_in,
            notices: keeper.notices().to_vec(),
            call_backs: keeper
                .call_backs()
                .iter()
                .filter(|_| open)
                .cloned()
                .collect(),
            open,
            today: keeper.kept_today(Timestamp::now()),
            reloads: source.reloads(),
            shells: source.shells(),
        }
    }
}

/// Around everything in a window, the lock too: what is below knows how the server stands. What waits is sent,
/// and what is new today told, as long as the window is open.
#[component]
pub fn Frame(children: Element) -> Element {
    let mut view = use_context_provider(|| Signal::new(View::now()));
    let mut standing = use_context_provider(|| Signal::new(view.peek().standing.clone()));
    let reloads = use_memo(move || view.read().reloads);
    let shells = use_memo(move || view.read().shells);
    let today = use_memo(move || view.read().today);
    use_context_provider(|| Reloads(reloads));
    use_context_provider(|| Shells(shells));
    use_future(move || async move {
        let mut changes = source::changes();
        loop {
            let now = View::now();
            if *standing.peek() != now.standing {
                standing.set(now.standing.clone());
            }
            if *view.peek() != now {
                view.set(now);
            }
            if changes.changed().await.is_err() {
                return;
            }
        }
    });
    use_future(move || async move {
        let mut locks = lock::changes();
        while locks.changed().await.is_ok() {
            if !lock::is_locked() {
                source::let_in();
            }
        }
    });
    use_future(courier::run);
    // Where it was the last window, nothing else will.
    use_drop(source::flush);
    rsx! {
        for day in today() {
            Today { key: "{day}", day }
        }
        {children}
    }
}
