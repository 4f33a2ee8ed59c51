//! Free time on a board: what a doctor's hours leave where no visit takes them and nothing is kept for a patient, from
//! where a visit can begin.

use super::model::{Board, BoardDoctor};
use crate::{calendar::model::Stretch, clinic_time::ClinicTime};

/// Free time that can be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// From where a visit can begin to where the time is taken, or to where the next gap begins: long ones are
    /// cut by the hour, so that they offer more than their first minute.
    pub stretch: Stretch,
    /// Until when the time is free, the gaps that follow included.
    pub until: ClinicTime,
}

/// The gaps of a doctor's day that are still to come, in order. What begins a gap is a time at which the booking of a
/// visit on offer is not refused for the doctor's sake.
pub fn gaps(doctor: &BoardDoctor, board: &Board, now: ClinicTime) -> Vec<Gap> {
    let taken = taken(doctor.id, board, now);
    let starts = starts(doctor, &taken, now);
    free(&doctor.open, &taken, now)
        .into_iter()
        .flat_map(|stretch| pieces(stretch, &starts, doctor.shortest))
        .collect()
}

/// What visits take and what is kept for patients, in order.
fn taken(doctor_id: i64, board: &Board, now: ClinicTime) -> Vec<Stretch> {
    let padded = |from: ClinicTime, before: u16, to: ClinicTime, after: u16| Stretch {
        starts_at: from.plus(-i64::from(before)),
        ends_at: to.plus(i64::from(after)),
    };
    let visits = board.visits.iter();
    let visits = visits
        .filter(|visit| visit.doctor_id == doctor_id && visit.stage.status().takes_time())
        .map(|it| padded(it.starts_at, it.buffer_before, it.ends_at, it.buffer_after));
    let holds = board.holds.iter();
    let holds = holds
        .filter(|hold| hold.doctor_id == doctor_id && hold.expires_at > now)
        .map(|it| padded(it.starts_at, it.buffer_before, it.ends_at, it.buffer_after));
    let mut taken: Vec<Stretch> = visits.chain(holds).collect();
    taken.sort_unstable();
    taken
}

