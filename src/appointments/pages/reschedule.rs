//! Giving an appointment another time.

use dioxus::prelude::*;
use jiff::civil::Date;

use super::{
    book::shown_day,
    links::MovePath,
    move_review::Confirm,
    move_terms::{Moving, Present},
    offer::{Asked, Offer},
    pick::PickTime,
    policy::CallClinic,
    target::Target,
};
use crate::{
    auth::{Me, Role},
    clinic_time::ClinicTime,
    error::AppError,
    ui::{
        ButtonKind, ErrorPage, LinkButton, Notice, Page, Step, Steps, Tone, use_page_data,
        use_session,
    },
};

/// Give an appointment another time.
#[component]
pub fn Reschedule(
    /// Which appointment.
    id: ReadSignal<i64>,
    /// To which day; the first with free times unless given.
    date: ReadSignal<String>,
    /// To which time, once one is chosen.
    start: ReadSignal<String>,
    /// To whom; it stays with its doctor unless given.
    doctor_id: ReadSignal<String>,
) -> Element {
    let error = match use_session().me() {
        None => AppError::NotSignedIn,
        Some(me) if me.must_change_password => AppError::PasswordChangeRequired,
        Some(me) if me.role == Role::Doctor => AppError::Forbidden,
        Some(me) => {
            let to = doctor_id().parse::<i64>().ok();
            return rsx! {
                WithAppointment { id, date, start, to, me }
            };
        }
    };
    rsx! {
        ErrorPage { error }
    }
}

#[component]
fn WithAppointment(
    id: ReadSignal<i64>,
    date: ReadSignal<String>,
    start: ReadSignal<String>,
    to: ReadSignal<Option<i64>>,
    me: Me,
) -> Element {
    let session = use_session();
    let moving = use_page_data(move || Moving::load(id(), to()))?;
    let moving = match &*moving.read() {
        Ok(moving) => moving.clone(),
        Err(error) => {
            return rsx! {
                ErrorPage { error: error.clone() }
            };
        }
    };
    let refusal = session
        .now()
        .and_then(|now| moving.refusal(&me, &session.clinic().policy, now));
    if let Some(why) = refusal {
        return rsx! {
            NotMovable { id: id(), why }
        };
    }
    let start = start().parse::<ClinicTime>().ok();
    let today = session.today();
    let day = shown_day(today, start, &date(), &moving.profile.next_days);
    let target = Target::Moving {
        path: MovePath {
            id: id(),
            doctor_id: to(),
            ..MovePath::default()
        },
        doctor_id: moving.profile.doctor.id,
        visit_type_id: moving.visit.as_ref().and_then(|visit| visit.id),
        patient_id: (me.role != Role::Patient).then_some(moving.appointment.patient_id),
    };
    let asked = Asked {
        target,
        today,
        day,
        start,
    };
    rsx! {
        WithTimes { moving, asked }
    }
}

/// It is too late, or it is over.
#[component]
fn NotMovable(id: i64, why: String) -> Element {
    rsx! {
        Page { title: "This appointment cannot be moved online", class: "narrow",
            Notice { tone: Tone::Warning,
                p { "{why}" }
                CallClinic {}
            }
            div { class: "cluster",
                LinkButton { to: "/appointments/{id}", kind: ButtonKind::Secondary, "See the appointment" }
            }
        }
    }
}

#[component]
fn WithTimes(moving: Moving, asked: ReadSignal<Asked>) -> Element {
    let mut offer = use_page_data(move || Offer::load(asked()))?;
    let offered = match &*offer.read() {
        Ok(offer) => offer.clone(),
        Err(error) => {
            return rsx! {
                ErrorPage { error: error.clone() }
            };
        }
    };
    let Asked {
        target, day, start, ..
    } = asked();
    let refresh = move |()| offer.restart();
    match start {
        Some(start) => rsx! {
            Confirm { moving, target, start, offer: offered, refresh }
        },
        None => rsx! {
            Page { title: "Choose another time",
                MoveSteps { target, day: asked().day, current: 1 }
                div { class: "with-aside booking",
                    PickTime {
                        target,
                        day,
                        offer: offered,
                        onpick: |_| {},
                        changed: refresh,
                    }
                    Present { moving }
                }
            }
        },
    }
}

/// The steps, with the way back to those that are done.
#[component]
pub(super) fn MoveSteps(
    /// What is moved.
    target: Target,
    /// The day chosen.
    day: Date,
    /// Which step this is, from 0.
    current: usize,
) -> Element {
    let id = target.hold(None).appointment_id.unwrap_or_default();
    let step = |label: &str, href: Option<String>| Step {
        label: label.to_owned(),
        href,
    };
    let steps = vec![
        step("Appointment", Some(format!("/appointments/{id}"))),
        step("Day and time", Some(target.path(Some(day), None))),
        step("Review and confirm", None),
    ];
    rsx! {
        Steps { steps, current }
    }
}
