//! The time a board goes by.

use dioxus::prelude::*;
use jiff::civil::Date;

use crate::{
    clinic_time::ClinicTime,
    desk::model::Board,
    ui::{Session, platform, use_session},
};

/// What the clinic's clock shows, minute by minute.
pub(super) fn use_clock(board: Signal<Board>) -> Signal<ClinicTime> {
    let session = use_session();
    let mut clock = use_signal(|| reading(&session, &board.peek()));
    // Effects run in browsers and in the installed app only.
    use_effect(move || {
        spawn(async move {
            loop {
                let past = platform::milliseconds().rem_euclid(60_000);
                platform::pause(u32::try_from(60_000 - past).unwrap_or(60_000)).await;
                clock.set(reading(&session, &board.peek()));
            }
        });
    });
    clock
}

/// The moment, as the clock of the board's day shows it where it is that day's.
pub(super) fn reading(session: &Session, board: &Board) -> ClinicTime {
    let whole = board.whole;
    let now = session.clock().unwrap_or(whole.starts_at);
    if whole.changes_clock() || now < whole.starts_at || now >= whole.ends_at {
        return now;
    }
    let passed = now.timestamp().as_millisecond() - whole.starts_at.timestamp().as_millisecond();
    whole.starts_at.later(passed)
}

/// The day it is. Within the board's own it is that one, whatever the clock was set to when the page was made.
pub(super) fn today(board: &Board, now: ClinicTime) -> Date {
    let whole = board.whole;
    if whole.starts_at <= now && now < whole.ends_at {
        board.date
    } else {
        now.date()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::desk::testing::{at, board};

    #[test]
    fn the_day_it_is_is_the_board_s_own_until_that_is_over() {
        let board = board(Vec::new());
        let monday = board.date;
        assert_eq!(today(&board, at("00:00")), monday);
        // A clock that was set before summer time ended.
        let ahead: ClinicTime = "2026-11-24T00:30:00+01:00".parse().unwrap();
        assert_eq!(today(&board, ahead), monday);
        assert_eq!(today(&board, board.whole.ends_at), date(2026, 11, 24));
        assert_eq!(today(&board, at("00:00").plus(-1)), date(2026, 11, 22));
    }
}
