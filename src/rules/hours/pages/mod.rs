//! A doctor's hours: their week, how it is changed, and the exceptions from it.

mod change_form;
mod forms;
mod preview;
mod week;

use std::collections::BTreeMap;

use dioxus::prelude::*;

use self::{
    change_form::{Editing, Proposal},
    forms::{Add, CopyDay, CopyFrom, Source},
    preview::Visits,
    week::{ClinicWeek, OwnWeek},
};
use super::{api, form::HoursForm, model::HoursView};
use crate::{
    displaced::DisplacedNotice,
    error::AppError,
    form::{self, Input},
    rules::exceptions::pages::DoctorExceptions,
    ui::{ErrorPage, Notice, Page, Tone, use_page_data, use_session},
};

/// A doctor's own hours.
#[component]
pub fn OwnHours(
    /// A change that is to be previewed, as a form puts it into the address.
    query: ReadSignal<String>,
) -> Element {
    let me = use_session().me();
    match me {
        Some(me) if me.doctor_id.is_none() => rsx! {
            ErrorPage { error: AppError::Forbidden }
        },
        _ => rsx! {
            HoursPage { doctor_id: me.and_then(|me| me.doctor_id).unwrap_or_default(), query, path: "/hours" }
        },
    }
}

/// The hours of any doctor, for the front desk and admins.
#[component]
pub fn DoctorHoursPage(
    /// Whose.
    doctor_id: ReadSignal<i64>,
    /// A change that is to be previewed, as a form puts it into the address.
    query: ReadSignal<String>,
) -> Element {
    rsx! {
        HoursPage { doctor_id, query, path: "/hours/{doctor_id}" }
    }
}

/// The change that a form without JavaScript has put into the address.
fn proposed(query: &str) -> Option<BTreeMap<String, String>> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
    let fields: BTreeMap<String, String> = pairs.into_iter().collect();
    fields.contains_key("change").then_some(fields)
}

/// A change as the calls take it.
fn read(fields: &BTreeMap<String, String>) -> Result<Input<HoursForm>, AppError> {
    let pairs: Vec<(String, String)> = fields.clone().into_iter().collect();
    form::parse(&pairs).map(Input)
}

#[component]
fn HoursPage(doctor_id: ReadSignal<i64>, query: ReadSignal<String>, path: String) -> Element {
    let mut view = use_page_data(move || api::get(doctor_id()))?;
    let proposal = use_page_data(move || {
        let (id, fields) = (doctor_id(), proposed(&query()));
        async move {
            match fields {
                None => Ok(None),
                // What is wrong with it is shown in the form, on a page that is otherwise well.
                Some(fields) => match read(&fields) {
                    Ok(form) => Ok(Some((fields, api::preview(id, form).await))),
                    Err(error) => Ok(Some((fields, Err(error)))),
                },
            }
        }
    })?;
    let proposal = proposal.read();
    let proposal = proposal.as_ref().as_ref().ok().cloned().flatten();
    let proposal = proposal.map(|(fields, answer)| Proposal { fields, answer });
    let onchange = move |()| view.restart();
    match &*view.read() {
        Ok(view) => {
            let mine = use_session().me().and_then(|me| me.doctor_id) == Some(view.doctor.id);
            let editing = Editing {
                doctor_id: view.doctor.id,
                path,
                version: view.version.clone(),
                proposal,
                onchange: EventHandler::new(onchange),
            };
            rsx! {
                Page {
                    title: "Hours",
                    lede: (!mine).then(|| view.doctor.full_name.clone()),
                    class: "wide",
                    DisplacedNotice { doctor_id: Some(view.doctor.id) }
                    if !view.outside.is_empty() {
                        Notice { tone: Tone::Warning, title: "Booked visits outside the hours",
                            p { "They stay booked until they are moved or cancelled." }
                            Visits { visits: view.outside.clone() }
                        }
                    }
                    div { class: "with-aside",
                        // A new version makes new forms, with what was stored.
                        div { key: "{view.version}", class: "stack-l",
                            Week { view: view.clone(), editing }
                        }
                        DoctorExceptions {
                            key: "{view.exceptions.len()}",
                            doctor_id: view.doctor.id,
                            exceptions: view.exceptions.clone(),
                            grid: view.slot_minutes.clamp(5, 60),
                            onchange,
                        }
                    }
                }
            }
        }
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

/// The week as it is, and every way to change it.
#[component]
fn Week(view: HoursView, editing: Editing) -> Element {
    if !view.own {
        return rsx! {
            ClinicWeek { opening: view.opening.clone(), slot_minutes: view.slot_minutes }
            Source { own: true, editing: editing.clone() }
            if !view.others.is_empty() {
                CopyFrom { others: view.others.clone(), editing }
            }
        };
    }
    rsx! {
        OwnWeek { view: view.clone(), editing: editing.clone() }
        Add { view: view.clone(), editing: editing.clone() }
        CopyDay { editing: editing.clone() }
        if !view.others.is_empty() {
            CopyFrom { others: view.others.clone(), editing: editing.clone() }
        }
        Source { own: false, editing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_read_from_the_address() {
        assert_eq!(proposed(""), None);
        assert_eq!(proposed("date=2026-11-24"), None);
        let fields = proposed("change=add&opens=09%3A00&on_1=true&version=a_-").unwrap();
        let Ok(Input(form)) = read(&fields) else {
            panic!("unreadable");
        };
        assert_eq!(
            (form.change.as_str(), form.opens.as_str()),
            ("add", "09:00")
        );
        assert!(read(&BTreeMap::from([("interval".to_owned(), "x".to_owned())])).is_err());
    }
}
