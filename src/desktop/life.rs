//! What a window notices while it is open: that it is used, that the lock comes and goes, that the session is over.

use std::time::Duration;

use dioxus::{desktop::window, prelude::*};

use super::{
    lock, session, single,
    window::{Number, raise, write_place},
};

/// Whether the app is locked. Calls `leave` when the session has ended.
pub(super) fn use_locked(leave: Callback<()>) -> Signal<bool> {
    let mut locked = use_signal(lock::is_locked);
    use_future(move || async move {
        let mut ends = session::ends();
        let mut locks = lock::changes();
        loop {
            let now = *locks.borrow_and_update();
            if *locked.peek() != now {
                locked.set(now);
            }
            let over = tokio::select! {
                // A page is left before it is uncovered: whoever ended the session need not be whose it was.
                biased;
                end = ends.changed() => end.map(|()| true),
                change = locks.changed() => change.map(|()| false),
            };
            match over {
                Ok(true) => leave.call(()),
                Ok(false) => {}
                Err(_) => return,
            }
        }
    });
    locked
}

/// Notes that the window is used, looks at the clock, and comes to the front when the app is started again.
pub(super) fn use_life(number: Number) {
    use_future(move || async move {
        let mut signs = document::eval(SIGNS);
        while signs.recv::<bool>().await.is_ok() {
            lock::touched();
        }
    });
    use_future(move || async move {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            lock::lock_if_due();
            if number.0 == 0 {
                write_place();
            }
        }
    });
    use_future(move || async move {
        let mut knocks = single::knocks();
        while knocks.changed().await.is_ok() {
            raise(&window());
        }
    });
}

/// Tells of keys and of the mouse, at most once a second. What is covered hears no keys: the pages listen to
/// them wherever the focus is, and would act on what is typed into the lock.
const SIGNS: &str = "
    let last = 0;
    const tell = () => {
        const now = Date.now();
        if (Math.abs(now - last) >= 1000) {
            last = now;
            dioxus.send(true);
        }
    };
    for (const sign of ['pointerdown', 'pointermove', 'wheel']) {
        window.addEventListener(sign, tell, { capture: true, passive: true });
    }
    for (const sign of ['keydown', 'keyup']) {
        window.addEventListener(sign, (event) => {
            tell();
            if (document.querySelector('.desktop-pages[inert]')) {
                event.stopImmediatePropagation();
            }
        }, true);
    }
    await new Promise(() => {});
";
