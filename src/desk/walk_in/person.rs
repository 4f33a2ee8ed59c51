//! Finding the patient while typing: a combobox as the ARIA Authoring Practices have it.

mod newcomer;
mod search;

use dioxus::prelude::*;
use jiff::civil::Date;

use self::search::Search;
use crate::{
    form::Input,
    offline::broken::unbroken,
    patients::{
        duplicates::model::Newcomer,
        find::{
            api::{self, FindForm},
            model::Hit,
        },
        model::birth_words,
    },
    ui::{platform, use_session},
};

/// A pause in typing after which is looked for, in milliseconds.
const PAUSE: u32 = 100;
/// As many are shown at most.
const MOST: i64 = 8;

/// Who was chosen.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Person {
    /// A patient who has a record.
    Known {
        /// The record's number.
        id: i64,
        /// What tells who it is.
        words: String,
    },
    /// Somebody who has none, with what was typed of them.
    New(Newcomer),
}

impl Person {
    /// A patient who was found.
    pub(super) fn known(id: i64, name: &str, born: Option<&str>) -> Self {
        let born = born.map(|born| format!(", born {}", birth_words(born)));
        Self::Known {
            id,
            words: format!("{name}{}", born.unwrap_or_default()),
        }
    }

    /// Somebody of whom this was typed today, and who has no record.
    pub(super) fn newcomer(typed: &str, today: Date) -> Self {
        Self::New(newcomer::read(typed, today))
    }
}

/// The search field with what it finds. Arrows choose, Enter takes, Escape closes the list.
#[component]
pub(super) fn FindPerson(
    /// Called with who was chosen.
    onchosen: EventHandler<Person>,
) -> Element {
    let today = use_session().today();
    let mut search = use_signal(|| Search::new(today));
    let mut look = move |text: String| {
        let Some(question) = search.write().typed(text) else {
            return;
        };
        spawn(async move {
            platform::pause(PAUSE).await;
            if !search.peek().is_asked(question) {
                return;
            }
            let form = FindForm {
                q: search.peek().text.clone(),
                limit: Some(MOST),
                ..FindForm::default()
            };
            let found = unbroken(api::find(Input(form))).await.ok();
            let person = search.write().answer(question, found);
            if let Some(person) = person {
                onchosen.call(person);
            }
        });
    };
    let now = search();
    let waits = now.waits();
    let current = (now.open && !waits).then(|| now.line());
    let register = now.hits.len();
    rsx! {
        div { class: "field walk-in-find",
            label { r#for: "walk-in-person", "Patient" }
            p { class: "field-hint", id: "walk-in-person-hint",
                "Name, telephone number, date of birth or appointment number"
            }
            input {
                class: "input",
                id: "walk-in-person",
                r#type: "text",
                role: "combobox",
                autocomplete: "off",
                autofocus: true,
                "aria-autocomplete": "list",
                "aria-expanded": "{now.open}",
                "aria-controls": "walk-in-people",
                "aria-describedby": "walk-in-person-hint",
                "aria-activedescendant": current.map(|line| format!("walk-in-person-{line}")),
                oninput: move |event| look(event.value()),
                onkeydown: move |event| match event.key() {
                    Key::ArrowDown => {
                        event.prevent_default();
                        search.write().step(1);
                    }
                    Key::ArrowUp => {
                        event.prevent_default();
                        search.write().step(-1);
                    }
                    Key::Enter => {
                        // The form is not sent from here.
                        event.prevent_default();
                        let person = search.write().enter();
                        if let Some(person) = person {
                            onchosen.call(person);
                        }
                    }
                    Key::Escape => {
                        let closes = search.write().escape();
                        if closes {
                            event.prevent_default();
                            event.stop_propagation();
                        }
                    }
                    _ => {}
                },
            }
            ul {
                class: "walk-in-people",
                id: "walk-in-people",
                role: "listbox",
                "aria-label": "Patients",
                "aria-busy": waits.then_some("true"),
                hidden: !now.open,
                for (place , hit) in now.hits.iter().cloned().enumerate() {
                    Found {
                        key: "{hit.id}",
                        place,
                        hit,
                        current: current == Some(place),
                        waits,
                        onchosen: move |id| {
                            let person = search.peek().found(id);
                            if let Some(person) = person {
                                onchosen.call(person);
                            }
                        },
                    }
                }
                li {
                    id: "walk-in-person-{register}",
                    role: "option",
                    "aria-selected": "{current == Some(register)}",
                    onclick: move |_| {
                        let person = search.peek().newcomer();
                        onchosen.call(person);
                    },
                    strong { "Register a new patient" }
                }
            }
            p { role: "status", class: "visually-hidden",
                if now.open && !waits {
                    "{register} found"
                }
            }
            if now.failed {
                p { role: "alert", class: "field-error", "The search was not answered. Please type again." }
            }
        }
    }
}

/// A patient who was found; dimmed, and not to be taken, while the answer to what was typed since is awaited.
#[component]
fn Found(
    place: usize,
    hit: Hit,
    current: bool,
    waits: bool,
    onchosen: EventHandler<i64>,
) -> Element {
    let id = hit.id;
    rsx! {
        li {
            id: "walk-in-person-{place}",
            role: "option",
            class: if waits { "muted" },
            "aria-disabled": waits.then_some("true"),
            "aria-selected": "{current}",
            onclick: move |_| onchosen.call(id),
            strong { "{hit.full_name}" }
            if let Some(born) = &hit.date_of_birth {
                span { class: "small", " born {birth_words(born)}" }
            }
            if !hit.contact_number.is_empty() {
                span { class: "small tabular", " · {hit.contact_number}" }
            }
            if let Some(next) = hit.next_visit {
                span { class: "small muted", " · next {next.words()}" }
            }
        }
    }
}
