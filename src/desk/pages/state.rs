//! What an open board knows, and what is done on it.

use std::{collections::BTreeSet, fmt::Write as _};

use dioxus::prelude::*;

use super::{query::Query, reckon::Reckoned};
use crate::{
    clinic_time::ClinicTime,
    desk::{
        actions,
        model::{Board, BoardVisit},
    },
    encounters::model::Stage,
    error::AppError,
    live::apply::put,
    patients::pages::query_path,
    ui::{Session, platform, use_session},
};

/// For so many milliseconds something is said that cannot be taken back.
const MOMENT: u32 = 8_000;

/// A step that was taken here, for as long as it can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Done {
    /// Of which visit; none where nothing can be taken back any more.
    pub(super) id: Option<i64>,
    /// What was done.
    pub(super) words: String,
    /// Tells it from others.
    number: u64,
}

/// A new visit that is about to be entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Booking {
    /// With whom, where a gap was chosen.
    pub(super) doctor_id: Option<i64>,
    /// When, where a gap was chosen.
    pub(super) starts_at: Option<String>,
    /// The patient is here already.
    pub(super) walk_in: bool,
}

impl Booking {
    /// The address of the page that does the same as the dialog.
    pub(super) fn path(&self) -> String {
        query_path(
            "/desk/new",
            [
                (
                    "doctor_id",
                    self.doctor_id.map(|id| id.to_string()).unwrap_or_default(),
                ),
                ("starts_at", self.starts_at.clone().unwrap_or_default()),
                ("walk_in", if self.walk_in { "true" } else { "" }.to_owned()),
            ],
        )
    }
}

/// An open board.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Desk {
    /// The day.
    pub(super) board: Signal<Board>,
    /// What the clinic's clock shows, by the minute.
    pub(super) clock: Signal<ClinicTime>,
    /// What follows from that.
    pub(super) reckoned: Memo<Reckoned>,
    /// Whether the page has come alive.
    pub(super) alive: Signal<bool>,
    /// Whose details are open.
    pub(super) opened: Signal<Option<i64>>,
    /// The item on the board that the tab key leads to.
    pub(super) stop: Signal<Option<String>>,
    /// What stands in the search field.
    pub(super) search: Signal<String>,
    /// Whether the dialog for a new visit is open.
    pub(super) books: Signal<bool>,
    /// What it is opened for.
    pub(super) booking: Signal<Booking>,
    /// Whether the list of keys is open.
    pub(super) helps: Signal<bool>,
    work: Work,
    take: Callback<(i64, Stage, Option<i64>)>,
    back: Callback<i64>,
}

/// Makes the state of a board that was loaded, known to everything on it.
pub(super) fn use_desk(loaded: Board, query: &Query) -> Desk {
    let session = use_session();
    let mut board = use_signal(|| loaded.clone());
    use_effect(use_reactive!(|loaded| {
        // Another load of the same day.
        if *board.peek() != loaded {
            board.set(loaded);
        }
    }));
    let work = Work {
        session,
        board,
        done: use_signal(|| None),
        problem: use_signal(|| refused(&session)),
        busy: use_signal(BTreeSet::new),
        own: use_signal(BTreeSet::new),
    };
    let mut alive = use_signal(|| false);
    use_effect(move || alive.set(true));
    let clock = use_clock(board);
    let desk = Desk {
        work,
        board,
        clock,
        reckoned: use_memo(move || Reckoned::of(&board.read(), clock())),
        alive,
        opened: use_signal(|| query.visit),
        stop: use_signal(|| None),
        search: use_signal(|| query.search.clone()),
        books: use_signal(|| false),
        booking: use_signal(Booking::default),
        helps: use_signal(|| false),
        take: use_callback(move |(id, to, room_id)| work.take(id, to, room_id)),
        back: use_callback(move |id| work.back(id)),
    };
    use_context_provider(|| desk)
}

/// Why a form of the board that was sent without JavaScript was refused.
fn refused(session: &Session) -> Option<String> {
    let flash = session.flash()?;
    let ours = ["/api/appointments/", "/api/doctors/"];
    let error = flash.error?;
    ours.iter()
        .any(|path| flash.action.starts_with(path))
        .then(|| error.to_string())
}

/// What the clinic's clock shows, minute by minute.
fn use_clock(board: Signal<Board>) -> Signal<ClinicTime> {
    let session = use_session();
    let mut clock = use_signal(|| reading(&session, &board.peek()));
    // Effects run in browsers and in the installed app only.
    use_effect(move || {
        spawn(async move {
            loop {
                let past = platform::milliseconds().rem_euclid(60_000);
                platform::pause(u32::try_from(60_000 - past).unwrap_or(60_000)).await;
                clock.set(reading(&session, &board.peek()));
            }
        });
    });
    clock
}

/// The moment, as the clock of the board's day shows it where it is that day's.
fn reading(session: &Session, board: &Board) -> ClinicTime {
    let whole = board.whole;
    let now = session.clock().unwrap_or(whole.starts_at);
    if whole.changes_clock() || now < whole.starts_at || now >= whole.ends_at {
        return now;
    }
    let passed = now.timestamp().as_millisecond() - whole.starts_at.timestamp().as_millisecond();
    whole.starts_at.later(passed)
}

