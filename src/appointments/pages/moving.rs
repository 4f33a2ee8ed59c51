//! The way to another time, and the clinic's request to choose one.

use dioxus::prelude::*;

use super::links::MovePath;
use crate::{
    appointments::model::Appointment,
    auth::Role,
    ui::{ButtonKind, LinkButton, Notice, Tone, use_session},
};

/// Why the reader cannot cancel or move a booked appointment any more, where they could before;
/// patients only.
pub(super) fn use_too_late(appointment: &Appointment) -> Option<String> {
    let session = use_session();
    let patient = session.role() == Some(Role::Patient) && appointment.status.may_move();
    let now = session.now().filter(|_| patient)?;
    appointment.too_late_online(&session.clinic().policy, now.timestamp())
}

/// The link to where it is given another time; nothing where this reader cannot do that.
#[component]
pub(super) fn MoveLink(
    /// The appointment.
    appointment: Appointment,
) -> Element {
    let too_late = use_too_late(&appointment).is_some();
    let role = use_session().role();
    let may = appointment.status.may_move() && role.is_some_and(|role| role != Role::Doctor);
    let path = MovePath {
        id: appointment.id,
        ..MovePath::default()
    };
    rsx! {
        if may && !too_late {
            LinkButton { to: path.to_string(), kind: ButtonKind::Secondary, class: "no-print", "Reschedule" }
        }
    }
}

/// The clinic asks the patient to choose another time; nothing where it does not.
#[component]
pub(super) fn MoveRequested(
    /// The appointment.
    appointment: Appointment,
) -> Element {
    if !appointment.move_requested {
        return rsx! {};
    }
    let when = appointment.starts_at.words();
    let path = MovePath {
        id: appointment.id,
        ..MovePath::default()
    };
    rsx! {
        Notice { tone: Tone::Warning, title: "Please choose another time",
            if use_session().role() == Some(Role::Patient) {
                p { "{appointment.doctor_name} is away on {when}. Your appointment is kept until you have chosen." }
                div { class: "cluster no-print",
                    LinkButton { to: path.to_string(), "Choose another time" }
                }
            } else {
                p { "{appointment.doctor_name} is away then. The patient has been asked to choose another time." }
            }
        }
    }
}
