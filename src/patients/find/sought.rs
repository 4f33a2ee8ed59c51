//! What somebody types to find a patient, taken apart.

use jiff::civil::Date;

use crate::form::validate;

/// Digits that are one number of a telephone however it is written, with or without its country.
pub(super) const SAME_NUMBER: usize = 8;

/// What is looked for: a patient whom all of it fits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// Words of the name, folded, in the order they were typed.
    pub names: Vec<String>,
    /// Parts of a telephone number, or a year of birth.
    pub digits: Vec<String>,
    /// The day of birth.
    pub born: Option<Date>,
    /// The number of one of the patient's appointments.
    pub appointment: Option<i64>,
}

impl Sought {
    /// Reads what was typed.
    pub fn read(text: &str) -> Self {
        let folded = validate::fold(text);
        let words: Vec<&str> = folded
            .split(|char: char| char.is_whitespace() || matches!(char, ',' | '+' | ';'))
            .filter(|word| !word.is_empty())
            .collect();
        let mut sought = Self::default();
        let mut rest = words.as_slice();
        let mut number = String::new();
        while let Some((word, after)) = rest.split_first() {
            let taken = match sought.date(rest) {
                0 if is_number(word) => {
                    // What stands in brackets is dialled inside the country only.
                    let digits = word.replace("(0)", "");
                    number.extend(digits.chars().filter(char::is_ascii_digit));
                    rest = after;
                    continue;
                }
                taken => taken,
            };
            sought.number(&mut number);
            if taken > 0 {
                rest = rest.get(taken..).unwrap_or_default();
                continue;
            }
            match appointment(word) {
                Some(id) => sought.appointment = Some(id),
                None => sought.names.extend(name_words(word)),
            }
            rest = after;
        }
        sought.number(&mut number);
        sought
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes a date from the beginning of these words, and gives how many of them it is.
    fn date(&mut self, words: &[&str]) -> usize {
        let date = match words {
            [day, month, year, ..] if day_of(day).is_some() && month_of(month).is_some() => {
                day_of(day).and_then(|day| date(year, month_of(month)?, day))
            }
            [month, day, year, ..] if month_of(month).is_some() && day_of(day).is_some() => {
                day_of(day).and_then(|day| date(year, month_of(month)?, day))
            }
            _ => None,
        };
        if date.is_some() {
            self.born = date;
            return 3;
        }
        let date = words.first().and_then(|word| in_one_word(word));
        self.born = date.or(self.born);
        usize::from(date.is_some())
    }

    /// Ends a number that was typed in several words.
    fn number(&mut self, number: &mut String) {
        let digits = std::mem::take(number);
        // The zero that is dialled inside the country only.
        let bare = digits.trim_start_matches('0');
        let digits = if digits.len() > 4 { bare } else { &digits };
        if !digits.is_empty() {
            self.digits.push(digits.to_owned());
        }
    }
}

/// The words of a name, or of a part of one. An apostrophe belongs to its word.
pub fn name_words(text: &str) -> impl Iterator<Item = String> {
    let bare = text.replace(['\'', '’', 'ʼ', '`'], "");
    let words: Vec<String> = bare
        .split(|char: char| !char.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.into_iter()
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

/// `1980-03-07`, `7.3.1980`, `07/03/1980`, `7-3-1980`. The day comes first, unless that is none.
fn in_one_word(word: &str) -> Option<Date> {
    let mut parts = word.split(['-', '.', '/']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let number = |part: &str| part.parse::<i8>().ok();
    if first.len() == 4 {
        return date(first, number(second)?, number(third)?);
    }
    let (first, second) = (number(first)?, number(second)?);
    date(third, second, first).or_else(|| date(third, first, second))
}

/// `7`, `7.`, `7th`.
fn day_of(word: &str) -> Option<i8> {
    let bare = word.trim_end_matches(|char: char| !char.is_ascii_digit());
    let end = word.get(bare.len()..).unwrap_or_default();
    let known = ["", ".", "st", "nd", "rd", "th"].contains(&end);
    known.then(|| bare.parse().ok()).flatten()
}

/// `March`, `mar`, `März`: as many languages as agree on the first three letters.
fn month_of(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let month = MONTHS.iter().position(|month| word.starts_with(month))?;
    i8::try_from(month + 1).ok()
}

fn date(year: &str, month: i8, day: i8) -> Option<Date> {
    let year = year.parse::<i16>().ok().filter(|_| year.len() == 4)?;
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn names(words: &[&str]) -> Sought {
        Sought {
            names: words.iter().map(ToString::to_string).collect(),
            ..Sought::default()
        }
    }

    fn digits(digits: &str) -> Sought {
        Sought {
            digits: vec![digits.to_owned()],
            ..Sought::default()
        }
    }

    #[test]
    fn names_are_words_without_accents() {
        assert_eq!(Sought::read(" Léa  OTANI "), names(&["lea", "otani"]));
        assert_eq!(
            Sought::read("O’Neill, Anne-Marie"),
            names(&["oneill", "anne", "marie"])
        );
        assert!(Sought::read(" + , ").is_empty());
    }

    #[test]
    fn numbers_are_put_together() {
        assert_eq!(Sought::read("496 0100"), digits("4960100"));
        assert_eq!(Sought::read("+44 (0)117-496 0100"), digits("441174960100"));
        assert_eq!(Sought::read("0117 496"), digits("117496"));
        assert_eq!(Sought::read("1980"), digits("1980"));
        assert_eq!(Sought::read("0100"), digits("0100"));
        let both = Sought::read("rosa 1980");
        assert_eq!(
            (both.names, both.digits),
            (vec!["rosa".into()], vec!["1980".into()])
        );
    }

    #[test]
    fn days_of_birth_are_read_as_people_write_them() {
        let born = date(1980, 3, 7);
        for text in [
            "1980-03-07",
            "7.3.1980",
            "07/03/1980",
            "7-3-1980",
            "7 March 1980",
            "March 7, 1980",
            "7th mar 1980",
            "7. März 1980",
        ] {
            let expected = Sought {
                born: Some(born),
                ..Sought::default()
            };
            assert_eq!(Sought::read(text), expected, "{text}");
        }
        // The month first, where it cannot be the day.
        assert_eq!(Sought::read("03/27/1980").born, Some(date(1980, 3, 27)));
        for text in [
            "31.2.1980",
            "1980-13-01",
            "7.3.80",
            "march 1980",
            "496-0100-1",
        ] {
            assert_eq!(Sought::read(text).born, None, "{text}");
        }
        let with_name = Sought::read("march rosa 7.3.1980");
        assert_eq!(with_name.names, ["march", "rosa"]);
        assert_eq!(with_name.born, Some(born));
    }

    #[test]
    fn an_appointment_is_found_by_its_number() {
        assert_eq!(Sought::read("A-000123").appointment, Some(123));
        assert_eq!(Sought::read("a-12").appointment, Some(12));
        assert_eq!(Sought::read("a-team").appointment, None);
    }
}
