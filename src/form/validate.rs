//! What people type, checked and tidied. Each validator returns the value to
//! keep or a message to show beside the field.

use jiff::civil::{Date, date};

/// Trimmed text, or none when nothing but space was typed.
pub fn optional(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// A person's name in one line of 1 to 120 characters.
pub fn full_name(text: &str) -> Result<String, String> {
    one_line(text, 120, "Enter a full name.")
}

/// Required text in one line of at most `max` characters, called `name` in
/// messages, such as "specialization".
pub fn short_text(name: &str, text: &str, max: usize) -> Result<String, String> {
    one_line(text, max, &format!("Enter a {name}."))
}

/// A sign-in name: 3 to 64 letters, digits and `. _ - @ +`.
pub fn username(text: &str) -> Result<String, String> {
    let text = text.trim();
    let length = text.chars().count();
    if !(3..=64).contains(&length) {
        return Err("A username has 3 to 64 characters.".to_owned());
    }
    let allowed = |char: char| char.is_alphanumeric() || "._-@+".contains(char);
    if !text.chars().all(allowed) {
        let message = "Use only letters, digits and . _ - @ + in a username, without spaces.";
        return Err(message.to_owned());
    }
    Ok(text.to_owned())
}

/// The form in which usernames are compared: two that differ only by case or by
/// spaces around them belong to one account.
pub fn username_key(text: &str) -> String {
    // PostgreSQL takes every character but this one, which no username has.
    text.trim().replace('\0', "\u{fffd}").to_lowercase()
}

/// A phone number as people write it: 5 to 32 digits, spaces and `+ - ( )`.
pub fn contact_number(text: &str) -> Result<String, String> {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let allowed = |char: char| char.is_ascii_digit() || " +-()".contains(char);
    if !text.chars().all(allowed) {
        return Err("Use only digits, spaces and + - ( ) in a contact number.".to_owned());
    }
    if digits < 5 || text.len() > 32 {
        return Err("Enter a contact number of 5 to 32 characters.".to_owned());
    }
    Ok(text.to_owned())
}

/// An email address, checked for slips of the pen only: whether it exists, only
/// a message to it can tell.
pub fn email(text: &str) -> Result<String, String> {
    let text = text.trim();
    let plausible = text.rsplit_once('@').is_some_and(|(mailbox, host)| {
        let labels_filled = host.split('.').all(|label| !label.is_empty());
        !mailbox.is_empty() && !mailbox.contains('@') && host.contains('.') && labels_filled
    });
    let printable = !text
        .chars()
        .any(|char| char.is_whitespace() || char.is_control());
    if !plausible || !printable {
        return Err("Enter an email address like name@example.com.".to_owned());
    }
    if text.len() > 254 {
        return Err("An email address has at most 254 characters.".to_owned());
    }
    Ok(text.to_owned())
}

/// A date of birth as a date field sends it (`1985-04-30`), from 1900 to `today`.
pub fn date_of_birth(text: &str, today: Date) -> Result<Date, String> {
    let text = text.trim();
    // The parser knows more spellings; only that of a date field is meant.
    let born = Some(text)
        .filter(|text| text.len() == "1985-04-30".len())
        .and_then(|text| text.parse::<Date>().ok())
        .ok_or("Enter a date of birth like 1985-04-30.")?;
    if born > today {
        return Err("A date of birth cannot be in the future.".to_owned());
    }
    if born < date(1900, 1, 1) {
        return Err("Enter a date of birth from 1900 on.".to_owned());
    }
    Ok(born)
}

/// A reason in at most 500 characters, lines allowed; none when left empty.
pub fn reason(text: &str) -> Result<Option<String>, String> {
    let Some(text) = optional(text) else {
        return Ok(None);
    };
    // Browsers send line breaks as two characters and count them as one.
    let text = text.replace("\r\n", "\n");
    if text
        .chars()
        .any(|char| char.is_control() && char != '\n' && char != '\t')
    {
        return Err(CONTROL.to_owned());
    }
    if text.chars().count() > 500 {
        return Err(too_long(500));
    }
    Ok(Some(text))
}

/// The form in which names are searched: lower case, without accents, so that
/// "Muller" finds "Müller" and "lodz" finds "Łódź".
#[cfg(feature = "server")]
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;

    let is_accent = |char: &char| ('\u{300}'..='\u{36f}').contains(char);
    let lowercase = text.trim().to_lowercase();
    // PostgreSQL takes every character but U+0000.
    let letters = lowercase
        .nfd()
        .filter(|char| !is_accent(char) && *char != '\0');
    let mut folded = String::with_capacity(lowercase.len());
    for letter in letters {
        match letter {
            // Letters of their own right, which no normalisation takes apart.
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            _ => folded.push(letter),
        }
    }
    folded
}

const CONTROL: &str = "Remove the characters that cannot be printed.";

fn too_long(max: usize) -> String {
    format!("Use at most {max} characters.")
}

