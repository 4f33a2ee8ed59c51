//! Every appointment of the clinic: filtered, sorted, paged, exported.

use dioxus::prelude::*;

use super::{
    StatusBadge,
    filter::{Filter, FilterForm},
};
use crate::{
    appointments::{
        api,
        model::{Appointment, AppointmentList, Status, StatusCount},
    },
    auth::Role,
    error::AppError,
    ui::{
        Anchor, Column, DataTable, EmptyState, ErrorPage, Icon, IconName, LinkButton, LinkTab,
        LinkTabs, Page, Pagination, SortDirection, SortLink, use_page_data, use_session,
    },
};

/// Appointments.
#[component]
pub fn AllAppointments(
    /// The first day.
    from: ReadSignal<String>,
    /// The last day.
    to: ReadSignal<String>,
    /// A doctor's id.
    doctor_id: ReadSignal<String>,
    /// A patient's id.
    patient_id: ReadSignal<String>,
    /// A status' key.
    status: ReadSignal<String>,
    /// `soonest` first, else the latest.
    sort: ReadSignal<String>,
    /// Which page, from 1.
    page: ReadSignal<u32>,
) -> Element {
    let filter = use_memo(move || Filter {
        from: from(),
        to: to(),
        doctor_id: doctor_id(),
        patient_id: patient_id(),
        status: status(),
        sort: sort(),
    });
    let refused = match use_session().me() {
        None => AppError::NotSignedIn,
        Some(me) if me.must_change_password => AppError::PasswordChangeRequired,
        Some(me) if matches!(me.role, Role::Admin | Role::FrontDesk) => {
            return rsx! {
                Filtered { filter: filter(), page }
            };
        }
        Some(_) => AppError::Forbidden,
    };
    rsx! {
        ErrorPage { error: refused }
    }
}

#[component]
fn Filtered(filter: ReadSignal<Filter>, page: ReadSignal<u32>) -> Element {
    let sent = use_signal(|| false);
    // Awaited before the next one is begun: of two that are awaited together on the server, the
    // one that is done second may never be noticed.
    let doctors = use_page_data(api::doctors)?;
    let list = use_page_data(move || {
        let Filter {
            from,
            to,
            doctor_id,
            patient_id,
            status,
            ..
        } = filter();
        let text = |text: String| Some(text).filter(|text| !text.is_empty());
        let sort = if filter().soonest() {
            "soonest"
        } else {
            "latest"
        };
        api::list(
            text(from),
            text(to),
            doctor_id.parse().ok(),
            patient_id.parse().ok(),
            text(status),
            Some(sort.to_owned()),
            Some(page().max(1)),
        )
    })?;
    let (doctors, list) = (doctors.read(), list.read());
    let (doctors, wrong, list) = match ((*doctors).clone(), (*list).clone()) {
        (Ok(doctors), Ok(list)) => (doctors, None, Some(list)),
        (Ok(doctors), Err(wrong @ AppError::Invalid { .. })) => (doctors, Some(wrong), None),
        (Err(error), _) | (_, Err(error)) => {
            return rsx! {
                ErrorPage { error }
            };
        }
    };
    let filter = filter();
    rsx! {
        Page {
            title: "Appointments",
            class: "wide",
            actions: rsx! {
                a { class: "button secondary", href: filter.csv(), download: "appointments.csv",
                    span { class: "button-label",
                        Icon { name: IconName::Download }
                        "Download CSV"
                    }
                }
            },
            // Made anew when the address changes otherwise than by this form: going back, say.
            for key in [format!("{} {} {}", filter.from, filter.to, filter.doctor_id)] {
                FilterForm {
                    key: "{key}",
                    filter: filter.clone(),
                    doctors: doctors.clone(),
                    error: wrong.clone(),
                    sent,
                }
            }
            if let Some(wrong) = wrong {
                p { role: "alert", "{wrong}" }
            }
            if let Some(list) = list {
                Results { filter, list }
            }
        }
    }
}

