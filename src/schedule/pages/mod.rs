//! The doctor's schedule.

mod flow;
mod next;
mod schedule;

pub use schedule::Schedule;
