//! Pages.

use dioxus::prelude::*;

use crate::ui::Page;

/// Doctor.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn AdminDoctor(id: ReadSignal<i64>) -> Element {
    rsx! { Page { title: "Doctor", p { "Soon" } } }
}

/// Doctors.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn AdminDoctors(q: ReadSignal<String>, page: ReadSignal<u32>) -> Element {
    rsx! { Page { title: "Doctors", p { "Soon" } } }
}

/// Doctor.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn DoctorProfile(id: ReadSignal<i64>) -> Element {
    rsx! { Page { title: "Doctor", p { "Soon" } } }
}

/// Doctors.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn Doctors(q: ReadSignal<String>, specialization: ReadSignal<String>) -> Element {
    rsx! { Page { title: "Doctors", p { "Soon" } } }
}
