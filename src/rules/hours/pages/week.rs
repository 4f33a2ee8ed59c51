//! A doctor's week, day by day.

use dioxus::prelude::*;
use jiff::civil::Weekday;

use super::{
    change_form::{ChangeForm, Editing, What},
    forms::{IntervalFields, interval_fields},
};
use crate::{
    clinic::hours::day_words,
    rules::{
        hours::{change::day_name, form::Kind, model::HoursView},
        model::{VisitType, WorkingHours},
    },
    schedule::hours::{OpeningHours, weekday_name},
    ui::{Badge, ButtonKind, Tone},
};

/// The clinic's hours, which are this doctor's too.
#[component]
pub(super) fn ClinicWeek(opening: OpeningHours, slot_minutes: u16) -> Element {
    rsx! {
        section { class: "stack", "aria-labelledby": "week-title",
            div { class: "spread",
                h2 { id: "week-title", "The week" }
                Badge { tone: Tone::Info, "The clinic's hours" }
            }
            dl { class: "facts",
                for weekday in Weekday::Monday.cycle_forward().take(7) {
                    dt { key: "{weekday:?}", "{weekday_name(weekday)}" }
                    dd { class: "tabular", {day_words(opening.for_weekday(weekday))} }
                }
            }
            p { class: "muted", "A visit begins every {slot_minutes} minutes." }
        }
    }
}

/// A doctor's own hours, each with what can be done to it.
#[component]
pub(super) fn OwnWeek(view: HoursView, editing: Editing) -> Element {
    rsx! {
        section { class: "stack", "aria-labelledby": "week-title",
            div { class: "spread",
                h2 { id: "week-title", "The week" }
                Badge { tone: Tone::Success, "Hours of their own" }
            }
            div { class: "hours-week",
                for weekday in 1..=7_i8 {
                    section { key: "{weekday}", class: "hours-day", "aria-labelledby": "day-{weekday}",
                        h3 { id: "day-{weekday}", "{day_name(weekday)}" }
                        Day {
                            hours: view.hours.iter().filter(|each| each.weekday == weekday).cloned().collect::<Vec<_>>(),
                            visit_types: view.visit_types.clone(),
                            editing: editing.clone(),
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn Day(hours: Vec<WorkingHours>, visit_types: Vec<VisitType>, editing: Editing) -> Element {
    if hours.is_empty() {
        return rsx! {
            p { class: "muted", "None" }
        };
    }
    rsx! {
        ul { class: "rows",
            for each in hours {
                li { key: "{each.id}", class: "stack-s",
                    p { class: "tabular strong", "{each.interval.opens} to {each.interval.closes}" }
                    p { class: "small muted", {details_words(&each, &visit_types)} }
                    div { class: "cluster",
                        Edit { hours: each.clone(), visit_types: visit_types.clone(), editing: editing.clone() }
                        Delete { hours: each.clone(), editing: editing.clone() }
                    }
                }
            }
        }
    }
}

/// All but the times: `every 15 minutes, from 1 Dec 2026, Check-up only`.
fn details_words(hours: &WorkingHours, visit_types: &[VisitType]) -> String {
    let mut parts = vec![format!("every {} minutes", hours.grid_minutes)];
    let day = |day: jiff::civil::Date| day.strftime("%-d %b %Y").to_string();
    parts.extend(hours.valid_from.map(|from| format!("from {}", day(from))));
    parts.extend(hours.valid_to.map(|to| format!("until {}", day(to))));
    if !hours.visit_types.is_empty() {
        let seen = |each: &&VisitType| each.id.is_some_and(|id| hours.visit_types.contains(&id));
        let names: Vec<&str> = visit_types
            .iter()
            .filter(seen)
            .map(|each| each.name.as_str())
            .collect();
        parts.push(if names.is_empty() {
            "for visit types that are not on offer".to_owned()
        } else {
            format!("{} only", names.join(", "))
        });
    }
    parts.join(", ")
}

/// What tells an interval from others: `Monday, 09:00 to 12:00`.
fn name(hours: &WorkingHours) -> String {
    let day = day_name(hours.weekday);
    let interval = hours.interval;
    format!("{day}, {} to {}", interval.opens, interval.closes)
}

#[component]
fn Edit(hours: WorkingHours, visit_types: Vec<VisitType>, editing: Editing) -> Element {
    let what = What {
        kind: Kind::Edit,
        interval: Some(hours.id),
    };
    let fields = editing.fields(what, interval_fields(&hours));
    let name = name(&hours);
    let open = editing.is_open(what);
    rsx! {
        details { class: "disclosure", open,
            summary {
                "Change"
                span { class: "visually-hidden", " {name}" }
            }
            ChangeForm { what, label: "Change {name}", save: "Save", fields: fields.clone(), editing,
                IntervalFields { fields, visit_types }
            }
        }
    }
}

#[component]
fn Delete(hours: WorkingHours, editing: Editing) -> Element {
    let what = What {
        kind: Kind::Delete,
        interval: Some(hours.id),
    };
    let name = name(&hours);
    let open = editing.is_open(what);
    let fields = editing.fields(what, []);
    rsx! {
        details { class: "disclosure", open,
            summary {
                "Delete"
                span { class: "visually-hidden", " {name}" }
            }
            ChangeForm {
                what,
                label: "Delete {name}",
                save: "Delete these hours",
                kind: ButtonKind::Danger,
                fields,
                editing,
                p { "Visits booked then stay booked until they are moved." }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_interval_is_said_in_words() {
        let opening = OpeningHours::default();
        let mut hours = WorkingHours {
            id: 1,
            doctor_id: 1,
            weekday: 1,
            interval: opening.for_weekday(Weekday::Monday)[0],
            grid_minutes: 15,
            valid_from: Some(date(2026, 12, 1)),
            valid_to: None,
            visit_types: vec![3],
        };
        assert_eq!(name(&hours), "Monday, 09:00 to 17:00");
        let types = [VisitType {
            id: Some(3),
            name: "Check-up".into(),
            ..VisitType::ordinary(20)
        }];
        assert_eq!(
            details_words(&hours, &types),
            "every 15 minutes, from 1 Dec 2026, Check-up only"
        );
        assert!(details_words(&hours, &[]).contains("not on offer"));
        hours.visit_types.clear();
        hours.valid_to = Some(date(2026, 12, 31));
        assert_eq!(
            details_words(&hours, &types),
            "every 15 minutes, from 1 Dec 2026, until 31 Dec 2026"
        );
    }
}
