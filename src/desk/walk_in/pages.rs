//! The dialog at the desk, and the same in steps as a page of its own, which needs no JavaScript.

mod in_steps;

use dioxus::prelude::*;

pub use in_steps::NewVisitPage;

use super::{
    api,
    fields::{Gap, Kind, Times},
    model::{ACTION, Proposals, fitting, given_words},
    person::{FindPerson, Person},
};
use crate::{
    clinic_time::ClinicTime,
    desk::model::BoardVisit,
    error::AppError,
    offline::broken::unbroken,
    patients::duplicates::{
        model::{Duplicate, Newcomer},
        pages::{PerhapsHere, use_lookalikes},
    },
    ui::{
        Button, ButtonKind, Dialog, Form, FormField, Notice, OnceKey, SubmitButton, Tone, platform,
        use_session, use_submit, use_toast,
    },
};

/// The dialog for a booking by telephone, or for somebody who has come without one. Drawn anew each time it opens.
#[component]
pub fn NewVisit(
    /// Whether it is shown.
    open: Signal<bool>,
    /// With whom; with anybody unless given.
    doctor_id: Option<i64>,
    /// The gap that was pointed at, RFC 3339.
    starts_at: Option<String>,
    /// Until when the time from there on is free, RFC 3339, where that is known.
    #[props(default)]
    ends_at: Option<String>,
    /// The patient is here.
    walk_in: bool,
    /// Called with the visit that came of it.
    on_done: Callback<BoardVisit>,
) -> Element {
    let gap = gap(doctor_id, starts_at.as_deref(), ends_at.as_deref());
    rsx! {
        Dialog { open, title: title(walk_in), id: "new-visit",
            Steps {
                doctor_id,
                gap,
                walk_in,
                done: move |visit| {
                    let mut open = open;
                    open.set(false);
                    on_done.call(visit);
                },
            }
        }
    }
}

fn title(walk_in: bool) -> &'static str {
    if walk_in { "Walk-in" } else { "New booking" }
}

fn gap(doctor_id: Option<i64>, starts_at: Option<&str>, ends_at: Option<&str>) -> Option<Gap> {
    Some(Gap {
        doctor_id: doctor_id?,
        starts_at: time(starts_at?)?,
        ends_at: ends_at.and_then(time),
    })
}

fn time(text: &str) -> Option<ClinicTime> {
    // A query reads a plus as a space.
    text.trim().replace(' ', "+").parse().ok()
}

