//! The day of a visit as a sequential model: what is asked for on it, where a visit stands after each step, and
//! what the database holds of it. The random run of the races and the torture replay against it what they did.
#![allow(dead_code, reason = "each test binary uses its part")]

pub(crate) mod deed;
pub(crate) mod desk;
pub(crate) mod found;
pub(crate) mod model;
pub(crate) mod replay;
mod steps;
