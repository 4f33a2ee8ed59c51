//! What a window shows: the clinic's pages, or one of the app's own in front of them.

use std::{rc::Rc, sync::OnceLock, time::Duration};

use dioxus::{
    desktop::{use_muda_event_handler, window},
    history::{MemoryHistory, provide_history_context},
    prelude::*,
    router::{Navigator, navigation::NavigationTarget},
};

use super::{
    address::{Address, Refusal},
    check::{Trouble, check},
    life::{use_life, use_locked},
    links::use_links,
    lock,
    menu::Choice,
    pages::{AddressPage, LockPage, PreferencesPage},
    session, settings,
    title::Titled,
    way::to_log_in,
    window::{FirstPage, Number, open, quit, restart, use_focus, use_place, zoom},
};
use crate::{
    app::{App, Head},
    offline::{
        pages::{Bar, Frame},
        source,
    },
    ui::{Notice, Skeleton, Tone, platform},
};

/// How long a start waits for the server before it goes on without.
const PATIENCE: Duration = Duration::from_secs(4);

/// The larger steps of [`zoom`].
const STEP: f64 = 1.1;

/// The server that this process works with.
static SERVER: OnceLock<&'static str> = OnceLock::new();

#[derive(Clone, Debug, PartialEq)]
enum Stage {
    /// There is no address yet, or there is something wrong with it.
    Asking(Option<String>),
    /// The session is looked for, and the server.
    Opening,
    /// The clinic's pages.
    Open,
}

/// What stands in front of the clinic's pages.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Front {
    Preferences,
    Address,
}

/// The way from the menu to the router of the window's pages.
#[derive(Clone, Copy)]
struct Steering(Signal<Option<Navigator>>);

/// Gives the window's menu the router that this is called under.
pub fn use_steering() {
    let steering = use_context::<Steering>();
    use_hook(move || {
        let mut router = steering.0;
        router.set(Some(navigator()));
    });
}

/// A server's address that is set from outside, for this start.
fn given() -> Option<String> {
    std::env::var("ANTEROOM_SERVER_URL")
        .ok()
        .map(|url| url.trim_end_matches('/').to_owned())
        .filter(|url| !url.is_empty())
}

impl Stage {
    fn first() -> Self {
        if SERVER.get().is_some() {
            Self::Open
        } else if given().or(settings::get().server).is_some() {
            Self::Opening
        } else {
            Self::Asking(None)
        }
    }

    /// What comes after [`Stage::Opening`].
    async fn opened() -> Self {
        let Some(url) = given().or(settings::get().server) else {
            return Self::Asking(None);
        };
        let address = match Address::read(&url) {
            Ok(address) => address,
            Err(wrong) => return Self::Asking(Some(wrong)),
        };
        let found = check(&address, PATIENCE).await;
        // Of all that may be wrong only another generation holds the app up. Whatever else answers may be standing
        // in the server's way, and for that time the day is kept.
        if let Err(Trouble::Refused(refusal @ (Refusal::Newer { .. } | Refusal::Older { .. }))) =
            &found
        {
            return Self::Asking(Some(refusal.to_string()));
        }
        let server = SERVER.get_or_init(|| address.url.leak());
        lock::used();
        session::begin(server).await;
        source::begin(server).await;
        if found.is_err() {
            source::noticed_away();
        }
        // An app that was locked is locked again, as long as there is something to see behind the lock.
        let was_locked = settings::get().locked && session::is_signed_in();
        if found.is_err() || was_locked {
            lock::lock_for_the_last();
        } else {
            lock::open();
        }
        Self::Open
    }
}

