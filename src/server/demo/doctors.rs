//! The invented doctors of the demonstration clinic.

use jiff::civil::Weekday::{self, Friday, Monday, Thursday, Tuesday, Wednesday};

/// A doctor and when they see patients.
#[derive(Debug)]
pub(crate) struct DoctorSketch {
    pub(crate) username: &'static str,
    pub(crate) full_name: &'static str,
    pub(crate) field: &'static Field,
    pub(crate) languages: &'static str,
    pub(crate) about: &'static str,
    /// On these weekdays, beside weekend duty in turn.
    pub(crate) days: &'static [Weekday],
    /// From this hour up to that one.
    pub(crate) hours: (i8, i8),
}

/// A specialization, and why people come.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) reasons: &'static [&'static str],
    pub(crate) sees: Sees,
}

/// Who goes to a doctor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sees {
    Everyone,
    Adults,
    Women,
    Children,
}

static GENERAL: Field = Field {
    name: "General practice",
    reasons: &[
        "Annual check-up",
        "Cough for two weeks",
        "Blood test results",
        "Repeat prescription",
        "Travel vaccinations",
        "Tired all the time",
        "Sick note",
        "High blood pressure",
    ],
    sees: Sees::Everyone,
};
static CARDIOLOGY: Field = Field {
    name: "Cardiology",
    reasons: &[
        "Palpitations at night",
        "Follow-up after ECG",
        "Blood pressure review",
        "Chest tightness when climbing stairs",
        "Medication review",
        "Holter monitor results",
    ],
    sees: Sees::Adults,
};
static DERMATOLOGY: Field = Field {
    name: "Dermatology",
    reasons: &[
        "A mole that has changed",
        "Eczema on both hands",
        "Acne, follow-up",
        "Itchy rash since Sunday",
        "Skin check before the summer",
    ],
    sees: Sees::Everyone,
};
static PAEDIATRICS: Field = Field {
    name: "Paediatrics",
    reasons: &[
        "Vaccination",
        "Ear ache",
        "Growth check",
        "Fever since yesterday",
        "Asthma review",
        "School health form",
    ],
    sees: Sees::Children,
};
static ORTHOPAEDICS: Field = Field {
    name: "Orthopaedics",
    reasons: &[
        "Knee pain when running",
        "Six weeks after a wrist fracture",
        "Stiff shoulder",
        "Lower back pain",
        "X-ray results",
        "Before hip surgery",
    ],
    sees: Sees::Everyone,
};
static GYNAECOLOGY: Field = Field {
    name: "Gynaecology",
    reasons: &[
        "Cervical screening",
        "Contraception advice",
        "Pregnancy, 20 weeks",
        "Follow-up",
        "Irregular periods",
    ],
    sees: Sees::Women,
};
static NEUROLOGY: Field = Field {
    name: "Neurology",
    reasons: &[
        "Migraine, more often lately",
        "Numbness in the left hand",
        "MRI results",
        "Dizziness",
        "Follow-up on new tablets",
    ],
    sees: Sees::Adults,
};
static EARS: Field = Field {
    name: "Ear, nose and throat",
    reasons: &[
        "Blocked ear",
        "Hearing test",
        "Sinusitis again",
        "Hoarse for a month",
        "Snoring",
    ],
    sees: Sees::Everyone,
};

