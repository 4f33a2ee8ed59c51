//! What is printed: the day sheet for when the power fails, appointment slips, labels.

pub mod api;
pub mod model;
pub mod pages;
