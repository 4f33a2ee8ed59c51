//! The history of a day, step by step, as a sequential run of the model: each step is possible where it stands,
//! was told to whoever asked for it, and comes after whatever had been told before it was asked for.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anteroom::{appointments::model::Status, encounters::model::Stage};

use super::{
    deed::{Act, Deed, Told},
    found::{Found, Row},
    model::Visit,
};

/// From one tick of the test's clock to another.
pub(crate) type Span = (u64, u64);

/// A deed that was done, or was found done, and what was told of it.
#[derive(Clone, Debug)]
pub(crate) struct Done {
    pub(crate) deed: Deed,
    pub(crate) told: Told,
    /// In this time it took effect, if it did.
    pub(crate) span: Span,
}

/// What was done by the visits and versions that were told. Whoever asked for a stage where a visit stood already
/// was told of somebody else's step.
pub(crate) fn by_step(done: &[Done]) -> HashMap<(i64, i64), Vec<&Done>> {
    let mut steps: HashMap<(i64, i64), Vec<&Done>> = HashMap::new();
    for each in done {
        let Told { id, version, .. } = each.told;
        steps.entry((id, version)).or_default().push(each);
        if matches!(each.deed.act, Act::WalkIn { .. }) {
            // Who walks in is booked first.
            steps.entry((id, version - 1)).or_default().push(each);
        }
    }
    steps
}

/// The day so far.
#[derive(Debug, Default)]
pub(crate) struct Day {
    /// Every visit as it stands.
    pub(crate) visits: BTreeMap<i64, Visit>,
    /// The numbers of the queue, also of those who are not here any more.
    pub(super) given: BTreeSet<i64>,
    /// How each visit stood from each of its versions on, and when that began.
    stood: BTreeMap<(i64, i64), (Visit, Span)>,
    /// When the latest step of each doctor's visits was asked for.
    asked: HashMap<i64, u64>,
}

impl Day {
    /// A visit that was booked before anything was asked for.
    pub(crate) fn open(&mut self, row: &Row) -> Result<(), String> {
        self.set(row, self.booked(row), (0, 0))
    }

    /// A visit to come that was cancelled since its doctor was disabled.
    pub(crate) fn call_off(&mut self, row: &Row, span: Span) -> Result<(), String> {
        let visit = self.standing(row)?;
        if visit.status != Status::Booked || visit.start <= row.at {
            return Err(format!("{visit:?} is not to come: {row:?}"));
        }
        let after = Visit {
            status: Status::Cancelled,
            version: visit.version + 1,
            before: None,
            ..visit
        };
        self.set(row, after, span)
    }

