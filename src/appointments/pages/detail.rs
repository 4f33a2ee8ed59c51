//! One appointment: the same page just after booking and later.

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    StatusBadge, book_path,
    cancel::{CancelStep, use_heading_focus},
    history::History,
    moving::{MoveLink, MoveRequested, use_too_late},
    policy::{CallClinic, consequences},
    steps::StatusSteps,
};
use crate::{
    appointments::{
        api,
        model::{Appointment, HistoryEntry, Status, place},
    },
    auth::{Me, Role},
    error::AppError,
    screens::kiosk::CheckInCodeCard,
    series::SeriesOf,
    ui::{
        Anchor, Badge, Button, ButtonKind, ErrorPage, Icon, IconName, LinkButton, Notice, Page,
        Tone, platform, use_page_data, use_session,
    },
};

/// An appointment and what happened to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Seen {
    appointment: Appointment,
    history: Vec<HistoryEntry>,
}

impl Seen {
    async fn load(id: i64) -> Result<Self, AppError> {
        let appointment = api::get(id).await?;
        let history = api::history(id).await?;
        Ok(Self {
            appointment,
            history,
        })
    }
}

/// One appointment.
#[component]
pub fn AppointmentPage(
    /// Its id.
    id: ReadSignal<i64>,
) -> Element {
    let session = use_session();
    let mut data = use_page_data(move || Seen::load(id()))?;
    let found = data.read();
    let error = match ((*found).clone(), session.me()) {
        (Ok(seen), Some(me)) => {
            return rsx! {
                Found {
                    appointment: seen.appointment,
                    history: seen.history,
                    me,
                    changed: move |()| data.restart(),
                }
            };
        }
        (Ok(_), None) => AppError::NotSignedIn,
        (Err(error), _) => error,
    };
    rsx! {
        ErrorPage { error }
    }
}

#[component]
fn Found(
    appointment: Appointment,
    history: Vec<HistoryEntry>,
    me: Me,
    changed: Callback,
) -> Element {
    use_heading_focus(appointment.status);
    let too_late = use_too_late(&appointment);
    let patient = me.role == Role::Patient;
    let title = if patient {
        "Your appointment"
    } else {
        "Appointment"
    };
    let now = use_session().now();
    let to_come =
        appointment.status == Status::Booked && now.is_some_and(|now| appointment.starts_at > now);
    let to_check_in = me.role != Role::Doctor
        && appointment.status == Status::Booked
        && now.is_some_and(|now| appointment.ends_at > now);
    rsx! {
        Page { title, class: "narrow",
            if appointment.status == Status::Cancelled {
                Cancelled { appointment: appointment.clone(), me: me.clone() }
            } else {
                MoveRequested { appointment: appointment.clone() }
            }
            div { class: "confirmation",
                div { class: "spread",
                    p { class: "confirmation-number",
                        span { class: "visually-hidden", "Number " }
                        "{appointment.number()}"
                    }
                    div { class: "cluster",
                        if appointment.late && !patient {
                            Badge { tone: Tone::Warning, "Cancelled late" }
                        }
                        StatusBadge { status: appointment.status }
                    }
                }
                Facts { appointment: appointment.clone(), staff: !patient }
                if to_check_in {
                    CheckInCodeCard { id: appointment.id }
                }
                if to_come {
                    div { class: "cluster no-print",
                        a {
                            class: "button secondary",
                            href: "/appointments/{appointment.id}/calendar.ics",
                            download: "{appointment.number()}.ics",
                            span { class: "button-label",
                                Icon { name: IconName::CalendarPlus }
                                "Add to calendar"
                            }
                        }
                        Button { kind: ButtonKind::Secondary, onclick: |_| platform::print(),
                            Icon { name: IconName::Printer }
                            "Print"
                        }
                        if to_check_in {
                            LinkButton {
                                to: "/appointments/{appointment.id}/slip",
                                kind: ButtonKind::Secondary,
                                "Appointment slip"
                            }
                        }
                    }
                }
            }
            if patient && to_come {
                BeforeYouCome { too_late }
            }
            // A key of its own, so that what was typed does not stay for another appointment.
            for appointment in [appointment] {
                div { key: "{appointment.id}", class: "stack-l",
                    if !patient {
                        StatusSteps { appointment: appointment.clone(), changed }
                    }
                    div { class: "cluster",
                        MoveLink { appointment: appointment.clone() }
                        CancelStep { appointment: appointment.clone(), changed }
                    }
                    SeriesOf { appointment, changed }
                }
            }
            History { entries: history }
        }
    }
}

