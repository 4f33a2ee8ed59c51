//! Above the board: other days, the view, how it is connected, and how many visits stand where.

use dioxus::prelude::*;

use super::{
    booking::Booking,
    query::{Query, View},
    state::use_this_desk,
    visit::StageMark,
};
use crate::{
    clinic_time::ClinicTime,
    desk::actions::use_standing,
    encounters::model::Stage,
    live::client::Connection,
    patients::pages::query_path,
    ui::{Anchor, Button, ButtonKind, Icon, IconName, LinkButton, TextInput, platform, shortcut},
};

/// What can be begun from here: each a link, taken over by a dialog where there is one.
#[component]
pub(super) fn Begin(query: Query) -> Element {
    let desk = use_this_desk();
    let standing = use_standing();
    let why = standing.server_only();
    let date = desk.board.read().date;
    let print = query_path(
        "/desk/print",
        [
            ("date", date.to_string()),
            (
                "doctor_id",
                query.doctor_id.map(|id| id.to_string()).unwrap_or_default(),
            ),
        ],
    );
    let mut helps = desk.helps;
    let letter = shortcut("?");
    rsx! {
        LinkButton { to: "/patients/new", kind: ButtonKind::Quiet, class: "small", "Register patient" }
        Anchor { class: "button quiet small", href: print, "aria-keyshortcuts": shortcut("p"),
            Icon { name: IconName::Printer }
            "Print"
        }
        if (desk.alive)() {
            Button {
                kind: ButtonKind::Quiet,
                class: "small",
                // The menu of the installed app presses it.
                id: "keys",
                "aria-keyshortcuts": letter,
                onclick: move |_| helps.set(true),
                "Keys "
                if let Some(letter) = letter {
                    kbd { "aria-hidden": "true", "{letter}" }
                }
            }
        }
        BookLink { booking: Booking { walk_in: true, ..Booking::default() }, why, words: "Walk-in", letter: "w" }
        BookLink { booking: Booking::default(), why, words: "Book", letter: "b", primary: true }
    }
}

#[component]
fn BookLink(
    booking: Booking,
    why: Option<&'static str>,
    words: &'static str,
    letter: &'static str,
    #[props(default)] primary: bool,
) -> Element {
    let desk = use_this_desk();
    let kind = if primary {
        ButtonKind::Primary
    } else {
        ButtonKind::Secondary
    };
    let letter = shortcut(letter);
    rsx! {
        a {
            class: "{kind.class()} small",
            href: booking.path(),
            title: why,
            "aria-disabled": why.map(|_| "true"),
            "aria-keyshortcuts": letter,
            onclick: move |event| {
                if event.modifiers().is_empty() {
                    event.prevent_default();
                    desk.book(booking.clone(), why);
                }
            },
            "{words} "
            if let Some(letter) = letter.filter(|_| (desk.alive)()) {
                kbd { "aria-hidden": "true", "{letter}" }
            }
        }
    }
}

