//! Booking with a doctor: which of the steps is shown.

use dioxus::prelude::*;
use jiff::civil::Date;

use super::{
    choose_visit::{VisitChoice, chosen},
    links::{BookPath, FirstPath},
    offer::{Asked, Offer},
    pick::PickTime,
    policy::NotOnline,
    review::Review,
    way::{Booker, BookingSteps, ChoosePatient, Terms, Way},
};
use crate::{
    clinic_time::ClinicTime,
    doctors::model::FreeDay,
    ui::{
        Anchor, ErrorPage, LinkButton, Page, Step, Steps, use_page_data, use_session,
        words::long_day,
    },
};

/// Book an appointment.
#[component]
pub fn Book(
    /// With whom.
    doctor_id: ReadSignal<i64>,
    /// What for, where there is a choice.
    visit_type_id: ReadSignal<String>,
    /// On which day; the first with free times unless given.
    date: ReadSignal<String>,
    /// At which time, once one is chosen.
    start: ReadSignal<String>,
    /// For whom, where staff book.
    patient_id: ReadSignal<String>,
) -> Element {
    let patient_id = match Booker::of(use_session().me(), &patient_id()) {
        Booker::Patient => None,
        Booker::Staff(id) => Some(id),
        Booker::WithoutPatient => {
            return rsx! {
                ChoosePatient {}
            };
        }
        Booker::Nobody(error) => {
            return rsx! {
                ErrorPage { error }
            };
        }
    };
    rsx! {
        WithDoctor { doctor_id, visit_type_id, date, start, patient_id }
    }
}

#[component]
fn WithDoctor(
    doctor_id: ReadSignal<i64>,
    visit_type_id: ReadSignal<String>,
    date: ReadSignal<String>,
    start: ReadSignal<String>,
    patient_id: ReadSignal<Option<i64>>,
) -> Element {
    let session = use_session();
    let terms = use_page_data(move || Terms::load(doctor_id(), patient_id()))?;
    let terms = match &*terms.read() {
        Ok(terms) => terms.clone(),
        Err(error) => {
            return rsx! {
                ErrorPage { error: error.clone() }
            };
        }
    };
    let doctor = &terms.profile.doctor;
    if !doctor.active || terms.visits.is_empty() {
        return rsx! {
            Page { title: "No appointments with {doctor.full_name}", class: "narrow",
                p { "This doctor takes no bookings at present." }
                div { class: "cluster",
                    LinkButton { to: "/doctors", "Find another doctor" }
                }
            }
        };
    }
    if !terms.standing.is_empty() {
        return rsx! {
            NotOnline { reasons: terms.standing }
        };
    }
    let start = start().parse::<ClinicTime>().ok();
    let Some(visit) = chosen(&terms.visits, &visit_type_id()) else {
        let path = BookPath {
            doctor_id: doctor.id,
            visit_type_id: None,
            date: date().parse().ok(),
            start,
            patient_id: patient_id(),
        };
        return rsx! {
            ChooseVisit { terms, path }
        };
    };
    let today = session.today();
    let day = shown_day(today, start, &date(), &terms.profile.next_days);
    let way = Way {
        choice: terms.visits.len() > 1,
        profile: terms.profile,
        visit,
        patient: terms.patient,
    };
    let asked = Asked {
        target: way.target(),
        today,
        day,
        start,
    };
    rsx! {
        WithTimes { way, asked }
    }
}

/// The day that is shown: that of the time chosen, else the one asked for, else the first with
/// free times; never one that is past.
pub(super) fn shown_day(
    today: Date,
    start: Option<ClinicTime>,
    date: &str,
    free: &[FreeDay],
) -> Date {
    let asked_for = start.map(ClinicTime::date).or_else(|| date.parse().ok());
    let first_free = free.first().map(|day| day.date);
    asked_for.or(first_free).unwrap_or(today).max(today)
}

