//! Calendars: a doctor's, those of several side by side, a month's load, and booking over what is
//! not free.

mod actions;
mod board;
mod days;
mod for_whom;
mod ground;
mod load;
mod overbook;
mod reasons;
mod staff;
mod visit;

pub use board::{Board, BoardColumn, Legend};
pub use days::{DaysBar, period};
pub use load::CalendarLoad;
pub use overbook::Overbook;
pub use staff::{CalendarPage, CalendarQuery, calendar_path};
