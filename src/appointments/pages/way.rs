//! What is settled in the steps of booking before the day and the time.

use dioxus::prelude::*;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{links::BookPath, target::Target};
use crate::{
    appointments::api,
    auth::{Me, Role},
    doctors::{self, model::Profile},
    error::AppError,
    patients,
    rules::{model::VisitType, reason::Reason, visit_types},
    ui::{LinkButton, Notice, Page, Step, Steps, Tone},
};

/// Who books for whom.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Booker {
    /// A patient for themselves.
    Patient,
    /// Staff for this patient.
    Staff(i64),
    /// Staff who have come without a patient.
    WithoutPatient,
    /// Somebody who cannot book.
    Nobody(AppError),
}

impl Booker {
    /// Who books, by who is signed in and the patient in the address.
    pub(super) fn of(me: Option<Me>, patient_id: &str) -> Self {
        match me {
            None => Self::Nobody(AppError::NotSignedIn),
            Some(me) if me.must_change_password => Self::Nobody(AppError::PasswordChangeRequired),
            Some(me) => match (me.role, patient_id.parse()) {
                (Role::Patient, _) => Self::Patient,
                (Role::Admin | Role::FrontDesk, Ok(id)) => Self::Staff(id),
                (Role::Admin | Role::FrontDesk, Err(_)) => Self::WithoutPatient,
                (Role::Doctor, _) => Self::Nobody(AppError::Forbidden),
            },
        }
    }
}

/// Staff have come without a patient.
#[component]
pub(super) fn ChoosePatient() -> Element {
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Chosen {
    /// The patient's id.
    pub id: i64,
    /// The patient's name.
    pub name: String,
}

impl Chosen {
    /// Asks for the patient that staff book for; for patients themselves there is nobody to ask for.
    pub(super) async fn load(patient_id: Option<i64>) -> Result<Option<Self>, AppError> {
        let Some(id) = patient_id else {
            return Ok(None);
        };
        let name = patients::api::get(id).await?.full_name;
        Ok(Some(Self { id, name }))
    }
}

/// What the steps of booking with a doctor are made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Terms {
    /// With whom.
    pub profile: Profile,
    /// What can be booked.
    pub visits: Vec<VisitType>,
    /// For whom, where staff book.
    pub patient: Option<Chosen>,
    /// Why this patient cannot book online, if so.
    pub standing: Vec<Reason>,
}

impl Terms {
    /// Asks for them.
    pub(super) async fn load(doctor_id: i64, patient_id: Option<i64>) -> Result<Self, AppError> {
        let patient = Chosen::load(patient_id).await?;
        let profile = doctors::api::profile(doctor_id).await?;
        let visits = if profile.doctor.active {
            visit_types::api::offered(Some(doctor_id), None).await?
        } else {
            Vec::new()
        };
        let standing = standing(patient_id).await?;
        Ok(Self {
            profile,
            visits,
            patient,
            standing,
        })
    }
}

/// Why a patient cannot book online. It does not hold for staff.
pub(super) async fn standing(patient_id: Option<i64>) -> Result<Vec<Reason>, AppError> {
    match patient_id {
        Some(_) => Ok(Vec::new()),
        None => api::standing(None).await,
    }
}

/// What is settled before the day and the time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Way {
    /// With whom.
    pub profile: Profile,
    /// What for.
    pub visit: VisitType,
    /// Whether there was more than one kind of visit to choose from.
    pub choice: bool,
    /// For whom, where staff book.
    pub patient: Option<Chosen>,
}

impl Way {
    /// The address of the booking, without day and time.
    pub(super) fn book_path(&self) -> BookPath {
        BookPath {
            doctor_id: self.profile.doctor.id,
            visit_type_id: self.visit.id,
            patient_id: self.patient.as_ref().map(|patient| patient.id),
            ..BookPath::default()
        }
    }

    /// What the day and the time are chosen for.
    pub(super) fn target(&self) -> Target {
        Target::Booking(self.book_path())
    }

    /// How many steps there are.
    pub(super) fn steps(&self) -> usize {
        if self.choice { 4 } else { 3 }
    }
}

/// The steps of booking, with the way back to those that are done.
#[component]
pub(super) fn BookingSteps(
    /// The way so far.
    way: Way,
    /// The day chosen.
    day: Date,
    /// Which step this is, from 0.
    current: usize,
) -> Element {
    let path = way.book_path();
    let step = |label: &str, href: Option<String>| Step {
        label: label.to_owned(),
        href,
    };
    let mut steps = vec![step("Doctor", Some("/doctors".to_owned()))];
    if way.choice {
        let unchosen = BookPath {
            visit_type_id: None,
            ..path
        };
        steps.push(step("Kind of visit", Some(unchosen.to_string())));
    }
    steps.push(step(
        "Day and time",
        Some(way.target().path(Some(day), None)),
    ));
    steps.push(step("Review and confirm", None));
    rsx! {
        Steps { steps, current }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctors::model::Doctor;

    fn booker(role: Role, patient_id: &str) -> Booker {
        let me = Me {
            id: 1,
            username: "rosa".into(),
            full_name: "Rosa Delgado".into(),
            role,
            must_change_password: false,
            doctor_id: None,
            patient_id: None,
        };
        Booker::of(Some(me), patient_id)
    }

    #[test]
    fn patients_book_for_themselves_and_staff_for_a_patient() {
        assert_eq!(booker(Role::Patient, "12"), Booker::Patient);
        assert_eq!(booker(Role::FrontDesk, "12"), Booker::Staff(12));
        assert_eq!(booker(Role::Admin, ""), Booker::WithoutPatient);
        let nobody = Booker::Nobody(AppError::Forbidden);
        assert_eq!(booker(Role::Doctor, "12"), nobody);
        assert_eq!(Booker::of(None, ""), Booker::Nobody(AppError::NotSignedIn));
    }

    #[test]
    fn addresses_keep_the_patient_and_the_kind_of_visit() {
        let doctor = Doctor {
            id: 3,
            full_name: "Dr. Mara Lind".into(),
            specialization: "Cardiology".into(),
            languages: String::new(),
            about: String::new(),
            active: true,
        };
        let way = Way {
            profile: Profile {
                doctor,
                next_days: Vec::new(),
            },
            visit: VisitType {
                id: Some(2),
                ..VisitType::ordinary(20)
            },
            choice: true,
            patient: Some(Chosen {
                id: 12,
                name: "Rosa Delgado".into(),
            }),
        };
        let path = way.target().path(None, None);
        assert_eq!(path, "/book/3?visit_type_id=2&patient_id=12");
        assert_eq!(way.steps(), 4);
    }
}
