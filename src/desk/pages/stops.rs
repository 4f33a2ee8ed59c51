//! Where one stands on the board, and where one comes to from there.

use dioxus::prelude::*;

use super::{
    layout::Ask,
    query::Query,
    reckon::Reckoned,
    state::{Desk, visit_key},
};
use crate::{
    clinic_time::ClinicTime,
    desk::{actions::Standing, model::BoardVisit},
    ui::platform,
};

/// An item that is walked through, and where it stands: what is near it is known when it is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stop {
    /// Its key on the board, which is its element's id.
    pub(super) key: String,
    /// Whose time it is.
    pub(super) doctor_id: i64,
    /// When it begins.
    pub(super) at: ClinicTime,
}

impl Stop {
    /// Where a visit stands.
    pub(super) fn of(visit: &BoardVisit) -> Self {
        Self {
            key: visit_key(visit.id),
            doctor_id: visit.doctor_id,
            at: visit.starts_at,
        }
    }
}

/// Where one goes on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// To the next one of the column.
    Next,
    /// To the one before.
    Before,
    /// To the column on the left.
    Left,
    /// To the column on the right.
    Right,
    /// To the first of the column.
    First,
    /// To the last of the column.
    Last,
}

impl Way {
    /// The way a key leads.
    pub(super) fn of(key: &Key) -> Option<Self> {
        match key {
            Key::ArrowDown => Some(Self::Next),
            Key::ArrowUp => Some(Self::Before),
            Key::ArrowLeft => Some(Self::Left),
            Key::ArrowRight => Some(Self::Right),
            Key::Home => Some(Self::First),
            Key::End => Some(Self::Last),
            Key::Character(letter) if letter == "j" => Some(Self::Next),
            Key::Character(letter) if letter == "k" => Some(Self::Before),
            _ => None,
        }
    }
}

/// Where one comes to from an item, if there is somewhere to go. Sideways it is to what is nearest in time,
/// past columns in which there is nothing.
pub(super) fn target(columns: &[Vec<Stop>], from: Option<&str>, way: Way) -> Option<Stop> {
    let found = from.and_then(|from| {
        let stops = columns.iter().enumerate();
        let mut all = stops.flat_map(|(column, stops)| {
            let rows = stops.iter().enumerate();
            rows.map(move |(row, stop)| (column, row, stop))
        });
        all.find(|(_, _, stop)| stop.key == from)
    });
    let Some((column, row, here)) = found else {
        // Whoever comes from elsewhere begins at the beginning.
        return columns.iter().flatten().next().cloned();
    };
    let stops = columns.get(column)?;
    let beside = |stops: &Vec<Stop>| {
        let apart = |other: &&Stop| here.at.minutes_since(other.at).abs();
        stops.iter().min_by_key(apart).cloned()
    };
    match way {
        Way::Next => stops.get(row + 1).cloned(),
        Way::Before => row.checked_sub(1).and_then(|row| stops.get(row)).cloned(),
        Way::First => stops.first().cloned(),
        Way::Last => stops.last().cloned(),
        Way::Left => columns.iter().take(column).rev().find_map(beside),
        Way::Right => columns.iter().skip(column + 1).find_map(beside),
    }
}

/// What is nearest in time to an item that is gone: in the column its doctor has, else anywhere. Of two
/// that are as near it is the one of the same doctor, else the later one, since the day goes on.
pub(super) fn nearest<'a>(columns: &'a [Vec<Stop>], gone: &Stop) -> Option<&'a Stop> {
    let second = |stop: &Stop| stop.at.timestamp().as_second();
    let apart = |stop: &&'a Stop| {
        let apart = second(stop) - second(gone);
        (apart.abs(), stop.doctor_id != gone.doctor_id, apart < 0)
    };
    let of_doctor = |stops: &&Vec<Stop>| stops.iter().any(|stop| stop.doctor_id == gone.doctor_id);
    match columns.iter().find(of_doctor) {
        Some(stops) => stops.iter().min_by_key(apart),
        None => columns.iter().flatten().min_by_key(apart),
    }
}

