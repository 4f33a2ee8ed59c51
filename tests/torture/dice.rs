//! Chance that falls the same way every time for the same seed.

/// A small pseudo-random generator (`SplitMix64`).
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice of their own for each list of numbers.
    pub(crate) fn new(seed: u64, numbers: &[u64]) -> Self {
        let mut dice = Self(seed);
        for number in numbers {
            dice.0 = dice.throw() ^ number;
        }
        dice
    }

    /// Any number.
    pub(crate) fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to but not including `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.throw() % bound.max(1) as u64).unwrap()
    }

    /// A number from `least` up to but not including `bound`.
    pub(crate) fn between(&mut self, least: usize, bound: usize) -> usize {
        least + self.below(bound - least)
    }

    /// True in so many of a hundred throws.
    pub(crate) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }
}
