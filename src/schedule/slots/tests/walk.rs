//! A second opinion: the same question answered by walking along the clock, step by step, and
//! noting at each what it reads and what is taken then. It shares no code with what it judges.

use jiff::ToSpan as _;

use super::*;
use crate::rules::reason::standing_reasons;

/// The steps from two days before a day until three days after it.
pub(super) struct Walk<'a> {
    case: &'a Case,
    /// Minutes of a step; everything asked about must be a multiple of it.
    step: usize,
    origin: Timestamp,
    /// What the clock reads at each step.
    readings: Vec<DateTime>,
    hours: Vec<Hours>,
    /// The exceptions that take time away, with the steps at which the clock reads theirs.
    away: Vec<(&'a Exception, Vec<bool>)>,
    booked: Vec<bool>,
    held: Vec<bool>,
    rooms: Vec<Vec<bool>>,
    patient: Vec<bool>,
}

/// Hours of some kind: for each step the first and the last of those around it, without a break,
/// at which they are worked.
struct Hours {
    runs: Vec<Option<(usize, usize)>>,
    grid: usize,
    serves: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn around(day: Date, case: &'a Case, step: usize) -> Self {
        let first = day.saturating_sub(2.days()).at(0, 0, 0, 0);
        let origin = first.to_zoned(TimeZone::UTC).unwrap().timestamp();
        let steps = 0..5 * 1440 / step;
        let instant = |index| origin + minutes(index * step);
        let readings: Vec<DateTime> = steps
            .map(|index| case.zone.to_datetime(instant(index)))
            .collect();
        let mut walk = Self {
            case,
            step,
            origin,
            readings,
            hours: Vec::new(),
            away: Vec::new(),
            booked: Vec::new(),
            held: Vec::new(),
            rooms: Vec::new(),
            patient: Vec::new(),
        };
        walk.add_hours();
        walk.add_exceptions();
        let doctor = &case.taken.doctor;
        walk.booked = walk.taken(doctor.iter().filter(|busy| !busy.held));
        walk.held = walk.taken(doctor.iter().filter(|busy| busy.held));
        let rooms = case.taken.rooms.iter();
        walk.rooms = rooms.map(|(_, busy)| walk.taken(busy)).collect();
        walk.patient = walk.taken(&case.taken.patient);
        walk
    }

    fn add_hours(&mut self) {
        let rules = &self.case.rules;
        let minute = |reading: DateTime| {
            u16::try_from(reading.hour()).unwrap() * 60 + u16::try_from(reading.minute()).unwrap()
        };
        let within = |reading: DateTime, hours: Interval| {
            (hours.opens.minutes()..hours.closes.minutes()).contains(&minute(reading))
        };
        match rules.own_hours(DOCTOR) {
            Some(own) => {
                for each in own {
                    let serves = each.visit_types.is_empty()
                        || self
                            .case
                            .visit
                            .id
                            .is_some_and(|id| each.visit_types.contains(&id));
                    self.work(each.grid_minutes, serves, |reading| {
                        let day = reading.date();
                        day.weekday().to_monday_one_offset() == each.weekday
                            && each.valid_from.is_none_or(|from| day >= from)
                            && each.valid_to.is_none_or(|to| day <= to)
                            && within(reading, each.interval)
                    });
                }
            }
            None => {
                for weekday in Weekday::Monday.cycle_forward().take(7) {
                    for each in rules.opening.for_weekday(weekday) {
                        self.work(rules.slot_minutes, true, |reading| {
                            reading.weekday() == weekday && within(reading, *each)
                        });
                    }
                }
            }
        }
    }

    fn add_exceptions(&mut self) {
        for each in &self.case.rules.exceptions {
            let then = |reading: DateTime| each.starts <= reading && reading < each.ends;
            if each.doctor_id.is_some_and(|id| id != DOCTOR) {
                continue;
            }
            if each.kind == ExceptionKind::Extra {
                self.work(each.grid_minutes, true, then);
            } else {
                let steps = self.readings.iter().map(|reading| then(*reading));
                self.away.push((each, steps.collect()));
            }
        }
    }

    fn work(&mut self, grid: u16, serves: bool, worked: impl Fn(DateTime) -> bool) {
        let mut runs = vec![None; self.readings.len()];
        let mut begun = None;
        for index in 0..=self.readings.len() {
            if self
                .readings
                .get(index)
                .is_some_and(|reading| worked(*reading))
            {
                begun.get_or_insert(index);
            } else if let Some(first) = begun.take() {
                runs[first..index].fill(Some((first, index - 1)));
            }
        }
        self.hours.push(Hours {
            runs,
            grid: usize::from(grid) / self.step,
            serves,
        });
    }

