//! How long a time is still kept.

use dioxus::prelude::*;

use crate::{holds::model::Hold, ui::platform};

/// The animation in `booking.css` that beats once a second. The style sheet keeps the time; what
/// has passed is measured, since browsers let animations rest on pages that are not looked at.
#[cfg(test)]
const BEAT: &str = "second";

/// When screen readers are told, in seconds before the end: often enough to act, and no oftener.
const SAID_AT: [i64; 3] = [120, 60, 30];

/// Seconds as a clock shows them: `4:05`.
fn shown(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// What is said aloud when there were `before` seconds left and now there are `left`.
fn said(before: i64, left: i64) -> Option<String> {
    let crossed = SAID_AT
        .into_iter()
        .rev()
        .find(|mark| left <= *mark && *mark < before)?;
    let words = match crossed {
        120 => "2 minutes",
        60 => "1 minute",
        _ => "30 seconds",
    };
    Some(format!("This time is kept for you for {words} more."))
}

/// The time left, which is seen every second and said a few times. Without JavaScript it tells
/// when the end is.
#[component]
pub(super) fn Countdown(
    /// What keeps the time.
    hold: Hold,
    /// Called when it is over.
    over: Callback,
) -> Element {
    let seconds = hold.seconds_left;
    let ends = use_hook(|| platform::milliseconds() + seconds * 1000);
    let mut left = use_signal(|| seconds.max(0));
    let mut spoken = use_signal(String::new);
    let mut alive = use_signal(|| false);
    use_effect(move || alive.set(true));
    let beat = move |_| {
        let before = *left.peek();
        let now = ((ends - platform::milliseconds() + 999) / 1000).max(0);
        if now == before {
            return;
        }
        left.set(now);
        if let Some(words) = said(before, now) {
            spoken.set(words);
        }
        if now == 0 {
            over.call(());
        }
    };
    rsx! {
        p { class: "countdown",
            if alive() {
                span { class: "beat", "aria-hidden": "true", onanimationiteration: beat }
                "This time is kept for you for "
                span { class: "countdown-clock tabular", role: "timer", {shown(left())} }
            } else {
                "This time is kept for you until "
                time { class: "tabular strong", datetime: "{hold.expires_at}", {hold.expires_at.clock()} }
            }
        }
        p { class: "visually-hidden", role: "status", "{spoken}" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_and_seconds_are_shown_as_on_a_clock() {
        assert_eq!(
            [300, 65, 60, 9, 0].map(shown),
            ["5:00", "1:05", "1:00", "0:09", "0:00"]
        );
    }

    #[test]
    fn it_is_said_three_times_whatever_the_beat() {
        let all: Vec<_> = (0..300)
            .rev()
            .filter_map(|left| said(left + 1, left))
            .collect();
        assert_eq!(all.len(), 3, "{all:?}");
        assert!(all[0].contains("2 minutes") && all[2].contains("30 seconds"));
        // After a rest of the page only the last of what was missed.
        assert!(said(200, 20).unwrap().contains("30 seconds"));
        assert!(said(130, 59).unwrap().contains("1 minute"));
        assert_eq!(said(120, 119), None);
        assert_eq!(said(30, 30), None);
    }

    #[test]
    fn the_style_sheet_has_the_beat_and_lets_it_go_on_without_motion() {
        let sheet = include_str!("../../../assets/css/booking.css");
        assert!(sheet.contains(&format!("@keyframes {BEAT}")));
        let base = include_str!("../../../assets/css/base.css");
        assert!(base.contains("*:not(.toast, .beat)"));
    }
}
