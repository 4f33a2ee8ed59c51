//! The first free time of a specialization, whoever's it is.

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    choose_visit::{VisitChoice, chosen},
    first_days::{FirstDays, FirstWay},
    links::FirstPath,
    policy::NotOnline,
    way::{Booker, ChoosePatient, Chosen, standing},
};
use crate::{
    doctors::{self, model::Specialization},
    error::AppError,
    rules::{model::VisitType, reason::Reason, visit_types},
    ui::{
        Anchor, EmptyState, ErrorPage, IconName, LinkButton, Page, Step, Steps, use_page_data,
        use_session, words::plural,
    },
};

/// Book the first free time of a specialization.
#[component]
pub fn FirstAvailable(
    /// The key of the specialization; it is chosen unless given.
    specialization: ReadSignal<String>,
    /// What for, where there is a choice.
    visit_type_id: ReadSignal<String>,
    /// On which day; the first with free times unless given.
    date: ReadSignal<String>,
    /// For whom, where staff book.
    patient_id: ReadSignal<String>,
) -> Element {
    let patient_id = match Booker::of(use_session().me(), &patient_id()) {
        Booker::Patient => None,
        Booker::Staff(id) => Some(id),
        Booker::WithoutPatient => {
            return rsx! {
                ChoosePatient {}
            };
        }
        Booker::Nobody(error) => {
            return rsx! {
                ErrorPage { error }
            };
        }
    };
    rsx! {
        WithTerms { specialization, visit_type_id, date, patient_id }
    }
}

/// What the steps are made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Terms {
    specializations: Vec<Specialization>,
    /// What the doctors of the one chosen offer.
    visits: Vec<VisitType>,
    patient: Option<Chosen>,
    standing: Vec<Reason>,
}

impl Terms {
    async fn load(specialization: String, patient_id: Option<i64>) -> Result<Self, AppError> {
        let patient = Chosen::load(patient_id).await?;
        let specializations = doctors::api::specializations().await?;
        let visits = if specialization.is_empty() {
            Vec::new()
        } else {
            visit_types::api::offered(None, Some(specialization)).await?
        };
        let standing = standing(patient_id).await?;
        Ok(Self {
            specializations,
            visits,
            patient,
            standing,
        })
    }
}

#[component]
fn WithTerms(
    specialization: ReadSignal<String>,
    visit_type_id: ReadSignal<String>,
    date: ReadSignal<String>,
    patient_id: ReadSignal<Option<i64>>,
) -> Element {
    let terms = use_page_data(move || Terms::load(specialization(), patient_id()))?;
    let terms = match &*terms.read() {
        Ok(terms) => terms.clone(),
        Err(error) => {
            return rsx! {
                ErrorPage { error: error.clone() }
            };
        }
    };
    if !terms.standing.is_empty() {
        return rsx! {
            NotOnline { reasons: terms.standing }
        };
    }
    let path = FirstPath {
        date: date().parse().ok(),
        patient_id: patient_id(),
        ..FirstPath::of(&specialization())
    };
    let found = terms.specializations.iter();
    let found = found
        .clone()
        .find(|each| each.key == path.specialization || each.name == specialization());
    let Some(named) = found.cloned() else {
        return rsx! {
            ChooseSpecialization { path, specializations: terms.specializations, patient: terms.patient }
        };
    };
    let choice = terms.visits.len() > 1;
    match chosen(&terms.visits, &visit_type_id()) {
        Some(visit) => {
            let path = FirstPath {
                visit_type_id: visit.id,
                ..path
            };
            let way = FirstWay {
                path: path.clone(),
                specialization: named.name,
                visit,
                choice,
                patient: terms.patient,
            };
            rsx! {
                FirstDays { way, path }
            }
        }
        None if choice => rsx! {
            ChooseVisit { path, specialization: named.name, visits: terms.visits, patient: terms.patient }
        },
        None => rsx! {
            Page { title: "No appointments in {named.name}", class: "narrow",
                p { "Nothing can be booked here at present." }
                div { class: "cluster",
                    LinkButton { to: "/doctors", "Find a doctor" }
                }
            }
        },
    }
}

/// The steps, with the way back to those that are done.
#[component]
pub(super) fn FirstSteps(
    /// The address.
    path: FirstPath,
    /// Whether there was more than one kind of visit to choose from.
    choice: bool,
    /// Which step this is, from 0.
    current: usize,
) -> Element {
    let step = |label: &str, path: Option<FirstPath>| Step {
        label: label.to_owned(),
        href: path.map(|path| path.to_string()),
    };
    let unchosen = FirstPath {
        patient_id: path.patient_id,
        ..FirstPath::default()
    };
    let without_visit = FirstPath {
        visit_type_id: None,
        ..path
    };
    let mut steps = vec![step("Specialization", Some(unchosen))];
    if choice {
        steps.push(step("Kind of visit", Some(without_visit)));
    }
    steps.push(step("Day and time", None));
    steps.push(step("Review and confirm", None));
    rsx! {
        Steps { steps, current }
    }
}

#[component]
fn ChooseSpecialization(
    path: FirstPath,
    specializations: Vec<Specialization>,
    patient: Option<Chosen>,
) -> Element {
    let href = move |key: &str| {
        FirstPath {
            specialization: key.to_owned(),
            ..path.clone()
        }
        .to_string()
    };
    rsx! {
        Page {
            title: "Choose a specialization",
            lede: "You are shown the first free times of all doctors who have it.",
            if let Some(patient) = patient {
                p { "For {patient.name}" }
            }
            if specializations.is_empty() {
                EmptyState { title: "No doctors here yet", icon: IconName::Stethoscope,
                    p { "The clinic has not added anyone. Please call." }
                }
            }
            ul { class: "visit-choice",
                for each in specializations {
                    li { key: "{each.key}", class: "card link-card",
                        h2 {
                            Anchor { class: "stretched", href: href(&each.key), "{each.name}" }
                        }
                        p { class: "muted tabular", {plural(each.doctors, "doctor")} }
                    }
                }
            }
        }
    }
}

#[component]
fn ChooseVisit(
    path: FirstPath,
    specialization: String,
    visits: Vec<VisitType>,
    patient: Option<Chosen>,
) -> Element {
    let steps = path.clone();
    rsx! {
        Page { title: "Choose the kind of visit", lede: specialization,
            FirstSteps { path: steps, choice: true, current: 1 }
            if let Some(patient) = patient {
                p { "For {patient.name}" }
            }
            VisitChoice {
                visits,
                href: move |visit_type_id: Option<i64>| {
                    FirstPath {
                        visit_type_id,
                        ..path.clone()
                    }
                    .to_string()
                },
            }
        }
    }
}
