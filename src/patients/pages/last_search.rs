//! What was searched for last on the list of patients.

use dioxus::prelude::*;

use super::search::kept;
use crate::{
    doctors::model::typed,
    ui::{Session, use_session},
};

/// What was searched for last, so that whoever comes back from a record finds it again. It is kept in the memory of
/// this tab or window and nowhere else. On the server each page that is rendered has one of its own, and nothing is
/// written into it.
static LAST: GlobalSignal<Last> = Signal::global(Last::default);

/// A search of the list, and which page of what it finds is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Search {
    /// Whom to look for; everybody when empty.
    pub(super) q: String,
    /// From 1.
    pub(super) page: u32,
}

impl Search {
    /// A search as it was typed, from its first page.
    pub(super) fn of(typed: &str) -> Self {
        Self {
            q: typed.trim().to_owned(),
            page: 1,
        }
    }
}

/// A search, and whose it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Last {
    /// The account.
    who: Option<i64>,
    search: Search,
}

impl Last {
    /// The search, for whoever made it: others may use the same tab after them.
    fn of(&self, who: Option<i64>) -> Search {
        if self.who == who {
            self.search.clone()
        } else {
            Search::default()
        }
    }
}

/// Searches all patients for what was typed elsewhere: it is handed on beside the address of the list, in which no
/// name belongs. To be called where something happens, not while a page is rendered.
pub fn search_for(typed: String) {
    let session = try_consume_context::<Session>();
    let who = session.and_then(|session| session.me()).map(|me| me.id);
    let search = Search::of(&typed);
    *LAST.write() = Last { who, search };
    navigator().push("/patients");
}

/// What the list is searched for: what a form without JavaScript has left for the page, else what an old address
/// says, else what was searched for last.
pub(super) fn use_search(q: ReadSignal<String>, page: ReadSignal<u32>) -> Signal<Search> {
    let session = use_session();
    let who = use_hook(|| session.me().map(|me| me.id));
    let search = use_signal(|| {
        if let Some(kept) = kept(&session) {
            return Search::of(&kept);
        }
        let addressed = Search {
            page: *page.peek(),
            ..Search::of(&typed(&q.peek()))
        };
        if addressed.q.is_empty() {
            LAST.peek().of(who)
        } else {
            addressed
        }
    });
    use_effect(move || {
        let search = search();
        *LAST.write() = Last { who, search };
    });
    search
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(content: fn() -> Element) -> String {
        let mut dom = VirtualDom::new(content);
        dom.rebuild_in_place();
        dioxus::ssr::render(&dom)
    }

    fn last() -> Element {
        let last = LAST.peek().of(Some(1)).q;
        rsx! {
            p { "{last}" }
        }
    }

    #[test]
    fn nobody_is_shown_what_somebody_else_searched_for() {
        let last = Last {
            who: Some(1),
            search: Search::of(" rosa "),
        };
        assert_eq!(
            last.of(Some(1)),
            Search {
                q: "rosa".into(),
                page: 1
            }
        );
        assert_eq!(last.of(Some(2)), Search::default());
        assert_eq!(last.of(None), Search::default());
    }

    #[test]
    fn a_page_knows_nothing_of_what_another_one_searches_for() {
        let one = rendered(|| {
            use_hook(|| {
                *LAST.write() = Last {
                    who: Some(1),
                    search: Search::of("rosa"),
                };
            });
            last()
        });
        assert_eq!(one, "<p>rosa</p>");
        assert_eq!(rendered(last), "<p></p>");
    }
}
