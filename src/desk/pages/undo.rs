//! Taking a step back: when that goes, and the button for it.

use dioxus::prelude::*;

use super::{
    panel::HEADING,
    state::use_this_desk,
    steps::{SentOnce, undo_action},
};
use crate::{
    clinic_time::ClinicTime,
    desk::model::BoardVisit,
    encounters::model::Stage,
    ui::{Button, ButtonKind, platform, shortcut},
};

/// Said where nothing was done.
pub(super) const NOTHING: &str = "There is nothing to take back.";

/// Said where the minute is over, or somebody has gone on meanwhile.
pub(super) const OVER: &str = "This cannot be taken back any more.";

/// For how many milliseconds a step can still be taken back.
pub(super) fn left(until: ClinicTime, now: ClinicTime) -> Option<u32> {
    let left = until.timestamp().as_millisecond() - now.timestamp().as_millisecond();
    u32::try_from(left).ok().filter(|left| *left > 0)
}

/// Why the last step of a visit cannot be taken back, if so.
pub(super) fn refusal(visit: &BoardVisit, now: ClinicTime) -> Option<&'static str> {
    match visit.undo_until {
        Some(until) if left(until, now).is_some() => None,
        None if visit.stage == Stage::Booked => Some(NOTHING),
        _ => Some(OVER),
    }
}

/// Taking the last step of a visit back, shown to the second for as long as that goes: the board's clock, which
/// goes by the minute, would leave it there for too long.
#[component]
pub(super) fn Undo(visit: BoardVisit) -> Element {
    let desk = use_this_desk();
    let until = visit.undo_until;
    let mut over = use_signal(|| None::<ClinicTime>);
    // Effects run in browsers and in the installed app only.
    use_effect(use_reactive!(|until| {
        if let Some(until) = until {
            spawn(async move {
                if let Some(left) = desk.undo_left(until) {
                    platform::pause(left).await;
                }
                over.set(Some(until));
            });
        }
    }));
    // The button may have had the focus.
    use_effect(move || {
        if over().is_some() {
            platform::refocus(&format!("#{HEADING}"));
        }
    });
    let goes = |until: ClinicTime| until > (desk.clock)() && over().is_none_or(|over| over < until);
    rsx! {
        if until.is_some_and(goes) {
            UndoButton { visit }
        }
    }
}

#[component]
fn UndoButton(visit: BoardVisit) -> Element {
    let desk = use_this_desk();
    let id = visit.id;
    let letter = shortcut("u");
    rsx! {
        form {
            method: "post",
            action: undo_action(id),
            onsubmit: move |event| {
                event.prevent_default();
                desk.undo(id);
            },
            SentOnce {}
            input { r#type: "hidden", name: "version", "value": "{visit.version}" }
            Button {
                r#type: "submit",
                kind: ButtonKind::Quiet,
                class: "small",
                disabled: desk.is_busy(id),
                "aria-keyshortcuts": letter,
                "aria-label": "Undo: {visit.patient_name}, {visit.stage.words()}",
                "Undo"
                if let Some(letter) = letter.filter(|_| (desk.alive)()) {
                    kbd { "aria-hidden": "true", "{letter}" }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::testing::{at, visit};

    #[test]
    fn a_step_is_taken_back_for_as_long_as_the_server_says_and_no_longer() {
        let arrived = BoardVisit {
            stage: Stage::Arrived,
            undo_until: Some(at("09:01")),
            ..visit(1, 3, "09:00", "09:30")
        };
        assert_eq!(refusal(&arrived, at("09:00")), None);
        assert_eq!(refusal(&arrived, at("09:01").later(-1)), None);
        assert_eq!(refusal(&arrived, at("09:01")), Some(OVER));
        let loaded_later = BoardVisit {
            undo_until: None,
            ..arrived
        };
        assert_eq!(refusal(&loaded_later, at("09:05")), Some(OVER));
    }

    #[test]
    fn of_a_visit_with_which_nothing_was_done_nothing_is_taken_back() {
        let booked = visit(1, 3, "09:00", "09:30");
        assert_eq!(refusal(&booked, at("09:00")), Some(NOTHING));
    }

    #[test]
    fn what_is_left_is_counted_to_the_millisecond() {
        let until = at("09:01");
        assert_eq!(left(until, at("09:00")), Some(60_000));
        assert_eq!(left(until, until.later(-250)), Some(250));
        assert_eq!(left(until, until), None);
        assert_eq!(left(until, until.later(1)), None);
    }
}
