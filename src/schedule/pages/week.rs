//! The week in seven columns, on a phone as a list.

use dioxus::prelude::*;

use super::{schedule::schedule_path, visit::status_class};
use crate::{
    schedule::day_api::{ScheduleDay, View},
    ui::{Anchor, use_session, words::day_words},
};

/// A week of visits.
#[component]
pub(super) fn Week(days: Vec<ScheduleDay>) -> Element {
    let today = use_session().today();
    rsx! {
        div { class: "week",
            for day in days {
                section {
                    key: "{day.date}",
                    class: "week-day",
                    class: if day.date == today { "today" },
                    h2 { class: "week-day-head",
                        Anchor { href: schedule_path(day.date, View::Day),
                            {day_words(day.date)}
                        }
                    }
                    if day.appointments.is_empty() {
                        p { class: "small muted", "Nothing" }
                    } else {
                        ul {
                            for visit in day.appointments {
                                li { key: "{visit.id}",
                                    Anchor {
                                        class: "week-visit {status_class(visit.status)}",
                                        href: "/appointments/{visit.id}",
                                        span { class: "visit-time", {visit.starts_at.clock()} }
                                        " "
                                        span { class: "visit-name", "{visit.patient_name}" }
                                        span { class: "visually-hidden", ", {visit.status.words()}" }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
