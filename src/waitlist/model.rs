//! Who waits for a time, what they would take, and what was offered to them.

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::{
    appointments::model::DoctorName,
    clinic_time::ClinicTime,
    rules::model::keyed,
    schedule::hours::MinuteOfDay,
    ui::words::{day_words, long_day},
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

/// Days of the week: a bit for each, Monday's is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weekdays(u8);

/// Each weekday with the name its box has in forms, Monday first.
pub const DAYS: [(Weekday, &str, &str); 7] = [
    (Weekday::Monday, "mon", "Mon"),
    (Weekday::Tuesday, "tue", "Tue"),
    (Weekday::Wednesday, "wed", "Wed"),
    (Weekday::Thursday, "thu", "Thu"),
    (Weekday::Friday, "fri", "Fri"),
    (Weekday::Saturday, "sat", "Sat"),
    (Weekday::Sunday, "sun", "Sun"),
];

impl Weekdays {
    /// Every day.
    pub const ANY: Self = Self(127);

    /// Those days; every day when none is named.
    pub fn of(days: impl IntoIterator<Item = Weekday>) -> Self {
        let bits = days.into_iter().fold(0, |bits, day| bits | bit(day));
        if bits == 0 { Self::ANY } else { Self(bits) }
    }

    /// As the database keeps them; every day for what it never holds.
    pub fn from_bits(bits: i32) -> Self {
        u8::try_from(bits)
            .ok()
            .filter(|bits| (1..=127).contains(bits))
            .map_or(Self::ANY, Self)
    }

    /// As the database keeps them.
    pub fn bits(self) -> i32 {
        self.0.into()
    }

    /// Whether that day is among them.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }

    /// `any day`, or `Mon, Wed`.
    pub fn words(self) -> String {
        if self == Self::ANY {
            return "any day".to_owned();
        }
        let days = DAYS.iter().filter(|(day, ..)| self.contains(*day));
        days.map(|(_, _, words)| *words)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

fn bit(day: Weekday) -> u8 {
    1 << day.to_monday_zero_offset()
}

/// What somebody who waits would take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// With this doctor; none: with any of the specialization.
    pub doctor_id: Option<i64>,
    /// On these days of the week.
    pub weekdays: Weekdays,
    /// It begins then or later.
    pub from: MinuteOfDay,
    /// It is over by then.
    pub to: MinuteOfDay,
    /// The last day that helps.
    pub until: Date,
    /// It begins before this, which is the appointment they have.
    pub before: Option<ClinicTime>,
}

impl Terms {
    /// `Mon, Wed, 09:00 to 12:00, until Friday 27 November 2026`.
    pub fn words(&self) -> String {
        let (from, to) = (self.from.minutes() > 0, self.to.minutes() < 1440);
        let times = match (from, to) {
            (true, true) => format!(", {} to {}", self.from, self.to),
            (true, false) => format!(", from {}", self.from),
            (false, true) => format!(", until {}", self.to),
            (false, false) => String::new(),
        };
        format!(
            "{}{times}, up to {}",
            self.weekdays.words(),
            long_day(self.until)
        )
    }
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

/// How many requests have a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryCount {
    /// The status.
    pub status: EntryStatus,
    /// How many.
    pub count: u64,
}

/// How well the list fills what comes free, over the last [`FillRate::DAYS`] days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillRate {
    /// Times that were offered, each counted once however many were asked.
    pub offered: u64,
    /// Those that somebody took.
    pub accepted: u64,
    /// Requests that ended in any way.
    pub ended: u64,
    /// Those that ended with a time.
    pub filled: u64,
}

impl FillRate {
    /// The days it looks back.
    pub const DAYS: i32 = 30;

    /// `67%`; `none yet` while there is nothing to tell of.
    pub fn share(part: u64, whole: u64) -> String {
        match (part * 100 + whole / 2).checked_div(whole) {
            Some(percent) => format!("{percent}%"),
            None => "none yet".to_owned(),
        }
    }
}

/// The waiting list as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitList {
    /// What is on the page: of those who wait, who is asked first stands first.
    pub items: Vec<Entry>,
    /// Its number, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
    /// How many requests there are on all of them.
    pub total: u64,
    /// How many have each status.
    pub counts: Vec<EntryCount>,
    /// How well it goes.
    pub rate: FillRate,
    /// When this was read.
    pub now: ClinicTime,
}