/// Keeps the focus on the board, and what the tab key leads to: an item that moves takes them along, and when
/// one is gone (its time has passed, somebody else has it, or it is not asked for any more) they go on to what
/// is nearest.
pub(super) fn use_kept_stop(desk: &Desk, query: &Query) {
    let (desk, query) = (*desk, query.clone());
    let mut view = use_signal(|| query.shown());
    use_effect(use_reactive!(|query| {
        let columns = Ask {
            board: &desk.board.read(),
            reckoned: &Reckoned::default(),
            now: (desk.clock)(),
            query: &query,
            search: &desk.search.read(),
            standing: &Standing::default(),
        }
        .walk();
        let turned = *view.peek() != query.shown();
        if turned {
            view.set(query.shown());
        }
        let Some(stood) = desk.stop.peek().clone() else {
            return;
        };
        let there = columns.iter().flatten().find(|stop| stop.key == stood.key);
        if there == Some(&stood) {
            if turned {
                // The same visit, drawn in another way.
                platform::refocus(&format!("#{}", stood.key));
            }
            return;
        }
        if let Some(next) = there.or_else(|| nearest(&columns, &stood)) {
            desk.lead(&stood, next.clone());
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::testing::at;

    fn stop(key: &str, doctor_id: i64, clock: &str) -> Stop {
        Stop {
            key: key.to_owned(),
            doctor_id,
            at: at(clock),
        }
    }

    fn columns() -> Vec<Vec<Stop>> {
        vec![
            vec![
                stop("a1", 1, "09:00"),
                stop("a2", 1, "09:30"),
                stop("a3", 1, "14:00"),
            ],
            Vec::new(),
            vec![stop("c1", 3, "09:20"), stop("c2", 3, "11:00")],
        ]
    }

    #[test]
    fn arrows_lead_down_the_day_and_to_the_nearest_of_the_next_doctor() {
        let columns = columns();
        let to = |from, way| {
            let stop = target(&columns, Some(from), way);
            stop.map(|stop| stop.key).unwrap_or_default()
        };
        assert_eq!(to("a1", Way::Next), "a2");
        assert_eq!(to("a1", Way::Before), "", "there is none above");
        assert_eq!(to("a3", Way::Next), "");
        assert_eq!(to("a2", Way::Right), "c1");
        assert_eq!(to("a3", Way::Right), "c2");
        assert_eq!(to("c2", Way::Left), "a2");
        assert_eq!(to("a1", Way::Left), "");
        assert_eq!(
            (to("c2", Way::First), to("a1", Way::Last)),
            ("c1".into(), "a3".into())
        );
    }

    #[test]
    fn who_comes_from_elsewhere_begins_at_the_beginning() {
        for from in [None, Some("gone")] {
            let first = target(&columns(), from, Way::Next);
            assert_eq!(first, Some(stop("a1", 1, "09:00")));
        }
        assert_eq!(target(&[Vec::new()], None, Way::Next), None);
    }

    #[test]
    fn letters_and_arrows_lead_the_same_way() {
        assert_eq!(
            Way::of(&Key::Character("j".into())),
            Way::of(&Key::ArrowDown)
        );
        assert_eq!(Way::of(&Key::Character("k".into())), Way::of(&Key::ArrowUp));
        assert_eq!(Way::of(&Key::Enter), None);
    }

    #[test]
    fn when_an_item_is_gone_the_nearest_of_its_doctor_is_next() {
        let columns = columns();
        let after = |doctor_id, clock: &str| {
            let gone = stop("gone", doctor_id, clock);
            nearest(&columns, &gone).map_or("", |stop| stop.key.as_str())
        };
        assert_eq!(after(1, "09:20"), "a2", "not c1, who is another doctor's");
        assert_eq!(after(1, "13:00"), "a3");
        assert_eq!(after(3, "09:30"), "c1");
        assert_eq!(after(1, "09:15"), "a2", "of two as near the later one");
    }

    #[test]
    fn where_a_doctor_has_nothing_left_the_nearest_of_all_is_next() {
        let gone = stop("gone", 2, "10:50");
        let next = nearest(&columns(), &gone).cloned();
        assert_eq!(next, Some(stop("c2", 3, "11:00")));
        assert_eq!(nearest(&[Vec::new()], &gone), None);
    }

    #[test]
    fn in_a_list_of_all_doctors_the_row_beside_is_next() {
        let list = vec![vec![
            stop("a1", 1, "09:00"),
            stop("c1", 3, "09:20"),
            stop("a3", 1, "14:00"),
        ]];
        let next = nearest(&list, &stop("gone", 1, "09:25")).cloned();
        assert_eq!(next, Some(stop("c1", 3, "09:20")));
        let free = vec![vec![stop("a", 1, "09:25"), stop("c", 3, "09:25")]];
        let next = nearest(&free, &stop("gone", 3, "09:20")).cloned();
        assert_eq!(next, Some(stop("c", 3, "09:25")), "of the same doctor");
    }
}
