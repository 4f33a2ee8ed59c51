//! Who is looking at the page, and which clinic's page it is.

use std::sync::atomic::{AtomicBool, Ordering};

use dioxus::prelude::*;

use super::{page_data::PageData, platform};
use crate::{
    auth::{
        Me,
        model::{Role, Shell},
    },
    clinic::model::Clinic,
    clinic_time::ClinicTime,
    error::AppError,
    form::Flash,
};

/// Whether the reader has gone on from the page that the server sent. Set in browsers only:
/// effects do not run on the server.
static MOVED_ON: AtomicBool = AtomicBool::new(false);

/// Notes that a page is shown; answers whether there was one before it.
pub(super) fn move_on() -> bool {
    MOVED_ON.swap(true, Ordering::Relaxed)
}

/// The reader's session; one for the whole app.
#[derive(Clone, Copy, PartialEq)]
pub struct Session {
    shell: PageData<Shell>,
    /// What this machine's clock showed when the shell came.
    came: Memo<i64>,
}

/// The reader's session.
pub fn use_session() -> Session {
    use_context()
}

/// The time in the clinic, minute by minute, for what is told by it and must go on while the page is open:
/// who waits, and who is late. Nothing where the session could not be read.
pub fn use_clock() -> ReadSignal<Option<ClinicTime>> {
    let session = use_session();
    let mut clock = use_signal(|| session.clock());
    // Effects run in browsers and in the installed app only; what is begun here ends with the component.
    use_effect(move || {
        spawn(async move {
            loop {
                platform::pause(to_next_minute(platform::milliseconds())).await;
                clock.set(session.clock());
            }
        });
    });
    clock.into()
}

/// How many milliseconds are left of the minute.
fn to_next_minute(milliseconds: i64) -> u32 {
    u32::try_from(60_000 - milliseconds.rem_euclid(60_000)).unwrap_or(60_000)
}

impl Session {
    /// Makes the session known to every component below.
    pub fn provide(shell: PageData<Shell>) -> Self {
        let came = use_memo(move || {
            let _ = shell.read();
            platform::milliseconds()
        });
        use_context_provider(|| Self { shell, came })
    }

    /// Who is signed in.
    pub fn me(&self) -> Option<Me> {
        (*self.shell.read())
            .as_ref()
            .ok()
            .and_then(|shell| shell.me.clone())
    }

    /// What the reader may do, if signed in.
    pub fn role(&self) -> Option<Role> {
        self.me().map(|me| me.role)
    }

    /// The clinic.
    pub fn clinic(&self) -> Clinic {
        (*self.shell.read())
            .as_ref()
            .map_or_else(|_| Clinic::unnamed(), |shell| shell.clinic.clone())
    }

    /// Today, in the clinic.
    pub fn today(&self) -> jiff::civil::Date {
        (*self.shell.read())
            .as_ref()
            .map_or(jiff::civil::Date::ZERO, |shell| shell.now.date())
    }

    /// The time in the clinic when the page was made.
    pub fn now(&self) -> Option<ClinicTime> {
        (*self.shell.read()).as_ref().ok().map(|shell| shell.now)
    }

    /// The time in the clinic at this moment: the server's, and what has passed here since. While the
    /// page that the server sent comes alive, it is the page's own time.
    pub fn clock(&self) -> Option<ClinicTime> {
        let now = self.now()?;
        if MOVED_ON.load(Ordering::Relaxed) {
            Some(now.later(platform::milliseconds() - *self.came.peek()))
        } else {
            Some(now)
        }
    }

    /// What kept the session from being read.
    pub fn error(&self) -> Option<AppError> {
        (*self.shell.read()).as_ref().err().cloned()
    }

    /// What a form sent without JavaScript left for the page that the server sent; nothing on
    /// later ones. To be read when a component is made.
    pub fn flash(&self) -> Option<Flash> {
        if MOVED_ON.load(Ordering::Relaxed) {
            return None;
        }
        (*self.shell.read())
            .as_ref()
            .ok()
            .and_then(|shell| shell.flash.clone())
    }

    /// Asks the server again, after signing in or out or changing oneself.
    pub fn reload(mut self) {
        self.shell.restart();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_goes_on_with_the_minute() {
        assert_eq!(to_next_minute(0), 60_000);
        assert_eq!(to_next_minute(1_764_000_059_999), 1);
        assert_eq!(to_next_minute(-1), 1);
    }
}