#[component]
fn Results(filter: Filter, list: AppointmentList) -> Element {
    let patient = (!filter.patient_id.is_empty()).then(|| match list.items.first() {
        Some(appointment) => appointment.patient_name.clone(),
        None => format!("number {}", filter.patient_id),
    });
    let to_page = filter.clone();
    rsx! {
        if filter.narrows() {
            ul { class: "chips dense",
                if let Some(patient) = patient {
                    li {
                        Anchor { class: "chip", href: filter.of_anybody().page(1),
                            "Patient: {patient}"
                            Icon { name: IconName::X, label: "Remove" }
                        }
                    }
                }
                li {
                    Anchor { class: "chip", href: Filter::default().page(1), "Clear all filters" }
                }
            }
        }
        LinkTabs { label: "Status", tabs: tabs(&filter, &list.counts) }
        if list.items.is_empty() {
            EmptyState { title: "No appointment matches", icon: IconName::Calendar,
                if filter.narrows() {
                    LinkButton { to: "/admin/appointments", "Show all appointments" }
                }
            }
        } else {
            DataTable { caption: "Appointments", columns: columns(&filter),
                for appointment in list.items {
                    Row { key: "{appointment.id}", appointment }
                }
            }
            Pagination {
                page: list.page,
                pages: list.pages,
                total: list.total,
                noun: "appointment",
                href: move |page: u32| to_page.page(page),
            }
        }
    }
}

/// A tab for each status that occurs, and for the one chosen.
fn tabs(filter: &Filter, counts: &[StatusCount]) -> Vec<LinkTab> {
    let of = |status: Status| {
        counts
            .iter()
            .find(|count| count.status == status)
            .map_or(0, |count| count.count)
    };
    let tab = |label: &str, count: u64, status: Option<Status>| LinkTab {
        label: label.to_owned(),
        count: i64::try_from(count).ok(),
        to: filter.with_status(status).page(1),
        current: filter.status == status.map(Status::key).unwrap_or_default(),
    };
    let total = counts.iter().map(|count| count.count).sum();
    let each = Status::ALL
        .into_iter()
        .filter(|status| of(*status) > 0 || filter.status == status.key())
        .map(|status| tab(status.words(), of(status), Some(status)));
    std::iter::once(tab("All", total, None))
        .chain(each)
        .collect()
}

fn columns(filter: &Filter) -> Vec<Column> {
    let soonest = filter.soonest();
    let sort = SortLink {
        href: filter.sorted(!soonest).page(1),
        direction: Some(if soonest {
            SortDirection::Ascending
        } else {
            SortDirection::Descending
        }),
    };
    vec![
        Column::new("date", "Date").sorted(sort),
        Column::new("number", "Number"),
        Column::new("patient", "Patient"),
        Column::new("doctor", "Doctor"),
        Column::new("reason", "Reason for visit"),
        Column::new("status", "Status"),
    ]
}

#[component]
fn Row(appointment: Appointment) -> Element {
    rsx! {
        tr {
            th { scope: "row", class: "tabular nowrap",
                time { datetime: "{appointment.starts_at}", {when(&appointment)} }
            }
            td { class: "tabular",
                Anchor { href: "/appointments/{appointment.id}", "{appointment.number()}" }
            }
            td {
                Anchor { href: "/patients/{appointment.patient_id}", "{appointment.patient_name}" }
            }
            td { "{appointment.doctor_name}" }
            td { "{appointment.reason}" }
            td {
                StatusBadge { status: appointment.status }
            }
        }
    }
}

/// The day with its year, since the list reaches over years.
fn when(appointment: &Appointment) -> String {
    appointment
        .starts_at
        .civil()
        .strftime("%a %-d %b %Y, %H:%M")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_are_the_statuses_that_occur_and_the_one_chosen() {
        let counts = [
            StatusCount {
                status: Status::Booked,
                count: 3,
            },
            StatusCount {
                status: Status::Fulfilled,
                count: 40,
            },
        ];
        let filter = Filter::default().with_status(Some(Status::Noshow));
        let tabs = tabs(&filter, &counts);
        let shown: Vec<_> = tabs
            .iter()
            .map(|tab| (tab.label.as_str(), tab.count, tab.current))
            .collect();
        assert_eq!(
            shown,
            [
                ("All", Some(43), false),
                ("Booked", Some(3), false),
                ("Done", Some(40), false),
                ("Did not come", Some(0), true),
            ]
        );
        assert_eq!(tabs.first().unwrap().to, "/admin/appointments");
    }
}
