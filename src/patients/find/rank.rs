//! How well a patient fits what is looked for: the one rule, whichever engine gave the candidates.

use jiff::civil::Date;

use super::{
    key::name_words,
    sought::{Number, SAME_NUMBER, Sought},
};

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

/// Whether each word of the name is like something in the search key: a glance, which takes nothing apart and spares
/// most of those who have half a word in common with what was typed the closer look.
pub fn may_fit(sought: &Sought, search_key: &str) -> bool {
    let like = |word: &String| {
        search_key
            .split(' ')
            .any(|part| alike(word, part).is_some())
    };
    sought.names.iter().all(like)
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
    for typed in &sought.numbers {
        sum += number(typed, candidate)?;
        parts += 1;
    }
    if !sought.born.is_empty() {
        born_on(&sought.born, candidate).then_some(())?;
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
    if typed.chars().count() >= SHORTEST_WITH_SLIP {
        let (typed, name) = without_beginning(typed, name);
        if slipped(typed, name, |typed, name| typed == name) {
            return Some(SLIP);
        }
        if slipped(typed, name, |typed, name| name.starts_with(typed)) {
            return Some(BEGINS_WITH_SLIP);
        }
    }
    (typed.chars().count() > 2 && name.contains(typed)).then_some(INSIDE)
}

/// Whether one becomes the other by at most one letter more, less or other, or by two neighbours that change
/// places.
pub fn one_slip(one: &str, other: &str) -> bool {
    let (one_end, other_end) = without_beginning(one, other);
    one == other || slipped(one_end, other_end, |one, other| one == other)
}

/// What is left of both without the letters that both begin with.
fn without_beginning<'a>(one: &'a str, other: &'a str) -> (&'a str, &'a str) {
    let same: usize = one
        .chars()
        .zip(other.chars())
        .take_while(|(one, other)| one == other)
        .map(|(letter, _)| letter.len_utf8())
        .sum();
    let end = |text: &'a str| text.get(same..).unwrap_or_default();
    (end(one), end(other))
}

/// Whether two texts that begin differently fit behind the slip they begin with.
fn slipped(typed: &str, name: &str, fit: fn(&str, &str) -> bool) -> bool {
    let first = |text: &str| text.chars().next();
    let (typed_on, name_on) = (without_first(typed), without_first(name));
    let one_less = name_on.is_some_and(|name| fit(typed, name));
    let one_more = typed_on.is_some_and(|typed| fit(typed, name));
    let (Some(typed_on), Some(name_on)) = (typed_on, name_on) else {
        return one_less || one_more;
    };
    let other = fit(typed_on, name_on);
    let crossed = first(typed) == first(name_on) && first(typed_on) == first(name);
    let behind = without_first(typed_on).zip(without_first(name_on));
    let swapped = crossed && behind.is_some_and(|(typed, name)| fit(typed, name));
    one_less || one_more || other || swapped
}

fn without_first(text: &str) -> Option<&str> {
    let mut letters = text.chars();
    letters.next().map(|_| letters.as_str())
}

fn born_on(days: &[Date], candidate: &Candidate) -> bool {
    days.iter().any(|day| candidate.born == day.to_string())
}

/// How well a typed number fits the telephone number, the year of birth or the day.
fn number(Number { digits, born }: &Number, candidate: &Candidate) -> Option<u16> {
    if born_on(born, candidate) || same_number(digits, &candidate.digits) {
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
    use jiff::civil::date;

    use super::*;

    fn score(typed: &str, key: &str) -> Option<u16> {
        let sought = Sought::read(typed, date(2026, 11, 23));
        let fit = fit(&sought, &Candidate::of_key(key)).map(|(score, _)| score);
        assert!(may_fit(&sought, key) || fit.is_none(), "{typed}");
        fit
    }

    const ROSA: &str = " rosa maria oneill 441174960100 1980-03-07";

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
            let sought = Sought::read(typed, date(2026, 11, 23));
            assert!(!may_fit(&sought, ROSA), "{typed}");
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
        assert_eq!(score("03/07/1980", ROSA), Some(100));
        assert_eq!(score("07031980", ROSA), Some(100));
        assert_eq!(score("74960100", ROSA), Some(100));
        assert_eq!(score("08031980", ROSA), None);
        assert_eq!(score("496 02", ROSA), None);
        assert_eq!(score("rosa 1980", ROSA), Some(95));
        assert!(!same_number("", "") && !same_number("0100", "441174960100"));
    }

    proptest::proptest! {
        #[test]
        fn any_single_slip_is_one(word in "[a-zß]{4,10}", end in "[a-z]{0,4}", at in 0usize..10, letter in "[a-z]", kind in 0..4) {
            let letters: Vec<char> = word.chars().collect();
            let at = at % letters.len();
            let mut typed = letters.clone();
            match kind {
                0 => { typed.remove(at); }
                1 => typed.insert(at, letter.chars().next().unwrap()),
                2 => typed[at] = letter.chars().next().unwrap(),
                _ => typed.swap(at, (at + 1).min(letters.len() - 1)),
            }
            let typed: String = typed.into_iter().collect();
            proptest::prop_assert!(one_slip(&word, &typed) && one_slip(&typed, &word), "{}", typed);
            if typed.chars().count() >= SHORTEST_WITH_SLIP {
                let longer = format!("{word}{end}");
                proptest::prop_assert!(alike(&typed, &longer) >= Some(BEGINS_WITH_SLIP), "{} {}", typed, longer);
            }
        }
    }
}
