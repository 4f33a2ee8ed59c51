//! A day of birth as people write it and as a desk types it: which days it may be.

use std::ops::RangeInclusive;

use jiff::civil::Date;

/// Other years are parts of telephone numbers.
const YEARS: RangeInclusive<i16> = 1850..=2100;

/// In English and German, folded.
const MONTHS: [&[&str]; 12] = [
    &["jan", "january", "januar"],
    &["feb", "february", "februar"],
    &["mar", "march", "marz", "maerz"],
    &["apr", "april"],
    &["may", "mai"],
    &["jun", "june", "juni"],
    &["jul", "july", "juli"],
    &["aug", "august"],
    &["sep", "sept", "september"],
    &["oct", "october", "okt", "oktober"],
    &["nov", "november"],
    &["dec", "december", "dez", "dezember"],
];

/// The days that the beginning of these words may be, and how many of the words that takes: 0 when it is none.
pub fn in_words(words: &[&str], today: Date) -> (Vec<Date>, usize) {
    if let [first, second, year, ..] = words {
        let (day, month) = match month_of(second) {
            Some(month) => (day_of(first), Some(month)),
            None => (day_of(second), month_of(first)),
        };
        if let (Some(day), Some(month), Some(year)) = (day, month, year_of(year))
            && let Ok(born) = Date::new(year, month, day)
        {
            return (vec![born], 3);
        }
    }
    let days = words
        .first()
        .map(|word| in_one_word(word, today))
        .unwrap_or_default();
    let taken = usize::from(!days.is_empty());
    (days, taken)
}

/// The days that eight digits may be: `07031980`, `19800307`.
pub fn in_digits(word: &str, today: Date) -> Vec<Date> {
    if word.len() != 8 || !word.chars().all(|char| char.is_ascii_digit()) {
        return Vec::new();
    }
    let parted = |first: usize, second: usize| {
        let (first, rest) = word.split_at_checked(first)?;
        let (second, third) = rest.split_at_checked(second)?;
        Some(in_one_word(&format!("{first}/{second}/{third}"), today))
    };
    [parted(2, 2), parted(4, 2)]
        .into_iter()
        .flatten()
        .flatten()
        .collect()
}

/// `1980-03-07`, `7.3.1980`, `07/03/80`, `7-3-1980`. The day comes first, unless that is none; between slashes the
/// month may as well.
fn in_one_word(word: &str, today: Date) -> Vec<Date> {
    let parts: Vec<&str> = word.split(['-', '.', '/']).collect();
    let [first, second, third] = parts.as_slice() else {
        return Vec::new();
    };
    if let Some(year) = year_of(first) {
        let born = number(second)
            .zip(number(third))
            .and_then(|(month, day)| Date::new(year, month, day).ok());
        return born.into_iter().collect();
    }
    let (Some(first), Some(second)) = (number(first), number(second)) else {
        return Vec::new();
    };
    let mut days: Vec<Date> = [(first, second), (second, first)]
        .into_iter()
        .filter_map(|(day, month)| born_in(third, month, day, today))
        .collect();
    if !word.contains('/') {
        days.truncate(1);
    }
    days.dedup();
    days
}

/// Of the years that two digits may be, the latest in which the day is not in the future.
fn born_in(year: &str, month: i8, day: i8, today: Date) -> Option<Date> {
    if let Some(year) = year_of(year) {
        return Date::new(year, month, day).ok();
    }
    let short = number(year).filter(|_| year.len() == 2)?;
    let century = today.year() / 100 * 100;
    [century, century - 100]
        .into_iter()
        .filter_map(|century| Date::new(century + i16::from(short), month, day).ok())
        .find(|born| *born <= today)
}

fn year_of(text: &str) -> Option<i16> {
    let digits = text.len() == 4 && text.chars().all(|char| char.is_ascii_digit());
    let year: i16 = digits.then(|| text.parse().ok()).flatten()?;
    YEARS.contains(&year).then_some(year)
}

