//! What the clients asked for and what they were told.

use std::fmt;

use crate::day::{
    deed::{Deed, Told},
    replay::Span,
};

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was acknowledged, with the number that the answer carries.
    Done(i64),
    /// It was refused, with this code.
    Refused(String),
    /// Nobody knows: no answer came, or that the server is unavailable.
    Unknown,
}

/// A call, from one tick of the test's clock to another: in between it took effect, if it did.
#[derive(Clone, Debug)]
pub(crate) struct Call<T> {
    /// What was asked for.
    pub(crate) what: T,
    /// Before it was sent.
    pub(crate) from: u64,
    /// After its answer had come.
    pub(crate) to: u64,
    /// The answer.
    pub(crate) outcome: Outcome,
}

impl<T> Call<T> {
    /// From when to when it lasted.
    pub(crate) fn span(&self) -> Span {
        (self.from, self.to)
    }

    /// The number that an acknowledged call was answered with.
    pub(crate) fn done(&self) -> Option<i64> {
        match self.outcome {
            Outcome::Done(number) => Some(number),
            _ => None,
        }
    }

    /// Whether it may have taken effect.
    pub(crate) fn may_be(&self) -> bool {
        !self.refused()
    }

    /// Whether it was refused.
    pub(crate) fn refused(&self) -> bool {
        matches!(self.outcome, Outcome::Refused(_))
    }

    /// Whether nobody was told.
    pub(crate) fn unknown(&self) -> bool {
        self.outcome == Outcome::Unknown
    }
}

/// Acknowledged with the appointment's id.
#[derive(Clone, Debug)]
pub(crate) struct Booking {
    pub(crate) doctor: i64,
    pub(crate) patient: i64,
    pub(crate) start: i64,
    /// The reason: no other booking has the same.
    pub(crate) tag: String,
}

/// A cancellation of one appointment.
#[derive(Clone, Debug)]
pub(crate) struct Cancellation {
    pub(crate) appointment: i64,
    /// A version was given that the appointment never had.
    pub(crate) stale: bool,
    /// The reason: no other cancellation has the same.
    pub(crate) tag: String,
}

/// A doctor disabled, their appointments cancelled with it, or enabled. Acknowledged with the
/// number of appointments that were cancelled.
#[derive(Clone, Debug)]
pub(crate) struct Switch {
    pub(crate) doctor: i64,
    pub(crate) on: bool,
}

/// A patient registered by themselves, under a username no other has.
#[derive(Clone, Debug)]
pub(crate) struct Registration {
    pub(crate) username: String,
}

/// A patient registered at the desk, under a name no other has. Acknowledged with their id.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) name: String,
}

/// A patient's details changed. Acknowledged with the version.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) patient: i64,
    /// The address for mail: no other change gives the same.
    pub(crate) tag: String,
}

/// Something of today's visits, also when it is asked for once more. Acknowledged with the visit's id.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) deed: Deed,
    /// The visit as it then stood.
    pub(crate) told: Option<Told>,
    /// The seconds in which it was asked for and answered.
    pub(crate) seconds: (i64, i64),
}

/// Every call that would change something.
#[derive(Debug, Default)]
pub(crate) struct History {
    pub(crate) bookings: Vec<Call<Booking>>,
    pub(crate) cancellations: Vec<Call<Cancellation>>,
    pub(crate) switches: Vec<Call<Switch>>,
    pub(crate) registrations: Vec<Call<Registration>>,
    pub(crate) entries: Vec<Call<Entry>>,
    pub(crate) changes: Vec<Call<Change>>,
    pub(crate) today: Vec<Call<Asked>>,
}

impl History {
    /// Adds what another client did. What nobody knows of has taken effect by `end`, or never will.
    pub(crate) fn add(&mut self, other: Self, end: u64) {
        take(&mut self.bookings, other.bookings, end);
        take(&mut self.cancellations, other.cancellations, end);
        take(&mut self.switches, other.switches, end);
        take(&mut self.registrations, other.registrations, end);
        take(&mut self.entries, other.entries, end);
        take(&mut self.changes, other.changes, end);
        take(&mut self.today, other.today, end);
    }

    /// How many calls of every kind were acknowledged, refused and neither.
    pub(crate) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        counts.add(&self.bookings);
        counts.add(&self.cancellations);
        counts.add(&self.switches);
        counts.add(&self.registrations);
        counts.add(&self.entries);
        counts.add(&self.changes);
        counts.add(&self.today);
        counts
    }
}

fn take<T>(all: &mut Vec<Call<T>>, more: Vec<Call<T>>, end: u64) {
    all.extend(more.into_iter().map(|call| Call {
        to: if call.unknown() { end } else { call.to },
        ..call
    }));
}

/// Calls that would change something, by their outcome.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) acknowledged: usize,
    pub(crate) refused: usize,
    pub(crate) unacknowledged: usize,
}

impl Counts {
    fn add<T>(&mut self, calls: &[Call<T>]) {
        for call in calls {
            let count = match call.outcome {
                Outcome::Done(_) => &mut self.acknowledged,
                Outcome::Refused(_) => &mut self.refused,
                Outcome::Unknown => &mut self.unacknowledged,
            };
            *count += 1;
        }
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.acknowledged += other.acknowledged;
        self.refused += other.refused;
        self.unacknowledged += other.unacknowledged;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} changes acknowledged, {} refused, {} unacknowledged",
            self.acknowledged, self.refused, self.unacknowledged
        )
    }
}
