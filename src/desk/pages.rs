//! The day of the whole clinic as the front desk sees it.

use dioxus::prelude::*;

use super::{
    api,
    model::{DeskDay, DoctorName, by_start},
};
use crate::{
    appointments::{
        model::{Appointment, Status, StatusCount},
        pages::StatusBadge,
    },
    calendar::pages::calendar_path,
    clinic_time::ClinicTime,
    displaced::DisplacedNotice,
    patients::{
        model::age_words,
        pages::{FilterForm, SearchField, query_path},
    },
    schedule::day_api::View,
    ui::{
        Anchor, Button, ButtonKind, Column, DataTable, EmptyState, ErrorPage, Icon, IconName,
        LinkButton, Page, Select, SelectOption, TextInput, use_page_data, use_session,
        words::{day_words, long_day, plural},
    },
};

/// Doctors that are chosen from side by side; more of them are a list that opens.
const MOST_CHIPS: usize = 16;

/// Front desk.
#[component]
pub fn Desk(
    /// The day, `YYYY-MM-DD`; today when empty.
    date: ReadSignal<String>,
    /// The doctor whose day it is; all when empty.
    doctor_id: ReadSignal<String>,
) -> Element {
    let day = use_page_data(move || {
        let date = Some(date()).filter(|date| !date.is_empty());
        api::day(date, doctor_id().parse().ok())
    })?;
    let doctor_id = doctor_id().parse::<i64>().ok();
    match &*day.read() {
        Ok(day) => rsx! {
            Page {
                title: "Front desk",
                lede: long_day(day.date),
                class: "wide",
                actions: rsx! {
                    LinkButton { to: calendar_path(day.date, View::Day, &doctor_id.into_iter().collect::<Vec<_>>()), kind: ButtonKind::Secondary, "Calendar" }
                    LinkButton { to: "/patients/new", kind: ButtonKind::Secondary, "Register patient" }
                    LinkButton { to: "/patients", "Book appointment" }
                },
                DisplacedNotice {}
                FilterForm { action: "/patients", label: "Find a patient",
                    SearchField {}
                    Button { r#type: "submit", kind: ButtonKind::Secondary, "Find" }
                }
                Days { day: day.clone(), doctor_id }
                if (2..=MOST_CHIPS).contains(&day.doctors.len()) {
                    Doctors { doctors: day.doctors.clone(), day: day.date.to_string(), doctor_id }
                }
                if day.appointments.is_empty() {
                    EmptyState { title: "No appointments on {day_words(day.date)}", icon: IconName::Calendar,
                        p { "Find the patient first, then choose a doctor and a time." }
                    }
                } else {
                    Counts { counts: day.counts.clone() }
                    List { appointments: day.appointments.clone(), days: long_day(day.date) }
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

/// The address of a day, of one doctor or of all.
fn desk_path(date: &str, doctor_id: Option<i64>) -> String {
    let doctor_id = doctor_id.map(|id| id.to_string()).unwrap_or_default();
    query_path("/desk", [("date", date), ("doctor_id", &doctor_id)])
}

/// The way to other days, and with many doctors to one of them.
#[component]
fn Days(day: DeskDay, doctor_id: Option<i64>) -> Element {
    let today = use_session().today();
    let named = [
        (today.yesterday().ok(), "Yesterday"),
        (Some(today), "Today"),
        (today.tomorrow().ok(), "Tomorrow"),
    ];
    let named = named
        .into_iter()
        .filter_map(|(date, words)| Some((date?, words)));
    let chosen = doctor_id.map(|id| id.to_string()).unwrap_or_default();
    rsx! {
        div { class: "toolbar",
            nav { "aria-label": "Day",
                ul { class: "chips",
                    li {
                        Anchor { class: "button quiet icon-only", href: desk_path(&day.previous.to_string(), doctor_id),
                            Icon { name: IconName::ChevronLeft, label: "The day before" }
                        }
                    }
                    for (date , words) in named {
                        li { key: "{words}",
                            Anchor {
                                class: "chip",
                                href: desk_path(&date.to_string(), doctor_id),
                                "aria-current": (date == day.date).then_some("date"),
                                "{words}"
                            }
                        }
                    }
                    li {
                        Anchor { class: "button quiet icon-only", href: desk_path(&day.next.to_string(), doctor_id),
                            Icon { name: IconName::ChevronRight, label: "The day after" }
                        }
                    }
                }
            }
            FilterForm { action: "/desk", label: "Another day",
                TextInput { label: "Date", name: "date", r#type: "date", value: day.date.to_string(), required: true }
                if day.doctors.len() > MOST_CHIPS {
                    Select { label: "Doctor", name: "doctor_id", options: doctor_options(&day.doctors), value: chosen }
                } else {
                    input { r#type: "hidden", name: "doctor_id", "value": "{chosen}" }
                }
                Button { r#type: "submit", kind: ButtonKind::Secondary, "Show" }
            }
        }
    }
}

fn doctor_options(doctors: &[DoctorName]) -> Vec<SelectOption> {
    let all = std::iter::once(SelectOption::new("", "All doctors"));
    let each = doctors
        .iter()
        .map(|doctor| SelectOption::new(doctor.id.to_string(), &doctor.name));
    all.chain(each).collect()
}

/// Whose day it is, each doctor one click away.
#[component]
fn Doctors(doctors: Vec<DoctorName>, day: String, doctor_id: Option<i64>) -> Element {
    let all = (None, "All doctors".to_owned());
    let each = doctors
        .into_iter()
        .map(|doctor| (Some(doctor.id), doctor.name));
    rsx! {
        nav { "aria-label": "Doctor",
            ul { class: "chips",
                for (id , name) in std::iter::once(all).chain(each) {
                    li { key: "{id:?}",
                        Anchor {
                            class: "chip",
                            href: desk_path(&day, id),
                            "aria-current": (id == doctor_id).then_some("true"),
                            "{name}"
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn Counts(counts: Vec<StatusCount>) -> Element {
    let total: u64 = counts.iter().map(|each| each.count).sum();
    rsx! {
        ul { class: "cluster small", "aria-label": "The day in numbers",
            li { class: "strong", {plural(i64::try_from(total).unwrap_or(i64::MAX), "appointment")} }
            for each in counts {
                li { key: "{each.status.key()}", class: "tabular",
                    StatusBadge { status: each.status }
                    " {each.count}"
                }
            }
        }
    }
}

#[component]
fn List(appointments: Vec<Appointment>, days: String) -> Element {
    let columns = vec![
        Column::new("time", "Time"),
        Column::new("patient", "Patient"),
        Column::new("number", "Contact number"),
        Column::new("doctor", "Doctor"),
        Column::new("reason", "Reason"),
        Column::new("status", "Status"),
        Column::new("open", "Appointment"),
    ];
    rsx! {
        DataTable { caption: "Appointments on {days}", columns,
            for (start , group) in by_start(appointments) {
                for (index , appointment) in group.iter().cloned().enumerate() {
                    Row {
                        key: "{appointment.id}",
                        appointment,
                        group: (index == 0).then_some((start, group.len())),
                    }
                }
            }
        }
    }
}

/// One appointment; the first of those that begin together says when, for all of them.
#[component]
fn Row(appointment: Appointment, group: Option<(ClinicTime, usize)>) -> Element {
    let today = use_session().today();
    let age = age_words(appointment.patient_birth.as_deref(), today);
    rsx! {
        tr { class: (appointment.status == Status::Cancelled).then_some("cancelled"),
            if let Some((start, rows)) = group {
                th { scope: "rowgroup", rowspan: "{rows}", class: "tabular",
                    time { datetime: "{start}", {start.clock()} }
                }
            }
            td {
                Anchor { href: "/patients/{appointment.patient_id}", "{appointment.patient_name}" }
                if let Some(age) = age {
                    span { class: "small muted", " {age}" }
                }
            }
            td { class: "tabular",
                if !appointment.patient_contact.is_empty() {
                    a { href: "tel:{appointment.patient_contact}", "{appointment.patient_contact}" }
                }
            }
            td { "{appointment.doctor_name}" }
            td { "{appointment.reason}" }
            td {
                StatusBadge { status: appointment.status }
            }
            td { class: "tabular",
                Anchor { href: "/appointments/{appointment.id}", {appointment.number()} }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_an_address_with_and_without_a_doctor() {
        assert_eq!(desk_path("2026-11-24", None), "/desk?date=2026-11-24");
        assert_eq!(
            desk_path("2026-11-24", Some(3)),
            "/desk?date=2026-11-24&doctor_id=3"
        );
    }
}
