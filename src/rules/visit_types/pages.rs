//! Visit types, for admins.

use dioxus::prelude::*;

use super::{
    api,
    model::{VisitTypeForm, VisitTypesView},
};
use crate::{
    appointments::model::DoctorName,
    form::Input,
    rules::model::{Audience, Colour, Room, VisitType},
    ui::{
        Anchor, Badge, Column, DataTable, EmptyState, ErrorPage, Form, FormCheckbox, FormField,
        FormGroup, FormSelect, FormTextArea, IconName, Page, SelectOption, SubmitButton, Tone,
        use_page_data, use_session, use_submit, use_toast,
    },
};

/// Every visit type, and a form to add one.
#[component]
pub fn VisitTypes() -> Element {
    let mut data = use_page_data(api::list)?;
    let columns = vec![
        Column::new("name", "Name"),
        Column::new("minutes", "Length"),
        Column::new("audience", "Booked by"),
        Column::new("doctors", "Doctors"),
        Column::new("rooms", "Rooms"),
        Column::new("state", "State"),
    ];
    match &*data.read() {
        Ok(view) => rsx! {
            Page {
                title: "Visit types",
                lede: "What patients come for, how long it takes, and who offers it.",
                class: "wide",
                div { class: "with-aside",
                    if view.visit_types.is_empty() {
                        Nothing {}
                    } else {
                        DataTable { caption: "Visit types", columns,
                            for visit in view.visit_types.iter().cloned() {
                                Line {
                                    key: "{visit.id:?}",
                                    visit,
                                    doctors: view.doctors.clone(),
                                    rooms: view.rooms.clone(),
                                }
                            }
                        }
                    }
                    section { class: "card stack", "aria-labelledby": "add-title",
                        h2 { id: "add-title", "Add a visit type" }
                        // A new number of them makes a new, empty form.
                        for count in [view.visit_types.len()] {
                            Add {
                                key: "{count}",
                                doctors: view.doctors.clone(),
                                rooms: view.rooms.clone(),
                                onadded: move |()| data.restart(),
                            }
                        }
                    }
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

/// What holds while there are none.
#[component]
fn Nothing() -> Element {
    let minutes = use_session().clinic().slot_minutes;
    rsx! {
        EmptyState { title: "No visit types yet", icon: IconName::Stethoscope,
            p {
                "Until there is one, every visit is an ordinary one of {minutes} minutes with any doctor."
            }
        }
    }
}

#[component]
fn Line(visit: VisitType, doctors: Vec<DoctorName>, rooms: Vec<Room>) -> Element {
    let id = visit.id.unwrap_or_default();
    let doctors = doctors.into_iter().map(|each| (each.id, each.full_name));
    let rooms = rooms.into_iter().map(|each| (each.id, each.name));
    let audience = if visit.staff_only {
        "Staff only"
    } else {
        "Patients, online"
    };
    rsx! {
        tr {
            th { scope: "row",
                span { class: "swatch {visit.colour.key()}", "aria-hidden": "true" }
                Anchor { href: "/admin/visit-types/{id}", "{visit.name}" }
            }
            td { class: "tabular", {length_words(&visit)} }
            td { "{audience}" }
            td { {named(&visit.doctors, doctors, "All")} }
            td { {named(&visit.rooms, rooms, "None needed")} }
            td {
                if visit.active {
                    Badge { tone: Tone::Success, "In use" }
                } else {
                    Badge { "Out of use" }
                }
            }
        }
    }
}

/// How long it takes, and what is kept free around it: `20 minutes, 5 before, 10 after`.
fn length_words(visit: &VisitType) -> String {
    let mut words = format!("{} minutes", visit.minutes);
    for (minutes, side) in [
        (visit.buffer_before, "before"),
        (visit.buffer_after, "after"),
    ] {
        if minutes > 0 {
            words = format!("{words}, {minutes} {side}");
        }
    }
    words
}

/// The names of these ids; `none` where there are none.
fn named(ids: &[i64], names: impl Iterator<Item = (i64, String)>, none: &str) -> String {
    if ids.is_empty() {
        return none.to_owned();
    }
    let names = names
        .filter(|(id, _)| ids.contains(id))
        .map(|(_, name)| name);
    names.collect::<Vec<_>>().join(", ")
}

#[component]
fn Add(doctors: Vec<DoctorName>, rooms: Vec<Room>, onadded: EventHandler<()>) -> Element {
    let toasts = use_toast();
    let submit = use_submit(api::add, move |_| {
        toasts.push("The visit type is added.");
        onadded.call(());
    });
    rsx! {
        Form { action: "/api/admin/visit-types", submit, label: "Add a visit type",
            Fields { visit: VisitType { name: String::new(), ..VisitType::ordinary(30) }, doctors, rooms }
            div { class: "form-actions", SubmitButton { "Add visit type" } }
        }
    }
}

/// One visit type.
#[component]
pub fn VisitTypePage(
    /// Its id.
    id: ReadSignal<i64>,
) -> Element {
    let data = use_page_data(move || api::find(id()))?;
    match &*data.read() {
        Ok(view) => rsx! {
            for visit in view.visit_types.iter().cloned() {
                Page {
                    key: "{visit.version}",
                    title: visit.name.clone(),
                    lede: "Visits booked already stay as they were booked.",
                    class: "narrow",
                    Edit { visit, view: view.clone() }
                }
            }
        },
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

#[component]
fn Edit(visit: VisitType, view: VisitTypesView) -> Element {
    let id = visit.id.unwrap_or_default();
    let toasts = use_toast();
    let submit = use_submit(
        move |form: Input<VisitTypeForm>| api::change(id, form),
        move |()| {
            toasts.push("The visit type is saved.");
            navigator().push("/admin/visit-types");
        },
    );
    let state = if visit.active { "active" } else { "inactive" };
    rsx! {
        Form { action: "/api/admin/visit-types/{id}", submit, label: "Visit type",
            input { r#type: "hidden", name: "version", value: "{visit.version}" }
            Fields { visit: visit.clone(), doctors: view.doctors, rooms: view.rooms }
            FormSelect {
                label: "State",
                name: "state",
                required: true,
                value: state,
                hint: "Out of use, nobody can book it any more.",
                options: vec![SelectOption::new("active", "In use"), SelectOption::new("inactive", "Out of use")],
            }
            div { class: "form-actions",
                SubmitButton { "Save visit type" }
                Anchor { href: "/admin/visit-types", class: "button quiet", "Back to the list" }
            }
        }
    }
}

/// What there is to say about a visit type.
#[component]
fn Fields(visit: VisitType, doctors: Vec<DoctorName>, rooms: Vec<Room>) -> Element {
    let colours = Colour::ALL
        .iter()
        .map(|colour| SelectOption::new(colour.key(), colour.words()))
        .collect::<Vec<_>>();
    let audience = if visit.staff_only {
        Audience::Staff
    } else {
        Audience::Patient
    };
    rsx! {
        FormField { label: "Name", name: "name", value: visit.name, required: true, maxlength: 80 }
        div { class: "field-row",
            Minutes { label: "Minutes", name: "minutes", value: visit.minutes, required: true }
            Minutes { label: "Free before", name: "buffer_before", value: visit.buffer_before }
            Minutes { label: "Free after", name: "buffer_after", value: visit.buffer_after }
        }
        p { class: "field-hint",
            "In the minutes kept free before and after, neither the doctor nor the room is free for others."
        }
        div { class: "field-row",
            FormSelect {
                label: "Booked by",
                name: "audience",
                required: true,
                value: audience.key(),
                options: vec![
                    SelectOption::new("patient", "Patients, online"),
                    SelectOption::new("staff", "Staff only"),
                ],
            }
            FormSelect {
                label: "Colour",
                name: "colour",
                required: true,
                value: visit.colour.key(),
                options: colours,
            }
        }
        FormTextArea {
            label: "Note for the patient",
            name: "note",
            value: visit.note,
            hint: "Shown when they book and in their appointment: “Please come fasting.”",
            maxlength: 500,
        }
        FormGroup { legend: "Doctors who offer it", name: "doctors", hint: "None ticked: all of them.",
            div { class: "check-grid",
                for doctor in doctors {
                    FormCheckbox {
                        key: "{doctor.id}",
                        label: doctor.full_name,
                        name: "doctor_{doctor.id}",
                        checked: visit.doctors.contains(&doctor.id),
                    }
                }
            }
        }
        if !rooms.is_empty() {
            FormGroup { legend: "Rooms it can take place in", name: "rooms", hint: "None ticked: it needs no room.",
                div { class: "check-grid",
                    for room in rooms {
                        FormCheckbox {
                            key: "{room.id}",
                            label: room_words(&room),
                            name: "room_{room.id}",
                            checked: visit.rooms.contains(&room.id),
                        }
                    }
                }
            }
        }
    }
}

/// A room's name, and that it is out of use if it is.
fn room_words(room: &Room) -> String {
    if room.active {
        room.name.clone()
    } else {
        format!("{} (out of use)", room.name)
    }
}

#[component]
fn Minutes(label: String, name: String, value: u16, #[props(default)] required: bool) -> Element {
    rsx! {
        FormField {
            label,
            name,
            r#type: "number",
            inputmode: "numeric",
            min: if required { "5" } else { "0" },
            max: if required { "480" } else { "120" },
            value: value.to_string(),
            required,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_said_with_what_is_kept_free() {
        let mut visit = VisitType::ordinary(20);
        assert_eq!(length_words(&visit), "20 minutes");
        visit.buffer_after = 10;
        assert_eq!(length_words(&visit), "20 minutes, 10 after");
    }

    #[test]
    fn nobody_named_means_everybody() {
        let names = || [(1, "Dr Moreau".to_owned()), (2, "Dr Nair".to_owned())].into_iter();
        assert_eq!(named(&[], names(), "All"), "All");
        assert_eq!(named(&[2, 1], names(), "All"), "Dr Moreau, Dr Nair");
    }
}