/// The twelve doctors; the first has a demonstration account.
pub(crate) static DOCTORS: [DoctorSketch; 12] = [
    DoctorSketch {
        username: "dr.moreau",
        full_name: "Dr Odile Moreau",
        field: &CARDIOLOGY,
        languages: "English, French",
        about: "Looks after hearts that race, skip or tire. Explains every trace of an ECG, and likes to be asked.",
        days: &[Monday, Tuesday, Wednesday, Thursday, Friday],
        hours: (9, 17),
    },
    DoctorSketch {
        username: "dr.adeyemi",
        full_name: "Dr Tunde Adeyemi",
        field: &GENERAL,
        languages: "English, Yoruba",
        about: "Family doctor for three generations of the harbour quarter, with a special interest in diabetes.",
        days: &[Monday, Tuesday, Thursday, Friday],
        hours: (8, 16),
    },
    DoctorSketch {
        username: "dr.lindqvist",
        full_name: "Dr Astrid Lindqvist",
        field: &GENERAL,
        languages: "English, Swedish, German",
        about: "General practice and travel medicine. Keeps the early and the late appointments for people who work.",
        days: &[Monday, Wednesday, Friday],
        hours: (8, 18),
    },
    DoctorSketch {
        username: "dr.nair",
        full_name: "Dr Meera Nair",
        field: &GENERAL,
        languages: "English, Malayalam, Hindi",
        about: "General practice with an eye on mental health. Takes the time it takes.",
        days: &[Tuesday, Wednesday, Thursday],
        hours: (9, 17),
    },
    DoctorSketch {
        username: "dr.okafor",
        full_name: "Dr Chidi Okafor",
        field: &CARDIOLOGY,
        languages: "English, Igbo",
        about: "Heart failure and life after a heart attack: exercise, tablets, and getting back to the allotment.",
        days: &[Tuesday, Thursday],
        hours: (10, 18),
    },
    DoctorSketch {
        username: "dr.haddad",
        full_name: "Dr Samira Haddad",
        field: &DERMATOLOGY,
        languages: "English, Arabic, French",
        about: "Skin of every colour and age; mole checks with a dermatoscope and minor surgery on site.",
        days: &[Monday, Wednesday, Thursday],
        hours: (9, 15),
    },
    DoctorSketch {
        username: "dr.brennan",
        full_name: "Dr Niall Brennan",
        field: &PAEDIATRICS,
        languages: "English, Irish",
        about: "Children from the first week to the first moustache. Vaccinates so fast that it is over before the tears.",
        days: &[Monday, Tuesday, Wednesday, Friday],
        hours: (8, 14),
    },
    DoctorSketch {
        username: "dr.tanaka",
        full_name: "Dr Yuki Tanaka",
        field: &PAEDIATRICS,
        languages: "English, Japanese",
        about: "Childhood asthma and allergies, and worried parents at any hour the clinic is open.",
        days: &[Tuesday, Thursday, Friday],
        hours: (11, 18),
    },
    DoctorSketch {
        username: "dr.ferreira",
        full_name: "Dr Tomás Ferreira",
        field: &ORTHOPAEDICS,
        languages: "English, Portuguese, Spanish",
        about: "Knees, hips and shoulders, of athletes and of gardeners. Operates on Tuesdays, elsewhere.",
        days: &[Monday, Wednesday, Thursday, Friday],
        hours: (9, 16),
    },
    DoctorSketch {
        username: "dr.kowalczyk",
        full_name: "Dr Agnieszka Kowalczyk",
        field: &GYNAECOLOGY,
        languages: "English, Polish, Ukrainian",
        about: "Screening, pregnancy and the years after fifty. A chaperone is there whenever you wish.",
        days: &[Monday, Tuesday, Thursday],
        hours: (9, 17),
    },
    DoctorSketch {
        username: "dr.rosenthal",
        full_name: "Dr Miriam Rosenthal",
        field: &NEUROLOGY,
        languages: "English, Hebrew, German",
        about: "Headache, numbness, memory. Wants to hear the whole story before looking at any scan.",
        days: &[Wednesday, Friday],
        hours: (9, 17),
    },
    DoctorSketch {
        username: "dr.whitfield",
        full_name: "Dr George Whitfield",
        field: &EARS,
        languages: "English, British Sign Language",
        about: "Ears, noses, throats, and the voices of the cathedral choir. Hearing tests on the same day.",
        days: &[Monday, Tuesday, Friday],
        hours: (9, 15),
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::form::validate;

    #[test]
    fn twelve_doctors_work_in_eight_fields() {
        let unique = |texts: Vec<&str>| texts.into_iter().collect::<HashSet<_>>().len();
        assert_eq!(
            unique(DOCTORS.iter().map(|doctor| doctor.full_name).collect()),
            12
        );
        assert_eq!(
            unique(DOCTORS.iter().map(|doctor| doctor.username).collect()),
            12
        );
        assert_eq!(
            unique(DOCTORS.iter().map(|doctor| doctor.field.name).collect()),
            8
        );
        for doctor in &DOCTORS {
            assert!(validate::username(doctor.username).is_ok());
            assert!(validate::reason(doctor.about).is_ok());
        }
    }
}
