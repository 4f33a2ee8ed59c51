//! The invented appointments: two weeks back and three ahead of a day, in every status.
//!
//! Who comes when depends on the day only, so that the clinic is the same each time it is made on that day; how far
//! today's visits have come depends on the minute.

use std::collections::HashSet;

use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, DateTime, Time, Weekday},
    tz::TimeZone,
};

use super::{
    dice::Dice,
    doctors::{DOCTORS, DoctorSketch},
    people::PatientSketch,
    today::Course,
};
use crate::{appointments::model::Status, schedule::hours::OpeningHours};

/// The first day with appointments, counted from today.
pub(super) const FIRST: i32 = -14;
/// The last.
pub(super) const LAST: i32 = 21;
/// How long a visit takes.
const MINUTES: i32 = 30;
/// Who is so many minutes late does not come any more.
const PATIENCE: i32 = 45;

/// Visits that Rosa has whatever the dice say: doctor and day, moved on to the next one on which
/// the doctor works.
const OF_ROSA: [(usize, i32, Fate); 5] = [
    (1, -13, Fate::Settled(Status::Fulfilled)),
    (0, -8, Fate::Settled(Status::Fulfilled)),
    (5, -4, Fate::Cancelled),
    (0, 1, Fate::Settled(Status::Booked)),
    (10, 12, Fate::Settled(Status::Booked)),
];

/// An appointment; doctor and patient by their place in the lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Visit {
    pub(crate) doctor: usize,
    pub(crate) patient: usize,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
    pub(crate) status: Status,
    pub(crate) reason: &'static str,
    pub(crate) created_at: Timestamp,
    pub(crate) by_desk: bool,
    pub(crate) cancelled: Option<Cancellation>,
}

/// When and why a visit was cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cancellation {
    pub(crate) at: Timestamp,
    pub(crate) reason: &'static str,
    pub(crate) by: Canceller,
}

/// Who cancelled a visit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Canceller {
    #[default]
    Patient,
    Desk,
    Doctor,
}

/// What becomes of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Settled(Status),
    Cancelled,
}

/// Every appointment, in the order they were booked, as it is at that moment of the clinic's clock.
pub(crate) fn visits(
    now: DateTime,
    zone: &TimeZone,
    hours: &OpeningHours,
    patients: &[PatientSketch],
) -> Vec<Visit> {
    let today = now.date();
    let seed = i64::from(days_since_1970(today)).unsigned_abs();
    let mut diary = Diary {
        dice: Dice::new(seed),
        today,
        minute: i32::from(now.hour()) * 60 + i32::from(now.minute()),
        zone,
        patients,
        out: HashSet::new(),
        visits: Vec::new(),
    };
    let mut taken = HashSet::new();
    for (doctor, day, fate) in OF_ROSA {
        let found = DOCTORS.get(doctor).and_then(|sketch| {
            let offset =
                (day..=LAST).find(|&offset| works(doctor, sketch, diary.date(offset), offset))?;
            let start = starts(sketch, hours, diary.date(offset)).nth(2)?;
            Some((sketch, offset, start))
        });
        if let Some((sketch, offset, start)) = found {
            taken.insert((doctor, offset, start));
            diary.add(doctor, sketch, 0, offset, start, fate);
        }
    }
    for offset in FIRST..=LAST {
        for (doctor, sketch) in DOCTORS.iter().enumerate() {
            let date = diary.date(offset);
            if !works(doctor, sketch, date, offset) {
                continue;
            }
            for start in starts(sketch, hours, date) {
                if taken.contains(&(doctor, offset, start)) || !diary.dice.percent(load(offset)) {
                    continue;
                }
                if let Some(patient) = diary.somebody_for(sketch, offset) {
                    let fate = diary.fate(offset, start, patient);
                    diary.add(doctor, sketch, patient, offset, start, fate);
                }
            }
        }
    }
    diary
        .visits
        .sort_by_key(|visit| (visit.created_at, visit.starts_at, visit.doctor));
    diary.visits
}

/// How many of a hundred times are taken on a day: most near today, fewer further ahead.
fn load(offset: i32) -> usize {
    match offset {
        ..=-1 => 74,
        0..=2 => 84,
        3..=20 => usize::try_from(84 - 3 * offset).unwrap_or_default(),
        _ => 20,
    }
}

/// Doctors have their weekdays. On Saturdays and Sundays three of them are on duty in turn, and
/// if today is one, the doctor with the demonstration account is among them.
pub(super) fn works(doctor: usize, sketch: &DoctorSketch, date: Date, offset: i32) -> bool {
    if matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
        let turn = usize::try_from(offset.rem_euclid(4)).unwrap_or_default();
        (doctor + turn).is_multiple_of(4)
    } else {
        sketch.days.contains(&date.weekday())
    }
}

/// The minutes since midnight at which a doctor's visits of a day may begin.
fn starts(sketch: &DoctorSketch, hours: &OpeningHours, date: Date) -> impl Iterator<Item = i32> {
    let (from, to) = (
        i32::from(sketch.hours.0) * 60,
        i32::from(sketch.hours.1) * 60,
    );
    let open: Vec<_> = hours
        .for_weekday(date.weekday())
        .iter()
        .map(|interval| {
            (
                i32::from(interval.opens.minutes()),
                i32::from(interval.closes.minutes()),
            )
        })
        .collect();
    let step = usize::try_from(MINUTES).unwrap_or(30);
    open.into_iter()
        .flat_map(move |(opens, closes)| (opens..=closes - MINUTES).step_by(step))
        .filter(move |start| (from..=to - MINUTES).contains(start))
}

