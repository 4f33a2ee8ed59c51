//! A visit in the model: where it stands, and where it may go from there.

use anteroom::{
    appointments::model::Status,
    encounters::model::{Stage, UNDO_SECONDS},
};

use super::deed::Told;

/// Visits of ours take half an hour.
pub(crate) const LASTS: i64 = 1800;

/// What a patient who has come did in the house. Times are seconds, as the database has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Came {
    pub(crate) number: i64,
    pub(crate) walk_in: bool,
    /// Where they were called to.
    pub(crate) room: Option<i64>,
    pub(crate) arrived: i64,
    pub(crate) called: Option<i64>,
    pub(crate) started: Option<i64>,
    pub(crate) ended: Option<i64>,
}

impl Came {
    /// Who comes at a moment and waits.
    pub(super) fn new(number: i64, walk_in: bool, at: i64) -> Self {
        Self {
            number,
            walk_in,
            room: None,
            arrived: at,
            called: None,
            started: None,
            ended: None,
        }
    }

    /// The same at a stage that was reached at a moment, though not before what it follows.
    pub(super) fn reaches(self, stage: Stage, at: i64, room: Option<i64>) -> Self {
        let at = at.max(self.started.or(self.called).unwrap_or(self.arrived));
        // Who is sent to another room is called again.
        let called_here = self.called.filter(|_| room == self.room);
        match stage {
            Stage::CheckedIn => Self {
                room,
                called: called_here.or(Some(at)),
                started: None,
                ended: None,
                ..self
            },
            Stage::InProgress => Self {
                room,
                called: self.called.or(Some(at)),
                started: self.started.or(Some(at)),
                ended: None,
                ..self
            },
            Stage::Fulfilled | Stage::Left => Self {
                ended: Some(at),
                ..self
            },
            Stage::Arrived | Stage::Booked | Stage::Noshow | Stage::Cancelled => {
                Self::new(self.number, self.walk_in, self.arrived)
            }
        }
    }
}

/// How a visit stood before a step that can be taken back, and when that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Before {
    pub(crate) at: i64,
    pub(crate) status: Status,
    pub(crate) came: Option<Came>,
}

/// A visit of today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Visit {
    pub(crate) doctor: i64,
    pub(crate) patient: i64,
    pub(crate) start: i64,
    pub(crate) overbooked: bool,
    pub(crate) status: Status,
    pub(crate) version: i64,
    pub(crate) came: Option<Came>,
    /// None once that was taken back, or something else was done.
    pub(crate) before: Option<Before>,
}

impl Visit {
    pub(crate) fn stage(&self) -> Stage {
        let started = self.came.is_some_and(|came| came.started.is_some());
        Stage::of(self.status, self.came.is_some(), started)
    }

    /// The room its patient is in.
    pub(super) fn room(&self) -> Option<i64> {
        self.came.and_then(|came| came.room)
    }

    /// Whether it is there already, so that nothing is to be done. Another room is something.
    pub(crate) fn stays(&self, stage: Stage, room: Option<i64>) -> bool {
        let called = matches!(stage, Stage::CheckedIn | Stage::InProgress);
        let elsewhere = called && room.is_some() && room != self.room();
        self.stage() == stage && !elsewhere
    }

    /// What is against a step at a moment of its day.
    pub(crate) fn against_stage(
        &self,
        stage: Stage,
        version: Option<i64>,
        at: i64,
    ) -> Option<&'static str> {
        if version.is_some_and(|seen| seen != self.version) {
            return Some("another version was seen");
        }
        if self.stage() != stage && !self.stage().next().contains(&stage) {
            return Some("no step leads there");
        }
        // What else has its time is of the day, which it is.
        let early = stage == Stage::Noshow && self.start > at;
        early.then_some("it is too early")
    }

    /// What is against taking its last step back at a moment, other than that the time is given away.
    pub(crate) fn against_undo(&self, version: Option<i64>, at: i64) -> Option<&'static str> {
        if version.is_some_and(|seen| seen != self.version) {
            return Some("another version was seen");
        }
        match self.before {
            None => Some("there is no step to take back"),
            Some(before) if at > before.at + UNDO_SECONDS => Some("the minute is over"),
            Some(_) => None,
        }
    }

    /// Whether both have time in common.
    pub(super) fn meets(&self, other: &Self) -> bool {
        (self.start - other.start).abs() < LASTS
    }

    /// Whether the two cannot both take their time.
    pub(crate) fn excludes(&self, other: &Self) -> bool {
        let on_top = self.overbooked || other.overbooked;
        let doctor = self.doctor == other.doctor && !on_top;
        self.meets(other) && (doctor || self.patient == other.patient)
    }

    /// What is told of it.
    pub(super) fn told(&self, id: i64) -> Told {
        Told {
            id,
            version: self.version,
            doctor: self.doctor,
            patient: self.patient,
            start: self.start,
            overbooked: self.overbooked,
            stage: self.stage(),
            came: self.came,
        }
    }
}