    fn taken<'b>(&self, busy: impl IntoIterator<Item = &'b Busy>) -> Vec<bool> {
        let mut steps = vec![false; self.readings.len()];
        for each in busy {
            let start = self.index(each.span.start).min(steps.len());
            let end = self.index(each.span.end).clamp(start, steps.len());
            steps[start..end].fill(true);
        }
        steps
    }

    fn index(&self, at: Timestamp) -> usize {
        let minutes = at.duration_since(self.origin).as_mins();
        usize::try_from(minutes).unwrap_or(0) / self.step
    }

    fn instant(&self, index: usize) -> Timestamp {
        self.origin + minutes(index * self.step)
    }

    /// Every start of that day for which there is no reason.
    pub(super) fn free(&self, day: Date) -> Vec<Timestamp> {
        let steps = 0..self.readings.len();
        steps
            .filter(|index| self.readings[*index].date() == day)
            .map(|index| self.instant(index))
            .filter(|start| self.reasons(*start).is_empty())
            .collect()
    }

    /// All reasons against a start of that day.
    pub(super) fn reasons(&self, start: Timestamp) -> Vec<Reason> {
        let Case { rules, visit, .. } = self.case;
        let from = self.index(start);
        let to = from + usize::from(visit.minutes) / self.step;
        let before = from - usize::from(visit.buffer_before) / self.step;
        let after = to + usize::from(visit.buffer_after) / self.step;
        let during = |steps: &[bool]| steps[from..to].contains(&true);
        let around = |steps: &[bool]| {
            steps[before..from].contains(&true) || steps[to..after].contains(&true)
        };

        let mut reasons = Vec::new();
        if start < self.case.now {
            reasons.push(Reason::Past);
        }
        reasons.extend(self.hours_reason(from, to));
        for (exception, steps) in &self.away {
            let label = exception.reason.clone();
            let reason = match exception.kind {
                ExceptionKind::Closure => Reason::Closure { label },
                _ => Reason::TimeOff { label },
            };
            if during(steps) && !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        let mut add = |holds, reason| {
            if holds {
                reasons.push(reason);
            }
        };
        add(during(&self.booked), Reason::Taken);
        add(during(&self.held), Reason::Held);
        add(self.too_close(before, from, to, after), Reason::Buffer);
        let free = |room: &Vec<bool>| !during(room) && !around(room);
        add(
            !visit.rooms.is_empty() && !self.rooms.iter().any(free),
            Reason::Room,
        );
        add(during(&self.patient), Reason::PatientTaken);

        if self.case.audience == Audience::Patient {
            let policy = rules.policy;
            let ahead = start.duration_since(self.case.now).as_mins();
            let minutes = policy.notice_minutes;
            add(
                (0..i64::from(minutes)).contains(&ahead),
                Reason::Notice { minutes },
            );
            let today = self.case.zone.to_datetime(self.case.now).date();
            let last = today.saturating_add(i64::from(policy.horizon_days).days());
            add(self.readings[from].date() > last, Reason::Horizon { last });
            let standing = self.case.standing.iter();
            reasons.extend(standing.flat_map(|it| standing_reasons(&policy, it)));
        }
        reasons
    }

    fn hours_reason(&self, from: usize, to: usize) -> Option<Reason> {
        let fits = |hours: &&Hours| hours.runs[from].is_some_and(|(_, last)| to - 1 <= last);
        let on_grid = |hours: &&Hours| {
            hours.runs[from].is_some_and(|(first, _)| (from - first).is_multiple_of(hours.grid))
        };
        let (ours, others): (Vec<&Hours>, Vec<&Hours>) = self
            .hours
            .iter()
            .filter(fits)
            .partition(|hours| hours.serves);
        if ours.iter().any(on_grid) {
            None
        } else if !ours.is_empty() {
            Some(Reason::OffGrid)
        } else if !others.is_empty() {
            Some(Reason::OtherVisitTypes)
        } else {
            Some(Reason::OutsideHours)
        }
    }

    /// Something takes minutes before or after the visit, but none of the visit itself.
    fn too_close(&self, before: usize, from: usize, to: usize, after: usize) -> bool {
        self.case.taken.doctor.iter().any(|busy| {
            let (start, end) = (self.index(busy.span.start), self.index(busy.span.end));
            let apart = end <= from || to <= start;
            apart && start.max(before) < end.min(after)
        })
    }
}

fn minutes(minutes: usize) -> SignedDuration {
    SignedDuration::from_mins(i64::try_from(minutes).unwrap())
}