/// Required text with single spaces between its words.
fn one_line(text: &str, max: usize, if_empty: &str) -> Result<String, String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return Err(if_empty.to_owned());
    }
    if line.chars().any(char::is_control) {
        return Err(CONTROL.to_owned());
    }
    if line.chars().count() > max {
        return Err(too_long(max));
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "what a validator returns")]
    fn kept(text: &str) -> Result<String, String> {
        Ok(text.to_owned())
    }

    #[test]
    fn empty_means_none() {
        assert_eq!(optional("  "), None);
        assert_eq!(optional(" a b "), Some("a b"));
    }

    #[test]
    fn names_are_tidied_to_one_line() {
        assert_eq!(full_name("  Rosa \t Delgado\n"), kept("Rosa Delgado"));
        assert_eq!(full_name("Nguyễn Thị 李"), kept("Nguyễn Thị 李"));
        assert_eq!(full_name("é".repeat(120).as_str()), kept(&"é".repeat(120)));
        assert!(full_name(&"é".repeat(121)).unwrap_err().contains("120"));
        assert!(full_name(" ").is_err());
        assert!(full_name("Rosa\u{0}").is_err());
    }

    #[test]
    fn short_texts_are_named_in_messages() {
        let specialization = |text| short_text("specialization", text, 10);
        assert_eq!(specialization(" skin "), kept("skin"));
        assert_eq!(specialization(""), Err("Enter a specialization.".into()));
        assert!(specialization("cardiologies").is_err());
    }

    #[test]
    fn usernames_are_short_and_plain() {
        assert_eq!(username(" Rosa.D+1_x-y@z "), kept("Rosa.D+1_x-y@z"));
        assert_eq!(username("zoë"), kept("zoë"));
        assert_eq!(username(&"a".repeat(64)), kept(&"a".repeat(64)));
        for bad in [
            "ab",
            " ab ",
            &"a".repeat(65),
            "rosa delgado",
            "rosa/1",
            "<b>",
        ] {
            assert!(username(bad).is_err(), "{bad}");
        }
        assert_eq!(username_key(" RoSa "), username_key("rosa"));
    }

    #[test]
    fn contact_numbers_keep_how_they_were_written() {
        assert_eq!(contact_number(" +44 (0)20-7946 "), kept("+44 (0)20-7946"));
        for bad in [
            "",
            "1234",
            "+ (12) - 34",
            "call me",
            "12345x",
            &"1".repeat(33),
        ] {
            assert!(contact_number(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn emails_are_checked_for_slips() {
        assert_eq!(
            email(" rosa@mail.example.com "),
            kept("rosa@mail.example.com")
        );
        let long = format!("{}@example.com", "a".repeat(243));
        let bad = [
            "",
            "rosa",
            "@a.bc",
            "rosa@",
            "rosa@host",
            "rosa@.com",
            "rosa@a..b",
            "rosa@a.b.",
            "a@b@c.de",
            "ro sa@a.bc",
            &long,
        ];
        for bad in bad {
            assert!(email(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn dates_of_birth_are_iso_and_possible() {
        let today = date(2026, 11, 22);
        let born = |text| date_of_birth(text, today);
        assert_eq!(born(" 1985-04-30 "), Ok(date(1985, 4, 30)));
        assert_eq!(born("2026-11-22"), Ok(today));
        assert_eq!(born("1900-01-01"), Ok(date(1900, 1, 1)));
        assert!(born("2026-11-23").unwrap_err().contains("future"));
        assert!(born("1899-12-31").unwrap_err().contains("1900"));
        for bad in [
            "",
            "30.04.1985",
            "1985-02-30",
            "19850430",
            "1985-4-30",
            "1985-04-30T10:00",
        ] {
            assert!(born(bad).unwrap_err().contains("like 1985"), "{bad}");
        }
    }

    #[test]
    fn reasons_may_have_lines_but_an_end() {
        assert_eq!(reason(" \n"), Ok(None));
        assert_eq!(reason("back\r\npain "), Ok(Some("back\npain".into())));
        assert_eq!(
            reason(&"é\r\n".repeat(250))
                .unwrap()
                .unwrap()
                .chars()
                .count(),
            499
        );
        assert!(reason(&"é".repeat(501)).unwrap_err().contains("500"));
        assert!(reason("back\u{1b}pain").is_err());
    }

    #[cfg(feature = "server")]
    #[test]
    fn searching_ignores_case_and_accents() {
        assert_eq!(fold(" Müller "), "muller");
        assert_eq!(fold("ŁÓDŹ"), "lodz");
        assert_eq!(
            fold("Nguyễn Straße Åse Ørsted"),
            "nguyen strasse ase orsted"
        );
        assert_eq!(fold("Mu\u{308}ller"), fold("Müller"));
        assert_eq!(fold("İpek"), "ipek");
        assert_eq!(fold("नमिता 李"), "नमिता 李");
    }
}
