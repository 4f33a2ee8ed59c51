//! Making two records of one person one: what one of them had goes to the other, and its address leads there. It
//! is written down what went, so that it can be undone.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "server")]
mod accounts;
#[cfg(feature = "server")]
mod clashes;
#[cfg(feature = "server")]
mod moving;
#[cfg(feature = "server")]
mod since;
#[cfg(feature = "server")]
pub mod store;
#[cfg(feature = "server")]
mod undoing;
