//! What the forms of the rules have in common.

use std::{collections::BTreeMap, fmt::Display, ops::RangeInclusive, str::FromStr};

use jiff::civil::Date;

use crate::form::validate;

/// Whether the box of that name is ticked.
pub fn is_ticked(fields: &BTreeMap<String, String>, name: &str) -> bool {
    let value = fields.get(name).map(String::as_str);
    matches!(value, Some("on" | "true" | "1" | "yes"))
}

/// The numbers of the ticked boxes whose names are `prefix` and a number, such as `room_3`.
pub fn ticked(fields: &BTreeMap<String, String>, prefix: &str) -> Vec<i64> {
    let mut numbers: Vec<i64> = fields
        .keys()
        .filter(|name| is_ticked(fields, name))
        .filter_map(|name| name.strip_prefix(prefix)?.parse().ok())
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// A whole number within bounds; `what` says what it is in the message: "minutes".
pub fn number<N>(text: &str, bounds: RangeInclusive<N>, what: &str) -> Result<N, String>
where
    N: FromStr + PartialOrd + Display,
{
    let message = || {
        format!(
            "Enter a number of {what} from {} to {}.",
            bounds.start(),
            bounds.end()
        )
    };
    let number = text.trim().parse().map_err(|_| message())?;
    if bounds.contains(&number) {
        Ok(number)
    } else {
        Err(message())
    }
}

/// As [`number`]; none when left empty.
pub fn optional_number<N>(
    text: &str,
    bounds: RangeInclusive<N>,
    what: &str,
) -> Result<Option<N>, String>
where
    N: FromStr + PartialOrd + Display,
{
    match validate::optional(text) {
        None => Ok(None),
        Some(text) => number(text, bounds, what).map(Some),
    }
}

/// A day as a date field sends it.
pub fn day(text: &str) -> Result<Date, String> {
    let text = text.trim();
    // The parser knows more spellings; only that of a date field is meant.
    Some(text)
        .filter(|text| text.len() == "2026-11-24".len())
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| "Enter a day like 2026-11-24.".to_owned())
}

/// As [`day`]; none when left empty.
pub fn optional_day(text: &str) -> Result<Option<Date>, String> {
    validate::optional(text).map(day).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_read_by_their_numbers() {
        let fields = [("room_3", "true"), ("room_12", "on"), ("room_4", "false")];
        let mut fields: BTreeMap<String, String> = fields
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        fields.insert("room_x".to_owned(), "true".to_owned());
        assert_eq!(ticked(&fields, "room_"), [3, 12]);
        assert!(ticked(&fields, "type_").is_empty());
    }

    #[test]
    fn numbers_have_bounds() {
        assert_eq!(number(" 15 ", 5..=60, "minutes"), Ok(15));
        for text in ["", "4", "61", "1.5", "-5", "ten"] {
            let message = "Enter a number of minutes from 5 to 60.".to_owned();
            assert_eq!(number(text, 5..=60, "minutes"), Err(message), "{text}");
        }
        assert_eq!(optional_number(" ", 5..=60, "minutes"), Ok(None));
        assert!(optional_number("x", 5..=60, "minutes").is_err());
    }

    #[test]
    fn days_are_days_of_the_calendar() {
        assert_eq!(
            day(" 2028-02-29 ").map(|day| day.to_string()),
            Ok("2028-02-29".into())
        );
        for text in [
            "",
            "2026-02-29",
            "24.11.2026",
            "20261124",
            "2026-11-24T10:00",
        ] {
            assert!(day(text).is_err(), "{text}");
        }
        assert_eq!(optional_day(""), Ok(None));
    }
}
