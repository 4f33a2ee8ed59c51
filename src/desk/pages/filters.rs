//! Whose visits, in which room, and a patient's name.

use dioxus::prelude::*;

use super::{find::found, head::Asked, query::Query, state::use_this_desk};
use crate::{
    desk::model::Board,
    patients::{find::api::FIND, pages::search_for},
    ui::{Button, ButtonKind, Select, SelectOption, TextInput, shortcut},
};

/// The id of the search field, where `/` leads to.
pub(super) const SEARCH: &str = "desk-search";

/// The filters, and the search for a patient of the day: two forms without JavaScript, of which that of the search
/// leaves what is typed in the session for the page that comes next; alive, each applies at once.
#[component]
pub(super) fn Filters(query: Query) -> Element {
    rsx! {
        div { class: "filters desk-filters", role: "search", "aria-label": "Visits of the day",
            Narrow { query: query.clone() }
            Find { query }
        }
    }
}

/// Whose visits, and in which room.
#[component]
fn Narrow(query: Query) -> Element {
    let desk = use_this_desk();
    let board = desk.board.read();
    let date = board.date;
    let rooms = board.rooms.iter().map(|room| (room.id, room.name.clone()));
    let doctors = doctors(&board, query.doctor_id);
    let rooms = options("All rooms", rooms);
    let chosen = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let (doctor, room) = (chosen(query.doctor_id), chosen(query.room_id));
    let (by_doctor, by_room) = (query.clone(), query.clone());
    rsx! {
        form { method: "get", action: "/desk",
            Asked { query, but: "doctor_id room_id" }
            // What the address says is marked in the lists as they are. Were they made anew for it, whoever goes
            // through one by keys would lose the focus, and the next letters would be steps of a visit.
            Select {
                label: "Doctor",
                name: "doctor_id",
                options: doctors,
                value: doctor,
                onchange: move |event: FormEvent| {
                    let doctor_id = event.value().parse().ok();
                    let query = Query { doctor_id, ..by_doctor.clone() };
                    navigator().push(desk.path(&query, date));
                },
            }
            if rooms.len() > 1 {
                Select {
                    label: "Room",
                    name: "room_id",
                    options: rooms,
                    value: room,
                    onchange: move |event: FormEvent| {
                        let room_id = event.value().parse().ok();
                        let query = Query { room_id, ..by_room.clone() };
                        navigator().push(desk.path(&query, date));
                    },
                }
            }
            if !(desk.alive)() {
                Button { r#type: "submit", kind: ButtonKind::Secondary, class: "small", "Filter" }
            }
        }
    }
}

/// Which patient's.
#[component]
fn Find(query: Query) -> Element {
    let desk = use_this_desk();
    let mut search = desk.search;
    let typed = search();
    let wanted = typed.clone();
    rsx! {
        form {
            method: "post",
            action: FIND,
            onsubmit: move |event| {
                event.prevent_default();
                found(&desk, &query);
            },
            input { r#type: "hidden", name: "keep", value: "true" }
            TextInput {
                label: "Search",
                id: SEARCH,
                name: "q",
                r#type: "search",
                value: typed.clone(),
                autocomplete: "off",
                placeholder: "Name, queue or telephone number",
                "aria-keyshortcuts": shortcut("/"),
                oninput: move |event: FormEvent| search.set(event.value()),
            }
            if !(desk.alive)() {
                Button { r#type: "submit", kind: ButtonKind::Secondary, class: "small", "Find" }
            }
            if !typed.trim().is_empty() {
                // Names belong in no address: what is looked for is handed on beside it.
                a {
                    class: "button quiet small",
                    href: "/patients",
                    onclick: move |event| {
                        if event.modifiers().is_empty() {
                            event.prevent_default();
                            search_for(wanted.clone());
                        }
                    },
                    "Search all patients"
                }
            }
        }
    }
}

/// The doctors to choose from: those of the day, and whoever is chosen, who may not be here on it. Of those who
/// are not, the board knows no name.
fn doctors(board: &Board, chosen: Option<i64>) -> Vec<SelectOption> {
    let here = board.doctors.iter();
    let is_here = |id: i64| here.clone().any(|doctor| doctor.id == id);
    let away = chosen.filter(|id| !is_here(*id));
    let away = away.map(|id| (id, "The chosen doctor".to_owned()));
    let here = here.clone().map(|doctor| (doctor.id, doctor.name.clone()));
    options("All doctors", here.chain(away))
}

fn options(all: &str, each: impl Iterator<Item = (i64, String)>) -> Vec<SelectOption> {
    let all = std::iter::once(SelectOption::new("", all));
    all.chain(each.map(|(id, name)| SelectOption::new(id.to_string(), name)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::testing::board;

    #[test]
    fn a_doctor_who_is_chosen_stays_so_on_days_off() {
        let board = board(Vec::new());
        let labels = |chosen| -> Vec<String> {
            let options = doctors(&board, chosen).into_iter();
            options.map(|option| option.label).collect()
        };
        let here = ["All doctors", "Dr Number 3", "Dr Number 4"];
        assert_eq!(labels(None), here);
        assert_eq!(labels(Some(4)), here);
        let mut with = here.to_vec();
        with.push("The chosen doctor");
        assert_eq!(labels(Some(9)), with);
        let last = doctors(&board, Some(9)).pop().map(|option| option.value);
        assert_eq!(last.as_deref(), Some("9"));
    }
}
