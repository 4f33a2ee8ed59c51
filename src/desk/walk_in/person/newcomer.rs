//! What was typed to find somebody, kept for their record when they have none: a name, a number, a day of birth.

use jiff::civil::Date;

use crate::{
    form::validate,
    patients::{duplicates::model::Newcomer, find::birthday},
};

/// Takes apart what was typed on that day. What is none of the three is left out, such as the number of an appointment.
pub(super) fn read(typed: &str, today: Date) -> Newcomer {
    // As the search folds it, as far as names of months go.
    let small = typed.to_lowercase().replace('ä', "a");
    let (words, small) = (words(typed), words(&small));
    let (mut name, mut number, mut born) = (Vec::new(), Vec::new(), None);
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let (days, taken) = birthday::in_words(small.get(at..).unwrap_or_default(), today);
        if let Some(day) = days.first() {
            born = Some(*day);
            at += taken;
            continue;
        }
        if is_number(word) {
            number.push(word.replace(['.', '/'], " "));
        } else if is_name(word) {
            name.push(*word);
        }
        at += 1;
    }
    Newcomer {
        full_name: name.join(" "),
        // A year of birth is too short for a number.
        contact_number: validate::contact_number(&number.join(" ")).unwrap_or_default(),
        date_of_birth: born.map(|date| date.to_string()).unwrap_or_default(),
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split(|char: char| char.is_whitespace() || matches!(char, ',' | ';'))
        .filter(|word| !word.is_empty())
        .collect()
}

/// A part of a telephone number. What looks like a date and is none, such as `31.2.1980`, is no number either.
fn is_number(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let marks = word.matches(['-', '.', '/']).count();
    let mut chars = word.chars();
    let only = chars.all(|char| char.is_ascii_digit() || "+-()./".contains(char));
    only && digits > 0 && (marks != 2 || digits > "31.12.1980".len() - 2)
}

fn is_name(word: &str) -> bool {
    word.contains(char::is_alphabetic) && !word.contains(|char: char| char.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_read(typed: &str, expected: [&str; 3]) {
        let Newcomer {
            full_name,
            contact_number,
            date_of_birth,
        } = read(typed, jiff::civil::date(2026, 11, 23));
        let found = [full_name, contact_number, date_of_birth];
        assert_eq!(found, expected, "{typed}");
    }

    #[test]
    fn a_name_is_kept_as_it_was_typed() {
        assert_read(" Léa  O’Neill-Otani ", ["Léa O’Neill-Otani", "", ""]);
        assert_read("Otani, Lena", ["Otani Lena", "", ""]);
        assert_read("李", ["李", "", ""]);
        assert_read(" + , ", ["", "", ""]);
    }

    #[test]
    fn a_number_is_kept_as_it_was_typed() {
        assert_read("+44 (0)117-496 0100", ["", "+44 (0)117-496 0100", ""]);
        assert_read("030/12345.678", ["", "030 12345 678", ""]);
        assert_read(
            "Ada 0117 4960100 Okonjo",
            ["Ada Okonjo", "0117 4960100", ""],
        );
        // A year of birth, and the number of an appointment, are none.
        assert_read("Ada Okonjo 1980", ["Ada Okonjo", "", ""]);
        assert_read("A-000123", ["", "", ""]);
        // Nor is a date with a slip in it.
        assert_read("Ada 31.2.1980", ["Ada", "", ""]);
        assert_read("0117.496.0100", ["", "0117 496 0100", ""]);
    }

    #[test]
    fn a_day_of_birth_goes_where_a_date_field_reads_it() {
        for typed in [
            "7.3.1980",
            "7.3.80",
            "7. März 1980",
            "1980-03-07",
            "07/03/1980",
            "7 March 1980",
            "March 7, 1980",
        ] {
            assert_read(typed, ["", "", "1980-03-07"]);
            let all = format!("Ada {typed} 0117 4960100");
            assert_read(&all, ["Ada", "0117 4960100", "1980-03-07"]);
        }
        assert_read("March Rosa", ["March Rosa", "", ""]);
        assert_read("Jan 020 7946 0144", ["Jan", "020 7946 0144", ""]);
    }
}
