//! Booking: who may, for whom, and which of the steps is shown.

use dioxus::prelude::*;
use jiff::civil::Date;

use super::{book_path, offer::Offer, pick::PickTime, review::Review};
use crate::{
    auth::Role,
    clinic_time::ClinicTime,
    doctors::{self, model::Profile},
    error::AppError,
    patients,
    ui::{ErrorPage, LinkButton, Notice, Page, Tone, use_page_data, use_session},
};

/// Book an appointment.
#[component]
pub fn Book(
    /// With whom.
    doctor_id: ReadSignal<i64>,
    /// On which day; the first with free times unless given.
    date: ReadSignal<String>,
    /// At which time, once one is chosen.
    start: ReadSignal<String>,
    /// For whom, where staff book.
    patient_id: ReadSignal<String>,
) -> Element {
    let refused = match use_session().me() {
        None => AppError::NotSignedIn,
        Some(me) if me.must_change_password => AppError::PasswordChangeRequired,
        Some(me) => match (me.role, patient_id().parse::<i64>()) {
            (Role::Patient, _) => {
                return rsx! {
                    WithDoctor { doctor_id, date, start, patient: None }
                };
            }
            (Role::Admin | Role::FrontDesk, Ok(patient_id)) => {
                return rsx! {
                    ForPatient { doctor_id, date, start, patient_id }
                };
            }
            (Role::Admin | Role::FrontDesk, Err(_)) => {
                return rsx! {
                    ChoosePatient {}
                };
            }
            (Role::Doctor, _) => AppError::Forbidden,
        },
    };
    rsx! {
        ErrorPage { error: refused }
    }
}

/// Staff have come without a patient.
#[component]
fn ChoosePatient() -> Element {
    rsx! {
        Page { title: "Choose the patient first", class: "narrow",
            Notice { tone: Tone::Info,
                p { "Find or register the patient, then book the appointment from their page." }
            }
            div { class: "cluster",
                LinkButton { to: "/patients", "Find the patient" }
            }
        }
    }
}

/// The patient that staff book for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chosen {
    /// The patient's id.
    pub id: i64,
    /// The patient's name.
    pub name: String,
}

#[component]
fn ForPatient(
    doctor_id: ReadSignal<i64>,
    date: ReadSignal<String>,
    start: ReadSignal<String>,
    patient_id: ReadSignal<i64>,
) -> Element {
    let patient = use_page_data(move || {
        let found = patients::api::get(patient_id());
        async move { found.await.map(|patient| patient.full_name) }
    })?;
    match &*patient.read() {
        Ok(name) => {
            let patient = Some(Chosen {
                id: patient_id(),
                name: name.clone(),
            });
            rsx! {
                WithDoctor { doctor_id, date, start, patient }
            }
        }
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

#[component]
fn WithDoctor(
    doctor_id: ReadSignal<i64>,
    date: ReadSignal<String>,
    start: ReadSignal<String>,
    patient: Option<Chosen>,
) -> Element {
    let session = use_session();
    let profile = use_page_data(move || doctors::api::profile(doctor_id()))?;
    let profile = match &*profile.read() {
        Ok(profile) => profile.clone(),
        Err(error) => {
            return rsx! {
                ErrorPage { error: error.clone() }
            };
        }
    };
    if !profile.doctor.active {
        return rsx! {
            Page { title: "No appointments with {profile.doctor.full_name}", class: "narrow",
                p { "This doctor takes no bookings at present." }
                div { class: "cluster",
                    LinkButton { to: "/doctors", "Find another doctor" }
                }
            }
        };
    }
    let start = start().parse::<ClinicTime>().ok();
    let day = shown_day(session.today(), start, &date(), &profile);
    rsx! {
        WithTimes { doctor_id, way: Way { profile, patient }, day, start }
    }
}

/// The day that is shown: that of the time chosen, else the one asked for, else the first with
/// free times; never one that is past.
fn shown_day(today: Date, start: Option<ClinicTime>, date: &str, profile: &Profile) -> Date {
    let asked_for = start.map(ClinicTime::date).or_else(|| date.parse().ok());
    let first_free = profile.next_days.first().map(|day| day.date);
    asked_for.or(first_free).unwrap_or(today).max(today)
}

/// What is settled before the day and the time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Way {
    /// With whom.
    pub profile: Profile,
    /// For whom, where staff book.
    pub patient: Option<Chosen>,
}

impl Way {
    /// The address of a day, or of a time on it.
    pub(super) fn path(&self, day: Option<Date>, start: &str) -> String {
        book_path(self.profile.doctor.id, day, start, &self.patient_id())
    }

    /// The patient's id as forms send it: empty for patients, who book for themselves.
    pub(super) fn patient_id(&self) -> String {
        self.patient
            .as_ref()
            .map(|patient| patient.id.to_string())
            .unwrap_or_default()
    }
}

#[component]
fn WithTimes(
    doctor_id: ReadSignal<i64>,
    way: Way,
    day: ReadSignal<Date>,
    start: ReadSignal<Option<ClinicTime>>,
) -> Element {
    let session = use_session();
    let mut offer =
        use_page_data(move || Offer::load(doctor_id(), session.today(), day(), start()))?;
    let offered = match &*offer.read() {
        Ok(offer) => offer.clone(),
        Err(error) => {
            return rsx! {
                ErrorPage { error: error.clone() }
            };
        }
    };
    match start() {
        Some(start) => rsx! {
            Review { way, start, offer: offered, refresh: move |()| offer.restart() }
        },
        None => rsx! {
            PickTime { way, day: day(), offer: offered }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctors::model::{Doctor, FreeDay};
    use jiff::civil::date;

    fn profile(next_days: Vec<FreeDay>) -> Profile {
        let doctor = Doctor {
            id: 3,
            full_name: "Dr. Mara Lind".into(),
            specialization: "Cardiology".into(),
            languages: String::new(),
            about: String::new(),
            active: true,
        };
        Profile { doctor, next_days }
    }

    #[test]
    fn the_day_shown_is_the_one_asked_for_else_the_first_free_one() {
        let today = date(2026, 11, 20);
        let first_free = FreeDay {
            date: date(2026, 11, 23),
            free: 4,
        };
        let profile_with_days = profile(vec![first_free]);
        let start = "2026-11-24T09:30:00+01:00".parse().ok();
        let day = |start, text| shown_day(today, start, text, &profile_with_days);
        assert_eq!(day(start, "2026-12-01"), date(2026, 11, 24));
        assert_eq!(day(None, "2026-12-01"), date(2026, 12, 1));
        assert_eq!(day(None, "soon"), date(2026, 11, 23));
        assert_eq!(day(None, "2026-11-01"), today);
        assert_eq!(shown_day(today, None, "", &profile(Vec::new())), today);
    }

    #[test]
    fn addresses_keep_the_patient() {
        let patient = Some(Chosen {
            id: 12,
            name: "Rosa Delgado".into(),
        });
        let way = Way {
            profile: profile(Vec::new()),
            patient,
        };
        assert_eq!(way.path(None, ""), "/book/3?patient_id=12");
        assert_eq!(
            Way {
                patient: None,
                ..way
            }
            .path(None, ""),
            "/book/3"
        );
    }
}
