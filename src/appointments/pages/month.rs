//! The month that a day is picked from.

use dioxus::prelude::*;
use jiff::{ToSpan as _, civil::Date};

use crate::{
    auth::Role,
    doctors::model::FreeDay,
    schedule::hours::OpeningHours,
    ui::{DateGrid, DayState, Href, use_session},
};

/// How many days ahead staff look, for whom the policy does not hold.
const FAR: i32 = 730;

/// The month of a day, with the days on which there are free times marked.
#[component]
pub(super) fn Month(
    /// The day picked.
    day: Date,
    /// The days of its month with free times.
    days: Vec<FreeDay>,
    /// The address of a day.
    #[props(into)]
    href: Href<Date>,
) -> Element {
    let session = use_session();
    let (today, clinic) = (session.today(), session.clinic());
    let ahead = match session.role() {
        Some(Role::Patient) => i32::from(clinic.policy.horizon_days),
        _ => FAR,
    };
    rsx! {
        DateGrid {
            month: day,
            selected: Some(day),
            today,
            days: states(day, today, &days, &clinic.hours),
            href: href.clone(),
            month_href: href,
            min: today,
            max: today.saturating_add(ahead.days()),
        }
    }
}

/// What is said of each day of a month, from today on. A doctor may see patients while the clinic
/// is closed: then the day is not.
fn states(month: Date, today: Date, free: &[FreeDay], hours: &OpeningHours) -> Vec<DayState> {
    let free_on = |date: Date| {
        let found = free.iter().find(|day| day.date == date);
        found.map_or(0, |day| day.free)
    };
    month
        .first_of_month()
        .series(1.day())
        .take(usize::try_from(month.days_in_month()).unwrap_or_default())
        .filter(|date| *date >= today)
        .map(|date| DayState {
            date,
            free: free_on(date),
            closed: free_on(date) == 0 && hours.for_weekday(date.weekday()).is_empty(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_with_free_times_is_open_even_while_the_clinic_is_closed() {
        let saturday = FreeDay {
            date: date(2026, 11, 28),
            free: 4,
        };
        let today = date(2026, 11, 23);
        let days = states(today, today, &[saturday], &OpeningHours::default());
        assert_eq!(days.first().map(|day| day.date), Some(today));
        assert_eq!(days.len(), 8);
        let of = |day| days.iter().find(|state| state.date.day() == day).unwrap();
        assert!(!of(28).closed && of(28).free == 4);
        assert!(of(29).closed, "a Sunday");
        assert!(!of(27).closed && of(27).free == 0);
    }
}
