//! The audit trail.

use dioxus::prelude::*;

use crate::{
    appointments::model::{Paged, number},
    audit::{Action, Entry, api},
    form::query_path,
    patients::pages::FilterForm,
    ui::{
        Anchor, Button, ButtonKind, Column, DataTable, EmptyState, ErrorPage, IconName, LinkButton,
        Page, Pagination, Select, SelectOption, TextInput, use_page_data,
    },
};

/// Audit trail.
#[component]
pub fn Audit(
    /// Whose entries; everybody's when empty.
    user: ReadSignal<String>,
    /// The key of an action; every one when empty.
    action: ReadSignal<String>,
    /// The page of the list.
    page: ReadSignal<u32>,
) -> Element {
    let trail =
        use_page_data(move || api::list(Some(user()), Some(action()), Some(page().max(1))))?;
    let (user, action) = (user(), action());
    match &*trail.read() {
        Ok(found) => rsx! {
            Page {
                title: "Audit trail",
                lede: "Who did what to which record, when and from where. Nobody can change it.",
                class: "wide",
                Filters { user: user.clone(), action: action.clone() }
                if found.items.is_empty() {
                    EmptyState { title: "No entry matches", icon: IconName::Search,
                        LinkButton { to: "/admin/audit", kind: ButtonKind::Secondary, "Show all entries" }
                    }
                } else {
                    Entries { found: found.clone() }
                    Pagination {
                        page: found.page,
                        pages: found.pages,
                        total: found.total,
                        noun: "entry",
                        href: move |page: u32| {
                            let page = page.to_string();
                            query_path("/admin/audit", [("user", &user), ("action", &action), ("page", &page)])
                        },
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
fn Filters(user: String, action: String) -> Element {
    let options = std::iter::once(SelectOption::new("", "Every action"))
        .chain(
            Action::ALL
                .iter()
                .map(|action| SelectOption::new(action.key(), action.words())),
        )
        .collect::<Vec<_>>();
    rsx! {
        FilterForm { action: "/admin/audit", label: "Filter the audit trail",
            TextInput {
                label: "Username",
                name: "user",
                value: user,
                autocomplete: "off",
                maxlength: 64,
            }
            Select { label: "Action", name: "action", options, value: action }
            Button { r#type: "submit", kind: ButtonKind::Secondary, "Filter" }
        }
    }
}

#[component]
fn Entries(found: Paged<Entry>) -> Element {
    let columns = vec![
        Column::new("when", "When"),
        Column::new("who", "Who"),
        Column::new("what", "What"),
        Column::new("record", "Record"),
        Column::new("address", "From"),
        Column::new("detail", "Detail"),
    ];
    rsx! {
        DataTable { caption: "Audit trail", columns,
            for entry in found.items {
                tr { key: "{entry.id}",
                    td { class: "tabular nowrap",
                        time { datetime: "{entry.at}",
                            {entry.at.civil().strftime("%-d %b %Y, %H:%M:%S").to_string()}
                        }
                    }
                    td {
                        match &entry.username {
                            Some(name) => rsx! { "{name}" },
                            None => rsx! {
                                span { class: "muted", "Nobody signed in" }
                            },
                        }
                    }
                    td { {action_words(&entry.action)} }
                    td {
                        Record { entity: entry.entity, id: entry.entity_id }
                    }
                    td { class: "tabular", "{entry.address}" }
                    td { "{entry.detail}" }
                }
            }
        }
    }
}

/// An action in words; one that this version does not know as it is.
fn action_words(key: &str) -> String {
    Action::from_key(key).map_or_else(|| key.to_owned(), |action| action.words().to_owned())
}

/// The record an entry is about, with the way to it.
#[component]
fn Record(entity: String, id: Option<i64>) -> Element {
    let Some(id) = id else {
        return rsx! {};
    };
    let (words, path) = match entity.as_str() {
        "patient" => (format!("Patient {id}"), Some(format!("/patients/{id}"))),
        "doctor" => (format!("Doctor {id}"), Some(format!("/admin/doctors/{id}"))),
        "appointment" => (number(id), Some(format!("/appointments/{id}"))),
        "visit_type" => (
            format!("Visit type {id}"),
            Some(format!("/admin/visit-types/{id}")),
        ),
        "screen" => (format!("Screen {id}"), Some("/admin/screens".to_owned())),
        "room" => (format!("Room {id}"), Some("/admin/rooms".to_owned())),
        _ => (format!("Account {id}"), None),
    };
    match path {
        Some(href) => rsx! {
            Anchor { href, "{words}" }
        },
        None => rsx! { "{words}" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_words_even_when_unknown() {
        assert_eq!(action_words("signed_in"), "Signed in");
        assert_eq!(action_words("of_a_later_version"), "of_a_later_version");
    }
}
