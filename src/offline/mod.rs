//! What the installed app does while the clinic's server cannot be reached: it shows the day it
//! kept, and keeps the desk's steps until they can be sent. The server stays the only source of
//! truth: whatever it disagrees with is asked about.
//!
//! `model` and `queue` are rules without a window, a network or a disk; `sealed` and `shelf` keep
//! things on disk; the rest is the app's.

pub mod broken;
pub mod model;
pub mod queue;

#[cfg(any(feature = "desktop", test))]
pub mod sealed;
#[cfg(any(feature = "desktop", test))]
pub mod shelf;

#[cfg(any(feature = "desktop", test))]
mod keeper;

#[cfg(feature = "desktop")]
mod courier;
#[cfg(feature = "desktop")]
pub mod pages;
#[cfg(feature = "desktop")]
pub mod source;
