//! The front page.

use dioxus::prelude::*;

use super::soonest::{Soon, soonest};
use crate::{
    auth::pages::SentOn,
    clinic::hours::{WEEK, day_words, today_words},
    doctors::{
        self,
        model::{Specialization, directory_path},
    },
    schedule::hours::weekday_name,
    ui::{Anchor, Button, ErrorPage, Icon, IconName, Page, use_page_data, use_session},
};

/// The front page; who is signed in is sent to their own home.
#[component]
pub fn Home() -> Element {
    match use_session().me() {
        Some(me) => rsx! {
            SentOn { me }
        },
        None => rsx! {
            Welcome {}
        },
    }
}

#[component]
fn Welcome() -> Element {
    let doctors = use_page_data(|| doctors::api::directory(None, None))?;
    let specializations = use_page_data(doctors::api::specializations)?;
    let clinic = use_session().clinic();
    match (&*doctors.read(), &*specializations.read()) {
        (Ok(doctors), Ok(specializations)) => rsx! {
            Page {
                title: "See a doctor at {clinic.name}",
                lede: "Find a doctor, pick a time that is free, and book it here.",
                class: "home",
                div { class: "hero",
                    div { class: "hero-text",
                        Search {}
                        Specializations { specializations: specializations.clone() }
                    }
                    Doorway { times: soonest(doctors) }
                }
                Facts {}
                Steps {}
            }
        },
        (Err(error), _) | (_, Err(error)) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

#[component]
fn Search() -> Element {
    rsx! {
        form {
            method: "get",
            action: "/doctors",
            class: "hero-search",
            role: "search",
            onsubmit: move |event: FormEvent| {
                event.prevent_default();
                let words = match event.get_first("q") {
                    Some(FormValue::Text(words)) => words,
                    _ => String::new(),
                };
                navigator().push(directory_path(&words, ""));
            },
            div { class: "field",
                div { class: "field-label",
                    label { r#for: "q", "Search" }
                }
                input {
                    class: "input",
                    id: "q",
                    name: "q",
                    r#type: "search",
                    placeholder: "Name or specialization",
                }
            }
            Button { r#type: "submit", "Find a doctor" }
        }
    }
}

#[component]
fn Specializations(specializations: Vec<Specialization>) -> Element {
    if specializations.is_empty() {
        return rsx! {};
    }
    rsx! {
        nav { "aria-label": "Specializations",
            ul { class: "chips",
                for each in specializations {
                    li { key: "{each.key}",
                        Anchor { class: "chip", href: directory_path("", &each.key), "{each.name}" }
                    }
                }
            }
        }
    }
}

#[component]
fn Doorway(times: Vec<Soon>) -> Element {
    rsx! {
        section { class: "doorway", "aria-labelledby": "soonest",
            h2 { id: "soonest", "Soonest free times" }
            if times.is_empty() {
                p { "No free times just now. Please call us." }
            }
            ul { class: "soonest",
                for soon in times {
                    li { key: "{soon.href}",
                        Anchor { class: "soon", href: soon.href,
                            time { class: "soon-when", datetime: "{soon.at}", "{soon.at.words()}" }
                            span { class: "soon-who", "{soon.doctor}, {soon.specialization}" }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn Facts() -> Element {
    let session = use_session();
    let clinic = session.clinic();
    let today = session
        .now()
        .map(|now| today_words(&clinic.hours, now.civil()));
    let number: String = clinic.phone.split_whitespace().collect();
    rsx! {
        dl { class: "clinic-facts",
            if !clinic.address.is_empty() {
                div {
                    dt {
                        Icon { name: IconName::MapPin }
                        "Address"
                    }
                    dd {
                        address {
                            for (index , line) in clinic.address.lines().enumerate() {
                                p { key: "{index}", "{line}" }
                            }
                        }
                    }
                }
            }
            if !clinic.phone.is_empty() {
                div {
                    dt {
                        Icon { name: IconName::Phone }
                        "Phone"
                    }
                    dd {
                        a { href: "tel:{number}", "{clinic.phone}" }
                    }
                }
            }
            div {
                dt {
                    Icon { name: IconName::Clock }
                    "Opening hours"
                }
                dd {
                    if let Some(today) = today {
                        p { "{today}" }
                    }
                    details { class: "disclosure",
                        summary { "The whole week" }
                        dl { class: "facts",
                            for (day , weekday) in WEEK {
                                Fragment { key: "{day}",
                                    dt { "{weekday_name(weekday)}" }
                                    dd { class: "tabular", "{day_words(clinic.hours.for_weekday(weekday))}" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn Steps() -> Element {
    rsx! {
        section { class: "section", "aria-labelledby": "how",
            div { class: "section-head",
                h2 { id: "how", "How it works" }
            }
            ol { class: "grid-cards how",
                li { class: "card",
                    h3 { "1. Choose a doctor" }
                    p { "By name or by what they treat. Each shows when they are free next." }
                }
                li { class: "card",
                    h3 { "2. Pick a day and a time" }
                    p { "You see only what is free. Making an account takes a minute." }
                }
                li { class: "card",
                    h3 { "3. Confirm" }
                    p { "You get a number and an entry for your calendar. Plans change: you can cancel here too." }
                }
            }
        }
    }
}
