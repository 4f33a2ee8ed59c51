//! The filter of the list of all appointments, as it stands in the address.

use dioxus::prelude::*;

use super::links::path_with;
use crate::{
    appointments::model::{DoctorName, Status},
    error::AppError,
    ui::{Button, ButtonKind, Select, SelectOption, TextInput, platform},
};

/// What the list is narrowed to and how it is sorted. Empty texts do not narrow it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Filter {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// A doctor's id.
    pub doctor_id: String,
    /// A patient's id.
    pub patient_id: String,
    /// A status' key.
    pub status: String,
    /// `soonest` first, else the latest.
    pub sort: String,
}

impl Filter {
    fn query(&self) -> [(&str, &str); 6] {
        [
            ("from", &self.from),
            ("to", &self.to),
            ("doctor_id", &self.doctor_id),
            ("patient_id", &self.patient_id),
            ("status", &self.status),
            ("sort", &self.sort),
        ]
    }

    /// The address of a page of the list.
    pub(super) fn page(&self, page: u32) -> String {
        let page = if page > 1 {
            page.to_string()
        } else {
            String::new()
        };
        let mut query = self.query().to_vec();
        query.push(("page", &page));
        path_with("/admin/appointments", &query)
    }

    /// The address of the whole list as CSV.
    pub(super) fn csv(&self) -> String {
        path_with("/admin/appointments.csv", &self.query())
    }

    /// The same with another status, or any.
    pub(super) fn with_status(&self, status: Option<Status>) -> Self {
        let status = status.map(Status::key).unwrap_or_default().to_owned();
        Self {
            status,
            ..self.clone()
        }
    }

    /// The same for every patient.
    pub(super) fn of_anybody(&self) -> Self {
        Self {
            patient_id: String::new(),
            ..self.clone()
        }
    }

    /// The same, the earliest first or the latest first.
    pub(super) fn sorted(&self, soonest: bool) -> Self {
        let sort = if soonest { "soonest" } else { "" };
        Self {
            sort: sort.to_owned(),
            ..self.clone()
        }
    }

    /// Whether the earliest come first.
    pub(super) fn soonest(&self) -> bool {
        self.sort == "soonest"
    }

    /// Whether anything is left out.
    pub(super) fn narrows(&self) -> bool {
        self.sorted(false) != Self::default()
    }
}

/// The days and the doctor, in a form that works without JavaScript.
#[component]
pub(super) fn FilterForm(
    /// What stands in the address.
    filter: Filter,
    /// The doctors to choose from.
    doctors: Vec<DoctorName>,
    /// What is wrong with it.
    error: Option<AppError>,
    /// Whether this form has just been sent, and is drawn anew with what was sent.
    sent: Signal<bool>,
) -> Element {
    let mut sent = sent;
    use_effect(move || {
        if *sent.peek() {
            sent.set(false);
            platform::focus("#show-appointments");
        }
    });
    let field_error = |name: &str| {
        error
            .as_ref()
            .and_then(|error| error.for_field(name))
            .map(str::to_owned)
    };
    let mut options = vec![SelectOption::new("", "All doctors")];
    options.extend(
        doctors
            .into_iter()
            .map(|doctor| SelectOption::new(doctor.id.to_string(), doctor.full_name)),
    );
    let kept = filter.clone();
    let narrow = move |event: FormEvent| {
        event.prevent_default();
        let text = |name: &str| match event.get_first(name) {
            Some(FormValue::Text(text)) => text,
            _ => String::new(),
        };
        let filter = Filter {
            from: text("from"),
            to: text("to"),
            doctor_id: text("doctor_id"),
            ..kept.clone()
        };
        sent.set(filter != kept);
        navigator().push(filter.page(1));
    };
    rsx! {
        form {
            class: "filters",
            method: "get",
            action: "/admin/appointments",
            role: "search",
            "aria-label": "Filter appointments",
            onsubmit: narrow,
            TextInput {
                label: "From",
                name: "from",
                r#type: "date",
                value: filter.from.clone(),
                error: field_error("from"),
            }
            TextInput {
                label: "To",
                name: "to",
                r#type: "date",
                value: filter.to.clone(),
                error: field_error("to"),
            }
            Select { label: "Doctor", name: "doctor_id", options, value: filter.doctor_id.clone() }
            // What is chosen elsewhere on the page stays chosen.
            for (name , value) in [("patient_id", filter.patient_id), ("status", filter.status), ("sort", filter.sort)] {
                if !value.is_empty() {
                    input { key: "{name}", r#type: "hidden", name, "value": "{value}" }
                }
            }
            Button { r#type: "submit", kind: ButtonKind::Secondary, id: "show-appointments", "Show" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_only_what_narrows() {
        let all = Filter::default();
        assert_eq!(all.page(1), "/admin/appointments");
        assert_eq!(all.csv(), "/admin/appointments.csv");
        assert!(!all.narrows() && !all.sorted(true).narrows());

        let filter = Filter {
            from: "2026-11-24".into(),
            patient_id: "12".into(),
            ..all
        }
        .sorted(true);
        assert_eq!(
            filter.page(3),
            "/admin/appointments?from=2026-11-24&patient_id=12&sort=soonest&page=3"
        );
        assert_eq!(
            filter.csv(),
            "/admin/appointments.csv?from=2026-11-24&patient_id=12&sort=soonest"
        );
        let cancelled = filter.with_status(Some(Status::Cancelled));
        assert_eq!(
            cancelled.of_anybody().sorted(false).page(1),
            "/admin/appointments?from=2026-11-24&status=cancelled"
        );
        assert_eq!(cancelled.with_status(None), filter);
    }
}