/// The first step where a doctor offers several kinds of visit. A day and a time that are chosen
/// already stay.
#[component]
fn ChooseVisit(terms: Terms, path: BookPath) -> Element {
    let step = |label: &str, href: &str| Step {
        label: label.to_owned(),
        href: Some(href.to_owned()),
    };
    let steps = ["Kind of visit", "Day and time", "Review and confirm"];
    let steps = std::iter::once(step("Doctor", "/doctors"))
        .chain(steps.into_iter().map(|label| step(label, "")))
        .collect();
    rsx! {
        Page {
            title: "Choose the kind of visit",
            lede: "{terms.profile.doctor.full_name}, {terms.profile.doctor.specialization}",
            Steps { steps, current: 1 }
            if let Some(patient) = &terms.patient {
                p { "For {patient.name}" }
            }
            VisitChoice {
                visits: terms.visits.clone(),
                href: move |visit_type_id: Option<i64>| BookPath { visit_type_id, ..path }.to_string(),
            }
        }
    }
}

#[component]
fn WithTimes(way: Way, asked: ReadSignal<Asked>) -> Element {
    let mut offer = use_page_data(move || Offer::load(asked()))?;
    let offered = match &*offer.read() {
        Ok(offer) => offer.clone(),
        Err(error) => {
            return rsx! {
                ErrorPage { error: error.clone() }
            };
        }
    };
    let Asked { day, start, .. } = asked();
    match start {
        Some(start) => rsx! {
            Review { way, start, offer: offered, refresh: move |()| offer.restart() }
        },
        None => rsx! {
            Pick { way, day, offer: offered, refresh: move |()| offer.restart() }
        },
    }
}

/// The day and the time, and at the side what is chosen so far.
#[component]
fn Pick(way: Way, day: Date, offer: Offer, refresh: Callback) -> Element {
    let mut picked = use_signal(|| None::<ClinicTime>);
    let doctor = &way.profile.doctor;
    let anybody = FirstPath {
        patient_id: way.book_path().patient_id,
        ..FirstPath::of(&doctor.specialization)
    };
    rsx! {
        Page { title: "Choose a day and time",
            BookingSteps { way: way.clone(), day, current: way.steps() - 2 }
            div { class: "with-aside booking",
                PickTime {
                    target: way.target(),
                    day,
                    offer,
                    onpick: move |time| picked.set(time),
                    changed: refresh,
                }
                aside { class: "summary aside-sticky", "aria-labelledby": "summary-title",
                    h2 { id: "summary-title", "Your choice" }
                    dl { class: "facts stacked",
                        dt { "Doctor" }
                        dd { "{doctor.full_name}, {doctor.specialization}" }
                        if let Some(patient) = &way.patient {
                            dt { "Patient" }
                            dd { "{patient.name}" }
                        }
                        if way.visit.id.is_some() {
                            dt { "Visit" }
                            dd { "{way.visit.name}, {way.visit.minutes} minutes" }
                        }
                        dt { "Day" }
                        dd { {long_day(day)} }
                        if let Some(time) = picked().filter(|time| time.date() == day) {
                            dt { "Time" }
                            dd { class: "tabular", "{time.clock()}" }
                        }
                    }
                    if !way.visit.note.is_empty() {
                        p { "{way.visit.note}" }
                    }
                    ul { class: "stack-s",
                        li {
                            Anchor { href: anybody.to_string(), "First free time with any doctor" }
                        }
                        li {
                            Anchor { href: "/doctors", "Choose another doctor" }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_day_shown_is_the_one_asked_for_else_the_first_free_one() {
        let today = date(2026, 11, 20);
        let free = [FreeDay {
            date: date(2026, 11, 23),
            free: 4,
        }];
        let start = "2026-11-24T09:30:00+01:00".parse().ok();
        let day = |start, text| shown_day(today, start, text, &free);
        assert_eq!(day(start, "2026-12-01"), date(2026, 11, 24));
        assert_eq!(day(None, "2026-12-01"), date(2026, 12, 1));
        assert_eq!(day(None, "soon"), date(2026, 11, 23));
        assert_eq!(day(None, "2026-11-01"), today);
        assert_eq!(shown_day(today, None, "", &[]), today);
    }
}
