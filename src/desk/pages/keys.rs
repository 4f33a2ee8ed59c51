//! The board by keyboard.

use dioxus::prelude::*;
use jiff::civil::Date;

use super::{
    filters::SEARCH,
    layout::{Ask, Item},
    query::{Query, View},
    state::{Booking, Desk, visit_key, visit_of},
};
use crate::{
    clinic_time::ClinicTime,
    desk::actions::Standing,
    encounters::model::Stage,
    patients::pages::query_path,
    ui::{Pressed, platform},
};

/// The keys that the whole page listens to.
pub(super) const KEYS: &[&str] = &[
    "a", "c", "d", "f", "n", "l", "u", "r", "b", "w", "/", "t", "[", "]", "v", "p", "j", "k", "?",
    "Escape",
];

/// Where one goes on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// To the next one of the column.
    Next,
    /// To the one before.
    Before,
    /// To the column on the left.
    Left,
    /// To the column on the right.
    Right,
    /// To the first of the column.
    First,
    /// To the last of the column.
    Last,
}

fn way(key: &Key) -> Option<Way> {
    match key {
        Key::ArrowDown => Some(Way::Next),
        Key::ArrowUp => Some(Way::Before),
        Key::ArrowLeft => Some(Way::Left),
        Key::ArrowRight => Some(Way::Right),
        Key::Home => Some(Way::First),
        Key::End => Some(Way::Last),
        Key::Character(letter) if letter == "j" => Some(Way::Next),
        Key::Character(letter) if letter == "k" => Some(Way::Before),
        _ => None,
    }
}

/// Whether an item is walked through.
pub(super) fn walked(item: &Item) -> bool {
    matches!(item, Item::Gap(_) | Item::Visit(_))
}

type Stops = [Vec<(String, ClinicTime)>];

/// Where one comes to from an item, if there is somewhere to go. Sideways it is to what is nearest in time,
/// past columns in which there is nothing.
fn target(columns: &Stops, from: Option<&str>, way: Way) -> Option<String> {
    let found = from.and_then(|from| {
        let stops = columns.iter().enumerate();
        let mut all = stops.flat_map(|(column, stops)| {
            let rows = stops.iter().enumerate();
            rows.map(move |(row, stop)| (column, row, stop))
        });
        all.find(|(_, _, (key, _))| key == from)
    });
    let Some((column, row, (_, at))) = found else {
        // Whoever comes from elsewhere begins at the beginning.
        return columns.iter().flatten().next().map(|(key, _)| key.clone());
    };
    let stops = columns.get(column)?;
    let nearest = |stops: &Vec<(String, ClinicTime)>| {
        let apart = |(_, other): &&(String, ClinicTime)| at.minutes_since(*other).abs();
        stops.iter().min_by_key(apart).cloned()
    };
    let stop = match way {
        Way::Next => stops.get(row + 1).cloned(),
        Way::Before => row.checked_sub(1).and_then(|row| stops.get(row)).cloned(),
        Way::First => stops.first().cloned(),
        Way::Last => stops.last().cloned(),
        Way::Left => columns.iter().take(column).rev().find_map(nearest),
        Way::Right => columns.iter().skip(column + 1).find_map(nearest),
    };
    stop.map(|(key, _)| key)
}

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
    fn columns(&self) -> Vec<Vec<(String, ClinicTime)>> {
        let desk = self.desk;
        Ask {
            board: &desk.board.peek(),
            reckoned: &desk.reckoned.peek(),
            now: *desk.clock.peek(),
            query: &self.query,
            search: &desk.search.peek(),
            standing: &self.standing,
        }
        .walk()
    }

    fn go(&self, from: Option<&str>, way: Way) {
        let mut stop = self.desk.stop;
        if let Some(key) = target(&self.columns(), from, way) {
            platform::focus(&format!("#{key}"));
            stop.set(Some(key));
        }
    }

    /// A key on the board itself.
    pub(super) fn on_board(&self, event: &KeyboardEvent) {
        let Some(way) = way(&event.key()).filter(|_| event.modifiers().is_empty()) else {
            return;
        };
        let from = self.desk.stop.peek().clone();
        event.prevent_default();
        self.go(from.as_deref(), way);
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
            "u" => desk.undo(id),
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
            "j" => self.go(desk.stop.peek().clone().as_deref(), Way::Next),
            "k" => self.go(desk.stop.peek().clone().as_deref(), Way::Before),
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
            Some(id) => desk.step(id, to),
            None => desk.say("Choose a visit first: the arrow keys lead through them."),
        }
    }

    fn reschedule(&self, id: Option<i64>) {
        let desk = self.desk;
        if let Some(why) = self.standing.server_only() {
            desk.say(why);
            return;
        }
        match id.and_then(|id| desk.visit(id)) {
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
        let gap = item.and_then(|item| item.strip_prefix("gap-")?.split_once('-'));
        let Some((doctor_id, second)) = gap else {
            return Booking::default();
        };
        let whole = self.desk.board.peek().whole;
        let second: Option<i64> = second.parse().ok();
        let starts_at = second.map(|second| {
            let passed = second - whole.starts_at.timestamp().as_second();
            whole.starts_at.later(passed * 1000).to_string()
        });
        Booking {
            doctor_id: doctor_id.parse().ok(),
            starts_at,
            walk_in: false,
        }
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
            "t" => Some(self.desk.clock.peek().date()),
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
                Some(query.path(date))
            }
            "p" => {
                let doctor_id = self.query.doctor_id.map(|id| id.to_string());
                let query = [
                    ("date", date.to_string()),
                    ("doctor_id", doctor_id.unwrap_or_default()),
                ];
                Some(query_path("/desk/print", query))
            }
            _ => day.map(|day| self.query.path(day)),
        }
    }
}

