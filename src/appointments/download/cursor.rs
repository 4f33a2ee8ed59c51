//! The way through a long list in chunks, each beginning where the last one ended rather than
//! counted from the start, so that the last chunk costs what the first does.

use jiff::{SignedDuration, Timestamp};

use crate::appointments::{
    listing::Range,
    model::{Appointment, Sort},
};

/// How many appointments are read at once.
const CHUNK: i64 = 500;

/// Where the reading of a list has got to.
#[derive(Clone, Debug)]
pub(super) struct Cursor {
    /// What is still to be read, with what is at [`Self::edge`].
    pub range: Range,
    /// The order.
    pub sort: Sort,
    /// Appointments already read that begin when the last one read does: several may, with
    /// different doctors.
    edge: Vec<i64>,
}

impl Cursor {
    /// Before the first appointment.
    pub(super) fn new(range: Range, sort: Sort) -> Self {
        Self {
            range,
            sort,
            edge: Vec::new(),
        }
    }

    /// How many to read next, those known already included.
    pub(super) fn limit(&self) -> i64 {
        CHUNK + i64::try_from(self.edge.len()).unwrap_or_default()
    }

    /// Takes what was read and gives the part of it that is new; nothing at the end.
    pub(super) fn advance(&mut self, read: Vec<Appointment>) -> Vec<Appointment> {
        let Some(last) = read
            .last()
            .map(|appointment| appointment.starts_at.timestamp())
        else {
            return Vec::new();
        };
        let known = std::mem::take(&mut self.edge);
        self.edge = read
            .iter()
            .filter(|appointment| appointment.starts_at.timestamp() == last)
            .map(|appointment| appointment.id)
            .collect();
        match self.sort {
            Sort::Soonest => self.range.from = last,
            // The end of a range is not in it, and instants are kept to the second.
            Sort::Latest => self.range.to = after(last),
        }
        read.into_iter()
            .filter(|appointment| !known.contains(&appointment.id))
            .collect()
    }
}

fn after(instant: Timestamp) -> Timestamp {
    instant
        .checked_add(SignedDuration::from_secs(1))
        .unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clinic_time::ClinicTime;
    use jiff::tz::TimeZone;

    fn visit(id: i64, second: i64) -> Appointment {
        let at = ClinicTime::at(Timestamp::from_second(second).unwrap(), &TimeZone::UTC);
        Appointment {
            patient_id: id,
            doctor_id: id,
            ..Appointment::sample(id, at)
        }
    }

    /// Reads from a list as the database does.
    fn read(all: &[Appointment], cursor: &Cursor) -> Vec<Appointment> {
        let at = |visit: &Appointment| visit.starts_at.timestamp();
        let mut rows: Vec<_> = all
            .iter()
            .filter(|visit| (cursor.range.from..cursor.range.to).contains(&at(visit)))
            .cloned()
            .collect();
        rows.sort_by_key(|visit| (at(visit), visit.id));
        if cursor.sort == Sort::Latest {
            rows.reverse();
        }
        rows.truncate(usize::try_from(cursor.limit()).unwrap());
        rows
    }

    #[test]
    fn every_appointment_is_read_once_in_order_both_ways() {
        // Twenty at each instant, so that chunks end amid those that begin together; and 1,200
        // at one, more than two chunks.
        let mut all: Vec<_> = (0..1_300).map(|id| visit(id, 1_800 * (id / 20))).collect();
        all.extend((1_300..2_500).map(|id| visit(id, 1_000_000)));
        for sort in [Sort::Soonest, Sort::Latest] {
            let mut cursor = Cursor::new(Range::all(), sort);
            let mut ids = Vec::new();
            loop {
                let fresh = cursor.advance(read(&all, &cursor));
                if fresh.is_empty() {
                    break;
                }
                ids.extend(fresh.iter().map(|visit| visit.id));
            }
            let mut expected: Vec<i64> = (0..2_500).collect();
            if sort == Sort::Latest {
                expected.reverse();
            }
            assert!(
                ids == expected,
                "{sort:?}: {} of {}",
                ids.len(),
                expected.len()
            );
        }
    }
}
