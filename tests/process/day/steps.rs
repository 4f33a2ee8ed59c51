//! Where a deed leads from where a visit stands.

use anteroom::{appointments::model::Status, encounters::model::Stage};

use super::{
    deed::Act,
    found::Row,
    model::{Before, Came, Visit},
    replay::{Day, Done},
};

/// A walk-in begins within a minute, when one begins.
const MINUTE: i64 = 60;

impl Day {
    /// The visit of a row as it stands before it.
    pub(super) fn standing(&self, row: &Row) -> Result<Visit, String> {
        let visit = self.visits.get(&row.visit).copied();
        visit.ok_or_else(|| format!("nobody booked {row:?}"))
    }

    /// A visit that was booked in a row. It is put on top of others where there are any.
    pub(super) fn booked(&self, row: &Row) -> Visit {
        let visit = Visit {
            doctor: row.doctor,
            patient: row.patient,
            start: row.start,
            overbooked: false,
            status: Status::Booked,
            version: 1,
            came: None,
            before: None,
        };
        let mut others = self.others(row.visit);
        let overbooked = others.any(|other| other.doctor == row.doctor && other.meets(&visit));
        Visit {
            overbooked,
            ..visit
        }
    }

    /// The other visits that take time. The room that a patient is called to takes none.
    pub(super) fn others(&self, visit: i64) -> impl Iterator<Item = &Visit> {
        let others = self.visits.iter().filter(move |(id, _)| **id != visit);
        others
            .map(|(_, other)| other)
            .filter(|other| other.status.takes_time())
    }

    /// How the visit of a row stands after it, if a deed was done in it.
    pub(super) fn after(&self, row: &Row, done: &Done) -> Result<Visit, String> {
        if let Act::WalkIn { doctor, patient } = done.deed.act
            && row.version == 1
        {
            let soon = row.start % MINUTE == 0 && (0..=MINUTE).contains(&(row.start - row.at));
            let wanted = doctor == row.doctor && patient.is_none_or(|id| id == row.patient);
            let booked = (soon && wanted).then(|| self.booked(row));
            return booked.ok_or_else(|| format!("{done:?} asked for another visit"));
        }
        let visit = self.standing(row)?;
        let after = match done.deed.act {
            Act::Stage {
                stage,
                room,
                version,
                ..
            } => {
                let stays = visit.stays(stage, room).then_some("it was there already");
                if let Some(why) = stays.or_else(|| visit.against_stage(stage, version, row.at)) {
                    return Err(format!("{why}: {done:?} from {visit:?}"));
                }
                self.step(visit, row.at, (stage, room), self.newcomer(row, done))
            }
            Act::Undo { version, .. } => match visit.before {
                Some(before) if visit.against_undo(version, row.at).is_none() => Visit {
                    status: before.status,
                    version: visit.version + 1,
                    came: before.came,
                    before: None,
                    ..visit
                },
                _ => return Err(format!("{done:?} took back {visit:?}")),
            },
            Act::Next { doctor } => {
                let next = self.next_of(doctor);
                if next != Some(row.visit) {
                    return Err(format!("{done:?}, and it was the turn of {next:?}"));
                }
                self.step(visit, row.at, (Stage::CheckedIn, None), None)
            }
            Act::WalkIn { .. } => {
                let came = self.newcomer(row, done).map(|came| Came {
                    walk_in: true,
                    ..came
                });
                // It is taken back as a whole.
                let before = Before {
                    at: row.at,
                    status: Status::EnteredInError,
                    came: None,
                };
                Visit {
                    before: Some(before),
                    ..self.step(visit, row.at, (Stage::Arrived, None), came)
                }
            }
        };
        if after.told(row.visit) == done.told {
            return Ok(after);
        }
        Err(format!("{done:?} leads to {after:?}"))
    }

    /// A visit once its patient has reached a stage, in a room if one is said; `newcomer` had not come before.
    fn step(
        &self,
        visit: Visit,
        at: i64,
        (stage, room): (Stage, Option<i64>),
        newcomer: Option<Came>,
    ) -> Visit {
        let came = match stage {
            Stage::Booked | Stage::Noshow | Stage::Cancelled => None,
            Stage::Left => visit.came,
            _ => visit.came.or(newcomer),
        };
        let room = room
            .or(visit.room())
            .or_else(|| self.last_room(visit.doctor));
        let before = Before {
            at,
            status: visit.status,
            came: visit.came,
        };
        Visit {
            status: stage.status(),
            version: visit.version + 1,
            came: came.map(|came| came.reaches(stage, at, room)),
            before: Some(before),
            ..visit
        }
    }

    /// Somebody who comes with the number that was told, which nobody had before.
    fn newcomer(&self, row: &Row, done: &Done) -> Option<Came> {
        let number = done.told.came?.number;
        let fresh = !self.given.contains(&number);
        fresh.then(|| Came::new(number, false, row.at))
    }

    /// The room the doctor's last patient was called to.
    fn last_room(&self, doctor: i64) -> Option<i64> {
        let own = self.visits.iter().filter(|(_, it)| it.doctor == doctor);
        let called = own.filter_map(|(id, visit)| {
            let came = visit.came?;
            Some(((came.called?, *id), came.room?))
        });
        called.max_by_key(|(last, _)| *last).map(|(_, room)| room)
    }

    /// Who waits for a doctor and could have been seen first had there been no others.
    fn next_of(&self, doctor: i64) -> Option<i64> {
        let own = self.visits.iter().filter(|(_, it)| it.doctor == doctor);
        let waiting = own.filter(|(_, visit)| visit.stage() == Stage::Arrived);
        let next = waiting.min_by_key(|(id, visit)| {
            let arrived = visit.came.map_or(visit.start, |came| came.arrived);
            (arrived.max(visit.start), visit.start, **id)
        });
        next.map(|(id, _)| *id)
    }
}
