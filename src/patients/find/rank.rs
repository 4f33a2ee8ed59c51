//! How well a patient fits what is looked for: the one rule, whichever engine gave the candidates.

use super::sought::{SAME_NUMBER, Sought, name_words};

const EQUAL: u16 = 100;
const BEGINS: u16 = 90;
const PART_OF_NUMBER: u16 = 80;
const SLIP: u16 = 75;
const BEGINS_WITH_SLIP: u16 = 65;
const INSIDE: u16 = 55;
/// Shorter words are too much alike to allow for slips.
const SHORTEST_WITH_SLIP: usize = 4;

/// What is compared of a patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The words of the name, folded.
    pub names: Vec<String>,
    /// The digits of the telephone number.
    pub digits: String,
    /// The day of birth, ISO 8601, or nothing.
    pub born: String,
}

impl Candidate {
    /// Reads what a patient is searched by: the folded name, the digits of the number and the day of birth, with
    /// a space before each.
    pub fn of_key(search_key: &str) -> Self {
        let mut parts = search_key.rsplitn(3, ' ');
        let born = parts.next().unwrap_or_default().to_owned();
        let digits = parts.next().unwrap_or_default().to_owned();
        let names = name_words_of(parts.next().unwrap_or_default());
        Self {
            names,
            digits,
            born,
        }
    }
}

fn name_words_of(name: &str) -> Vec<String> {
    name.split_whitespace().flat_map(name_words).collect()
}

/// How well it fits, up to 100; nothing when some of what is looked for does not. The second number tells among
/// equals: how much of the name was not asked for.
pub fn fit(sought: &Sought, candidate: &Candidate) -> Option<(u16, usize)> {
    let mut sum = 0;
    let mut parts = 0;
    let mut left: Vec<&str> = candidate.names.iter().map(String::as_str).collect();
    for word in &sought.names {
        let (score, place) = left
            .iter()
            .enumerate()
            .filter_map(|(place, name)| Some((alike(word, name)?, place)))
            .max_by_key(|(score, place)| (*score, std::cmp::Reverse(*place)))?;
        left.remove(place);
        sum += score;
        parts += 1;
    }
    for digits in &sought.digits {
        sum += number(digits, candidate)?;
        parts += 1;
    }
    if let Some(born) = sought.born {
        (candidate.born == born.to_string()).then_some(())?;
        sum += EQUAL;
        parts += 1;
    }
    if parts == 0 {
        return None;
    }
    Some((sum / parts, left.len()))
}

/// How well a typed word fits a word of a name.
pub fn alike(typed: &str, name: &str) -> Option<u16> {
    if typed == name {
        return Some(EQUAL);
    }
    if name.starts_with(typed) {
        return Some(BEGINS);
    }
    let letters: Vec<char> = typed.chars().collect();
    if letters.len() >= SHORTEST_WITH_SLIP {
        let name: Vec<char> = name.chars().collect();
        if one_slip(&letters, &name) {
            return Some(SLIP);
        }
        let begins = (letters.len() - 1..=letters.len() + 1)
            .filter_map(|length| name.get(..length))
            .any(|beginning| one_slip(&letters, beginning));
        if begins {
            return Some(BEGINS_WITH_SLIP);
        }
    }
    (letters.len() > 2 && name.contains(typed)).then_some(INSIDE)
}

/// Whether one becomes the other by at most one letter more, less or other, or by two neighbours that change
/// places.
pub fn one_slip(one: &[char], other: &[char]) -> bool {
    let same = |pair: &(&char, &char)| pair.0 == pair.1;
    let begin = one.iter().zip(other).take_while(same).count();
    let (one, other) = (
        one.get(begin..).unwrap_or_default(),
        other.get(begin..).unwrap_or_default(),
    );
    let end = one
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take_while(same)
        .count();
    let (one, other) = (
        one.get(..one.len() - end).unwrap_or_default(),
        other.get(..other.len() - end).unwrap_or_default(),
    );
    match (one, other) {
        ([a, b], [c, d]) => a == d && b == c,
        (one, other) => one.len() <= 1 && other.len() <= 1,
    }
}

