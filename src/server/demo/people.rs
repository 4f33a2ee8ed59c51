//! The invented people of the demonstration clinic.

use std::collections::HashSet;

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday},
};

use super::dice::Dice;
use crate::form::validate;

use Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};

/// How many patients there are; the first is Rosa.
pub(crate) const PATIENTS: usize = 300;
/// Patients who are children; they have no login of their own.
const CHILDREN: usize = 54;

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

/// A patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PatientSketch {
    pub(crate) full_name: String,
    /// None: registered by the front desk, without a login.
    pub(crate) username: Option<String>,
    pub(crate) contact_number: String,
    pub(crate) email: String,
    pub(crate) date_of_birth: Option<Date>,
    pub(crate) child: bool,
    pub(crate) woman: bool,
}

impl PatientSketch {
    /// Whether this patient goes to such doctors.
    pub(crate) fn is_seen_by(&self, field: &Field) -> bool {
        match field.sees {
            Sees::Everyone => true,
            Sees::Adults => !self.child,
            Sees::Women => !self.child && self.woman,
            Sees::Children => self.child,
        }
    }
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

const WOMEN: &[&str] = &[
    "Aaliyah", "Agata", "Amara", "Anneke", "Beatriz", "Bronwen", "Chiara", "Daniela", "Edith",
    "Eilidh", "Elif", "Fatima", "Freya", "Grace", "Hana", "Imani", "Ingrid", "Jana", "Joyce",
    "Kamala", "Lena", "Leïla", "Mai", "Margaret", "Mariam", "Marta", "Mei", "Naomi", "Niamh",
    "Nour", "Olga", "Priya", "Ruth", "Saoirse", "Sofía", "Tamar", "Thandiwe", "Ulrike", "Yasmin",
    "Zoë",
];
const MEN: &[&str] = &[
    "Ahmed",
    "Alasdair",
    "Andrei",
    "Arjun",
    "Bartosz",
    "Callum",
    "Carlos",
    "Dafydd",
    "David",
    "Emeka",
    "Emre",
    "Felix",
    "François",
    "Giorgos",
    "Hamza",
    "Henry",
    "Ibrahim",
    "Ivan",
    "Jakub",
    "Jens",
    "João",
    "Kenji",
    "Kofi",
    "Lars",
    "Luca",
    "Malik",
    "Mateusz",
    "Minh",
    "Nikhil",
    "Oisín",
    "Pavel",
    "Peter",
    "Quentin",
    "Rashid",
    "Samuel",
    "Søren",
    "Tariq",
    "Viktor",
    "William",
    "Yusuf",
];
const FAMILIES: &[&str] = &[
    "Abara",
    "Achterberg",
    "Ahmadi",
    "Almeida",
    "Andersson",
    "Bakker",
    "Banerjee",
    "Barrow",
    "Beaumont",
    "Byrne",
    "Castellano",
    "Chaudhry",
    "Clarke",
    "Costa",
    "Dąbrowski",
    "Davies",
    "Demir",
    "Dubois",
    "Eze",
    "Farouk",
    "Fernández",
    "Fitzgerald",
    "Fraser",
    "Gallagher",
    "Georgiou",
    "Gupta",
    "Hansen",
    "Hashemi",
    "Hughes",
    "Iqbal",
    "Ivanova",
    "Jankowski",
    "Kaplan",
    "Kaur",
    "Kim",
    "Kovács",
    "Larsen",
    "Lê",
    "Llewellyn",
    "MacLeod",
    "Mbeki",
    "Mensah",
    "Moretti",
    "Müller",
    "Nakamura",
    "Ngata",
    "Novák",
    "Nwosu",
    "O’Connor",
    "Öztürk",
    "Papadakis",
    "Park",
    "Pereira",
    "Popescu",
    "Rahman",
    "Rossi",
    "Saito",
    "Šimić",
    "Singh",
    "Stewart",
    "Tan",
    "Thompson",
    "Usman",
    "van Dijk",
    "Varga",
    "Vasquez",
    "Walsh",
    "Whitlock",
    "Yamamoto",
    "Zielińska",
];

/// The patients, the same for every day but for the birthdays, which keep their ages steady.
pub(crate) fn patients(today: Date) -> Vec<PatientSketch> {
    let mut dice = Dice::new(0x0c11_171c);
    let mut names = HashSet::from(["Rosa Delgado".to_owned()]);
    let mut usernames = HashSet::from(["rosa".to_owned()]);
    let mut patients = vec![PatientSketch {
        full_name: "Rosa Delgado".to_owned(),
        username: Some("rosa".to_owned()),
        contact_number: contact_number(0),
        email: "rosa.delgado@example.com".to_owned(),
        date_of_birth: birthday(today, 41, 100),
        child: false,
        woman: true,
    }];
    while patients.len() < PATIENTS {
        let number = patients.len();
        let woman = dice.percent(52);
        let full_name = format!(
            "{} {}",
            dice.pick(if woman { WOMEN } else { MEN }),
            dice.pick(FAMILIES)
        );
        if !names.insert(full_name.clone()) {
            continue;
        }
        let child = number % (PATIENTS / CHILDREN) == 1;
        let age = if child {
            dice.between(0, 15)
        } else {
            dice.between(18, 88)
        };
        let plain: String = validate::fold(&full_name)
            .chars()
            .filter(|char| char.is_ascii_alphanumeric() || *char == ' ')
            .collect();
        let username = plain.replace(' ', ".");
        let has_login = !child
            && dice.percent(if age > 70 { 45 } else { 85 })
            && usernames.insert(username.clone());
        patients.push(PatientSketch {
            contact_number: if dice.percent(95) {
                contact_number(number)
            } else {
                String::new()
            },
            email: if has_login || dice.percent(20) {
                format!("{username}@example.com")
            } else {
                String::new()
            },
            date_of_birth: if dice.percent(96) {
                birthday(today, age, dice.between(1, 364))
            } else {
                None
            },
            username: has_login.then_some(username),
            full_name,
            child,
            woman,
        });
    }
    patients
}

/// A telephone number of those kept for fiction.
fn contact_number(number: usize) -> String {
    format!("+44 20 7946 {:04}", number + 100)
}

fn birthday(today: Date, age: i32, days: i32) -> Option<Date> {
    today.checked_sub(age.years().days(days)).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

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

    #[test]
    fn patients_pass_for_people() {
        let today = date(2026, 11, 22);
        let patients = patients(today);
        assert_eq!(patients.len(), PATIENTS);
        assert_eq!(patients, super::patients(today));
        let without_login = patients
            .iter()
            .filter(|patient| patient.username.is_none())
            .count();
        assert!((60..150).contains(&without_login), "{without_login}");
        for patient in &patients {
            assert!(validate::full_name(&patient.full_name).is_ok());
            if let Some(username) = &patient.username {
                assert!(validate::username(username).is_ok(), "{username}");
            }
            if !patient.email.is_empty() {
                assert!(validate::email(&patient.email).is_ok(), "{}", patient.email);
            }
            if let Some(born) = patient.date_of_birth {
                assert!(validate::date_of_birth(&born.to_string(), today).is_ok());
                assert_eq!(patient.child, born > date(2008, 11, 22), "{patient:?}");
            }
        }
    }
}
