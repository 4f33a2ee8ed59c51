//! The screen in the waiting room: who is called to which room, who is next, and who runs late, told
//! in queue numbers, and in initials where the clinic wants them.

pub mod api;
mod initials;
pub mod model;
pub mod pages;
mod sound;
