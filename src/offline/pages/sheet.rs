//! The paper for when there is no connection: the kept days, doctor by doctor.

use dioxus::prelude::*;

use super::View;
use crate::{
    clinic_time::ClinicTime,
    desk::model::{Board, BoardDoctor, BoardVisit},
    encounters::model::Stage,
    offline::source,
    ui::{Button, ButtonKind, Column, DataTable, platform, words::long_day},
};

/// Today and tomorrow as they are kept, to look at and to print.
#[component]
pub(super) fn DaySheet(onback: EventHandler<()>) -> Element {
    // Made anew when something changes.
    let view: Signal<View> = use_context();
    let sheets = use_memo(move || {
        let _ = view.read();
        source::source().keeper.sheets()
    });
    rsx! {
        main { class: "page wide offline-sheet", id: "day-sheet",
            div { class: "page-head no-print",
                h1 { "Day sheet" }
                div { class: "page-actions",
                    Button { kind: ButtonKind::Secondary, onclick: move |_| onback.call(()), "Back to the board" }
                    Button { onclick: move |_| platform::print(), "Print" }
                }
            }
            for (board , as_of) in sheets.read().iter() {
                Day { key: "{board.date}", board: board.clone(), as_of: *as_of }
            }
        }
    }
}

#[component]
fn Day(board: Board, as_of: ClinicTime) -> Element {
    let day = long_day(board.date);
    rsx! {
        section { class: "offline-day",
            h2 { "{day}" }
            p { class: "small",
                "As of {as_of.words()}. What others did since is not on it."
            }
            for doctor in board.doctors.iter() {
                Doctor {
                    key: "{doctor.id}",
                    doctor: doctor.clone(),
                    visits: of(&board, doctor.id),
                    day: day.clone(),
                }
            }
        }
    }
}

/// The visits of a doctor that will take place.
fn of(board: &Board, doctor_id: i64) -> Vec<BoardVisit> {
    let visits = board.visits.iter();
    visits
        .filter(|visit| visit.doctor_id == doctor_id && visit.stage != Stage::Cancelled)
        .cloned()
        .collect()
}

#[component]
fn Doctor(doctor: BoardDoctor, visits: Vec<BoardVisit>, day: String) -> Element {
    if visits.is_empty() {
        return rsx! {};
    }
    let columns = vec![
        Column::new("time", "Time"),
        Column::new("patient", "Patient"),
        Column::new("number", "Contact number"),
        Column::new("status", "Status"),
        Column::new("notes", "Notes"),
    ];
    rsx! {
        section { class: "section",
            h3 { "{doctor.name}" }
            DataTable { caption: "{doctor.name}, {day}", columns,
                for visit in visits {
                    tr { key: "{visit.id}",
                        th { scope: "row", class: "tabular", "{visit.starts_at.clock()}–{visit.ends_at.clock()}" }
                        td { "{visit.patient_name}" }
                        td { class: "tabular", "{visit.patient_contact}" }
                        td { "{visit.stage.words()}" }
                        td { class: "offline-pen" }
                    }
                }
            }
        }
    }
}
