//! "Perhaps already here": who may be the person that is being registered, while the form is filled in.

use dioxus::prelude::*;

use super::{
    api,
    model::{Duplicate, Newcomer, Why},
};
use crate::{
    form::Input,
    offline::broken::unbroken,
    patients::model::birth_words,
    ui::{Anchor, FormCheckbox, Notice, Tone, platform, use_session},
};

/// A pause in typing after which somebody is looked for, in milliseconds.
const PAUSE: u32 = 250;

/// Who may be the person of a form.
#[derive(Clone, Copy, PartialEq)]
pub struct Lookalikes {
    person: Signal<Newcomer>,
    found: Signal<Vec<Duplicate>>,
    asked: Signal<u32>,
}

/// Looks for records of the person in the form of that action, `found` to begin with.
pub fn use_lookalikes(found: Vec<Duplicate>) -> Lookalikes {
    Lookalikes {
        person: use_signal(Newcomer::default),
        found: use_signal(|| found),
        asked: use_signal(|| 0),
    }
}

impl Lookalikes {
    /// Takes what a field now holds; for the form's `ontyped`.
    pub fn typed(mut self, name: &str, value: String) {
        {
            let mut person = self.person.write();
            match name {
                "full_name" => person.full_name = value,
                "contact_number" => person.contact_number = value,
                "date_of_birth" => person.date_of_birth = value,
                _ => return,
            }
        }
        let asked = *self.asked.peek() + 1;
        self.asked.set(asked);
        spawn(async move {
            platform::pause(PAUSE).await;
            if *self.asked.peek() != asked {
                return;
            }
            let person = self.person.peek().clone();
            // Without an answer nobody is shown; sending the form asks again.
            let found = unbroken(api::like(Input(person))).await.unwrap_or_default();
            if *self.asked.peek() == asked {
                self.found.set(found);
            }
        });
    }

    /// Who was found.
    pub fn found(&self) -> Vec<Duplicate> {
        (self.found)()
    }
}

/// What a plain form of that action left, when somebody was found.
pub fn returned(action: &str) -> Option<Newcomer> {
    let flash = use_session().flash()?;
    let refused = flash.action == action
        && flash
            .error
            .as_ref()
            .is_some_and(|error| error.for_field("anyway").is_some());
    let value = |name: &str| flash.values.get(name).cloned().unwrap_or_default();
    refused.then(|| Newcomer {
        full_name: value("full_name"),
        contact_number: value("contact_number"),
        date_of_birth: value("date_of_birth"),
    })
}

/// The records that may be of the same person, with the way to each, and the box that says it is another.
#[component]
pub fn PerhapsHere(
    /// Who was found.
    found: Vec<Duplicate>,
    /// Called with the one that it is, where it is taken instead; else their names are links.
    #[props(default)]
    onchosen: Option<EventHandler<Duplicate>>,
) -> Element {
    rsx! {
        div { "aria-live": "polite", class: "lookalikes",
            if !found.is_empty() {
                Notice { tone: Tone::Warning, title: "Perhaps already here",
                    ul { class: "rows",
                        for each in found.clone() {
                            li { key: "{each.id}",
                                One { duplicate: each, onchosen }
                            }
                        }
                    }
                }
                FormCheckbox {
                    label: "This is somebody else: register all the same",
                    name: "anyway",
                }
            }
        }
    }
}

#[component]
fn One(duplicate: Duplicate, onchosen: Option<EventHandler<Duplicate>>) -> Element {
    let why: Vec<&str> = duplicate.why.iter().copied().map(Why::words).collect();
    let why = why.join("; ");
    let chosen = duplicate.clone();
    rsx! {
        match onchosen {
            Some(handler) => rsx! {
                button {
                    r#type: "button",
                    class: "button quiet small",
                    onclick: move |_| handler.call(chosen.clone()),
                    "{duplicate.full_name}"
                }
            },
            None => rsx! {
                Anchor { href: "/patients/{duplicate.id}", "{duplicate.full_name}" }
            },
        }
        span { class: "small",
            if let Some(born) = &duplicate.date_of_birth {
                " born {birth_words(born)}"
            }
            if !duplicate.contact_number.is_empty() {
                " · {duplicate.contact_number}"
            }
            span { class: "muted", " ({why})" }
        }
    }
}
