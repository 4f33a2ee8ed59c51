//! Doctors side by side on a time axis.

use dioxus::prelude::*;
use jiff::civil::Time;

use super::{
    booking::Booking,
    items::{ColumnOf, Gap, Item, Shown},
    layout::{Ask, hours, scale},
    next::Next,
    query::Query,
    reckon::DoctorNow,
    state::{Desk, use_this_desk, visit_key},
    visit::VisitBlock,
};
use crate::{
    clinic_time::ClinicTime,
    desk::{actions::use_standing, delays},
    encounters::model::Stage,
    ui::{Anchor, Axis, AxisColumn, EmptyState, Icon, IconName, at, lane_class, words::day_words},
};

/// The columns of the doctors that are asked for.
#[component]
pub(super) fn Columns(query: Query) -> Element {
    let desk = use_this_desk();
    let standing = use_standing();
    let board = desk.board.read();
    let reckoned = desk.reckoned.read();
    let now = (desk.clock)();
    let hours = hours(&board);
    let ask = Ask {
        board: &board,
        reckoned: &reckoned,
        now,
        query: &query,
        search: &desk.search.read(),
        standing: &standing,
    };
    let columns = ask.columns(hours);
    let stop = tab_stop(&desk, &columns, now);
    let line =
        (reckoned.today && (hours.0..hours.1).contains(&now.time().hour())).then(|| now.time());
    let phone = if query.view.is_none() { "listed" } else { "" };
    let scale = scale(&board);
    let date = board.date;
    if columns.is_empty() {
        // Others may be here all the same.
        let alone = query.doctor_id.is_some() && !board.doctors.is_empty();
        let doctor_id = None;
        let all = desk.path(&Query { doctor_id, ..query }, date);
        return rsx! {
            if alone {
                EmptyState { title: "This doctor is not here on {day_words(date)}", icon: IconName::Stethoscope,
                    p {
                        Anchor { href: all, "Show all doctors" }
                    }
                }
            } else {
                EmptyState { title: "No doctor is here on {day_words(date)}", icon: IconName::Stethoscope,
                    p { "Nobody sees patients on this day, and no visit is booked." }
                }
            }
        };
    }
    let alone_path = |id: i64| {
        let query = query.clone();
        let doctor_id = Some(id);
        desk.path(&Query { doctor_id, ..query }, date)
    };
    rsx! {
        Axis {
            from: hours.0,
            to: hours.1,
            columns: columns.len(),
            label: "Doctors, {day_words(date)}",
            class: "desk-axis {scale} {phone}",
            pane: true,
            now: line,
            for column in columns {
                Column {
                    key: "{column.doctor.id}",
                    now: reckoned.doctor(column.doctor.id),
                    today: reckoned.today,
                    head_path: alone_path(column.doctor.id),
                    column,
                    line,
                    stop: stop.clone(),
                    query: query.clone(),
                    alone: query.doctor_id.is_some(),
                }
            }
        }
    }
}

/// What the tab key leads to: where one was last, else the first visit that is not over.
fn tab_stop(desk: &Desk, columns: &[ColumnOf], now: ClinicTime) -> Option<String> {
    if !(desk.alive)() {
        return None;
    }
    let keys = || {
        columns
            .iter()
            .flat_map(|column| &column.items)
            .filter(|item| item.stop().is_some())
    };
    let last = (desk.stop)().map(|stop| stop.key);
    let last = last.filter(|last| keys().any(|item| item.key() == *last));
    let coming = |item: &&Item| match item {
        Item::Visit(shown) => {
            let open = matches!(shown.visit.stage, Stage::Booked) || shown.visit.stage.is_here();
            open && shown.visit.ends_at > now
        }
        _ => false,
    };
    last.or_else(|| keys().find(coming).map(Item::key))
        .or_else(|| keys().next().map(Item::key))
}

