//! Who is here for the doctor today, and the steps of each visit.

use dioxus::prelude::*;

use crate::{
    clinic_time::ClinicTime,
    desk::{
        delays,
        model::{Board, BoardVisit},
    },
    encounters::{
        api,
        model::{Stage, turn},
        pages::StageButtons,
    },
    ui::{
        Anchor, Badge, ButtonKind, Form, OnceKey, SubmitButton, Tone, use_clock, use_session,
        use_submit, use_toast,
        words::{self, plural},
    },
};

/// Visits to come that are shown.
const TO_COME: usize = 2;

/// The visits the doctor has to do with now: who is in the room, who waits, who is late, and who comes next.
fn at_hand(board: &Board) -> Vec<BoardVisit> {
    let place = |visit: &BoardVisit| match visit.stage {
        Stage::InProgress => Some(0),
        Stage::CheckedIn => Some(1),
        Stage::Arrived => Some(2),
        Stage::Booked => Some(3),
        Stage::Fulfilled | Stage::Noshow | Stage::Left | Stage::Cancelled => None,
    };
    let mut to_come = 0;
    let mut visits: Vec<BoardVisit> = board
        .visits
        .iter()
        .filter(|visit| match (place(visit), visit.undo_until) {
            (None, undo) => undo.is_some(),
            (Some(3), _) => {
                to_come += 1;
                to_come <= TO_COME
            }
            _ => true,
        })
        .cloned()
        .collect();
    visits.sort_by_key(|visit| {
        (
            place(visit),
            turn(visit.starts_at, visit.arrived_at, visit.id),
        )
    });
    visits
}

/// Today's flow: the delay, the call for the next patient, and the visits at hand.
#[component]
pub(super) fn Flow(board: Board, changed: Callback) -> Element {
    let session = use_session();
    let clock = use_clock();
    let (Some(now), Some(doctor_id)) = (clock(), session.me().and_then(|me| me.doctor_id)) else {
        return rsx! {};
    };
    // A doctor's board has one doctor.
    let open = board.doctors.first().map_or(&[][..], |doctor| &doctor.open);
    let expected = delays::expected(now, open, &board.visits);
    let waiting = board
        .visits
        .iter()
        .filter(|visit| visit.stage == Stage::Arrived)
        .count();
    rsx! {
        section { class: "section no-print", "aria-labelledby": "flow",
            div { class: "section-head",
                h2 { id: "flow", "Now" }
                if let Some(words) = delays::words(expected.delay) {
                    Badge { tone: Tone::Warning, "{words}" }
                }
            }
            if waiting > 0 {
                CallNext { doctor_id, waiting, changed }
            }
            ul { class: "rows",
                for visit in at_hand(&board) {
                    li { key: "{visit.id}", class: "spread",
                        div {
                            p {
                                time { class: "tabular strong", datetime: "{visit.starts_at}", {visit.starts_at.clock()} }
                                " "
                                Anchor { href: "/patients/{visit.patient_id}", "{visit.patient_name}" }
                                " "
                                span { class: "small muted", {standing(&visit, &board, now)} }
                            }
                        }
                        StageButtons {
                            visit: visit.clone(),
                            rooms: board.rooms.clone(),
                            now,
                            changed: move |_| changed.call(()),
                            refused: move |_| changed.call(()),
                        }
                    }
                }
            }
        }
    }
}

/// Where a visit stands, in words.
fn standing(visit: &BoardVisit, board: &Board, now: ClinicTime) -> String {
    let room = board
        .rooms
        .iter()
        .find(|room| Some(room.id) == visit.room_id);
    let room = room
        .map(|room| format!(", {}", room.name))
        .unwrap_or_default();
    let number = visit
        .queue_number
        .map(|number| format!("number {number}, "))
        .unwrap_or_default();
    let stage = visit.stage.words().to_lowercase();
    if let Some(minutes) = delays::late(visit, now) {
        return format!("{} late", words::minutes(minutes));
    }
    match (visit.stage, delays::waiting(visit, now)) {
        (Stage::Arrived, Some(minutes)) => {
            format!("{number}waiting for {}", words::minutes(minutes))
        }
        (Stage::CheckedIn | Stage::InProgress, _) => format!("{number}{stage}{room}"),
        _ => stage,
    }
}

/// The one click that calls who is next.
#[component]
fn CallNext(doctor_id: i64, waiting: usize, changed: Callback) -> Element {
    let toasts = use_toast();
    let submit = use_submit(
        move |form| api::next_patient(doctor_id, form),
        move |called: BoardVisit| {
            toasts.push(format!("{} is called", called.patient_name));
            changed.call(());
        },
    );
    let waiting = plural(i64::try_from(waiting).unwrap_or(i64::MAX), "patient");
    rsx! {
        Form {
            action: "/api/doctors/{doctor_id}/next-patient",
            submit,
            class: "inline",
            label: "Next patient",
            OnceKey { submit }
            div { class: "cluster",
                SubmitButton { kind: ButtonKind::Primary, "Next patient, please" }
                span { class: "small muted", "{waiting} waiting" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{calendar::model::Stretch, live::model::Sequence};

    #[test]
    fn who_is_with_the_doctor_comes_first_and_few_who_are_yet_to_come() {
        let at =
            |clock: &str| -> ClinicTime { format!("2026-11-24T{clock}:00+01:00").parse().unwrap() };
        let visit = |id, clock: &str, stage| BoardVisit {
            stage,
            ..BoardVisit::sample(id, at(clock))
        };
        let board = Board {
            date: at("00:00").date(),
            sequence: Sequence::default(),
            whole: Stretch {
                starts_at: at("00:00"),
                ends_at: at("23:59"),
            },
            doctors: Vec::new(),
            visits: vec![
                visit(1, "09:00", Stage::Fulfilled),
                visit(2, "09:30", Stage::Arrived),
                visit(3, "10:00", Stage::InProgress),
                visit(4, "10:30", Stage::Booked),
                visit(5, "11:00", Stage::Booked),
                visit(6, "11:30", Stage::Booked),
            ],
            holds: Vec::new(),
            rooms: Vec::new(),
            noshow_minutes: 20,
        };
        let shown: Vec<i64> = at_hand(&board).iter().map(|visit| visit.id).collect();
        assert_eq!(shown, [3, 2, 4, 5]);
        assert_eq!(
            standing(&board.visits[3], &board, at("10:40")),
            "10 min late"
        );
    }
}
