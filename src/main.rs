//! The client: launches the app. The server: its command line.

// A page is thousands of small allocations, which the system's allocator is slow at.
#[cfg(feature = "server")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
