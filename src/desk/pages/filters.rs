//! Whose visits, in which room, and a patient's name.

use dioxus::prelude::*;

use super::{head::Asked, keys, query::Query, state::use_this_desk};
use crate::{
    patients::pages::query_path,
    ui::{Anchor, Button, ButtonKind, Select, SelectOption, TextInput},
};

/// The id of the search field, where `/` leads to.
pub(super) const SEARCH: &str = "desk-search";

/// The filters: a form without JavaScript; alive, each applies at once, and what is searched for stays out
/// of the address.
#[component]
pub(super) fn Filters(query: Query) -> Element {
    let desk = use_this_desk();
    let board = desk.board.read();
    let date = board.date;
    let doctors = board
        .doctors
        .iter()
        .map(|doctor| (doctor.id, doctor.name.clone()));
    let rooms = board.rooms.iter().map(|room| (room.id, room.name.clone()));
    let doctors = options("All doctors", doctors);
    let rooms = options("All rooms", rooms);
    let chosen = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let (doctor, room) = (chosen(query.doctor_id), chosen(query.room_id));
    let (by_doctor, by_room, found) = (query.clone(), query.clone(), query.clone());
    let mut search = desk.search;
    let typed = search();
    rsx! {
        form {
            class: "filters desk-filters",
            method: "get",
            action: "/desk",
            role: "search",
            "aria-label": "Visits of the day",
            onsubmit: move |event| {
                event.prevent_default();
                keys::found(&desk, &found);
            },
            Asked { query: query.clone(), but: "doctor_id room_id" }
            for value in [doctor] {
                Select {
                    key: "{value}",
                    label: "Doctor",
                    name: "doctor_id",
                    options: doctors.clone(),
                    value: value.clone(),
                    onchange: {
                        let query = by_doctor.clone();
                        move |event: FormEvent| {
                            let doctor_id = event.value().parse().ok();
                            navigator().push(Query { doctor_id, ..query.clone() }.path(date));
                        }
                    },
                }
            }
            if rooms.len() > 1 {
                for value in [room] {
                    Select {
                        key: "{value}",
                        label: "Room",
                        name: "room_id",
                        options: rooms.clone(),
                        value: value.clone(),
                        onchange: {
                            let query = by_room.clone();
                            move |event: FormEvent| {
                                let room_id = event.value().parse().ok();
                                navigator().push(Query { room_id, ..query.clone() }.path(date));
                            }
                        },
                    }
                }
            }
            TextInput {
                label: "Search",
                id: SEARCH,
                name: "q",
                r#type: "search",
                value: typed.clone(),
                autocomplete: "off",
                placeholder: "Name, queue or telephone number",
                "aria-keyshortcuts": "/",
                oninput: move |event: FormEvent| search.set(event.value()),
            }
            if !(desk.alive)() {
                Button { r#type: "submit", kind: ButtonKind::Secondary, class: "small", "Filter" }
            }
            if !typed.trim().is_empty() {
                Anchor {
                    class: "button quiet small",
                    href: query_path("/patients", [("q", typed.as_str())]),
                    "Search all patients"
                }
            }
        }
    }
}

fn options(all: &str, each: impl Iterator<Item = (i64, String)>) -> Vec<SelectOption> {
    let all = std::iter::once(SelectOption::new("", all));
    all.chain(each.map(|(id, name)| SelectOption::new(id.to_string(), name)))
        .collect()
}
