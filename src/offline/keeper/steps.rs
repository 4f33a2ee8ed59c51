//! The steps that wait.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Keeper, WHO, unsent};
use crate::{
    desk::model::BoardVisit,
    encounters::model::Stage,
    error::AppError,
    offline::{
        queue::{Answer, Queue, ServerSide, Waiting},
        sealed::Kind,
    },
};

impl Keeper {
    /// What waits.
    pub(in crate::offline) fn queue(&self) -> &Queue {
        &self.queue
    }

    /// Whether a step of this visit could wait: it is today's, and of a day that is kept.
    pub(in crate::offline) fn may_wait(&self, visit: &BoardVisit, local: Timestamp) -> bool {
        self.open && self.today(local) == Some(visit.starts_at.date())
    }

    /// Adds a step of a visit; answers the visit as it will stand.
    ///
    /// # Errors
    /// When such a step does not follow.
    pub(in crate::offline) fn push(
        &mut self,
        key: String,
        visit: BoardVisit,
        stage: Stage,
        room_id: Option<i64>,
        local: Timestamp,
    ) -> Result<BoardVisit, AppError> {
        let now = self.now(local).ok_or(AppError::Offline)?;
        // A computer that slept over midnight has yesterday's still.
        self.let_go(local);
        let stands = self.queue.push(key, visit, stage, room_id, now)?;
        self.write_steps(local);
        Ok(stands)
    }

    /// Lets go of what waits of a day that is over, which is not sent later.
    pub(super) fn let_go(&mut self, local: Timestamp) {
        let Some(today) = self.today(local) else {
            return;
        };
        if self.queue.keep_day(today) > 0 {
            self.say(unsent());
        }
    }

    /// The step with this key is sent now, as it is taken, where that is still to be done.
    pub(in crate::offline) fn begin(&mut self, key: &str, local: Timestamp) -> Option<Waiting> {
        let step = self.queue.begin(key)?;
        self.write_steps(local);
        Some(step)
    }

    /// The next step is sent now, but for those of the visits that are passed over.
    pub(in crate::offline) fn next_to_send(
        &mut self,
        passed_over: &BTreeSet<i64>,
        local: Timestamp,
    ) -> Option<Waiting> {
        let step = self.queue.next_to_send(passed_over)?;
        self.write_steps(local);
        Some(step)
    }

    /// Changes what waits.
    pub(in crate::offline) fn change<T>(
        &mut self,
        local: Timestamp,
        change: impl FnOnce(&mut Queue) -> T,
    ) -> T {
        let result = change(&mut self.queue);
        self.write_steps(local);
        result
    }

    /// A step was answered; `visit` is what the server made of it.
    pub(in crate::offline) fn answered(
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

    fn write_steps(&mut self, local: Timestamp) {
        let Some(today) = self.today(local) else {
            return;
        };
        let Some(files) = self.own_shelf() else {
            return;
        };
        if self.queue.is_empty() {
            files.remove(Kind::Steps, Some(today));
            return;
        }
        let ends = self.days.get(&today).map_or_else(
            || self.ends_after(WHO, local),
            |day| day.whole.ends_at.timestamp(),
        );
        let wrote = files.put(Kind::Steps, Some(today), ends, &self.queue);
        self.wrote(Some(wrote));
    }
}
