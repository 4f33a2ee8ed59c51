//! The steps of a visit's day on pages.

mod buttons;
mod open;

pub use buttons::{StageButtons, step_words};
pub use open::{OpenNotice, OpenVisits};