/// How well typed digits fit the telephone number, or the year of birth.
fn number(digits: &str, candidate: &Candidate) -> Option<u16> {
    if same_number(digits, &candidate.digits) {
        return Some(EQUAL);
    }
    if digits.len() == 4 && candidate.born.starts_with(digits) {
        return Some(BEGINS);
    }
    candidate.digits.contains(digits).then_some(PART_OF_NUMBER)
}

/// Whether two numbers are one, with or without the country.
pub fn same_number(one: &str, other: &str) -> bool {
    let end = |digits: &str| {
        let from = digits.len().checked_sub(SAME_NUMBER)?;
        digits.get(from..).map(str::to_owned)
    };
    match (end(one), end(other)) {
        (Some(one), Some(other)) => one == other,
        _ => !one.is_empty() && one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(typed: &str, key: &str) -> Option<u16> {
        let fit = fit(&Sought::read(typed), &Candidate::of_key(key))?;
        Some(fit.0)
    }

    const ROSA: &str = " rosa maria o'neill 441174960100 1980-03-07";

    #[test]
    fn a_key_is_read_back() {
        let rosa = Candidate::of_key(ROSA);
        assert_eq!(rosa.names, ["rosa", "maria", "oneill"]);
        assert_eq!(
            (rosa.digits.as_str(), rosa.born.as_str()),
            ("441174960100", "1980-03-07")
        );
        let bare = Candidate::of_key(" rosa  ");
        assert_eq!(
            (bare.names, bare.digits, bare.born),
            (vec!["rosa".into()], String::new(), String::new())
        );
    }

    #[test]
    fn the_order_of_names_does_not_matter() {
        assert_eq!(score("rosa o'neill", ROSA), Some(100));
        assert_eq!(score("ONEILL rosa", ROSA), Some(100));
        assert_eq!(score("rosa rosa", ROSA), None);
        assert_eq!(score("rosa delgado", ROSA), None);
    }

    #[test]
    fn one_slip_a_word_is_forgiven() {
        for typed in ["maira", "mraia", "mari", "marria", "masia", "naria"] {
            assert!(score(typed, ROSA) >= Some(SLIP), "{typed}");
        }
        for typed in ["maiar", "mxrxa", "rsoaa", "bra"] {
            assert_eq!(score(typed, ROSA), None, "{typed}");
        }
        // While the word is still being typed.
        assert_eq!(alike("dlega", "delgado"), Some(BEGINS_WITH_SLIP));
        assert_eq!(alike("dolg", "delgado"), Some(BEGINS_WITH_SLIP));
        assert_eq!(alike("eill", "oneill"), Some(INSIDE));
    }

    #[test]
    fn what_is_equal_comes_before_what_is_like_it() {
        let order = ["ann", "annabel", "hanna"].map(|name| alike("ann", name));
        assert!(order.is_sorted_by(|one, two| one > two), "{order:?}");
        assert!(alike("hanna", "hanna") > alike("hanna", "hannah"));
        assert!(alike("hanna", "hannah") > alike("hanna", "henna"));
    }

    #[test]
    fn numbers_and_days_are_exact() {
        assert_eq!(score("0117 496 0100", ROSA), Some(100));
        assert_eq!(score("496 01", ROSA), Some(PART_OF_NUMBER));
        assert_eq!(score("1980", ROSA), Some(BEGINS));
        assert_eq!(score("7.3.1980", ROSA), Some(100));
        assert_eq!(score("8.3.1980", ROSA), None);
        assert_eq!(score("496 02", ROSA), None);
        assert_eq!(score("rosa 1980", ROSA), Some(95));
        assert!(!same_number("", "") && !same_number("0100", "441174960100"));
    }

    proptest::proptest! {
        #[test]
        fn any_single_slip_is_one(word in "[a-z]{4,10}", at in 0usize..10, letter in "[a-z]", kind in 0..4) {
            let letters: Vec<char> = word.chars().collect();
            let at = at % letters.len();
            let mut typed = letters.clone();
            match kind {
                0 => { typed.remove(at); }
                1 => typed.insert(at, letter.chars().next().unwrap()),
                2 => typed[at] = letter.chars().next().unwrap(),
                _ => typed.swap(at, (at + 1).min(letters.len() - 1)),
            }
            proptest::prop_assert!(one_slip(&letters, &typed), "{:?}", typed);
        }
    }
}
