//! What belongs to the series of an appointment.

use dioxus::prelude::*;
use jiff::ToSpan as _;

use super::new_path;
use crate::{
    appointments::{
        model::{Appointment, Status},
        pages::StatusBadge,
    },
    auth::Role,
    form::query_path,
    series::{
        api,
        model::{Series, SeriesVisit},
    },
    ui::{
        Anchor, ButtonKind, Form, FormTextArea, LinkButton, SubmitButton, use_page_data,
        use_session, use_submit, use_toast,
    },
};

/// The series of an appointment, with what can be done about the visits that follow; or the way to
/// repeat an appointment that stands alone.
///
/// ```ignore
/// SeriesOf { appointment, changed: move |()| data.restart() }
/// ```
#[component]
pub fn SeriesOf(
    /// The appointment.
    appointment: Appointment,
    /// Called when it was cancelled with those that follow.
    #[props(default)]
    changed: Option<Callback>,
) -> Element {
    let role = use_session().role();
    match appointment.series_id {
        Some(id) => rsx! {
            Visits { id, appointment, changed }
        },
        None if role.is_some_and(|role| role != Role::Doctor) => rsx! {
            Repeat { appointment }
        },
        None => rsx! {},
    }
}

/// The way to more visits of the same kind, from a week later on.
#[component]
fn Repeat(appointment: Appointment) -> Element {
    let patient_id = match use_session().role() {
        Some(Role::Patient) | None => String::new(),
        Some(_) => appointment.patient_id.to_string(),
    };
    if !appointment.status.takes_time() {
        return rsx! {};
    }
    let next = appointment.starts_at.civil().saturating_add(1.week());
    let start = next.strftime("%Y-%m-%dT%H:%M").to_string();
    let path = new_path(
        appointment.doctor_id,
        appointment.visit_type_id,
        &patient_id,
        &start,
    );
    rsx! {
        p { class: "no-print",
            Anchor { href: path, "Repeat this appointment" }
        }
    }
}

#[component]
fn Visits(id: ReadSignal<i64>, appointment: Appointment, changed: Option<Callback>) -> Element {
    let mut series = use_page_data(move || api::get(id()))?;
    let Ok(series_now) = (*series.read()).clone() else {
        return rsx! {};
    };
    let here = appointment.id;
    let Series { rule, visits, .. } = series_now;
    let cancelled = use_callback(move |()| {
        series.restart();
        if let Some(changed) = changed {
            changed.call(());
        }
    });
    rsx! {
        section { class: "section", "aria-labelledby": "series",
            h2 { id: "series", "Repeats {rule.words()}" }
            ol { class: "rows",
                for visit in visits.clone() {
                    li { key: "{visit.id}", class: "spread",
                        Anchor {
                            href: "/appointments/{visit.id}",
                            class: "tabular",
                            "aria-current": (visit.id == here).then_some("page"),
                            "{visit.starts_at.words()}"
                        }
                        if visit.status != Status::Booked {
                            StatusBadge { status: visit.status }
                        } else if visit.id == here {
                            span { class: "small muted", "This one" }
                        }
                    }
                }
            }
            Following { appointment, visits, cancelled }
        }
    }
}

/// How many of them are booked and follow this one, itself included.
fn following(visits: &[SeriesVisit], appointment: &Appointment) -> usize {
    let follows = |visit: &&SeriesVisit| {
        visit.status == Status::Booked && visit.starts_at >= appointment.starts_at
    };
    visits.iter().filter(follows).count()
}

/// Moving and cancelling this one and those that follow, where it is to come.
#[component]
fn Following(appointment: Appointment, visits: Vec<SeriesVisit>, cancelled: Callback) -> Element {
    let session = use_session();
    let (Some(role), Some(now)) = (session.role(), session.now()) else {
        return rsx! {};
    };
    let policy = session.clinic().policy;
    let too_late = appointment.too_late_online(&policy, now.timestamp());
    let open = appointment.status == Status::Booked
        && appointment.starts_at > now
        && (role != Role::Patient || too_late.is_none());
    let count = following(&visits, &appointment);
    if !open || count < 2 {
        return rsx! {};
    }
    let id = appointment.series_id.unwrap_or_default();
    let from = appointment.id.to_string();
    let move_path = query_path(&format!("/series/{id}/move"), [("from", &from)]);
    rsx! {
        div { class: "stack no-print",
            if role != Role::Doctor {
                div { class: "cluster",
                    LinkButton { to: move_path, kind: ButtonKind::Secondary, "Move this and following" }
                }
            }
            CancelFollowing { id, from: appointment.id, count, role, cancelled }
        }
    }
}

#[component]
fn CancelFollowing(id: i64, from: i64, count: usize, role: Role, cancelled: Callback) -> Element {
    let action = format!("/api/series/{id}/cancel");
    let failed = use_session()
        .flash()
        .is_some_and(|flash| flash.action == action && flash.error.is_some());
    let toasts = use_toast();
    let submit = use_submit(
        move |form| api::cancel_following(id, form),
        move |_: Series| {
            toasts.push("The appointments are cancelled.");
            cancelled.call(());
        },
    );
    rsx! {
        details { class: "disclosure", open: failed,
            summary { "Cancel this and following" }
            Form { action, submit, label: "Cancel this and following",
                p { class: "measure",
                    "{count} visits will not take place, and their times become free for others. This cannot be undone."
                }
                input { r#type: "hidden", name: "from_appointment_id", "value": "{from}" }
                FormTextArea {
                    label: "Reason for cancelling them",
                    name: "reason",
                    required: role == Role::Doctor,
                    maxlength: 500,
                }
                div { class: "form-actions",
                    SubmitButton { kind: ButtonKind::Danger, "Cancel {count} visits" }
                }
            }
        }
    }
}
