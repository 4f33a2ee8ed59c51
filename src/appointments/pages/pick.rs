//! The second step of booking: the day and the time.

use dioxus::prelude::*;
use jiff::{ToSpan as _, civil::Date};

use super::{
    book::Way,
    offer::{Offer, time_options},
};
use crate::{
    clinic_time::ClinicTime,
    schedule::model::HORIZON_DAYS,
    ui::{
        Anchor, Button, DateGrid, DayState, EmptyState, IconName, LinkButton, Page, Skeleton, Step,
        Steps, TimeChoice, use_session,
        words::{day_words, long_day},
    },
};

/// The steps of booking, with the way back to those that are done.
#[component]
pub(super) fn BookingSteps(
    /// The way so far.
    way: Way,
    /// The day chosen.
    day: Date,
    /// Which step this is, from 0.
    current: usize,
) -> Element {
    let steps = vec![
        Step {
            label: "Doctor".into(),
            href: Some("/doctors".into()),
        },
        Step {
            label: "Day and time".into(),
            href: Some(way.path(Some(day), "")),
        },
        Step {
            label: "Review and confirm".into(),
            href: None,
        },
    ];
    rsx! {
        Steps { steps, current }
    }
}

/// A month, the times of a day in it, and what is chosen so far at the side.
#[component]
pub(super) fn PickTime(
    /// The way so far.
    way: Way,
    /// The day shown.
    day: Date,
    /// What is offered around it, or around the day before while that is loaded.
    offer: Offer,
) -> Element {
    let session = use_session();
    let (today, hours) = (session.today(), session.clinic().hours);
    let mut picked = use_signal(|| None::<ClinicTime>);
    let free_on = |date: Date| {
        offer
            .days
            .iter()
            .find(|day| day.date == date)
            .map_or(0, |day| day.free)
    };
    let days: Vec<DayState> = day
        .first_of_month()
        .series(1.day())
        .take(usize::try_from(day.days_in_month()).unwrap_or_default())
        .filter(|date| *date >= today)
        .map(|date| DayState {
            date,
            free: free_on(date),
            closed: hours.for_weekday(date.weekday()).is_empty(),
        })
        .collect();
    let to_day = way.clone();
    let to_month = way.clone();
    rsx! {
        Page { title: "Choose a day and time",
            BookingSteps { way: way.clone(), day, current: 1 }
            div { class: "with-aside booking",
                div { class: "stack-xl",
                    DateGrid {
                        month: day,
                        selected: Some(day),
                        today,
                        days,
                        href: move |day: Date| to_day.path(Some(day), ""),
                        month_href: move |day: Date| to_month.path(Some(day), ""),
                        min: today,
                        max: today.saturating_add(HORIZON_DAYS.days()),
                    }
                    if offer.day == day {
                        Times {
                            way: way.clone(),
                            offer,
                            onpick: move |time| picked.set(time),
                        }
                    } else {
                        Skeleton { lines: 4 }
                    }
                }
                aside { class: "summary aside-sticky", "aria-labelledby": "summary-title",
                    h2 { id: "summary-title", "Your choice" }
                    dl { class: "facts stacked",
                        dt { "Doctor" }
                        dd { "{way.profile.doctor.full_name}, {way.profile.doctor.specialization}" }
                        if let Some(patient) = &way.patient {
                            dt { "Patient" }
                            dd { "{patient.name}" }
                        }
                        dt { "Day" }
                        dd { {long_day(day)} }
                        if let Some(time) = picked().filter(|time| time.date() == day) {
                            dt { "Time" }
                            dd { class: "tabular", "{time.clock()}" }
                        }
                    }
                    Anchor { href: "/doctors", "Choose another doctor" }
                }
            }
        }
    }
}

/// The times of a day, or the way to the next day that has some.
#[component]
fn Times(way: Way, offer: Offer, onpick: Callback<Option<ClinicTime>>) -> Element {
    let day = offer.day;
    if offer.times.is_empty() {
        let next_day = offer
            .next_day
            .map(|next| (day_words(next), way.path(Some(next), "")));
        return rsx! {
            EmptyState { title: "No free times on {long_day(day)}", icon: IconName::CalendarX,
                match next_day {
                    Some((words, path)) => rsx! {
                        LinkButton { to: path, "Next day with free times: {words}" }
                    },
                    None => rsx! {
                        p { "There are none in the weeks after it either. Please look at a later month, or choose another doctor." }
                    },
                }
            }
        };
    }
    let action = format!("/book/{}", way.profile.doctor.id);
    let patient_id = way.patient_id();
    let to_review = move |event: FormEvent| {
        event.prevent_default();
        if let Some(FormValue::Text(start)) = event.get_first("start") {
            navigator().push(way.path(Some(day), &start));
        }
    };
    // Made anew for each day: a browser keeps what was chosen in fields that stay.
    rsx! {
        for day in [day] {
            form {
                key: "{day}",
                class: "form",
                method: "get",
                action: "{action}",
                onsubmit: to_review.clone(),
                input { r#type: "hidden", name: "date", "value": "{day}" }
                if !patient_id.is_empty() {
                    input { r#type: "hidden", name: "patient_id", "value": "{patient_id}" }
                }
                TimeChoice {
                    name: "start",
                    legend: "Times on {long_day(day)}",
                    options: time_options(&offer.times, day),
                    onchange: move |time: String| onpick.call(time.parse().ok()),
                }
                div { class: "form-actions",
                    Button { r#type: "submit", "Continue" }
                }
            }
        }
    }
}
