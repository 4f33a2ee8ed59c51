//! Every page's address.

use dioxus::prelude::*;

use crate::{
    admin::pages::{Audit, Overview, Staff},
    appointments::pages::{
        AllAppointments, AppointmentPage, Book, FirstAvailable, MyAppointments, Reschedule,
    },
    auth::pages::{Account, Login, Register},
    calendar::pages::{CalendarLoad, CalendarPage, CalendarQuery, Overbook},
    clinic::pages::{Home, Settings, Setup},
    desk::{pages::Desk, walk_in::NewVisitPage},
    displaced::pages::DisplacedPage,
    doctors::pages::{AdminDoctor, AdminDoctors, DoctorProfile, Doctors},
    encounters::pages::OpenVisits,
    patients::{
        merge::pages::MergePage,
        pages::{NewPatient, PatientPage, Patients},
    },
    prints::pages::{DaySheetPage, LabelsPage, SlipPage},
    rules::{
        exceptions::pages::Closures,
        hours::pages::{DoctorHoursPage, OwnHours},
        policy::pages::BookingPolicy,
        rooms::pages::Rooms,
        visit_types::pages::{VisitTypePage, VisitTypes},
    },
    schedule::pages::Schedule,
    screens::{
        kiosk::pages::KioskPage,
        pages::{Bare, Screens},
        waiting_room::pages::WaitingRoomPage,
    },
    series::pages::{MoveSeries, NewSeries},
    ui::{NotFound, layout::Layout},
    waitlist::pages::{JoinWaitlist, PlaceByHand, WaitingList},
};

/// The pages. Query parameters left out have their type's default value.
#[derive(Clone, Debug, PartialEq, Routable)]
#[rustfmt::skip]
#[expect(missing_docs, reason = "the paths say it")]
pub enum Route {
    #[layout(Bare)]
        #[route("/waiting-room/:token")]
        WaitingRoomPage { token: String },
        #[route("/kiosk/:token")]
        KioskPage { token: String },
    #[end_layout]
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
        #[route("/book?:specialization&:visit_type_id&:date&:patient_id")]
        FirstAvailable { specialization: String, visit_type_id: String, date: String, patient_id: String },
        #[route("/book/:doctor_id?:visit_type_id&:date&:start&:patient_id")]
        Book { doctor_id: i64, visit_type_id: String, date: String, start: String, patient_id: String },
        #[route("/appointments?:page")]
        MyAppointments { page: u32 },
        #[route("/appointments/:id")]
        AppointmentPage { id: i64 },
        #[route("/appointments/:id/reschedule?:date&:start&:doctor_id")]
        Reschedule { id: i64, date: String, start: String, doctor_id: String },

        #[route("/schedule?:date&:view")]
        Schedule { date: String, view: String },
        #[route("/calendar?:..query")]
        CalendarPage { query: CalendarQuery },
        #[route("/calendar/load?:month")]
        CalendarLoad { month: String },
        #[route("/calendar/overbook?:doctor_id&:starts_at&:visit_type_id&:patient_id&:q")]
        Overbook { doctor_id: String, starts_at: String, visit_type_id: String, patient_id: String, q: String },

        #[route("/desk/print?:date&:doctor_id")]
        DaySheetPage { date: String, doctor_id: String },
        #[route("/appointments/:id/slip")]
        SlipPage { id: i64 },
        #[route("/patients/:id/labels?:from&:count&:sheet")]
        LabelsPage { id: i64, from: String, count: String, sheet: String },

        #[route("/desk?:date&:view&:doctor_id&:room_id&:stage&:visit")]
        Desk {
            date: String,
            view: String,
            doctor_id: String,
            room_id: String,
            stage: String,
            visit: String,
        },
        #[route("/desk/open?:page")]
        OpenVisits { page: u32 },
        #[route("/desk/new?:patient_id&:doctor_id&:starts_at&:ends_at&:walk_in")]
        NewVisitPage { patient_id: String, doctor_id: String, starts_at: String, ends_at: String, walk_in: String },
        #[route("/patients?:q&:page")]
        Patients { q: String, page: u32 },
        #[route("/patients/new")]
        NewPatient {},
        #[route("/patients/:id")]
        PatientPage { id: i64 },
        #[route("/patients/:id/merge?:with&:q")]
        MergePage { id: i64, with: String, q: String },

        #[route("/series/new?:doctor_id&:patient_id&:visit_type_id&:start&:every&:unit&:times")]
        NewSeries {
            doctor_id: String,
            patient_id: String,
            visit_type_id: String,
            start: String,
            every: String,
            unit: String,
            times: String,
        },
        #[route("/series/:id/move?:from&:start")]
        MoveSeries { id: i64, from: String, start: String },
        #[route("/displaced?:doctor_id&:select")]
        DisplacedPage { doctor_id: String, select: String },
        #[route("/waitlist?:status&:page")]
        WaitingList { status: String, page: u32 },
        #[route("/waitlist/new?:doctor_id&:appointment_id&:patient_id")]
        JoinWaitlist { doctor_id: String, appointment_id: String, patient_id: String },
        #[route("/waitlist/:id")]
        PlaceByHand { id: i64 },

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

        #[route("/admin/visit-types")]
        VisitTypes {},
        #[route("/admin/visit-types/:id")]
        VisitTypePage { id: i64 },
        #[route("/admin/rooms")]
        Rooms {},
        #[route("/admin/screens")]
        Screens {},
        #[route("/admin/closures")]
        Closures {},
        #[route("/hours?:..query")]
        OwnHours { query: String },
        #[route("/hours/:doctor_id?:..query")]
        DoctorHoursPage { doctor_id: i64, query: String },
        #[route("/admin/policy")]
        BookingPolicy {},

        #[route("/:..segments")]
        NotFound { segments: Vec<String> },
}
