//! The doctor's schedule.

mod axis;
mod next;
mod schedule;
mod visit;
mod week;

pub use schedule::Schedule;
