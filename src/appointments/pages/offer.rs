//! What a doctor offers around a day, boiled down to what the page shows of it.

use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use super::target::Target;
use crate::{
    clinic_time::ClinicTime,
    doctors::model::{FreeDay, free_days},
    error::AppError,
    holds::{self, model::Hold},
    schedule::{
        api::{MOST_DAYS, slots},
        model::Slot,
    },
    ui::TimeOption,
};

/// How many times are offered in the place of one that is gone.
const NEAREST: usize = 6;
/// No month has more days.
const LONGEST_MONTH: usize = 31;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Asked {
    /// With whom, what for and for whom.
    pub target: Target,
    /// Today, in the clinic.
    pub today: Date,
    /// On which day.
    pub day: Date,
    /// At which time, once one is chosen.
    pub start: Option<ClinicTime>,
}

/// A doctor's free times around a day.
///
/// Made of the list of free times where the page is made, so that the page carries a few days
/// and times rather than two months of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Offer {
    /// The day.
    pub day: Date,
    /// The time that was asked for.
    pub start: Option<ClinicTime>,
    /// The days with free times in its month.
    pub days: Vec<FreeDay>,
    /// The free times of the day.
    pub times: Vec<ClinicTime>,
    /// The next day with free times.
    pub next_day: Option<Date>,
    /// The free times nearest to the one asked for, in order; none when that one is free.
    pub nearest: Vec<ClinicTime>,
    /// The time that is kept for the patient just now, with this doctor and for this visit type.
    pub hold: Option<Hold>,
}

impl Offer {
    /// Asks for the free times around a day, and near a time.
    pub(super) async fn load(asked: Asked) -> Result<Self, AppError> {
        let wish = asked.target.hold(None);
        let doctor_id = wish.doctor_id.unwrap_or_default();
        let from = asked.day.first_of_month().max(asked.today);
        let to = from
            .checked_add((MOST_DAYS - 1).days())
            .unwrap_or(Date::MAX);
        // The hold first: what is kept is either among the free times or in the hold.
        let hold = holds::api::mine(wish.patient_id).await?;
        let hold = hold
            .filter(|hold| hold.doctor_id == doctor_id && hold.visit_type_id == wish.visit_type_id);
        let free = slots(
            doctor_id,
            Some(from.to_string()),
            Some(to.to_string()),
            wish.visit_type_id,
        )
        .await?;
        Ok(Self::of(&free, asked.day, asked.start, hold))
    }

    /// Boils down free times, which are in order. The time that is kept for the patient is free
    /// for them.
    fn of(free: &[Slot], day: Date, start: Option<ClinicTime>, hold: Option<Hold>) -> Self {
        let mut starts: Vec<_> = free.iter().map(|slot| slot.starts_at).collect();
        if let Some(kept) = hold.as_ref().map(|hold| hold.starts_at)
            && let Err(place) = starts.binary_search_by_key(&kept.timestamp(), |at| at.timestamp())
        {
            starts.insert(place, kept);
        }
        let all = || starts.iter().copied();
        let month = all().filter(|at| at.date().first_of_month() == day.first_of_month());
        let mut offer = Self {
            day,
            start,
            days: free_days(month, LONGEST_MONTH),
            times: all().filter(|at| at.date() == day).collect(),
            next_day: all().map(ClinicTime::date).find(|date| *date > day),
            nearest: Vec::new(),
            hold,
        };
        if let Some(start) = start.filter(|start| !offer.has(*start)) {
            offer.nearest = nearest(all(), start);
        }
        offer
    }

    /// Whether this is what was asked for, and not what was asked for before, while that is on its
    /// way.
    pub(super) fn answers(&self, day: Date, start: Option<ClinicTime>) -> bool {
        self.day == day && self.start == start
    }

    /// Whether this time of the day is free, or kept for the patient.
    pub(super) fn has(&self, start: ClinicTime) -> bool {
        self.times
            .iter()
            .any(|time| time.timestamp() == start.timestamp())
    }

    /// The hold on this time, if there is one.
    pub(super) fn kept(&self, start: ClinicTime) -> Option<&Hold> {
        let hold = self.hold.as_ref();
        hold.filter(|hold| hold.starts_at.timestamp() == start.timestamp())
    }
}

/// The few times nearest to one, in order.
fn nearest(times: impl Iterator<Item = ClinicTime>, start: ClinicTime) -> Vec<ClinicTime> {
    let distance = |time: &ClinicTime| {
        time.timestamp()
            .as_second()
            .abs_diff(start.timestamp().as_second())
    };
    let mut near: Vec<_> = times.collect();
    near.sort_by_key(distance);
    near.truncate(NEAREST);
    near.sort();
    near
}

