//! A visit in a calendar.

use dioxus::prelude::*;

use super::actions::{Actions, cancel_action, step_action};
use crate::{
    appointments::{
        model::{Appointment, Status},
        pages::StatusBadge,
    },
    clinic_time::ClinicTime,
    patients::model::age_words,
    rules::reason::length,
    ui::{Anchor, Badge, Icon, IconName, Tone, use_session},
};

/// The class that gives a visit the look of its status.
fn status_class(status: Status) -> &'static str {
    match status {
        Status::Booked | Status::Waitlist => "booked",
        Status::Arrived | Status::CheckedIn => "arrived",
        Status::Fulfilled => "done",
        Status::Noshow => "no-show",
        Status::Cancelled | Status::EnteredInError => "cancelled",
    }
}

/// A visit in its place; opened, it tells the rest and what can be done. Where there is little
/// room, a link to it with a menu beside.
#[component]
pub(super) fn Visit(
    appointment: Appointment,
    /// The classes of its place.
    place: String,
    compact: bool,
    /// Whether times are told with their offset, since clocks change on this day.
    offset: bool,
    changed: Callback<String>,
) -> Element {
    let session = use_session();
    // Sent without JavaScript and found wrong, its form is not hidden again.
    let actions = [cancel_action(appointment.id), step_action(appointment.id)];
    let returned = session
        .flash()
        .is_some_and(|flash| actions.contains(&flash.action));
    let class = format!(
        "visit {place} {} tint-{}",
        status_class(appointment.status),
        appointment.colour.key()
    );
    let start = clock(appointment.starts_at, offset);
    if compact {
        return rsx! {
            div { class: "{class} compact",
                Anchor { class: "week-visit", href: "/appointments/{appointment.id}",
                    span { class: "visit-time", "{start}" }
                    " "
                    span { class: "visit-name", "{appointment.patient_name}" }
                    span { class: status_word_class(appointment.status), ", {appointment.status.words()}" }
                    if appointment.overbooked {
                        span { class: "visit-status", ", Overbooked" }
                    }
                }
                details { class: "visit-menu no-print", open: returned, "name": "calendar",
                    summary {
                        Icon {
                            name: IconName::ChevronDown,
                            label: "Actions: {appointment.patient_name}, {start}",
                        }
                    }
                    div { class: "axis-panel",
                        More { appointment, changed }
                    }
                }
            }
        };
    }
    let age = age_words(appointment.patient_birth.as_deref(), session.today());
    rsx! {
        details { class, open: returned, "name": "calendar",
            summary {
                span { class: "visit-time",
                    "{start} to "
                    {clock(appointment.ends_at, offset)}
                }
                span { class: "visit-name", "{appointment.patient_name}" }
                if let Some(age) = age {
                    span { class: "visit-note", "{age}" }
                }
                if !appointment.reason.is_empty() {
                    span { class: "visit-note", "{appointment.reason}" }
                }
                span { class: "visit-note", "{appointment.visit_type}" }
                if appointment.overbooked {
                    Badge { tone: Tone::Warning, "Overbooked" }
                }
                StatusBadge { status: appointment.status }
            }
            div { class: "axis-panel visit-more",
                More { appointment, changed }
            }
        }
    }
}

/// A booked visit is what one expects: that word is heard, not seen.
fn status_word_class(status: Status) -> &'static str {
    if status == Status::Booked {
        "visually-hidden"
    } else {
        "visit-status"
    }
}

fn clock(time: ClinicTime, offset: bool) -> String {
    if offset {
        format!("{} ({})", time.clock(), time.offset_words())
    } else {
        time.clock()
    }
}

/// The rest about a visit, and what can be done.
#[component]
fn More(appointment: Appointment, changed: Callback<String>) -> Element {
    rsx! {
        Facts { appointment: appointment.clone() }
        p {
            Anchor { href: "/patients/{appointment.patient_id}",
                "{appointment.patient_name}: card and earlier visits"
            }
        }
        Actions { appointment, changed }
    }
}

#[component]
fn Facts(appointment: Appointment) -> Element {
    let kept = kept_free(appointment.buffer_before, appointment.buffer_after);
    rsx! {
        dl { class: "facts",
            dt { "Reason for visit" }
            dd {
                if appointment.reason.is_empty() {
                    span { class: "muted", "Not given" }
                } else {
                    "{appointment.reason}"
                }
            }
            dt { "Contact number" }
            dd {
                if appointment.patient_contact.is_empty() {
                    span { class: "muted", "Not known" }
                } else {
                    a { href: "tel:{appointment.patient_contact}", "{appointment.patient_contact}" }
                }
            }
            dt { "Visit" }
            dd { "{appointment.visit_type}, {appointment.minutes()} minutes" }
            if let Some(room) = appointment.room.clone() {
                dt { "Room" }
                dd { "{room}" }
            }
            if let Some(kept) = kept {
                dt { "Kept free" }
                dd { "{kept}" }
            }
            dt { "Appointment" }
            dd {
                Anchor { href: "/appointments/{appointment.id}", {appointment.number()} }
            }
        }
    }
}

/// What is kept free around a visit, in words.
fn kept_free(before: u16, after: u16) -> Option<String> {
    match (before, after) {
        (0, 0) => None,
        (before, 0) => Some(format!("{} before", length(before.into()))),
        (0, after) => Some(format!("{} after", length(after.into()))),
        (before, after) => Some(format!(
            "{} before, {} after",
            length(before.into()),
            length(after.into())
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_no_time_is_struck() {
        for status in Status::ALL {
            let struck = status_class(status) == "cancelled";
            let waits = status == Status::Waitlist;
            assert_eq!(struck, !status.takes_time() && !waits, "{status:?}");
        }
    }

    #[test]
    fn what_is_kept_free_is_said_in_words() {
        assert_eq!(kept_free(0, 0), None);
        assert_eq!(kept_free(5, 0).as_deref(), Some("5 minutes before"));
        assert_eq!(kept_free(0, 60).as_deref(), Some("1 hour after"));
        let both = "5 minutes before, 10 minutes after";
        assert_eq!(kept_free(5, 10).as_deref(), Some(both));
    }
}
