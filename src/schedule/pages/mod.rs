//! The doctor's schedule.

mod next;
mod schedule;

pub use schedule::Schedule;
