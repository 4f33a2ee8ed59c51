//! What is kept: in memory, and on disk where there is a key for it.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::PathBuf,
};

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::de::DeserializeOwned;

use super::{
    model::{CallBack, KeptDay, Who},
    queue::{Answer, Queue, ServerSide, Waiting},
    sealed::{Key, Kind},
    shelf::Shelf,
};
use crate::{
    auth::{Me, model::Shell},
    clinic::model::Clinic,
    clinic_time::ClinicTime,
    desk::model::{Board, BoardVisit},
    encounters::model::Stage,
    error::AppError,
};

/// The call-back list is deleted when nothing was done on it for so long.
const CALL_BACKS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Who works here is forgotten after so long: by then no day is left.
const WHO: SignedDuration = SignedDuration::from_hours(48);

/// What is kept, for one server.
#[derive(Default)]
pub(super) struct Keeper {
    shelf: Option<Shelf>,
    who: Option<Who>,
    /// Whoever sits here may see what is kept: they have signed in, or the lock has let them in.
    open: bool,
    days: BTreeMap<Date, KeptDay>,
    /// Days that changed since they were put on disk.
    changed: BTreeSet<Date>,
    /// Steps of today.
    queue: Queue,
    call_backs: Vec<CallBack>,
    /// What is to be said, the latest last.
    notices: Vec<String>,
}

impl Keeper {
    /// What is in `folder` for `server`; without a key, for which the reason is given, nothing is.
    pub(super) fn new(
        folder: PathBuf,
        key: Result<Key, String>,
        server: String,
        now: Timestamp,
    ) -> Self {
        let mut keeper = Self::default();
        let shelf =
            key.and_then(|key| Shelf::at(folder, key, server).map_err(|error| error.to_string()));
        match shelf {
            Ok(shelf) => {
                keeper.shelf = Some(shelf);
                keeper.sweep(now);
                keeper.who = keeper.read(Kind::Who, None);
                keeper.call_backs = keeper.read(Kind::CallBacks, None).unwrap_or_default();
            }
            Err(why) => keeper.say(format!(
                "Nothing is kept on this computer over a restart. {why}"
            )),
        }
        keeper
    }

    /// Who works here, as far as is known without the server.
    pub(super) fn who(&self) -> Option<&Who> {
        self.who.as_ref()
    }

    /// Whether what is kept may be shown.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// What the clinic's clock reads; none while nobody has been heard of.
    pub(super) fn now(&self, local: Timestamp) -> Option<ClinicTime> {
        let now = self.who.as_ref()?.now(local);
        let day = self.days.get(&now.date());
        Some(day.map_or(now, |day| day.clock(now.timestamp())))
    }

    fn today(&self, local: Timestamp) -> Option<Date> {
        self.now(local).map(ClinicTime::date)
    }

    /// What is to be said.
    pub(super) fn notices(&self) -> &[String] {
        &self.notices
    }

    /// What was said has been read.
    pub(super) fn dismiss(&mut self) {
        self.notices.clear();
    }

    fn say(&mut self, notice: String) {
        if !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }

    // Who.

    /// The server says who is signed in. `heard` is this machine's clock.
    pub(super) fn signed_in(&mut self, me: &Me, shell: &Shell, heard: Timestamp) {
        let same = self.who.as_ref().is_some_and(|who| who.me.id == me.id);
        if !same && !self.queue.is_empty() {
            self.say(
                "Steps of the account that was used here before are still waiting. They are sent \
                 when it logs in again, and deleted at midnight."
                    .to_owned(),
            );
        }
        self.who = Some(Who {
            me: me.clone(),
            clinic: shell.clinic.name.clone(),
            clock: shell.now,
            heard,
        });
        self.write_who(heard);
        if !same {
            self.forget_days();
        }
        if !(same && self.open) {
            self.take_out(heard);
        }
    }

    /// The server says that nobody is signed in who may see what is kept. It stays, for when they are.
    pub(super) fn shut(&mut self) {
        self.open = false;
    }

