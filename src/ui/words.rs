//! Dates, times and names in the words people use. Pure functions, the same on server and clients.

use jiff::civil::{Date, Time};

/// A day as short as it can be said: `Tue 24 Nov`.
pub fn day_words(date: Date) -> String {
    date.strftime("%a %-d %b").to_string()
}

/// A day in full: `Tuesday 24 November 2026`.
pub fn long_day(date: Date) -> String {
    date.strftime("%A %-d %B %Y").to_string()
}

/// A month with its year: `November 2026`.
pub fn month_words(date: Date) -> String {
    date.strftime("%B %Y").to_string()
}

/// A time on the clock of the clinic: `09:30`.
pub fn clock(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// Whole years lived on `today` by somebody born on `born`; never negative.
///
/// Who was born on 29 February grows older on 1 March of a common year.
pub fn age(born: Date, today: Date) -> i16 {
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    let years = today.year() - born.year() - i16::from(!had_birthday);
    years.max(0)
}

/// A count with its noun: `1 appointment`, `0 appointments`, `2 free times`.
///
/// Regular English plurals only: an `s`, or `ies` where a consonant and `y` end the noun.
pub fn plural(count: i64, noun: &str) -> String {
    if count == 1 {
        return format!("1 {noun}");
    }
    let stem = noun
        .strip_suffix('y')
        .filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    match stem {
        Some(stem) => format!("{} {stem}ies", thousands(count)),
        None => format!("{} {noun}s", thousands(count)),
    }
}

/// Minutes as they are read at a glance: `12 min`, `1 h 05`.
pub fn minutes(minutes: i64) -> String {
    if minutes < 60 {
        format!("{minutes} min")
    } else {
        format!("{} h {:02}", minutes / 60, minutes % 60)
    }
}

/// A number with its thousands apart: `12,480`.
pub fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut words = String::from(if number < 0 { "-" } else { "" });
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

/// The first letters of the first and last word of a name, titles left out: `Dr. Ada Lovelace` is `AL`.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter(|word| !word.ends_with('.'));
    let first = words.next();
    let last = words.next_back();
    [first, last]
        .into_iter()
        .flatten()
        .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()))
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_words() {
        let day = date(2026, 11, 24);
        assert_eq!(day_words(day), "Tue 24 Nov");
        assert_eq!(long_day(day), "Tuesday 24 November 2026");
        assert_eq!(month_words(day), "November 2026");
        assert_eq!(day_words(date(2027, 3, 1)), "Mon 1 Mar", "no leading zero");
    }

    #[test]
    fn times_have_two_digits() {
        assert_eq!(clock(Time::constant(9, 30, 0, 0)), "09:30");
        assert_eq!(clock(Time::midnight()), "00:00");
    }

    #[test]
    fn age_counts_birthdays_that_were() {
        let born = date(1990, 11, 24);
        assert_eq!(age(born, date(2026, 11, 23)), 35);
        assert_eq!(age(born, date(2026, 11, 24)), 36);
        assert_eq!(age(date(2024, 2, 29), date(2025, 2, 28)), 0);
        assert_eq!(age(date(2024, 2, 29), date(2025, 3, 1)), 1);
        assert_eq!(
            age(date(2030, 1, 1), date(2026, 1, 1)),
            0,
            "born tomorrow is zero"
        );
    }

    #[test]
    fn counts_agree_with_their_noun() {
        assert_eq!(plural(1, "appointment"), "1 appointment");
        assert_eq!(plural(0, "appointment"), "0 appointments");
        assert_eq!(plural(1200, "free time"), "1,200 free times");
        assert_eq!(plural(2, "entry"), "2 entries");
        assert_eq!(plural(3, "day"), "3 days");
    }

    #[test]
    fn minutes_are_read_at_a_glance() {
        assert_eq!(minutes(0), "0 min");
        assert_eq!(minutes(59), "59 min");
        assert_eq!(minutes(65), "1 h 05");
    }

    #[test]
    fn thousands_are_apart() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(-4_000), "-4,000");
    }

    #[test]
    fn initials_skip_titles() {
        assert_eq!(initials("Dr. Ada King Lovelace"), "AL");
        assert_eq!(initials("rosa"), "R");
        assert_eq!(initials("  "), "");
        assert_eq!(initials("Éric (Ricky) Ångström"), "ÉÅ");
    }
}
