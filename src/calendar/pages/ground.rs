//! The ground of a calendar: closed time, time off, free time. Pointed at, it says why a visit
//! cannot begin there, and leads on to a booking.

use std::rc::Rc;

use dioxus::prelude::*;
use jiff::civil::Date;

use super::{
    overbook::{book_path, overbook_path},
    reasons::Reasons,
};
use crate::{
    auth::Role,
    calendar::{api, layout::Ground, model::Explanation},
    error::AppError,
    offline::broken::unbroken,
    ui::{Anchor, Button, ButtonKind, LinkButton, Place, TextInput, use_session},
};

/// How far apart the times are that closed time can be pointed at, in minutes.
const POINTED: u16 = 15;

/// A stretch of the ground. What is too short to be pointed at is only drawn.
#[component]
pub(super) fn GroundPiece(place: Place, ground: Ground, doctor_id: i64, date: Date) -> Element {
    let (class, words) = match &ground {
        Ground::Closed => ("closed", "Closed"),
        Ground::Off(words) => ("off", words.as_str()),
        Ground::Free => ("free", "Free"),
        Ground::Kept => ("kept", "Kept for somebody"),
    };
    let class = format!("axis-ground {class} {}", place.class());
    let step = match ground {
        Ground::Free => use_session().clinic().slot_minutes,
        _ => POINTED,
    };
    if place.to() - place.from() < POINTED {
        return rsx! {
            div { class, "aria-hidden": "true" }
        };
    }
    rsx! {
        Pointed { place, class, words, step, doctor_id, date }
    }
}

/// A stretch of the ground that says more when it is pointed at.
#[component]
fn Pointed(
    place: Place,
    class: String,
    words: String,
    step: u16,
    doctor_id: i64,
    date: Date,
) -> Element {
    let mut at = use_signal(|| reading(date, place.from()));
    let mut answer = use_signal(|| None::<Result<Explanation, AppError>>);
    let ask = use_callback(move |reading: String| {
        at.set(reading.clone());
        spawn(async move {
            let asked = api::explain(Some(doctor_id), Some(reading.clone()), None, None);
            let found = unbroken(asked).await;
            // Only the last question matters.
            if *at.peek() == reading {
                answer.set(Some(found));
            }
        });
    });
    let mut element = use_signal(|| None::<Rc<MountedData>>);
    let pointed = move |event: MouseEvent| {
        let height = event.element_coordinates().y;
        spawn(async move {
            let element = element.peek().clone();
            let whole = match element {
                Some(element) => element
                    .get_client_rect()
                    .await
                    .map_or(0.0, |it| it.height()),
                None => 0.0,
            };
            ask.call(reading(date, pointed_at(place, height / whole, step)));
        });
    };
    let id = format!("at-{doctor_id}-{date}-{}", place.from());
    rsx! {
        details { class, "name": "calendar",
            summary {
                onmounted: move |event| element.set(Some(event.data())),
                onclick: pointed,
                span { class: "axis-ground-words",
                    "{words}"
                    span { class: "axis-ground-times", " {clock(place.from())} to {clock(place.to())}" }
                }
            }
            div { class: "axis-panel no-print",
                form {
                    class: "form dense",
                    method: "get",
                    action: "/calendar/overbook",
                    onsubmit: move |event| {
                        event.prevent_default();
                        navigator().push(overbook_path(doctor_id, &at(), None, None));
                    },
                    input { r#type: "hidden", name: "doctor_id", "value": "{doctor_id}" }
                    TextInput {
                        label: "Time",
                        name: "starts_at",
                        id,
                        r#type: "datetime-local",
                        value: at(),
                        required: true,
                        oninput: move |event: FormEvent| ask.call(event.value()),
                    }
                    div { "aria-live": "polite",
                        match &*answer.read() {
                            None => rsx! {},
                            Some(Ok(found)) => rsx! {
                                Reasons { explanation: found.clone() }
                            },
                            Some(Err(error)) => rsx! {
                                p { class: "small", "{error}" }
                            },
                        }
                    }
                    Further { doctor_id, found: answer().and_then(Result::ok) }
                }
            }
        }
    }
}

/// What can be done about the time: book it, overbook it, or look at it on a page of its own.
#[component]
fn Further(doctor_id: i64, found: Option<Explanation>) -> Element {
    let books = matches!(use_session().role(), Some(Role::FrontDesk | Role::Admin));
    match found {
        None => rsx! {
            Button { r#type: "submit", kind: ButtonKind::Secondary, class: "small", "Look at this time" }
        },
        Some(found) if found.reasons.is_empty() && books => {
            let start = found.starts_at;
            rsx! {
                LinkButton {
                    to: book_path(doctor_id, start, found.visit_type_id, None),
                    kind: ButtonKind::Secondary,
                    class: "small",
                    "Book"
                }
            }
        }
        Some(found) => rsx! {
            if found.reasons.is_empty() || found.may_overbook {
                Anchor {
                    class: "button secondary small",
                    href: overbook_path(doctor_id, &found.starts_at.to_string(), None, None),
                    span { class: "button-label",
                        if found.may_overbook {
                            "Overbook"
                        } else {
                            "Book"
                        }
                    }
                }
            }
        },
    }
}

/// The minute of the day that is pointed at: a part of the way through the place, rounded down to
/// whole steps from its beginning.
fn pointed_at(place: Place, part: f64, step: u16) -> u16 {
    let step = step.max(1);
    let steps = (place.to() - place.from()).div_ceil(step);
    let way = f64::from(place.to() - place.from()) / f64::from(step) * part;
    let step_of = |steps: u16| place.from() + steps * step;
    (1..steps)
        .rev()
        .find(|steps| f64::from(*steps) <= way)
        .map_or(place.from(), step_of)
}

/// A minute of a day as `datetime-local` fields have it.
fn reading(date: Date, minute: u16) -> String {
    format!("{date}T{}", clock(minute))
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointing_finds_the_step_below_the_pointer() {
        let place = Place::new(600, 660);
        let at = |part| pointed_at(place, part, 15);
        assert_eq!([0.0, 0.24, 0.26, 0.99].map(at), [600, 600, 615, 645]);
        // A key press has no place, and what is not measured none either.
        assert_eq!([-3.0, f64::NAN, 1.0, 40.0].map(at), [600, 600, 645, 645]);
        assert_eq!(pointed_at(Place::new(600, 610), 0.9, 15), 600);
    }
}
