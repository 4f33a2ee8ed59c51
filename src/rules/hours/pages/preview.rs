//! What a change would do, in the page.

use dioxus::prelude::*;

use crate::{
    error::AppError,
    rules::hours::{
        change::day_name,
        model::{Outside, Preview},
    },
    ui::{
        Anchor, Column, DataTable,
        words::{long_day, plural},
    },
};

/// The week before and after, and the booked visits that would lie outside the hours; or what is
/// missing for a preview.
#[component]
pub(super) fn PreviewBox(answer: Result<Preview, AppError>) -> Element {
    match answer {
        Ok(preview) => rsx! {
            Shown { preview }
        },
        Err(error) => rsx! {
            div { class: "hours-preview", role: "status",
                p { class: "strong", "No preview yet" }
                match error {
                    AppError::Invalid { fields } => rsx! {
                        ul { class: "rows small",
                            for (name , message) in fields {
                                li { key: "{name}", "{message}" }
                            }
                        }
                    },
                    error => rsx! {
                        p { "{error}" }
                    },
                }
            }
        },
    }
}

#[component]
fn Shown(preview: Preview) -> Element {
    let columns = vec![
        Column::new("day", "Day"),
        Column::new("before", "Now"),
        Column::new("after", "Then"),
    ];
    let changed = preview.days.iter().filter(|day| day.before != day.after);
    let changed = i64::try_from(changed.count()).unwrap_or_default();
    rsx! {
        div { class: "hours-preview stack",
            p { role: "status", class: "strong",
                if changed == 0 {
                    "The week stays as it is. "
                } else {
                    "{plural(changed, \"day\")} of the week would change. "
                }
                {visits_words(preview.outside.len())}
            }
            DataTable { caption: "Preview of the week", columns,
                for day in preview.days {
                    tr { key: "{day.date}", class: (day.before != day.after).then_some("changed"),
                        th { scope: "row", {day_name(day.date.weekday().to_monday_one_offset())} }
                        td { class: "tabular", {day.before.words()} }
                        td { class: "tabular", {day.after.words()} }
                    }
                }
            }
            p { class: "small muted",
                "The week of {long_day(preview.week)}, and the times at which a visit could begin if nothing were booked: {preview.visit}."
            }
            if !preview.outside.is_empty() {
                Visits { visits: preview.outside }
            }
        }
    }
}

/// Visits, each with the way to it.
#[component]
pub(super) fn Visits(visits: Vec<Outside>) -> Element {
    rsx! {
        ul { class: "rows",
            for visit in visits {
                li { key: "{visit.id}",
                    Anchor { href: "/appointments/{visit.id}",
                        time { datetime: "{visit.starts_at}", {visit.starts_at.words()} }
                    }
                    " {visit.patient_name}"
                }
            }
        }
    }
}

/// How many booked visits are concerned.
fn visits_words(count: usize) -> String {
    match count {
        0 => "No booked visit would lie outside the hours.".to_owned(),
        1 => "One booked visit would lie outside the hours:".to_owned(),
        count => format!("{count} booked visits would lie outside the hours:"),
    }
}
