//! A bar chart, with the same numbers in a table behind it.

use dioxus::prelude::*;

use super::{Anchor, words::thousands};

/// One bar of a [`BarChart`].
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What stands below it: `Tue 24`.
    pub label: String,
    /// The same in full, for the table: `Tuesday 24 November 2026`.
    pub long_label: String,
    /// How high it is.
    pub value: i64,
    /// Where the counted things are listed.
    pub href: Option<String>,
}

/// Height of the tallest bar, in units of the drawing.
const TALLEST: i64 = 120;
/// Room above the bars for their numbers.
const HEAD: i64 = 18;
/// Room below the bars for their labels, which take two lines.
const FOOT: i64 = 34;
/// Distance from bar to bar.
const PITCH: i64 = 48;
/// Width of a bar.
const WIDTH: i64 = 28;

/// Bars side by side, each with its number above it. Screen readers, and whoever opens it, get a
/// table with links instead.
///
/// ```rust
/// rsx! {
///     BarChart { title: "The next 14 days", bars, noun: "Appointments" }
/// }
/// ```
#[component]
pub fn BarChart(
    /// What the chart shows.
    #[props(into)]
    title: String,
    /// The bars, in order.
    bars: Vec<Bar>,
    /// What is counted: heading of the table's second column.
    #[props(into, default = "Appointments".to_owned())]
    noun: String,
) -> Element {
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let count = i64::try_from(bars.len()).unwrap_or(0);
    let (width, height) = (count * PITCH, HEAD + TALLEST + FOOT);
    let floor = HEAD + TALLEST;
    rsx! {
        figure { class: "chart",
            figcaption { class: "visually-hidden", "{title}" }
            div { class: "chart-scroll",
                svg {
                    class: "chart-bars",
                    view_box: "0 0 {width} {height}",
                    "aria-hidden": "true",
                    for (position, bar) in (0..count).zip(&bars) {
                        ChartBar {
                            key: "{bar.long_label}",
                            bar: bar.clone(),
                            x: position * PITCH,
                            high: bar.value.max(0) * TALLEST / most,
                        }
                    }
                    path { class: "chart-floor", d: "M0 {floor}H{width}" }
                }
            }
            details { class: "disclosure chart-table",
                summary { "The same as a table" }
                table { class: "table",
                    caption { class: "visually-hidden", "{title}" }
                    thead {
                        tr {
                            th { scope: "col", "Day" }
                            th { scope: "col", class: "numeric", "{noun}" }
                        }
                    }
                    tbody {
                        for bar in bars {
                            tr { key: "{bar.long_label}",
                                th { scope: "row",
                                    match bar.href {
                                        Some(href) => rsx! {
                                            Anchor { href, "{bar.long_label}" }
                                        },
                                        None => rsx! { "{bar.long_label}" },
                                    }
                                }
                                td { class: "numeric", {thousands(bar.value)} }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One bar: its number above, its label below in as many lines as it has words.
#[component]
fn ChartBar(bar: Bar, x: i64, high: i64) -> Element {
    let middle = x + PITCH / 2;
    let top = HEAD + TALLEST - high;
    rsx! {
        g { class: if high == 0 { "chart-bar none" } else { "chart-bar" },
            title { {format!("{}: {}", bar.long_label, thousands(bar.value))} }
            rect {
                x: middle - WIDTH / 2,
                y: top,
                width: WIDTH,
                height: high,
                rx: 3,
            }
            text { class: "chart-value", x: middle, y: top - 6, {thousands(bar.value)} }
            for (line, word) in (0i64..).zip(bar.label.split(' ')) {
                text { key: "{line}", class: "chart-label", x: middle, y: HEAD + TALLEST + 15 + line * 14, "{word}" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::render;

    fn bar(label: &str, value: i64) -> Bar {
        Bar {
            label: label.into(),
            long_label: format!("{label} November 2026"),
            value,
            href: Some(format!("/desk?date={label}")),
        }
    }

    #[test]
    fn bars_are_drawn_without_styles_and_read_as_a_table() {
        let html = render(|| {
            rsx! {
                BarChart { title: "The next days", bars: vec![bar("Mon 23", 10), bar("Tue 24", 5)] }
            }
        });
        assert!(
            html.contains("viewBox=\"0 0 96 172\"") && html.contains(r#"aria-hidden="true""#),
            "{html}"
        );
        assert!(
            html.contains("height=120") && html.contains("height=60"),
            "half is half as high: {html}"
        );
        assert!(
            !html.contains("style="),
            "the content security policy blocks it: {html}"
        );
        assert!(
            html.contains(r#"<a href="/desk?date=Mon 23""#)
                && html.contains("<td class=\"numeric\">10</td>"),
            "{html}"
        );
    }

    #[test]
    fn nothing_at_all_is_no_division_by_zero() {
        let html = render(|| {
            rsx! {
                BarChart { title: "Nothing", bars: vec![bar("Mon 23", 0)] }
            }
        });
        assert!(html.contains("height=0"), "{html}");
    }
}
