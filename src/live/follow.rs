//! The way to the server and back to it: connects, hands on what it is told, and tries again.

use dioxus::prelude::*;
use jiff::Timestamp;

use super::{
    api,
    apply::{Outcome, Step, step},
    client::Connection,
    model::{Message, Sequence},
    pauses::{self, SILENCE, chance, pause, within},
    wire::Opening,
};
use crate::{
    auth::{self, Me, Role},
    desk::model::{BoardHold, BoardVisit},
    error::AppError,
    offline::broken::unbroken,
    ui::platform,
};

/// A server that takes more milliseconds than these to say who is asking cannot be reached.
const ANSWER: u32 = 10_000;

/// What a page does with what it is told.
pub(super) trait Page {
    /// The day that it shows.
    fn date(&self) -> String;
    fn show(&mut self, at: &Sequence, visit: BoardVisit) -> Outcome;
    fn hide(&mut self, at: &Sequence, id: i64);
    /// This is what is kept of a doctor's time.
    fn hold(&mut self, at: &Sequence, doctor_id: i64, holds: Vec<BoardHold>);
    /// Loads everything again. Whatever happened up to `at` is in it then; gives how far it has come.
    async fn reload(&mut self, at: Sequence) -> Result<Sequence, AppError>;
}

/// Why a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// It broke, or never came about.
    Lost,
    SignedOut,
}

/// Keeps a page that is at `at` connected.
pub(super) async fn follow(
    mut page: impl Page,
    mut at: Sequence,
    mut connection: Signal<Connection>,
) {
    let mut failures = 0;
    let mut since = None;
    loop {
        let end = connect(&mut page, &mut at, connection).await;
        if *connection.peek() == Connection::Live {
            failures = 0;
            since = None;
            connection.set(Connection::Connecting);
        }
        if let End::SignedOut = end {
            return connection.set(Connection::SignedOut);
        }
        let since = *since.get_or_insert_with(now);
        if failures > 0 {
            connection.set(Connection::Lost { since });
        }
        failures += 1;
        wait(pause(failures, chance(&platform::unlikely()))).await;
    }
}

/// Connects once, and stays for as long as it goes.
async fn connect(
    page: &mut impl Page,
    at: &mut Sequence,
    mut connection: Signal<Connection>,
) -> End {
    let (date, known) = (page.date(), at.clone());
    let opened = api::live(
        Some(date),
        Some(known.epoch),
        Some(known.number),
        Opening::default(),
    );
    let Some(Ok(socket)) = within(SILENCE, opened).await else {
        return refused().await;
    };
    let mut live = false;
    while let Some(Some(messages)) = within(SILENCE, socket.next()).await {
        if messages.contains(&Message::SignedOut) {
            // It is said to whoever changed their own rights as well, and may go on with others.
            return refused().await;
        }
        match take(page, at, messages).await {
            Ok(()) => {}
            Err(error) if is_refusal(&error) => return End::SignedOut,
            Err(_) => return End::Lost,
        }
        if !live {
            live = true;
            connection.set(Connection::Live);
        }
    }
    if live { End::Lost } else { refused().await }
}

/// Takes in messages that came together.
async fn take(
    page: &mut impl Page,
    at: &mut Sequence,
    messages: Vec<Message>,
) -> Result<(), AppError> {
    let last = messages.last().and_then(told_at).unwrap_or_default();
    for message in messages {
        let reload = match step(at, message) {
            Step::Nothing => false,
            Step::Show(visit) => page.show(at, *visit) == Outcome::Reload,
            Step::Hide(id) => {
                page.hide(at, id);
                false
            }
            Step::Hold(doctor_id, holds) => {
                page.hold(at, doctor_id, holds);
                false
            }
            Step::Reload => true,
        };
        if reload {
            // What is loaded now has whatever else came with this. Until it is, the page is nowhere.
            *at = Sequence::default();
            let loaded = within(SILENCE, unbroken(page.reload(last))).await;
            *at = loaded.unwrap_or(Err(AppError::Offline))?;
            return Ok(());
        }
    }
    Ok(())
}

fn told_at(message: &Message) -> Option<Sequence> {
    match message {
        Message::Hello(at)
        | Message::Visit(at, _)
        | Message::Gone(at, _)
        | Message::Holds(at, ..)
        | Message::Reload(at) => Some(at.clone()),
        Message::SignedOut => None,
    }
}

/// Looks why there is no connection. A browser does not tell whether the server refused it.
async fn refused() -> End {
    end_for(within(ANSWER, unbroken(auth::api::me())).await)
}

/// Why there is no connection for whoever the server says is asking, if it said so in time.
fn end_for(me: Option<Result<Me, AppError>>) -> End {
    let may = [Role::Admin, Role::FrontDesk, Role::Doctor];
    match me {
        Some(Ok(me)) if !may.contains(&me.role) || me.must_change_password => End::SignedOut,
        Some(Err(error)) if is_refusal(&error) => End::SignedOut,
        _ => End::Lost,
    }
}

fn is_refusal(error: &AppError) -> bool {
    matches!(
        error,
        AppError::NotSignedIn | AppError::Forbidden | AppError::PasswordChangeRequired
    )
}

fn now() -> Timestamp {
    Timestamp::from_millisecond(platform::milliseconds()).unwrap_or_default()
}

/// Waits so many milliseconds, or until there is a reason to try at once: the page is looked at again, the
/// network is back.
async fn wait(milliseconds: u32) {
    let ends = platform::milliseconds() + i64::from(milliseconds);
    let mut reachable = platform::reachable();
    loop {
        let left = u32::try_from(ends - platform::milliseconds()).unwrap_or(0);
        if left == 0 {
            return;
        }
        platform::pause(left.min(pauses::STEP)).await;
        let before = std::mem::replace(&mut reachable, platform::reachable());
        if reachable && !before {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
