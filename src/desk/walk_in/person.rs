//! Finding the patient while typing: a combobox as the ARIA Authoring Practices have it.

use dioxus::prelude::*;

use crate::{
    patients::{
        find::{api, model::Hit},
        model::birth_words,
    },
    ui::platform,
};

/// A pause in typing after which is looked for, in milliseconds.
const PAUSE: u32 = 100;

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
    /// Somebody who has none, of this name as far as it was typed.
    New(String),
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
}

/// The state of the list.
#[derive(Clone, Copy)]
struct List {
    typed: Signal<String>,
    hits: Signal<Vec<Hit>>,
    active: Signal<usize>,
    open: Signal<bool>,
    failed: Signal<bool>,
    asked: Signal<u32>,
}

impl List {
    /// How many lines there are: those found, and the one to register somebody.
    fn lines(&self) -> usize {
        self.hits.read().len() + 1
    }

    fn look(mut self, text: String) {
        self.typed.set(text.clone());
        let asked = *self.asked.peek() + 1;
        self.asked.set(asked);
        if text.trim().is_empty() {
            self.open.set(false);
            self.hits.set(Vec::new());
            return;
        }
        spawn(async move {
            platform::pause(PAUSE).await;
            if *self.asked.peek() != asked {
                return;
            }
            let found = api::find(Some(text), Some(8)).await;
            if *self.asked.peek() == asked {
                self.failed.set(found.is_err());
                self.hits.set(found.unwrap_or_default());
                self.active.set(0);
                self.open.set(true);
            }
        });
    }

    fn step(mut self, by: isize) {
        let lines = self.lines();
        if !*self.open.peek() || lines == 0 {
            return;
        }
        let at = (*self.active.peek()).checked_add_signed(by);
        self.active.set(at.unwrap_or(lines - 1) % lines);
    }

    /// The line in this place.
    fn person(&self, place: usize) -> Person {
        if let Some(hit) = self.hits.read().get(place) {
            return Person::known(hit.id, &hit.full_name, hit.date_of_birth.as_deref());
        }
        // What was looked for may have been a number.
        let typed = self.typed.read();
        let name =
            Some(typed.trim()).filter(|text| !text.contains(|char: char| char.is_ascii_digit()));
        Person::New(name.unwrap_or_default().to_owned())
    }
}

/// The search field with what it finds. Arrows choose, Enter takes, Escape closes the list.
#[component]
pub(super) fn FindPerson(
    /// Called with who was chosen.
    onchosen: EventHandler<Person>,
) -> Element {
    let list = List {
        typed: use_signal(String::new),
        hits: use_signal(Vec::new),
        active: use_signal(|| 0),
        open: use_signal(|| false),
        failed: use_signal(|| false),
        asked: use_signal(|| 0),
    };
    let mut open = list.open;
    let shown = open();
    let current = shown.then(|| format!("walk-in-person-{}", (list.active)()));
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
                "aria-expanded": "{shown}",
                "aria-controls": "walk-in-people",
                "aria-describedby": "walk-in-person-hint",
                "aria-activedescendant": current,
                oninput: move |event| list.look(event.value()),
                onkeydown: move |event| match event.key() {
                    Key::ArrowDown => {
                        event.prevent_default();
                        list.step(1);
                    }
                    Key::ArrowUp => {
                        event.prevent_default();
                        list.step(-1);
                    }
                    Key::Enter => {
                        // The form is not sent from here.
                        event.prevent_default();
                        if *open.peek() {
                            onchosen.call(list.person(*list.active.peek()));
                        }
                    }
                    Key::Escape if *open.peek() => {
                        event.prevent_default();
                        event.stop_propagation();
                        open.set(false);
                    }
                    _ => {}
                },
            }
            ul {
                class: "walk-in-people",
                id: "walk-in-people",
                role: "listbox",
                "aria-label": "Patients",
                hidden: !shown,
                for (place , hit) in list.hits.read().iter().cloned().enumerate() {
                    li {
                        key: "{hit.id}",
                        id: "walk-in-person-{place}",
                        role: "option",
                        "aria-selected": "{(list.active)() == place}",
                        onclick: move |_| onchosen.call(list.person(place)),
                        Line { hit }
                    }
                }
                li {
                    id: "walk-in-person-{list.hits.read().len()}",
                    role: "option",
                    "aria-selected": "{(list.active)() == list.hits.read().len()}",
                    onclick: move |_| {
                        let place = list.hits.peek().len();
                        onchosen.call(list.person(place));
                    },
                    strong { "Register a new patient" }
                }
            }
            p { role: "status", class: "visually-hidden",
                if shown {
                    "{list.hits.read().len()} found"
                }
            }
            if (list.failed)() {
                p { role: "alert", class: "field-error", "The search was not answered. Please type again." }
            }
        }
    }
}

#[component]
fn Line(hit: Hit) -> Element {
    rsx! {
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
