//! A doctor's page.

use dioxus::prelude::*;

use crate::{
    appointments::pages::FirstPath,
    auth::Role,
    doctors::{
        api,
        model::{Doctor, FreeDay},
    },
    ui::{
        Anchor, Button, ButtonKind, ErrorPage, Initials, LinkButton, Notice, Page, Tone,
        use_page_data, use_session,
        words::{day_words, plural},
    },
};

/// A doctor: what they do, and their next free days.
#[component]
pub fn DoctorProfile(
    /// The doctor's id.
    id: ReadSignal<i64>,
) -> Element {
    let session = use_session();
    let books = matches!(session.role(), Some(Role::FrontDesk | Role::Admin));
    let data = use_page_data(move || api::profile(id()))?;
    match &*data.read() {
        Ok(profile) => {
            let Doctor {
                id,
                full_name,
                specialization,
                languages,
                about,
                active,
            } = profile.doctor.clone();
            let anybody = FirstPath::of(&specialization).to_string();
            let actions = (active || books).then(|| {
                rsx! {
                    if books {
                        LinkButton { to: "/hours/{id}", kind: ButtonKind::Secondary, "Hours" }
                    }
                    if active {
                        BookButton { id }
                    }
                }
            });
            rsx! {
                Page { title: full_name.clone(), lede: specialization.clone(), actions,
                    div { class: "stack-xl",
                        if !active {
                            Notice { tone: Tone::Warning,
                                p { "{full_name} no longer sees patients here. Only staff can see this page." }
                            }
                        }
                        div { class: "doctor-profile",
                            Initials { name: full_name.clone(), large: true }
                            div { class: "stack-s",
                                if !languages.is_empty() {
                                    p {
                                        span { class: "muted", "Speaks " }
                                        "{languages}"
                                    }
                                }
                                for paragraph in about.lines().filter(|line| !line.trim().is_empty()) {
                                    p { class: "prose", "{paragraph}" }
                                }
                            }
                        }
                        if active {
                            NextDays { id, days: profile.next_days.clone() }
                            p {
                                Anchor { href: anybody, "First free time with any doctor of {specialization}" }
                            }
                        }
                        if matches!(session.role(), None | Some(Role::Patient)) && active {
                            p {
                                "No time that suits you? "
                                Anchor { href: "/waitlist/new?doctor_id={id}", "Join the waiting list" }
                            }
                        }
                        if books {
                            p {
                                Anchor { href: "/calendar?view=week&doctors={id}", "Calendar of {full_name}" }
                            }
                        }
                    }
                }
            }
        }
        Err(error) => rsx! {
            ErrorPage { error: error.clone() }
        },
    }
}

/// Goes to the booking page: a form, since it is the button that the page is for.
#[component]
fn BookButton(id: i64) -> Element {
    rsx! {
        form {
            method: "get",
            action: "/book/{id}",
            onsubmit: move |event| {
                event.prevent_default();
                navigator().push(format!("/book/{id}"));
            },
            Button { r#type: "submit", "Book appointment" }
        }
    }
}

#[component]
fn NextDays(id: i64, days: Vec<FreeDay>) -> Element {
    rsx! {
        section { class: "section", "aria-labelledby": "next-days",
            div { class: "section-head",
                h2 { id: "next-days", "Next free days" }
            }
            if days.is_empty() {
                p { "No free times in the next four weeks. Later days can be booked too." }
            } else {
                ul { class: "day-strip",
                    for day in days {
                        li { key: "{day.date}",
                            Anchor { class: "strip-day", href: "/book/{id}?date={day.date}",
                                DayTile { day }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn DayTile(day: FreeDay) -> Element {
    let words = day_words(day.date);
    let (weekday, date) = words.split_once(' ').unwrap_or(("", &words));
    rsx! {
        span { class: "strip-weekday", "{weekday} " }
        time { class: "strip-date", datetime: "{day.date}", "{date} " }
        span { class: "strip-free", {plural(day.free.into(), "free time")} }
    }
}