/// The way to other days, the two views, and how the board is connected.
#[component]
pub(super) fn Bar(query: Query, connection: ReadSignal<Connection>) -> Element {
    let desk = use_this_desk();
    let date = desk.board.read().date;
    let today = (desk.today)();
    let named = [
        (today.yesterday().ok(), "Yesterday"),
        (Some(today), "Today"),
        (today.tomorrow().ok(), "Tomorrow"),
    ];
    let named = named
        .into_iter()
        .filter_map(|(date, words)| Some((date?, words)));
    let around = [
        (
            date.yesterday().ok(),
            IconName::ChevronLeft,
            "The day before",
        ),
        (
            date.tomorrow().ok(),
            IconName::ChevronRight,
            "The day after",
        ),
    ];
    let [before, after] = around.map(|(day, icon, words)| {
        day.map(|day| {
            rsx! {
                Anchor { class: "button quiet icon-only", href: desk.path(&query, day),
                    Icon { name: icon, label: words }
                }
            }
        })
    });
    let views = [(View::Columns, "Columns"), (View::List, "List")];
    rsx! {
        div { class: "desk-bar",
            nav { class: "desk-days", "aria-label": "Day",
                {before}
                for (day , words) in named {
                    Anchor {
                        key: "{words}",
                        class: "chip",
                        href: desk.path(&query, day),
                        "aria-current": (day == date).then_some("date"),
                        "{words}"
                    }
                }
                {after}
            }
            form {
                class: "desk-date",
                method: "get",
                action: "/desk",
                "aria-label": "Another day",
                onsubmit: {
                    let query = query.clone();
                    move |event: FormEvent| {
                        event.prevent_default();
                        let typed = event.get_first("date").and_then(|value| match value {
                            FormValue::Text(text) => text.parse().ok(),
                            FormValue::File(_) => None,
                        });
                        if let Some(day) = typed {
                            navigator().push(desk.path(&query, day));
                        }
                    }
                },
                Asked { query: query.clone(), but: "date" }
                TextInput { label: "Date", name: "date", r#type: "date", value: date.to_string(), required: true }
                Button { r#type: "submit", kind: ButtonKind::Secondary, class: "small", "Show" }
            }
            nav { class: "desk-views", "aria-label": "View",
                for (view , words) in views {
                    Anchor {
                        key: "{words}",
                        class: "chip",
                        href: desk.path(&Query { view: Some(view), ..query.clone() }, date),
                        "aria-current": (query.shown() == view).then_some("true"),
                        "{words}"
                    }
                }
            }
            Live { connection }
        }
    }
}

/// What was asked for besides, as hidden fields.
#[component]
pub(super) fn Asked(
    query: Query,
    /// The field that the form has itself.
    but: &'static str,
) -> Element {
    let desk = use_this_desk();
    let date = desk.board.read().date;
    let fields = query.fields(desk.named(date));
    rsx! {
        for (name , value) in fields {
            if !value.is_empty() && !but.split(' ').any(|field| field == name) {
                input { key: "{name}", r#type: "hidden", name, "value": "{value}" }
            }
        }
    }
}

/// Whether what is shown is true, and since when it may not be.
#[component]
fn Live(connection: ReadSignal<Connection>) -> Element {
    let desk = use_this_desk();
    let standing = use_standing();
    let now = (desk.clock)();
    let since = match connection() {
        Connection::Lost { since } => {
            Some(now.later(since.as_millisecond() - platform::milliseconds()))
        }
        _ => standing.since,
    };
    let (class, words) = live_words(connection(), since);
    // Without JavaScript nothing connects.
    if !(desk.alive)() {
        return rsx! {};
    }
    rsx! {
        p { class: "desk-live {class}", role: "status",
            span { class: "desk-live-mark", "aria-hidden": "true" }
            "{words}"
            if connection() == Connection::SignedOut {
                " "
                Anchor { href: "/login?next=/desk", "Log in" }
            }
        }
    }
}

fn live_words(connection: Connection, lost: Option<ClinicTime>) -> (&'static str, String) {
    match (connection, lost) {
        (Connection::SignedOut, _) => ("lost", "You are signed out.".into()),
        (_, Some(since)) => ("lost", format!("Reconnecting since {}", since.clock())),
        (Connection::Live, None) => ("live", "Live".into()),
        (Connection::Connecting | Connection::Lost { .. }, None) => ("", "Connecting".into()),
    }
}

/// How many visits stand where; each count leads to them.
#[component]
pub(super) fn Counts(query: Query) -> Element {
    let desk = use_this_desk();
    let board = desk.board.read();
    let counts = query.counts(&board);
    let all: usize = counts.iter().map(|(_, count)| count).sum();
    let path = |stage: Option<Stage>| {
        let query = query.clone();
        desk.path(&Query { stage, ..query }, board.date)
    };
    rsx! {
        nav { class: "desk-counts", "aria-label": "Stage",
            Anchor { href: path(None), "aria-current": query.stage.is_none().then_some("true"),
                "All"
                span { class: "desk-count", " {all}" }
            }
            for (stage , count) in counts {
                Anchor {
                    key: "{stage.key()}",
                    href: path(Some(stage)),
                    "aria-current": (query.stage == Some(stage)).then_some("true"),
                    StageMark { stage }
                    {stage.words()}
                    span { class: "desk-count", " {count}" }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::testing::at;

    #[test]
    fn a_lost_connection_says_since_when() {
        let lost = Connection::Lost {
            since: at("09:41").timestamp(),
        };
        assert_eq!(
            live_words(lost, Some(at("09:41"))),
            ("lost", "Reconnecting since 09:41".into())
        );
        assert_eq!(live_words(Connection::Live, None), ("live", "Live".into()));
        assert_eq!(live_words(Connection::Connecting, None).1, "Connecting");
        assert!(
            live_words(Connection::SignedOut, None)
                .1
                .contains("signed out")
        );
    }
}