    /// A step that one of those took who were told of it.
    pub(crate) fn follow(&mut self, row: &Row, told: &[&Done]) -> Result<(), String> {
        let told = told.iter().copied();
        let (stages, others): (Vec<&Done>, Vec<&Done>) =
            told.partition(|done| matches!(done.deed.act, Act::Stage { .. }));
        if others.len() > 1 {
            return Err(format!("two took one step, {row:?}: {others:?}"));
        }
        let may_be = if others.is_empty() { stages } else { others };
        let spans = may_be.iter().map(|done| done.span);
        let span = spans.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)));
        let span = span.ok_or_else(|| format!("nobody was told of {row:?}"))?;
        let mut against = Vec::new();
        for done in may_be {
            match self.after(row, done) {
                Ok(after) => return self.set(row, after, span),
                Err(why) => against.push(why),
            }
        }
        Err(format!("{row:?} is no step of the model: {against:?}"))
    }

    /// What was told is how the visit stood then, and what was asked for.
    pub(crate) fn confirm(&self, done: &Done) -> Result<(), String> {
        let told = done.told;
        let stood = self.stood.get(&(told.id, told.version));
        let stood = stood.map(|(visit, _)| visit.told(told.id));
        let asked = match done.deed.act {
            Act::Stage { stage, room, .. } => {
                let called = matches!(stage, Stage::CheckedIn | Stage::InProgress);
                let said = room.filter(|_| called);
                let there = told.came.and_then(|came| came.room);
                stage == told.stage && (said.is_none() || said == there)
            }
            Act::Undo { .. } | Act::Next { .. } | Act::WalkIn { .. } => true,
        };
        if stood == Some(told) && asked {
            return Ok(());
        }
        Err(format!("{done:?} is there as {stood:?}"))
    }

    /// How a visit may have stood while a call lasted.
    pub(crate) fn during(&self, visit: i64, (from, to): Span) -> Vec<&Visit> {
        let stood: Vec<&(Visit, Span)> = self.stood_of(visit).collect();
        let next = stood.iter().skip(1).map(|(_, since)| Some(since.1));
        let ends: Vec<Option<u64>> = next.chain([None]).collect();
        let lasting = stood.into_iter().zip(ends);
        lasting
            .filter(|((_, since), end)| since.0 < to && end.is_none_or(|end| end > from))
            .map(|((visit, _), _)| visit)
            .collect()
    }

    /// Whether a visit surely stood there all the while a call lasted.
    pub(crate) fn throughout(&self, visit: i64, stage: Stage, (from, to): Span) -> bool {
        let known = self.stood_of(visit).any(|(_, since)| since.1 < from);
        let stood = self.during(visit, (from, to));
        known && stood.iter().all(|visit| visit.stage() == stage)
    }

    fn stood_of(&self, visit: i64) -> impl Iterator<Item = &(Visit, Span)> {
        let versions = (visit, i64::MIN)..=(visit, i64::MAX);
        self.stood.range(versions).map(|(_, stood)| stood)
    }

    /// What differs from the database at a moment.
    pub(crate) fn compare(&self, found: &Found, now: i64) -> Vec<String> {
        let mut complaints = Vec::new();
        let stand = self.visits.iter().map(|(id, visit)| {
            let version = i32::try_from(visit.version).unwrap();
            (*id, (visit.status.key().to_owned(), version))
        });
        let stand: BTreeMap<_, _> = stand.collect();
        if stand != found.visits {
            let found = &found.visits;
            complaints.push(format!("visits stand as {found:?}, not as {stand:?}"));
        }
        let visits = self.visits.iter();
        let came: BTreeMap<_, _> = visits
            .filter_map(|(id, visit)| Some((*id, visit.came?)))
            .collect();
        if came != found.came {
            let found = &found.came;
            complaints.push(format!("there came {found:?}, not {came:?}"));
        }
        // All numbers from the first one on, each once.
        let count = i32::try_from(self.given.len()).unwrap();
        let all = self.given.iter().copied().eq(1..=i64::from(count));
        let last = Some(count).filter(|count| *count > 0);
        if !all || !found.queues.iter().eq(&last) {
            let (given, last) = (&self.given, &found.queues);
            complaints.push(format!("the last number is {last:?} after {given:?}"));
        }
        for (id, visit) in &self.visits {
            let kept = found.undos.get(id);
            let own = kept.filter(|(version, _)| i64::from(*version) == visit.version);
            let fits = match (visit.before, own) {
                (Some(before), Some((_, at))) => before.at == *at,
                // What cannot be taken back any more is swept away.
                (Some(_), None) => visit.against_undo(None, now).is_some(),
                (None, own) => own.is_none(),
            };
            if !fits {
                complaints.push(format!("{kept:?} is kept to take back for {visit:?}"));
            }
        }
        complaints
    }

    /// Has a visit stand as a row left it.
    fn set(&mut self, row: &Row, visit: Visit, span: Span) -> Result<(), String> {
        let step = match visit.status {
            _ if visit.version == 1 => "booked",
            Status::Cancelled => "cancelled",
            _ => "status",
        };
        let expected = (
            step,
            visit.status.key(),
            visit.version,
            (visit.doctor, visit.patient, visit.start),
            visit.overbooked,
        );
        let written = (
            row.step.as_str(),
            row.status.as_str(),
            i64::from(row.version),
            (row.doctor, row.patient, row.start),
            row.overbooked,
        );
        if expected != written {
            return Err(format!("{row:?} should have led to {visit:?}"));
        }
        if visit.status.takes_time()
            && let Some(other) = self.others(row.visit).find(|it| it.excludes(&visit))
        {
            return Err(format!("{other:?} and {visit:?} take the same time"));
        }
        let asked = self.asked.entry(visit.doctor).or_default();
        if span.1 < *asked {
            return Err(format!(
                "{row:?} was told before the step before it was asked for"
            ));
        }
        *asked = span.0.max(*asked);
        self.given.extend(visit.came.map(|came| came.number));
        self.stood.insert((row.visit, visit.version), (visit, span));
        self.visits.insert(row.visit, visit);
        Ok(())
    }
}