/// Goes on from the search field: to the visit that was meant, opening it where it is the only one; to all
/// patients where it is none of today's.
pub(super) fn found(desk: &Desk, query: &Query) {
    let Desk {
        mut search,
        mut stop,
        ..
    } = *desk;
    let typed = search.peek().trim().to_owned();
    if typed.is_empty() {
        return;
    }
    let list = Query {
        view: Some(View::List),
        ..query.clone()
    };
    let found = Ask {
        board: &desk.board.peek(),
        reckoned: &desk.reckoned.peek(),
        now: *desk.clock.peek(),
        query: &list,
        search: &typed,
        standing: &Standing::default(),
    }
    .list();
    match found.as_slice() {
        [] => {
            navigator().push(query_path("/patients", [("q", typed.as_str())]));
        }
        [only] => {
            search.set(String::new());
            desk.open(only.visit.id);
        }
        [first, ..] => {
            let key = visit_key(first.visit.id);
            platform::focus(&format!("#{key}"));
            stop.set(Some(key));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::testing::at;

    fn columns() -> Vec<Vec<(String, ClinicTime)>> {
        let stop = |key: &str, clock: &str| (key.to_owned(), at(clock));
        vec![
            vec![
                stop("a1", "09:00"),
                stop("a2", "09:30"),
                stop("a3", "14:00"),
            ],
            Vec::new(),
            vec![stop("c1", "09:20"), stop("c2", "11:00")],
        ]
    }

    #[test]
    fn arrows_lead_down_the_day_and_to_the_nearest_of_the_next_doctor() {
        let columns = columns();
        let to = |from, way| target(&columns, Some(from), way).unwrap_or_default();
        assert_eq!(to("a1", Way::Next), "a2");
        assert_eq!(to("a1", Way::Before), "", "there is none above");
        assert_eq!(to("a3", Way::Next), "");
        assert_eq!(to("a2", Way::Right), "c1");
        assert_eq!(to("a3", Way::Right), "c2");
        assert_eq!(to("c2", Way::Left), "a2");
        assert_eq!(to("a1", Way::Left), "");
        assert_eq!(
            (to("c2", Way::First), to("a1", Way::Last)),
            ("c1".into(), "a3".into())
        );
    }

    #[test]
    fn who_comes_from_elsewhere_begins_at_the_beginning() {
        for from in [None, Some("gone")] {
            assert_eq!(target(&columns(), from, Way::Next).as_deref(), Some("a1"));
        }
        assert_eq!(target(&[Vec::new()], None, Way::Next), None);
    }

    #[test]
    fn letters_and_arrows_lead_the_same_way() {
        assert_eq!(way(&Key::Character("j".into())), way(&Key::ArrowDown));
        assert_eq!(way(&Key::Character("k".into())), way(&Key::ArrowUp));
        assert_eq!(way(&Key::Enter), None);
    }
}
