//! What happened to an appointment, step by step.

use dioxus::prelude::*;

use crate::{
    appointments::model::{HistoryEntry, Status, Step},
    clinic_time::ClinicTime,
};

/// What a step led to, in words. `before` is the one before it.
pub(super) fn step_words(before: Option<&HistoryEntry>, entry: &HistoryEntry) -> String {
    let time = |at: ClinicTime| at.words();
    match entry.step {
        Step::Booked => format!(
            "Booked for {} with {}",
            time(entry.starts_at),
            entry.doctor_name
        ),
        Step::Moved => {
            let from = before.map(|before| format!(" from {}", time(before.starts_at)));
            let doctor = match before {
                Some(before) if before.doctor_name == entry.doctor_name => String::new(),
                _ => format!(" with {}", entry.doctor_name),
            };
            format!(
                "Moved{} to {}{doctor}",
                from.unwrap_or_default(),
                time(entry.starts_at)
            )
        }
        Step::Status if entry.status == Status::Booked => "Back to booked".to_owned(),
        Step::Status => entry.status.words().to_owned(),
        Step::Cancelled => "Cancelled".to_owned(),
    }
}

/// Every step of an appointment, the latest first.
#[component]
pub(super) fn History(
    /// The steps, the first one first.
    entries: Vec<HistoryEntry>,
) -> Element {
    if entries.is_empty() {
        return rsx! {};
    }
    let befores = std::iter::once(None).chain(entries.iter().map(Some));
    let mut steps: Vec<_> = befores
        .zip(&entries)
        .map(|(before, entry)| (step_words(before, entry), entry.clone()))
        .collect();
    steps.reverse();
    rsx! {
        section { class: "section no-print", "aria-labelledby": "history",
            h2 { id: "history", "History" }
            ol { class: "history", reversed: true,
                for (words , entry) in steps {
                    li { key: "{entry.version}",
                        p { class: "strong", "{words}" }
                        p { class: "small muted",
                            time { class: "tabular", datetime: "{entry.at}", {entry.at.words()} }
                            if let Some(by) = &entry.by {
                                ", by {by}"
                            }
                        }
                        if !entry.note.is_empty() {
                            p { class: "small", "{entry.note}" }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(step: Step, status: Status, doctor: &str, starts_at: &str) -> HistoryEntry {
        HistoryEntry {
            at: starts_at.parse().unwrap(),
            by: None,
            step,
            status,
            doctor_name: doctor.into(),
            starts_at: starts_at.parse().unwrap(),
            note: String::new(),
            version: 1,
        }
    }

    #[test]
    fn a_step_says_what_became_of_the_appointment() {
        let (nine, ten) = ("2026-11-24T09:00:00+01:00", "2026-11-25T10:00:00+01:00");
        let booked = entry(Step::Booked, Status::Booked, "Dr. Lind", nine);
        let moved = entry(Step::Moved, Status::Booked, "Dr. Lind", ten);
        let handed_over = entry(Step::Moved, Status::Booked, "Dr. Osei", ten);
        let arrived = entry(Step::Status, Status::Arrived, "Dr. Lind", ten);
        let back = entry(Step::Status, Status::Booked, "Dr. Lind", ten);
        assert_eq!(
            step_words(None, &booked),
            "Booked for Tue 24 Nov, 09:00 with Dr. Lind"
        );
        assert_eq!(
            step_words(Some(&booked), &moved),
            "Moved from Tue 24 Nov, 09:00 to Wed 25 Nov, 10:00"
        );
        assert_eq!(
            step_words(Some(&booked), &handed_over),
            "Moved from Tue 24 Nov, 09:00 to Wed 25 Nov, 10:00 with Dr. Osei"
        );
        assert_eq!(step_words(Some(&moved), &arrived), "Arrived");
        assert_eq!(step_words(Some(&arrived), &back), "Back to booked");
    }
}
