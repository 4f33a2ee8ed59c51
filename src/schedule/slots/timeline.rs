//! Stretches of time among which those that overlap another one are found without looking at all.

use jiff::Timestamp;

use super::Span;

/// Stretches of time, by beginning, each with what it is; they may overlap.
pub(super) struct Timeline<T> {
    items: Vec<(Span, T)>,
    /// For each item the latest end up to and including it. Unlike the ends themselves these
    /// never fall, so what is over by some instant is found by halving.
    latest: Vec<Timestamp>,
}

impl<T> Timeline<T> {
    /// Sorts them. What takes no time is left out.
    pub(super) fn new(items: impl IntoIterator<Item = (Span, T)>) -> Self {
        let real = |(span, _): &(Span, T)| span.start < span.end;
        let mut items: Vec<(Span, T)> = items.into_iter().filter(real).collect();
        items.sort_by_key(|(span, _)| *span);
        let latest = items.iter().scan(Timestamp::MIN, |latest, (span, _)| {
            *latest = span.end.max(*latest);
            Some(*latest)
        });
        Self {
            latest: latest.collect(),
            items,
        }
    }

    /// All of them, by beginning.
    pub(super) fn iter(&self) -> impl Iterator<Item = &(Span, T)> {
        self.items.iter()
    }

    /// Those that have time in common with `span`, by beginning.
    pub(super) fn overlapping(&self, span: Span) -> impl Iterator<Item = &(Span, T)> {
        let over = self.latest.partition_point(|latest| *latest <= span.start);
        let rest = self.items.get(over..).unwrap_or_default();
        let begun = rest
            .iter()
            .take_while(move |(each, _)| each.start < span.end);
        begun.filter(move |(each, _)| each.end > span.start)
    }
}
