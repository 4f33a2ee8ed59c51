//! Which texts a patient's search key must hold to be worth a closer look: what the index of trigrams is asked.
//!
//! A word with one slip in it has one half that is as it should be. So the halves are asked for, which are rare,
//! rather than every trigram, of which most are common.

use super::sought::{Number, SAME_NUMBER, Sought};

/// The index knows texts of at least so many characters.
pub const SHORTEST: usize = 3;

/// Of each group one text at least, and all of the texts that are too short for the index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probe {
    /// Groups, of which each has alternatives.
    pub groups: Vec<Vec<String>>,
    /// What the index cannot help with.
    pub short: Vec<String>,
}

/// How closely names are to fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closeness {
    /// Whole words.
    Whole,
    /// Parts of words.
    Part,
    /// With a slip in each word.
    Slip,
}

impl Closeness {
    /// The closest first.
    pub const ALL: [Self; 3] = [Self::Whole, Self::Part, Self::Slip];
}

impl Probe {
    /// What to ask for.
    pub fn new(sought: &Sought, closeness: Closeness) -> Self {
        let mut probe = Self::default();
        for name in &sought.names {
            probe.ask(match closeness {
                Closeness::Whole => vec![format!(" {name} ")],
                Closeness::Part => vec![part(name)],
                Closeness::Slip => slips(name),
            });
        }
        for Number { digits, born } in &sought.numbers {
            let from = digits.len().saturating_sub(SAME_NUMBER);
            let end = digits.get(from..).unwrap_or(digits);
            let days = born.iter().map(|day| format!(" {day}"));
            probe.ask(std::iter::once(end.to_owned()).chain(days).collect());
        }
        probe
    }

    fn ask(&mut self, texts: Vec<String>) {
        match texts.as_slice() {
            [text] if text.chars().count() < SHORTEST => self.short.push(text.clone()),
            _ => self.groups.push(texts),
        }
    }
}

/// The word anywhere, a short one as a beginning.
fn part(name: &str) -> String {
    if name.chars().count() < SHORTEST && name.is_ascii() {
        format!(" {name}")
    } else {
        name.to_owned()
    }
}

/// What is left of a word after any one slip in it: its first half, its second half, or, where the slip is in
/// both, two neighbours that changed places.
fn slips(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() < 4 {
        return vec![part(name)];
    }
    let (first, second) = letters.split_at(letters.len() / 2);
    let text = |letters: &[char]| letters.iter().collect::<String>();
    let end = if second.len() < SHORTEST { " " } else { "" };
    let mut texts = vec![part(name), format!(" {}", text(first)), text(second) + end];
    for at in 1..letters.len() {
        let mut swapped = letters.clone();
        swapped.swap(at - 1, at);
        texts.push(format!(" {}", text(&swapped)));
    }
    texts.sort();
    texts.dedup();
    texts
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::patients::find::rank::one_slip;

    fn probe(text: &str, closeness: Closeness) -> Probe {
        Probe::new(&Sought::read(text, date(2026, 11, 23)), closeness)
    }

    fn groups(text: &str, closeness: Closeness) -> Vec<Vec<String>> {
        probe(text, closeness).groups
    }

    #[test]
    fn whole_words_are_asked_for_with_their_ends() {
        assert_eq!(groups("Ann Lee", Closeness::Whole), [[" ann "], [" lee "]]);
        assert_eq!(groups("ann le", Closeness::Part), [["ann"], [" le"]]);
        let short = probe("j", Closeness::Part);
        assert_eq!((short.groups, short.short), (vec![], vec![" j".to_owned()]));
        assert_eq!(groups("+44 117 496 0100", Closeness::Part), [["74960100"]]);
        assert_eq!(
            groups("27031980", Closeness::Part),
            [["27031980", " 1980-03-27"]]
        );
    }

    proptest::proptest! {
        /// Whoever is spelled with one slip less is among the candidates.
        #[test]
        fn no_slip_escapes(word in "[a-z]{4,10}", at in 0usize..10, letter in "[a-z]", kind in 0..4) {
            let mut typed: Vec<char> = word.chars().collect();
            let at = at % typed.len();
            match kind {
                0 if typed.len() > 4 => { typed.remove(at); }
                1 => typed.insert(at, letter.chars().next().unwrap()),
                2 => typed[at] = letter.chars().next().unwrap(),
                _ => {
                    let next = (at + 1).min(typed.len() - 1);
                    typed.swap(at, next);
                }
            }
            let typed: String = typed.into_iter().collect();
            proptest::prop_assume!(one_slip(&word, &typed));
            let key = format!(" somebody {word} 441174960100 1980-03-07");
            let found = slips(&typed).iter().any(|text| key.contains(text.as_str()));
            proptest::prop_assert!(found, "{} for {}: {:?}", typed, word, slips(&typed));
        }
    }
}
