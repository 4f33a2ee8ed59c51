//! Where everything stands on the board, and in which order it is walked through.

use super::{
    items::{ColumnOf, Gap, Held, Item, Shown},
    query::{Query, View, meant},
    reckon::Reckoned,
    stops::Stop,
};
use crate::{
    calendar::{
        layout::{hours_around, place, side_by_side},
        model::Stretch,
    },
    clinic_time::ClinicTime,
    desk::{
        actions::Standing,
        gaps::gaps,
        model::{Board, BoardDoctor, BoardHold, BoardVisit},
    },
    rules::model::ExceptionKind,
    ui::{Place, lane_class},
};

/// What is to be laid out.
pub(super) struct Ask<'a> {
    pub(super) board: &'a Board,
    pub(super) reckoned: &'a Reckoned,
    pub(super) now: ClinicTime,
    pub(super) query: &'a Query,
    pub(super) search: &'a str,
    pub(super) standing: &'a Standing,
}

impl Ask<'_> {
    fn takes(&self, visit: &BoardVisit) -> bool {
        self.query.takes(visit) && meant(visit, self.search)
    }

    pub(super) fn shown(&self, visit: &BoardVisit, place: String) -> Shown {
        let doctors = self.board.doctors.iter();
        let doctor = doctors.clone().find(|doctor| doctor.id == visit.doctor_id);
        let rooms = self.board.rooms.iter();
        let room = rooms.clone().find(|room| Some(room.id) == visit.room_id);
        Shown {
            visit: visit.clone(),
            now: self.reckoned.visit(visit.id),
            doctor: doctor.map(|doctor| doctor.name.clone()).unwrap_or_default(),
            room: room.map(|room| room.name.clone()),
            unsent: self.standing.is_waiting(visit.id),
            place,
        }
    }

    /// The visits that are asked for, by their start.
    pub(super) fn list(&self) -> Vec<Shown> {
        let visits = self.board.visits.iter();
        visits
            .filter(|visit| self.takes(visit))
            .map(|visit| self.shown(visit, String::new()))
            .collect()
    }

    /// The rows of the list, by time: the visits that are asked for, and what is free or kept among them.
    pub(super) fn rows(&self) -> Vec<Item> {
        let visits = self.list().into_iter();
        let mut rows: Vec<_> = visits
            .map(|shown| (shown.visit.starts_at, Item::Visit(Box::new(shown))))
            .collect();
        if self.offers() {
            let doctors: Vec<_> = self.doctors().collect();
            let alone = doctors.len() == 1;
            rows.extend(doctors.into_iter().flat_map(|it| self.listed(it, alone)));
        }
        // Of what begins together, visits stay first.
        rows.sort_by_key(|(start, _)| *start);
        rows.into_iter().map(|(_, item)| item).collect()
    }

    /// A doctor's free time for the list, and what is kept of it. It is free by the hour, as in the columns, where the
    /// list is this doctor's alone; else each stretch is one row, so that visits do not drown.
    fn listed(&self, doctor: &BoardDoctor, alone: bool) -> Vec<(ClinicTime, Item)> {
        let mut free = gaps(doctor, self.board, self.now);
        if !alone {
            // The first of what was cut by the hour stands for all of it.
            free.dedup_by_key(|gap| gap.until);
            for gap in &mut free {
                gap.stretch.ends_at = gap.until;
            }
        }
        let free = free.into_iter().map(|gap| {
            let item = Item::Gap(Gap::of(doctor, gap, String::new()));
            (gap.stretch.starts_at, item)
        });
        let held = self.held(doctor).map(|hold| {
            let item = Item::Held(Held::of(doctor, hold, String::new()));
            (hold.starts_at, item)
        });
        free.chain(held).collect()
    }

    /// Whether free time is offered: whoever narrows the visits, or searches, is looking for one.
    fn offers(&self) -> bool {
        !self.query.narrows() && self.search.trim().is_empty()
    }

    /// The doctors that are asked for.
    fn doctors(&self) -> impl Iterator<Item = &BoardDoctor> {
        let chosen = self.query.doctor_id;
        let doctors = self.board.doctors.iter();
        doctors.filter(move |doctor| chosen.is_none_or(|id| id == doctor.id))
    }

    /// The columns of the doctors that are asked for.
    pub(super) fn columns(&self, hours: (i8, i8)) -> Vec<ColumnOf> {
        self.doctors()
            .map(|doctor| ColumnOf {
                doctor: doctor.clone(),
                items: self.items(doctor, hours),
            })
            .collect()
    }

    fn items(&self, doctor: &BoardDoctor, (from, to): (i8, i8)) -> Vec<Item> {
        let date = self.board.date;
        let on_axis = |stretch: Stretch| {
            place(date, stretch.starts_at, stretch.ends_at).and_then(|place| place.within(from, to))
        };
        let mut ground: Vec<Item> = doctor
            .open
            .iter()
            .filter_map(|stretch| on_axis(*stretch).map(Item::Open))
            .collect();
        for each in &doctor.exceptions {
            let Some(place) = on_axis(each.stretch) else {
                continue;
            };
            ground.push(match each.kind {
                ExceptionKind::Extra => Item::Extra(place, each.words()),
                _ => Item::Off(place, each.words()),
            });
        }
        let mut items = self.visits(doctor, on_axis);
        if self.offers() {
            items.extend(self.gaps(doctor, on_axis));
            items.extend(self.held(doctor).filter_map(|hold| {
                // With the minutes around it, which are not to be had either.
                let place = on_axis(Stretch {
                    starts_at: hold.starts_at.plus(-i64::from(hold.buffer_before)),
                    ends_at: hold.ends_at.plus(i64::from(hold.buffer_after)),
                })?;
                let held = Held::of(doctor, hold, place.class());
                Some((hold.starts_at, Item::Held(held)))
            }));
        }
        items.sort_by_key(|(start, _)| *start);
        ground.extend(items.into_iter().map(|(_, item)| item));
        ground
    }

    fn visits(
        &self,
        doctor: &BoardDoctor,
        on_axis: impl Fn(Stretch) -> Option<Place>,
    ) -> Vec<(ClinicTime, Item)> {
        let own = self.board.visits.iter();
        let own = own.filter(|visit| visit.doctor_id == doctor.id);
        let (asked, others): (Vec<_>, Vec<_>) = own.partition(|visit| self.takes(visit));
        let mut items = Vec::new();
        let taken = others
            .iter()
            .filter(|visit| visit.stage.status().takes_time());
        for visit in taken {
            let (starts_at, ends_at) = (visit.starts_at, visit.ends_at);
            let place = on_axis(Stretch { starts_at, ends_at });
            items.extend(place.map(|place| (starts_at, Item::Taken(place))));
        }
        let placed: Vec<_> = asked
            .into_iter()
            .filter_map(|visit| {
                let core = on_axis(Stretch {
                    starts_at: visit.starts_at,
                    ends_at: visit.ends_at,
                })?;
                Some((visit, core))
            })
            .collect();
        let cores: Vec<Place> = placed.iter().map(|(_, core)| *core).collect();
        for ((visit, place), lane) in placed.iter().zip(side_by_side(&cores)) {
            let classes = format!("{} {}", place.class(), lane_class(lane.0, lane.1));
            let shown = self.shown(visit, classes);
            items.push((visit.starts_at, Item::Visit(Box::new(shown))));
            let before = visit.starts_at.plus(-i64::from(visit.buffer_before));
            let after = visit.ends_at.plus(i64::from(visit.buffer_after));
            for (starts_at, ends_at) in [(before, visit.starts_at), (visit.ends_at, after)] {
                let kept = visit.stage.status().takes_time() && starts_at < ends_at;
                let place = on_axis(Stretch { starts_at, ends_at }).filter(|_| kept);
                items.extend(place.map(|place| (starts_at, Item::Buffer(place, lane))));
            }
        }
        items
    }

    fn gaps(
        &self,
        doctor: &BoardDoctor,
        on_axis: impl Fn(Stretch) -> Option<Place>,
    ) -> Vec<(ClinicTime, Item)> {
        gaps(doctor, self.board, self.now)
            .into_iter()
            .filter_map(|gap| {
                let place = on_axis(gap.stretch)?.class();
                let item = Item::Gap(Gap::of(doctor, gap, place));
                Some((gap.stretch.starts_at, item))
            })
            .collect()
    }

    /// What is kept of a doctor's time.
    fn held(&self, doctor: &BoardDoctor) -> impl Iterator<Item = &BoardHold> {
        let (doctor_id, now) = (doctor.id, self.now);
        let holds = self.board.holds.iter();
        holds.filter(move |hold| hold.doctor_id == doctor_id && hold.expires_at > now)
    }

    /// What is drawn: each column, of which the list is one.
    fn drawn(&self) -> Vec<Vec<Item>> {
        match self.query.shown() {
            View::List => vec![self.rows()],
            View::Columns => {
                let columns = self.columns(hours(self.board)).into_iter();
                columns.map(|column| column.items).collect()
            }
        }
    }

    /// What can be walked through: the visits and gaps of each column.
    pub(super) fn walk(&self) -> Vec<Vec<Stop>> {
        let stops = |items: Vec<Item>| items.iter().filter_map(Item::stop).collect();
        self.drawn().into_iter().map(stops).collect()
    }

    /// The gap of that key.
    pub(super) fn gap(&self, key: &str) -> Option<Gap> {
        let mut items = self.drawn().into_iter().flatten();
        items.find_map(|item| match item {
            Item::Gap(gap) if gap.key == key => Some(gap),
            _ => None,
        })
    }
}

/// The first and the last hour of the axis.
pub(super) fn hours(board: &Board) -> (i8, i8) {
    let open = board.doctors.iter().flat_map(|doctor| &doctor.open);
    let open = open.map(|each| (each.starts_at, each.ends_at));
    let visits = board
        .visits
        .iter()
        .filter(|visit| visit.stage.status().takes_time());
    let visits = visits.map(|each| (each.starts_at, each.ends_at));
    let places = open.chain(visits);
    hours_around(places.filter_map(|(starts_at, ends_at)| place(board.date, starts_at, ends_at)))
}

/// How far five minutes must reach on this day, so that the shortest visit can be read and pressed.
pub(super) fn scale(board: &Board) -> &'static str {
    let visits = board.visits.iter().map(BoardVisit::minutes);
    let offered = board
        .doctors
        .iter()
        .map(|doctor| i64::from(doctor.shortest));
    match visits.chain(offered).filter(|minutes| *minutes > 0).min() {
        Some(..10) => "desk-five",
        Some(..15) => "desk-ten",
        _ => "desk-quarter",
    }
}

#[cfg(test)]
mod tests;
