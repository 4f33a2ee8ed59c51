//! The board of the day, as the front desk works on it all day long.

mod booking;
mod clock;
mod columns;
mod filters;
mod find;
mod head;
mod items;
mod keys;
mod layout;
mod led;
mod list;
mod next;
mod panel;
mod query;
mod reckon;
mod said;
mod shortcuts;
mod state;
mod steps;
mod stops;
mod undo;
mod visit;
mod waiting;
mod wishes;
mod work;

use dioxus::prelude::*;
use jiff::civil::Date;

pub use shortcuts::Shortcuts;

use self::{
    columns::Columns,
    filters::Filters,
    head::{Bar, Begin, Counts},
    keys::{KEYS, Keyboard},
    layout::Ask,
    list::List,
    panel::{HEADING, Panel},
    query::{Query, View},
    said::{Arrivals, Problem, Said},
    state::{Desk as Open, use_desk, visit_key},
    stops::use_kept_stop,
    waiting::Waiting,
};
use crate::{
    auth::Role,
    desk::{
        actions::{self, use_standing},
        api,
        model::{Board, BoardVisit},
        walk_in::NewVisit,
    },
    displaced::DisplacedNotice,
    encounters::pages::OpenNotice,
    error::AppError,
    live::{
        client::{Connection, use_live_board},
        leave::use_leave,
    },
    ui::{ErrorPage, Page, platform, use_keys, use_page_data, use_session, words::long_day},
};

/// Front desk.
#[component]
pub fn Desk(
    /// The day, `YYYY-MM-DD`; today when empty.
    date: ReadSignal<String>,
    /// `columns` or `list`; columns, and below each other on a phone, when empty.
    view: ReadSignal<String>,
    /// The doctor whose day it is; all when empty.
    doctor_id: ReadSignal<String>,
    /// The room; all when empty.
    room_id: ReadSignal<String>,
    /// The stage; all when empty.
    stage: ReadSignal<String>,
    /// The visit whose details are open.
    visit: ReadSignal<String>,
) -> Element {
    let session = use_session();
    let mut loaded =
        use_page_data(move || actions::load(Some(date()).filter(|date| !date.is_empty())))?;
    // A board that was opened as today's goes on with the next day.
    let next_day = use_callback(move |()| {
        if date.peek().is_empty() {
            loaded.restart();
        }
    });
    let again = use_callback(move |()| loaded.restart());
    let query = Query::read(&view(), &doctor_id(), &room_id(), &stage(), &visit());
    match &*loaded.read() {
        // A doctor has their schedule.
        Ok(_) if session.role() == Some(Role::Doctor) => rsx! {
            ErrorPage { error: AppError::Forbidden }
        },
        // Another day is another board.
        Ok(board) => rsx! {
            for loaded in [board.clone()] {
                OpenBoard {
                    key: "{loaded.date}",
                    asked: date().parse::<Date>().ok(),
                    loaded,
                    query: query.clone(),
                    next_day,
                    again,
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

/// A board, kept true as long as it is open.
#[component]
fn OpenBoard(
    loaded: Board,
    /// The day that was asked for last, and is on its way if it is another one; today unless given.
    asked: Option<Date>,
    query: Query,
    /// Called when the day is over.
    next_day: Callback,
    /// Called when the board has to be asked for again.
    again: Callback,
) -> Element {
    let standing = use_standing();
    let desk = use_desk(loaded, &query);
    let asked = asked.unwrap_or_else(|| (desk.today)());
    let connection = use_live_board(desk.board, desk.from, |date| {
        api::board(Some(date.to_string()))
    });
    use_effect(move || actions::shown(&desk.board.read()));
    use_effect(move || {
        if matches!(connection(), Connection::Lost { .. }) {
            actions::lost();
        }
    });
    use_leave(connection, move || again.call(()));
    // The installed app keeps the next day too; a browser that is cut off at midnight is left with the day it has.
    // While a visit is being entered, what was typed would go with the day.
    let kept = standing.since.is_some();
    use_effect(move || {
        let over = (desk.clock)() >= desk.board.peek().whole.ends_at;
        if over && !(desk.books)() && (kept || connection() == Connection::Live) {
            next_day.call(());
        }
    });
    let own = desk.own();
    let steps = use_memo(move || u64::try_from(own.read().len()).unwrap_or(u64::MAX));
    use_kept_stop(&desk, &query);
    // The details of a visit that has left the day close.
    use_effect(move || {
        let mut opened = desk.opened;
        let has_left = |id: i64| desk.board.read().visits.iter().all(|visit| visit.id != id);
        if opened().is_some_and(has_left) {
            opened.set(None);
        }
    });
    // What had the focus may be gone when a step was taken. The details of another visit are not where it goes: keys
    // that follow would be for that one.
    use_effect(move || {
        let Some(id) = desk.done().and_then(|done| done.id) else {
            return;
        };
        let place = if *desk.opened.peek() == Some(id) {
            HEADING.to_owned()
        } else {
            visit_key(id)
        };
        platform::refocus(&format!("#{place}"));
    });
    use_effect(|| platform::scroll_to(".desk-board .axis-scroll", ".axis-hours-now"));
    let keyboard = Keyboard {
        desk,
        asked,
        query: query.clone(),
        standing,
    };
    let on_board = keyboard.clone();
    use_keys(KEYS, move |pressed| keyboard.pressed(&pressed));
    let date = desk.board.read().date;
    rsx! {
        Page {
            title: "Front desk",
            lede: long_day(date),
            class: "wide desk",
            actions: rsx! {
                Begin { query: query.clone() }
            },
            OpenNotice { steps }
            DisplacedNotice {}
            Bar { query: query.clone(), connection }
            Problem {}
            Waiting { query: query.clone() }
            div { class: "desk-narrow",
                Counts { query: query.clone() }
                Filters { query: query.clone() }
            }
            div {
                class: "desk-open",
                class: if (desk.opened)().is_some() { "beside" },
                "aria-busy": (asked != date).then_some("true"),
                div {
                    class: "desk-board",
                    onkeydown: move |event| on_board.on_board(&event),
                    match query.shown() {
                        View::Columns => rsx! {
                            Columns { query: query.clone() }
                        },
                        View::List => rsx! {
                            List { query: query.clone() }
                        },
                    }
                }
                Opened { query: query.clone() }
            }
            Said {}
            Arrivals {}
            Shortcuts { open: desk.helps }
            NewBooking { desk }
        }
    }
}

/// The details of the visit that is open, if one is.
#[component]
fn Opened(query: Query) -> Element {
    let desk = state::use_this_desk();
    let standing = use_standing();
    let board = desk.board.read();
    let opened = (desk.opened)();
    let visit = board.visits.iter().find(|visit| Some(visit.id) == opened);
    let ask = Ask {
        board: &board,
        reckoned: &desk.reckoned.read(),
        now: (desk.clock)(),
        query: &query,
        search: "",
        standing: &standing,
    };
    let shown = visit.map(|visit| ask.shown(visit, String::new()));
    rsx! {
        for shown in shown {
            Panel {
                key: "{shown.visit.id}",
                shown,
                rooms: board.rooms.clone(),
                back: desk.path(&query, board.date),
            }
        }
    }
}

/// The dialog for a new visit.
#[component]
fn NewBooking(desk: Open) -> Element {
    let booking = (desk.booking)();
    rsx! {
        NewVisit {
            open: desk.books,
            doctor_id: booking.doctor_id,
            starts_at: booking.starts_at,
            ends_at: booking.ends_at,
            walk_in: booking.walk_in,
            on_done: move |visit: BoardVisit| desk.show(visit),
        }
    }
}
