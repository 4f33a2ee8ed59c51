//! What stands on the board.

use super::{reckon::VisitNow, state::visit_key, stops::Stop};
use crate::{
    calendar::model::Stretch,
    clinic_time::ClinicTime,
    desk::{
        gaps,
        model::{BoardDoctor, BoardHold, BoardVisit},
    },
    ui::Place,
};

/// A visit that is shown, with everything that is told of it at a glance.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shown {
    /// The visit.
    pub(super) visit: BoardVisit,
    /// How it stands at the moment.
    pub(super) now: VisitNow,
    /// The doctor's name.
    pub(super) doctor: String,
    /// The room's name.
    pub(super) room: Option<String>,
    /// A step of it waits to be sent.
    pub(super) unsent: bool,
    /// The classes of its place on the axis.
    pub(super) place: String,
}

/// Free time that can be booked.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gap {
    /// Its key on the board, which is its element's id.
    pub(super) key: String,
    /// With whom.
    pub(super) doctor_id: i64,
    /// The doctor's name.
    pub(super) doctor: String,
    /// When.
    pub(super) stretch: Stretch,
    /// Until when the time is free, the gaps that follow included.
    pub(super) until: ClinicTime,
    /// The classes of its place on the axis.
    pub(super) place: String,
}

impl Gap {
    /// Free time of a doctor, in its place on the axis if it stands on one.
    pub(super) fn of(doctor: &BoardDoctor, free: gaps::Gap, place: String) -> Self {
        let second = free.stretch.starts_at.timestamp().as_second();
        Self {
            key: format!("gap-{}-{second}", doctor.id),
            doctor_id: doctor.id,
            doctor: doctor.name.clone(),
            stretch: free.stretch,
            until: free.until,
            place,
        }
    }

    /// Where it stands.
    pub(super) fn stop(&self) -> Stop {
        Stop {
            key: self.key.clone(),
            doctor_id: self.doctor_id,
            at: self.stretch.starts_at,
        }
    }
}

/// A time that is kept for a patient who may book it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Held {
    /// The hold's id.
    id: i64,
    /// The doctor's name.
    pub(super) doctor: String,
    /// When the visit would begin.
    pub(super) starts_at: ClinicTime,
    /// What is told of it. For whom it is kept is nobody's business before they have booked.
    pub(super) words: String,
    /// The classes of its place on the axis.
    pub(super) place: String,
}

impl Held {
    /// A time of a doctor, in its place on the axis if it stands on one.
    pub(super) fn of(doctor: &BoardDoctor, hold: &BoardHold, place: String) -> Self {
        let (from, to) = (hold.starts_at.clock(), hold.ends_at.clock());
        let why = if hold.offered {
            "offered to the waiting list"
        } else {
            "being booked, kept"
        };
        let until = hold.expires_at.clock();
        Self {
            id: hold.id,
            doctor: doctor.name.clone(),
            starts_at: hold.starts_at,
            words: format!("{from} to {to} {why} until {until}"),
            place,
        }
    }
}

/// What stands in a column. In the list it is visits, free time and what is kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    /// The doctor sees patients then.
    Open(Place),
    /// Time off or a closure: what it is, and why.
    Off(Place, String),
    /// Extra hours, and why.
    Extra(Place, String),
    /// Minutes kept free around a visit.
    Buffer(Place, (u8, u8)),
    /// A visit that is not asked for takes this time.
    Taken(Place),
    /// Free time.
    Gap(Gap),
    /// A time that is kept for a patient.
    Held(Held),
    /// A visit.
    Visit(Box<Shown>),
}

impl Item {
    /// Tells it from others in its column.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Open(place) => format!("open {}", place.from()),
            Self::Off(place, words) => format!("off {} {words}", place.from()),
            Self::Extra(place, words) => format!("extra {} {words}", place.from()),
            Self::Buffer(place, lane) => format!("buffer {} {lane:?}", place.from()),
            Self::Taken(place) => format!("taken {} {}", place.from(), place.to()),
            Self::Gap(gap) => gap.key.clone(),
            Self::Held(held) => format!("held {}", held.id),
            Self::Visit(shown) => visit_key(shown.visit.id),
        }
    }

    /// Where it stands, if it is walked through.
    pub(super) fn stop(&self) -> Option<Stop> {
        match self {
            Self::Gap(gap) => Some(gap.stop()),
            Self::Visit(shown) => Some(Stop::of(&shown.visit)),
            _ => None,
        }
    }
}

/// A doctor's column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ColumnOf {
    /// Whose.
    pub(super) doctor: BoardDoctor,
    /// What stands in it, in order.
    pub(super) items: Vec<Item>,
}
