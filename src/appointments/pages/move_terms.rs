//! What is moved, to whom, and whether that can be done.

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

use super::links::MovePath;
use crate::{
    appointments::{api, model::Appointment},
    auth::{Me, Role},
    clinic_time::ClinicTime,
    doctors::{
        self,
        model::{Listed, Profile},
    },
    error::AppError,
    rules::{
        model::{Policy, VisitType},
        visit_types,
    },
    ui::Anchor,
};

/// What is moved, to whom, and who else there is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Moving {
    /// The appointment.
    pub appointment: Appointment,
    /// With whom it is then.
    pub profile: Profile,
    /// The kind of visit it is then; none where the reader cannot book that with this doctor.
    pub visit: Option<VisitType>,
    /// Who else offers it.
    pub others: Vec<Listed>,
}

impl Moving {
    /// Asks for them.
    pub(super) async fn load(id: i64, to: Option<i64>) -> Result<Self, AppError> {
        let appointment = api::get(id).await?;
        let doctor_id = to.unwrap_or(appointment.doctor_id);
        let profile = doctors::api::profile(doctor_id).await?;
        let visits = if profile.doctor.active {
            visit_types::api::offered(Some(doctor_id), None).await?
        } else {
            Vec::new()
        };
        let visit = same_visit(appointment.visit_type_id, &visits).cloned();
        let specialization = profile.doctor.specialization.clone();
        let mut others = doctors::api::directory(None, Some(specialization)).await?;
        others.retain(|doctor| {
            let offers = visit
                .as_ref()
                .is_none_or(|visit| visit.offered_by(doctor.id));
            doctor.id != doctor_id && offers
        });
        Ok(Self {
            appointment,
            profile,
            visit,
            others,
        })
    }

    /// Why it cannot be moved by this reader, if so.
    pub(super) fn refusal(&self, me: &Me, policy: &Policy, now: ClinicTime) -> Option<String> {
        if !self.appointment.status.may_move() {
            return Some(format!(
                "Only what is booked can be moved. This appointment’s status is: {}.",
                self.appointment.status.words()
            ));
        }
        let too_late = (me.role == Role::Patient)
            .then(|| self.appointment.too_late_online(policy, now.timestamp()))
            .flatten();
        too_late.or_else(|| {
            self.visit.is_none().then(|| {
                format!(
                    "This kind of visit cannot be booked online with {}. Please call the clinic.",
                    self.profile.doctor.full_name
                )
            })
        })
    }
}

/// The kind of visit among those on offer: the same, or the first in the place of the ordinary one
/// of a clinic that has defined its kinds since.
fn same_visit(id: Option<i64>, visits: &[VisitType]) -> Option<&VisitType> {
    match id {
        Some(_) => visits.iter().find(|visit| visit.id == id),
        None => visits.first(),
    }
}

/// What is moved, and to whom else it could be.
#[component]
pub(super) fn Present(
    /// What is moved.
    moving: Moving,
) -> Element {
    let Moving {
        appointment,
        profile,
        visit,
        others,
    } = moving;
    let id = appointment.id;
    let back = (profile.doctor.id != appointment.doctor_id).then(|| {
        let own = MovePath {
            id,
            ..MovePath::default()
        };
        own.to_string()
    });
    rsx! {
        aside { class: "summary aside-sticky", "aria-labelledby": "summary-title",
            h2 { id: "summary-title", "Your appointment" }
            dl { class: "facts stacked",
                dt { "Now" }
                dd {
                    time { datetime: "{appointment.starts_at}", {appointment.starts_at.long_words()} }
                    " with {appointment.doctor_name}"
                }
                dt { "Free times of" }
                dd { "{profile.doctor.full_name}, {profile.doctor.specialization}" }
                if let Some(visit) = visit.filter(|visit| visit.id.is_some()) {
                    dt { "Visit" }
                    dd { "{visit.name}, {visit.minutes} minutes" }
                }
            }
            p { class: "muted small", "It keeps its number and its time until you have confirmed a new one." }
            if let Some(back) = back {
                Anchor { href: back, "Stay with {appointment.doctor_name}" }
            }
            if !others.is_empty() {
                details { class: "disclosure",
                    summary { "Another doctor" }
                    ul { class: "rows",
                        for doctor in others {
                            li { key: "{doctor.id}",
                                Anchor {
                                    href: MovePath {
                                        id,
                                        doctor_id: Some(doctor.id),
                                        ..MovePath::default()
                                    }
                                    .to_string(),
                                    "{doctor.full_name}"
                                }
                                if let Some(slot) = doctor.next_free {
                                    p { class: "small muted", "Next free {slot.starts_at.words()}" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_visit_stays_where_it_is_on_offer() {
        let visit = |id| VisitType {
            id: Some(id),
            ..VisitType::ordinary(30)
        };
        let two = [visit(1), visit(2)];
        assert_eq!(same_visit(Some(2), &two), Some(&visit(2)));
        assert_eq!(same_visit(Some(3), &two), None);
        assert_eq!(same_visit(None, &two), Some(&visit(1)));
        let ordinary = [VisitType::ordinary(30)];
        assert_eq!(same_visit(None, &ordinary), ordinary.first());
        assert_eq!(same_visit(None, &[]), None);
    }
}
