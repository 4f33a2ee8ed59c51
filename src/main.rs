//! The client: launches the app. The server: its command line.

#[cfg(feature = "server")]
fn main() -> std::process::ExitCode {
    anteroom::server::cli::main()
}

#[cfg(all(feature = "desktop", not(feature = "server")))]
fn main() {
    anteroom::desktop::launch();
}

#[cfg(not(any(feature = "server", feature = "desktop")))]
fn main() {
    dioxus::launch(anteroom::app::App);
}
