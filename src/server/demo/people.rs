//! The invented patients of the demonstration clinic.

use std::collections::HashSet;

use jiff::{ToSpan as _, civil::Date};

use super::{
    dice::Dice,
    doctors::{Field, Sees},
};
use crate::form::validate;

/// How many patients there are; the first is Rosa.
pub(crate) const PATIENTS: usize = 300;
/// Patients who are children; they have no login of their own.
const CHILDREN: usize = 54;

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
/// A name for a benchmark: often that of a family with many members, mostly of one with few.
pub(crate) fn any_name(dice: &mut Dice) -> String {
    const BEGINS: [&str; 20] = [
        "Al", "Bar", "Cas", "Dor", "El", "Fen", "Gar", "Hol", "Ir", "Jan", "Kar", "Lov", "Mar",
        "Nor", "Ost", "Pel", "Ros", "San", "Tol", "Wil",
    ];
    const INSIDE: [&str; 12] = [
        "ba", "de", "gi", "ko", "la", "me", "ni", "o", "ra", "se", "ti", "vo",
    ];
    const ENDS: [&str; 16] = [
        "berg", "da", "ez", "field", "ini", "kov", "ley", "man", "nen", "ova", "rez", "son", "ska",
        "ton", "wood", "wska",
    ];
    let given = if dice.percent(50) {
        dice.pick(WOMEN)
    } else {
        dice.pick(MEN)
    };
    if dice.percent(25) {
        return format!("{given} {}", dice.pick(FAMILIES));
    }
    let (begin, end) = (dice.pick(&BEGINS), dice.pick(&ENDS));
    let inside: String = (0..=dice.below(2)).map(|_| dice.pick(&INSIDE)).collect();
    format!("{given} {begin}{inside}{end}")
}

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
