//! A change of hours as a form.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::change::Change;
use crate::{
    clinic::hours::time,
    error::{AppError, FieldErrors},
    form::{optional_number, validate},
    rules::{forms, model::WorkingHours},
    schedule::hours::Interval,
};

/// What is done to the hours: the last part of the address that does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Hours of their own, or the clinic's.
    Source,
    /// A new interval on each of the ticked weekdays.
    Add,
    /// An interval that is there.
    Edit,
    /// One less.
    Delete,
    /// A weekday like another one.
    CopyDay,
    /// All like another doctor.
    CopyFrom,
}

impl Kind {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Source, "source"),
        (Self::Add, "add"),
        (Self::Edit, "edit"),
        (Self::Delete, "delete"),
        (Self::CopyDay, "copy-day"),
        (Self::CopyFrom, "copy-from"),
    ];

    /// How forms and addresses spell it.
    pub fn key(self) -> &'static str {
        let found = Self::ALL.into_iter().find(|(kind, _)| *kind == self);
        found.map_or("", |(_, key)| key)
    }

    /// The one with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|(_, each)| *each == key);
        found.map(|(kind, _)| kind)
    }
}

/// The body of every call that changes a doctor's hours, and of their preview. Each kind of change
/// reads its own fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HoursForm {
    /// For a preview: the key of a [`Kind`].
    pub change: String,
    /// For a preview: the interval that is edited or deleted.
    #[serde(deserialize_with = "optional_number")]
    pub interval: Option<i64>,
    /// `own` or `clinic`.
    pub source: String,
    /// When an interval begins.
    pub opens: String,
    /// When it ends; 00:00 is midnight at the end of the day.
    pub closes: String,
    /// Visits begin every so many minutes.
    pub grid: String,
    /// The first day it holds; always when empty.
    pub valid_from: String,
    /// The last day it holds; for good when empty.
    pub valid_to: String,
    /// The weekday to copy: 1 is Monday.
    pub from_day: String,
    /// The doctor to copy from.
    #[serde(deserialize_with = "optional_number")]
    pub from_doctor: Option<i64>,
    /// What the reader saw; without it the present hours are meant.
    pub version: String,
    /// `on_1` to `on_7` for weekdays, `type_3` for visit types; none of these for every type.
    #[serde(flatten)]
    pub ticked: BTreeMap<String, String>,
}

impl HoursForm {
    /// The change it asks for.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every wrong field.
    pub fn read(&self, kind: Kind, doctor_id: i64) -> Result<Change, AppError> {
        let mut errors = FieldErrors::default();
        let change = match kind {
            Kind::Source => match self.source.as_str() {
                "own" => Some(Change::Own(true)),
                "clinic" => Some(Change::Own(false)),
                _ => errors.check("source", Err("Choose whose hours hold.")),
            },
            Kind::Add => {
                let interval = self.interval(doctor_id, &mut errors);
                let days = self.days(&mut errors);
                interval.zip(days).map(|(interval, days)| {
                    let on = |weekday| WorkingHours {
                        weekday,
                        ..interval.clone()
                    };
                    Change::Add(days.into_iter().map(on).collect())
                })
            }
            Kind::Edit => self.interval(doctor_id, &mut errors).map(Change::Edit),
            Kind::Delete => self.interval.map(Change::Delete),
            Kind::CopyDay => {
                let from = forms::number(&self.from_day, 1..=7, "the weekday");
                let from = from.map_err(|_| "Choose the day to copy.");
                let from = errors.check("from_day", from);
                let to = self.days(&mut errors);
                from.zip(to).map(|(from, to)| Change::CopyDay { from, to })
            }
            Kind::CopyFrom => {
                let other = self.from_doctor.filter(|other| *other != doctor_id);
                let other = other.ok_or("Choose the doctor to copy from.");
                errors.check("from_doctor", other).map(Change::CopyFrom)
            }
        };
        errors.finish()?;
        change.ok_or(AppError::Malformed)
    }

    /// The ticked weekdays.
    fn days(&self, errors: &mut FieldErrors) -> Option<Vec<i8>> {
        let days = forms::ticked(&self.ticked, "on_").into_iter();
        let days: Vec<i8> = days
            .filter_map(|day| i8::try_from(day).ok().filter(|day| (1..=7).contains(day)))
            .collect();
        if days.is_empty() {
            errors.add("days", "Tick at least one day.");
            return None;
        }
        Some(days)
    }