fn days_since_1970(date: Date) -> i32 {
    date.since(Date::constant(1970, 1, 1))
        .map_or(0, |span| span.get_days())
}

/// The appointments as they come together.
struct Diary<'a> {
    dice: Dice,
    today: Date,
    /// The minute of today that has come.
    minute: i32,
    zone: &'a TimeZone,
    patients: &'a [PatientSketch],
    /// Patients who have a visit on a day already.
    out: HashSet<(usize, i32)>,
    visits: Vec<Visit>,
}

impl Diary<'_> {
    fn date(&self, offset: i32) -> Date {
        self.today.saturating_add(offset.days())
    }

    /// An instant of a day; a clock change at that very time moves it on.
    fn instant(&self, offset: i32, minute: i32) -> Timestamp {
        let civil: DateTime = self
            .date(offset)
            .to_datetime(Time::midnight())
            .saturating_add(minute.minutes());
        civil
            .to_zoned(self.zone.clone())
            .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
    }

    /// A patient of this doctor who has nothing else on that day. Rosa's visits are settled.
    fn somebody_for(&mut self, sketch: &DoctorSketch, offset: i32) -> Option<usize> {
        (0..40).find_map(|_| {
            let place = 1 + self.dice.below(self.patients.len() - 1);
            let fits = self.patients.get(place)?.is_seen_by(sketch.field);
            (fits && !self.out.contains(&(place, offset))).then_some(place)
        })
    }

    fn fate(&mut self, offset: i32, start: i32, patient: usize) -> Fate {
        let throw = self.dice.below(100);
        if offset < 0 {
            return match throw {
                0..=6 => Fate::Cancelled,
                7..=12 => Fate::Settled(Status::Noshow),
                13 => Fate::Settled(Status::EnteredInError),
                _ => Fate::Settled(Status::Fulfilled),
            };
        }
        if offset > 0 {
            return match throw {
                0..=6 => Fate::Cancelled,
                7 => Fate::Settled(Status::EnteredInError),
                _ => Fate::Settled(Status::Booked),
            };
        }
        let course = Course::of(patient);
        let since = self.minute - start;
        let status = match throw {
            0..=4 => return Fate::Cancelled,
            // Now and then somebody is late, or does not come at all.
            5..=12 if since > PATIENCE => Status::Noshow,
            5..=12 => Status::Booked,
            _ if since < course.arrived => Status::Booked,
            _ if since < course.called => Status::Arrived,
            _ if since < course.ended => Status::CheckedIn,
            _ => Status::Fulfilled,
        };
        Fate::Settled(status)
    }

    /// A cancellation between the day of the booking and the day before the visit.
    fn cancellation(&mut self, booked: i32, offset: i32) -> Cancellation {
        let by = self.dice.pick(&[
            Canceller::Patient,
            Canceller::Patient,
            Canceller::Desk,
            Canceller::Doctor,
        ]);
        let reasons: &[&'static str] = match by {
            Canceller::Patient => &[
                "Feeling better",
                "Cannot get away from work",
                "",
                "Found an earlier time",
            ],
            Canceller::Desk => &["Cancelled by telephone", "Booked twice"],
            Canceller::Doctor => &["I am away at a conference", "An emergency elsewhere"],
        };
        let day = self.dice.between(booked, (offset - 1).clamp(booked, -1));
        let minute = self.dice.between(900, 1200);
        Cancellation {
            at: self.instant(day, minute),
            reason: self.dice.pick(reasons),
            by,
        }
    }

    fn add(
        &mut self,
        doctor: usize,
        sketch: &DoctorSketch,
        patient: usize,
        offset: i32,
        start: i32,
        fate: Fate,
    ) {
        // Booked in the hours before three, cancelled after: at yesterday's end at the latest,
        // so that nothing has happened later than the clinic was made.
        let lead = 1 + self.dice.below(18).min(self.dice.below(18));
        let booked = (offset - i32::try_from(lead).unwrap_or(1)).min(-1);
        let minute = self.dice.between(450, 890);
        let created_at = self.instant(booked, minute);
        let cancelled = (fate == Fate::Cancelled).then(|| self.cancellation(booked, offset));
        let starts_at = self.instant(offset, start);
        let login = self
            .patients
            .get(patient)
            .is_some_and(|patient| patient.username.is_some());
        self.out.insert((patient, offset));
        self.visits.push(Visit {
            doctor,
            patient,
            starts_at,
            ends_at: starts_at
                .saturating_add(MINUTES.minutes())
                .unwrap_or(starts_at),
            status: match fate {
                Fate::Settled(status) => status,
                Fate::Cancelled => Status::Cancelled,
            },
            reason: if self.dice.percent(88) {
                self.dice.pick(sketch.field.reasons)
            } else {
                ""
            },
            created_at,
            by_desk: !login || self.dice.percent(25),
            cancelled,
        });
    }
}

#[cfg(test)]
mod tests;
