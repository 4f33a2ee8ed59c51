//! The front desk: the day's appointments of all doctors.

pub mod api;
pub mod model;
pub mod pages;