/// What a patient waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mine {
    /// Those that are still to be filled, the oldest first; with the offer where there is one.
    pub entries: Vec<Entry>,
    /// When this was read.
    pub now: ClinicTime,
}

/// A free time that suits somebody who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeTime {
    /// With whom.
    pub doctor_id: i64,
    /// The doctor's name.
    pub doctor_name: String,
    /// When it begins.
    pub starts_at: ClinicTime,
}

/// A request with the free times that suit it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placing {
    /// The request.
    pub entry: Entry,
    /// The soonest times that suit it, by doctor.
    pub times: Vec<FreeTime>,
    /// When this was read.
    pub now: ClinicTime,
}

/// A visit type to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitChoice {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
}

/// What the form of a new request offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinOptions {
    /// The patient staff ask for.
    pub patient_id: Option<i64>,
    /// Their name.
    pub patient_name: Option<String>,
    /// The appointment that is to be moved.
    pub appointment: Option<Moved>,
    /// The doctor asked for.
    pub doctor: Option<DoctorName>,
    /// Doctors to choose from.
    pub doctors: Vec<DoctorName>,
    /// Specializations to choose from.
    pub specializations: Vec<String>,
    /// Visit types to choose from; none where there is no choice.
    pub visit_types: Vec<VisitChoice>,
    /// The first day that can be the last.
    pub today: Date,
    /// The last day that can.
    pub last: Date,
}

/// The appointment that is to be moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Its id.
    pub id: i64,
    /// When it begins.
    pub starts_at: ClinicTime,
    /// With whom.
    pub doctor_name: String,
    /// What the doctor does.
    pub specialization: String,
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
    use jiff::civil::date;

    use super::*;

    #[test]
    fn weekdays_are_bits_with_words() {
        assert_eq!(Weekdays::of([]), Weekdays::ANY);
        let some = Weekdays::of([Weekday::Monday, Weekday::Sunday]);
        assert_eq!((some.bits(), some.words()), (65, "Mon, Sun".to_owned()));
        assert_eq!(Weekdays::from_bits(65), some);
        assert_eq!(Weekdays::from_bits(0), Weekdays::ANY);
        assert!(some.contains(Weekday::Sunday) && !some.contains(Weekday::Tuesday));
        assert_eq!(Weekdays::ANY.words(), "any day");
    }

    #[test]
    fn terms_are_said_as_far_as_they_narrow() {
        let minute = |minutes| MinuteOfDay::new(minutes).unwrap();
        let mut terms = Terms {
            doctor_id: None,
            weekdays: Weekdays::ANY,
            from: minute(0),
            to: minute(1440),
            until: date(2026, 11, 27),
            before: None,
        };
        let until = "up to Friday 27 November 2026";
        assert_eq!(terms.words(), format!("any day, {until}"));
        terms.to = minute(720);
        assert_eq!(terms.words(), format!("any day, until 12:00, {until}"));
        terms.from = minute(540);
        assert_eq!(terms.words(), format!("any day, 09:00 to 12:00, {until}"));
        terms.to = minute(1440);
        assert_eq!(terms.words(), format!("any day, from 09:00, {until}"));
    }

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

    #[test]
    fn shares_are_rounded_and_nothing_has_none() {
        assert_eq!(FillRate::share(2, 3), "67%");
        assert_eq!(FillRate::share(0, 5), "0%");
        assert_eq!(FillRate::share(0, 0), "none yet");
    }
}
