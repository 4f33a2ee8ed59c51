//! A visit on the board.

use dioxus::prelude::*;

use super::{
    items::Shown,
    state::{use_this_desk, visit_key},
    stops::Stop,
};
use crate::{encounters::model::Stage, ui::words::minutes};

/// The class that gives a visit the look of its stage.
pub(super) fn stage_class(stage: Stage) -> &'static str {
    match stage {
        Stage::Booked => "booked",
        Stage::Arrived => "here",
        Stage::CheckedIn => "called",
        Stage::InProgress => "inside",
        Stage::Fulfilled => "over",
        Stage::Noshow => "missed",
        Stage::Left | Stage::Cancelled => "gone",
    }
}

/// The outline of a stage's mark in a box of 12 by 12, another shape for each.
fn outline(stage: Stage) -> &'static str {
    match stage {
        // An empty ring, and one that fills.
        Stage::Booked => "M1.5 6a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0",
        Stage::Arrived => {
            "M1.5 6a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0M6 1.5v9M6 3.5h3M6 6h4M6 8.5h3"
        }
        // A door, then a person within.
        Stage::CheckedIn => "M2.5 10.5v-9h7v9M7.5 6v1",
        Stage::InProgress => {
            "M3.8 3.5a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0M1.5 10.5c0-5 9-5 9 0z"
        }
        Stage::Fulfilled => "M1.5 6.5l3 3L10.5 3",
        Stage::Noshow => "M6 1.5L11 10.5H1zM6 5v2.2",
        Stage::Left => "M1.5 6h8M6.5 3l3 3-3 3",
        Stage::Cancelled => "M2.5 2.5l7 7M9.5 2.5l-7 7",
    }
}

/// The mark of a stage; a word must stand beside it.
#[component]
pub(super) fn StageMark(stage: Stage) -> Element {
    rsx! {
        svg { class: "desk-mark {stage_class(stage)}", view_box: "0 0 12 12", "aria-hidden": "true",
            path { d: outline(stage) }
        }
    }
}

/// A stage in its mark and its word.
#[component]
pub(super) fn StageWord(stage: Stage) -> Element {
    rsx! {
        span { class: "desk-stage {stage_class(stage)}",
            StageMark { stage }
            {stage.words()}
        }
    }
}

/// A visit in its place, which opens its details.
#[component]
pub(super) fn VisitBlock(
    shown: Shown,
    /// The address that has it opened.
    href: String,
    opened: bool,
    /// Whether the tab key leads to it; as usual until the page has come alive.
    tabindex: Option<&'static str>,
) -> Element {
    let desk = use_this_desk();
    let visit = &shown.visit;
    let id = visit.id;
    let key = visit_key(id);
    let here = Stop::of(visit);
    let (place, stage) = (&shown.place, stage_class(visit.stage));
    let tint = visit.colour.key();
    rsx! {
        a {
            id: "{key}",
            class: "visit desk-visit {place} {stage} tint-{tint}",
            class: if opened { "opened" },
            class: if shown.now.noshow { "proposed" },
            href,
            tabindex,
            "data-item": "{key}",
            "aria-expanded": if opened { "true" } else { "false" },
            "aria-busy": desk.is_busy(id).then_some("true"),
            onclick: move |event| {
                if event.modifiers().is_empty() {
                    event.prevent_default();
                    desk.open(id);
                }
            },
            onfocus: move |_| desk.stand(here.clone()),
            span { class: "desk-visit-line",
                StageMark { stage: visit.stage }
                span { class: "visit-time", {visit.starts_at.clock()} }
                " "
                strong { class: "desk-visit-name", "{visit.patient_name}" }
                if let Some(number) = visit.queue_number.filter(|_| visit.stage.is_here()) {
                    span { class: "desk-number",
                        span { class: "visually-hidden", ", number " }
                        "{number}"
                    }
                }
                span { class: if visit.stage == Stage::Booked { "visually-hidden" } else { "desk-visit-stage" },
                    span { class: "visually-hidden", ", " }
                    {visit.stage.words()}
                }
            }
            span { class: "desk-visit-notes",
                for (class , words) in notes(&shown) {
                    span { key: "{class}", class,
                        span { class: "visually-hidden", ", " }
                        "{words}"
                    }
                }
            }
        }
    }
}

/// What else there is to tell of a visit, what presses first.
pub(super) fn notes(shown: &Shown) -> Vec<(&'static str, String)> {
    let Shown {
        visit, now, room, ..
    } = shown;
    let late = |late: i64| {
        let late = format!("{} late", minutes(late));
        if now.noshow {
            format!("Did not come? {late}")
        } else {
            late
        }
    };
    let notes = [
        (
            "desk-unsent",
            shown.unsent.then(|| "Waiting to be sent".to_owned()),
        ),
        (
            "desk-waits",
            now.waits.map(|waits| format!("waits {}", minutes(waits))),
        ),
        ("desk-late", now.late.map(late)),
        (
            "desk-expected",
            now.expected.map(|at| format!("about {}", at.clock())),
        ),
        ("desk-room", room.clone()),
        (
            "desk-over",
            visit.overbooked.then(|| "Overbooked".to_owned()),
        ),
        ("desk-walk-in", visit.walk_in.then(|| "Walk-in".to_owned())),
        ("desk-visit-type", Some(visit.visit_type.clone())),
    ];
    let told = notes.into_iter();
    told.filter_map(|(class, words)| Some((class, words?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::{pages::reckon::VisitNow, testing::visit};

    #[test]
    fn what_presses_is_told_first() {
        let mut rosa = visit(1, 3, "09:00", "09:30");
        rosa.walk_in = true;
        let shown = Shown {
            visit: rosa,
            now: VisitNow {
                late: Some(17),
                noshow: true,
                ..VisitNow::default()
            },
            doctor: String::new(),
            room: Some("Room 2".into()),
            unsent: true,
            place: String::new(),
        };
        let words: Vec<_> = notes(&shown).into_iter().map(|(_, words)| words).collect();
        assert_eq!(
            words,
            [
                "Waiting to be sent",
                "Did not come? 17 min late",
                "Room 2",
                "Walk-in",
                "Check-up"
            ]
        );
    }

    #[test]
    fn every_stage_has_a_shape_of_its_own() {
        for (index, stage) in Stage::ALL.iter().enumerate() {
            for other in &Stage::ALL[index + 1..] {
                assert_ne!(outline(*stage), outline(*other), "{stage:?}, {other:?}");
            }
        }
    }
}
