//! Placing somebody who waits by hand.

use dioxus::prelude::*;

use super::{
    entry::{Facts, UrgencyBadge},
    list::Offered,
};
use crate::{
    form::Input,
    ui::{
        Anchor, ButtonKind, Checkbox, EmptyState, ErrorPage, Form, IconName, LinkButton, Notice,
        OnceKey, Page, Select, SelectOption, SubmitButton, Tone, use_page_data, use_submit,
        use_toast,
    },
    waitlist::{
        api,
        form::PlaceForm,
        model::{Entry, FreeTime, Placing},
    },
};

/// Place a request by hand.
#[component]
pub fn PlaceByHand(
    /// The request's id.
    id: ReadSignal<i64>,
) -> Element {
    let mut data = use_page_data(move || api::get(id()))?;
    let refresh = use_callback(move |()| data.restart());
    match &*data.read() {
        Ok(Placing { entry, times, now }) => rsx! {
            Page { title: "Place by hand", class: "narrow",
                section { class: "card", "aria-labelledby": "who",
                    div { class: "spread",
                        h2 { id: "who",
                            Anchor { href: "/patients/{entry.patient_id}", "{entry.patient_name}" }
                        }
                        UrgencyBadge { urgency: entry.urgency }
                    }
                    if !entry.patient_contact.is_empty() {
                        p { class: "tabular",
                            a { href: "tel:{entry.patient_contact}", "{entry.patient_contact}" }
                        }
                    }
                    Facts { entry: entry.clone() }
                }
                if entry.status.is_open() {
                    if let Some(offer) = entry.offer.clone() {
                        Notice { tone: Tone::Warning,
                            Offered { offer, now: *now }
                            p { "Another time takes the place of this offer." }
                        }
                    }
                    Times { entry: entry.clone(), times: times.clone(), refresh }
                } else {
                    Notice { tone: Tone::Info,
                        p { "This request has ended: {entry.status.words()}." }
                    }
                }
                LinkButton { to: "/waitlist", kind: ButtonKind::Quiet, "Back to the waiting list" }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

/// The free times that suit, one form for each doctor.
#[component]
fn Times(entry: Entry, times: Vec<FreeTime>, refresh: Callback) -> Element {
    if times.is_empty() {
        return rsx! {
            EmptyState { title: "No free time suits", icon: IconName::Calendar,
                p { "What comes free is offered by itself. Any other time is booked from the patient's page." }
            }
        };
    }
    rsx! {
        for times in times.chunk_by(|one, other| one.doctor_id == other.doctor_id) {
            if let Some(first) = times.first() {
                Give {
                    key: "{first.doctor_id}",
                    entry_id: entry.id,
                    doctor_id: first.doctor_id,
                    doctor_name: first.doctor_name.clone(),
                    times: times.to_vec(),
                    refresh,
                }
            }
        }
    }
}

#[component]
fn Give(
    entry_id: i64,
    doctor_id: i64,
    doctor_name: String,
    times: Vec<FreeTime>,
    refresh: Callback,
) -> Element {
    let toasts = use_toast();
    let submit = use_submit(
        move |form: Input<PlaceForm>| api::place(entry_id, form),
        move |entry: Entry| {
            toasts.push(if entry.offer.is_some() {
                "The time is offered, and kept until they answer."
            } else {
                "It is booked."
            });
            navigator().push("/waitlist");
        },
    );
    // A time that was taken meanwhile is not to be chosen again.
    use_effect(move || {
        if submit.error().is_some() {
            refresh.call(());
        }
    });
    let options: Vec<SelectOption> = times
        .iter()
        .map(|time| SelectOption::new(time.starts_at.to_string(), time.starts_at.words()))
        .collect();
    rsx! {
        section { class: "card", "aria-labelledby": "doctor-{doctor_id}",
            h2 { id: "doctor-{doctor_id}", "{doctor_name}" }
            Form {
                action: "/api/waitlist/{entry_id}/place",
                submit,
                label: "A time with {doctor_name}",
                OnceKey { submit }
                input { r#type: "hidden", name: "doctor_id", "value": "{doctor_id}" }
                Select {
                    label: "Free times that suit",
                    name: "starts_at",
                    id: "starts-{doctor_id}",
                    options,
                    required: true,
                }
                Checkbox {
                    label: "The patient has agreed: book it outright",
                    name: "book",
                    id: "book-{doctor_id}",
                    hint: "Otherwise it is offered, and kept for half an hour until they answer.",
                }
                div { class: "form-actions",
                    SubmitButton { kind: ButtonKind::Secondary,
                        "Give this time"
                        span { class: "visually-hidden", " with {doctor_name}" }
                    }
                }
            }
        }
    }
}