/// That it will not take place, and the way to a new one.
#[component]
fn Cancelled(appointment: Appointment, me: Me) -> Element {
    let when = appointment
        .cancelled_at
        .map(|at| format!(" on {}", at.words()))
        .unwrap_or_default();
    let who = cancelled_by(appointment.cancelled_by.as_deref(), &me);
    let may_book = me.role != Role::Doctor;
    let patient_id = match me.role {
        Role::Patient => String::new(),
        _ => appointment.patient_id.to_string(),
    };
    rsx! {
        Notice { tone: Tone::Danger, title: "This appointment is cancelled",
            p { "It was cancelled{who}{when} and will not take place." }
            if !appointment.cancel_reason.is_empty() {
                p { "Reason: {appointment.cancel_reason}" }
            }
        }
        if may_book {
            div { class: "cluster no-print",
                LinkButton { to: book_path(appointment.doctor_id, None, "", &patient_id), "Book again" }
                LinkButton { to: "/doctors", kind: ButtonKind::Secondary, "Find another doctor" }
            }
        }
    }
}

/// Who cancelled it. Patients are not told which member of staff.
fn cancelled_by(name: Option<&str>, me: &Me) -> String {
    match name {
        None => String::new(),
        Some(name) if name == me.full_name => " by you".to_owned(),
        Some(_) if me.role == Role::Patient => " by the clinic".to_owned(),
        Some(name) => format!(" by {name}"),
    }
}

/// What, who, when and where; for staff also who made it.
#[component]
fn Facts(appointment: Appointment, staff: bool) -> Element {
    let clinic = use_session().clinic();
    let minutes = appointment.minutes();
    rsx! {
        dl { class: "facts",
            if staff {
                dt { "Patient" }
                dd {
                    Anchor { href: "/patients/{appointment.patient_id}", "{appointment.patient_name}" }
                    if !appointment.patient_contact.is_empty() {
                        span { class: "nowrap", ", {appointment.patient_contact}" }
                    }
                }
            }
            dt { "Doctor" }
            dd {
                Anchor { href: "/doctors/{appointment.doctor_id}", "{appointment.doctor_name}" }
                ", {appointment.specialization}"
            }
            dt { "When" }
            dd {
                time { datetime: "{appointment.starts_at}", "{appointment.starts_at.long_words()}" }
                span { class: "muted small", " ({clinic.time_zone} time, {minutes} minutes)" }
            }
            if appointment.visit_type_id.is_some() {
                dt { "Visit" }
                dd { "{appointment.visit_type}" }
            }
            dt { "Where" }
            dd {
                {place(&clinic)}
                if let Some(room) = &appointment.room {
                    span { class: "nowrap", ", {room}" }
                }
            }
            if !appointment.note.is_empty() {
                dt { "Please note" }
                dd { "{appointment.note}" }
            }
            if !appointment.reason.is_empty() {
                dt { "Reason for visit" }
                dd { "{appointment.reason}" }
            }
            if staff {
                dt { "Booked" }
                dd {
                    time { datetime: "{appointment.created_at}", "{appointment.created_at.words()}" }
                    if let Some(name) = &appointment.created_by {
                        " by {name}"
                    }
                }
            }
        }
    }
}

/// What to bring, and what to do when plans change.
#[component]
fn BeforeYouCome(
    /// Why it cannot be cancelled online any more, if so.
    too_late: Option<String>,
) -> Element {
    let policy = use_session().clinic().policy;
    let changes = match too_late {
        Some(why) => why,
        None => consequences(&policy).join(" "),
    };
    rsx! {
        section { class: "section", "aria-labelledby": "before",
            h2 { id: "before", "Before you come" }
            ul { class: "rows",
                li { "Please come ten minutes early, and say your number at the front desk." }
                li { "Bring an identity card, your insurance card if you have one, and a list of the medicines you take." }
                li {
                    p { "{changes}" }
                    CallClinic {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patients_are_not_told_which_member_of_staff_cancelled() {
        let mut me = Me {
            id: 1,
            username: "rosa".into(),
            full_name: "Rosa Delgado".into(),
            role: Role::Patient,
            must_change_password: false,
            doctor_id: None,
            patient_id: Some(1),
        };
        assert_eq!(cancelled_by(Some("Rosa Delgado"), &me), " by you");
        assert_eq!(cancelled_by(Some("Dana Desk"), &me), " by the clinic");
        assert_eq!(cancelled_by(None, &me), "");
        me.role = Role::Doctor;
        assert_eq!(cancelled_by(Some("Dana Desk"), &me), " by Dana Desk");
    }
}
