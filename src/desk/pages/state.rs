//! What an open board knows, and what is done on it.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use jiff::civil::Date;

use super::{
    booking::Booking,
    clock::{today, use_clock},
    led::Led,
    next::{Calls, use_calls},
    panel::HEADING,
    query::Query,
    reckon::Reckoned,
    stops::Stop,
    undo,
    wishes::Wish,
    work::{Done, Reached, Work, use_work},
};
use crate::{
    clinic_time::ClinicTime,
    desk::model::{Board, BoardVisit},
    encounters::model::Stage,
    live::{client::use_loaded_board, model::Sequence},
    patients::pages::kept,
    ui::{platform, use_session},
};

/// An open board.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Desk {
    /// The day.
    pub(super) board: Signal<Board>,
    /// How far it had come when it was loaded.
    pub(super) from: Signal<Sequence>,
    /// What the clinic's clock shows, by the minute.
    pub(super) clock: Signal<ClinicTime>,
    /// The day it is in the clinic.
    pub(super) today: Memo<Date>,
    /// What follows from that.
    pub(super) reckoned: Memo<Reckoned>,
    /// Whether the page has come alive.
    pub(super) alive: Signal<bool>,
    /// Whose details are open.
    pub(super) opened: Signal<Option<i64>>,
    /// The item on the board that the tab key leads to.
    pub(super) stop: Signal<Option<Stop>>,
    /// What stands in the search field.
    pub(super) search: Signal<String>,
    /// Whether the dialog for a new visit is open.
    pub(super) books: Signal<bool>,
    /// What it is opened for.
    pub(super) booking: Signal<Booking>,
    /// Whether the list of keys is open.
    pub(super) helps: Signal<bool>,
    /// The calls of next patients.
    pub(super) calls: Calls,
    /// Where the focus went by itself last.
    led: Signal<Option<Led>>,
    work: Work,
    ask: Callback<(i64, Wish)>,
}

/// Makes the state of a board that was loaded, known to everything on it.
pub(super) fn use_desk(loaded: Board, query: &Query) -> Desk {
    let (board, from) = use_loaded_board(loaded);
    let (work, session) = (use_work(board), use_session());
    let mut alive = use_signal(|| false);
    use_effect(move || alive.set(true));
    let clock = use_clock(board);
    let desk = Desk {
        work,
        board,
        from,
        clock,
        today: use_memo(move || today(&board.read(), clock())),
        reckoned: use_memo(move || Reckoned::of(&board.read(), clock())),
        alive,
        opened: use_signal(|| query.visit),
        stop: use_signal(|| None),
        search: use_signal(|| kept(&session).unwrap_or_default()),
        books: use_signal(|| false),
        booking: use_signal(Booking::default),
        helps: use_signal(|| false),
        calls: use_calls(&work),
        led: use_signal(|| None),
        ask: use_callback(move |(id, wish)| work.ask(id, wish)),
    };
    use_context_provider(|| desk)
}

/// The board that this is on.
pub(super) fn use_this_desk() -> Desk {
    use_context()
}

impl Desk {
    /// A visit of the board.
    pub(super) fn visit(self, id: i64) -> Option<BoardVisit> {
        find(&self.board.peek(), id)
    }

    /// Takes a step of a visit, if it may be taken.
    pub(super) fn step(self, id: i64, to: Stage) {
        self.ask.call((id, Wish::Step(to, None)));
    }

    /// Calls the patient of a visit to a room.
    pub(super) fn check_in(self, id: i64, room_id: Option<i64>) {
        self.ask.call((id, Wish::Step(Stage::CheckedIn, room_id)));
    }

    /// Takes the last step of this visit back, and of no other.
    pub(super) fn undo(self, id: i64) {
        self.ask.call((id, Wish::Back));
    }

    /// Takes back what was done here last.
    pub(super) fn undo_last(self) {
        let awaited = self.work.wishes.peek().last();
        if let Some(id) = awaited {
            self.undo(id);
            return;
        }
        let step = self.work.done.peek().as_ref().and_then(Done::step);
        match step {
            Some((id, reached)) => self.undo_step(id, reached),
            None => self.say(undo::NOTHING),
        }
    }

    /// Takes back the step that led a visit there.
    pub(super) fn undo_step(self, id: i64, reached: Reached) {
        let is_there = |visit: BoardVisit| Reached::by(&visit) == reached;
        if self.visit(id).is_some_and(is_there) {
            self.undo(id);
        } else {
            // Somebody else has gone on with the visit.
            self.say(undo::OVER);
        }
    }

    /// For how many milliseconds a step can still be taken back.
    pub(super) fn undo_left(self, until: ClinicTime) -> Option<u32> {
        undo::left(until, self.work.now())
    }

    /// Shows a visit that was made here, and leads to it.
    pub(super) fn show(self, visit: BoardVisit) {
        let key = visit_key(visit.id);
        self.stand(Stop::of(&visit));
        self.work.put(visit);
        spawn(async move {
            // Once it is drawn.
            platform::pause(50).await;
            platform::refocus(&format!("#{key}"));
        });
    }

