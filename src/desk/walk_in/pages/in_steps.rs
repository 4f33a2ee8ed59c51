//! The page in steps: first who, then when. It needs no JavaScript.

use dioxus::prelude::*;

use super::{VisitForm, gap, title};
use crate::{
    auth::Role,
    desk::{
        model::BoardVisit,
        walk_in::{
            api,
            fields::{Gap, sent},
            model::{ACTION, Proposals, fitting, visit_path},
            person::Person,
        },
    },
    error::AppError,
    form::{Input, query_path},
    patients::{
        self,
        duplicates::{self, model::Duplicate, pages::returned},
        pages::{FoundPatients, PatientSearch, kept},
    },
    ui::{Anchor, ButtonKind, Card, ErrorPage, LinkButton, Page, use_page_data, use_session},
};

/// What is known before it is known who.
#[derive(Clone, Debug, PartialEq)]
struct Given {
    doctor_id: Option<i64>,
    starts_at: String,
    ends_at: String,
    walk_in: bool,
}

impl Given {
    fn title(&self) -> &'static str {
        title(self.walk_in)
    }

    fn gap(&self) -> Option<Gap> {
        gap(self.doctor_id, Some(&self.starts_at), Some(&self.ends_at))
    }

    /// The address of the step with this patient; of the first where there is none.
    fn path(&self, patient_id: &str) -> String {
        let doctor_id = self.doctor_id.map(|id| id.to_string()).unwrap_or_default();
        let here = if self.walk_in { "true" } else { "" };
        query_path(
            "/desk/new",
            [
                ("patient_id", patient_id),
                ("doctor_id", &doctor_id),
                ("starts_at", &self.starts_at),
                ("ends_at", &self.ends_at),
                ("walk_in", here),
            ],
        )
    }
}

/// Book for somebody, or take in somebody who has come, in steps.
#[component]
pub fn NewVisitPage(
    /// For whom, once somebody is chosen: `new` for a new patient.
    patient_id: ReadSignal<String>,
    /// With whom; with anybody when empty.
    doctor_id: ReadSignal<String>,
    /// The time that was pointed at.
    starts_at: ReadSignal<String>,
    /// Until when the time from there on is free; not known when empty.
    ends_at: ReadSignal<String>,
    /// `true`: the patient is here.
    walk_in: ReadSignal<String>,
) -> Element {
    let session = use_session();
    // Whom to look for tells who a patient is, and never stands in the address.
    let sought = use_signal(|| kept(&session).unwrap_or_default());
    let refused = match session.me() {
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
        ends_at: ends_at(),
        walk_in: matches!(walk_in().as_str(), "true" | "1"),
    };
    let chosen = patient_id();
    rsx! {
        if chosen.is_empty() {
            Choose { at, sought }
        } else {
            Confirm { key: "{chosen}", at, patient_id: chosen, typed: sought() }
        }
    }
}

#[component]
fn Choose(at: Given, sought: Signal<String>) -> Element {
    let mut sought = sought;
    let wanted = sought();
    let next = at.clone();
    rsx! {
        Page { title: at.title(), class: "narrow",
            Card { title: "For whom",
                div { class: "stack",
                    PatientSearch {
                        label: "Find a patient",
                        value: wanted.clone(),
                        onsearch: move |typed: String| sought.set(typed),
                    }
                    if !wanted.trim().is_empty() {
                        FoundPatients {
                            sought,
                            href: move |id: i64| next.path(&id.to_string()),
                            numbers: true,
                        }
                    }
                    Anchor { href: at.path("new"), "Register a new patient" }
                }
            }
        }
    }
}

/// Everything the second step needs.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Terms {
    patient: Option<patients::model::Patient>,
    kind: Option<i64>,
    proposals: Proposals,
    known: Vec<Duplicate>,
}

#[component]
fn Confirm(at: Given, patient_id: String, typed: String) -> Element {
    let session = use_session();
    let newcomer = returned(ACTION);
    let sent_kind = sent(&session, "visit_type_id");
    let gap = at.gap();
    let date = gap.as_ref().map(|gap| gap.starts_at.date().to_string());
    // A kind of visit that was sent is the reader's choice, the usual one included.
    let opening = gap.as_ref().filter(|_| sent_kind.is_none());
    let minutes = opening.and_then(Gap::minutes);
    let wanted: Option<i64> = sent_kind.and_then(|id| id.parse().ok());
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
            let mut kind = wanted;
            let mut proposals = api::times(date.clone(), kind, doctor_id).await?;
            let shorter = minutes.and_then(|minutes| fitting(&proposals.visits, minutes));
            if shorter.is_some() {
                kind = shorter;
                proposals = api::times(date, kind, doctor_id).await?;
            }
            Ok(Terms {
                patient,
                kind,
                proposals,
                known,
            })
        }
    })?;
    match &*terms.read() {
        Ok(terms) => {
            let person = match &terms.patient {
                Some(one) => Person::known(one.id, &one.full_name, one.date_of_birth.as_deref()),
                None => Person::newcomer(&typed, session.today()),
            };
            let back = at.path("");
            rsx! {
                Page { title: at.title(), class: "narrow",
                    VisitForm {
                        person,
                        proposals: terms.proposals.clone(),
                        gap,
                        walk_in: at.walk_in,
                        kind: terms.kind,
                        known: terms.known.clone(),
                        done: move |visit: BoardVisit| {
                            navigator().push(visit_path(&visit, session.today()));
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
