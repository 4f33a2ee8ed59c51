//! The dates of a series: those that are free, a choice for each of the others, and the one button.

use dioxus::prelude::*;

use crate::{
    clinic_time::ClinicTime,
    error::AppError,
    series::{
        api,
        model::{Planned, Preview, Series, SeriesForm},
    },
    ui::{
        Badge, FieldError, Form, FormTextArea, Notice, OnceKey, SubmitButton, Tone, use_session,
        use_submit, use_toast, words::plural,
    },
};

const ACTION: &str = "/api/series";

/// The dates as a form.
#[component]
pub(super) fn Dates(
    /// The rule they follow from.
    asked: SeriesForm,
    /// The dates.
    preview: Preview,
    /// Asks for them again.
    changed: Callback,
) -> Element {
    let toasts = use_toast();
    let submit = use_submit(api::book, move |booked: Series| {
        let count = i64::try_from(booked.visits.len()).unwrap_or(i64::MAX);
        toasts.push(format!("{} are booked.", plural(count, "appointment")));
        if let Some(first) = booked.visits.first() {
            navigator().push(format!("/appointments/{}", first.id));
        }
    });
    use_effect(move || {
        if matches!(submit.error(), Some(AppError::Conflict { .. })) {
            changed.call(());
        }
    });
    let flash = use_session().flash().filter(|flash| flash.action == ACTION);
    let typed = |name: &str| flash.as_ref()?.values.get(name).cloned();
    let kept = flash.as_ref().and_then(|flash| flash.error.clone());
    let error = submit.error().or(kept.filter(|_| !submit.busy()));
    let of = |name: &str| Some(error.as_ref()?.for_field(name)?.to_owned());

    let free = preview.dates.iter().filter(|date| date.is_free()).count();
    let conflicts = preview.dates.len() - free;
    let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let rule = [
        ("doctor_id", id(asked.doctor_id)),
        ("visit_type_id", id(asked.visit_type_id)),
        ("patient_id", id(asked.patient_id)),
        ("starts_at", asked.starts_at.clone()),
        ("every", preview.rule.every.to_string()),
        ("unit", preview.rule.unit.key().to_owned()),
        // As many as there are dates: the calendar may end before the series does.
        ("times", preview.rule.times.to_string()),
    ];
    rsx! {
        section { class: "section", "aria-labelledby": "dates",
            h2 { id: "dates", {summary(&preview)} }
            if conflicts > 0 {
                Notice { tone: Tone::Warning, title: "{conflicts} of {preview.dates.len()} dates cannot be booked as they are",
                    p { "Choose another time for each of them, or leave it out." }
                }
            }
            Form { action: ACTION, submit, label: "Dates",
                for (name , value) in rule {
                    input { key: "{name}", r#type: "hidden", name, "value": "{value}" }
                }
                OnceKey { submit }
                ol { class: "series-dates",
                    for (index , date) in preview.dates.iter().cloned().enumerate() {
                        // Made anew for another date: a browser keeps what was chosen in fields that stay.
                        li { key: "{date.starts_at} {date.is_free()}",
                            Date {
                                name: SeriesForm::choice(index),
                                chosen: typed(&SeriesForm::choice(index)),
                                error: of(&SeriesForm::choice(index)),
                                date,
                            }
                        }
                    }
                }
                FormTextArea {
                    label: "Reason for the visits",
                    name: "reason",
                    hint: "A few words help the doctor to prepare. Only the clinic reads them.",
                    maxlength: 500,
                }
                p { class: "muted", "All of them are booked together, or none if one has been taken meanwhile." }
                div { class: "form-actions",
                    SubmitButton { "Book these visits" }
                }
            }
        }
    }
}

/// `6 visits every 2 weeks for Rosa Delgado, Check-up`
fn summary(preview: &Preview) -> String {
    let count = i64::try_from(preview.dates.len()).unwrap_or(i64::MAX);
    let whose = preview.patient_name.as_ref();
    let whose = whose.map(|name| format!(" for {name}")).unwrap_or_default();
    format!(
        "{} {}{whose}, {}",
        plural(count, "visit"),
        preview.rule.words(),
        preview.visit_type
    )
}

/// One date: a time that is free, or the choice of another.
#[component]
fn Date(
    date: Planned,
    /// The field that says what becomes of it.
    name: String,
    /// What was chosen before.
    chosen: Option<String>,
    error: Option<String>,
) -> Element {
    if date.is_free() {
        return rsx! {
            div { class: "spread",
                time { datetime: "{date.starts_at}", class: "tabular", "{date.starts_at.words()}" }
                Badge { tone: Tone::Success, "Free" }
            }
            input { r#type: "hidden", name, "value": "{date.starts_at}" }
        };
    }
    let described = error.is_some().then(|| format!("{name}-error"));
    let choices = labels(&date)
        .into_iter()
        .map(|(time, label)| (time.to_string(), label));
    let choices = choices.chain([(String::new(), "Leave this date out".to_owned())]);
    rsx! {
        fieldset { class: "series-choice", "aria-describedby": described,
            legend {
                span { class: "tabular", "{date.starts_at.words()}" }
                " "
                Badge { tone: Tone::Warning, "Not free" }
            }
            p { class: "small", {date.reasons.join(" ")} }
            FieldError { id: "{name}", error }
            div { class: "time-chips",
                for (value , label) in choices {
                    label { key: "{value}", class: "time-chip",
                        input {
                            r#type: "radio",
                            name: "{name}",
                            "checked": chosen.as_ref() == Some(&value),
                            "value": "{value}",
                        }
                        span { "{label}" }
                    }
                }
            }
        }
    }
}

/// The times in the place of a date, each with its words: the clock's reading on the same day,
/// with the day on others, and with its offset where the clock shows it twice.
fn labels(date: &Planned) -> Vec<(ClinicTime, String)> {
    let times = || date.instead.iter().map(|slot| slot.starts_at);
    times()
        .map(|time| {
            let mut label = if time.date() == date.starts_at.date() {
                time.clock()
            } else {
                time.words()
            };
            if times()
                .filter(|other| other.civil() == time.civil())
                .count()
                > 1
            {
                label = format!("{label} ({})", time.offset_words());
            }
            (time, label)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        schedule::model::Slot,
        series::model::{Rule, Unit},
    };

    fn planned(start: &str, instead: &[&str]) -> Planned {
        let at = |text: &str| text.parse().unwrap();
        let slot = |text: &&str| Slot {
            starts_at: at(text),
            ends_at: at(text),
        };
        Planned {
            starts_at: at(start),
            ends_at: at(start),
            reasons: vec!["This time is taken.".into()],
            instead: instead.iter().map(slot).collect(),
        }
    }

    #[test]
    fn alternatives_say_as_much_as_tells_them_apart() {
        let date = planned(
            "2026-10-25T09:30:00+01:00",
            &[
                "2026-10-24T09:30:00+02:00",
                "2026-10-25T02:30:00+02:00",
                "2026-10-25T02:30:00+01:00",
                "2026-10-25T10:00:00+01:00",
            ],
        );
        let labels: Vec<String> = labels(&date).into_iter().map(|(_, label)| label).collect();
        let expected = [
            "Sat 24 Oct, 09:30",
            "02:30 (UTC+02:00)",
            "02:30 (UTC+01:00)",
            "10:00",
        ];
        assert_eq!(labels, expected);
    }

    #[test]
    fn the_summary_says_how_many_how_often_for_whom_and_what() {
        let mut preview = Preview {
            doctor_name: "Dr. Mara Lind".into(),
            patient_name: None,
            visit_type: "Check-up".into(),
            rule: Rule {
                every: 2,
                unit: Unit::Week,
                times: 1,
            },
            dates: vec![planned("2026-12-01T09:30:00+01:00", &[])],
        };
        assert_eq!(summary(&preview), "1 visit every 2 weeks, Check-up");
        preview.patient_name = Some("Rosa Delgado".into());
        assert_eq!(
            summary(&preview),
            "1 visit every 2 weeks for Rosa Delgado, Check-up"
        );
    }
}