    /// Opens what is kept for whoever worked here last: the lock has let them in.
    pub(super) fn take_out(&mut self, now: Timestamp) {
        self.open = true;
        if self.shelf.is_none() {
            return;
        }
        self.forget_days();
        let dates = self.own_shelf().map(|shelf| shelf.days(Kind::Day));
        for date in dates.unwrap_or_default() {
            if let Some(day) = self.read::<KeptDay>(Kind::Day, Some(date)) {
                self.days.insert(date, day);
            }
        }
        if let Some(today) = self.today(now) {
            self.queue = self.read(Kind::Steps, Some(today)).unwrap_or_default();
        }
    }

    /// Whoever worked here logged out: everything of theirs goes.
    pub(super) fn signed_out(&mut self) {
        if let Some(shelf) = self.own_shelf() {
            shelf.clear();
        }
        if let Some(shelf) = &self.shelf {
            shelf.remove(Kind::Who, None);
        }
        self.who = None;
        self.open = false;
        self.forget_days();
    }

    fn forget_days(&mut self) {
        self.days.clear();
        self.changed.clear();
        self.queue = Queue::default();
    }

    /// The frame of the pages, when the server cannot be asked.
    pub(super) fn shell(&self, local: Timestamp) -> Option<Shell> {
        let who = self.who.as_ref().filter(|_| self.open)?;
        Some(Shell {
            me: Some(who.me.clone()),
            clinic: Clinic {
                name: who.clinic.clone(),
                ..Clinic::unnamed()
            },
            now: self.now(local)?,
            flash: None,
        })
    }

    // Days.

