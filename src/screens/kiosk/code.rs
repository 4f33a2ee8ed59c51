//! What a patient checks in with: the appointment's number, and six digits that nobody else knows.

use serde::{Deserialize, Serialize};

use crate::appointments::model::number;

/// Digits of the secret half.
const DIGITS: usize = 6;
/// Nothing that is meant for a kiosk is longer.
const LONGEST: usize = 40;

/// The code of an appointment, for its patient and the front desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckInCode {
    /// For people: `A-000123 · 482 173`.
    pub words: String,
    /// The same as a QR code for scanners, which contains `A000123-482173` and nothing else.
    pub qr: Qr,
}

/// A QR code to draw: its dark squares as the path of an SVG, a unit each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    /// Its width and height, with the light border that scanners need.
    pub size: u32,
    /// The path's data.
    pub path: String,
}

/// The code as people read it.
pub fn words(id: i64, digits: &str) -> String {
    match digits.split_at_checked(DIGITS / 2) {
        Some((first, last)) => format!("{} · {first} {last}", number(id)),
        None => number(id),
    }
}

/// The code as scanners read it.
pub fn scanned(id: i64, digits: &str) -> String {
    format!("A{id:06}-{digits}")
}

/// The appointment's number and the secret half of what was typed or scanned; the letter, spaces,
/// points and dashes may be left out. Nothing when it cannot be a code.
pub fn read(typed: &str) -> Option<(i64, String)> {
    let known =
        |each: char| each.is_ascii_digit() || each.is_whitespace() || "Aa-.·".contains(each);
    if typed.len() > LONGEST || !typed.chars().all(known) {
        return None;
    }
    let all: String = typed.chars().filter(char::is_ascii_digit).collect();
    let (id, digits) = all.split_at_checked(all.len().checked_sub(DIGITS)?)?;
    Some((id.parse().ok()?, digits.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_can_be_typed_and_scanned() {
        assert_eq!(words(123, "482173"), "A-000123 · 482 173");
        let meant = Some((123, "482173".to_owned()));
        for typed in [
            words(123, "482173").as_str(),
            scanned(123, "482173").as_str(),
            "000123482173",
            "123 482173",
            " a123-482-173\n",
        ] {
            assert_eq!(read(typed), meant, "{typed}");
        }
        assert_eq!(read("A-000009 · 000 007"), Some((9, "000007".to_owned())));
    }

    #[test]
    fn what_cannot_be_a_code_is_none() {
        for typed in [
            "",
            "482173",
            "A-000123",
            "12345678901234567890123456",
            "Rosa",
            "1e9",
            "123;482173",
        ] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }
}
