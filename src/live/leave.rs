//! What becomes of an open page when its session is over.

use dioxus::{core::Task, prelude::*};

use super::client::Connection;
use crate::ui::platform;

/// How often it is looked whether somebody is at the page still, in milliseconds.
const LOOK: u32 = 5_000;
/// After so many it is asked for again, where that led nowhere: somebody has logged in elsewhere in this browser, and
/// will be gone as well.
const AGAIN: u32 = 60_000;

/// Has a page whose session is over asked for again once nobody is at it, which leads to the log-in page: what it
/// shows is not left to whoever comes by. Whoever is at it may be writing something, and reads that they are signed
/// out. The installed app locks instead.
pub fn use_leave(connection: ReadSignal<Connection>, leave: impl FnMut() + 'static) {
    let mut leave = leave;
    let leave = use_callback(move |()| leave());
    let mut waits = use_signal(|| None::<Task>);
    use_effect(move || {
        let signed_out = connection() == Connection::SignedOut;
        if let Some(former) = waits.take() {
            former.cancel();
        }
        if signed_out && !cfg!(feature = "desktop") {
            waits.set(Some(spawn(async move {
                loop {
                    while platform::attended() {
                        platform::pause(LOOK).await;
                    }
                    leave.call(());
                    platform::pause(AGAIN).await;
                }
            })));
        }
    });
}
