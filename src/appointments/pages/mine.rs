//! A patient's own appointments.

use dioxus::prelude::*;

use super::{
    StatusBadge,
    cancel::{CancelStep, use_heading_focus},
    links::path_with,
    moving::{MoveLink, MoveRequested, use_too_late},
};
use crate::{
    appointments::{
        api,
        model::{Appointment, place},
    },
    auth::Role,
    error::AppError,
    ui::{
        Anchor, ButtonKind, EmptyState, ErrorPage, Icon, IconName, LinkButton, Page, Pagination,
        error_page::redirect, use_page_data, use_session, words::plural,
    },
    waitlist::pages::Offers,
};

/// Your appointments. Staff are sent to where theirs are.
#[component]
pub fn MyAppointments(
    /// Which page of the past ones, from 1.
    page: ReadSignal<u32>,
) -> Element {
    match use_session().me() {
        None => rsx! {
            ErrorPage { error: AppError::NotSignedIn }
        },
        Some(me) if me.must_change_password => rsx! {
            ErrorPage { error: AppError::PasswordChangeRequired }
        },
        Some(me) => match me.role {
            Role::Patient => rsx! {
                Own { page }
            },
            Role::Doctor => rsx! {
                Elsewhere { path: "/schedule" }
            },
            Role::FrontDesk => rsx! {
                Elsewhere { path: "/desk" }
            },
            Role::Admin => rsx! {
                Elsewhere { path: "/admin/appointments" }
            },
        },
    }
}

#[component]
fn Elsewhere(path: &'static str) -> Element {
    redirect(path);
    use_effect(move || {
        navigator().replace(path);
    });
    rsx! {
        Page { title: "One moment", p { "Taking you to your page." } }
    }
}

#[component]
fn Own(page: ReadSignal<u32>) -> Element {
    let mut data = use_page_data(move || api::mine(Some(page().max(1))))?;
    let found = data.read();
    let upcoming = found.iter().flat_map(|mine| &mine.upcoming);
    use_heading_focus(upcoming.map(|visit| visit.id).next());
    let mine = match &*found {
        Ok(mine) => mine.clone(),
        Err(error) => {
            return rsx! {
                ErrorPage { error: error.clone() }
            };
        }
    };
    let years = by_year(mine.past);
    let mut upcoming = mine.upcoming.into_iter();
    let next = upcoming.next();
    let later: Vec<_> = upcoming.collect();
    let has_next = next.is_some();
    rsx! {
        Page {
            title: "Your appointments",
            actions: has_next.then(|| rsx! {
                LinkButton { to: "/doctors", "Book an appointment" }
            }),
            Offers { changed: move |()| data.restart() }
            match next {
                Some(next) => rsx! {
                    for next in [next] {
                        NextVisit {
                            key: "{next.id}",
                            appointment: next,
                            changed: move |()| data.restart(),
                        }
                    }
                },
                None => rsx! {
                    EmptyState { title: "Nothing booked", icon: IconName::Calendar,
                        p { "Choose a doctor and a time that suits you." }
                        LinkButton { to: "/doctors", "Book an appointment" }
                    }
                },
            }
            if !later.is_empty() {
                section { class: "section", "aria-labelledby": "later",
                    h2 { id: "later", "After that" }
                    VisitList { visits: later, coming: true }
                }
            }
            if !years.is_empty() {
                section { class: "section", "aria-labelledby": "past",
                    h2 { id: "past", "Past and cancelled" }
                    for (index , (year , visits)) in years.into_iter().enumerate() {
                        details { key: "{year}", class: "disclosure", open: index == 0,
                            summary { "{year}, " {plural(count(&visits), "appointment")} }
                            VisitList { visits }
                        }
                    }
                    if mine.pages > 1 {
                        Pagination {
                            page: mine.page,
                            pages: mine.pages,
                            total: mine.total,
                            noun: "past appointment",
                            href: move |page: u32| format!("/appointments?page={page}"),
                        }
                    }
                }
            }
        }
    }
}

fn count(visits: &[Appointment]) -> i64 {
    i64::try_from(visits.len()).unwrap_or(i64::MAX)
}

