//! What is kept: in memory, and on disk where there is a key for it.

mod call_backs;
mod days;
mod steps;

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::PathBuf,
};

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::de::DeserializeOwned;

use super::{
    model::{CallBack, Clock, KeptDay, Who},
    queue::Queue,
    sealed::{Key, Kind},
    shelf::{Shelf, Unusable},
};
use crate::{
    auth::{Me, model::Shell},
    clinic::model::Clinic,
    clinic_time::ClinicTime,
};

/// Who works here is forgotten after so long: by then no day is left.
const WHO: SignedDuration = SignedDuration::from_hours(48);

/// What is kept, for one server.
#[derive(Default)]
pub(super) struct Keeper {
    /// Where it is put; what is over is deleted there without a key too.
    folder: PathBuf,
    shelf: Option<Shelf>,
    who: Option<Who>,
    /// The clinic's clock; known after a log-out too, since what is left on disk is over by it.
    clock: Option<Clock>,
    /// Whoever sits here may see what is kept: they have signed in, or the lock has let them in.
    open: bool,
    days: BTreeMap<Date, KeptDay>,
    /// Days that changed since they were put on disk.
    changed: BTreeSet<Date>,
    /// The quarter of an hour, counted from 1970, in which the folder was swept last.
    swept: i64,
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
        local: Timestamp,
    ) -> Self {
        let mut keeper = Self {
            folder: folder.clone(),
            ..Self::default()
        };
        let shelf =
            key.and_then(|key| Shelf::at(folder, key, server).map_err(|error| error.to_string()));
        match shelf {
            Ok(shelf) => keeper.shelf = Some(shelf),
            Err(why) => keeper.say(format!(
                "Nothing is kept on this computer over a restart. {why}"
            )),
        }
        // First, since it tells the clinic's clock, and what is over is over by that.
        keeper.who = keeper.read(Kind::Who, None);
        keeper.clock = keeper.who.as_ref().map(|who| who.clock);
        keeper.sweep(local);
        keeper.who = keeper.read(Kind::Who, None);
        keeper.call_backs = keeper.read(Kind::CallBacks, None).unwrap_or_default();
        keeper
    }

    /// Whether what is kept may be shown.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// What the clinic's clock reads when this machine's reads `local`; none while nobody has been heard of.
    pub(super) fn now(&self, local: Timestamp) -> Option<ClinicTime> {
        let now = self.who.as_ref()?.clock.now(local);
        let day = self.days.get(&now.date());
        Some(day.map_or(now, |day| day.clock(now.timestamp())))
    }

    /// The instant, by the clinic's clock as far as it is known: this machine's may be wrong.
    fn instant(&self, local: Timestamp) -> Timestamp {
        self.clock
            .map_or(local, |clock| clock.now(local).timestamp())
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

    /// Something is to be said.
    pub(super) fn say(&mut self, notice: String) {
        if !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }

    // Who.

    /// The server says who is signed in. `heard` is this machine's clock.
    pub(super) fn signed_in(&mut self, me: &Me, shell: &Shell, heard: Timestamp) {
        let same = self.is_for(Some(me.id));
        if !same && !self.queue.is_empty() {
            let kept = self.shelf.is_some();
            self.say(if kept { waiting() } else { lost() });
        }
        let clock = Clock {
            clock: shell.now,
            heard,
        };
        self.clock = Some(clock);
        self.who = Some(Who {
            me: me.clone(),
            clinic: shell.clinic.name.clone(),
            clock,
        });
        self.write_who(heard);
        if !same {
            self.forget_days();
        }
        if !(same && self.open) {
            self.take_out(heard);
        }
    }

    /// The server says that nobody is signed in who may see what is kept, or nobody says so any more. It stays,
    /// for when they are.
    pub(super) fn shut(&mut self) {
        self.open = false;
    }

    /// Whether what is kept is this account's.
    pub(super) fn is_for(&self, user_id: Option<i64>) -> bool {
        let owner = self.who.as_ref().map(|who| who.me.id);
        owner.is_some() && owner == user_id
    }

    /// Opens what is kept for the account whose password was right last, if it is that account's.
    pub(super) fn let_in(&mut self, user_id: Option<i64>, local: Timestamp) {
        if self.is_for(user_id) && !self.open {
            self.take_out(local);
        }
    }

    /// Opens what is kept. What is in memory is of the same account, and newer than what is on disk, which may
    /// have taken nothing: from there comes only what is missing.
    fn take_out(&mut self, local: Timestamp) {
        self.open = true;
        let on_disk = self.own_shelf().map(|shelf| shelf.days(Kind::Day));
        let mut missing = on_disk.unwrap_or_default();
        missing.retain(|date| !self.days.contains_key(date));
        for date in missing {
            if let Some(day) = self.read::<KeptDay>(Kind::Day, Some(date)) {
                self.days.insert(date, day);
            }
        }
        if self.queue.is_empty()
            && let Some(today) = self.today(local)
        {
            self.queue = self.read(Kind::Steps, Some(today)).unwrap_or_default();
        }
    }

    /// Whoever worked here logged out: everything of theirs goes, but for the steps that nobody has sent. Those
    /// wait for the same account, and end with their day.
    pub(super) fn signed_out(&mut self) {
        if let Some(shelf) = self.own_shelf() {
            shelf.clear_days();
            if !shelf.days(Kind::Steps).is_empty() {
                self.say(waiting());
            }
        } else if !self.queue.is_empty() {
            self.say(lost());
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
        files.get(kind, day).unwrap_or_else(|why| {
            self.say(match why {
                Unusable::Removed => damaged(),
                Unusable::Unread(error) => {
                    format!("The disk did not give back what was kept on this computer: {error}.")
                }
            });
            None
        })
    }

    fn write_who(&mut self, local: Timestamp) {
        let ends = self.ends_after(WHO, local);
        let wrote = self
            .shelf
            .as_ref()
            .map(|shelf| shelf.put(Kind::Who, None, ends, &self.who));
        self.wrote(wrote);
    }

    /// The end of what is kept for so long.
    fn ends_after(&self, life: SignedDuration, local: Timestamp) -> Timestamp {
        let now = self.instant(local);
        now.saturating_add(life).unwrap_or(now)
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

fn waiting() -> String {
    "Steps of the account that was used here before are still waiting. They are sent when it logs in \
     again, and deleted at midnight."
        .to_owned()
}

fn lost() -> String {
    "Steps of the account that was used here before were never sent and are lost, since nothing is kept \
     on this computer."
        .to_owned()
}

fn damaged() -> String {
    "A file that was kept on this computer was damaged or not ours. It has been removed.".to_owned()
}

#[cfg(test)]
mod tests;
