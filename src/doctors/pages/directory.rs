//! The directory.

use dioxus::prelude::*;

use super::search::Search;
use crate::{
    appointments::pages::FirstPath,
    doctors::{
        api,
        model::{Listed, Specialization, booking_path, directory_path, typed},
    },
    ui::{
        Anchor, ButtonKind, EmptyState, ErrorPage, IconName, Initials, LinkButton, Page,
        use_page_data, words::plural,
    },
};

/// The doctors, with search and a filter by specialization.
#[component]
pub fn Doctors(
    /// The search, as a form puts it into the address.
    q: ReadSignal<String>,
    /// The key of a specialization.
    specialization: ReadSignal<String>,
) -> Element {
    let search = use_memo(move || typed(&q()));
    let doctors = use_page_data(move || api::directory(Some(search()), Some(specialization())))?;
    let filters = use_page_data(api::specializations)?;
    match (&*doctors.read(), &*filters.read()) {
        (Ok(doctors), Ok(filters)) => rsx! {
            Page {
                title: "Doctors",
                lede: "Find who can help you, and see when they are free next.",
                div { class: "stack-l",
                    Search {
                        action: "/doctors",
                        q: search,
                        placeholder: "Name or specialization",
                        onsearch: move |text: String| {
                            navigator().push(directory_path(&text, &specialization.peek()));
                        },
                        if !specialization().is_empty() {
                            input { r#type: "hidden", name: "specialization", value: specialization() }
                        }
                    }
                    Filters { q: search(), chosen: specialization(), filters: filters.clone() }
                    if !doctors.is_empty() {
                        FirstFree { chosen: specialization() }
                    }
                    if doctors.is_empty() {
                        Nobody { q: search(), chosen: specialization() }
                    } else {
                        p { class: "muted tabular", role: "status", {plural(count(doctors), "doctor")} }
                        ul { class: "doctor-cards",
                            for doctor in doctors.iter().cloned() {
                                DoctorCard { key: "{doctor.id}", doctor }
                            }
                        }
                    }
                }
            }
        },
        (Err(error), _) | (_, Err(error)) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

fn count(doctors: &[Listed]) -> i64 {
    i64::try_from(doctors.len()).unwrap_or(i64::MAX)
}

/// The specializations as links, which keep the search.
#[component]
fn Filters(q: String, chosen: String, filters: Vec<Specialization>) -> Element {
    let is_chosen = |each: &Specialization| each.key == chosen || each.name == chosen;
    rsx! {
        nav { "aria-label": "Specializations",
            ul { class: "chips",
                li {
                    Anchor {
                        class: "chip",
                        href: directory_path(&q, ""),
                        "aria-current": chosen.is_empty().then_some("true"),
                        "All"
                    }
                }
                for each in filters.iter() {
                    li { key: "{each.key}",
                        Anchor {
                            class: "chip",
                            href: directory_path(&q, &each.key),
                            "aria-current": is_chosen(each).then_some("true"),
                            "{each.name} "
                            span { class: "muted tabular", "{each.doctors}" }
                        }
                    }
                }
            }
        }
    }
}

/// The way to the first free time of a specialization, whoever's it is.
#[component]
fn FirstFree(chosen: String) -> Element {
    rsx! {
        p {
            LinkButton { to: FirstPath::of(&chosen).to_string(), kind: ButtonKind::Secondary,
                "First available"
            }
        }
    }
}

#[component]
fn Nobody(q: String, chosen: String) -> Element {
    if q.trim().is_empty() && chosen.is_empty() {
        return rsx! {
            EmptyState { title: "No doctors here yet", icon: IconName::Stethoscope,
                p { "The clinic has not added anyone. Please call." }
            }
        };
    }
    rsx! {
        div { role: "status",
            EmptyState { title: "No doctor matches", icon: IconName::Search,
                p { "Try part of a name, or look at every specialization." }
                if !q.trim().is_empty() && !chosen.is_empty() {
                    LinkButton { to: directory_path(&q, ""), kind: ButtonKind::Secondary,
                        "Search every specialization"
                    }
                }
                LinkButton { to: "/doctors", kind: ButtonKind::Secondary, "Show all doctors" }
            }
        }
    }
}

#[component]
fn DoctorCard(doctor: Listed) -> Element {
    let Listed {
        id,
        full_name,
        specialization,
        languages,
        next_free,
    } = doctor;
    rsx! {
        li { class: "doctor-card",
            Initials { name: full_name.clone() }
            h2 { class: "doctor-name",
                Anchor { href: "/doctors/{id}", "{full_name}" }
            }
            p { class: "doctor-special",
                "{specialization}"
                if !languages.is_empty() {
                    " · {languages}"
                }
            }
            p { class: "doctor-next",
                match next_free {
                    Some(slot) => rsx! {
                        span { "Next free" }
                        Anchor { href: booking_path(id, slot.starts_at),
                            time { datetime: "{slot.starts_at}", {slot.starts_at.words()} }
                            span { class: "visually-hidden", " with {full_name}" }
                        }
                    },
                    None => rsx! { "No free times at present" },
                }
            }
        }
    }
}
