//! How much of the day the time axis shows.

use jiff::civil::Date;

use crate::{appointments::model::Appointment, schedule::hours::OpeningHours};

/// The first hour and the hour after the last: the opening hours of the day, widened by visits
/// before and after them. A day on which the clinic is closed shows an ordinary one.
pub(super) fn axis_hours(hours: &OpeningHours, date: Date, visits: &[Appointment]) -> (i8, i8) {
    let open = hours.for_weekday(date.weekday());
    let opens = open.iter().map(|interval| hour(interval.opens.minutes()));
    let closes = open
        .iter()
        .map(|interval| hour(interval.closes.minutes().saturating_add(59)));
    let begin = visits.iter().map(|visit| visit.starts_at.time().hour());
    let end = visits.iter().map(|visit| {
        let end = visit.ends_at.time();
        let past_midnight = visit.ends_at.date() > visit.starts_at.date();
        if past_midnight {
            24
        } else {
            end.hour() + i8::from(end.minute() > 0)
        }
    });
    let from = opens.chain(begin).min().unwrap_or(9);
    let to = closes.chain(end).max().unwrap_or(17);
    (from, to.max(from + 1))
}

fn hour(minutes: u16) -> i8 {
    i8::try_from(minutes / 60).unwrap_or(24)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::schedule::pages::visit::tests::appointment;

    #[test]
    fn the_axis_covers_opening_hours_and_every_visit() {
        let hours = OpeningHours::default();
        let (monday, sunday) = (date(2026, 11, 23), date(2026, 11, 22));
        assert_eq!(axis_hours(&hours, monday, &[]), (9, 17));
        let early = appointment("2026-11-23T07:45:00+00:00", "2026-11-23T08:00:00+00:00");
        let late = appointment("2026-11-23T17:00:00+00:00", "2026-11-23T17:30:00+00:00");
        assert_eq!(axis_hours(&hours, monday, &[early.clone(), late]), (7, 18));
        assert_eq!(axis_hours(&hours, sunday, &[]), (9, 17), "closed");
        assert_eq!(axis_hours(&hours, sunday, &[early]), (7, 8));
        let night = appointment("2026-11-23T23:45:00+00:00", "2026-11-24T00:15:00+00:00");
        assert_eq!(axis_hours(&hours, monday, &[night]), (9, 24));
    }
}
