//! Whether those who watch a board still may. A connection was allowed when it was opened; what it was allowed
//! by is looked at again and again, once for all boards of a session.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::{Notify, watch};

use crate::{
    auth::{self, backend::User},
    error::AppError,
    server::{AppState, session_store},
};

/// How often rights are looked at.
const EVERY: Duration = Duration::from_secs(3);

/// Who watches.
#[derive(Debug, Default)]
pub(super) struct Guard {
    /// By the id under which the session is stored.
    sessions: Mutex<HashMap<String, Watcher>>,
    look: Notify,
}

/// A session with open boards.
#[derive(Debug)]
struct Watcher {
    /// The account as it was when the first of them was opened.
    user: User,
    /// Tells them when it is over.
    over: watch::Sender<bool>,
}

impl Watcher {
    fn is_gone(&self) -> bool {
        self.over.receiver_count() == 0
    }
}

impl Guard {
    fn sessions(&self) -> MutexGuard<'_, HashMap<String, Watcher>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a board is opened in a session; tells when it has to close.
    pub(super) fn admit(&self, session: String, user: &User) -> watch::Receiver<bool> {
        let mut sessions = self.sessions();
        if let Some(watcher) = sessions.get(&session) {
            if watcher.user.has_rights_of(user) {
                return watcher.over.subscribe();
            }
            watcher.over.send_replace(true);
        }
        let (over, told) = watch::channel(false);
        let user = user.clone();
        sessions.insert(session, Watcher { user, over });
        told
    }

    /// Looks at once.
    pub(super) fn look(&self) {
        self.look.notify_one();
    }

    /// The sessions and accounts that have open boards; those that have none any more are forgotten.
    fn watching(&self) -> (Vec<String>, HashSet<i64>) {
        let mut sessions = self.sessions();
        sessions.retain(|_, watcher| !watcher.is_gone());
        let users = sessions.values().map(|watcher| watcher.user.id).collect();
        (sessions.keys().cloned().collect(), users)
    }

    /// Closes the boards of those who were looked up and are not among the sessions and accounts there are.
    fn close_others(&self, asked: &[String], alive: &HashSet<String>, users: &HashMap<i64, User>) {
        let mut sessions = self.sessions();
        for session in asked {
            let may = sessions.get(session).is_none_or(|watcher| {
                let user = users.get(&watcher.user.id);
                alive.contains(session)
                    && user.is_some_and(|user| user.has_rights_of(&watcher.user))
            });
            if !may && let Some(watcher) = sessions.remove(session) {
                watcher.over.send_replace(true);
            }
        }
    }
}

/// Looks at rights every now and then, and when something has changed; never ends by itself.
pub(super) async fn run(app: AppState) {
    let guard = &app.boards.guard;
    loop {
        // A time that ran out is the time to look.
        let _ = tokio::time::timeout(EVERY, guard.look.notified()).await;
        if let Err(error) = check(&app, guard).await {
            tracing::warn!(%error, "the rights of those who watch boards were not looked at");
        }
    }
}

async fn check(app: &AppState, guard: &Guard) -> Result<(), AppError> {
    let (asked, users) = guard.watching();
    if asked.is_empty() {
        return Ok(());
    }
    let (sessions, now) = (asked.clone(), app.now());
    let (alive, users) = app
        .db
        .read(move |conn| {
            let alive = session_store::alive(conn, &sessions, now)?;
            let mut found = HashMap::new();
            for id in &users {
                if let Some(user) = auth::store::active_user(conn, *id)? {
                    found.insert(*id, user);
                }
            }
            Ok((alive, found))
        })
        .await?;
    guard.close_others(&asked, &alive, &users);
    Ok(())
}
