//! The soonest free times in the clinic.

use crate::{
    clinic_time::ClinicTime,
    doctors::model::{Listed, booking_path},
};

/// How many are shown.
const SHOWN: usize = 3;

/// A free time and the doctor who has it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Soon {
    /// When.
    pub(super) at: ClinicTime,
    /// The doctor's name.
    pub(super) doctor: String,
    /// What they treat.
    pub(super) specialization: String,
    /// The page where it is booked.
    pub(super) href: String,
}

/// The soonest time of each doctor, the soonest of all first. Equal times go by name, so that
/// the page does not change between two looks.
pub(super) fn soonest(doctors: &[Listed]) -> Vec<Soon> {
    let mut all: Vec<Soon> = doctors
        .iter()
        .filter_map(|doctor| {
            let at = doctor.next_free?.starts_at;
            Some(Soon {
                at,
                doctor: doctor.full_name.clone(),
                specialization: doctor.specialization.clone(),
                href: booking_path(doctor.id, at),
            })
        })
        .collect();
    all.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.doctor.cmp(&b.doctor)));
    all.truncate(SHOWN);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::model::Slot;

    fn doctor(id: i64, name: &str, next: Option<&str>) -> Listed {
        Listed {
            id,
            full_name: name.into(),
            specialization: "Cardiology".into(),
            languages: String::new(),
            next_free: next.map(|at| {
                let starts_at: ClinicTime = at.parse().unwrap();
                Slot {
                    starts_at,
                    ends_at: starts_at,
                }
            }),
        }
    }

    #[test]
    fn three_soonest_times_in_order() {
        let nine = "2026-11-24T09:00:00+01:00";
        let doctors = [
            doctor(1, "Dr. Zuse", Some(nine)),
            doctor(2, "Dr. Booked", None),
            doctor(3, "Dr. Late", Some("2026-12-01T09:00:00+01:00")),
            doctor(4, "Dr. Later", Some("2026-12-02T09:00:00+01:00")),
            doctor(5, "Dr. Ada", Some(nine)),
        ];
        let soon = soonest(&doctors);
        let names: Vec<_> = soon.iter().map(|soon| soon.doctor.as_str()).collect();
        assert_eq!(names, ["Dr. Ada", "Dr. Zuse", "Dr. Late"]);
        assert!(
            soon[0].href.starts_with("/book/5?date=2026-11-24&"),
            "{}",
            soon[0].href
        );
        assert!(soonest(&[]).is_empty());
    }
}
