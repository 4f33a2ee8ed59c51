//! What is said: what was done here and can be taken back, what went wrong, and who has come.

use std::collections::BTreeMap;

use dioxus::prelude::*;

use super::state::use_this_desk;
use crate::{
    desk::model::Board,
    encounters::model::Stage,
    ui::{Button, ButtonKind, Icon, IconName, Notice, Tone, platform, shortcut, words::plural},
};

/// For so many milliseconds arrivals are gathered, so that several are one sentence.
const GATHERED: u32 = 1_500;
/// Of so many at once each is named.
const MOST_NAMES: usize = 3;

/// What was done here, for as long as it can be taken back.
#[component]
pub(super) fn Said() -> Element {
    let desk = use_this_desk();
    let done = desk.done();
    let letter = shortcut("u");
    rsx! {
        div { class: "desk-said no-print", role: "status",
            if let Some(done) = done {
                p { "{done.words}" }
                if let Some((id, reached)) = done.step() {
                    Button {
                        kind: ButtonKind::Quiet,
                        class: "small",
                        disabled: desk.is_busy(id),
                        "aria-keyshortcuts": letter,
                        onclick: move |_| desk.undo_step(id, reached),
                        "Undo "
                        if let Some(letter) = letter {
                            kbd { "aria-hidden": "true", "{letter}" }
                        }
                    }
                }
            }
        }
    }
}

/// What went wrong, until it is put away.
#[component]
pub(super) fn Problem() -> Element {
    let desk = use_this_desk();
    let mut problem = desk.problem();
    rsx! {
        div { role: "alert",
            if let Some(words) = problem() {
                Notice { tone: Tone::Danger,
                    p { "{words}" }
                    Button {
                        kind: ButtonKind::Quiet,
                        class: "small",
                        onclick: move |_| problem.set(None),
                        Icon { name: IconName::X }
                        "Dismiss"
                    }
                }
            }
        }
    }
}

/// Says who has come, where others saw them come: `Rosa Delgado has arrived.`
#[component]
pub(super) fn Arrivals() -> Element {
    let desk = use_this_desk();
    let mut known = use_signal(|| stages(&desk.board.peek()));
    let mut gathered = use_signal(Vec::<Arrival>::new);
    let mut said = use_signal(String::new);
    use_effect(move || {
        let board = desk.board.read();
        let new = arrived(&known.peek(), &board);
        known.set(stages(&board));
        if new.is_empty() {
            return;
        }
        let first = gathered.peek().is_empty();
        gathered.write().extend(new);
        if first {
            spawn(async move {
                platform::pause(GATHERED).await;
                // Only now: word of a step taken here may come sooner than its answer.
                let others = gathered
                    .take()
                    .into_iter()
                    .filter(|new| !desk.is_own(new.id, new.version));
                let names: Vec<String> = others.map(|new| new.name).collect();
                if !names.is_empty() {
                    said.set(arrival_words(&names));
                }
            });
        }
    });
    rsx! {
        p { class: "visually-hidden", role: "status", "{said}" }
    }
}

fn stages(board: &Board) -> BTreeMap<i64, Stage> {
    let visits = board.visits.iter();
    visits.map(|visit| (visit.id, visit.stage)).collect()
}

/// Somebody who came, as a change of their visit.
struct Arrival {
    id: i64,
    version: i32,
    name: String,
}

/// Those who are here and were not before.
fn arrived(known: &BTreeMap<i64, Stage>, board: &Board) -> Vec<Arrival> {
    let visits = board.visits.iter();
    visits
        .filter(|visit| visit.stage == Stage::Arrived)
        .filter(|visit| {
            matches!(
                known.get(&visit.id),
                None | Some(Stage::Booked | Stage::Noshow)
            )
        })
        .map(|visit| Arrival {
            id: visit.id,
            version: visit.version,
            name: visit.patient_name.clone(),
        })
        .collect()
}

fn arrival_words(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [name] => format!("{name} has arrived."),
        names if names.len() > MOST_NAMES => {
            let count = i64::try_from(names.len()).unwrap_or(i64::MAX);
            format!("{} have arrived.", plural(count, "patient"))
        }
        [names @ .., last] => format!("{} and {last} have arrived.", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_who_come_at_once_are_counted() {
        let words = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            arrival_words(&names)
        };
        assert_eq!(words(&[]), "");
        assert_eq!(words(&["Rosa"]), "Rosa has arrived.");
        assert_eq!(words(&["Rosa", "Bela"]), "Rosa and Bela have arrived.");
        assert_eq!(
            words(&["Rosa", "Bela", "Ivo"]),
            "Rosa, Bela and Ivo have arrived."
        );
        assert_eq!(words(&["a", "b", "c", "d"]), "4 patients have arrived.");
    }
}
