//! The visits of today: each step is one of the model and was asked for, each answer is one of the steps, and
//! where the last ones lead is what is there. What was done is known by its key, whose answer is kept with it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::{Check, DOCTOR_GONE};
use crate::{
    day::{
        deed::{Act, Told},
        found::Row,
        replay::{Day, Done, by_step},
    },
    history::{Asked, Call, Outcome},
};

impl<'a> Check<'a> {
    pub(super) fn today(&mut self) {
        let (found, done) = (&self.found.today, self.done());
        let steps = by_step(&done);
        let mut day = Day::default();
        for row in &found.rows {
            let told = steps.get(&(row.visit, i64::from(row.version)));
            let told = told.map(Vec::as_slice).unwrap_or_default();
            if let Err(why) = self.follow(&mut day, row, told) {
                // What comes after it would be one long complaint.
                return self.complaints.push(why);
            }
        }
        for each in &done {
            self.complaints.extend(day.confirm(each).err());
            if let Act::WalkIn { doctor, .. } = each.deed.act {
                self.doctor_was_there(doctor, each.span);
            }
        }
        let now = Timestamp::now().as_second();
        self.complaints.extend(day.compare(found, now));
        self.refusals(&day);
    }

    fn follow(&self, day: &mut Day, row: &Row, told: &[&Done]) -> Result<(), String> {
        if row.version == 1 && self.clinic.booked.contains(&row.visit) {
            return day.open(row);
        }
        if row.note != DOCTOR_GONE {
            return day.follow(row, told);
        }
        let gone = self.gone(row.doctor, 0);
        let gone = gone.ok_or_else(|| format!("nobody disabled the doctor of {row:?}"))?;
        day.call_off(row, gone)
    }

    /// What was done, as often as it was asked for: all that was acknowledged, and of the rest what has left its
    /// answer.
    fn done(&mut self) -> Vec<Done> {
        let mut deeds: BTreeMap<&'a str, Vec<&'a Call<Asked>>> = BTreeMap::new();
        for call in &self.history.today {
            let key = call.what.deed.key.as_str();
            deeds.entry(key).or_default().push(call);
        }
        let kept = &self.found.today.answers;
        for key in kept.keys() {
            self.expect(deeds.contains_key(key.as_str()), || {
                format!("nobody gave the key {key}")
            });
        }
        let mut done = Vec::new();
        for (key, calls) in deeds {
            let answer = kept.get(key).map(|text| serde_json::from_str(text));
            let answer: Value = answer.and_then(Result::ok).unwrap_or_default();
            let told = Told::read(&answer);
            // What was refused leaves no answer: asked for again it may be done, since its reason may be gone.
            let refused = |call: &Call<Asked>| matches!(call.outcome, Outcome::Refused(_));
            let tries: Vec<_> = calls.iter().filter(|call| !refused(call)).collect();
            let fits = calls.iter().all(|call| match call.outcome {
                Outcome::Done(_) => told.is_some() && call.what.told == told,
                Outcome::Refused(_) => {
                    !kept.contains_key(key) || tries.iter().any(|later| later.to > call.to)
                }
                Outcome::Unknown => told.is_some() == kept.contains_key(key),
            });
            self.expect(fits, || format!("{calls:?} is there as {told:?}"));
            let (Some(told), Some(first)) = (told, calls.first()) else {
                continue;
            };
            // It had been done when it was first acknowledged.
            let acknowledged = calls.iter().filter(|call| call.done().is_some());
            let by = acknowledged.map(|call| call.to).min();
            let latest = calls.iter().map(|call| call.to).max();
            let begun = tries.iter().map(|call| call.from).min();
            done.push(Done {
                deed: first.what.deed.clone(),
                told,
                span: (begun.unwrap_or_default(), by.or(latest).unwrap_or_default()),
            });
        }
        done
    }
}
