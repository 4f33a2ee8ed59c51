//! The screen in the waiting room: who is called to which room, who is next, and who runs late, told
//! in queue numbers.

pub mod api;
pub mod model;
pub mod pages;
