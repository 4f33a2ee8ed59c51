//! Why a time is not free.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::model::{Audience, Policy, Standing};
use crate::ui::words::long_day;

/// One reason why a time is not free. A time is free when there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// It has begun already.
    Past,
    /// The doctor does not see patients then, or the visit would not end in time.
    OutsideHours,
    /// The doctor does, but visits begin at other minutes.
    OffGrid,
    /// The doctor does, but not for this kind of visit.
    OtherVisitTypes,
    /// The doctor is away.
    TimeOff {
        /// Why, for staff.
        label: String,
    },
    /// The clinic is closed.
    Closure {
        /// Why, for everybody.
        label: String,
    },
    /// The doctor has something else then.
    Taken,
    /// Somebody is about to book it, or it is offered to somebody.
    Held,
    /// The minutes before or after the visit are taken.
    Buffer,
    /// Every room it could take place in is taken.
    Room,
    /// The patient has something else then.
    PatientTaken,
    /// It is sooner than patients may book.
    Notice {
        /// Minutes that are asked for.
        minutes: u32,
    },
    /// It is later than patients may book.
    Horizon {
        /// The last day.
        last: Date,
    },
    /// The patient has as many appointments to come as the policy allows.
    TooManyOpen {
        /// How many.
        most: u16,
    },
    /// The patient has never been here, and new patients cannot book online.
    NewPatient,
    /// The patient has stayed away too often.
    Noshows {
        /// How often.
        times: u16,
    },
}

impl Reason {
    /// Whether staff may book over it: what they see is theirs to judge, except that nobody can
    /// be in two places, that rooms hold one visit, and that what is past is past.
    pub fn may_overbook(&self) -> bool {
        !matches!(self, Self::Past | Self::Room | Self::PatientTaken)
    }

    /// The reason in words. Patients are not told what staff wrote about a doctor's absence.
    pub fn words(&self, audience: Audience) -> String {
        let for_staff = audience == Audience::Staff;
        match self {
            Self::Past => "This time is past.".to_owned(),
            Self::OutsideHours if for_staff => "Outside the doctor's hours.".to_owned(),
            Self::OutsideHours => "The doctor sees no patients then.".to_owned(),
            Self::OffGrid => "Visits begin at other minutes.".to_owned(),
            Self::OtherVisitTypes => "These hours are for other kinds of visit.".to_owned(),
            Self::TimeOff { label } if for_staff && !label.is_empty() => {
                format!("Time off: {label}.")
            }
            Self::TimeOff { .. } => "The doctor is away.".to_owned(),
            Self::Closure { label } if label.is_empty() => "The clinic is closed.".to_owned(),
            Self::Closure { label } => format!("The clinic is closed: {label}."),
            Self::Taken => "This time is taken.".to_owned(),
            Self::Held if for_staff => {
                "Kept for a few minutes for somebody who is booking it or to whom it is offered."
                    .to_owned()
            }
            Self::Held => "Somebody else is booking this time just now.".to_owned(),
            Self::Buffer if for_staff => {
                "The minutes kept free before or after the visit are taken.".to_owned()
            }
            Self::Buffer => "It is too close to another visit.".to_owned(),
            Self::Room => "No suitable room is free then.".to_owned(),
            Self::PatientTaken if for_staff => {
                "The patient has another appointment then.".to_owned()
            }
            Self::PatientTaken => "You have another appointment then.".to_owned(),
            Self::Notice { minutes } => format!(
                "Online booking closes {} before a visit. Please call the clinic.",
                length(*minutes)
            ),
            Self::Horizon { last } => format!(
                "Online booking is open until {}. Later times open day by day.",
                long_day(*last)
            ),
            Self::TooManyOpen { most: 1 } => {
                "You have an appointment to come, and can book another one after it.".to_owned()
            }
            Self::TooManyOpen { most } => format!(
                "You have {most} appointments to come, which is as many as can be booked online at once."
            ),
            Self::NewPatient => {
                "Online booking is for patients who have been here before. Please call the clinic for a first visit."
                    .to_owned()
            }
            Self::Noshows { times } => format!(
                "Online booking is closed for you, since {times} appointments were missed. Please call the clinic."
            ),
        }
    }
}

/// Why this patient cannot book online, whatever the time.
pub fn standing_reasons(policy: &Policy, standing: &Standing) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if let Some(most) = policy.most_open.filter(|most| standing.open >= *most) {
        reasons.push(Reason::TooManyOpen { most });
    }
    if !policy.new_patients && !standing.known {
        reasons.push(Reason::NewPatient);
    }
    if policy
        .noshow_limit
        .is_some_and(|limit| standing.noshows >= limit)
    {
        reasons.push(Reason::Noshows {
            times: standing.noshows,
        });
    }
    reasons
}

/// That patients cancel and move online only so long before.
pub fn cut_off(minutes: u32) -> String {
    format!(
        "Appointments can be cancelled and moved online until {} before. Please call the clinic.",
        length(minutes)
    )
}

/// A length of time in words: "45 minutes", "4 hours", "2 days".
pub fn length(minutes: u32) -> String {
    let (count, unit) = match minutes {
        0 => return "no time".to_owned(),
        m if m % 1440 == 0 => (m / 1440, "day"),
        m if m % 60 == 0 => (m / 60, "hour"),
        m => (m, "minute"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patients_are_not_told_why_a_doctor_is_away() {
        let away = Reason::TimeOff {
            label: "operation".to_owned(),
        };
        assert_eq!(away.words(Audience::Patient), "The doctor is away.");
        assert_eq!(away.words(Audience::Staff), "Time off: operation.");
    }

    #[test]
    fn lengths_are_said_in_the_unit_that_fits() {
        let words = [1, 45, 60, 90, 240, 1440, 2880].map(length);
        let expected = [
            "1 minute",
            "45 minutes",
            "1 hour",
            "90 minutes",
            "4 hours",
            "1 day",
            "2 days",
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn the_policy_stops_whom_it_names() {
        let policy = Policy {
            most_open: Some(2),
            new_patients: false,
            noshow_limit: Some(3),
            ..Policy::default()
        };
        let fine = Standing {
            open: 1,
            known: true,
            noshows: 2,
        };
        assert!(standing_reasons(&policy, &fine).is_empty());
        let not = Standing {
            open: 2,
            known: false,
            noshows: 3,
        };
        let reasons = [
            Reason::TooManyOpen { most: 2 },
            Reason::NewPatient,
            Reason::Noshows { times: 3 },
        ];
        assert_eq!(standing_reasons(&policy, &not), reasons);
        assert!(standing_reasons(&Policy::default(), &not).is_empty());
    }
}
