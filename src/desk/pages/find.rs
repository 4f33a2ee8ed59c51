//! Whom the search of the day is for, once it is left with Enter.

use dioxus::prelude::*;

use super::{
    layout::Ask,
    query::{Query, View},
    state::{Desk, visit_of},
    stops::Stop,
};
use crate::{desk::actions::Standing, patients::pages::search_for, ui::platform};

/// Where visits are that fit what was typed.
#[derive(Debug, PartialEq, Eq)]
enum Found<'a> {
    /// It is the only one.
    Only(&'a Stop),
    /// It is one of several that are drawn; the first of them.
    First(&'a Stop),
    /// It is one of several that only the list has.
    Listed,
    /// It is none of this day.
    Nowhere,
}

impl<'a> Found<'a> {
    /// What is drawn is meant first: the list has cancelled visits too.
    fn among(drawn: &'a [Stop], listed: &'a [Stop]) -> Self {
        match (drawn, listed) {
            ([only], _) | ([], [only]) => Self::Only(only),
            ([first, ..], _) => Self::First(first),
            ([], []) => Self::Nowhere,
            ([], _) => Self::Listed,
        }
    }
}

/// Goes on from the search field: to the visit that was meant, opening it where it is the only one; to all
/// patients where it is none of this day.
pub(super) fn found(desk: &Desk, query: &Query) {
    let mut search = desk.search;
    let typed = search.peek().trim().to_owned();
    if typed.is_empty() {
        return;
    }
    // Whoever searches is offered no free time: these are visits.
    let stops = |query: &Query| {
        let columns = Ask {
            board: &desk.board.peek(),
            reckoned: &desk.reckoned.peek(),
            now: *desk.clock.peek(),
            query,
            search: &typed,
            standing: &Standing::default(),
        }
        .walk();
        let mut stops: Vec<Stop> = columns.into_iter().flatten().collect();
        stops.sort_by_key(|stop| stop.at);
        stops
    };
    let list = Query {
        view: Some(View::List),
        ..query.clone()
    };
    let (drawn, listed) = (stops(query), stops(&list));
    match Found::among(&drawn, &listed) {
        Found::Only(stop) => {
            if let Some(id) = visit_of(&stop.key) {
                search.set(String::new());
                desk.open(id);
            }
        }
        Found::First(stop) => {
            platform::focus(&format!("#{}", stop.key));
            desk.stand(stop.clone());
        }
        // To be chosen from there: the search goes along.
        Found::Listed => {
            let date = desk.board.peek().date;
            navigator().push(desk.path(&list, date));
        }
        // Names belong in no address: what was typed is handed on beside it.
        Found::Nowhere => search_for(typed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::testing::visit;

    #[test]
    fn what_is_drawn_is_meant_before_what_only_the_list_has() {
        let stops = |ids: &[i64]| -> Vec<Stop> {
            let visits = ids.iter().map(|id| visit(*id, 3, "09:00", "09:30"));
            visits.map(|visit| Stop::of(&visit)).collect()
        };
        let (none, one, two) = (stops(&[]), stops(&[1]), stops(&[2, 1]));
        assert_eq!(Found::among(&one, &two), Found::Only(&one[0]));
        assert_eq!(Found::among(&none, &one), Found::Only(&one[0]));
        assert_eq!(Found::among(&two, &two), Found::First(&two[0]));
        assert_eq!(Found::among(&none, &two), Found::Listed);
        assert_eq!(Found::among(&none, &none), Found::Nowhere);
    }
}
