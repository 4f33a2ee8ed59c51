//! The clinic at a glance: every number leads to what it counts.

use dioxus::prelude::*;
use jiff::civil::Date;

use crate::{
    admin::overview::{
        api,
        model::{Event, LeftOpen, Overview as Numbers, Waiting},
    },
    appointments::{
        model::{Status, number},
        pages::StatusBadge,
    },
    form::query_path,
    ui::{
        Anchor, Bar, BarChart, Card, ErrorPage, Page, Stat, Tone, use_page_data,
        words::{day_words, long_day, plural, thousands},
    },
};

/// The statuses of a day that are always shown, in the order in which they are gone through.
const STEPS: [Status; 6] = [
    Status::Booked,
    Status::Arrived,
    Status::CheckedIn,
    Status::Fulfilled,
    Status::Noshow,
    Status::Cancelled,
];

/// Overview.
#[component]
pub fn Overview() -> Element {
    let overview = use_page_data(api::overview)?;
    match &*overview.read() {
        Ok(numbers) => rsx! {
            Page { title: "Overview", lede: long_day(numbers.today), class: "wide",
                Today { numbers: numbers.clone() }
                div { class: "dashboard",
                    Card { title: "The next 14 days", class: "span-2", Coming { numbers: numbers.clone() } }
                    Card { title: "Needs a hand",
                        NeedsAHand {
                            waiting: numbers.never_signed_in.clone(),
                            left_open: numbers.left_open.clone(),
                            displaced: numbers.displaced,
                        }
                    }
                }
                div { class: "grid-2",
                    Card { title: "Latest bookings",
                        Feed { events: numbers.bookings.clone(), usual: Status::Booked, done: "booked", nothing: "Nothing has been booked yet." }
                    }
                    Card { title: "Latest cancellations",
                        Feed { events: numbers.cancellations.clone(), usual: Status::Cancelled, done: "cancelled", nothing: "Nothing has been cancelled." }
                    }
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

/// The appointments from one day to another, with one status where it is given.
fn appointments_path(from: Date, to: Date, status: Option<Status>) -> String {
    let (from, to) = (from.to_string(), to.to_string());
    let status = status.map_or("", Status::key);
    query_path(
        "/admin/appointments",
        [("from", from.as_str()), ("to", &to), ("status", status)],
    )
}

fn count_words(count: u64) -> String {
    thousands(i64::try_from(count).unwrap_or(i64::MAX))
}

#[component]
fn Today(numbers: Numbers) -> Element {
    let today = numbers.today;
    rsx! {
        section { class: "section", "aria-label": "Today",
            div { class: "stat-grid",
                for status in STEPS {
                    Stat {
                        key: "{status.key()}",
                        label: status.words(),
                        value: count_words(numbers.count(status)),
                        href: appointments_path(today, today, Some(status)),
                        tone: if status == Status::Noshow && numbers.count(status) > 0 { Tone::Warning } else { Tone::Neutral },
                    }
                }
                Stat {
                    label: "Free times left",
                    value: count_words(numbers.capacity.free),
                    note: format!("of {} today", count_words(numbers.capacity.total)),
                    href: "/doctors",
                }
            }
        }
    }
}

#[component]
fn Coming(numbers: Numbers) -> Element {
    let bars: Vec<Bar> = numbers
        .days
        .iter()
        .map(|day| Bar {
            label: day.date.strftime("%a %-d").to_string(),
            long_label: long_day(day.date),
            value: day.count,
            href: Some(appointments_path(day.date, day.date, None)),
        })
        .collect();
    rsx! {
        BarChart { title: "Appointments on the next 14 days", bars, noun: "Appointments" }
    }
}

/// What was `done` to which appointments, and when. A status other than the `usual` is shown.
#[component]
fn Feed(events: Vec<Event>, usual: Status, done: String, nothing: String) -> Element {
    if events.is_empty() {
        return rsx! {
            p { class: "muted", "{nothing}" }
        };
    }
    rsx! {
        ul { class: "feed",
            for event in events {
                li { key: "{event.id}",
                    div {
                        p {
                            Anchor { href: "/appointments/{event.id}", "{event.patient_name}" }
                            " with {event.doctor_name}"
                        }
                        p { class: "small muted",
                            time { datetime: "{event.starts_at}", {event.starts_at.words()} }
                            ", {number(event.id)}"
                        }
                        if event.status != usual {
                            StatusBadge { status: event.status }
                        }
                    }
                    span { class: "feed-when",
                        "{done} "
                        time { datetime: "{event.at}", {event.at.words()} }
                    }
                }
            }
        }
    }
}

#[component]
fn NeedsAHand(waiting: Vec<Waiting>, left_open: LeftOpen, displaced: i64) -> Element {
    if waiting.is_empty() && left_open.counts.is_empty() && displaced == 0 {
        return rsx! {
            p { class: "muted", "Nothing. Every account is in use, every past visit is closed and every visit to come can take place." }
        };
    }
    rsx! {
        ul { class: "feed",
            if displaced > 0 {
                li {
                    Anchor { href: "/displaced",
                        {format!("{} in need of another time", plural(displaced, "visit"))}
                    }
                    span { class: "feed-when", "the doctor is away or the clinic closed" }
                }
            }
            for open in left_open.counts {
                li { key: "{open.status.key()}",
                    Anchor { href: appointments_path(left_open.from, left_open.to, Some(open.status)),
                        {plural(i64::try_from(open.count).unwrap_or(i64::MAX), "past visit")}
                        " still “{open.status.words()}”"
                    }
                    span { class: "feed-when", "since {day_words(left_open.from)}" }
                }
            }
            for account in waiting {
                li { key: "{account.id}",
                    div {
                        Anchor { href: account_path(&account), "{account.full_name}" }
                        " has never logged in"
                    }
                    span { class: "feed-when", "{account.role.words()}, since {account.created_at.day_words()}" }
                }
            }
        }
    }
}

/// Where an account is managed.
fn account_path(account: &Waiting) -> String {
    account.doctor_id.map_or_else(
        || "/admin/staff".to_owned(),
        |id| format!("/admin/doctors/{id}"),
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn numbers_lead_to_what_they_count() {
        let day = date(2026, 11, 24);
        assert_eq!(
            appointments_path(day, day, Some(Status::CheckedIn)),
            "/admin/appointments?from=2026-11-24&to=2026-11-24&status=checked-in"
        );
        assert_eq!(
            appointments_path(day, day, None),
            "/admin/appointments?from=2026-11-24&to=2026-11-24"
        );
    }
}
