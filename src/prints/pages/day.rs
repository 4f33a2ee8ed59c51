//! The day sheet: what the clinic works from when the power fails.

use dioxus::prelude::*;
use jiff::civil::Date;

use super::PrintButton;
use crate::{
    appointments::model::number,
    clinic_time::ClinicTime,
    encounters::model::Stage,
    form::query_path,
    patients::{model::age_words, pages::FilterForm},
    prints::{
        api,
        model::{DaySheet, DoctorSheet, Line},
    },
    ui::{
        Button, ButtonKind, ErrorPage, Page, Select, SelectOption, TextInput, use_page_data,
        use_session,
        words::{long_day, plural},
    },
};

/// Empty lines after the last visit, for who comes without one.
const SPARE: usize = 4;

/// The address of a day's sheet, of one doctor or of all.
pub fn day_sheet_path(date: Date, doctor_id: Option<i64>) -> String {
    let doctor_id = doctor_id.map(|id| id.to_string()).unwrap_or_default();
    query_path(
        "/desk/print",
        [("date", &date.to_string()), ("doctor_id", &doctor_id)],
    )
}

/// The day sheet.
#[component]
pub fn DaySheetPage(
    /// The day, `YYYY-MM-DD`; today when empty.
    date: ReadSignal<String>,
    /// Whose; everybody's when empty.
    doctor_id: ReadSignal<String>,
) -> Element {
    let clinic = use_session().clinic().name;
    let sheet = use_page_data(move || {
        let date = Some(date()).filter(|date| !date.is_empty());
        api::day_sheet(date, doctor_id().parse().ok())
    })?;
    match &*sheet.read() {
        Ok(sheet) => rsx! {
            Page {
                title: "Day sheet",
                lede: "A page for each doctor: the paper for when the power fails. What changes after it was printed is not on it.",
                class: "wide prints",
                actions: rsx! { PrintButton {} },
                Which { sheet: sheet.clone(), doctor_id: doctor_id() }
                if sheet.doctors.is_empty() {
                    p { "No doctor works on {long_day(sheet.date)}, and nobody is booked." }
                }
                Doctors { sheet: sheet.clone(), clinic }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

/// Which day, and whose.
#[component]
fn Which(sheet: DaySheet, doctor_id: String) -> Element {
    let mut options = vec![SelectOption::new("", "All doctors")];
    options.extend(
        sheet
            .choice
            .iter()
            .map(|(id, name)| SelectOption::new(id.to_string(), name.clone())),
    );
    rsx! {
        div { class: "no-print spread",
            FilterForm { action: "/desk/print", label: "Which sheet",
                TextInput { label: "Date", name: "date", r#type: "date", value: sheet.date.to_string() }
                if sheet.choice.len() > 1 {
                    Select { label: "Doctor", name: "doctor_id", options, value: doctor_id }
                }
                Button { r#type: "submit", kind: ButtonKind::Secondary, "Show" }
            }
        }
    }
}

/// A page for each doctor.
#[component]
fn Doctors(sheet: DaySheet, clinic: String) -> Element {
    let (date, printed_at) = (sheet.date, sheet.printed_at);
    rsx! {
        for doctor in sheet.doctors {
            DoctorDay { key: "{doctor.id}", doctor, date, printed_at, clinic: clinic.clone() }
        }
    }
}

#[component]
fn DoctorDay(doctor: DoctorSheet, date: Date, printed_at: ClinicTime, clinic: String) -> Element {
    let visits = i64::try_from(doctor.lines.len()).unwrap_or_default();
    rsx! {
        section { class: "sheet", "aria-label": "{doctor.name}",
            div { class: "sheet-head",
                h2 { "{doctor.name}" }
                p { "{doctor.specialization}" }
                p { class: "strong", {long_day(date)} }
                p { class: "small",
                    "{clinic}. {plural(visits, \"visit\")}"
                    if !doctor.hours.is_empty() {
                        ", {doctor.hours.join(\", \")}"
                    }
                    ". Printed "
                    time { datetime: "{printed_at}", {printed_at.words()} }
                    "."
                }
            }
            div { class: "paper", role: "region", "aria-label": "Visits of {doctor.name}", tabindex: "0",
                table { class: "sheet-table",
                    caption { class: "visually-hidden", "Visits of {doctor.name}" }
                    thead {
                        tr {
                            th { scope: "col", "Time" }
                            th { scope: "col", "Patient" }
                            th { scope: "col", "Phone" }
                            th { scope: "col", "Visit" }
                            th { scope: "col", class: "sheet-tick", "Here" }
                            th { scope: "col", class: "sheet-tick", "Done" }
                            th { scope: "col", class: "sheet-notes", "Notes" }
                        }
                    }
                    tbody {
                        for line in doctor.lines {
                            VisitLine { key: "{line.id}", line, date }
                        }
                        for spare in 0..SPARE {
                            tr { key: "spare {spare}", class: "sheet-spare",
                                td {
                                    span { class: "visually-hidden", "Without an appointment" }
                                }
                                td {}
                                td {}
                                td {}
                                td { class: "sheet-tick", TickBox { ticked: false } }
                                td { class: "sheet-tick", TickBox { ticked: false } }
                                td {}
                            }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn VisitLine(line: Line, date: Date) -> Element {
    let here = !matches!(line.stage, Stage::Booked | Stage::Noshow);
    let age = age_words(line.birth.as_deref(), date);
    rsx! {
        tr {
            td { class: "tabular nowrap",
                strong { {line.starts_at.clock()} }
                br {}
                span { class: "small", {line.ends_at.clock()} }
            }
            th { scope: "row",
                "{line.patient}"
                br {}
                span { class: "small nowrap",
                    if let Some(age) = age {
                        "{age}, "
                    }
                    "{number(line.id)}"
                }
            }
            td { class: "tabular", "{line.phone}" }
            td {
                "{line.kind}"
                if !line.room.is_empty() {
                    ", {line.room}"
                }
                if !line.reason.is_empty() {
                    br {}
                    span { class: "small", "{line.reason}" }
                }
                if line.stage == Stage::Noshow {
                    br {}
                    span { class: "small", {line.stage.words()} }
                }
            }
            td { class: "sheet-tick", TickBox { ticked: here } }
            td { class: "sheet-tick", TickBox { ticked: line.stage == Stage::Fulfilled } }
            td {}
        }
    }
}

/// A box to tick with a pen; ticked already where it was so when this was printed.
#[component]
fn TickBox(ticked: bool) -> Element {
    rsx! {
        span { class: "tick-box", "aria-hidden": "true", if ticked { "✓" } }
        if ticked {
            span { class: "visually-hidden", "Yes" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_doctors_of_one_name_have_a_page_each() {
        let mut dom = VirtualDom::new(|| {
            let at: ClinicTime = "2026-11-24T08:00:00+00:00".parse().unwrap();
            let page = |id| DoctorSheet {
                id,
                name: "Dr. Moreau".into(),
                specialization: format!("Drawn {}", dioxus::core::generation()),
                hours: Vec::new(),
                lines: Vec::new(),
            };
            let sheet = DaySheet {
                date: at.date(),
                printed_at: at,
                doctors: vec![page(1), page(2)],
                choice: Vec::new(),
            };
            rsx! {
                Doctors { sheet, clinic: "Harbour Clinic" }
            }
        });
        dom.rebuild_in_place();
        // Siblings that cannot be told apart are found out when they are drawn again.
        dom.mark_dirty(ScopeId::APP);
        dom.render_immediate(&mut dioxus::core::NoOpMutations);
        let html = dioxus::ssr::render(&dom);
        assert_eq!(html.matches("<h2>Dr. Moreau</h2>").count(), 2, "{html}");
        assert_eq!(html.matches("Drawn 1").count(), 2, "{html}");
    }
}
