//! A patient's visits: all of them, or for a doctor those with this doctor.

use dioxus::prelude::*;

use crate::{
    appointments::{self, model::AppointmentList, pages::StatusBadge},
    auth::Role,
    clinic_time::ClinicTime,
    ui::{
        Anchor, Column, DataTable, EmptyState, IconName, Notice, Tone, use_page_data, use_session,
        words::plural,
    },
};

/// The latest visits of a patient, those to come included.
#[component]
pub(super) fn Visits(
    /// The patient.
    id: ReadSignal<i64>,
) -> Element {
    let visits = use_page_data(move || {
        let latest = Some("latest".to_owned());
        appointments::api::list(None, None, None, Some(id()), None, latest, Some(1))
    })?;
    match &*visits.read() {
        Ok(visits) if visits.items.is_empty() => rsx! {
            EmptyState { title: "No visits yet", icon: IconName::Calendar }
        },
        Ok(visits) => rsx! {
            Found { visits: visits.clone() }
            Rest { id: id(), visits: visits.clone() }
        },
        Err(error) => rsx! {
            Notice { tone: Tone::Danger, role: "alert", p { "{error}" } }
        },
    }
}

#[component]
fn Found(visits: AppointmentList) -> Element {
    let own = use_session().role() == Some(Role::Doctor);
    let mut columns = vec![Column::new("when", "When")];
    if !own {
        columns.push(Column::new("doctor", "Doctor"));
    }
    columns.extend([
        Column::new("reason", "Reason"),
        Column::new("status", "Status"),
    ]);
    rsx! {
        DataTable { caption: "Visits", columns,
            for visit in visits.items {
                tr { key: "{visit.id}",
                    th { scope: "row", class: "nowrap",
                        Anchor { href: "/appointments/{visit.id}",
                            time { datetime: "{visit.starts_at}", {dated(visit.starts_at)} }
                        }
                    }
                    if !own {
                        td { "{visit.doctor_name}" }
                    }
                    td { "{visit.reason}" }
                    td {
                        StatusBadge { status: visit.status }
                    }
                }
            }
        }
    }
}

/// A moment of whichever year: `Tue 24 Nov 2026, 09:30`.
fn dated(at: ClinicTime) -> String {
    at.civil().strftime("%a %-d %b %Y, %H:%M").to_string()
}

/// How many there are beyond the first page, and for an admin the way to them.
#[component]
fn Rest(id: i64, visits: AppointmentList) -> Element {
    let total = i64::try_from(visits.total).unwrap_or(i64::MAX);
    let all = plural(total, "visit");
    let admin = use_session().role() == Some(Role::Admin);
    if visits.pages <= 1 {
        return rsx! {
            p { class: "small muted", "{all}" }
        };
    }
    let shown = visits.items.len();
    rsx! {
        p { class: "small muted",
            "The latest {shown} of {all}. "
            if admin {
                Anchor { href: "/admin/appointments?patient_id={id}&sort=latest", "See all" }
            }
        }
    }
}
