//! What becomes of an open page when its session is over.

use dioxus::prelude::*;

use super::client::Connection;
use crate::ui::platform;

/// How often it is looked whether somebody is at the page still, in milliseconds.
const LOOK: u32 = 5_000;

/// Has a page whose session is over asked for again once nobody is at it, which leads to the log-in page: what it
/// shows is not left to whoever comes by. Whoever is at it may be writing something, and reads that they are signed
/// out.
pub fn use_leave(connection: ReadSignal<Connection>, leave: impl FnMut() + 'static) {
    let mut leave = leave;
    let leave = use_callback(move |()| leave());
    use_effect(move || {
        if connection() != Connection::SignedOut {
            return;
        }
        spawn(async move {
            while platform::attended() {
                platform::pause(LOOK).await;
            }
            if *connection.peek() == Connection::SignedOut {
                leave.call(());
            }
        });
    });
}
