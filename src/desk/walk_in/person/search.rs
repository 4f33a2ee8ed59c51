//! What is typed, what answers it, and whom a key or a click takes. Apart from the page, so that it can be tested:
//! nobody may be taken who was found for other letters than those that stand in the field.

use jiff::civil::Date;

use super::Person;
use crate::patients::find::model::Hit;

/// The search as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Search {
    /// What stands in the field.
    pub(super) text: String,
    /// Who fits what was asked when it was answered last.
    pub(super) hits: Vec<Hit>,
    /// Whether the list is open.
    pub(super) open: bool,
    /// Whether there was no answer.
    pub(super) failed: bool,
    /// The number of the last question.
    asked: u32,
    /// The number of the question that was answered last.
    answered: u32,
    /// How far the arrows have gone down from the first line, round and round.
    steps: i32,
    /// Enter was pressed before the answer was there.
    enter_waits: bool,
    /// On which day it is typed: of two digits for a year of birth it depends which they are.
    today: Date,
}

impl Search {
    /// An empty one, of that day.
    pub(super) fn new(today: Date) -> Self {
        Self {
            today,
            ..Self::default()
        }
    }

    /// Takes what the field holds now; gives the number of the question that it is.
    pub(super) fn typed(&mut self, text: String) -> Option<u32> {
        *self = Self {
            text,
            hits: std::mem::take(&mut self.hits),
            open: self.open,
            asked: self.asked + 1,
            answered: self.answered,
            ..Self::new(self.today)
        };
        if self.text.trim().is_empty() {
            self.close();
            return None;
        }
        Some(self.asked)
    }

    /// Whether that is still the question.
    pub(super) fn is_asked(&self, question: u32) -> bool {
        self.asked == question
    }

    /// Whether an answer to what stands in the field is awaited.
    pub(super) fn waits(&self) -> bool {
        self.asked != self.answered
    }

    /// Takes the answer to a question, none where it failed; gives whom Enter, pressed before, takes.
    pub(super) fn answer(&mut self, question: u32, found: Option<Vec<Hit>>) -> Option<Person> {
        if !self.is_asked(question) {
            return None;
        }
        self.answered = question;
        self.failed = found.is_none();
        self.hits = found.unwrap_or_default();
        self.open = true;
        let takes = std::mem::take(&mut self.enter_waits);
        // Who was meant is not known without an answer.
        (takes && !self.failed).then(|| self.on(self.line()))
    }

    /// Goes down by so many lines. What is pressed before the answer holds for its lines.
    pub(super) fn step(&mut self, by: i32) {
        if self.open || self.waits() {
            self.steps = self.steps.saturating_add(by);
        }
    }

    /// The line that the arrows have come to: one of those found, or the last, which registers somebody.
    pub(super) fn line(&self) -> usize {
        let lines = i32::try_from(self.hits.len() + 1).unwrap_or(i32::MAX);
        usize::try_from(self.steps.rem_euclid(lines)).unwrap_or_default()
    }

    /// Whom Enter takes now; where the answer is awaited it takes somebody with that.
    pub(super) fn enter(&mut self) -> Option<Person> {
        if self.waits() {
            self.enter_waits = true;
            return None;
        }
        self.open.then(|| self.on(self.line()))
    }

    /// Closes the list, and forgets what is awaited; answers whether there was anything to leave.
    pub(super) fn escape(&mut self) -> bool {
        let leaves = self.open || self.enter_waits;
        if leaves {
            self.asked += 1;
            self.close();
        }
        leaves
    }

    fn close(&mut self) {
        self.answered = self.asked;
        self.enter_waits = false;
        self.open = false;
        self.hits.clear();
    }

    /// The patient of that number, where they were found for what stands in the field.
    pub(super) fn found(&self, id: i64) -> Option<Person> {
        let mut hits = self.hits.iter().filter(|_| !self.waits());
        hits.find(|hit| hit.id == id).map(known)
    }

    /// Somebody new, of whom this was typed.
    pub(super) fn newcomer(&self) -> Person {
        Person::newcomer(&self.text, self.today)
    }

    fn on(&self, line: usize) -> Person {
        match self.hits.get(line) {
            Some(hit) => known(hit),
            None => self.newcomer(),
        }
    }
}

