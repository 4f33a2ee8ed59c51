//! The opening hours of a week as fields of a form.

use dioxus::prelude::*;

use crate::{
    clinic::hours::{FIELDS, WEEK, field_value},
    schedule::hours::{Interval, OpeningHours, weekday_name},
    ui::FormField,
};

/// Up to two opening times for each weekday.
#[component]
pub(super) fn WeekFields(
    /// The hours as they are.
    hours: OpeningHours,
) -> Element {
    rsx! {
        for (day , weekday) in WEEK {
            fieldset { key: "{day}", class: "fieldset week-fields",
                legend { "{weekday_name(weekday)}" }
                div { class: "field-row",
                    for (name , label , value) in day_fields(day, hours.for_weekday(weekday)) {
                        FormField { key: "{name}", label, name: name.clone(), r#type: "time", value }
                    }
                }
            }
        }
    }
}

/// The fields of one day: name, label, and what stands in it.
fn day_fields(day: &str, intervals: &[Interval]) -> Vec<(String, String, String)> {
    let labels = [("Opens", "Closes"), ("Opens again", "Closes again")];
    let mut fields = Vec::with_capacity(2 * FIELDS.len());
    for (number, ((opens, closes), (from, until))) in FIELDS.into_iter().zip(labels).enumerate() {
        let interval = intervals.get(number);
        for (name, label, minute) in [
            (opens, from, interval.map(|interval| interval.opens)),
            (closes, until, interval.map(|interval| interval.closes)),
        ] {
            fields.push((
                format!("{day}_{name}"),
                label.to_owned(),
                field_value(minute),
            ));
        }
    }
    fields
}
