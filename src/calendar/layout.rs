//! Where things stand in a calendar: pure reckoning, the same on server and clients.

use jiff::civil::{Date, Time};

use super::model::{CalendarDay, Special};
use crate::{
    appointments::model::Appointment, clinic_time::ClinicTime, rules::model::ExceptionKind,
    ui::Place,
};

/// Minutes of a cell of the ground.
const CELL: usize = 5;
/// Cells of a day.
const CELLS: usize = 24 * 60 / CELL;

/// What the time of a doctor is, where no visit takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The doctor sees no patients then.
    Closed,
    /// Time off or a closure: what it is, and why.
    Off(String),
    /// It can be booked, if nothing else is in the way.
    Free,
    /// It is kept for somebody who is booking it, or to whom it is offered.
    Kept,
}

/// A stretch of the ground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub ground: Ground,
}

/// Where a stretch of time stands on that day; none when it is on another.
///
/// The axis shows readings of the clock. Where clocks go back within the stretch, so that it would
/// end before it begins, its true length counts.
pub fn place(date: Date, starts_at: ClinicTime, ends_at: ClinicTime) -> Option<Place> {
    if starts_at.date() > date || ends_at.date() < date || ends_at <= starts_at {
        return None;
    }
    let from = if starts_at.date() < date {
        0
    } else {
        minute(starts_at.time())
    };
    let to = if ends_at.date() > date {
        24 * 60
    } else {
        minute(ends_at.time())
    };
    if to == 0 {
        return None;
    }
    if from < to {
        return Some(Place::new(from, to));
    }
    let elapsed = ends_at.timestamp().as_second() - starts_at.timestamp().as_second();
    Some(Place::new(
        from,
        from + u16::try_from(elapsed / 60).unwrap_or(u16::MAX - from),
    ))
}

fn minute(time: Time) -> u16 {
    u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs())
}

/// Where a visit stands, and the minutes kept free before and after it.
pub fn visit_place(
    date: Date,
    visit: &Appointment,
) -> Option<(Option<Place>, Place, Option<Place>)> {
    let place = place(date, visit.starts_at, visit.ends_at)?;
    let before = place.from().saturating_sub(visit.buffer_before);
    let after = place.to().saturating_add(visit.buffer_after).min(24 * 60);
    Some((
        (before < place.from()).then(|| Place::new(before, place.from())),
        place,
        (after > place.to()).then(|| Place::new(place.to(), after)),
    ))
}

/// The first hour and the hour after the last that show these days: the hours in which anybody
/// sees patients or has visits, and an hour around them; an ordinary day when there are none.
pub fn axis_hours<'a>(days: impl Iterator<Item = &'a CalendarDay>) -> (i8, i8) {
    hours_around(days.flat_map(|day| {
        let open = day.open.iter().map(|each| (each.starts_at, each.ends_at));
        let visits = day.visits.iter().map(|each| (each.starts_at, each.ends_at));
        open.chain(visits)
            .filter_map(|(starts_at, ends_at)| place(day.date, starts_at, ends_at))
    }))
}

/// The first hour and the hour after the last of an axis with these places, and an hour around them;
/// an ordinary day when there are none.
pub fn hours_around(places: impl Iterator<Item = Place>) -> (i8, i8) {
    let span = places.fold(None, |span: Option<(u16, u16)>, place| {
        let (from, to) = span.unwrap_or((place.from(), place.to()));
        Some((from.min(place.from()), to.max(place.to())))
    });
    let Some((from, to)) = span else {
        return (9, 17);
    };
    let hour = |minutes: u16| i8::try_from(minutes / 60).unwrap_or(24);
    (
        hour(from.saturating_sub(60)),
        hour((to + 59).saturating_add(60)).min(24),
    )
}

/// The lane of each of these, and how many lanes it shares the width with, so that none covers
/// another.
pub fn side_by_side(places: &[Place]) -> Vec<(u8, u8)> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|index| places.get(*index));
    let mut laid = vec![(0, 1); places.len()];
    // Who overlaps, directly or through others, shares the width.
    let mut together: Vec<usize> = Vec::new();
    let mut lanes: Vec<u16> = Vec::new(); // when each is free again
    let mut settle = |together: &mut Vec<usize>, lanes: &mut Vec<u16>| {
        for index in together.drain(..) {
            if let Some(place) = laid.get_mut(index) {
                place.1 = u8::try_from(lanes.len()).unwrap_or(u8::MAX);
            }
        }
        lanes.clear();
    };
    let mut chosen: Vec<(usize, usize)> = Vec::new();
    for index in order {
        let Some(place) = places.get(index) else {
            continue;
        };
        if lanes.iter().all(|free| *free <= place.from()) {
            settle(&mut together, &mut lanes);
        }
        let lane = lanes.iter().position(|free| *free <= place.from());
        match lane.and_then(|lane| lanes.get_mut(lane)) {
            Some(free) => *free = place.to(),
            None => lanes.push(place.to()),
        }
        chosen.push((index, lane.unwrap_or(lanes.len() - 1)));
        together.push(index);
    }
    settle(&mut together, &mut lanes);
    for (index, lane) in chosen {
        if let Some(place) = laid.get_mut(index) {
            place.0 = u8::try_from(lane).unwrap_or(u8::MAX);
        }
    }
    laid
}

/// What the time between two hours of a day is, where no visit takes it, in order.
pub fn grounds(day: &CalendarDay, from: i8, to: i8) -> Vec<Piece> {
    let mut cells: Vec<Option<Ground>> = vec![Some(Ground::Closed); CELLS];
    let mut paint = |place: Option<Place>, ground: Option<&Ground>| {
        let Some(place) = place else { return };
        let cells = cells
            .iter_mut()
            .take(usize::from(place.to()) / CELL)
            .skip(usize::from(place.from()) / CELL);
        for cell in cells {
            *cell = ground.cloned();
        }
    };
    for each in &day.open {
        paint(
            place(day.date, each.starts_at, each.ends_at),
            Some(&Ground::Free),
        );
    }
    for each in off(day) {
        let stretch = each.stretch;
        let ground = Ground::Off(each.words());
        paint(
            place(day.date, stretch.starts_at, stretch.ends_at),
            Some(&ground),
        );
    }
    for each in &day.held {
        paint(
            place(day.date, each.starts_at, each.ends_at),
            Some(&Ground::Kept),
        );
    }
    for visit in &day.visits {
        if let Some((before, visit, after)) = visit_place(day.date, visit) {
            for place in [before, Some(visit), after] {
                paint(place, None);
            }
        }
    }
    pieces(&cells, from, to)
}

/// What keeps the doctor away on this day.
pub fn off(day: &CalendarDay) -> impl Iterator<Item = &Special> {
    let exceptions = day.exceptions.iter();
    exceptions.filter(|each| each.kind != ExceptionKind::Extra)
}

fn pieces(cells: &[Option<Ground>], from: i8, to: i8) -> Vec<Piece> {
    let minute = |cell: usize| u16::try_from(cell * CELL).unwrap_or(u16::MAX);
    let mut pieces = Vec::new();
    let mut start = 0;
    for run in cells.chunk_by(|one, other| one == other) {
        let place = Place::new(minute(start), minute(start + run.len()));
        start += run.len();
        if let (Some(Some(ground)), Some(place)) = (run.first(), place.within(from, to)) {
            pieces.push(Piece {
                place,
                ground: ground.clone(),
            });
        }
    }
    pieces
}

#[cfg(test)]
mod tests;
