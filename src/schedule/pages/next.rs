//! Who is next, and who after.

use dioxus::prelude::*;

use crate::{
    appointments::{model::Appointment, pages::StatusBadge},
    patients::model::age_words,
    ui::{Anchor, Card, use_session},
};

/// The next patient, large.
#[component]
pub(super) fn NextPatient(appointment: Appointment) -> Element {
    let today = use_session().today();
    let start = appointment.starts_at;
    let age = age_words(appointment.patient_birth.as_deref(), today);
    rsx! {
        section { class: "next-patient", "aria-label": "Next patient",
            div {
                p { class: "eyebrow", "Next patient" }
                p { class: "next-time",
                    time { datetime: "{start}",
                        if start.date() == today {
                            {start.clock()}
                        } else {
                            {start.words()}
                        }
                    }
                }
            }
            div {
                p { class: "next-name",
                    Anchor { href: "/patients/{appointment.patient_id}", "{appointment.patient_name}" }
                    if let Some(age) = age {
                        span { class: "muted small", " {age}" }
                    }
                }
                p { class: "next-reason",
                    if appointment.reason.is_empty() {
                        "No reason given"
                    } else {
                        "{appointment.reason}"
                    }
                }
            }
            StatusBadge { status: appointment.status }
        }
    }
}

/// The visits after the next.
#[component]
pub(super) fn ThenComing(appointments: Vec<Appointment>) -> Element {
    let today = use_session().today();
    rsx! {
        Card { title: "Coming up",
            ul { class: "feed",
                for each in appointments {
                    li { key: "{each.id}",
                        Anchor { href: "/appointments/{each.id}", "{each.patient_name}" }
                        time { class: "feed-when", datetime: "{each.starts_at}",
                            if each.starts_at.date() == today {
                                {each.starts_at.clock()}
                            } else {
                                {each.starts_at.words()}
                            }
                        }
                    }
                }
            }
        }
    }
}