#[component]
fn Column(
    column: ColumnOf,
    now: DoctorNow,
    today: bool,
    head_path: String,
    line: Option<Time>,
    /// The item that the tab key leads to; all of them until the page has come alive.
    stop: Option<String>,
    query: Query,
    alone: bool,
) -> Element {
    let doctor = column.doctor;
    let visits = column
        .items
        .iter()
        .filter(|item| matches!(item, Item::Visit(_)))
        .count();
    rsx! {
        AxisColumn {
            today,
            head: rsx! {
                div { class: "axis-head desk-head",
                    // A long name is cut where columns are narrow.
                    h2 { title: "{doctor.name}",
                        if alone {
                            "{doctor.name}"
                        } else {
                            Anchor { href: head_path, "{doctor.name}" }
                        }
                    }
                    p { class: "desk-head-facts",
                        span { class: "desk-head-what", "{doctor.specialization}" }
                        if let Some(words) = delays::words(now.delay) {
                            span { class: "desk-delay",
                                Icon { name: IconName::Clock }
                                "{words}"
                            }
                        }
                        if now.waiting > 0 {
                            span { class: "desk-head-waiting", "{now.waiting} waiting" }
                        }
                    }
                    if now.waiting > 0 {
                        Next { doctor_id: doctor.id, doctor: doctor.name.clone() }
                    }
                }
            },
            if let Some(line) = line {
                div { class: "axis-now desk-now {at(line)}", "aria-hidden": "true" }
            }
            if visits == 0 {
                p { class: "axis-empty small muted", "No visits" }
            }
            for item in column.items {
                Drawn { key: "{item.key()}", item, stop: stop.clone(), query: query.clone() }
            }
        }
    }
}

#[component]
fn Drawn(item: Item, stop: Option<String>, query: Query) -> Element {
    let stops = stop.map(|stop| stop == item.key());
    match item {
        Item::Open(place) => rsx! {
            div { class: "axis-ground free {place.class()}", "aria-hidden": "true" }
        },
        Item::Off(place, words) => rsx! {
            p { class: "axis-ground desk-off off {place.class()}", "{words}" }
        },
        Item::Extra(place, words) => rsx! {
            p { class: "axis-extra {place.class()}", "{words}" }
        },
        Item::Buffer(place, (lane, lanes)) => rsx! {
            div { class: "axis-buffer {place.class()} {lane_class(lane, lanes)}", "aria-hidden": "true" }
        },
        Item::Taken(place) => rsx! {
            div { class: "desk-taken {place.class()}", "aria-hidden": "true" }
        },
        Item::Gap(gap) => rsx! {
            FreeGap { gap, stops }
        },
        Item::Held(held) => rsx! {
            // Where there is little room, only its beginning is seen.
            p { class: "desk-held {held.place}", title: "{held.words}", "{held.words}" }
        },
        Item::Visit(shown) => rsx! {
            Placed { shown: *shown, stops, query }
        },
    }
}

/// A visit in its place.
#[component]
fn Placed(shown: Shown, stops: Option<bool>, query: Query) -> Element {
    let desk = use_this_desk();
    let id = shown.visit.id;
    let opened = (desk.opened)() == Some(id);
    let href = desk.visit_path(&query, id);
    rsx! {
        VisitBlock {
            key: "{visit_key(id)}",
            shown,
            href,
            opened,
            tabindex: stops.map(|stops| if stops { "0" } else { "-1" }),
        }
    }
}

/// Free time: a link to a new visit then, or the dialog for one.
#[component]
pub(super) fn FreeGap(
    gap: Gap,
    /// Whether the tab key leads to it; as usual until the page has come alive.
    stops: Option<bool>,
) -> Element {
    let desk = use_this_desk();
    let standing = use_standing();
    let (here, booking) = (gap.stop(), Booking::within(&gap));
    let Gap {
        key,
        doctor,
        stretch,
        place,
        ..
    } = gap;
    let (from, to) = (stretch.starts_at.clock(), stretch.ends_at.clock());
    let href = booking.path();
    let why = standing.server_only();
    rsx! {
        a {
            id: "{key}",
            class: "desk-gap {place}",
            href,
            tabindex: stops.map(|stops| if stops { "0" } else { "-1" }),
            "data-item": "{key}",
            "aria-disabled": why.map(|_| "true"),
            title: why,
            onclick: move |event| {
                if event.modifiers().is_empty() {
                    event.prevent_default();
                    desk.book(booking.clone(), why);
                }
            },
            onfocus: move |_| desk.stand(here.clone()),
            Icon { name: IconName::Plus }
            span { class: "desk-gap-words",
                span { class: "visually-hidden", "{doctor}, " }
                "Free {from} to {to}"
            }
        }
    }
}
