//! Boards that are always true: what anyone changes reaches every open board.

pub mod api;
pub mod apply;
pub mod client;
mod follow;
pub mod fresh;
pub mod leave;
pub mod model;
pub mod pauses;
pub mod wire;

#[cfg(feature = "server")]
mod batch;
#[cfg(feature = "server")]
pub mod bell;
#[cfg(feature = "server")]
pub mod boards;
#[cfg(feature = "server")]
mod frames;
#[cfg(feature = "server")]
mod guard;
#[cfg(feature = "server")]
pub mod hub;
#[cfg(feature = "server")]
mod listen;
#[cfg(feature = "server")]
mod open_board;
