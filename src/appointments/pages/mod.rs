//! The pages of appointments: booking one, looking at one, one's own, and all of them.

mod all;
mod book;
mod cancel;
mod detail;
mod filter;
mod links;
mod mine;
mod offer;
mod pick;
mod review;
mod status;

pub use all::AllAppointments;
pub use book::Book;
pub use detail::AppointmentPage;
pub use links::book_path;
pub use mine::MyAppointments;
pub use status::StatusBadge;
