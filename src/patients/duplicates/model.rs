//! Records that may be of the person who is being registered.

use serde::{Deserialize, Serialize};

use crate::{form::checkbox, patients::model::Details};

/// Why two records may be of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The same day of birth, and a similar name.
    Birth,
    /// The same telephone number, and a similar name.
    Number,
    /// The same name, and nothing that speaks against it.
    Name,
}

impl Why {
    /// In the reader's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Birth => "same date of birth, similar name",
            Self::Number => "same number, similar name",
            Self::Name => "same name",
        }
    }
}

/// A record that may be of the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duplicate {
    /// The record's number.
    pub id: i64,
    /// The patient's name.
    pub full_name: String,
    /// A telephone number, or nothing.
    pub contact_number: String,
    /// ISO 8601.
    pub date_of_birth: Option<String>,
    /// What speaks for it, the strongest first.
    pub why: Vec<Why>,
}

/// `POST /api/patients/duplicates`: what is known so far of somebody who is being registered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Newcomer {
    /// The patient's name.
    pub full_name: String,
    /// A telephone number.
    pub contact_number: String,
    /// `YYYY-MM-DD`.
    pub date_of_birth: String,
}

/// `POST /api/patients`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RegisterForm {
    /// The patient's name.
    pub full_name: String,
    /// A telephone number.
    pub contact_number: String,
    /// An address for mail.
    pub email: String,
    /// `YYYY-MM-DD`.
    pub date_of_birth: String,
    /// Whoever is registered already is somebody else.
    #[serde(deserialize_with = "checkbox")]
    pub anyway: bool,
}

impl RegisterForm {
    /// The details without the confirmation.
    pub fn details(self) -> Details {
        Details {
            full_name: self.full_name,
            contact_number: self.contact_number,
            email: self.email,
            date_of_birth: self.date_of_birth,
        }
    }
}
