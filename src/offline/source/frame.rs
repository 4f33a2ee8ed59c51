//! The frame around the pages, and whom what is kept is shown to.

use dioxus::prelude::*;
use jiff::Timestamp;

use super::{POKE, Shells, ask, is_away, source, tell};
use crate::{
    auth::{self, model::Shell},
    desktop::session,
    error::AppError,
    offline::model::Who,
    ui::PageData,
};

/// The frame around the pages: the server's, or that of the kept day while the server is away and
/// the lock has let somebody in.
///
/// # Errors
/// What the server answers.
pub async fn shell() -> Result<Shell, AppError> {
    let answer = ask(auth::api::shell()).await;
    // Read after the answer: the clinic's clock as it is known here is then behind by its way, and never ahead.
    let local = Timestamp::now();
    let user = user();
    let mut source = source();
    match answer {
        Ok(shell) => {
            source.lent = false;
            let me = shell.me.as_ref().filter(|me| Who::has_board(me));
            if let Some(me) = me {
                source.keeper.signed_in(me, &shell, local);
                source.sign_in = false;
            } else {
                source.keeper.shut();
            }
            drop(source);
            tell();
            POKE.notify_one();
            Ok(shell)
        }
        Err(error) if is_away(&error) => {
            source.keeper.let_in(user, local);
            let kept = source.keeper.shell(local);
            source.lent = true;
            drop(source);
            tell();
            kept.ok_or(error)
        }
        Err(error) => Err(error),
    }
}

/// The account of whoever is signed in, as far as it is known without the server: what is kept need not be
/// theirs, since on this computer others may have logged in after whoever it is of.
fn user() -> Option<i64> {
    let who = session::who().filter(|_| session::is_signed_in());
    who.map(|who| who.user_id)
}

/// Loads the frame again when the server is back, or when somebody has to log in.
pub fn use_shell_kept_true(mut shell: PageData<Shell>) {
    let shells = use_hook(try_consume_context::<Shells>);
    let mut seen = use_signal(|| 0);
    use_effect(move || {
        let Some(Shells(count)) = shells else { return };
        let count = count();
        if *seen.peek() != count {
            seen.set(count);
            shell.restart();
        }
    });
}

/// The lock has let somebody in: without the server the frame is made of what is kept.
pub(in crate::offline) fn let_in() {
    let user = user();
    let mut source = source();
    let is_due = source.away.is_some() && !source.keeper.is_open();
    if is_due && source.keeper.is_for(user) {
        source.shells += 1;
        drop(source);
        tell();
    }
}

/// The session is over: what is kept is not shown until somebody is let in again.
pub fn shut() {
    source().keeper.shut();
    tell();
}

/// Whoever worked here logged out: nothing of theirs is shown or known any more.
pub fn signed_out() {
    session::forget();
    let mut source = source();
    source.keeper.signed_out();
    source.sign_in = false;
    drop(source);
    tell();
}
