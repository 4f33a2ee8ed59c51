//! Days drawn to scale, side by side.

use dioxus::prelude::*;
use jiff::civil::Date;

use super::{ground::GroundPiece, visit::Visit};
use crate::{
    appointments::model::Appointment,
    calendar::{
        layout::{Piece, axis_hours, grounds, place, side_by_side, visit_place},
        model::CalendarDay,
    },
    clinic_time::ClinicTime,
    rules::model::{Colour, ExceptionKind},
    ui::{Anchor, Axis, AxisColumn, Place, lane_class, use_session},
};

/// One day of one doctor, as a column.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardColumn {
    /// Whose.
    pub doctor_id: i64,
    /// The heading and where it leads; none where the page says it already.
    pub head: Option<(String, String)>,
    /// The day.
    pub day: CalendarDay,
}

/// Days side by side on one time axis.
#[component]
pub fn Board(
    /// The columns, 8 at most.
    columns: Vec<BoardColumn>,
    /// What they are, for screen readers.
    #[props(into)]
    label: String,
    /// The level of the columns' headings.
    #[props(default = 2)]
    level: u8,
    /// On a phone they become a list of visits.
    #[props(default)]
    listed: bool,
    /// Called with a sentence when a visit was changed.
    changed: Callback<String>,
) -> Element {
    let (from, to) = axis_hours(columns.iter().map(|column| &column.day));
    let several = columns.len() > 1;
    rsx! {
        Axis {
            from,
            to,
            columns: columns.len(),
            label,
            class: if listed { "listed" } else { "" },
            for column in columns {
                Column {
                    key: "{column.doctor_id} {column.day.date}",
                    column,
                    from,
                    to,
                    level,
                    compact: several,
                    changed,
                }
            }
        }
    }
}

/// What stands in a column.
#[derive(Clone, PartialEq)]
enum Item {
    Piece(Piece),
    Buffer(Place, (u8, u8)),
    Extra(Place, String),
    Visit(Box<Appointment>, Place, (u8, u8)),
}

impl Item {
    /// In the order of time; what is free before a visit is told first.
    fn order(&self) -> (u16, u8) {
        match self {
            Self::Extra(place, _) => (place.from(), 0),
            Self::Piece(piece) => (piece.place.from(), 1),
            Self::Buffer(place, _) => (place.from(), 2),
            Self::Visit(_, place, _) => (place.from(), 3),
        }
    }

    fn key(&self) -> String {
        match self {
            Self::Extra(place, _) => format!("extra {}", place.from()),
            Self::Piece(piece) => format!("ground {} {}", piece.place.from(), piece.place.to()),
            Self::Buffer(place, lane) => format!("buffer {} {lane:?}", place.from()),
            // A changed visit is drawn anew, its forms empty.
            Self::Visit(visit, ..) => format!("visit {} {}", visit.id, visit.version),
        }
    }
}

/// Everything in a column that the hours from `from` to `to` show, in order.
fn items(day: &CalendarDay, from: i8, to: i8) -> Vec<Item> {
    let mut items: Vec<Item> = grounds(day, from, to)
        .into_iter()
        .map(Item::Piece)
        .collect();
    for each in &day.exceptions {
        let stretch = each.stretch;
        let place = place(day.date, stretch.starts_at, stretch.ends_at);
        let extra = each.kind == ExceptionKind::Extra;
        if let Some(place) = place.filter(|_| extra).and_then(|it| it.within(from, to)) {
            items.push(Item::Extra(place, each.words()));
        }
    }
    let placed: Vec<_> = day
        .visits
        .iter()
        .filter_map(|visit| Some((visit, visit_place(day.date, visit)?)))
        .collect();
    let whole: Vec<Place> = placed
        .iter()
        .map(|(_, (before, core, after))| {
            let from = before.unwrap_or(*core).from();
            Place::new(from, after.unwrap_or(*core).to())
        })
        .collect();
    for ((visit, (before, core, after)), lane) in placed.into_iter().zip(side_by_side(&whole)) {
        let buffers = [before, after].into_iter().flatten();
        items.extend(
            buffers
                .filter_map(|buffer| buffer.within(from, to))
                .map(|buffer| Item::Buffer(buffer, lane)),
        );
        if let Some(place) = core.within(from, to) {
            items.push(Item::Visit(Box::new(visit.clone()), place, lane));
        }
    }
    items.sort_by_key(Item::order);
    items
}

#[component]
fn Column(
    column: BoardColumn,
    from: i8,
    to: i8,
    level: u8,
    compact: bool,
    changed: Callback<String>,
) -> Element {
    let session = use_session();
    let BoardColumn {
        doctor_id,
        head,
        day,
    } = column;
    let today = day.date == session.today();
    let now = session.now().map(ClinicTime::time);
    let now = now.filter(|now| today && (from..to).contains(&now.hour()));
    let nobody = day.visits.is_empty();
    let offset = day.whole.changes_clock();
    rsx! {
        AxisColumn {
            head: head.map(|(words, href)| rsx! {
                Head { words, href, level, offset }
            }),
            today,
            now,
            if nobody {
                p { class: "axis-empty small muted", "Nothing" }
            }
            for item in items(&day, from, to) {
                Drawn {
                    key: "{item.key()}",
                    item,
                    doctor_id,
                    date: day.date,
                    compact,
                    offset,
                    changed,
                }
            }
        }
    }
}

#[component]
fn Head(words: String, href: String, level: u8, offset: bool) -> Element {
    let link = rsx! {
        Anchor { href, "{words}" }
        if offset {
            span { class: "small muted", " Clocks change" }
        }
    };
    if level > 2 {
        rsx! {
            h3 { class: "axis-head", {link} }
        }
    } else {
        rsx! {
            h2 { class: "axis-head", {link} }
        }
    }
}

#[component]
fn Drawn(
    item: Item,
    doctor_id: i64,
    date: Date,
    compact: bool,
    offset: bool,
    changed: Callback<String>,
) -> Element {
    match item {
        Item::Piece(Piece { place, ground }) => rsx! {
            GroundPiece { place, ground, doctor_id, date }
        },
        Item::Buffer(place, (lane, lanes)) => rsx! {
            div {
                class: "axis-buffer {place.class()} {lane_class(lane, lanes)}",
                "aria-hidden": "true",
            }
        },
        Item::Extra(place, words) => rsx! {
            p { class: "axis-extra {place.class()}", "{words}" }
        },
        Item::Visit(appointment, place, (lane, lanes)) => rsx! {
            Visit {
                appointment: *appointment,
                place: "{place.class()} {lane_class(lane, lanes)}",
                compact,
                offset,
                changed,
            }
        },
    }
}

/// What the colours and grounds mean: the kinds of visit that occur, and how closed time looks.
#[component]
pub fn Legend(
    /// The days that are shown.
    days: Vec<CalendarDay>,
) -> Element {
    let mut kinds: Vec<(String, Colour)> = Vec::new();
    for visit in days.iter().flat_map(|day| &day.visits) {
        let kind = (visit.visit_type.clone(), visit.colour);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds.sort();
    rsx! {
        ul { class: "axis-legend small", "aria-label": "Key",
            for (name , colour) in kinds {
                li { key: "{name} {colour.key()}",
                    span { class: "key-swatch tint-{colour.key()}", "aria-hidden": "true" }
                    "{name}"
                }
            }
            li {
                span { class: "key-swatch kept-free", "aria-hidden": "true" }
                "Kept free around a visit"
            }
            li {
                span { class: "key-swatch closed", "aria-hidden": "true" }
                "Closed"
            }
        }
    }
}
