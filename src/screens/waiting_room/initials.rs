//! What a screen may show of a name.

/// The initials of a name, `P. R.`, without titles. None where they would be the name itself, or could be: of
/// one word, and in scripts without capitals, of which a single character may be a whole name.
pub(super) fn of(name: &str) -> Option<String> {
    // A letter with a point is a name cut short, and no title.
    let title = |word: &str| word.ends_with('.') && word.chars().count() > 2;
    let mut words = name.split_whitespace().filter(|word| !title(word));
    let (first, last) = (capital(words.next()?)?, capital(words.next_back()?)?);
    Some(format!("{first}. {last}."))
}

/// The first letter of a word as a capital; none where there are no capitals.
fn capital(word: &str) -> Option<char> {
    let letter = word.chars().find(|each| each.is_alphabetic())?;
    let has_case = letter.is_lowercase() || letter.is_uppercase();
    // Of a letter that becomes two, as ß does, the first.
    letter.to_uppercase().next().filter(|_| has_case)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        for (name, initials) in [
            ("Pia Rossi", "P. R."),
            ("pia maria rossi", "P. R."),
            ("Ana de la Cruz", "A. C."),
            ("de la Cruz", "D. C."),
            ("  Éric (Ricky)  Ångström ", "É. Å."),
            ("ßen ßo", "S. S."),
            ("Ольга Иванова", "О. И."),
            ("Dr. Ada King Lovelace", "A. L."),
            ("Otto Berg Jr.", "O. B."),
            ("J. R. Hale", "J. H."),
            ("Rosa D.", "R. D."),
        ] {
            assert_eq!(of(name).as_deref(), Some(initials), "{name}");
        }
    }

    #[test]
    fn what_could_be_the_name_itself_is_none() {
        for name in [
            "",
            " ",
            "Rosa",
            "Dr. Rosa",
            "李",
            "李 明",
            "李 Ming",
            "Rosa 2",
            "يوسف علي",
        ] {
            assert_eq!(of(name), None, "{name}");
        }
    }
}
