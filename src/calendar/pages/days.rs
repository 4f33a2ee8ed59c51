//! The head of a page that shows a day or a week: which one, and the way to others.

use dioxus::prelude::*;
use jiff::civil::Date;

use crate::{
    schedule::day_api::View,
    ui::{
        Anchor, Href, Icon, IconName, LinkTab, LinkTabs, use_session,
        words::{day_words, long_day},
    },
};

/// Which days are shown, in words.
pub fn period(view: View, date: Date) -> String {
    let (first, last) = view.days(date);
    match view {
        View::Day => long_day(first),
        View::Week => format!("{} to {}", day_words(first), long_day(last)),
    }
}

/// The way to other days, and between day and week.
///
/// ```ignore
/// DaysBar { view, date, path: move |(date, view): (Date, View)| calendar_path(date, view, &doctors) }
/// ```
#[component]
pub fn DaysBar(
    /// A day, or a week.
    view: View,
    /// The day, or one of the week's.
    date: Date,
    /// The address of another one.
    #[props(into)]
    path: Href<(Date, View)>,
    /// What else can be done with these days.
    children: Element,
) -> Element {
    let today = use_session().today();
    let unit = match view {
        View::Day => "day",
        View::Week => "week",
    };
    let (first, last) = view.days(date);
    let tab = |label: &str, each: View| LinkTab {
        label: label.to_owned(),
        count: None,
        to: path.of((date, each)),
        current: each == view,
    };
    rsx! {
        div { class: "toolbar no-print",
            LinkTabs { label: "View", tabs: vec![tab("Day", View::Day), tab("Week", View::Week)] }
            nav { class: "cluster", "aria-label": "Other days",
                Anchor { class: "button quiet icon-only", rel: "prev", href: path.of((view.moved(date, -1), view)),
                    Icon { name: IconName::ChevronLeft, label: "The {unit} before" }
                }
                Anchor {
                    class: "button secondary",
                    href: path.of((today, view)),
                    "aria-current": (first..=last).contains(&today).then_some("date"),
                    "Today"
                }
                Anchor { class: "button quiet icon-only", rel: "next", href: path.of((view.moved(date, 1), view)),
                    Icon { name: IconName::ChevronRight, label: "The {unit} after" }
                }
                {children}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_week_is_told_from_its_first_to_its_last_day() {
        let tuesday = date(2026, 11, 24);
        assert_eq!(period(View::Day, tuesday), "Tuesday 24 November 2026");
        assert_eq!(
            period(View::Week, tuesday),
            "Mon 23 Nov to Sunday 29 November 2026"
        );
    }
}
