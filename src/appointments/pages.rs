//! Pages.

use dioxus::prelude::*;

use crate::ui::Page;

/// Appointments.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn AllAppointments(from: ReadSignal<String>, to: ReadSignal<String>, doctor_id: ReadSignal<String>, patient_id: ReadSignal<String>, status: ReadSignal<String>, sort: ReadSignal<String>, page: ReadSignal<u32>) -> Element {
    rsx! { Page { title: "Appointments", p { "Soon" } } }
}

/// Appointment.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn AppointmentPage(id: ReadSignal<i64>) -> Element {
    rsx! { Page { title: "Appointment", p { "Soon" } } }
}

/// Book.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn Book(doctor_id: ReadSignal<i64>, date: ReadSignal<String>, start: ReadSignal<String>, patient_id: ReadSignal<String>) -> Element {
    rsx! { Page { title: "Book", p { "Soon" } } }
}

/// Your appointments.
#[component]
#[expect(unused_variables, reason = "not made yet")]
pub fn MyAppointments() -> Element {
    rsx! { Page { title: "Your appointments", p { "Soon" } } }
}
