//! Rooms, for admins.

use dioxus::prelude::*;

use super::{api, model::RoomForm};
use crate::{
    form::Input,
    rules::model::Room,
    ui::{
        Badge, ButtonKind, EmptyState, ErrorPage, Form, FormField, FormSelect, IconName, Page,
        SelectOption, SubmitButton, Tone, use_page_data, use_session, use_submit, use_toast,
    },
};

/// Every room, and a form to add one.
#[component]
pub fn Rooms() -> Element {
    let mut data = use_page_data(api::list)?;
    let onchange = move |()| data.restart();
    match &*data.read() {
        Ok(rooms) => rsx! {
            Page {
                title: "Rooms",
                lede: "For visit types that need one. A room holds one visit at a time.",
                class: "wide",
                div { class: "with-aside",
                    if rooms.is_empty() {
                        EmptyState { title: "No rooms yet", icon: IconName::Info,
                            p { "Visits need none, until a visit type says so." }
                        }
                    } else {
                        ul { class: "rows",
                            for room in rooms.iter().cloned() {
                                Line { key: "{room.id} {room.version}", room, onchange }
                            }
                        }
                    }
                    section { class: "card stack", "aria-labelledby": "add-title",
                        h2 { id: "add-title", "Add a room" }
                        for count in [rooms.len()] {
                            Add { key: "{count}", onchange }
                        }
                    }
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

#[component]
fn Add(onchange: EventHandler<()>) -> Element {
    let toasts = use_toast();
    let submit = use_submit(api::add, move |_| {
        toasts.push("The room is added.");
        onchange.call(());
    });
    rsx! {
        Form { action: "/api/admin/rooms", submit, label: "Add a room",
            FormField { label: "Name", name: "name", required: true, maxlength: 80 }
            div { class: "form-actions", SubmitButton { "Add room" } }
        }
    }
}

/// A room, with the form to rename it and to take it in or out of use.
#[component]
fn Line(room: Room, onchange: EventHandler<()>) -> Element {
    let (id, toasts) = (room.id, use_toast());
    let submit = use_submit(
        move |form: Input<RoomForm>| api::change(id, form),
        move |()| {
            toasts.push("The room is saved.");
            onchange.call(());
        },
    );
    let action = format!("/api/admin/rooms/{id}");
    let flash = use_session().flash();
    let open = flash.is_some_and(|flash| flash.action == action && flash.error.is_some());
    let state = if room.active { "active" } else { "inactive" };
    rsx! {
        li { class: "stack-s",
            div { class: "spread",
                strong { "{room.name}" }
                if room.active {
                    Badge { tone: Tone::Success, "In use" }
                } else {
                    Badge { "Out of use" }
                }
            }
            details { class: "disclosure", open,
                summary {
                    "Change"
                    span { class: "visually-hidden", " {room.name}" }
                }
                Form { action, submit, label: "Change {room.name}", ids: "room-{id}-",
                    input { r#type: "hidden", name: "version", value: "{room.version}" }
                    FormField { label: "Name", name: "name", value: room.name.clone(), required: true, maxlength: 80 }
                    FormSelect {
                        label: "State",
                        name: "state",
                        required: true,
                        value: state,
                        hint: "Visits booked there stay there.",
                        options: vec![SelectOption::new("active", "In use"), SelectOption::new("inactive", "Out of use")],
                    }
                    div { class: "form-actions",
                        SubmitButton { kind: ButtonKind::Secondary,
                            "Save"
                            span { class: "visually-hidden", " {room.name}" }
                        }
                    }
                }
            }
        }
    }
}