/// Appointments by the year they begin in, in the order given.
fn by_year(visits: Vec<Appointment>) -> Vec<(i16, Vec<Appointment>)> {
    let mut years: Vec<(i16, Vec<Appointment>)> = Vec::new();
    for visit in visits {
        let year = visit.starts_at.date().year();
        match years.last_mut() {
            Some((same, list)) if *same == year => list.push(visit),
            _ => years.push((year, vec![visit])),
        }
    }
    years
}

/// The next visit, large.
#[component]
fn NextVisit(appointment: Appointment, changed: Callback) -> Element {
    let clinic = use_session().clinic();
    rsx! {
        section { class: "visit-card next", "aria-labelledby": "next",
            MoveRequested { appointment: appointment.clone() }
            div { class: "spread",
                h2 { id: "next", class: "eyebrow", "Your next visit" }
                StatusBadge { status: appointment.status }
            }
            p { class: "visit-when",
                time { datetime: "{appointment.starts_at}", "{appointment.starts_at.long_words()}" }
            }
            p { class: "visit-who", "{appointment.doctor_name}, {appointment.specialization}" }
            if appointment.visit_type_id.is_some() {
                p { class: "visit-what", "{appointment.visit_type}" }
            }
            if !appointment.note.is_empty() {
                p { "{appointment.note}" }
            }
            p { class: "visit-where", {place(&clinic)} }
            div { class: "cluster",
                LinkButton { to: "/appointments/{appointment.id}", kind: ButtonKind::Secondary, "See details" }
                a {
                    class: "button quiet",
                    href: "/appointments/{appointment.id}/calendar.ics",
                    download: "{appointment.number()}.ics",
                    span { class: "button-label",
                        Icon { name: IconName::CalendarPlus }
                        "Add to calendar"
                    }
                }
                MoveLink { appointment: appointment.clone() }
                CancelStep { appointment: appointment.clone(), changed }
            }
            EarlierLink { appointment: appointment.clone() }
        }
    }
}

/// The way to the waiting list, for who would like to come sooner.
#[component]
fn EarlierLink(appointment: Appointment) -> Element {
    let too_late = use_too_late(&appointment).is_some();
    let id = appointment.id.to_string();
    rsx! {
        if appointment.status.may_move() && !too_late {
            p { class: "small",
                Anchor { href: path_with("/waitlist/new", &[("appointment_id", &id)]),
                    "Ask for an earlier time"
                }
            }
        }
    }
}

#[component]
fn VisitList(
    visits: Vec<Appointment>,
    /// They are still to come.
    #[props(default)]
    coming: bool,
) -> Element {
    rsx! {
        ul { class: "stack",
            for visit in visits {
                li { key: "{visit.id}", class: "visit-card",
                    p { class: "visit-when",
                        Anchor { href: "/appointments/{visit.id}",
                            time { datetime: "{visit.starts_at}", "{visit.starts_at.words()}" }
                        }
                    }
                    p { class: "visit-who", "{visit.doctor_name}, {visit.specialization}" }
                    div { class: "cluster",
                        StatusBadge { status: visit.status }
                        if coming {
                            MoveLink { appointment: visit.clone() }
                        }
                    }
                    if coming {
                        MoveRequested { appointment: visit }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appointments::model::Status;

    fn visit(id: i64, starts_at: &str) -> Appointment {
        let at = starts_at.parse().unwrap();
        Appointment {
            status: Status::Fulfilled,
            ..Appointment::sample(id, at)
        }
    }

    #[test]
    fn a_year_is_that_of_the_clinics_calendar() {
        let years = by_year(vec![
            visit(4, "2026-11-20T09:00:00+00:00"),
            // Still 2025 in UTC.
            visit(3, "2026-01-01T00:30:00+01:00"),
            visit(2, "2025-12-31T23:30:00+01:00"),
            visit(1, "2023-05-02T09:00:00+02:00"),
        ]);
        let ids: Vec<(i16, Vec<i64>)> = years
            .into_iter()
            .map(|(year, visits)| (year, visits.iter().map(|visit| visit.id).collect()))
            .collect();
        assert_eq!(ids, [(2026, vec![4, 3]), (2025, vec![2]), (2023, vec![1])]);
        assert_eq!(by_year(Vec::new()), []);
    }
}
