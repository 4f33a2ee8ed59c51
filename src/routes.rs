//! Every page's address.

use dioxus::prelude::*;

use crate::{
    admin::pages::{Audit, Overview, Staff},
    appointments::pages::{AllAppointments, AppointmentPage, Book, MyAppointments},
    auth::pages::{Account, Login, Register},
    clinic::pages::{Home, Settings, Setup},
    desk::pages::Desk,
    doctors::pages::{AdminDoctor, AdminDoctors, DoctorProfile, Doctors},
    patients::pages::{NewPatient, PatientPage, Patients},
    schedule::pages::Schedule,
    ui::{NotFound, layout::Layout},
};

/// The pages. Query parameters left out have their type's default value.
#[derive(Clone, Debug, PartialEq, Routable)]
#[rustfmt::skip]
#[expect(missing_docs, reason = "the paths say it; docs/api.md lists them")]
pub enum Route {
    #[layout(Layout)]
        #[route("/")]
        Home {},
        #[route("/setup")]
        Setup {},
        #[route("/login?:next")]
        Login { next: String },
        #[route("/register?:next")]
        Register { next: String },
        #[route("/account")]
        Account {},

        #[route("/doctors?:q&:specialization")]
        Doctors { q: String, specialization: String },
        #[route("/doctors/:id")]
        DoctorProfile { id: i64 },
        #[route("/book/:doctor_id?:date&:start&:patient_id")]
        Book { doctor_id: i64, date: String, start: String, patient_id: String },
        #[route("/appointments?:page")]
        MyAppointments { page: u32 },
        #[route("/appointments/:id")]
        AppointmentPage { id: i64 },

        #[route("/schedule?:date&:view")]
        Schedule { date: String, view: String },
        #[route("/desk?:date&:doctor_id")]
        Desk { date: String, doctor_id: String },
        #[route("/patients?:q&:page")]
        Patients { q: String, page: u32 },
        #[route("/patients/new")]
        NewPatient {},
        #[route("/patients/:id")]
        PatientPage { id: i64 },

        #[route("/admin")]
        Overview {},
        #[route("/admin/doctors?:q&:page")]
        AdminDoctors { q: String, page: u32 },
        #[route("/admin/doctors/:id")]
        AdminDoctor { id: i64 },
        #[route("/admin/staff?:page")]
        Staff { page: u32 },
        #[route("/admin/appointments?:from&:to&:doctor_id&:patient_id&:status&:sort&:page")]
        AllAppointments {
            from: String,
            to: String,
            doctor_id: String,
            patient_id: String,
            status: String,
            sort: String,
            page: u32,
        },
        #[route("/admin/audit?:user&:action&:page")]
        Audit { user: String, action: String, page: u32 },
        #[route("/admin/settings")]
        Settings {},
        #[route("/:..segments")]
        NotFound { segments: Vec<String> },
}