fn known(hit: &Hit) -> Person {
    Person::known(hit.id, &hit.full_name, hit.date_of_birth.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(ids: &[i64]) -> Vec<Hit> {
        let hit = |id: &i64| Hit {
            id: *id,
            full_name: format!("Patient {id}"),
            contact_number: String::new(),
            date_of_birth: None,
            next_visit: None,
            score: 50,
        };
        ids.iter().map(hit).collect()
    }

    fn somebody(typed: &str) -> Person {
        Person::newcomer(typed, Date::default())
    }

    fn id(person: Option<Person>) -> Option<i64> {
        match person {
            Some(Person::Known { id, .. }) => Some(id),
            _ => None,
        }
    }

    /// A search that has been answered.
    fn answered(text: &str, ids: &[i64]) -> Search {
        let mut search = Search::default();
        let question = search.typed(text.to_owned()).unwrap();
        assert_eq!(search.answer(question, Some(hits(ids))), None);
        search
    }

    #[test]
    fn enter_takes_the_line_that_the_arrows_came_to() {
        let mut search = answered("del", &[1, 2]);
        assert_eq!(id(search.enter()), Some(1));
        search.step(1);
        assert_eq!(id(search.enter()), Some(2));
        search.step(1);
        assert_eq!(search.enter(), Some(somebody("del")));
        search.step(1);
        assert_eq!(id(search.enter()), Some(1));
        search.step(-1);
        assert_eq!(search.line(), 2);
    }

    #[test]
    fn enter_never_takes_whom_other_letters_found() {
        let mut search = answered("del", &[1, 2]);
        let question = search.typed("delgado".to_owned()).unwrap();
        assert_eq!(search.enter(), None);
        // Nor does a click.
        assert_eq!(search.found(1), None);
        assert_eq!(id(search.answer(question, Some(hits(&[7, 1])))), Some(7));
        assert_eq!(id(search.found(1)), Some(1));
        assert_eq!(search.found(2), None);
    }

    #[test]
    fn enter_before_any_answer_takes_the_first_of_it() {
        let mut search = Search::default();
        assert_eq!(search.enter(), None);
        let question = search.typed("rosa".to_owned()).unwrap();
        assert_eq!(search.enter(), None);
        assert_eq!(id(search.answer(question, Some(hits(&[3])))), Some(3));
        // It was pressed once.
        assert_eq!(search.answer(question, Some(hits(&[3]))), None);
        // Nobody was found: it is somebody new.
        let question = search.typed("rosita".to_owned()).unwrap();
        assert_eq!(search.enter(), None);
        let found = search.answer(question, Some(hits(&[])));
        assert_eq!(found, Some(somebody("rosita")));
    }

    #[test]
    fn arrows_before_the_answer_go_through_its_lines() {
        let mut search = answered("del", &[1]);
        let question = search.typed("delg".to_owned()).unwrap();
        search.step(1);
        search.enter();
        assert_eq!(id(search.answer(question, Some(hits(&[5, 6, 7])))), Some(6));
        let question = search.typed("delga".to_owned()).unwrap();
        search.step(-1);
        search.enter();
        let found = search.answer(question, Some(hits(&[5, 6, 7])));
        assert_eq!(found, Some(somebody("delga")));
    }

    #[test]
    fn who_types_on_takes_nobody_yet() {
        let mut search = answered("del", &[1]);
        let before = search.typed("delg".to_owned()).unwrap();
        search.enter();
        let question = search.typed("delga".to_owned()).unwrap();
        assert_eq!(search.answer(before, Some(hits(&[1, 2]))), None);
        assert_eq!(search.answer(question, Some(hits(&[2]))), None);
        assert_eq!((search.line(), id(search.enter())), (0, Some(2)));
    }

    #[test]
    fn without_an_answer_nobody_is_taken() {
        let mut search = answered("del", &[1]);
        let question = search.typed("delg".to_owned()).unwrap();
        search.enter();
        assert_eq!(search.answer(question, None), None);
        assert!(search.failed && search.hits.is_empty() && !search.waits());
        search.typed("delga".to_owned());
        assert!(!search.failed);
    }

    #[test]
    fn an_empty_field_and_escape_close_the_list_for_good() {
        let mut search = answered("del", &[1]);
        assert_eq!(search.typed(" ".to_owned()), None);
        assert_eq!(
            (search.open, search.waits(), search.enter()),
            (false, false, None)
        );
        assert!(!search.escape(), "the dialog may have it");

        let question = search.typed("del".to_owned()).unwrap();
        search.enter();
        assert!(search.escape());
        assert_eq!(search.answer(question, Some(hits(&[1]))), None);
        assert_eq!((search.open, search.enter()), (false, None));
    }
}
