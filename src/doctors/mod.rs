//! Doctors: the directory anyone sees, and their administration.

pub mod pages;
