//! Free time on a board: what a doctor's hours leave where no visit takes them.

use super::model::{BoardDoctor, BoardVisit};
use crate::{calendar::model::Stretch, clinic_time::ClinicTime};

/// What begins a gap is on a multiple of this many minutes.
const STEP: i64 = 5;
const MINUTE: i64 = 60_000;

/// The gaps of a doctor's day that are still to come and long enough for the shortest visit, in order.
/// `visits` may be those of all doctors, in any order.
pub fn gaps(doctor: &BoardDoctor, visits: &[BoardVisit], now: ClinicTime) -> Vec<Stretch> {
    let mut taken: Vec<(ClinicTime, ClinicTime)> = visits
        .iter()
        .filter(|visit| visit.doctor_id == doctor.id && visit.stage.status().takes_time())
        .map(|visit| {
            (
                visit.starts_at.plus(-i64::from(visit.buffer_before)),
                visit.ends_at.plus(i64::from(visit.buffer_after)),
            )
        })
        .collect();
    taken.sort_unstable();
    let mut open = doctor.open.clone();
    open.sort_unstable();
    let mut found = Vec::new();
    for stretch in open {
        let mut from = stretch.starts_at.max(now);
        for (starts_at, ends_at) in &taken {
            if *ends_at <= from {
                continue;
            }
            if *starts_at >= stretch.ends_at {
                break;
            }
            found.extend(gap(from, *starts_at, doctor.shortest));
            from = from.max(*ends_at);
        }
        found.extend(gap(from, stretch.ends_at, doctor.shortest));
    }
    found
}

/// From the next whole step to the end, if that is enough.
fn gap(from: ClinicTime, ends_at: ClinicTime, shortest: u16) -> Option<Stretch> {
    let past = from.timestamp().as_millisecond().rem_euclid(STEP * MINUTE);
    let starts_at = match past {
        0 => from,
        past => from.later(STEP * MINUTE - past),
    };
    let long = ends_at.minutes_since(starts_at);
    (long > 0 && long >= i64::from(shortest)).then_some(Stretch { starts_at, ends_at })
}

/// A gap in pieces that begin on the hour, so that a long one offers more than its first minute. None
/// of them is too short for a visit.
pub fn pieces(gap: Stretch, shortest: u16) -> Vec<Stretch> {
    let shortest = i64::from(shortest.max(1));
    let mut pieces = Vec::new();
    let mut from = gap.starts_at;
    let mut hour = next_hour(from);
    while gap.ends_at.minutes_since(hour) >= shortest {
        if hour.minutes_since(from) >= shortest {
            pieces.push(Stretch {
                starts_at: from,
                ends_at: hour,
            });
            from = hour;
        }
        hour = next_hour(hour);
    }
    pieces.push(Stretch {
        starts_at: from,
        ends_at: gap.ends_at,
    });
    pieces
}

/// The next full hour of that clock.
fn next_hour(time: ClinicTime) -> ClinicTime {
    let clock = time.time();
    let past = i64::from(clock.minute()) * 60 + i64::from(clock.second());
    time.later((3600 - past) * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{desk::testing, encounters::model::Stage};

    fn words(stretches: &[Stretch]) -> Vec<String> {
        stretches
            .iter()
            .map(|each| format!("{} {}", each.starts_at.clock(), each.ends_at.clock()))
            .collect()
    }

    fn found(visits: &[BoardVisit], now: &str) -> Vec<String> {
        words(&gaps(&testing::doctor(3), visits, testing::at(now)))
    }

    #[test]
    fn what_visits_leave_of_the_hours_is_free() {
        // The hours are 09:00 to 12:00 and 13:00 to 15:00.
        assert_eq!(found(&[], "07:00"), ["09:00 12:00", "13:00 15:00"]);
        let mut buffered = testing::visit(1, 3, "10:00", "10:30");
        (buffered.buffer_before, buffered.buffer_after) = (5, 10);
        let visits = [testing::visit(2, 3, "14:00", "15:00"), buffered];
        assert_eq!(
            found(&visits, "07:00"),
            ["09:00 09:55", "10:40 12:00", "13:00 14:00"]
        );
        let elsewhere = [testing::visit(4, 9, "10:00", "11:00")];
        assert_eq!(found(&elsewhere, "07:00"), ["09:00 12:00", "13:00 15:00"]);
    }

    #[test]
    fn a_gap_too_short_for_any_visit_is_none() {
        let visits = [
            testing::visit(1, 3, "09:10", "10:00"),
            testing::visit(2, 3, "10:15", "12:00"),
        ];
        assert_eq!(found(&visits, "07:00"), ["10:00 10:15", "13:00 15:00"]);
    }

    #[test]
    fn what_is_past_is_not_offered() {
        assert_eq!(found(&[], "11:31"), ["11:35 12:00", "13:00 15:00"]);
        assert_eq!(
            found(&[], "11:50"),
            ["13:00 15:00"],
            "ten minutes are too short"
        );
        assert_eq!(found(&[], "15:00"), [""; 0]);
    }

    #[test]
    fn who_left_or_cancelled_takes_no_time() {
        for (stage, free) in [
            (Stage::Left, true),
            (Stage::Cancelled, true),
            (Stage::Booked, false),
            (Stage::Fulfilled, false),
        ] {
            let visit = BoardVisit {
                stage,
                ..testing::visit(1, 3, "09:00", "12:00")
            };
            assert_eq!(found(&[visit], "07:00").len() == 2, free, "{stage:?}");
        }
    }

    #[test]
    fn visits_over_one_another_leave_what_neither_takes() {
        let visits = [
            testing::visit(1, 3, "09:00", "11:00"),
            testing::visit(2, 3, "09:30", "10:00"),
            testing::visit(3, 3, "11:45", "13:30"),
        ];
        assert_eq!(found(&visits, "07:00"), ["11:00 11:45", "13:30 15:00"]);
    }

    #[test]
    fn a_long_gap_is_offered_by_the_hour() {
        let cut = |from: &str, to: &str| {
            let gap = Stretch {
                starts_at: testing::at(from),
                ends_at: testing::at(to),
            };
            words(&pieces(gap, 15))
        };
        assert_eq!(
            cut("09:00", "12:00"),
            ["09:00 10:00", "10:00 11:00", "11:00 12:00"]
        );
        assert_eq!(cut("09:20", "09:50"), ["09:20 09:50"]);
        assert_eq!(
            cut("09:50", "11:10"),
            ["09:50 11:10"],
            "ten minutes are too short to stand alone"
        );
        assert_eq!(
            cut("09:30", "11:15"),
            ["09:30 10:00", "10:00 11:00", "11:00 11:15"]
        );
    }
}
