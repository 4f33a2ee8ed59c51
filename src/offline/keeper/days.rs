//! The days that are kept, and their end.

use jiff::{Timestamp, civil::Date};

use super::{Keeper, damaged, unsent};
use crate::{
    clinic_time::ClinicTime,
    desk::model::Board,
    offline::{model::KeptDay, sealed::Kind, shelf::sweep},
};

/// In seconds. Wherever the clinic is, its midnight is at a full quarter of an hour.
const QUARTER: i64 = 15 * 60;

impl Keeper {
    /// A board as the server has it: today and tomorrow are kept.
    pub(in crate::offline) fn keep(&mut self, board: &Board, local: Timestamp) {
        let Some(now) = self.now(local).filter(|_| self.open) else {
            return;
        };
        let today = now.date();
        if board.date == today || today.tomorrow().is_ok_and(|day| board.date == day) {
            self.days.insert(board.date, KeptDay::of(board, now));
            self.changed.insert(board.date);
        }
    }

    /// The board of a day as it is kept, with what waits on it.
    pub(in crate::offline) fn board(&self, date: Option<Date>, local: Timestamp) -> Option<Board> {
        let date = date.or_else(|| self.today(local))?;
        let mut board = self.days.get(&date).filter(|_| self.open)?.board();
        self.queue.lay_over(&mut board);
        Some(board)
    }

    /// Today, if it is kept and may be shown.
    pub(in crate::offline) fn kept_today(&self, local: Timestamp) -> Option<Date> {
        let today = self.today(local).filter(|_| self.open)?;
        self.days.contains_key(&today).then_some(today)
    }

    /// The days that are kept, each with what waits on it and as of when it is.
    pub(in crate::offline) fn sheets(&self) -> Vec<(Board, ClinicTime)> {
        let days = self.days.values().filter(|_| self.open);
        days.map(|day| {
            let mut board = day.board();
            self.queue.lay_over(&mut board);
            (board, day.as_of)
        })
        .collect()
    }

    /// Puts on disk what changed, and lets go of what is over.
    pub(in crate::offline) fn tidy(&mut self, local: Timestamp) {
        for date in std::mem::take(&mut self.changed) {
            let Some(day) = self.days.get(&date) else {
                continue;
            };
            let wrote = self
                .own_shelf()
                .map(|shelf| shelf.put(Kind::Day, Some(date), day.whole.ends_at.timestamp(), day));
            self.wrote(wrote);
        }
        let now = self.instant(local);
        self.days.retain(|_, day| !day.is_over(now));
        self.let_go(local);
        // Whatever is in memory: after a log-out, or before a log-in, there is something on disk alone.
        if quarter(now) != self.swept {
            self.sweep(local);
        }
    }

    /// Deletes from the disk what is over, whosever it is.
    pub(super) fn sweep(&mut self, local: Timestamp) {
        let now = self.instant(local);
        self.swept = quarter(now);
        let swept = sweep(&self.folder, now);
        if swept.unsent > 0 {
            self.say(unsent());
        }
        if swept.foreign > 0 {
            self.say(damaged());
        }
    }
}

fn quarter(now: Timestamp) -> i64 {
    now.as_second().div_euclid(QUARTER)
}
