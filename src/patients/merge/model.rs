//! Two records of one person.

use serde::{Deserialize, Serialize};

use crate::{
    clinic_time::ClinicTime,
    form::optional_number,
    patients::model::{Details, Patient},
};

/// `POST /api/patients/{id}/merge`: what the kept record takes from the other one. Of each detail it is `merged`
/// to take the other's, and anything else to keep.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MergeForm {
    /// The record that is given up.
    #[serde(deserialize_with = "optional_number")]
    pub merged_id: Option<i64>,
    /// Whose name.
    pub full_name: String,
    /// Whose telephone number.
    pub contact_number: String,
    /// Whose address for mail.
    pub email: String,
    /// Whose date of birth.
    pub date_of_birth: String,
    /// The version of the kept record that the reader saw.
    #[serde(deserialize_with = "optional_number")]
    pub version: Option<i64>,
    /// The version of the other record that the reader saw.
    #[serde(deserialize_with = "optional_number")]
    pub merged_version: Option<i64>,
}

impl MergeForm {
    /// The details that come of it.
    pub fn of(&self, kept: &Patient, merged: &Patient) -> Details {
        let choose = |choice: &str, kept: &str, merged: &str| {
            let chosen = if choice.trim() == OTHER { merged } else { kept };
            chosen.to_owned()
        };
        let born = |patient: &Patient| patient.date_of_birth.clone().unwrap_or_default();
        Details {
            full_name: choose(&self.full_name, &kept.full_name, &merged.full_name),
            contact_number: choose(
                &self.contact_number,
                &kept.contact_number,
                &merged.contact_number,
            ),
            email: choose(&self.email, &kept.email, &merged.email),
            date_of_birth: choose(&self.date_of_birth, &born(kept), &born(merged)),
        }
    }
}

/// Says of a detail that the other record's is taken.
pub const OTHER: &str = "merged";

/// Two records side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The record that stays.
    pub kept: Side,
    /// The record that is given up.
    pub merged: Side,
    /// Visits that the patient would have at the same time, as the reader is told of them: with any, the records
    /// cannot be merged.
    pub clashes: Vec<String>,
}

/// One of the two records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// The record.
    pub patient: Patient,
    /// The name its account signs in with.
    pub username: Option<String>,
    /// How many visits it has.
    pub visits: u32,
}

/// A record that was merged into another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// Its number.
    pub id: i64,
    /// The record that stayed.
    pub kept_id: i64,
    /// The record that was given up.
    pub merged_id: i64,
    /// The name that was on it.
    pub merged_name: String,
    /// When.
    pub at: ClinicTime,
    /// Who did it.
    pub by: Option<String>,
    /// How many visits went over.
    pub visits: usize,
    /// When it was undone.
    pub undone_at: Option<ClinicTime>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patient(name: &str, number: &str, born: Option<&str>) -> Patient {
        Patient {
            id: 1,
            full_name: name.into(),
            contact_number: number.into(),
            email: String::new(),
            date_of_birth: born.map(Into::into),
            has_login: false,
            version: 1,
        }
    }

    #[test]
    fn each_detail_comes_from_the_record_that_was_chosen() {
        let kept = patient("Rosa", "11111", None);
        let merged = patient("Rosa D", "22222", Some("1980-03-07"));
        let form = MergeForm {
            full_name: "kept".into(),
            contact_number: OTHER.into(),
            date_of_birth: OTHER.into(),
            ..MergeForm::default()
        };
        let expected = Details {
            full_name: "Rosa".into(),
            contact_number: "22222".into(),
            email: String::new(),
            date_of_birth: "1980-03-07".into(),
        };
        assert_eq!(form.of(&kept, &merged), expected);
    }
}
