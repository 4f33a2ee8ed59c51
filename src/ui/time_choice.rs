//! Times of a day to choose from, in its three parts.

use dioxus::prelude::*;

use super::field::FieldError;

/// One time on offer.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeOption {
    /// What is sent: an instant.
    pub value: String,
    /// What is read: `09:30`.
    pub label: String,
    /// The hour of the clinic's clock, 0 to 23.
    pub hour: i8,
}

/// The part of the day an hour belongs to.
pub fn part_of_day(hour: i8) -> &'static str {
    match hour {
        ..12 => "Morning",
        12..17 => "Afternoon",
        17.. => "Evening",
    }
}

/// A native radio group of times: arrow keys choose, and it is sent with its form without JavaScript.
///
/// ```rust
/// rsx! {
///     TimeChoice { name: "starts_at", legend: "Time", options, selected: form.value("starts_at") }
/// }
/// ```
#[component]
pub fn TimeChoice(
    /// The name it is sent under.
    #[props(into)]
    name: String,
    /// What is chosen.
    #[props(into)]
    legend: String,
    /// The times, earliest first.
    options: Vec<TimeOption>,
    /// The value of the time chosen at first.
    #[props(into)]
    selected: Option<String>,
    /// What is wrong with what was sent.
    #[props(into)]
    error: Option<String>,
    /// Called with the value of each time chosen.
    onchange: Option<EventHandler<String>>,
) -> Element {
    let described = error.is_some().then(|| format!("{name}-error"));
    let parts = ["Morning", "Afternoon", "Evening"].map(|part| {
        let times = options
            .iter()
            .filter(|option| part_of_day(option.hour) == part);
        (part, times.cloned().collect::<Vec<_>>())
    });
    rsx! {
        fieldset { class: "time-choice", "aria-describedby": described,
            legend { "{legend}" }
            FieldError { id: "{name}", error }
            for (part, times) in parts.into_iter().filter(|(_, times)| !times.is_empty()) {
                fieldset { key: "{part}", class: "time-part",
                    legend { "{part}" }
                    div { class: "time-chips",
                        for time in times {
                            label { key: "{time.value}", class: "time-chip",
                                input {
                                    r#type: "radio",
                                    name: "{name}",
                                    required: true,
                                    "value": "{time.value}",
                                    "checked": selected.as_ref() == Some(&time.value),
                                    onchange: move |_| {
                                        if let Some(handler) = onchange {
                                            handler.call(time.value.clone());
                                        }
                                    },
                                }
                                span { "{time.label}" }
                            }
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
    use crate::ui::testing::render;

    #[test]
    fn the_day_has_three_parts() {
        assert_eq!(part_of_day(0), "Morning");
        assert_eq!(part_of_day(11), "Morning");
        assert_eq!(part_of_day(12), "Afternoon");
        assert_eq!(part_of_day(16), "Afternoon");
        assert_eq!(part_of_day(17), "Evening");
        assert_eq!(part_of_day(23), "Evening");
    }

    #[test]
    fn it_is_one_radio_group_with_its_parts_named() {
        let html = render(|| {
            let time = |label: &str, hour| TimeOption {
                value: format!("2026-11-24T{label}:00Z"),
                label: label.into(),
                hour,
            };
            rsx! {
                TimeChoice {
                    name: "starts_at",
                    legend: "Time",
                    options: vec![time("09:30", 9), time("10:00", 10), time("18:00", 18)],
                    selected: "2026-11-24T10:00:00Z",
                    error: "Choose a time",
                }
            }
        });
        assert_eq!(html.matches(r#"name="starts_at""#).count(), 3, "{html}");
        assert_eq!(html.matches("checked").count(), 1, "{html}");
        assert!(
            html.contains("<legend>Morning</legend>") && html.contains("<legend>Evening</legend>"),
            "{html}"
        );
        assert!(
            !html.contains("Afternoon"),
            "parts with nothing in them are left out: {html}"
        );
        assert!(
            html.contains(r#"aria-describedby="starts_at-error""#),
            "{html}"
        );
    }
}