/// When a visit could begin, in order.
fn starts(doctor: &BoardDoctor, taken: &[Stretch], now: ClinicTime) -> Vec<ClinicTime> {
    let offered = doctor.offers.iter().flat_map(|offer| {
        let after = i64::from(offer.minutes) + i64::from(offer.buffer_after);
        let is_free = move |start: &ClinicTime| {
            let (from, to) = (
                start.plus(-i64::from(offer.buffer_before)),
                start.plus(after),
            );
            let mut taken = taken.iter();
            !taken.any(|taken| taken.starts_at < to && from < taken.ends_at)
        };
        offer.starts.iter().copied().filter(is_free)
    });
    let mut starts: Vec<ClinicTime> = offered.filter(|start| *start >= now).collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// The hours to come less what is taken.
fn free(open: &[Stretch], taken: &[Stretch], now: ClinicTime) -> Vec<Stretch> {
    let mut open = open.to_vec();
    open.sort_unstable();
    let mut free = Vec::new();
    for stretch in open {
        let mut from = stretch.starts_at.max(now);
        for taken in taken {
            if taken.starts_at >= stretch.ends_at {
                break;
            }
            free.push(Stretch {
                starts_at: from,
                ends_at: taken.starts_at,
            });
            from = from.max(taken.ends_at);
        }
        free.push(Stretch {
            starts_at: from,
            ends_at: stretch.ends_at,
        });
    }
    free.retain(|stretch| stretch.starts_at < stretch.ends_at);
    free
}

/// Free time from where a visit can begin, and again from the first such time of each hour, none of it too short
/// for a visit.
fn pieces(free: Stretch, starts: &[ClinicTime], shortest: u16) -> Vec<Gap> {
    let hour = |time: ClinicTime| (time.date(), time.time().hour());
    let shortest = i64::from(shortest);
    let within = starts
        .iter()
        .filter(|start| (free.starts_at..free.ends_at).contains(*start));
    let mut pieces: Vec<Gap> = Vec::new();
    let mut seen = None;
    for start in within.copied() {
        if seen.replace(hour(start)) == Some(hour(start)) {
            continue;
        }
        if let Some(last) = pieces.last_mut() {
            let before = start.minutes_since(last.stretch.starts_at);
            if before < shortest || free.ends_at.minutes_since(start) < shortest {
                continue;
            }
            last.stretch.ends_at = start;
        }
        pieces.push(Gap {
            stretch: Stretch {
                starts_at: start,
                ends_at: free.ends_at,
            },
            until: free.ends_at,
        });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        desk::{model::BoardVisit, testing},
        encounters::model::Stage,
    };

    fn words(gaps: &[Gap]) -> Vec<String> {
        gaps.iter()
            .map(|gap| {
                let Stretch { starts_at, ends_at } = gap.stretch;
                format!("{} {}", starts_at.clock(), ends_at.clock())
            })
            .collect()
    }

    /// The gaps, those put together again that were cut by the hour.
    fn whole(doctor: &BoardDoctor, visits: &[BoardVisit], now: &str) -> Vec<String> {
        whole_of(doctor, &testing::board(visits.to_vec()), now)
    }

    fn whole_of(doctor: &BoardDoctor, board: &Board, now: &str) -> Vec<String> {
        let mut whole: Vec<Gap> = Vec::new();
        for gap in gaps(doctor, board, testing::at(now)) {
            match whole.last_mut() {
                Some(last) if last.stretch.ends_at == gap.stretch.starts_at => {
                    assert_eq!(last.until, gap.until);
                    last.stretch.ends_at = gap.stretch.ends_at;
                }
                _ => whole.push(gap),
            }
        }
        assert!(whole.iter().all(|gap| gap.until == gap.stretch.ends_at));
        words(&whole)
    }

    fn found(visits: &[BoardVisit], now: &str) -> Vec<String> {
        whole(&testing::doctor(3), visits, now)
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
    fn a_gap_begins_where_a_visit_can() {
        let doctor = BoardDoctor {
            shortest: 30,
            offers: vec![testing::offer(30, 30)],
            ..testing::doctor(3)
        };
        assert_eq!(whole(&doctor, &[], "10:18"), ["10:30 12:00", "13:00 15:00"]);
        let visits = [
            testing::visit(1, 3, "09:00", "09:40"),
            testing::visit(2, 3, "10:45", "11:00"),
            testing::visit(3, 3, "13:00", "14:00"),
        ];
        assert_eq!(
            whole(&doctor, &visits, "07:00"),
            ["10:00 10:45", "11:00 12:00", "14:00 15:00"]
        );
        // Of a kind that needs time around it, too.
        let mut padded = testing::offer(30, 30);
        (padded.buffer_before, padded.buffer_after) = (15, 20);
        let doctor = BoardDoctor {
            offers: vec![padded],
            ..doctor
        };
        assert_eq!(
            whole(&doctor, &visits, "07:00"),
            ["11:30 12:00", "14:30 15:00"]
        );
    }

    #[test]
    fn a_longer_visit_is_offered_where_no_shorter_one_is() {
        let mut morning = testing::offer(15, 15);
        morning.starts.truncate(4);
        let doctor = BoardDoctor {
            offers: vec![morning, testing::offer(60, 60)],
            ..testing::doctor(3)
        };
        let visits = [
            testing::visit(1, 3, "09:30", "11:00"),
            testing::visit(2, 3, "13:30", "14:00"),
        ];
        assert_eq!(
            whole(&doctor, &visits, "07:00"),
            ["09:00 09:30", "11:00 12:00", "14:00 15:00"]
        );
        let nothing = BoardDoctor {
            offers: Vec::new(),
            ..doctor
        };
        assert_eq!(whole(&nothing, &[], "07:00"), [""; 0]);
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
    fn what_is_kept_for_a_patient_is_not_free_until_that_is_over() {
        let mut kept = testing::hold(5, 3, "10:00", "10:30");
        kept.buffer_after = 10;
        let mut board = testing::board(vec![testing::visit(1, 3, "09:00", "10:00")]);
        board.holds = vec![kept, testing::hold(6, 9, "13:00", "15:00")];
        let doctor = testing::doctor(3);
        let found = |now: &str| whole_of(&doctor, &board, now);
        assert_eq!(found("07:00"), ["10:40 12:00", "13:00 15:00"]);
        // It is kept until 07:05.
        assert_eq!(found("07:05"), ["10:00 12:00", "13:00 15:00"]);
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
            let free = Stretch {
                starts_at: testing::at(from),
                ends_at: testing::at(to),
            };
            let starts = starts(&testing::doctor(3), &[], testing::at("07:00"));
            words(&pieces(free, &starts, 15))
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