/// A number of one or two digits.
fn number(text: &str) -> Option<i8> {
    let digits = (1..=2).contains(&text.len()) && text.chars().all(|char| char.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// `7`, `7.`, `7th`.
fn day_of(word: &str) -> Option<i8> {
    let bare = word.trim_end_matches(|char: char| !char.is_ascii_digit());
    let end = word.get(bare.len()..).unwrap_or_default();
    let known = ["", ".", "st", "nd", "rd", "th"].contains(&end);
    known.then(|| number(bare)).flatten()
}

/// `March`, `mar.`, `März`.
fn month_of(word: &str) -> Option<i8> {
    let bare = word.trim_end_matches('.');
    let month = MONTHS.iter().position(|names| names.contains(&bare))?;
    i8::try_from(month + 1).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::form::validate;

    const TODAY: Date = date(2026, 11, 23);

    fn days(text: &str) -> Vec<Date> {
        let folded = validate::fold(text).replace(',', " ");
        let words: Vec<&str> = folded.split_whitespace().collect();
        let (days, taken) = in_words(&words, TODAY);
        assert!(taken == 0 || taken == words.len(), "{text}");
        days
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in [
            "1980-03-07",
            "1980/3/7",
            "7.3.1980",
            "07.03.1980",
            "7-3-1980",
            "07.03.80",
            "7-3-80",
            "7 March 1980",
            "March 7, 1980",
            "7th mar 1980",
            "7. März 1980",
            "7 Mar. 1980",
        ] {
            assert_eq!(days(text), [date(1980, 3, 7)], "{text}");
        }
        for (text, month) in [("Mai", 5), ("Juni", 6), ("Okt.", 10), ("Dezember", 12)] {
            assert_eq!(days(&format!("1. {text} 1980")), [date(1980, month, 1)]);
        }
        for text in [
            "31.2.1980",
            "1980-13-01",
            "7.3.7946",
            "7.3.180",
            "007.3.1980",
            "march 1980",
            "marchioness 7 1980",
            "7 march 80",
            "496-0100-1",
            "01.17.49.60",
            "2101-01-01",
        ] {
            assert_eq!(days(text), [], "{text}");
        }
    }

    #[test]
    fn between_slashes_the_month_may_come_first() {
        let both = [date(1980, 7, 3), date(1980, 3, 7)];
        assert_eq!(days("03/07/1980"), both);
        assert_eq!(days("3/7/80"), both);
        assert_eq!(days("03/03/1980"), [date(1980, 3, 3)]);
        // Where it cannot be the day.
        assert_eq!(days("03/27/1980"), [date(1980, 3, 27)]);
        assert_eq!(days("3-27-1980"), [date(1980, 3, 27)]);
    }

    #[test]
    fn a_year_in_two_digits_is_the_latest_that_is_not_in_the_future() {
        assert_eq!(days("23.11.26"), [TODAY]);
        assert_eq!(days("24.11.26"), [date(1926, 11, 24)]);
        assert_eq!(days("1.1.27"), [date(1927, 1, 1)]);
        assert_eq!(days("29.2.00"), [date(2000, 2, 29)]);
        assert_eq!(days("29.2.27"), []);
    }

    #[test]
    fn eight_digits_may_be_a_day() {
        let read = |word| in_digits(word, TODAY);
        assert_eq!(read("07031980"), [date(1980, 3, 7), date(1980, 7, 3)]);
        assert_eq!(read("27031980"), [date(1980, 3, 27)]);
        assert_eq!(read("19800307"), [date(1980, 3, 7)]);
        for word in ["74960101", "7031980", "070319800", "0703198x", "07031780"] {
            assert_eq!(read(word), [], "{word}");
        }
    }

    #[test]
    fn a_name_and_a_number_are_no_day() {
        for text in [
            "mary 020 7946",
            "april 0117 4960",
            "jan 20 7946",
            "may 20 79",
        ] {
            assert_eq!(days(text), [], "{text}");
        }
    }
}