/// The board that this is on.
pub(super) fn use_this_desk() -> Desk {
    use_context()
}

impl Desk {
    /// A visit of the board.
    pub(super) fn visit(self, id: i64) -> Option<BoardVisit> {
        find(&self.board.peek(), id)
    }

    /// Takes a step of a visit, if it may be taken.
    pub(super) fn step(self, id: i64, to: Stage) {
        self.take.call((id, to, None));
    }

    /// Calls the patient of a visit to a room.
    pub(super) fn check_in(self, id: i64, room_id: Option<i64>) {
        self.take.call((id, Stage::CheckedIn, room_id));
    }

    /// Takes the last step of this visit back, or of the one that had the last step here.
    pub(super) fn undo(self, id: Option<i64>) {
        let last = self.work.done.peek().as_ref().and_then(|done| done.id);
        let now = self.work.now();
        let may = |id: &i64| {
            let until = self.visit(*id).and_then(|visit| visit.undo_until);
            until.is_some_and(|until| until > now)
        };
        match id.filter(may).or(last) {
            Some(id) => self.back.call(id),
            None => self.say("There is nothing to take back."),
        }
    }

    /// Shows a visit as it is after something that was done here, and says what that was.
    pub(super) fn took(self, visit: BoardVisit, words: String) {
        self.work.took(visit, words);
    }

    /// Shows a visit that was made here, and leads to it.
    pub(super) fn show(self, visit: BoardVisit) {
        let Self { mut stop, .. } = self;
        let key = visit_key(visit.id);
        stop.set(Some(key.clone()));
        self.work.put(visit);
        spawn(async move {
            // Once it is drawn.
            platform::pause(50).await;
            platform::refocus(&format!("#{key}"));
        });
    }

    /// Says something that cannot be taken back.
    pub(super) fn say(self, words: impl Into<String>) {
        self.work.tell(None, words.into(), MOMENT);
    }

    /// What was done here last.
    pub(super) fn done(self) -> Option<Done> {
        (self.work.done)()
    }

    /// What went wrong here last.
    pub(super) fn problem(self) -> Signal<Option<String>> {
        self.work.problem
    }

    /// Opens the details of a visit and leads there.
    pub(super) fn open(self, id: i64) {
        let Self {
            mut opened,
            mut stop,
            ..
        } = self;
        stop.set(Some(visit_key(id)));
        opened.set(Some(id));
    }

    /// Closes the details and goes back to the visit.
    pub(super) fn close(self) {
        let mut opened = self.opened;
        let Some(id) = opened.take() else { return };
        platform::focus(&format!("#{}", visit_key(id)));
    }

    /// Opens the dialog for a new visit, or says why there can be none now.
    pub(super) fn book(self, booking: Booking, refused: Option<&str>) {
        if let Some(why) = refused {
            self.say(why);
            return;
        }
        let Self {
            booking: mut this,
            mut books,
            ..
        } = self;
        this.set(booking);
        books.set(true);
    }

    /// Whether an answer about this visit is awaited.
    pub(super) fn is_busy(self, id: i64) -> bool {
        self.work.busy.read().contains(&id)
    }

    /// Whether this version of a visit came about here.
    pub(super) fn is_own(self, id: i64, version: i32) -> bool {
        self.work.own.peek().contains(&(id, version))
    }
}

/// The key of a visit on the board, which is its element's id.
pub(super) fn visit_key(id: i64) -> String {
    format!("visit-{id}")
}

/// The visit of a key.
pub(super) fn visit_of(key: &str) -> Option<i64> {
    key.strip_prefix("visit-")?.parse().ok()
}

fn find(board: &Board, id: i64) -> Option<BoardVisit> {
    board.visits.iter().find(|visit| visit.id == id).cloned()
}

/// What changes a board, in the scope of the board itself: what was begun goes on when the button that
/// began it is gone.
#[derive(Clone, Copy, PartialEq)]
struct Work {
    session: Session,
    board: Signal<Board>,
    done: Signal<Option<Done>>,
    problem: Signal<Option<String>>,
    /// Visits whose next state is awaited.
    busy: Signal<BTreeSet<i64>>,
    /// Versions of visits that were made here: nobody need be told of them.
    own: Signal<BTreeSet<(i64, i32)>>,
}

impl Work {
    fn now(self) -> ClinicTime {
        reading(&self.session, &self.board.peek())
    }

    fn take(self, id: i64, to: Stage, room_id: Option<i64>) {
        let Some(visit) = find(&self.board.peek(), id) else {
            return;
        };
        if let Some(why) = refusal(&visit, to, self.now()) {
            self.tell(None, why, MOMENT);
            return;
        }
        self.ask(id, async move {
            let after = actions::stage(visit, to, room_id).await?;
            let words = done_words(&after);
            Ok((after, words))
        });
    }