    /// An interval, on no weekday yet.
    fn interval(&self, doctor_id: i64, errors: &mut FieldErrors) -> Option<WorkingHours> {
        let until = match self.closes.trim() {
            "00:00" | "00:00:00" => "24:00",
            other => other,
        };
        let opens = errors.check("opens", time(self.opens.trim()));
        let closes = errors.check("closes", time(until));
        if let (Some(opens), Some(closes)) = (opens, closes)
            && closes <= opens
        {
            errors.add("closes", "It must end after it begins.");
        }
        let grid = errors.check("grid", forms::number(&self.grid, 5..=60, "minutes"));
        let from = errors.check("valid_from", forms::optional_day(&self.valid_from));
        let to = errors.check("valid_to", forms::optional_day(&self.valid_to));
        if let (Some(Some(from)), Some(Some(to))) = (from, to)
            && to < from
        {
            errors.add("valid_to", "The last day is before the first.");
        }
        Some(WorkingHours {
            id: self.interval.unwrap_or_default(),
            doctor_id,
            weekday: 0,
            interval: Interval {
                opens: opens?,
                closes: closes?,
            },
            grid_minutes: grid?,
            valid_from: from?,
            valid_to: to?,
            visit_types: forms::ticked(&self.ticked, "type_"),
        })
    }

    /// Whether the reader saw what is there now.
    pub fn saw(&self, version: &str) -> bool {
        validate::optional(&self.version).is_none_or(|seen| seen == version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> HoursForm {
        let pairs = fields.iter();
        let pairs: Vec<_> = pairs
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        crate::form::parse(&pairs).unwrap()
    }

    #[track_caller]
    fn wrong(kind: Kind, fields: &[(&str, &str)], expected: &[&str]) {
        let error = form(fields).read(kind, 1).unwrap_err();
        for field in expected {
            assert!(error.for_field(field).is_some(), "{field}: {error:?}");
        }
    }

    #[test]
    fn an_interval_is_added_on_several_days() {
        let form = form(&[
            ("opens", "09:00"),
            ("closes", "00:00"),
            ("grid", "15"),
            ("valid_from", "2026-12-01"),
            ("valid_to", ""),
            ("on_1", "true"),
            ("on_3", "on"),
            ("on_8", "true"),
            ("type_7", "true"),
        ]);
        let Ok(Change::Add(added)) = form.read(Kind::Add, 5) else {
            panic!("not added");
        };
        let days: Vec<i8> = added.iter().map(|each| each.weekday).collect();
        assert_eq!(days, [1, 3]);
        let first = &added[0];
        assert_eq!(first.interval.closes.to_string(), "24:00");
        assert_eq!((first.grid_minutes, first.doctor_id, first.id), (15, 5, 0));
        assert_eq!(first.visit_types, [7]);
        let back: HoursForm =
            serde_urlencoded::from_str(&serde_urlencoded::to_string(&form).unwrap()).unwrap();
        assert_eq!(back, form);
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let all = ["opens", "closes", "grid", "valid_from", "valid_to", "days"];
        wrong(
            Kind::Add,
            &[
                ("valid_from", "x"),
                ("valid_to", "2026-02-30"),
                ("grid", "61"),
            ],
            &all,
        );
        let backwards = [
            ("opens", "10:00"),
            ("closes", "10:00"),
            ("grid", "15"),
            ("valid_from", "2026-12-02"),
            ("valid_to", "2026-12-01"),
        ];
        wrong(Kind::Edit, &backwards, &["closes", "valid_to"]);
        wrong(Kind::Source, &[], &["source"]);
        wrong(Kind::CopyDay, &[("from_day", "8")], &["from_day", "days"]);
        wrong(Kind::CopyFrom, &[("from_doctor", "1")], &["from_doctor"]);
    }

    #[test]
    fn kinds_are_known_by_their_keys() {
        for (kind, key) in Kind::ALL {
            assert_eq!((kind.key(), Kind::from_key(key)), (key, Some(kind)));
        }
        assert_eq!(Kind::from_key("burn"), None);
    }
}