    /// The focus has come to an item of the board.
    pub(super) fn stand(self, stop: Stop) {
        let Self {
            stop: mut here,
            mut led,
            ..
        } = self;
        let id = visit_of(&stop.key);
        here.set(Some(stop));
        let now = platform::milliseconds();
        let explained = led
            .peek()
            .zip(id)
            .is_some_and(|(led, id)| led.explains(id, now));
        if !explained {
            led.set(None);
        }
    }

    /// Goes on from an item that is gone, and with the focus if that was on it.
    pub(super) fn lead(self, gone: &Stop, next: Stop) {
        let Self {
            mut stop, mut led, ..
        } = self;
        let (from, to) = (visit_of(&gone.key), visit_of(&next.key));
        // The details of what is gone from the board may be open still.
        let place = match self.open_visit() {
            Some(id) if from == Some(id) => HEADING.to_owned(),
            _ => next.key.clone(),
        };
        stop.set(Some(next));
        platform::refocus(&format!("#{place}"));
        // Word of a step taken here may come sooner than its answer.
        let last = self.work.done.peek().as_ref().and_then(|done| done.id);
        let own = |id: i64| last == Some(id) || self.work.wishes.peek().awaits(id);
        let at = platform::milliseconds();
        let new = from.zip(to).map(|(from, to)| Led {
            from,
            to,
            at,
            own: own(from),
        });
        led.set(new);
    }

    /// The visit that a letter is meant for which was pressed on this one; if it is this one, it is chosen by that.
    pub(super) fn meant(self, id: i64) -> i64 {
        let mut led = self.led;
        let now = platform::milliseconds();
        let meant = led.peek().map_or(id, |led| led.meant(id, now));
        if meant == id {
            led.set(None);
        }
        meant
    }

    /// Whether the focus came to this visit because of a step that was taken here, without anybody having chosen it.
    pub(super) fn was_led_to(self, id: i64) -> bool {
        self.led.peek().is_some_and(|led| led.is_unchosen(id))
    }

    /// Says something that cannot be taken back.
    pub(super) fn say(self, words: impl Into<String>) {
        self.work.say(words.into());
    }

    /// What was done here last.
    pub(super) fn done(self) -> Option<Done> {
        (self.work.done)()
    }

    /// What went wrong here last.
    pub(super) fn problem(self) -> Signal<Option<String>> {
        self.work.problem
    }

    /// Opens the details of a visit and leads there.
    pub(super) fn open(self, id: i64) {
        let Self {
            mut opened,
            mut led,
            ..
        } = self;
        led.set(None);
        if let Some(visit) = self.visit(id) {
            self.stand(Stop::of(&visit));
        }
        opened.set(Some(id));
    }

    /// Whose details are open, if they are on the board.
    pub(super) fn open_visit(self) -> Option<i64> {
        let opened = *self.opened.peek();
        opened.filter(|id| self.visit(*id).is_some())
    }

    /// Closes the details and goes back to the visit, or to what is nearest where it has left the board.
    pub(super) fn close(self) {
        let mut opened = self.opened;
        let Some(id) = opened.take() else { return };
        let stop = self.stop.peek().clone();
        if let Some(stop) = stop {
            platform::focus(&format!("#{}", stop.key));
        }
        platform::focus(&format!("#{}", visit_key(id)));
    }

    /// The address of a day, narrowed like this.
    pub(super) fn path(self, query: &Query, day: Date) -> String {
        query.path(self.named(day))
    }

    /// The address that has this visit opened.
    pub(super) fn visit_path(self, query: &Query, id: i64) -> String {
        let date = self.board.peek().date;
        query.visit_path(self.named(date), id)
    }

    /// A day as addresses name it: not where it is today, so that a board that is left open goes on with the
    /// next day.
    pub(super) fn named(self, day: Date) -> Option<Date> {
        Some(day).filter(|day| *day != (self.today)())
    }

    /// Opens the dialog for a new visit, or says why there can be none now.
    pub(super) fn book(self, booking: Booking, refused: Option<&str>) {
        if let Some(why) = refused {
            self.say(why);
            return;
        }
        let Self {
            booking: mut this,
            mut books,
            ..
        } = self;
        this.set(booking);
        books.set(true);
    }

    /// Whether an answer about this visit is awaited.
    pub(super) fn is_busy(self, id: i64) -> bool {
        self.work.wishes.read().awaits(id)
    }

    /// What was done here: which visit, and its version then.
    pub(super) fn own(self) -> Signal<BTreeSet<(i64, i32)>> {
        self.work.own
    }

    /// Whether this version of a visit came about here.
    pub(super) fn is_own(self, id: i64, version: i32) -> bool {
        self.work.own.peek().contains(&(id, version))
    }
}

/// The key of a visit on the board, which is its element's id.
pub(super) fn visit_key(id: i64) -> String {
    format!("visit-{id}")
}

/// The visit of a key.
pub(super) fn visit_of(key: &str) -> Option<i64> {
    key.strip_prefix("visit-")?.parse().ok()
}

/// A visit of a board.
pub(super) fn find(board: &Board, id: i64) -> Option<BoardVisit> {
    board.visits.iter().find(|visit| visit.id == id).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_name_visits() {
        assert_eq!(visit_of(&visit_key(12)), Some(12));
        assert_eq!(visit_of("gap-3-12"), None);
    }
}