    fn back(self, id: i64) {
        let Some(visit) = find(&self.board.peek(), id) else {
            return;
        };
        self.ask(id, async move {
            let after = actions::undo(visit).await?;
            let words = format!("Taken back. {}", done_words(&after));
            Ok((after, words))
        });
    }

    /// Awaits what becomes of a visit; while it is awaited nothing else is asked about it.
    fn ask(
        self,
        id: i64,
        answer: impl Future<Output = Result<(BoardVisit, String), AppError>> + 'static,
    ) {
        let Self {
            mut busy,
            mut problem,
            ..
        } = self;
        if !busy.write().insert(id) {
            return;
        }
        problem.set(None);
        spawn(async move {
            let answer = answer.await;
            busy.write().remove(&id);
            match answer {
                Ok((after, words)) => self.took(after, words),
                Err(error) => problem.set(Some(error.to_string())),
            }
        });
    }

    fn took(self, after: BoardVisit, words: String) {
        let now = self.now().timestamp().as_millisecond();
        let left = |until: ClinicTime| until.timestamp().as_millisecond() - now;
        let left = after.undo_until.map(left).filter(|left| *left > 0);
        let left = left.and_then(|left| u32::try_from(left).ok());
        match left {
            Some(left) => self.tell(Some(after.id), words, left),
            None => self.tell(None, words, MOMENT),
        }
        self.put(after);
    }

    fn put(self, after: BoardVisit) {
        let Self {
            mut board, mut own, ..
        } = self;
        own.write().insert((after.id, after.version));
        // What needs the board anew, such as a doctor who was not on it, comes with the live updates.
        put(&mut board.write(), after);
    }

    /// Says what was done, for so many milliseconds.
    fn tell(self, id: Option<i64>, words: String, milliseconds: u32) {
        let mut done = self.done;
        let number = done.peek().as_ref().map_or(0, |done| done.number + 1);
        done.set(Some(Done { id, words, number }));
        spawn(async move {
            platform::pause(milliseconds).await;
            if done
                .peek()
                .as_ref()
                .is_some_and(|done| done.number == number)
            {
                done.set(None);
            }
        });
    }
}

/// Why a step cannot be taken, if so.
fn refusal(visit: &BoardVisit, to: Stage, now: ClinicTime) -> Option<String> {
    let name = &visit.patient_name;
    let is = visit.stage.words().to_lowercase();
    if visit.stage == to {
        return Some(format!("{name}: {is} already."));
    }
    if !visit.stage.next().contains(&to) {
        return Some(format!("{name}: {is}. “{}” cannot follow.", to.words()));
    }
    to.too_early(visit.starts_at, now)
        .then(|| format!("{name}: it is too early for “{}”.", to.words()))
}

/// What became of a visit: `Rosa Delgado: arrived, number 4.`
pub(super) fn done_words(after: &BoardVisit) -> String {
    let mut words = format!(
        "{}: {}",
        after.patient_name,
        after.stage.words().to_lowercase()
    );
    if after.stage == Stage::Arrived
        && let Some(number) = after.queue_number
    {
        let _ = write!(words, ", number {number}");
    }
    words.push('.');
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::testing::{at, visit};

    #[test]
    fn a_gap_leads_to_the_page_for_a_new_visit() {
        let booking = Booking {
            doctor_id: Some(3),
            starts_at: Some("2026-11-23T09:30:00+01:00".into()),
            walk_in: false,
        };
        assert_eq!(
            booking.path(),
            "/desk/new?doctor_id=3&starts_at=2026-11-23T09%3A30%3A00%2B01%3A00"
        );
        let walk_in = Booking {
            walk_in: true,
            ..Booking::default()
        };
        assert_eq!(walk_in.path(), "/desk/new?walk_in=true");
    }

    #[test]
    fn keys_name_visits() {
        assert_eq!(visit_of(&visit_key(12)), Some(12));
        assert_eq!(visit_of("gap-3-12"), None);
    }

    #[test]
    fn a_step_that_cannot_be_taken_says_why() {
        let rosa = visit(1, 3, "09:00", "09:30");
        let why = |to, now: &str| refusal(&rosa, to, at(now)).unwrap_or_default();
        assert_eq!(why(Stage::Arrived, "08:50"), "");
        assert_eq!(why(Stage::Booked, "08:50"), "Rosa Delgado: booked already.");
        assert_eq!(
            why(Stage::Left, "08:50"),
            "Rosa Delgado: booked. “Left” cannot follow."
        );
        assert_eq!(
            why(Stage::Noshow, "08:50"),
            "Rosa Delgado: it is too early for “Did not come”."
        );
        assert_eq!(why(Stage::Noshow, "09:20"), "");
    }

    #[test]
    fn what_was_done_is_said_with_the_number_in_the_queue() {
        let mut rosa = visit(1, 3, "09:00", "09:30");
        rosa.stage = Stage::Arrived;
        assert_eq!(done_words(&rosa), "Rosa Delgado: arrived.");
        rosa.queue_number = Some(4);
        assert_eq!(done_words(&rosa), "Rosa Delgado: arrived, number 4.");
    }
}