/// Times to choose from. Those of another day than `day` say which, and those of an hour that
/// the clocks repeat say in which of its two passes they are.
pub(super) fn time_options(times: &[ClinicTime], day: Date) -> Vec<TimeOption> {
    let repeated = |time: &ClinicTime| {
        times
            .iter()
            .filter(|other| other.civil() == time.civil())
            .count()
            > 1
    };
    let option = |time: &ClinicTime| {
        let mut label = if time.date() == day {
            time.clock()
        } else {
            time.words()
        };
        if repeated(time) {
            label = format!("{label} ({})", time.offset_words());
        }
        TimeOption {
            value: time.to_string(),
            label,
            hour: time.time().hour(),
        }
    };
    times.iter().map(option).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(text: &str) -> ClinicTime {
        text.parse().unwrap()
    }

    fn free() -> Vec<Slot> {
        [
            "2026-11-24T09:00:00+01:00",
            "2026-11-24T09:30:00+01:00",
            "2026-11-24T16:30:00+01:00",
            "2026-11-30T09:00:00+01:00",
            "2026-12-01T09:00:00+01:00",
        ]
        .map(|text| Slot {
            starts_at: at(text),
            ends_at: at(text),
        })
        .to_vec()
    }

    fn offer(day: Date, start: Option<ClinicTime>) -> Offer {
        Offer::of(&free(), day, start, None)
    }

    #[test]
    fn a_day_has_its_month_its_times_and_a_next_day() {
        let offer = offer(date(2026, 11, 24), None);
        let days = [(date(2026, 11, 24), 3), (date(2026, 11, 30), 1)];
        assert_eq!(offer.days, days.map(|(date, free)| FreeDay { date, free }));
        assert_eq!(offer.times.len(), 3);
        assert_eq!(offer.next_day, Some(date(2026, 11, 30)));
        assert!(offer.nearest.is_empty());
    }

    #[test]
    fn a_full_day_at_the_end_of_a_month_looks_into_the_next() {
        let last = offer(date(2026, 11, 30), None);
        assert_eq!(last.next_day, Some(date(2026, 12, 1)));
        assert_eq!(offer(date(2026, 12, 1), None).next_day, None);
    }

    #[test]
    fn near_times_are_offered_for_one_that_is_gone() {
        let taken = at("2026-11-24T10:00:00+01:00");
        let gone = offer(taken.date(), Some(taken));
        assert!(!gone.has(taken));
        assert_eq!(gone.nearest.first(), Some(&at("2026-11-24T09:00:00+01:00")));
        assert_eq!(gone.nearest.len(), 5);

        // The same instant in other words is the same time.
        let still_free = at("2026-11-24T08:30:00+00:00");
        let there = offer(date(2026, 11, 24), Some(still_free));
        assert!(there.has(still_free) && there.nearest.is_empty());
    }

    #[test]
    fn what_is_kept_for_the_patient_is_free_for_them() {
        let kept = at("2026-11-24T10:00:00+01:00");
        let hold = Hold {
            id: 5,
            doctor_id: 3,
            visit_type_id: None,
            starts_at: kept,
            ends_at: kept,
            expires_at: kept,
            seconds_left: 300,
            may_extend: true,
        };
        let offer = Offer::of(&free(), kept.date(), Some(kept), Some(hold.clone()));
        assert!(offer.has(kept) && offer.nearest.is_empty());
        assert_eq!(offer.times.get(2), Some(&kept), "in its place");
        assert_eq!(offer.kept(kept), Some(&hold));
        assert_eq!(offer.kept(at("2026-11-24T09:00:00+01:00")), None);
        assert!(offer.answers(kept.date(), Some(kept)));
        assert!(!offer.answers(kept.date(), None));
    }

    #[test]
    fn only_a_few_near_times_are_offered_and_in_order() {
        let hours = (9..17).map(|hour| at(&format!("2026-11-24T{hour:02}:00:00+01:00")));
        let near = nearest(hours, at("2026-11-24T16:30:00+01:00"));
        let clocks: Vec<_> = near.iter().map(|time| time.clock()).collect();
        assert_eq!(
            clocks,
            ["11:00", "12:00", "13:00", "14:00", "15:00", "16:00"]
        );
    }

    #[test]
    fn times_that_could_be_mistaken_say_more() {
        let times = [
            at("2026-10-25T02:30:00+02:00"),
            at("2026-10-25T02:30:00+01:00"),
            at("2026-10-25T03:00:00+01:00"),
            at("2026-10-26T09:00:00+01:00"),
        ];
        let labels: Vec<_> = time_options(&times, date(2026, 10, 25))
            .into_iter()
            .map(|option| option.label)
            .collect();
        assert_eq!(
            labels,
            [
                "02:30 (UTC+02:00)",
                "02:30 (UTC+01:00)",
                "03:00",
                "Mon 26 Oct, 09:00"
            ]
        );
    }
}
