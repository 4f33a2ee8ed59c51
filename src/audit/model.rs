//! What an audit entry says.

use serde::{Deserialize, Serialize};

use crate::clinic_time::ClinicTime;

macro_rules! actions {
    ($($variant:ident => $key:literal, $words:literal;)*) => {
        /// What was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $(#[doc = $words] $variant,)*
        }

        impl Action {
            /// Every action.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The action as the database spells it.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// The action in the reader's words.
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }
        }
    };
}

actions! {
    SignedIn => "signed_in", "Signed in";
    SignInFailed => "sign_in_failed", "Sign-in failed";
    UnlockFailed => "unlock_failed", "Unlocking failed";
    SignedOut => "signed_out", "Signed out";
    AccessRefused => "access_refused", "Access refused";
    SetUp => "set_up", "Clinic set up";
    SettingsChanged => "settings_changed", "Clinic settings changed";
    UserCreated => "user_created", "Account created";
    UserDisabled => "user_disabled", "Account disabled";
    UserEnabled => "user_enabled", "Account enabled";
    PasswordChanged => "password_changed", "Password changed";
    PasswordReset => "password_reset", "Password reset";
    SessionsEnded => "sessions_ended", "Signed out elsewhere";
    DoctorAdded => "doctor_added", "Doctor added";
    DoctorChanged => "doctor_changed", "Doctor changed";
    PatientRegistered => "patient_registered", "Patient registered";
    PatientChanged => "patient_changed", "Patient changed";
    PatientsMerged => "patients_merged", "Patient records merged";
    MergeUndone => "merge_undone", "Merge of patient records undone";
    PatientViewed => "patient_viewed", "Patient record viewed";
    AppointmentBooked => "appointment_booked", "Appointment booked";
    AppointmentCancelled => "appointment_cancelled", "Appointment cancelled";
    AppointmentMoved => "appointment_moved", "Appointment moved";
    AppointmentMoveAsked => "appointment_move_asked", "Patient asked to choose another time";
    AppointmentOverbooked => "appointment_overbooked", "Time overbooked";
    AppointmentStatus => "appointment_status", "Appointment status changed";
    AppointmentViewed => "appointment_viewed", "Appointment viewed";
    AppointmentsExported => "appointments_exported", "Appointments exported";
    VisitTypeAdded => "visit_type_added", "Visit type added";
    VisitTypeChanged => "visit_type_changed", "Visit type changed";
    RoomAdded => "room_added", "Room added";
    RoomChanged => "room_changed", "Room changed";
    PolicyChanged => "policy_changed", "Booking policy changed";
    HoursChanged => "hours_changed", "Working hours changed";
    ExceptionAdded => "exception_added", "Time off, extra hours or closure entered";
    ExceptionRemoved => "exception_removed", "Time off, extra hours or closure deleted";
    ClosuresImported => "closures_imported", "Closures imported";
    PatientForgiven => "patient_forgiven", "No-shows forgiven";
    WaitlistJoined => "waitlist_joined", "Waiting list joined";
    WaitlistUrgency => "waitlist_urgency", "Urgency changed";
    WaitlistWithdrawn => "waitlist_withdrawn", "Waiting list left";
    OfferMade => "offer_made", "Time offered";
    OfferAccepted => "offer_accepted", "Waiting ended with a time";
    OfferDeclined => "offer_declined", "Offer declined";
    ScreenAdded => "screen_added", "Screen link made";
    ScreenRevoked => "screen_revoked", "Screen link revoked";
    DaySheetPrinted => "day_sheet_printed", "Day sheet printed";
    DataImported => "data_imported", "Data imported";
}

impl Action {
    /// The action with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.key() == key)
    }
}

/// Which record it was done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entity {
    /// An account.
    User(i64),
    /// A doctor.
    Doctor(i64),
    /// A patient.
    Patient(i64),
    /// An appointment.
    Appointment(i64),
    /// A visit type.
    VisitType(i64),
    /// A room.
    Room(i64),
    /// A link to a screen.
    Screen(i64),
}

impl Entity {
    /// The kind as the database spells it.
    pub fn kind(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Doctor(_) => "doctor",
            Self::Patient(_) => "patient",
            Self::Appointment(_) => "appointment",
            Self::VisitType(_) => "visit_type",
            Self::Room(_) => "room",
            Self::Screen(_) => "screen",
        }
    }

    /// The record's id.
    pub fn id(self) -> i64 {
        match self {
            Self::User(id)
            | Self::Doctor(id)
            | Self::Patient(id)
            | Self::Appointment(id)
            | Self::VisitType(id)
            | Self::Room(id)
            | Self::Screen(id) => id,
        }
    }
}

/// One line of the trail, as an admin reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number; later entries have higher ones.
    pub id: i64,
    /// When.
    pub at: ClinicTime,
    /// Who: the username, or nothing for the system and for strangers.
    pub username: Option<String>,
    /// What was done: the key of an [`Action`].
    pub action: String,
    /// The kind of record: `user`, `doctor`, `patient`, `appointment`, `visit_type`,
    /// `room`, `screen`, or empty.
    pub entity: String,
    /// The record's id.
    pub entity_id: Option<i64>,
    /// From where.
    pub address: String,
    /// More about it; never patient data.
    pub detail: String,
}
