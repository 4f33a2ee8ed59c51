//! Data of a page that are loaded again when they may have changed: changes that come close together lead to one
//! load, none begins while another is under way, and a page goes on with what it shows where one does not arrive.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use dioxus::prelude::*;
use serde::de::DeserializeOwned;

use super::pauses::{SILENCE, STEP, chance, part};
use crate::{
    error::AppError,
    ui::{PageData, platform},
};

/// Changes that come within so many milliseconds of the first are loaded together.
const TOGETHER: u32 = 300;
/// By chance so many more, so that pages that were told at once do not ask at once.
const APART: u32 = 700;
/// So many milliseconds after a load that did not arrive there is another, or by chance up to twice as many.
const AGAIN: u32 = 5_000;

/// What loads the data of a page again.
///
/// ```ignore
/// let fresh = use_fresh();
/// let loaded = use_page_data(move || fresh.load(api::list(date())))?;
/// let shown = use_kept(fresh, loaded, move |list| list.date == date());
/// let connection = use_live_day(date, fresh, move |id| shows(&loaded, id));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fresh {
    /// How often everything was asked for again.
    asked: Signal<u64>,
    loads: Signal<Rc<Loads>>,
}

#[derive(Debug, Default)]
struct Loads {
    /// How many are under way.
    under_way: Cell<u32>,
    /// Another one is to follow.
    due: Cell<bool>,
}

/// A load, until it is answered or dropped.
struct UnderWay(Rc<Loads>);

impl UnderWay {
    fn begin(loads: Rc<Loads>) -> Self {
        loads.under_way.set(loads.under_way.get() + 1);
        Self(loads)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.set(self.0.under_way.get() - 1);
    }
}

/// What loads the data of this page again.
pub fn use_fresh() -> Fresh {
    Fresh {
        asked: use_signal(|| 0),
        loads: use_signal(Rc::default),
    }
}

impl Fresh {
    /// Makes a load one that is made again; to be called in the closure of
    /// [`use_page_data`](crate::ui::use_page_data).
    pub fn load<T: 'static>(
        self,
        load: impl Future<Output = T> + 'static,
    ) -> impl Future<Output = T> + 'static {
        let _ = (self.asked)();
        let under_way = UnderWay::begin(self.loads.peek().clone());
        async move {
            let answer = load.await;
            drop(under_way);
            answer
        }
    }

    /// How often everything was asked for again.
    pub fn times(self) -> ReadSignal<u64> {
        self.asked.into()
    }

    /// Loads everything again now, after something that was done on the page.
    pub fn again(self) {
        let Self { mut asked, .. } = self;
        asked += 1;
    }

    /// Loads everything again soon, with whatever else changes until then.
    pub(super) fn soon(self) {
        self.after(TOGETHER, APART);
    }

    fn after(self, pause: u32, apart: u32) {
        let loads = self.loads.peek().clone();
        if loads.due.replace(true) {
            return;
        }
        let pause = pause + part(apart, chance(&platform::unlikely()));
        spawn(async move {
            turn(&loads, pause, platform::pause).await;
            loads.due.set(false);
            self.again();
        });
    }
}

/// Waits for so many milliseconds, and then for what is under way: begun again each time something changes, it
/// would not end while much does.
async fn turn(loads: &Loads, milliseconds: u32, pause: impl AsyncFn(u32)) {
    pause(milliseconds).await;
    let mut waited = 0;
    while loads.under_way.get() > 0 && waited < SILENCE {
        pause(STEP).await;
        waited += STEP;
    }
}

/// The data of a page, or what was loaded last if the server could not be reached since, which is then tried again.
/// `wanted` tells whether that is still what is asked for.
pub fn use_kept<T: DeserializeOwned + 'static>(
    fresh: Fresh,
    data: PageData<T>,
    wanted: impl Fn(&T) -> bool,
) -> Rc<Result<T, AppError>> {
    let last = use_hook(|| Rc::new(RefCell::new(None)));
    use_effect(move || {
        if matches!(&*data.read(), Err(error) if may_pass(error)) {
            fresh.after(AGAIN, AGAIN);
        }
    });
    keep(&mut last.borrow_mut(), data.read(), wanted)
}

fn keep<T>(
    last: &mut Option<Rc<Result<T, AppError>>>,
    now: Rc<Result<T, AppError>>,
    wanted: impl Fn(&T) -> bool,
) -> Rc<Result<T, AppError>> {
    if now.is_ok() {
        *last = Some(Rc::clone(&now));
        return now;
    }
    let passes = matches!(&*now, Err(error) if may_pass(error));
    let kept = last.as_ref().filter(|_| passes);
    let kept = kept.filter(|kept| matches!(&***kept, Ok(shown) if wanted(shown)));
    kept.map_or(now, Rc::clone)
}

/// Whether the next try may go better.
fn may_pass(error: &AppError) -> bool {
    error.status().is_server_error() || matches!(error, AppError::TooManyAttempts { .. })
}

#[cfg(test)]
mod tests {
    use dioxus::core::NoOpMutations;

    use super::*;

    #[test]
    fn changes_that_come_together_lead_to_one_load() {
        let mut dom = VirtualDom::new(|| {
            let fresh = use_fresh();
            use_hook(|| {
                for _ in 0..3 {
                    fresh.soon();
                }
            });
            rsx! { {(fresh.asked)().to_string()} }
        });
        dom.rebuild_in_place();
        assert_eq!(dioxus::ssr::render(&dom), "0");
        // Where there is no window, a pause is over at once.
        dom.render_immediate(&mut NoOpMutations);
        assert_eq!(dioxus::ssr::render(&dom), "1");
    }

    #[tokio::test]
    async fn no_load_begins_while_another_is_under_way() {
        let loads = Rc::new(Loads::default());
        let load = RefCell::new(Some(UnderWay::begin(Rc::clone(&loads))));
        let pauses = RefCell::new(Vec::new());
        let pause = async |milliseconds: u32| {
            pauses.borrow_mut().push(milliseconds);
            if pauses.borrow().len() == 3 {
                drop(load.take());
            }
        };
        turn(&loads, 300, pause).await;
        assert_eq!(*pauses.borrow(), [300, STEP, STEP]);
        assert_eq!(loads.under_way.get(), 0);
        // One that does not end holds nobody up for ever.
        *load.borrow_mut() = Some(UnderWay::begin(Rc::clone(&loads)));
        let pauses = RefCell::new(Vec::new());
        let pause = async |milliseconds: u32| pauses.borrow_mut().push(milliseconds);
        turn(&loads, 300, pause).await;
        let waited: u32 = pauses.borrow().iter().sum();
        assert_eq!(waited, 300 + SILENCE);
    }

    #[test]
    fn what_was_loaded_stays_while_the_server_is_away() {
        let mut last = None;
        let mut show = |now: Result<&'static str, AppError>| {
            let shown = keep(&mut last, Rc::new(now), |day| *day == "Monday");
            (*shown).clone()
        };
        let away = || Err(AppError::Offline);
        assert_eq!(show(away()), away(), "there is nothing to keep");
        assert_eq!(show(Ok("Monday")), Ok("Monday"));
        for error in [AppError::Offline, AppError::Unavailable] {
            assert_eq!(show(Err(error)), Ok("Monday"));
        }
        assert_eq!(show(Err(AppError::NotSignedIn)), Err(AppError::NotSignedIn));
        assert_eq!(show(Ok("Tuesday")), Ok("Tuesday"));
        assert_eq!(show(away()), away(), "another day is asked for");
    }
}
