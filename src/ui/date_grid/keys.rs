//! Where each key leads in a grid of days.

use dioxus::prelude::Key;
use jiff::{Span, ToSpan, civil::Date};

/// The day a key leads to from `day`; nothing for keys that have no meaning here.
pub(super) fn target(day: Date, key: &Key, shift: bool) -> Option<Date> {
    let weekday = i32::from(day.weekday().to_monday_zero_offset());
    let page: Span = if shift { 1.year() } else { 1.month() };
    let step: Span = match key {
        Key::ArrowLeft => -1.day(),
        Key::ArrowRight => 1.day(),
        Key::ArrowUp => -1.week(),
        Key::ArrowDown => 1.week(),
        Key::Home => -weekday.days(),
        Key::End => (6 - weekday).days(),
        Key::PageUp => -page,
        Key::PageDown => page,
        _ => return None,
    };
    Some(day.saturating_add(step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn keys_lead_where_the_pattern_says() {
        let tuesday = date(2026, 11, 24);
        let to = |key, shift| target(tuesday, &key, shift);
        assert_eq!(to(Key::ArrowLeft, false), Some(date(2026, 11, 23)));
        assert_eq!(to(Key::ArrowRight, false), Some(date(2026, 11, 25)));
        assert_eq!(to(Key::ArrowUp, false), Some(date(2026, 11, 17)));
        assert_eq!(to(Key::ArrowDown, false), Some(date(2026, 12, 1)));
        assert_eq!(to(Key::Home, false), Some(date(2026, 11, 23)));
        assert_eq!(to(Key::End, false), Some(date(2026, 11, 29)));
        assert_eq!(to(Key::PageUp, false), Some(date(2026, 10, 24)));
        assert_eq!(to(Key::PageDown, true), Some(date(2027, 11, 24)));
        assert_eq!(to(Key::Enter, false), None);
    }

    #[test]
    fn months_of_different_length_keep_within() {
        assert_eq!(
            target(date(2027, 1, 31), &Key::PageDown, false),
            Some(date(2027, 2, 28))
        );
        assert_eq!(
            target(date(2028, 2, 29), &Key::PageUp, true),
            Some(date(2027, 2, 28))
        );
    }
}
