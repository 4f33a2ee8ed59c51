//! The front desk: the day of all doctors on one board, whoever calls and whoever comes.

pub mod actions;
pub mod api;
pub mod delays;
pub mod gaps;
pub mod model;
pub mod pages;
pub mod walk_in;

#[cfg(feature = "server")]
pub mod store;
#[cfg(test)]
pub(crate) mod testing;
