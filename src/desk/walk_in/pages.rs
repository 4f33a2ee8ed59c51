//! The dialog at the desk, and the same in steps as a page of its own, which needs no JavaScript.

use dioxus::prelude::*;

use super::{
    api,
    fields::{Gap, Kind, Times},
    model::{Proposals, given_words},
    person::{FindPerson, Person},
};
use crate::{
    auth::Role,
    desk::model::BoardVisit,
    doctors::model::typed,
    error::AppError,
    form::Input,
    patients::{
        self,
        duplicates::{
            self,
            model::Duplicate,
            pages::{PerhapsHere, returned, use_lookalikes},
        },
        find,
        model::birth_words,
        pages::{FilterForm, SearchField, query_path},
    },
    ui::{
        Anchor, Button, ButtonKind, Card, Dialog, ErrorPage, Form, FormField, LinkButton, Notice,
        OnceKey, Page, SubmitButton, Tone, platform, use_page_data, use_session, use_submit,
        use_toast,
    },
};

const ACTION: &str = "/api/desk/walk-in";

/// The dialog for a booking by telephone, or for somebody who has come without one. Drawn anew each time it opens.
#[component]
pub fn NewVisit(
    /// Whether it is shown.
    open: Signal<bool>,
    /// With whom; with anybody unless given.
    doctor_id: Option<i64>,
    /// The gap that was pointed at, RFC 3339.
    starts_at: Option<String>,
    /// The patient is here.
    walk_in: bool,
    /// Called with the visit that came of it.
    on_done: Callback<BoardVisit>,
) -> Element {
    let gap = gap(doctor_id, starts_at.as_deref());
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

fn gap(doctor_id: Option<i64>, starts_at: Option<&str>) -> Option<Gap> {
    // A query reads a plus as a space.
    let starts_at = starts_at?.trim().replace(' ', "+").parse().ok()?;
    Some(Gap {
        doctor_id: doctor_id?,
        starts_at,
    })
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
    // Asked for at once, so that it is there when somebody is chosen; again when a time was taken meanwhile.
    use_effect(move || {
        stale();
        let (kind, date) = (kind(), date.clone());
        spawn(async move {
            let found = api::times(date, kind, doctor_id).await;
            proposals.set(Some(found));
        });
    });
    use_effect(|| platform::focus("#walk-in-person"));
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
                        spawn(async move {
                            // Once it is drawn.
                            platform::pause(30).await;
                            platform::focus(to);
                        });
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
    // The name that was looked for may be of somebody who is like another.
    let begun = match &person {
        Person::New(name) => name.clone(),
        Person::Known { .. } => String::new(),
    };
    use_effect(move || {
        if !begun.is_empty() {
            lookalikes.typed("full_name", begun.clone());
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
                Person::New(name) => rsx! {
                    Newcomer { name: name.clone() }
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

#[component]
fn Newcomer(name: String) -> Element {
    let today = use_session().today();
    rsx! {
        FormField { label: "Full name", name: "full_name", value: name, autocomplete: "off", maxlength: 120, required: true }
        div { class: "field-row",
            FormField { label: "Contact number", name: "contact_number", r#type: "tel", autocomplete: "off", maxlength: 32 }
            FormField { label: "Date of birth", name: "date_of_birth", r#type: "date", autocomplete: "off", min: "1900-01-01", max: today.to_string() }
        }
    }
}

/// The address of the page in steps.
fn new_path(at: &Given, patient_id: &str) -> String {
    let here = if at.walk_in { "true" } else { "" };
    query_path(
        "/desk/new",
        [
            ("patient_id", patient_id),
            (
                "doctor_id",
                &at.doctor_id.map(|id| id.to_string()).unwrap_or_default(),
            ),
            ("starts_at", &at.starts_at),
            ("walk_in", here),
        ],
    )
}

/// What is known before it is known who.
#[derive(Clone, Debug, PartialEq)]
struct Given {
    doctor_id: Option<i64>,
    starts_at: String,
    walk_in: bool,
}

impl Given {
    fn title(&self) -> &'static str {
        title(self.walk_in)
    }
}

fn title(walk_in: bool) -> &'static str {
    if walk_in { "Walk-in" } else { "New booking" }
}

/// Book for somebody, or take in somebody who has come, in steps.
#[component]
pub fn NewVisitPage(
    /// Whom to look for.
    q: ReadSignal<String>,
    /// For whom, once somebody is chosen: `new` for a new patient.
    patient_id: ReadSignal<String>,
    /// With whom; with anybody when empty.
    doctor_id: ReadSignal<String>,
    /// The time that was pointed at.
    starts_at: ReadSignal<String>,
    /// `true`: the patient is here.
    walk_in: ReadSignal<String>,
) -> Element {
    let refused = match use_session().me() {
        None => Some(AppError::NotSignedIn),
        Some(me) if me.must_change_password => Some(AppError::PasswordChangeRequired),
        Some(me) if !matches!(me.role, Role::Admin | Role::FrontDesk) => Some(AppError::Forbidden),
        Some(_) => None,
    };
    if let Some(error) = refused {
        return rsx! {
            ErrorPage { error }
        };
    }
    let at = Given {
        doctor_id: doctor_id().parse().ok(),
        starts_at: starts_at(),
        walk_in: matches!(walk_in().as_str(), "true" | "1"),
    };
    let chosen = patient_id();
    rsx! {
        if chosen.is_empty() {
            Choose { at, q }
        } else {
            Confirm { key: "{chosen}", at, patient_id: chosen }
        }
    }
}

#[component]
fn Choose(at: Given, q: ReadSignal<String>) -> Element {
    let wanted = typed(&q());
    let here = if at.walk_in { "true" } else { "" };
    let doctor = at.doctor_id.map(|id| id.to_string()).unwrap_or_default();
    rsx! {
        Page { title: at.title(), class: "narrow",
            Card { title: "For whom",
                div { class: "stack",
                    FilterForm { action: "/desk/new", label: "Find a patient",
                        input { r#type: "hidden", name: "doctor_id", "value": "{doctor}" }
                        input { r#type: "hidden", name: "starts_at", "value": "{at.starts_at}" }
                        input { r#type: "hidden", name: "walk_in", "value": "{here}" }
                        SearchField { value: wanted.clone() }
                        Button { r#type: "submit", kind: ButtonKind::Secondary, "Find" }
                    }
                    if !wanted.is_empty() {
                        Found { at: at.clone(), q }
                    }
                    Anchor { href: new_path(&at, "new"), "Register a new patient" }
                }
            }
        }
    }
}

#[component]
fn Found(at: Given, q: ReadSignal<String>) -> Element {
    let found = use_page_data(move || find::api::find(Some(typed(&q())), None))?;
    match &*found.read() {
        Ok(hits) if hits.is_empty() => rsx! {
            p { "No patient matches." }
        },
        Ok(hits) => rsx! {
            ul { class: "rows",
                for hit in hits.clone() {
                    li { key: "{hit.id}",
                        Anchor { href: new_path(&at, &hit.id.to_string()), "{hit.full_name}" }
                        span { class: "small muted",
                            if let Some(born) = &hit.date_of_birth {
                                " born {birth_words(born)}"
                            }
                            if !hit.contact_number.is_empty() {
                                " · {hit.contact_number}"
                            }
                        }
                    }
                }
            }
        },
        Err(error) => rsx! {
            Notice { tone: Tone::Danger, role: "alert", p { "{error}" } }
        },
    }
}

/// Everything the second step needs.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Terms {
    patient: Option<patients::model::Patient>,
    proposals: Proposals,
    known: Vec<Duplicate>,
}

#[component]
fn Confirm(at: Given, patient_id: String) -> Element {
    let newcomer = returned(ACTION);
    let gap = gap(at.doctor_id, Some(&at.starts_at));
    let date = gap.as_ref().map(|gap| gap.starts_at.date().to_string());
    let doctor_id = at.doctor_id;
    let terms = use_page_data(move || {
        let (id, date, newcomer) = (
            patient_id.parse::<i64>().ok(),
            date.clone(),
            newcomer.clone(),
        );
        async move {
            let patient = match id {
                Some(id) => Some(patients::api::get(id).await?),
                None => None,
            };
            let known = match newcomer {
                Some(person) => duplicates::api::like(Input(person)).await?,
                None => Vec::new(),
            };
            let proposals = api::times(date, None, doctor_id).await?;
            Ok(Terms {
                patient,
                proposals,
                known,
            })
        }
    })?;
    match &*terms.read() {
        Ok(terms) => {
            let person = match &terms.patient {
                Some(one) => Person::known(one.id, &one.full_name, one.date_of_birth.as_deref()),
                None => Person::New(String::new()),
            };
            let back = new_path(&at, "");
            rsx! {
                Page { title: at.title(), class: "narrow",
                    VisitForm {
                        person,
                        proposals: terms.proposals.clone(),
                        gap,
                        walk_in: at.walk_in,
                        kind: None,
                        known: terms.known.clone(),
                        done: move |visit: BoardVisit| {
                            navigator().push(format!("/desk?date={}", visit.starts_at.date()));
                        },
                    }
                    LinkButton { to: back, kind: ButtonKind::Quiet, "Another patient" }
                }
            }
        }
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}
