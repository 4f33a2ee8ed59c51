//! For whom a time is overbooked: the search for the patient, and who is found.

use dioxus::prelude::*;

use super::overbook::overbook_path;
use crate::{
    calendar::model::Explanation,
    patients::pages::{FoundPatients, PatientSearch},
    ui::Card,
};

/// The page for the same time, with this patient or without one.
fn path(explanation: &Explanation, patient_id: Option<i64>) -> String {
    overbook_path(
        explanation.doctor_id,
        &explanation.starts_at.to_string(),
        explanation.visit_type_id,
        patient_id,
    )
}

/// Looks for the patient.
#[component]
pub(super) fn ChoosePatient(
    /// The time.
    explanation: Explanation,
    /// Whom an address of before says to look for.
    q: ReadSignal<String>,
    /// Whom to look for.
    sought: Signal<String>,
) -> Element {
    let mut sought = sought;
    let here = path(&explanation, None);
    rsx! {
        Card { title: "For whom",
            div { class: "stack",
                PatientSearch {
                    label: "Find a patient",
                    value: sought(),
                    onsearch: move |typed: String| {
                        sought.set(typed);
                        if !q.peek().is_empty() {
                            navigator().replace(here.clone());
                        }
                    },
                }
                if !sought.read().is_empty() {
                    FoundPatients { sought, href: move |id: i64| path(&explanation, Some(id)) }
                }
            }
        }
    }
}
