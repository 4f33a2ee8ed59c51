//! What is asked of the visits on a board: keys are pressed more quickly than a server answers.

use crate::encounters::model::Stage;

/// What somebody asks of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// A step to this stage, and into a room if one was chosen.
    Step(Stage, Option<i64>),
    /// The last step taken back.
    Back,
}

/// What was asked of visits, by their ids, in the order it was asked in. Of each visit the first wish is under
/// way, and the others wait for its answer, as long as the board is open: none is sent of a state that is about to
/// change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wishes(Vec<(i64, Wish)>);

impl Wishes {
    /// Adds a wish, and tells whether it can be fulfilled at once. What is asked twice in a row, such as by a key
    /// that bounces, is asked once.
    pub(super) fn add(&mut self, id: i64, wish: Wish) -> bool {
        let before = self.of(id).last();
        if before != Some(wish) {
            self.0.push((id, wish));
        }
        before.is_none()
    }

    /// Ends the wish that is under way, and gives the one that can be fulfilled next.
    pub(super) fn next(&mut self, id: i64) -> Option<Wish> {
        if let Some(first) = self.0.iter().position(|(of, _)| *of == id) {
            self.0.remove(first);
        }
        self.of(id).next()
    }

    /// Drops what was asked of a visit: the first was refused, and the others were meant to follow it.
    pub(super) fn drop_all(&mut self, id: i64) {
        self.0.retain(|(of, _)| *of != id);
    }

    /// Whether an answer about this visit is awaited.
    pub(super) fn awaits(&self, id: i64) -> bool {
        self.of(id).next().is_some()
    }

    /// The visit of which something was asked last, while its answer is awaited.
    pub(super) fn last(&self) -> Option<i64> {
        self.0.last().map(|(id, _)| *id)
    }

    fn of(&self, id: i64) -> impl DoubleEndedIterator<Item = Wish> {
        let of_it = self.0.iter().filter(move |(of, _)| *of == id);
        of_it.map(|(_, wish)| *wish)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARRIVED: Wish = Wish::Step(Stage::Arrived, None);
    const CALLED: Wish = Wish::Step(Stage::CheckedIn, None);

    #[test]
    fn what_is_asked_before_the_answer_comes_next() {
        let mut wishes = Wishes::default();
        assert!(wishes.add(1, ARRIVED));
        assert!(!wishes.add(1, CALLED), "it waits");
        assert!(wishes.add(2, ARRIVED), "another visit does not");
        assert!(!wishes.add(1, Wish::Back));
        assert_eq!(wishes.next(1), Some(CALLED));
        assert_eq!(wishes.next(1), Some(Wish::Back));
        assert_eq!(wishes.next(1), None);
        assert!(!wishes.awaits(1));
        assert!(wishes.awaits(2));
    }

    #[test]
    fn what_is_asked_twice_in_a_row_is_asked_once() {
        let mut wishes = Wishes::default();
        assert!(wishes.add(1, ARRIVED));
        assert!(!wishes.add(1, ARRIVED));
        assert_eq!(wishes.next(1), None);
        assert!(wishes.add(1, ARRIVED), "after its answer it is asked anew");
    }

    #[test]
    fn what_was_to_follow_a_refused_wish_is_dropped() {
        let mut wishes = Wishes::default();
        wishes.add(1, ARRIVED);
        wishes.add(2, ARRIVED);
        wishes.add(1, CALLED);
        assert_eq!(wishes.last(), Some(1));
        wishes.drop_all(1);
        assert!(!wishes.awaits(1));
        assert_eq!(wishes.last(), Some(2));
        assert_eq!(wishes.next(2), None);
        assert_eq!(wishes.last(), None);
    }
}
