//! The board by keyboard.

use dioxus::prelude::*;
use jiff::civil::Date;

use super::{
    booking::Booking,
    filters::SEARCH,
    layout::Ask,
    query::{Query, View},
    state::{Desk, visit_of},
    stops::{Way, target},
};
use crate::{
    desk::actions::Standing,
    encounters::model::Stage,
    patients::pages::query_path,
    ui::{Pressed, letters::hears, letters_are_keys, platform},
};

/// The keys that the whole page listens to.
pub(super) const KEYS: &[&str] = &[
    "a", "c", "d", "f", "n", "l", "u", "r", "b", "w", "/", "t", "[", "]", "v", "p", "j", "k", "?",
    "Escape",
];

/// What the keys are pressed on.
#[derive(Clone, PartialEq)]
pub(super) struct Keyboard {
    pub(super) desk: Desk,
    /// The day that was asked for last: who presses twice goes two days.
    pub(super) asked: Date,
    pub(super) query: Query,
    pub(super) standing: Standing,
}

impl Keyboard {
    /// Asks something of the board as it is drawn.
    fn ask<T>(&self, question: impl FnOnce(&Ask<'_>) -> T) -> T {
        let desk = self.desk;
        question(&Ask {
            board: &desk.board.peek(),
            reckoned: &desk.reckoned.peek(),
            now: *desk.clock.peek(),
            query: &self.query,
            search: &desk.search.peek(),
            standing: &self.standing,
        })
    }

    /// Goes on from where one stands.
    fn go(&self, way: Way) {
        let desk = self.desk;
        // Taken out first: what gets the focus writes there.
        let from = desk.stop.peek().as_ref().map(|stop| stop.key.clone());
        let to = self.ask(|board| target(&board.walk(), from.as_deref(), way));
        if let Some(stop) = to {
            platform::focus(&format!("#{}", stop.key));
            desk.stand(stop);
        }
    }

    /// A key on the board itself.
    pub(super) fn on_board(&self, event: &KeyboardEvent) {
        let key = event.key();
        let heard = event.modifiers().is_empty() && hears(letters_are_keys(), &key.to_string());
        let Some(way) = Way::of(&key).filter(|_| heard) else {
            return;
        };
        event.prevent_default();
        self.go(way);
    }

    /// A key anywhere in the page.
    pub(super) fn pressed(&self, pressed: &Pressed) {
        let desk = self.desk;
        let id = pressed.item.as_deref().and_then(visit_of);
        match pressed.key.as_str() {
            "a" => Self::step(&desk, id, Stage::Arrived),
            "c" => Self::step(&desk, id, Stage::CheckedIn),
            "d" => Self::step(&desk, id, Stage::InProgress),
            "f" => Self::step(&desk, id, Stage::Fulfilled),
            "n" => Self::step(&desk, id, Stage::Noshow),
            "l" => Self::step(&desk, id, Stage::Left),
            "u" => self.undo(id),
            "r" => self.reschedule(id),
            "b" => desk.book(
                self.gap(pressed.item.as_deref()),
                self.standing.server_only(),
            ),
            "w" => {
                let walk_in = true;
                let booking = Booking {
                    walk_in,
                    ..Booking::default()
                };
                desk.book(booking, self.standing.server_only());
            }
            "/" => platform::focus(&format!("#{SEARCH}")),
            "?" => {
                let mut helps = desk.helps;
                helps.set(true);
            }
            "j" => self.go(Way::Next),
            "k" => self.go(Way::Before),
            "Escape" => self.escape(),
            key => {
                if let Some(path) = self.path(key) {
                    navigator().push(path);
                }
            }
        }
    }

    fn step(desk: &Desk, id: Option<i64>, to: Stage) {
        match id {
            Some(id) => desk.step(desk.meant(id), to),
            None => desk.say("Choose a visit first: the arrow keys lead through them."),
        }
    }

    /// Takes back the step of the visit that is meant: the one in focus, else the one that is open. Where there is
    /// neither, and where the focus only came to another visit because a step took its own away, it is what was done
    /// here last.
    fn undo(&self, id: Option<i64>) {
        let desk = self.desk;
        let unchosen = id.is_some_and(|id| desk.was_led_to(id));
        let focus = id.map(|id| if unchosen { id } else { desk.meant(id) });
        match undone(focus, unchosen, desk.open_visit()) {
            Some(id) => desk.undo(id),
            None => desk.undo_last(),
        }
    }

    fn reschedule(&self, id: Option<i64>) {
        let desk = self.desk;
        if let Some(why) = self.standing.server_only() {
            desk.say(why);
            return;
        }
        match id.and_then(|id| desk.visit(desk.meant(id))) {
            Some(visit) if visit.stage.status().may_move() => {
                navigator().push(format!("/appointments/{}/reschedule", visit.id));
            }
            Some(visit) => desk.say(format!(
                "{}: {}. Only a booked visit gets another time.",
                visit.patient_name,
                visit.stage.words().to_lowercase()
            )),
            None => desk.say("Choose a visit first: the arrow keys lead through them."),
        }
    }

    /// The gap that has the focus, or just a new visit.
    fn gap(&self, item: Option<&str>) -> Booking {
        let gap = item.and_then(|key| self.ask(|board| board.gap(key)));
        gap.as_ref().map_or_else(Booking::default, Booking::within)
    }

    /// Leaves the details, else what was searched for.
    fn escape(&self) {
        let desk = self.desk;
        let mut search = desk.search;
        if desk.opened.peek().is_some() {
            desk.close();
        } else if !search.peek().is_empty() {
            search.set(String::new());
        }
    }

    /// Where a key leads to.
    fn path(&self, key: &str) -> Option<String> {
        let date = self.asked;
        let day = match key {
            "t" => Some(*self.desk.today.peek()),
            "[" => date.yesterday().ok(),
            "]" => date.tomorrow().ok(),
            _ => None,
        };
        match key {
            "v" => {
                let view = match self.query.shown() {
                    View::Columns => View::List,
                    View::List => View::Columns,
                };
                let query = Query {
                    view: Some(view),
                    ..self.query.clone()
                };
                Some(self.desk.path(&query, date))
            }
            "p" => {
                let doctor_id = self.query.doctor_id.map(|id| id.to_string());
                let query = [
                    ("date", date.to_string()),
                    ("doctor_id", doctor_id.unwrap_or_default()),
                ];
                Some(query_path("/desk/print", query))
            }
            _ => day.map(|day| self.desk.path(&self.query, day)),
        }
    }
}

/// Whose step is taken back; none where it is that of what was done here last. The focus on a visit that nobody chose
/// says nothing, and then what is open beside it does not either: what was there before is meant.
fn undone(focus: Option<i64>, unchosen: bool, open: Option<i64>) -> Option<i64> {
    focus.or(open).filter(|_| !unchosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_visit_that_was_chosen_is_undone_else_what_was_done_last() {
        let (here, open) = (Some(1), Some(2));
        assert_eq!(undone(here, false, open), here);
        assert_eq!(undone(None, false, open), open);
        assert_eq!(undone(None, false, None), None);
        assert_eq!(undone(here, true, open), None, "neither was chosen for it");
    }
}
