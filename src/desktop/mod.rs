//! The installed app: the same pages in windows of its own, talking to the clinic's server.
//!
//! What is a rule (addresses, the lock's minutes, a window's place, what is worth a notification) knows no
//! window, and is compiled for the tests of every build. `docs/desktop.md` tells what the app does.

pub mod address;
pub mod download;
pub mod held;
pub mod idle;
pub mod jar;
pub mod news;
pub mod place;
pub mod settings;
pub mod single;
pub mod title;
pub mod way;

#[cfg(feature = "desktop")]
mod check;
#[cfg(feature = "desktop")]
mod keep_box;
#[cfg(feature = "desktop")]
pub mod keyring;
#[cfg(feature = "desktop")]
mod life;
#[cfg(feature = "desktop")]
mod links;
#[cfg(feature = "desktop")]
pub mod lock;
#[cfg(feature = "desktop")]
pub mod menu;
#[cfg(feature = "desktop")]
pub mod notify;
#[cfg(feature = "desktop")]
mod pages;
#[cfg(feature = "desktop")]
mod root;
#[cfg(feature = "desktop")]
pub mod session;
#[cfg(feature = "desktop")]
pub mod window;

#[cfg(feature = "desktop")]
pub use keep_box::KeepBox;
#[cfg(feature = "desktop")]
pub use root::{Root, use_steering};

/// Opens the first window; returns when another app of the same user has taken over.
#[cfg(feature = "desktop")]
pub fn launch() {
    if !single::start() {
        return;
    }
    // Whoever starts the app works here.
    let (dom, config) = window::made("/login");
    dioxus::desktop::launch::launch_virtual_dom(dom, config)
}
