//! Moving an appointment of a series and those that follow it.

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

use super::field_value;
use crate::{
    auth::Role,
    error::AppError,
    form::{Input, query_path},
    series::{
        api,
        model::{MoveForm, PlannedMove, Series, SeriesVisit},
    },
    ui::{
        Anchor, Badge, Button, ButtonKind, ErrorPage, Form, Notice, OnceKey, Page, SubmitButton,
        TextInput, Tone, use_page_data, use_session, use_submit, use_toast, words::plural,
    },
};

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Shown {
    /// The visit that is to begin at another time.
    visit: SeriesVisit,
    /// Where it and those that follow would come, once a new time is given.
    moves: Vec<PlannedMove>,
    /// What is wrong with the new time.
    wrong: Option<String>,
}

impl Shown {
    async fn load(id: i64, from: Option<i64>, start: String) -> Result<Self, AppError> {
        let visits = api::get(id).await?.visits;
        let visit = visits.into_iter().find(|visit| Some(visit.id) == from);
        let mut shown = Self {
            visit: visit.ok_or(AppError::NotFound)?,
            moves: Vec::new(),
            wrong: None,
        };
        if start.is_empty() {
            return Ok(shown);
        }
        let form = MoveForm {
            from_appointment_id: from,
            starts_at: start,
            ..MoveForm::default()
        };
        match api::preview_move(id, Input(form)).await {
            Ok(moves) => shown.moves = moves,
            Err(error @ (AppError::Invalid { .. } | AppError::Conflict { .. })) => {
                shown.wrong = Some(error.to_string());
            }
            Err(error) => return Err(error),
        }
        Ok(shown)
    }
}

/// Move a visit and those that follow.
#[component]
pub fn MoveSeries(
    /// The series.
    id: ReadSignal<i64>,
    /// The first appointment that moves.
    from: ReadSignal<String>,
    /// Its new time, as `2026-12-01T09:30` or RFC 3339; empty: not chosen yet.
    start: ReadSignal<String>,
) -> Element {
    let refused = match use_session().me() {
        None => AppError::NotSignedIn,
        Some(me) if me.must_change_password => AppError::PasswordChangeRequired,
        Some(me) if me.role == Role::Doctor => AppError::Forbidden,
        Some(_) => {
            return rsx! {
                Moving { id, from, start }
            };
        }
    };
    rsx! {
        ErrorPage { error: refused }
    }
}

#[component]
fn Moving(id: ReadSignal<i64>, from: ReadSignal<String>, start: ReadSignal<String>) -> Element {
    let mut shown = use_page_data(move || Shown::load(id(), from().parse().ok(), start()))?;
    let Shown {
        visit,
        moves,
        wrong,
    } = match &*shown.read() {
        Ok(shown) => shown.clone(),
        Err(error) => {
            return rsx! {
                ErrorPage { error: error.clone() }
            };
        }
    };
    let action = format!("/series/{}/move", id());
    let target = action.clone();
    let shown_start = if start().is_empty() {
        visit.starts_at.to_string()
    } else {
        start()
    };
    let show = move |event: FormEvent| {
        event.prevent_default();
        if let Some(FormValue::Text(start)) = event.get_first("start") {
            let from = from();
            let query = [("from", from.as_str()), ("start", &start)];
            navigator().push(query_path(&target, query));
        }
    };
    rsx! {
        Page { title: "Move this and the following visits", class: "narrow",
            p {
                "This visit is on "
                time { datetime: "{visit.starts_at}", "{visit.starts_at.long_words()}" }
                ", with {visit.doctor_name}. Those that follow it in its series move by as many days and minutes."
            }
            form { class: "form", method: "get", action, "aria-label": "New time", onsubmit: show,
                input { r#type: "hidden", name: "from", "value": "{from}" }
                TextInput {
                    label: "New day and time of this visit",
                    name: "start",
                    r#type: "datetime-local",
                    value: field_value(&shown_start),
                    error: wrong,
                    required: true,
                }
                div { class: "form-actions",
                    Button { r#type: "submit", kind: ButtonKind::Secondary, "Show the new times" }
                }
            }
            if !moves.is_empty() {
                Moves {
                    id: id(),
                    visit: visit.clone(),
                    start: start(),
                    moves,
                    changed: move |()| shown.restart(),
                }
            }
            p {
                Anchor { href: "/appointments/{visit.id}", "Back to the appointment" }
            }
        }
    }
}

/// Each visit with its new time, and the button if all of them are free.
#[component]
fn Moves(
    id: i64,
    visit: SeriesVisit,
    start: String,
    moves: Vec<PlannedMove>,
    changed: Callback,
) -> Element {
    let toasts = use_toast();
    let from = visit.id;
    let submit = use_submit(
        move |form| api::move_following(id, form),
        move |_: Series| {
            toasts.push("The visits are moved.");
            navigator().push(format!("/appointments/{from}"));
        },
    );
    use_effect(move || {
        if matches!(submit.error(), Some(AppError::Conflict { .. })) {
            changed.call(());
        }
    });
    let count = i64::try_from(moves.len()).unwrap_or(i64::MAX);
    let free = moves.iter().all(|each| each.reasons.is_empty());
    rsx! {
        section { class: "section", "aria-labelledby": "moves",
            h2 { id: "moves", {plural(count, "visit")} }
            ol { class: "series-dates",
                for each in moves {
                    li { key: "{each.id}",
                        div { class: "spread",
                            span { class: "tabular",
                                "{each.from.words()} "
                                span { class: "visually-hidden", "to " }
                                span { "aria-hidden": "true", "→ " }
                                span { class: "strong", "{each.to.words()}" }
                            }
                            if each.reasons.is_empty() {
                                Badge { tone: Tone::Success, "Free" }
                            } else {
                                Badge { tone: Tone::Warning, "Not free" }
                            }
                        }
                        if !each.reasons.is_empty() {
                            p { class: "small", {each.reasons.join(" ")} }
                        }
                    }
                }
            }
            Form { action: "/api/series/{id}/move", submit, label: "Move",
                input { r#type: "hidden", name: "from_appointment_id", "value": "{from}" }
                input { r#type: "hidden", name: "starts_at", "value": "{start}" }
                input { r#type: "hidden", name: "version", "value": "{visit.version}" }
                OnceKey { submit }
                if free {
                    div { class: "form-actions",
                        SubmitButton { {format!("Move {}", plural(count, "visit"))} }
                    }
                } else {
                    Notice { tone: Tone::Warning, title: "Not all of these times are free",
                        p { "They are moved together or not at all. Choose another time, or move single visits on their own pages." }
                    }
                }
            }
        }
    }
}
