//! What a patient is searched by, and the words of a search: both are taken apart in the same way, so that whoever is
//! called what was typed is found.

use unicode_normalization::char::is_combining_mark;

use crate::{form::validate, patients::model::Checked};

/// As much of a search is looked at. Nobody types more, and the database is asked for each word of it.
const LONGEST: usize = 200;
/// What stands in a word without parting it: "O'Neill" is one word, "Anne-Marie" two.
const APOSTROPHES: [char; 7] = ['\'', '’', '‘', 'ʼ', 'ʻ', '`', '´'];

/// What these details are searched by.
pub fn search_key(details: &Checked) -> String {
    let born = details.date_of_birth.map(|date| date.to_string());
    let born = born.unwrap_or_default();
    search_key_of(&details.full_name, &details.contact_number, &born)
}

/// The words of the name without accents or case, the digits of the number and the date of birth (ISO 8601), a space
/// before each.
pub fn search_key_of(full_name: &str, contact_number: &str, date_of_birth: &str) -> String {
    let names: Vec<String> = name_words(&validate::fold(full_name)).collect();
    let digits: String = contact_number
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    format!(" {} {digits} {date_of_birth}", names.join(" "))
}

/// The words of a name, or of a part of one, which is folded.
pub fn name_words(text: &str) -> impl Iterator<Item = String> {
    let parts_words = |char: char| !char.is_alphanumeric() && !is_combining_mark(char);
    let words: Vec<String> = text
        .replace(APOSTROPHES, "")
        .split(parts_words)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.into_iter()
}

/// A word of a search.
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// As it stands in names and birthdays.
    pub text: String,
    /// Its digits, where it may be part of a telephone number: `0117-496` finds `0117496`.
    pub digits: Option<String>,
}

/// The words of a search. A plus is a space: that is how a plain form sends it, and in front of a
/// telephone number it may be left out.
pub fn search_words(q: &str) -> Vec<Word> {
    let q: String = q.chars().take(LONGEST).collect();
    validate::fold(&q)
        .split(|char: char| char.is_whitespace() || char == '+')
        .filter(|word| !word.is_empty())
        .flat_map(words_of)
        .collect()
}

fn words_of(typed: &str) -> Vec<Word> {
    let numeric = typed
        .chars()
        .all(|char| char.is_ascii_digit() || "-()./".contains(char));
    let names: Vec<Word> = name_words(typed)
        .map(|text| Word { text, digits: None })
        .collect();
    // Marks alone stay as they are, and stand in no name.
    if !numeric && !names.is_empty() {
        return names;
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    vec![Word {
        text: typed.to_owned(),
        digits: (numeric && !digits.is_empty() && digits != typed).then_some(digits),
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, digits: Option<&str>) -> Word {
        Word {
            text: text.into(),
            digits: digits.map(Into::into),
        }
    }

    #[test]
    fn a_key_is_the_words_of_the_name_the_number_and_the_birthday() {
        for (name, number, born, expected) in [
            (
                "Anne-Marie O’Neill",
                "+44 (0)117-496",
                "1980-03-07",
                " anne marie oneill 440117496 1980-03-07",
            ),
            ("Jean N'Da", "", "", " jean nda  "),
            ("Meyer, R. (Jr.)", "", "", " meyer r jr  "),
            ("Kaʻiulani ‘Tom’ d´Arcy", "", "", " kaiulani tom darcy  "),
            ("क्षमा  李", "", "", " क्षमा 李  "),
            ("-", "", "1980-03-07", "   1980-03-07"),
        ] {
            assert_eq!(search_key_of(name, number, born), expected, "{name}");
        }
    }

    #[test]
    fn a_search_is_words_and_numbers() {
        assert_eq!(
            search_words(" Léa+OTANI "),
            [word("lea", None), word("otani", None)]
        );
        assert_eq!(
            search_words("+44 (0)117-496"),
            [word("44", None), word("(0)117-496", Some("0117496"))]
        );
        assert_eq!(
            search_words("1985-04-30"),
            [word("1985-04-30", Some("19850430"))]
        );
        assert_eq!(
            search_words("Min-ju, o'neill-2 - %"),
            [
                word("min", None),
                word("ju", None),
                word("oneill", None),
                word("2", None),
                word("-", None),
                word("%", None)
            ]
        );
        assert!(search_words(" + ").is_empty());
    }

    #[test]
    fn no_more_of_a_search_is_looked_at_than_anybody_types() {
        assert_eq!(search_words(&"a ".repeat(30_000)).len(), LONGEST / 2);
    }
}
