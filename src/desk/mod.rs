//! The front desk: the day's appointments of all doctors.

pub mod pages;
