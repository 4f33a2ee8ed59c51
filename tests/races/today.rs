//! The visits of today in the random run: some that were booked before, and those of whoever walks in.

use std::sync::atomic::{AtomicU64, Ordering};

use anteroom::server::Conn;
use jiff::Timestamp;

use crate::{
    day::{
        desk::Desk,
        found::Found,
        replay::{Day, Done, by_step},
    },
    floor::{Floor, Place},
    process::clinic,
};

/// Where patients are called to.
const ROOMS: usize = 2;

/// What all clients share of it.
pub(crate) struct Today {
    pub(crate) desk: Desk,
    /// The first second that is of the day no more.
    pub(crate) tomorrow: i64,
    /// Visits that were booked before anything was asked for.
    booked: Vec<i64>,
    /// The test's clock, which orders what is asked for.
    clock: AtomicU64,
}

impl Today {
    pub(crate) fn open(place: &Place, floor: &Floor) -> Self {
        let patients: Vec<i64> = floor.patients.iter().map(|patient| patient.id).collect();
        let rooms = clinic::add_rooms(floor.port(), &floor.admin, ROOMS);
        let booked = clinic::book_today(place.home(), &floor.doctors, &patients);
        let known = booked.iter().map(|visit| (*visit, 1)).collect();
        Self {
            desk: Desk::new(floor.doctors.clone(), patients, rooms, known),
            tomorrow: place.home().tomorrow().as_second(),
            booked,
            clock: AtomicU64::new(1),
        }
    }

    pub(crate) fn tick(&self) -> u64 {
        self.clock.fetch_add(1, Ordering::SeqCst)
    }

    /// Replays the day. The database holds what it ends in, and each answer is one of its steps.
    pub(crate) fn replay(&self, conn: &mut Conn, done: &[Done]) -> Day {
        let (found, steps) = (Found::read(conn, self.tomorrow), by_step(done));
        let mut day = Day::default();
        for row in &found.rows {
            let told = steps.get(&(row.visit, i64::from(row.version)));
            let possible = if row.version == 1 && self.booked.contains(&row.visit) {
                day.open(row)
            } else {
                day.follow(row, told.map(Vec::as_slice).unwrap_or_default())
            };
            assert_eq!(possible, Ok(()));
        }
        for each in done {
            assert_eq!(day.confirm(each), Ok(()));
        }
        let differs = day.compare(&found, Timestamp::now().as_second());
        assert_eq!(differs, Vec::<String>::new());
        day
    }
}