    /// A board as the server has it: today and tomorrow are kept.
    pub(super) fn keep(&mut self, board: &Board, local: Timestamp) {
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
    pub(super) fn board(&self, date: Option<Date>, local: Timestamp) -> Option<Board> {
        let date = date.or_else(|| self.today(local))?;
        let mut board = self.days.get(&date).filter(|_| self.open)?.board();
        self.queue.lay_over(&mut board);
        Some(board)
    }

    /// The days that are kept, each with what waits on it and as of when it is.
    pub(super) fn sheets(&self) -> Vec<(Board, ClinicTime)> {
        let days = self.days.values().filter(|_| self.open);
        days.map(|day| {
            let mut board = day.board();
            self.queue.lay_over(&mut board);
            (board, day.as_of)
        })
        .collect()
    }

    /// Puts on disk what changed, and lets go of what is over.
    pub(super) fn tidy(&mut self, now: Timestamp) {
        for date in std::mem::take(&mut self.changed) {
            let Some(day) = self.days.get(&date) else {
                continue;
            };
            let wrote = self
                .own_shelf()
                .map(|shelf| shelf.put(Kind::Day, Some(date), day.whole.ends_at.timestamp(), day));
            self.wrote(wrote);
        }
        let over: Vec<Date> = self
            .days
            .values()
            .filter(|day| day.is_over(now))
            .map(|day| day.date)
            .collect();
        if !over.is_empty() {
            self.days.retain(|date, _| !over.contains(date));
            if self
                .today(now)
                .is_some_and(|today| over.iter().any(|day| *day < today))
            {
                // What waited was of the day that is over; its file is swept.
                if !std::mem::take(&mut self.queue).is_empty() {
                    self.say(unsent());
                }
            }
            self.sweep(now);
        }
    }

    fn sweep(&mut self, now: Timestamp) {
        let Some(files) = &self.shelf else { return };
        let swept = files.sweep(now);
        if swept.unsent > 0 {
            self.say(unsent());
        }
        if swept.foreign > 0 {
            self.say(damaged());
        }
    }

    // Steps.

    /// What waits.
    pub(super) fn queue(&self) -> &Queue {
        &self.queue
    }

    /// Whether a step of this visit could wait: it is today's, and of a day that is kept.
    pub(super) fn may_wait(&self, visit: &BoardVisit, local: Timestamp) -> bool {
        self.open && self.today(local) == Some(visit.starts_at.date())
    }

    /// Adds a step of a visit; answers the visit as it will stand.
    ///
    /// # Errors
    /// When such a step does not follow.
    pub(super) fn push(
        &mut self,
        key: String,
        visit: BoardVisit,
        stage: Stage,
        room_id: Option<i64>,
        local: Timestamp,
    ) -> Result<BoardVisit, AppError> {
        let now = self.now(local).ok_or(AppError::Offline)?;
        let stands = self.queue.push(key, visit, stage, room_id, now)?;
        self.write_steps(local);
        Ok(stands)
    }

    /// The step with this key, or else the next one, is sent now.
    pub(super) fn begin(&mut self, key: Option<&str>, local: Timestamp) -> Option<Waiting> {
        let step = match key {
            Some(key) => self.queue.begin(key),
            None => self.queue.next_to_send(),
        }?;
        self.write_steps(local);
        Some(step)
    }

    /// Changes what waits.
    pub(super) fn change<T>(
        &mut self,
        local: Timestamp,
        change: impl FnOnce(&mut Queue) -> T,
    ) -> T {
        let result = change(&mut self.queue);
        self.write_steps(local);
        result
    }

    /// A step was answered; `visit` is what the server made of it.
    pub(super) fn answered(
        &mut self,
        key: &str,
        answer: Answer,
        server: Option<ServerSide>,
        visit: Option<&BoardVisit>,
        local: Timestamp,
    ) {
        if let Some(visit) = visit
            && let Some(day) = self.days.get_mut(&visit.starts_at.date())
        {
            day.put(visit);
            self.changed.insert(day.date);
        }
        self.change(local, |queue| queue.answered(key, answer, server));
    }

    // The call-back list.

    /// Whom to call back.
    pub(super) fn call_backs(&self) -> &[CallBack] {
        &self.call_backs
    }

    /// Somebody is to be called back.
    pub(super) fn note(&mut self, call_back: CallBack, now: Timestamp) {
        self.call_backs.push(call_back);
        self.write_call_backs(now);
    }

    /// Somebody was called back.
    pub(super) fn called(&mut self, key: &str, now: Timestamp) {
        self.call_backs.retain(|call_back| call_back.key != key);
        self.write_call_backs(now);
    }

    // Disk.

    fn own_shelf(&self) -> Option<Shelf> {
        let id = self.who.as_ref()?.me.id;
        self.shelf.as_ref().map(|files| files.of(id))
    }

    /// What is of one account is on its own shelf, the rest on the desk's.
    fn read<T: DeserializeOwned>(&mut self, kind: Kind, day: Option<Date>) -> Option<T> {
        let files = match kind {
            Kind::Day | Kind::Steps => self.own_shelf()?,
            Kind::Who | Kind::CallBacks => self.shelf.clone()?,
        };
        files.get(kind, day).unwrap_or_else(|_removed| {
            self.say(damaged());
            None
        })
    }

    fn write_who(&mut self, now: Timestamp) {
        let ends = now.saturating_add(WHO).unwrap_or(now);
        let wrote = self
            .shelf
            .as_ref()
            .map(|shelf| shelf.put(Kind::Who, None, ends, &self.who));
        self.wrote(wrote);
    }

    fn write_steps(&mut self, now: Timestamp) {
        let Some(today) = self.today(now) else { return };
        let Some(files) = self.own_shelf() else {
            return;
        };
        if self.queue.is_empty() {
            files.remove(Kind::Steps, Some(today));
            return;
        }
        let ends = self.days.get(&today).map_or_else(
            || now.saturating_add(WHO).unwrap_or(now),
            |day| day.whole.ends_at.timestamp(),
        );
        let wrote = files.put(Kind::Steps, Some(today), ends, &self.queue);
        self.wrote(Some(wrote));
    }

    fn write_call_backs(&mut self, now: Timestamp) {
        let Some(files) = &self.shelf else { return };
        if self.call_backs.is_empty() {
            files.remove(Kind::CallBacks, None);
            return;
        }
        let ends = now.saturating_add(CALL_BACKS).unwrap_or(now);
        let wrote = files.put(Kind::CallBacks, None, ends, &self.call_backs);
        self.wrote(Some(wrote));
    }

    fn wrote(&mut self, wrote: Option<io::Result<()>>) {
        if let Some(Err(error)) = wrote {
            self.say(format!(
                "The disk did not take what is to be kept over a restart: {error}."
            ));
        }
    }
}

fn unsent() -> String {
    "Steps of a day that is over were never sent and have been deleted. Their visits are on the list \
     of open visits."
        .to_owned()
}

fn damaged() -> String {
    "A file that was kept on this computer was damaged or not ours. It has been removed.".to_owned()
}

#[cfg(test)]
mod tests;
