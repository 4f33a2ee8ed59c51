//! Boards for tests.

use jiff::civil::date;

use super::model::{Board, BoardDoctor, BoardHold, BoardRoom, BoardVisit, Offer};
use crate::{calendar::model::Stretch, clinic_time::ClinicTime, live::model::Sequence};

/// A reading of the clock on Monday 23 November 2026.
pub(crate) fn at(clock: &str) -> ClinicTime {
    format!("2026-11-23T{clock}:00+00:00").parse().unwrap()
}

fn stretch(from: &str, to: &str) -> Stretch {
    Stretch {
        starts_at: at(from),
        ends_at: at(to),
    }
}

/// Visits of so many minutes that begin in such steps within the hours of [`doctor`].
pub(crate) fn offer(minutes: u16, step: i64) -> Offer {
    let hours = [("09:00", "12:00"), ("13:00", "15:00")];
    let starts = hours.into_iter().flat_map(|(from, to)| {
        let last = at(to).plus(-i64::from(minutes));
        let starts = (0..).map(move |turn| at(from).plus(turn * step));
        starts.take_while(move |start| *start <= last)
    });
    Offer {
        minutes,
        buffer_before: 0,
        buffer_after: 0,
        starts: starts.collect(),
    }
}

/// A doctor who sees patients from 09:00 to 12:00 and from 13:00 to 15:00, for 15 minutes at least, from every
/// fifth minute.
pub(crate) fn doctor(id: i64) -> BoardDoctor {
    BoardDoctor {
        id,
        name: format!("Dr Number {id}"),
        specialization: "General practice".into(),
        open: vec![stretch("09:00", "12:00"), stretch("13:00", "15:00")],
        exceptions: Vec::new(),
        shortest: 15,
        offers: vec![offer(15, 5)],
    }
}

/// A visit of Rosa Delgado that is to come.
pub(crate) fn visit(id: i64, doctor_id: i64, starts_at: &str, ends_at: &str) -> BoardVisit {
    BoardVisit {
        doctor_id,
        patient_id: id + 100,
        patient_contact: "020 7946 0018".into(),
        ends_at: at(ends_at),
        visit_type: "Check-up".into(),
        ..BoardVisit::sample(id, at(starts_at))
    }
}

/// A time that is kept until 07:05 for somebody who is booking it.
pub(crate) fn hold(id: i64, doctor_id: i64, starts_at: &str, ends_at: &str) -> BoardHold {
    BoardHold {
        id,
        doctor_id,
        starts_at: at(starts_at),
        ends_at: at(ends_at),
        buffer_before: 0,
        buffer_after: 0,
        expires_at: at("07:05"),
        offered: false,
    }
}

/// The board of these visits, with doctors 3 and 4 and rooms 1 and 2.
pub(crate) fn board(visits: Vec<BoardVisit>) -> Board {
    let room = |id: i64| BoardRoom {
        id,
        name: format!("Room {id}"),
    };
    Board {
        date: date(2026, 11, 23),
        sequence: Sequence::default(),
        whole: Stretch {
            starts_at: at("00:00"),
            ends_at: at("23:59").plus(1),
        },
        doctors: vec![doctor(3), doctor(4)],
        visits,
        holds: Vec::new(),
        rooms: vec![room(1), room(2)],
        noshow_minutes: 15,
    }
}
