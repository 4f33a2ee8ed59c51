//! The pages of appointments: booking one, looking at one, one's own, and all of them.

mod all;
mod book;
mod cancel;
mod choose_visit;
mod countdown;
mod detail;
mod filter;
mod first;
mod first_days;
mod first_times;
mod history;
mod keep;
mod mine;
mod month;
mod move_review;
mod move_terms;
mod moving;
mod offer;
mod pick;
mod policy;
mod reschedule;
mod review;
mod status;
mod steps;
mod target;
mod way;

use super::links;

pub use super::links::{FirstPath, book_path};
pub use all::AllAppointments;
pub use book::Book;
pub use detail::AppointmentPage;
pub use first::FirstAvailable;

pub use mine::MyAppointments;
pub use policy::{CallClinic, consequences};
pub use reschedule::Reschedule;
pub use status::StatusBadge;
