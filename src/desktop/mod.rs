//! The installed app: the same pages in a window of its own, talking to the clinic's server.

use std::rc::Rc;

use dioxus::{
    desktop::{Config, LogicalSize, WindowBuilder},
    history::{MemoryHistory, provide_history_context},
    prelude::*,
};

use crate::app::App;

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
        .launch(Root);
}

/// The app, opened on the log-in page: whoever starts it works here.
#[component]
fn Root() -> Element {
    use_hook(|| provide_history_context(Rc::new(MemoryHistory::with_initial_path("/login"))));
    rsx! {
        App {}
    }
}
