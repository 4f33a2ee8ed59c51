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
    /// Visits to come that the patient would have at the same time, as the reader is told of them: with any, the
    /// records cannot be merged.
    pub clashes: Vec<String>,
}

impl Comparison {
    /// What becomes of two accounts, in the reader's words; nothing where there are not two.
    pub fn accounts(&self) -> Option<&'static str> {
        let (Some(_), Some(_)) = (&self.kept.username, &self.merged.username) else {
            return None;
        };
        Some(if self.merged.signs_in && !self.kept.signs_in {
            "Both have an account. This record’s is disabled, so the other one stays and becomes this record’s."
        } else {
            "Both have an account. The one of this record stays; the other may not sign in any more."
        })
    }
}

/// One of the two records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// The record.
    pub patient: Patient,
    /// The name its account signs in with.
    pub username: Option<String>,
    /// Whether it may: it is not disabled.
    pub signs_in: bool,
    /// How many visits it has.
    pub visits: u32,
}

impl Side {
    /// Its account, in the reader's words.
    pub fn account(&self) -> String {
        match &self.username {
            Some(username) if self.signs_in => format!("Signs in as {username}"),
            Some(username) => format!("{username}, disabled"),
            None => "None".to_owned(),
        }
    }
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

    #[test]
    fn of_two_accounts_the_one_that_signs_in_stays() {
        let side = |username: Option<&str>, signs_in| Side {
            patient: patient("Rosa", "", None),
            username: username.map(Into::into),
            signs_in,
            visits: 0,
        };
        let told = |kept: &Side, merged: &Side| {
            let compared = Comparison {
                kept: kept.clone(),
                merged: merged.clone(),
                clashes: Vec::new(),
            };
            compared.accounts()
        };
        let (none, active) = (side(None, false), side(Some("rosa"), true));
        let disabled = side(Some("rosa.d"), false);
        assert_eq!(told(&none, &active), None);
        assert_eq!(told(&active, &none), None);
        let stays = |told: Option<&str>| told.unwrap().contains("so the other one stays");
        assert!(stays(told(&disabled, &active)));
        for (kept, merged) in [
            (&active, &active),
            (&active, &disabled),
            (&disabled, &disabled),
        ] {
            assert!(!stays(told(kept, merged)));
        }
        assert_eq!(active.account(), "Signs in as rosa");
        assert_eq!(disabled.account(), "rosa.d, disabled");
        assert_eq!(none.account(), "None");
    }
}
