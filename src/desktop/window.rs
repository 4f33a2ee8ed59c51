//! Windows: the first, which comes back to where it was, and further ones for further screens.

use std::{
    cell::Cell,
    collections::BTreeSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use dioxus::{
    desktop::{
        Config, DesktopContext, LogicalSize, WindowBuilder, WindowEvent, icon_from_memory,
        tao::{
            dpi::{PhysicalPosition, PhysicalSize},
            event::Event,
            window::{Icon, Window},
        },
        use_wry_event_handler, window,
    },
    prelude::*,
};

use super::{
    Root, keyring, menu,
    place::{Place, Screen, restored},
    settings, single,
};
use crate::offline::source;

/// A window's number; the first is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number(pub u32);

/// The page a window opens on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstPage(pub String);

const ICON: &[u8] = include_bytes!("../../assets/icons/anteroom-128.png");

static COUNT: AtomicU32 = AtomicU32::new(0);

/// Where the first window is, since that was last written down.
static MOVED: Mutex<Option<Place>> = Mutex::new(None);

/// The windows with the keyboard: one, or none while another program has it.
static FOCUSED: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// Dioxus goes on with a window only when its page has told that it has drawn what came last, which it does in
/// the frame that follows. `WebKit` gives a page that nobody sees no frames, and so a minimised window would stand
/// still: nothing would be sent, told or locked. So a page that is hidden goes on without one, and no page waits
/// for one longer than a second. The head of the page comes before the interpreter in its body, which asks for
/// its frames by this name.
const FRAMES: &str = "<script>
(() => {
    const draw = window.requestAnimationFrame.bind(window);
    const waiting = new Map();
    let last = 0;
    const run = (number) => {
        const callback = waiting.get(number);
        waiting.delete(number);
        callback?.(performance.now());
    };
    window.requestAnimationFrame = (callback) => {
        const number = ++last;
        waiting.set(number, callback);
        if (!document.hidden) {
            draw(() => run(number));
        }
        setTimeout(run, document.hidden ? 0 : 1000, number);
        return number;
    };
    window.cancelAnimationFrame = (number) => {
        waiting.delete(number);
    };
    document.addEventListener('visibilitychange', () => {
        if (document.hidden) {
            [...waiting.keys()].forEach(run);
        }
    });
})();
</script>";

/// A window that opens on a page, and how to make it.
pub fn made(page: &str) -> (VirtualDom, Config) {
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let dom = VirtualDom::new(Root)
        .with_root_context(Number(number))
        .with_root_context(FirstPage(page.to_owned()));
    let place = settings::get().place.filter(|_| number == 0);
    let mut builder = WindowBuilder::new()
        .with_title("Anteroom")
        .with_always_on_top(false)
        .with_window_icon(icon_from_memory::<Icon>(ICON).ok())
        .with_inner_size(LogicalSize::new(1280.0, 860.0))
        .with_min_inner_size(LogicalSize::new(480.0, 400.0));
    if let Some(place) = place {
        builder = builder
            .with_inner_size(PhysicalSize::new(place.width, place.height))
            .with_position(PhysicalPosition::new(place.x, place.y))
            .with_maximized(place.maximized);
    }
    let menu = menu::build(number);
    if let Err(error) = &menu {
        eprintln!("there is no menu: {error}");
    }
    let config = Config::new()
        .with_window(builder)
        .with_menu(menu.ok())
        .with_disable_context_menu(true)
        .with_custom_head(FRAMES.to_owned())
        .with_on_window(move |window, _| {
            if let Some(place) = place {
                put_on_a_screen(&window, place);
            }
        });
    (dom, config)
}

/// Opens a further window on a page.
pub fn open(page: &str) {
    let (dom, config) = made(page);
    // It needs nothing more of this one.
    drop(window().new_window(dom, config));
}

/// Which screens there are is known only once there is a window.
fn put_on_a_screen(window: &Window, place: Place) {
    let screens: Vec<_> = window
        .available_monitors()
        .map(|monitor| Screen {
            x: monitor.position().x,
            y: monitor.position().y,
            width: monitor.size().width,
            height: monitor.size().height,
        })
        .collect();
    match (restored(place, &screens), screens.first()) {
        (Some(fits), _) if fits == place => {}
        (Some(fits), _) => window.set_inner_size(PhysicalSize::new(fits.width, fits.height)),
        (None, Some(screen)) => {
            window.set_inner_size(LogicalSize::new(1280.0, 860.0));
            window.set_outer_position(PhysicalPosition::new(screen.x, screen.y));
        }
        (None, None) => {}
    }
}

/// Notes where the first window is, whenever that changes.
pub fn use_place(number: Number) {
    let window = use_hook(window);
    use_wry_event_handler(move |event, _| {
        if let Event::WindowEvent {
            event: WindowEvent::Moved(_) | WindowEvent::Resized(_),
            ..
        } = event
            && number.0 == 0
        {
            note(&window);
        }
    });
}

/// Notes whether the window has the keyboard.
pub fn use_focus(number: Number) {
    let focus = move |has_it: bool| {
        let mut focused = FOCUSED.lock().unwrap_or_else(PoisonError::into_inner);
        if has_it {
            focused.insert(number.0);
        } else {
            focused.remove(&number.0);
        }
    };
    // The window is there before its page is.
    use_hook(|| focus(window().is_focused()));
    use_wry_event_handler(move |event, _| {
        if let Event::WindowEvent {
            event: WindowEvent::Focused(has_it),
            ..
        } = event
        {
            focus(*has_it);
        }
    });
    use_drop(move || focus(false));
}

/// Whether one of the app's windows has the keyboard.
pub fn is_looked_at() -> bool {
    let focused = FOCUSED.lock().unwrap_or_else(PoisonError::into_inner);
    !focused.is_empty()
}

fn note(window: &DesktopContext) {
    // All of the screen is for now, not for ever.
    if window.fullscreen().is_some() {
        return;
    }
    let maximized = window.is_maximized();
    let before = settings::get().place;
    let place = match (maximized, before, window.outer_position()) {
        (true, Some(before), _) => Place {
            maximized,
            ..before
        },
        (_, _, Ok(position)) => Place {
            x: position.x,
            y: position.y,
            width: window.inner_size().width,
            height: window.inner_size().height,
            maximized,
        },
        // Where windows do not know their place, it is the system's to remember.
        (_, _, Err(_)) => return,
    };
    *MOVED.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
}

/// Writes down where the first window is, if it has moved.
pub fn write_place() {
    let moved = MOVED.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(place) = moved.filter(|place| settings::get().place != Some(*place))
        && let Err(error) = settings::change(|settings| settings.place = Some(place))
    {
        eprintln!("the window's place is not kept: {error}");
    }
}

/// Brings a window to the front.
pub fn raise(window: &DesktopContext) {
    window.set_visible(true);
    window.set_minimized(false);
    window.set_focus();
}

thread_local! {
    // Windows live on one thread.
    static ZOOM: Cell<f64> = const { Cell::new(1.0) };
}

/// Makes what is in the window larger or smaller by steps, or as it was.
pub fn zoom(window: &DesktopContext, step: Option<f64>) {
    let level = ZOOM.with(|zoom| {
        let level = step.map_or(1.0, |step| (zoom.get() * step).clamp(0.5, 3.0));
        zoom.set(level);
        level
    });
    window.set_zoom_level(level);
}

/// Ends the app.
pub fn quit() {
    write_place();
    source::flush();
    keyring::finish();
    std::process::exit(0)
}

/// Ends the app and starts it again: a server's address is for as long as a process.
pub fn restart() {
    single::give_up();
    let started =
        std::env::current_exe().and_then(|program| std::process::Command::new(program).spawn());
    if let Err(error) = started {
        eprintln!("please start the app again: {error}");
    }
    quit();
}
