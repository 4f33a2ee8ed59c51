//! What follows from the time it is: who waits, who is late, and how the day will go on.

use std::collections::BTreeMap;

use crate::{
    clinic_time::ClinicTime,
    desk::{
        delays,
        model::{Board, BoardVisit},
    },
    encounters::model::Stage,
};

/// A visit at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct VisitNow {
    /// For how many minutes the patient has waited, where one waits.
    pub(super) waits: Option<i64>,
    /// By how many minutes the patient is late.
    pub(super) late: Option<i64>,
    /// When it is expected to begin, where that is later than it should.
    pub(super) expected: Option<ClinicTime>,
    /// Whether to propose that the patient did not come.
    pub(super) noshow: bool,
}

/// A doctor at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DoctorNow {
    /// How many minutes late.
    pub(super) delay: i64,
    /// How many patients wait to be called.
    pub(super) waiting: usize,
}

/// A board at a moment. On other days than today nobody waits and nobody is late.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reckoned {
    /// Whether it is the day of the board.
    pub(super) today: bool,
    visits: BTreeMap<i64, VisitNow>,
    doctors: BTreeMap<i64, DoctorNow>,
}

impl Reckoned {
    /// How the board stands at `now`.
    pub(super) fn of(board: &Board, now: ClinicTime) -> Self {
        if now < board.whole.starts_at || now >= board.whole.ends_at {
            return Self::default();
        }
        let mut reckoned = Self {
            today: true,
            ..Self::default()
        };
        for doctor in &board.doctors {
            let own = || {
                board
                    .visits
                    .iter()
                    .filter(|visit| visit.doctor_id == doctor.id)
            };
            let day = delays::expected(now, &doctor.open, own());
            let waiting = own().filter(|visit| visit.stage == Stage::Arrived).count();
            let delay = day.delay;
            reckoned
                .doctors
                .insert(doctor.id, DoctorNow { delay, waiting });
            for visit in own() {
                let late = delays::late(visit, now);
                let expected = day.starts.get(&visit.id).copied().filter(|start| {
                    late.is_none() && start.minutes_since(visit.starts_at) >= delays::TOLERANCE
                });
                reckoned.visits.insert(
                    visit.id,
                    VisitNow {
                        waits: delays::waiting(visit, now),
                        late,
                        expected,
                        noshow: delays::proposes_noshow(visit, now, board.noshow_minutes),
                    },
                );
            }
        }
        reckoned
    }

    /// A visit.
    pub(super) fn visit(&self, id: i64) -> VisitNow {
        self.visits.get(&id).copied().unwrap_or_default()
    }

    /// A doctor.
    pub(super) fn doctor(&self, id: i64) -> DoctorNow {
        self.doctors.get(&id).copied().unwrap_or_default()
    }

    /// Who is here and waits, the longest first.
    pub(super) fn waiting(&self, board: &Board) -> Vec<(BoardVisit, i64)> {
        let mut waiting: Vec<_> = board
            .visits
            .iter()
            .filter_map(|visit| Some((visit.clone(), self.visit(visit.id).waits?)))
            .collect();
        waiting.sort_by_key(|(visit, _)| (visit.arrived_at, visit.id));
        waiting
    }

    /// Who is late, the latest first.
    pub(super) fn late(&self, board: &Board) -> Vec<(BoardVisit, i64)> {
        let mut late: Vec<_> = board
            .visits
            .iter()
            .filter_map(|visit| Some((visit.clone(), self.visit(visit.id).late?)))
            .collect();
        late.sort_by_key(|(visit, minutes)| (-minutes, visit.id));
        late
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::testing::{at, board, visit};

    fn here(id: i64, starts_at: &str, came: &str) -> BoardVisit {
        BoardVisit {
            stage: Stage::Arrived,
            arrived_at: Some(at(came)),
            ..visit(id, 3, starts_at, starts_at)
        }
    }

    #[test]
    fn who_waits_and_who_is_late_stands_in_order() {
        let board = board(vec![
            visit(1, 3, "09:00", "09:30"),
            visit(2, 4, "09:10", "09:30"),
            here(3, "09:30", "09:20"),
            here(4, "10:00", "09:05"),
        ]);
        let now = Reckoned::of(&board, at("09:40"));
        let ids = |found: Vec<(BoardVisit, i64)>| -> Vec<(i64, i64)> {
            let found = found.into_iter();
            found.map(|(visit, minutes)| (visit.id, minutes)).collect()
        };
        assert_eq!(ids(now.waiting(&board)), [(4, 35), (3, 20)]);
        assert_eq!(ids(now.late(&board)), [(1, 40), (2, 30)]);
        assert!(now.visit(1).noshow && !now.visit(3).noshow);
        assert_eq!(now.doctor(3).waiting, 2);
        assert_eq!(now.doctor(4), DoctorNow::default());
    }

    #[test]
    fn a_delay_moves_who_comes_next() {
        let running = BoardVisit {
            stage: Stage::InProgress,
            started_at: Some(at("09:20")),
            ..visit(1, 3, "09:00", "09:30")
        };
        let board = board(vec![
            running,
            visit(2, 3, "09:30", "10:00"),
            visit(3, 4, "09:30", "10:00"),
        ]);
        let now = Reckoned::of(&board, at("09:25"));
        assert_eq!(now.visit(2).expected, Some(at("09:50")));
        assert_eq!(now.visit(3).expected, None);
        assert_eq!(
            delays::words(now.doctor(3).delay).as_deref(),
            Some("20 min late")
        );
        assert_eq!(delays::words(now.doctor(4).delay), None);
    }

    #[test]
    fn another_day_has_no_now() {
        let board = board(vec![visit(1, 3, "09:00", "09:30")]);
        for now in [at("00:00").plus(-1), at("23:59").plus(1)] {
            assert_eq!(Reckoned::of(&board, now), Reckoned::default());
        }
        assert!(Reckoned::of(&board, at("00:00")).today);
    }
}
