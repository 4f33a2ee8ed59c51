//! What somebody types to find a patient, taken apart.

use jiff::civil::Date;

use super::{birthday, key::name_words};
use crate::form::validate;

/// Digits that are one number of a telephone however it is written, with or without its country.
pub(super) const SAME_NUMBER: usize = 8;

/// What is looked for: a patient whom all of it fits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// Words of the name, folded, in the order they were typed.
    pub names: Vec<String>,
    /// What was typed in digits alone.
    pub numbers: Vec<Number>,
    /// The day of birth: the days that it may be, as it was typed.
    pub born: Vec<Date>,
    /// The number of one of the patient's appointments.
    pub appointment: Option<i64>,
}

/// A number, which fits in one of its meanings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Number {
    /// A part of a telephone number, or a year of birth.
    pub digits: String,
    /// The days of birth that it may be.
    pub born: Vec<Date>,
}

impl Sought {
    /// Reads what was typed on that day.
    pub fn read(text: &str, today: Date) -> Self {
        let folded = validate::fold(text);
        let words: Vec<&str> = folded
            .split(|char: char| char.is_whitespace() || matches!(char, ',' | '+' | ';'))
            .filter(|word| !word.is_empty())
            .collect();
        let mut sought = Self::default();
        let mut rest = words.as_slice();
        let mut number: Vec<&str> = Vec::new();
        while let Some((word, after)) = rest.split_first() {
            let (born, taken) = birthday::in_words(rest, today);
            if taken == 0 && is_number(word) {
                number.push(word);
                rest = after;
                continue;
            }
            sought.number(&mut number, today);
            if taken > 0 {
                sought.born = born;
                rest = rest.get(taken..).unwrap_or_default();
                continue;
            }
            match appointment(word) {
                Some(id) => sought.appointment = Some(id),
                None => sought.names.extend(name_words(word)),
            }
            rest = after;
        }
        sought.number(&mut number, today);
        sought
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Ends a number that was typed in several words.
    fn number(&mut self, words: &mut Vec<&str>, today: Date) {
        let born = match words.as_slice() {
            [word] => birthday::in_digits(word, today),
            _ => Vec::new(),
        };
        // What stands in brackets is dialled inside the country only.
        let typed = std::mem::take(words).concat().replace("(0)", "");
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        // So is the zero in front.
        let bare = digits.trim_start_matches('0');
        let digits = if digits.len() > 4 { bare } else { &digits };
        if !digits.is_empty() {
            self.numbers.push(Number {
                digits: digits.to_owned(),
                born,
            });
        }
    }
}

fn is_number(word: &str) -> bool {
    let mut chars = word.chars();
    chars.all(|char| char.is_ascii_digit() || "-()./".contains(char))
        && word.contains(|char: char| char.is_ascii_digit())
}

/// `A-000123`.
fn appointment(word: &str) -> Option<i64> {
    let number = word.strip_prefix("a-")?;
    let digits = number.chars().all(|char| char.is_ascii_digit());
    digits.then(|| number.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    fn read(text: &str) -> Sought {
        Sought::read(text, TODAY)
    }

    fn names(words: &[&str]) -> Sought {
        Sought {
            names: words.iter().map(ToString::to_string).collect(),
            ..Sought::default()
        }
    }

    fn number(digits: &str, born: &[Date]) -> Sought {
        let number = Number {
            digits: digits.to_owned(),
            born: born.to_vec(),
        };
        Sought {
            numbers: vec![number],
            ..Sought::default()
        }
    }

    #[test]
    fn names_are_words_without_accents() {
        assert_eq!(read(" Léa  OTANI "), names(&["lea", "otani"]));
        assert_eq!(
            read("O’Neill, Anne-Marie"),
            names(&["oneill", "anne", "marie"])
        );
        assert!(read(" + , ").is_empty());
    }

    #[test]
    fn numbers_are_put_together() {
        assert_eq!(read("496 0100"), number("4960100", &[]));
        assert_eq!(read("+44 (0)117-496 0100"), number("441174960100", &[]));
        assert_eq!(read("0117 496"), number("117496", &[]));
        assert_eq!(read("1980"), number("1980", &[]));
        assert_eq!(read("0100"), number("0100", &[]));
        let both = read("rosa 1980");
        assert_eq!(both.names, ["rosa"]);
        assert_eq!(both.numbers, number("1980", &[]).numbers);
    }

    #[test]
    fn a_day_of_birth_is_told_from_a_number() {
        let born = date(1980, 3, 7);
        for text in ["1980-03-07", "7.3.80", "7. März 1980"] {
            let expected = Sought {
                born: vec![born],
                ..Sought::default()
            };
            assert_eq!(read(text), expected, "{text}");
        }
        let other = date(1980, 7, 3);
        assert_eq!(read("03/07/1980").born, [other, born]);
        let with_name = read("march rosa 7.3.1980");
        assert_eq!(with_name.names, ["march", "rosa"]);
        assert_eq!(with_name.born, [born]);
        let with_number = read("mary 020 7946 0018");
        assert_eq!(with_number.names, ["mary"]);
        assert_eq!(with_number.numbers, number("2079460018", &[]).numbers);
        assert_eq!(with_number.born, []);
    }

    #[test]
    fn eight_digits_alone_may_be_either() {
        let days = [date(1980, 3, 7), date(1980, 7, 3)];
        assert_eq!(read("07031980"), number("7031980", &days));
        assert_eq!(read("0117 07031980"), number("11707031980", &[]));
        assert_eq!(read("74960101"), number("74960101", &[]));
    }

    #[test]
    fn an_appointment_is_found_by_its_number() {
        assert_eq!(read("A-000123").appointment, Some(123));
        assert_eq!(read("a-12").appointment, Some(12));
        assert_eq!(read("a-team").appointment, None);
    }
}
