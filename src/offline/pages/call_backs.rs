//! Whom to call back: bookings are not made without the server.

use dioxus::prelude::*;

use crate::{
    offline::{model::CallBack, source},
    ui::{Button, ButtonKind, EmptyState, IconName, TextInput},
};

/// The list, and a form to add to it.
#[component]
pub(super) fn CallBacks(list: Vec<CallBack>, onback: EventHandler<()>) -> Element {
    let mut name = use_signal(String::new);
    let mut phone = use_signal(String::new);
    let mut note = use_signal(String::new);
    let add = move |event: FormEvent| {
        event.prevent_default();
        let text = |signal: Signal<String>| signal.peek().trim().to_owned();
        if text(name).is_empty() || text(phone).is_empty() {
            return;
        }
        source::note(text(name), text(phone), text(note));
        for mut field in [name, phone, note] {
            field.set(String::new());
        }
    };
    rsx! {
        main { class: "page", id: "call-backs",
            div { class: "page-head",
                h1 { "Call-back list" }
                p { class: "lede",
                    "Kept on this computer only, encrypted, until each is ticked off; after seven days \
                     without a change it is deleted."
                }
                div { class: "page-actions",
                    Button { kind: ButtonKind::Secondary, onclick: move |_| onback.call(()), "Back to the board" }
                }
            }
            form { class: "form filters", onsubmit: add,
                TextInput {
                    label: "Name",
                    name: "call_back_name",
                    value: name(),
                    required: true,
                    maxlength: 100,
                    autocomplete: "off",
                    oninput: move |event: FormEvent| name.set(event.value()),
                }
                TextInput {
                    label: "Contact number",
                    name: "call_back_phone",
                    r#type: "tel",
                    value: phone(),
                    required: true,
                    maxlength: 40,
                    autocomplete: "off",
                    oninput: move |event: FormEvent| phone.set(event.value()),
                }
                TextInput {
                    label: "Note",
                    name: "call_back_note",
                    value: note(),
                    maxlength: 200,
                    autocomplete: "off",
                    oninput: move |event: FormEvent| note.set(event.value()),
                }
                Button { r#type: "submit", "Add" }
            }
            if list.is_empty() {
                EmptyState { title: "Nobody to call back", icon: IconName::CircleCheck,
                    p { "Note here who wants a time while the clinic’s system cannot be reached." }
                }
            } else {
                ul { class: "rows",
                    for each in list {
                        li { key: "{each.key}", class: "spread",
                            div {
                                p {
                                    strong { "{each.name}" }
                                    " "
                                    span { class: "tabular", "{each.phone}" }
                                }
                                if !each.note.is_empty() {
                                    p { "{each.note}" }
                                }
                                p { class: "small muted tabular", "Noted {each.at.words()}" }
                            }
                            Button {
                                kind: ButtonKind::Secondary,
                                class: "small no-print",
                                "aria-label": "{each.name} was called back",
                                onclick: move |_| source::called(&each.key),
                                "Called back"
                            }
                        }
                    }
                }
            }
        }
    }
}