/// First who, then when.
#[component]
fn Steps(
    doctor_id: Option<i64>,
    gap: Option<Gap>,
    walk_in: bool,
    done: Callback<BoardVisit>,
) -> Element {
    let mut person = use_signal(|| None::<Person>);
    let mut kind = use_signal(|| None::<i64>);
    let mut proposals = use_signal(|| None::<Result<Proposals, AppError>>);
    let mut stale = use_signal(|| 0);
    let date = gap.as_ref().map(|gap| gap.starts_at.date().to_string());
    let minutes = gap.as_ref().and_then(Gap::minutes);
    let mut fitted = use_signal(|| false);
    // Asked for at once, so that it is there when somebody is chosen; again when a time was taken meanwhile.
    use_effect(move || {
        stale();
        let (wanted, date) = (kind(), date.clone());
        spawn(async move {
            let found = unbroken(api::times(date, wanted, doctor_id)).await;
            // Once: afterwards the kind of visit is the reader's choice.
            let opening = minutes.filter(|_| !*fitted.peek());
            if let (Some(minutes), Ok(found)) = (opening, &found) {
                fitted.set(true);
                if let Some(shorter) = fitting(&found.visits, minutes) {
                    kind.set(Some(shorter));
                    return;
                }
            }
            proposals.set(Some(found));
        });
    });
    use_effect(|| platform::focus("#walk-in-person"));
    // Where the focus goes when somebody is chosen; the times may be there later than they.
    let mut onward = use_signal(|| None::<&'static str>);
    use_effect(move || {
        let there = proposals.read().is_some();
        let Some(to) = onward().filter(|_| there) else {
            return;
        };
        onward.set(None);
        spawn(async move {
            // Once it is drawn.
            platform::pause(30).await;
            platform::focus(to);
        });
    });
    let chosen = person();
    rsx! {
        match chosen {
            None => rsx! {
                FindPerson {
                    onchosen: move |who: Person| {
                        let to = match who {
                            Person::Known { .. } => "#new-visit [name=choice]:checked",
                            Person::New(_) => "#new-visit [name=full_name]",
                        };
                        person.set(Some(who));
                        onward.set(Some(to));
                    },
                }
            },
            Some(who) => rsx! {
                match proposals() {
                    None => rsx! {
                        p { role: "status", "Looking for times…" }
                    },
                    Some(Err(error)) => rsx! {
                        Notice { tone: Tone::Danger, role: "alert", p { "{error}" } }
                    },
                    Some(Ok(found)) => rsx! {
                        VisitForm {
                            person: who,
                            proposals: found,
                            gap,
                            walk_in,
                            kind: kind(),
                            known: Vec::new(),
                            onkind: move |id| kind.set(id),
                            onstale: move |()| stale += 1,
                            onchosen: move |who| person.set(Some(who)),
                            done,
                        }
                    },
                }
                Button {
                    kind: ButtonKind::Quiet,
                    onclick: move |_| {
                        person.set(None);
                        spawn(async move {
                            platform::pause(30).await;
                            platform::focus("#walk-in-person");
                        });
                    },
                    "Another patient"
                }
            },
        }
    }
}

/// Who it is, when, and why: what is sent.
#[component]
fn VisitForm(
    person: Person,
    proposals: Proposals,
    gap: Option<Gap>,
    walk_in: bool,
    kind: Option<i64>,
    known: Vec<Duplicate>,
    #[props(default)] onkind: Option<EventHandler<Option<i64>>>,
    #[props(default)] onstale: Option<EventHandler<()>>,
    #[props(default)] onchosen: Option<EventHandler<Person>>,
    done: Callback<BoardVisit>,
) -> Element {
    let lookalikes = use_lookalikes(known);
    let toasts = use_toast();
    let submit = use_submit(api::walk_in, move |visit: BoardVisit| {
        toasts.push(given_words(&visit));
        done.call(visit);
    });
    use_effect(move || {
        if let (Some(AppError::SlotTaken { .. }), Some(handler)) = (submit.error(), onstale) {
            handler.call(());
        }
    });
    // What was looked for may be of somebody who is like another.
    let begun = match &person {
        Person::New(newcomer) => newcomer.clone(),
        Person::Known { .. } => Newcomer::default(),
    };
    use_effect(move || {
        for (name, value) in [
            ("full_name", &begun.full_name),
            ("contact_number", &begun.contact_number),
            ("date_of_birth", &begun.date_of_birth),
        ] {
            if !value.is_empty() {
                lookalikes.typed(name, value.clone());
            }
        }
    });
    let chosen = onchosen.map(|handler| {
        EventHandler::new(move |it: Duplicate| {
            handler.call(Person::known(
                it.id,
                &it.full_name,
                it.date_of_birth.as_deref(),
            ));
        })
    });
    rsx! {
        Form {
            action: ACTION,
            submit,
            label: "Visit",
            ids: "new-visit-",
            ontyped: move |(name, value): (String, String)| {
                if name == "visit_type_id" {
                    if let Some(handler) = onkind {
                        handler.call(value.parse().ok());
                    }
                } else {
                    lookalikes.typed(&name, value);
                }
            },
            OnceKey { submit }
            if walk_in {
                input { r#type: "hidden", name: "here", "value": "true" }
            }
            match &person {
                Person::Known { id, words } => rsx! {
                    input { r#type: "hidden", name: "patient_id", "value": "{id}" }
                    p { class: "walk-in-who", "For " strong { "{words}" } }
                },
                Person::New(newcomer) => rsx! {
                    Details { newcomer: newcomer.clone() }
                    PerhapsHere { found: lookalikes.found(), onchosen: chosen }
                },
            }
            Kind { proposals: proposals.clone(), value: kind }
            Times { proposals, gap, walk_in }
            FormField { label: "Reason for visit", name: "reason", maxlength: 500 }
            div { class: "form-actions",
                SubmitButton {
                    if walk_in {
                        "Check in"
                    } else {
                        "Book"
                    }
                }
            }
        }
    }
}

/// Who is registered, as far as that was typed to find them.
#[component]
fn Details(newcomer: Newcomer) -> Element {
    let today = use_session().today();
    rsx! {
        FormField { label: "Full name", name: "full_name", value: newcomer.full_name, autocomplete: "off", maxlength: 120, required: true }
        div { class: "field-row",
            FormField { label: "Contact number", name: "contact_number", r#type: "tel", value: newcomer.contact_number, autocomplete: "off", maxlength: 32 }
            FormField { label: "Date of birth", name: "date_of_birth", r#type: "date", value: newcomer.date_of_birth, autocomplete: "off", min: "1900-01-01", max: today.to_string() }
        }
    }
}
