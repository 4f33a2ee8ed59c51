//! Pages.

use dioxus::prelude::*;

use crate::ui::Page;

/// Register a patient.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn NewPatient() -> Element {
    rsx! { Page { title: "Register a patient", p { "Soon" } } }
}

/// Patient.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn PatientPage(id: ReadSignal<i64>) -> Element {
    rsx! { Page { title: "Patient", p { "Soon" } } }
}

/// Patients.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn Patients(q: ReadSignal<String>, page: ReadSignal<u32>) -> Element {
    rsx! { Page { title: "Patients", p { "Soon" } } }
}
