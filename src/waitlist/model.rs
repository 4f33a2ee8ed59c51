//! Who waits for a time, what they would take, and what was offered to them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{clinic_time::ClinicTime, rules::keyed::keyed, ui::words::day_words};

pub use super::{
    terms::{DAYS, Terms, Weekdays},
    views::{
        EntryCount, FillRate, FreeTime, JoinOptions, Mine, Moved, Placing, VisitChoice, WaitList,
    },
};

/// How many requests of one patient wait at once, at most.
pub const MOST_WAITING: i64 = 10;
/// How far ahead somebody can wait, in days.
pub const FARTHEST_DAYS: i32 = 365;

keyed! {
    /// How pressing it is, as staff judge it. The later ones go first.
    Urgency: Routine;
    /// Whenever it suits.
    Routine => "routine", "Routine";
    /// Rather soon.
    Soon => "soon", "Soon";
    /// Before others.
    Urgent => "urgent", "Urgent";
    /// Before everybody.
    VeryUrgent => "very_urgent", "Very urgent";
}

impl Urgency {
    /// The number the database keeps: 0 to 3.
    pub fn level(self) -> i32 {
        match self {
            Self::Routine => 0,
            Self::Soon => 1,
            Self::Urgent => 2,
            Self::VeryUrgent => 3,
        }
    }

    /// The urgency of that number.
    pub fn from_level(level: i32) -> Option<Self> {
        Self::ALL.iter().copied().find(|each| each.level() == level)
    }
}

keyed! {
    /// Where a request stands.
    EntryStatus: Waiting;
    /// Nothing has been offered, or nothing that was taken.
    Waiting => "waiting", "Waiting";
    /// A time is kept until the patient answers.
    Offered => "offered", "Offered";
    /// They have their time.
    Filled => "filled", "Filled";
    /// They do not wait any more.
    Withdrawn => "withdrawn", "Withdrawn";
    /// Nothing was found in time, or what was to be moved is over.
    Expired => "expired", "Ended";
}

impl EntryStatus {
    /// Whether it is still to be filled.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Offered)
    }
}

keyed! {
    /// What became of an offer.
    OfferStatus: Open;
    /// It awaits an answer.
    Open => "open", "Open";
    /// The patient took it.
    Accepted => "accepted", "Accepted";
    /// The patient did not want it.
    Declined => "declined", "Declined";
    /// There was no answer in time.
    Expired => "expired", "No answer";
    /// The request was withdrawn, or staff found something else.
    Withdrawn => "withdrawn", "Withdrawn";
}

/// A time kept for somebody who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Its id.
    pub id: i64,
    /// Whose time.
    pub doctor_id: i64,
    /// The doctor's name.
    pub doctor_name: String,
    /// When it begins.
    pub starts_at: ClinicTime,
    /// When it is over.
    pub ends_at: ClinicTime,
    /// What became of it.
    pub status: OfferStatus,
    /// When it was made.
    pub offered_at: ClinicTime,
    /// Until when the time is kept.
    pub expires_at: ClinicTime,
}

impl Offer {
    /// Until when it is kept, said on that day: `10:12`, or `Tue 24 Nov, 10:12` on another.
    pub fn kept_until(&self, today: Date) -> String {
        if self.expires_at.date() == today {
            self.expires_at.clock()
        } else {
            self.expires_at.words()
        }
    }
}

/// Somebody's request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: i64,
    /// Who waits.
    pub patient_id: i64,
    /// Their name.
    pub patient_name: String,
    /// Their telephone number; may be empty.
    pub patient_contact: String,
    /// The name of the doctor they wait for, if it is one.
    pub doctor_name: Option<String>,
    /// What the doctor does.
    pub specialization: String,
    /// What for; none is whatever the doctor offers first.
    pub visit_type_id: Option<i64>,
    /// The visit type's name.
    pub visit_type: String,
    /// The appointment that is moved when a time is found.
    pub appointment_id: Option<i64>,
    /// What they would take.
    #[serde(flatten)]
    pub terms: Terms,
    /// How pressing it is.
    pub urgency: Urgency,
    /// Where it stands.
    pub status: EntryStatus,
    /// In the patient's words; may be empty.
    pub note: String,
    /// Since when.
    pub created_at: ClinicTime,
    /// When it was filled, withdrawn or ended.
    pub ended_at: Option<ClinicTime>,
    /// Counts changes.
    pub version: i32,
    /// The offer that awaits an answer.
    pub offer: Option<Offer>,
}

impl Entry {
    /// With whom: `Dr. Mara Lind, Cardiology`, or `Any doctor, Cardiology`.
    pub fn whom(&self) -> String {
        let who = self.doctor_name.as_deref().unwrap_or("Any doctor");
        format!("{who}, {}", self.specialization)
    }

    /// What is wanted: `Earlier than Tue 24 Nov, 09:30`, or `A time`.
    pub fn wanted(&self) -> String {
        match self.terms.before {
            Some(before) => format!("Earlier than {}", before.words()),
            None => "A time".to_owned(),
        }
    }
}

/// What whoever asked is told.
pub fn joined(staff: bool) -> &'static str {
    if staff {
        "They are on the waiting list."
    } else {
        "You are on the waiting list. What comes free is offered to you here."
    }
}

/// How long until an offer ends: `18 minutes left`; nothing once it has ended.
pub fn time_left(expires_at: ClinicTime, now: ClinicTime) -> Option<String> {
    let left = expires_at.timestamp().as_second() - now.timestamp().as_second();
    (left > 0).then(|| match left.div_euclid(60) {
        0 => "less than a minute left".to_owned(),
        1 => "1 minute left".to_owned(),
        minutes => format!("{minutes} minutes left"),
    })
}

/// How long somebody has waited: `since Tue 24 Nov`.
pub fn since(created_at: ClinicTime) -> String {
    format!("since {}", day_words(created_at.date()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_an_offer_is_told_until_it_ends() {
        let at = |text: &str| text.parse::<ClinicTime>().unwrap();
        let end = at("2026-11-24T10:12:00+00:00");
        let left = |now| time_left(end, at(now));
        assert_eq!(
            left("2026-11-24T09:54:00Z").as_deref(),
            Some("18 minutes left")
        );
        assert_eq!(
            left("2026-11-24T10:10:30Z").as_deref(),
            Some("1 minute left")
        );
        assert_eq!(
            left("2026-11-24T10:11:30Z").as_deref(),
            Some("less than a minute left")
        );
        assert_eq!(left("2026-11-24T10:12:00Z"), None);
    }

    #[test]
    fn urgencies_have_numbers_in_order() {
        let levels: Vec<i32> = Urgency::ALL.iter().map(|each| each.level()).collect();
        assert_eq!(levels, [0, 1, 2, 3]);
        assert!(Urgency::ALL.is_sorted());
        assert_eq!(Urgency::from_level(3), Some(Urgency::VeryUrgent));
        assert_eq!(Urgency::from_level(4), None);
    }
}
