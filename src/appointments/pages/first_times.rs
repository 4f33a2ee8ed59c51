//! The times of a day with whoever has them: one press chooses, and keeps the time.

use std::collections::{BTreeMap, HashMap};

use dioxus::prelude::*;
use jiff::civil::Date;

use super::{
    first_days::FirstWay,
    keep::{HOLDS, Hidden},
    links::BookPath,
    offer::time_options,
    target::Target,
};
use crate::{
    error::AppError,
    holds::{self, model::Hold},
    schedule::availability_api::FreeTime,
    ui::{
        Notice, Submit, TimeOption, Tone, time_choice::part_of_day, use_session, use_submit,
        words::long_day,
    },
};

/// One time of a day, and the doctor it is booked with.
#[derive(Clone, Debug, PartialEq)]
struct Choice {
    time: TimeOption,
    doctor_id: i64,
    doctor_name: String,
}

/// One doctor for each time: of those who have it, the one with the most free times on the day, so
/// that days fill evenly; of equals the first by name.
fn choices(times: &[FreeTime], day: Date) -> Vec<Choice> {
    let mut free: HashMap<i64, usize> = HashMap::new();
    for time in times {
        *free.entry(time.doctor_id).or_default() += 1;
    }
    let rank = |time: &FreeTime| {
        let times = free.get(&time.doctor_id).copied().unwrap_or_default();
        (std::cmp::Reverse(times), time.doctor_name.clone())
    };
    let mut by_start: BTreeMap<_, &FreeTime> = BTreeMap::new();
    for time in times {
        let best = by_start.entry(time.starts_at.timestamp()).or_insert(time);
        if rank(time) < rank(best) {
            *best = time;
        }
    }
    let starts: Vec<_> = by_start.values().map(|time| time.starts_at).collect();
    time_options(&starts, day)
        .into_iter()
        .zip(by_start.into_values())
        .map(|(time, free)| Choice {
            time,
            doctor_id: free.doctor_id,
            doctor_name: free.doctor_name.clone(),
        })
        .collect()
}

/// The times of a day by its parts, each a button.
#[component]
pub(super) fn FirstTimes(
    /// The way so far.
    way: FirstWay,
    /// The day.
    day: Date,
    /// Its free times, of every doctor.
    times: Vec<FreeTime>,
    /// Called when what is offered is to be asked for again.
    changed: Callback,
) -> Element {
    let session = use_session();
    let (visit_type_id, patient_id) = (way.visit.id, way.path.patient_id);
    let submit = use_submit(holds::api::place, move |hold: Hold| {
        let path = BookPath {
            doctor_id: hold.doctor_id,
            visit_type_id: hold.visit_type_id,
            date: None,
            start: Some(hold.starts_at),
            patient_id,
        };
        navigator().push(path.to_string());
    });
    use_effect(move || {
        if matches!(submit.error(), Some(AppError::SlotTaken { .. })) {
            changed.call(());
        }
    });
    let kept = use_hook(|| session.flash().filter(|flash| flash.action == HOLDS));
    let wrong = submit.error().or(kept.and_then(|flash| flash.error));
    let choices = choices(&times, day);
    let parts = ["Morning", "Afternoon", "Evening"].map(|part| {
        let within = choices.iter();
        let within = within.filter(|choice| part_of_day(choice.time.hour) == part);
        (part, within.cloned().collect::<Vec<_>>())
    });
    rsx! {
        section { class: "section", "aria-labelledby": "times",
            h2 { id: "times", "Times on {long_day(day)}" }
            if let Some(wrong) = wrong.filter(|_| !submit.busy()) {
                Notice { tone: Tone::Danger, role: "alert", p { "{wrong}" } }
            }
            for (part , choices) in parts.into_iter().filter(|(_, choices)| !choices.is_empty()) {
                div { key: "{part}", class: "stack-s",
                    h3 { class: "time-part-name", "{part}" }
                    ul { class: "first-times",
                        for choice in choices {
                            li { key: "{choice.time.value}",
                                Take { choice, visit_type_id, patient_id, submit }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A form of one button.
#[component]
fn Take(
    choice: Choice,
    visit_type_id: Option<i64>,
    patient_id: Option<i64>,
    submit: Submit,
) -> Element {
    let target = Target::Booking(BookPath {
        doctor_id: choice.doctor_id,
        visit_type_id,
        patient_id,
        ..BookPath::default()
    });
    rsx! {
        form {
            method: "post",
            action: HOLDS,
            onsubmit: move |event| submit.send(event),
            Hidden { target }
            input { r#type: "hidden", name: "starts_at", "value": "{choice.time.value}" }
            button { class: "first-time", r#type: "submit", disabled: submit.busy(),
                span { class: "first-time-clock", "{choice.time.label} " }
                span { class: "visually-hidden", "with " }
                span { class: "first-time-doctor", "{choice.doctor_name}" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn free(clock: &str, doctor_id: i64, name: &str) -> FreeTime {
        let starts_at = format!("2026-11-24T{clock}:00+01:00").parse().unwrap();
        FreeTime {
            starts_at,
            ends_at: starts_at,
            doctor_id,
            doctor_name: name.into(),
        }
    }

    #[test]
    fn each_time_is_offered_once_and_by_who_has_most() {
        let times = [
            free("09:00", 1, "Dr. Ada"),
            free("09:00", 2, "Dr. Busy"),
            free("09:30", 1, "Dr. Ada"),
            free("10:00", 3, "Dr. Cy"),
            free("10:30", 2, "Dr. Busy"),
            free("10:30", 3, "Dr. Cy"),
            free("11:00", 3, "Dr. Cy"),
        ];
        let shown: Vec<_> = choices(&times, date(2026, 11, 24))
            .into_iter()
            .map(|choice| (choice.time.label, choice.doctor_id))
            .collect();
        let expected = [
            ("09:00", 1),
            ("09:30", 1),
            ("10:00", 3),
            ("10:30", 3),
            ("11:00", 3),
        ];
        assert_eq!(
            shown,
            expected.map(|(clock, doctor)| (clock.to_owned(), doctor))
        );
    }
}
