//! Whether what was refused of today was so for a reason: at some moment of the call it could not be done.

use anteroom::encounters::model::Stage;

use super::Check;
use crate::{
    day::{
        deed::Act,
        model::{LASTS, Visit},
        replay::Day,
    },
    history::{Asked, Call, Outcome},
};

/// A walk-in begins on the next minute.
const MINUTE: i64 = 60;

impl Check<'_> {
    pub(super) fn refusals(&mut self, day: &Day) {
        for call in &self.history.today {
            let Outcome::Refused(code) = &call.outcome else {
                continue;
            };
            let deserved = match (call.what.deed.act, code.as_str()) {
                (Act::Stage { visit, .. } | Act::Undo { visit, .. }, "conflict") => {
                    // Of what is to come it is too early for everything.
                    let of_today = day.visits.contains_key(&visit);
                    let mut stood = day.during(visit, call.span()).into_iter();
                    !of_today || stood.any(|stood| is_against(day, visit, stood, call))
                }
                (Act::Next { doctor }, "conflict") => {
                    let mut own = day.visits.iter().filter(|(_, it)| it.doctor == doctor);
                    !own.any(|(id, _)| day.throughout(*id, Stage::Arrived, call.span()))
                }
                (
                    Act::WalkIn {
                        patient: Some(patient),
                        ..
                    },
                    "conflict",
                ) => is_elsewhere(day, patient, call),
                (Act::WalkIn { doctor, .. }, "invalid") => self.may_be_off(doctor, call.span()),
                _ => false,
            };
            self.expect(deserved, || format!("refused for no reason: {call:?}"));
        }
    }
}

/// Whether nothing could be done with a visit that stood like that.
fn is_against(day: &Day, id: i64, visit: &Visit, call: &Call<Asked>) -> bool {
    let (early, late) = call.what.seconds;
    match call.what.deed.act {
        Act::Stage {
            stage,
            room,
            version,
            ..
        } => {
            let against = visit.against_stage(stage, version, early);
            !visit.stays(stage, room) && against.is_some()
        }
        // The second in which the minute ends may be over or not.
        Act::Undo { version, .. } => {
            visit.against_undo(version, late + 1).is_some() || is_given_away(day, id, visit, call)
        }
        Act::Next { .. } | Act::WalkIn { .. } => false,
    }
}

/// Whether the time that a visit would take again may have been somebody else's.
fn is_given_away(day: &Day, id: i64, visit: &Visit, call: &Call<Asked>) -> bool {
    let others = day.visits.iter().filter(|(other, _)| **other != id);
    let mut near = others.filter(|(_, other)| other.excludes(visit));
    !visit.status.takes_time() && near.any(|(other, _)| may_take_time(day, *other, call))
}

/// Whether a patient may have had something else on the minute after the call.
fn is_elsewhere(day: &Day, patient: i64, call: &Call<Asked>) -> bool {
    let (early, late) = call.what.seconds;
    let mut own = day.visits.iter().filter(|(_, it)| it.patient == patient);
    own.any(|(id, visit)| {
        let near = visit.start < late + MINUTE + LASTS && visit.start + LASTS > early;
        near && may_take_time(day, *id, call)
    })
}

fn may_take_time(day: &Day, visit: i64, call: &Call<Asked>) -> bool {
    let stood = day.during(visit, call.span());
    stood.iter().any(|stood| stood.status.takes_time())
}
