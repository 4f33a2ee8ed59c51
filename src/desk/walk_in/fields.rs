//! When somebody is seen: places in queues and free times, as one group of radio buttons.

use dioxus::prelude::*;

use super::model::{ACTION, Choice, Proposals, by_day, wait_words};
use crate::{
    clinic_time::ClinicTime,
    schedule::availability_api::FreeTime,
    ui::{FormGroup, FormSelect, SelectOption, Session, use_session},
};

/// A gap that somebody has pointed at.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gap {
    pub(super) doctor_id: i64,
    pub(super) starts_at: ClinicTime,
    /// Until when the time is free, where that is known.
    pub(super) ends_at: Option<ClinicTime>,
}

impl Gap {
    /// How long a visit in it may be.
    pub(super) fn minutes(&self) -> Option<i64> {
        Some(self.ends_at?.minutes_since(self.starts_at))
    }
}

/// What stood in the field of that name when the form was sent without JavaScript and refused. To be asked when a
/// component is made.
pub(super) fn sent(session: &Session, name: &str) -> Option<String> {
    let flash = session.flash()?;
    let refused = flash.action == ACTION && flash.error.is_some();
    flash.values.get(name).filter(|_| refused).cloned()
}

/// One line of the group.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    value: String,
    words: String,
    more: String,
}

impl Line {
    fn of(time: &FreeTime) -> Self {
        let choice = Choice {
            doctor_id: time.doctor_id,
            starts_at: Some(time.starts_at.to_string()),
        };
        Self {
            value: choice.value(),
            words: time.starts_at.clock(),
            more: time.doctor_name.clone(),
        }
    }
}

/// What can be chosen. The first is chosen until another is: for who is here the shortest wait, for who calls the
/// gap that was pointed at, else the first free time. What was chosen in a form that was refused still is.
#[component]
pub(super) fn Times(
    /// What is proposed.
    proposals: Proposals,
    /// The gap that was pointed at.
    gap: Option<Gap>,
    /// The patient is here.
    walk_in: bool,
) -> Element {
    let mut groups: Vec<(String, Vec<Line>)> = Vec::new();
    let mut pointed_at = None;
    if let Some(gap) = &gap {
        let name = proposals
            .times
            .iter()
            .find(|time| time.doctor_id == gap.doctor_id);
        let choice = Choice {
            doctor_id: gap.doctor_id,
            starts_at: Some(gap.starts_at.to_string()),
        };
        let line = Line {
            value: choice.value(),
            words: gap.starts_at.words(),
            more: name
                .map(|time| time.doctor_name.clone())
                .unwrap_or_default(),
        };
        pointed_at = Some(line.value.clone());
        groups.push(("The time you chose".to_owned(), vec![line]));
    }
    if walk_in {
        let lines = proposals.queues.iter().map(|queue| Line {
            value: Choice {
                doctor_id: queue.doctor_id,
                starts_at: None,
            }
            .value(),
            words: queue.doctor_name.clone(),
            more: format!("{} waiting, {}", queue.waiting, wait_words(queue.minutes)),
        });
        groups.push(("Place in the queue".to_owned(), lines.collect()));
    }
    let session = use_session();
    let sent = use_hook(|| sent(&session, "choice"));
    // Who is here is seen today, whichever day it was when the page was loaded.
    let today = session.clock().map(ClinicTime::date);
    for (first, times) in by_day(&proposals.times) {
        if walk_in && Some(first.date()) != today {
            continue;
        }
        // A time that is there twice would be chosen twice, and the browser takes the last.
        let lines = times.iter().map(Line::of);
        let others = lines.filter(|line| pointed_at.as_ref() != Some(&line.value));
        groups.push((first.day_words(), others.collect()));
    }
    groups.retain(|(_, lines)| !lines.is_empty());
    let mut values = groups.iter().flat_map(|(_, lines)| lines);
    let first = values.next().map(|line| line.value.clone());
    let offered =
        sent.filter(|sent| first.as_ref() == Some(sent) || values.any(|line| line.value == *sent));
    let chosen = offered.or(first);
    rsx! {
        FormGroup { legend: "When", name: "choice",
            if groups.is_empty() {
                if walk_in {
                    p { "Nobody sees patients any more today. Please book for another day." }
                } else {
                    p { "Nobody has a free time in the next two weeks." }
                }
            }
            for (name , lines) in groups {
                fieldset { key: "{name}", class: "walk-in-times",
                    legend { "{name}" }
                    div { class: "walk-in-choices",
                        for line in lines {
                            label { key: "{line.value}", class: "walk-in-choice",
                                input {
                                    r#type: "radio",
                                    name: "choice",
                                    "value": "{line.value}",
                                    "checked": chosen.as_ref() == Some(&line.value),
                                }
                                span {
                                    span { class: "tabular", "{line.words}" }
                                    " "
                                    span { class: "small muted", "{line.more}" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The kind of visit, where there is a choice.
#[component]
pub(super) fn Kind(
    /// What is proposed.
    proposals: Proposals,
    /// What is chosen.
    value: Option<i64>,
) -> Element {
    if proposals.visits.len() < 2 {
        return rsx! {};
    }
    let any = std::iter::once(SelectOption::new("", "The usual visit of each doctor"));
    let each = proposals.visits.iter().map(|visit| {
        SelectOption::new(
            visit.id.map(|id| id.to_string()).unwrap_or_default(),
            format!("{}, {} minutes", visit.name, visit.minutes),
        )
    });
    rsx! {
        FormSelect {
            label: "Visit",
            name: "visit_type_id",
            options: any.chain(each).collect::<Vec<_>>(),
            value: value.map(|id| id.to_string()),
        }
    }
}
