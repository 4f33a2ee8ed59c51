//! Pages.

mod entry;
mod join;
mod list;
mod offers;
mod place;

pub use join::JoinWaitlist;
pub use list::WaitingList;
pub use offers::Offers;
pub use place::PlaceByHand;
