//! The step in which the day and the time are chosen, for a new appointment and for one that is
//! moved.

use dioxus::prelude::*;
use jiff::civil::Date;

use super::{
    keep::{HOLDS, Hidden},
    month::Month,
    offer::{Offer, time_options},
    target::Target,
};
use crate::{
    clinic_time::ClinicTime,
    error::AppError,
    holds::{self, model::Hold},
    ui::{
        ButtonKind, EmptyState, Form, IconName, LinkButton, Notice, Skeleton, SubmitButton,
        TimeChoice, Tone, use_submit, use_toast,
        words::{day_words, long_day},
    },
};

/// A month, and the times of a day in it. Choosing one keeps it for the patient.
#[component]
pub(super) fn PickTime(
    /// What is being chosen.
    target: Target,
    /// The day shown.
    day: Date,
    /// What is offered around it, or around the day before while that is loaded.
    offer: Offer,
    /// Called with the time that is marked, before it is chosen.
    onpick: Callback<Option<ClinicTime>>,
    /// Called when what is offered is to be asked for again.
    changed: Callback,
) -> Element {
    rsx! {
        div { class: "stack-xl",
            if let Some(hold) = offer.hold.clone() {
                KeptAlready { target, hold, changed }
            }
            Month {
                day,
                days: offer.days.clone(),
                href: move |day: Date| target.path(Some(day), None),
            }
            if offer.day == day {
                Times { target, offer, onpick, changed }
            } else {
                Skeleton { lines: 4 }
            }
        }
    }
}

/// A time is kept from before: on to it, or let it go.
#[component]
fn KeptAlready(target: Target, hold: Hold, changed: Callback) -> Element {
    let toasts = use_toast();
    let id = hold.id;
    let submit = use_submit(
        move |form| holds::api::release(id, form),
        move |()| {
            toasts.push("The time is free for others again.");
            changed.call(());
        },
    );
    use_effect(move || {
        if submit.error().is_some() {
            changed.call(());
        }
    });
    rsx! {
        Notice { tone: Tone::Info, title: "{hold.starts_at.words()} is kept for you until {hold.expires_at.clock()}",
            div { class: "cluster",
                LinkButton {
                    to: target.path(None, Some(hold.starts_at)),
                    kind: ButtonKind::Secondary,
                    "Go on with it"
                }
                Form { action: "/api/holds/{id}/release", submit, label: "Let the time go",
                    SubmitButton { kind: ButtonKind::Quiet, "Let it go" }
                }
            }
        }
    }
}

/// The times of a day, or the way to the next day that has some.
#[component]
fn Times(
    target: Target,
    offer: Offer,
    onpick: Callback<Option<ClinicTime>>,
    changed: Callback,
) -> Element {
    let day = offer.day;
    if offer.times.is_empty() {
        return rsx! {
            NoTimes {
                day,
                next_day: offer.next_day,
                href: offer.next_day.map(|next| target.path(Some(next), None)),
            }
        };
    }
    // Made anew for each day: a browser keeps what was chosen in fields that stay.
    rsx! {
        for offer in [offer] {
            TimesForm { key: "{day}", target, offer, onpick, changed }
        }
    }
}

#[component]
fn TimesForm(
    target: Target,
    offer: Offer,
    onpick: Callback<Option<ClinicTime>>,
    changed: Callback,
) -> Element {
    let day = offer.day;
    let submit = use_submit(holds::api::place, move |hold: Hold| {
        navigator().push(target.path(None, Some(hold.starts_at)));
    });
    use_effect(move || {
        if matches!(submit.error(), Some(AppError::SlotTaken { .. })) {
            onpick.call(None);
            changed.call(());
        }
    });
    let kept = offer.hold.as_ref().map(|hold| hold.starts_at.to_string());
    rsx! {
        Form { action: HOLDS, submit, label: "Time",
            Hidden { target }
            TimeChoice {
                name: "starts_at",
                legend: "Times on {long_day(day)}",
                options: time_options(&offer.times, day),
                selected: kept,
                onchange: move |time: String| onpick.call(time.parse().ok()),
            }
            div { class: "form-actions",
                SubmitButton { "Continue" }
            }
        }
    }
}

/// A day without free times, and the next one that has some.
#[component]
pub(super) fn NoTimes(
    /// The day.
    day: Date,
    /// The next day with free times.
    next_day: Option<Date>,
    /// Its address.
    href: Option<String>,
) -> Element {
    let next = next_day.map(day_words).zip(href);
    rsx! {
        EmptyState { title: "No free times on {long_day(day)}", icon: IconName::CalendarX,
            match next {
                Some((words, href)) => rsx! {
                    LinkButton { to: href, "Next day with free times: {words}" }
                },
                None => rsx! {
                    p { "There are none in the weeks after it either. Please look at a later month, or choose another doctor." }
                },
            }
        }
    }
}
