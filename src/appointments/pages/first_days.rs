//! The days and the times of a specialization, whoever has them.

use dioxus::prelude::*;
use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    book::shown_day, first::FirstSteps, first_times::FirstTimes, links::FirstPath, month::Month,
    pick::NoTimes, way::Chosen,
};
use crate::{
    doctors::model::{FreeDay, directory_path},
    error::AppError,
    rules::model::VisitType,
    schedule::{
        api::MOST_DAYS,
        availability_api::{FreeTime, availability, days},
    },
    ui::{Anchor, ErrorPage, Page, Skeleton, use_page_data, use_session},
};

/// What is settled before the day and the time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FirstWay {
    /// The address, without the day.
    pub path: FirstPath,
    /// The specialization's name.
    pub specialization: String,
    /// What for.
    pub visit: VisitType,
    /// Whether there was more than one kind of visit to choose from.
    pub choice: bool,
    /// For whom, where staff book.
    pub patient: Option<Chosen>,
}

/// The free times of a specialization on a day, and the days around it that have some.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct FirstOffer {
    /// The day that was asked for, if any.
    asked: Option<Date>,
    /// The day.
    day: Date,
    /// The days with free times from its month on.
    days: Vec<FreeDay>,
    /// The free times of the day.
    times: Vec<FreeTime>,
}

impl FirstOffer {
    async fn load(path: FirstPath, today: Date) -> Result<Self, AppError> {
        let from = path.date.unwrap_or(today).first_of_month().max(today);
        let to = from.saturating_add((MOST_DAYS - 1).days());
        let (key, visit) = (Some(path.specialization), path.visit_type_id);
        let (from, to) = (Some(from.to_string()), Some(to.to_string()));
        let free = days(key.clone(), visit, from, to).await?;
        let asked = path.date.map(|date| date.to_string()).unwrap_or_default();
        let day = shown_day(today, None, &asked, &free);
        let only = Some(day.to_string());
        let times = availability(key, visit, only.clone(), only).await?;
        Ok(Self {
            asked: path.date,
            day,
            days: free,
            times,
        })
    }

    /// The next day with free times.
    fn next_day(&self) -> Option<Date> {
        let mut days = self.days.iter().map(|day| day.date);
        days.find(|date| *date > self.day)
    }
}

/// The month, the times of a day in it, and whoever has them.
#[component]
pub(super) fn FirstDays(
    /// The way so far.
    way: FirstWay,
    /// The address.
    path: ReadSignal<FirstPath>,
) -> Element {
    let session = use_session();
    let mut offer = use_page_data(move || FirstOffer::load(path(), session.today()))?;
    let offered = match &*offer.read() {
        Ok(offer) => offer.clone(),
        Err(error) => {
            return rsx! {
                ErrorPage { error: error.clone() }
            };
        }
    };
    let asked = path().date;
    let day = match asked {
        Some(date) => date.max(session.today()),
        None => offered.day,
    };
    let href = move |date: Date| {
        FirstPath {
            date: Some(date),
            ..path()
        }
        .to_string()
    };
    let current = if way.choice { 2 } else { 1 };
    let directory = directory_path("", &way.path.specialization);
    rsx! {
        Page {
            title: "Choose a day and time",
            lede: "{way.specialization}: the first free times, whoever of the doctors has them.",
            FirstSteps { path: way.path.clone(), choice: way.choice, current }
            div { class: "stack-xl",
                if let Some(patient) = &way.patient {
                    p { "For {patient.name}" }
                }
                if way.visit.id.is_some() {
                    p { "{way.visit.name}, {way.visit.minutes} minutes. {way.visit.note}" }
                }
                Month { day, days: offered.days.clone(), href }
                if offered.asked != asked {
                    Skeleton { lines: 4 }
                } else if offered.times.is_empty() {
                    NoTimes {
                        day,
                        next_day: offered.next_day(),
                        href: offered.next_day().map(href),
                    }
                } else {
                    FirstTimes {
                        way: way.clone(),
                        day,
                        times: offered.times,
                        changed: move |()| offer.restart(),
                    }
                }
                p {
                    Anchor { href: directory, "Choose a doctor of {way.specialization} yourself" }
                }
            }
        }
    }
}
