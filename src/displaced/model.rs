//! Who needs another time, because their doctor is away or the clinic is closed then.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    appointments::model::number, clinic_time::ClinicTime, form::optional_number, ui::words::plural,
};

/// A time in the place of one that cannot be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// With whom.
    pub doctor_id: i64,
    /// The doctor's name.
    pub doctor_name: String,
    /// When it begins.
    pub starts_at: ClinicTime,
    /// When it ends.
    pub ends_at: ClinicTime,
}

impl Proposal {
    /// How forms spell it; [`Move::read`] reads it back.
    pub fn key(&self) -> String {
        format!("{}@{}", self.starts_at, self.doctor_id)
    }
}

/// A booked appointment that cannot take place when it is booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Displaced {
    /// The appointment.
    pub appointment_id: i64,
    /// Whose it is.
    pub patient_id: i64,
    /// The patient's name.
    pub patient_name: String,
    /// The patient's telephone number, or nothing.
    pub patient_contact: String,
    /// The patient has an account, and so can be asked to choose another time.
    pub has_login: bool,
    /// With whom it is booked.
    pub doctor_id: i64,
    /// The doctor's name.
    pub doctor_name: String,
    /// The visit type's name.
    pub visit_type: String,
    /// When it is booked.
    pub starts_at: ClinicTime,
    /// When it would end.
    pub ends_at: ClinicTime,
    /// What is in the way, in the words of staff.
    pub why: String,
    /// The patient has been asked to choose another time.
    pub asked: bool,
    /// Equivalent free times, the best first. No time is proposed to two people.
    pub proposals: Vec<Proposal>,
}

/// One appointment and its new time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The appointment.
    pub appointment_id: i64,
    /// When it begins from now on.
    pub starts_at: Timestamp,
    /// With whom it is from now on.
    pub doctor_id: i64,
}

impl Move {
    /// Reads the key of a [`Proposal`] for that appointment.
    pub fn read(appointment_id: i64, proposal: &str) -> Option<Self> {
        let (starts_at, doctor_id) = proposal.trim().rsplit_once('@')?;
        Some(Self {
            appointment_id,
            starts_at: starts_at.parse().ok()?,
            doctor_id: doctor_id.parse().ok()?,
        })
    }
}

/// `POST /api/displaced/move` and `POST /api/displaced/ask`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DisplacedForm {
    /// What to move where: `appointment_id@starts_at@doctor_id`, separated by commas.
    pub moves: String,
    /// Whom to ask: ids of appointments, separated by commas.
    pub appointment_ids: String,
    /// Whose list the page shows, so that a plain form leads back to it.
    #[serde(deserialize_with = "optional_number")]
    pub doctor_id: Option<i64>,
    /// From a page: `pick_12` for each appointment that is ticked, and `to_12` with its new time.
    #[serde(flatten)]
    pub ticked: BTreeMap<String, String>,
}

impl DisplacedForm {
    /// The name of the box that picks an appointment.
    pub fn pick(appointment_id: i64) -> String {
        format!("pick_{appointment_id}")
    }

    /// The name of the choice of its new time.
    pub fn to(appointment_id: i64) -> String {
        format!("to_{appointment_id}")
    }

    /// The appointments that were picked.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn picked(&self) -> Result<Vec<i64>, String> {
        let listed = self.appointment_ids.split([',', ' ', '\n']).map(str::trim);
        let listed = listed.filter(|text| !text.is_empty());
        let ticked = self
            .ticked
            .keys()
            .filter_map(|name| name.strip_prefix("pick_"));
        listed.chain(ticked).map(|id| read_id(id, id)).collect()
    }

    /// The moves that were asked for, each with the appointment; none where no new time was chosen.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn moves(&self) -> Result<Vec<(i64, Option<Move>)>, String> {
        let listed = self.moves.split([',', '\n']).map(str::trim);
        let listed = listed.filter(|text| !text.is_empty()).map(|text| {
            let (id, proposal) = text.split_once('@').ok_or_else(|| unreadable(text))?;
            let id = read_id(id, text)?;
            let read = Move::read(id, proposal).ok_or_else(|| unreadable(text))?;
            Ok((id, Some(read)))
        });
        let ticked = self.picked()?.into_iter().map(|id| {
            match self.ticked.get(&Self::to(id)).map(|text| text.trim()) {
                None | Some("") => Ok((id, None)),
                Some(text) => {
                    let read = Move::read(id, text).ok_or_else(|| unreadable(text))?;
                    Ok((id, Some(read)))
                }
            }
        });
        listed.chain(ticked).collect()
    }
}