/// A window.
#[component]
pub fn Root() -> Element {
    let number = use_context::<Number>();
    let first = use_context::<FirstPage>();
    let history = use_hook(|| {
        let history = Rc::new(MemoryHistory::with_initial_path(first.0));
        provide_history_context(history.clone());
        history
    });
    let steering = use_context_provider(|| Steering(Signal::new(None)));
    let mut stage = use_signal(Stage::first);
    let mut front = use_signal(|| None);
    let mut times = use_signal(|| 0_u32);
    let left = history.clone();
    let leave = use_callback(move |()| {
        let comes_back = session::who().is_some();
        left.replace(to_log_in(&left.current_route(), comes_back));
        source::shut();
        front.set(None);
        times += 1;
    });
    let locked = use_locked(leave);
    use_place(number);
    use_focus(number);
    use_life(number);
    use_links();
    use_effect(move || {
        if *stage.read() == Stage::Opening {
            spawn(async move {
                let next = Stage::opened().await;
                stage.set(next);
            });
        }
    });
    let here = history.clone();
    use_muda_event_handler(move |event| {
        let Some(choice) = Choice::of(event, number.0) else {
            return;
        };
        // The page hears nothing of what is done with the menu.
        lock::touched();
        let usable = *stage.peek() == Stage::Open && !lock::is_locked();
        if !usable && !choice.is_harmless() {
            return;
        }
        let mut go = |path: &str| {
            front.set(None);
            if let Some(router) = *steering.0.peek() {
                // There is no router here to tell that the path is one of ours.
                router.push(NavigationTarget::Internal(path.to_owned()));
            }
        };
        let window = window();
        match choice {
            Choice::NewWindow => open(&here.current_route()),
            Choice::Print => platform::print(),
            Choice::Lock => lock::lock(),
            Choice::Preferences => front.set(Some(Front::Preferences)),
            Choice::ServerAddress => front.set(Some(Front::Address)),
            Choice::Quit => quit(),
            Choice::Board => go("/desk"),
            Choice::Patients => go("/patients"),
            Choice::Reload => times += 1,
            Choice::ZoomIn => zoom(&window, Some(STEP)),
            Choice::ZoomOut => zoom(&window, Some(1.0 / STEP)),
            Choice::ZoomReset => zoom(&window, None),
            Choice::FullScreen => window.set_fullscreen(window.fullscreen().is_none()),
            Choice::Shortcuts => {
                // By the page's button: its key may be switched off.
                document::eval(
                    "if (!document.querySelector('dialog[open]')) document.querySelector('#keys')?.click()",
                );
            }
        }
    });
    let covered = locked() || front().is_some();
    rsx! {
        match stage() {
            Stage::Asking(trouble) => rsx! {
                Head {}
                AddressPage { trouble, ondone: move |()| stage.set(Stage::Opening) }
            },
            Stage::Opening => rsx! {
                Head {}
                main { class: "page entry desktop-page", Skeleton { lines: 4, label: "Opening" } }
            },
            Stage::Open => rsx! {
                Frame {
                if locked() {
                    LockPage {}
                } else if front() == Some(Front::Preferences) {
                    PreferencesPage { ondone: move |()| front.set(None) }
                } else if front() == Some(Front::Address) {
                    ChangeAddress { ondone: move |()| front.set(None) }
                }
                // It goes on behind what covers it, where nobody can see it, reach it or have it read aloud.
                div { class: "desktop-pages", hidden: covered, inert: covered.then_some("true"),
                    Bar {
                        for time in [times()] {
                            Titled { key: "{time}", locked: locked(), App {} }
                        }
                    }
                }
                }
            },
        }
    }
}

#[component]
fn ChangeAddress(ondone: EventHandler<()>) -> Element {
    if given().is_some() {
        return rsx! {
            main { class: "page entry desktop-page",
                Notice { tone: Tone::Info,
                    p { "The address is set by ANTEROOM_SERVER_URL: {session::server()}" }
                }
            }
        };
    }
    rsx! {
        AddressPage {
            trouble: None,
            ondone: move |()| {
                if settings::get().server.as_deref() == Some(session::server().as_str()) {
                    ondone.call(());
                } else {
                    session::forget();
                    restart();
                }
            },
            oncancel: ondone,
        }
    }
}
