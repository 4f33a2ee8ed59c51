//! When two records may be of one person: the one rule.

use super::model::Why;
use crate::patients::find::rank::{Candidate, alike, same_number};

/// What speaks for one person, the strongest first; nothing when they are two.
pub fn why(one: &Candidate, other: &Candidate) -> Vec<Why> {
    let mut found = Vec::new();
    if !similar(&one.names, &other.names) {
        return found;
    }
    let births_known = !one.born.is_empty() && !other.born.is_empty();
    if births_known && one.born == other.born {
        found.push(Why::Birth);
    }
    if same_number(&one.digits, &other.digits) {
        found.push(Why::Number);
    }
    // People who share a name are told apart by their day of birth.
    if same(&one.names, &other.names) && (!births_known || one.born == other.born) {
        found.push(Why::Name);
    }
    found
}

/// The same words, in whatever order.
fn same(one: &[String], other: &[String]) -> bool {
    let sorted = |names: &[String]| {
        let mut names = names.to_vec();
        names.sort();
        names
    };
    !one.is_empty() && sorted(one) == sorted(other)
}

/// Every word of the shorter name is in the longer one, with a slip at most: a second name or an initial may be
/// missing. One word alone is too little.
fn similar(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let mut left: Vec<&String> = long.iter().collect();
    let found = short.iter().all(|word| {
        let place = left
            .iter()
            .position(|name| alike(word, name).or(alike(name, word)).is_some());
        place.map(|place| left.remove(place)).is_some()
    });
    found && (short.len() > 1 || same(one, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(one: &str, other: &str) -> Vec<Why> {
        why(&Candidate::of_key(one), &Candidate::of_key(other))
    }

    const ROSA: &str = " rosa delgado 441174960100 1980-03-07";

    #[test]
    fn the_same_day_of_birth_and_a_similar_name_is_one_person() {
        for other in [
            " rosa delgado  1980-03-07",
            " delgado rosa  1980-03-07",
            " rosa maria delgado  1980-03-07",
            " rosa delgaod  1980-03-07",
            " r. delgado  1980-03-07",
        ] {
            assert!(of(ROSA, other).contains(&Why::Birth), "{other}");
            assert!(of(other, ROSA).contains(&Why::Birth), "{other}");
        }
        assert_eq!(of(ROSA, " ana delgado  1980-03-07"), []);
        assert_eq!(of(ROSA, " rosa  1980-03-07"), []);
    }

    #[test]
    fn the_same_number_counts_however_it_is_written() {
        assert_eq!(
            of(ROSA, " rosa delgado 01174960100 1981-03-07"),
            [Why::Number]
        );
        // A family shares its telephone.
        assert_eq!(of(ROSA, " tomas delgado 441174960100 "), []);
    }

    #[test]
    fn namesakes_are_told_apart_by_their_day_of_birth() {
        assert_eq!(of(ROSA, " rosa delgado  "), [Why::Name]);
        assert_eq!(of(ROSA, " rosa delgado  1990-01-01"), []);
        assert_eq!(of(ROSA, " rosa delgada  "), []);
        assert_eq!(of(ROSA, ROSA), [Why::Birth, Why::Number, Why::Name]);
    }
}
