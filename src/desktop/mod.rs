//! The installed app: the same pages in a window of its own, talking to the clinic's server.

use dioxus::desktop::{Config, LogicalSize, WindowBuilder};

/// The server when `ANTEROOM_SERVER_URL` names none.
const DEFAULT_SERVER: &str = "http://127.0.0.1:8080";

/// Opens the window; returns when it is closed.
pub fn launch() {
    let server = std::env::var("ANTEROOM_SERVER_URL")
        .ok()
        .filter(|url| !url.is_empty())
        .unwrap_or_else(|| DEFAULT_SERVER.to_owned());
    let server: &'static str = server.trim_end_matches('/').to_owned().leak();
    dioxus::fullstack::set_server_url(server);
    let window = WindowBuilder::new()
        .with_title("Anteroom")
        .with_inner_size(LogicalSize::new(1280.0, 860.0));
    dioxus::LaunchBuilder::desktop()
        .with_cfg(Config::new().with_window(window).with_menu(None))
        .launch(crate::app::App);
}