fn read_id(id: &str, text: &str) -> Result<i64, String> {
    id.trim().parse().map_err(|_| unreadable(text))
}

fn unreadable(text: &str) -> String {
    format!("“{text}” cannot be read.")
}

/// What came of a request about several appointments: each has its own outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The appointments with which it went well.
    pub done: Vec<i64>,
    /// The others, which stay on the list.
    pub failed: Vec<Failed>,
}

impl Outcome {
    /// What came of it, for a page: how many were `verb` ("moved", "asked"), and what became of
    /// each of the others.
    pub fn words(&self, verb: &str) -> String {
        let count = i64::try_from(self.done.len()).unwrap_or(i64::MAX);
        let done = match count {
            1 => format!("1 patient was {verb}."),
            count => format!("{} were {verb}.", plural(count, "patient")),
        };
        let failed = self
            .failed
            .iter()
            .map(|each| format!("{}: {}", number(each.appointment_id), each.why));
        std::iter::once(done)
            .chain(failed)
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Why nothing came of it for one appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// The appointment.
    pub appointment_id: i64,
    /// Why, in the reader's words.
    pub why: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form;

    fn read(list: &[(&str, &str)]) -> DisplacedForm {
        let pairs: Vec<_> = list
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let form: DisplacedForm = form::parse(&pairs).unwrap();
        let sent = serde_urlencoded::to_string(&form).unwrap();
        assert_eq!(serde_urlencoded::from_str(&sent), Ok(form.clone()));
        form
    }

    #[test]
    fn moves_are_read_from_a_list_and_from_ticked_boxes() {
        let move_12 = Move {
            appointment_id: 12,
            starts_at: "2026-12-01T09:00:00Z".parse().unwrap(),
            doctor_id: 3,
        };
        let listed = read(&[("moves", "12@2026-12-01T10:00:00+01:00@3, ")]);
        assert_eq!(listed.moves(), Ok(vec![(12, Some(move_12))]));
        let ticked = read(&[
            ("pick_12", "true"),
            ("to_12", "2026-12-01T09:00:00+00:00@3"),
            ("to_13", "2026-12-01T09:30:00+00:00@3"),
            ("pick_14", "true"),
        ]);
        assert_eq!(ticked.moves(), Ok(vec![(12, Some(move_12)), (14, None)]));
        assert_eq!(ticked.picked(), Ok(vec![12, 14]));
        assert_eq!(
            read(&[("appointment_ids", "1, 2")]).picked(),
            Ok(vec![1, 2])
        );
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for moves in [
            "12",
            "12@soon@3",
            "x@2026-12-01T09:00:00Z@3",
            "1@2026-12-01T09:00:00Z@y",
        ] {
            let error = read(&[("moves", moves)]).moves().unwrap_err();
            assert!(error.contains(moves), "{error}");
        }
        assert!(read(&[("pick_x", "true")]).picked().is_err());
    }

    #[test]
    fn a_proposal_is_read_back_from_its_key() {
        let proposal = Proposal {
            doctor_id: 3,
            doctor_name: "Dr. Mara Lind".into(),
            starts_at: "2026-12-01T10:00:00+01:00".parse().unwrap(),
            ends_at: "2026-12-01T10:30:00+01:00".parse().unwrap(),
        };
        let read = Move::read(7, &proposal.key()).unwrap();
        assert_eq!(read.starts_at, proposal.starts_at.timestamp());
        assert_eq!((read.appointment_id, read.doctor_id), (7, 3));
    }
}
