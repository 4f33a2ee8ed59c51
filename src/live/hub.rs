//! Where what changed meets the boards that are open: loads what was heard to have changed, once for all of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use diesel::prelude::*;
use jiff::Timestamp;
use tokio::task::JoinSet;

use super::{
    batch::Change,
    listen::{self, Changed, Heard, Listener},
};
use crate::{
    desk,
    error::AppError,
    server::{AppState, Conn, Scope, app_state::Settings, schema::appointments},
};

/// Boards are told at most this often: what happens in between is told together.
const PACE: Duration = Duration::from_millis(50);
/// Changes that are told one by one; more at once have boards load again. A connection keeps room for the longest
/// text it ever sent.
const MOST: usize = 100;
/// Appointments of a patient that are told when the patient has another name or number.
const OF_PATIENT: i64 = 200;
/// How often it is tried to read what changed, before boards are left to find out for themselves.
const TRIES: u32 = 8;
/// How long after a failure it is tried again.
const AGAIN: Duration = Duration::from_millis(250);

/// Keeps the boards of this server up to date, and looks after who watches them; never ends by itself.
pub async fn run(app: AppState) {
    // What came about while nobody looked may have been missed.
    let missed = || app.boards.begin_anew();
    tokio::join!(
        keep_going("what tells boards", || tell(app.clone()), missed),
        keep_going(
            "what guards boards",
            || super::guard::run(app.clone()),
            missed
        ),
    );
}

/// Keeps work going that ends by a fault only: whoever depends on it would not notice that there is no more of it.
async fn keep_going<F>(what: &str, begin: impl Fn() -> F, ended: impl Fn())
where
    F: Future<Output = ()> + Send + 'static,
{
    loop {
        // Ends with whoever waits here.
        let mut work = JoinSet::new();
        work.spawn(begin());
        if let Some(Err(error)) = work.join_next().await {
            tracing::error!(%error, "{what} has ended, and begins again");
        }
        ended();
        tokio::time::sleep(AGAIN).await;
    }
}

async fn tell(app: AppState) {
    let mut listener = Listener::new(&app.db);
    loop {
        match listener.hear().await {
            Heard::Anew => {
                app.forget_settings();
                app.boards.begin_anew();
            }
            Heard::Changes(changes) => {
                let begun = Instant::now();
                take(&app, changes.into_iter().collect()).await;
                tokio::time::sleep(PACE.saturating_sub(begun.elapsed())).await;
            }
        }
    }
}

/// Tells of these changes. Where they cannot be read boards load again, which says so if they cannot either.
async fn take(app: &AppState, changes: BTreeSet<Changed>) {
    if changes.contains(&Changed::Clinic) || changes.len() > MOST {
        app.forget_settings();
        app.boards.reload();
    } else if !app.boards.skip() {
        for _ in 0..TRIES {
            match load(app, changes.clone()).await {
                Ok(changes) => return app.boards.publish(changes),
                Err(error) => {
                    tracing::warn!(%error, "what changed could not be read");
                    tokio::time::sleep(AGAIN).await;
                }
            }
        }
        app.boards.reload();
    }
}

/// How what these changes are about stands.
async fn load(app: &AppState, changes: BTreeSet<Changed>) -> Result<Vec<Change>, AppError> {
    let (settings, now) = (app.settings().await?, app.now());
    app.db
        .read(move |conn| {
            let settings = settings.current(conn, now)?;
            let ids = appointments_of(conn, &changes)?;
            let visits = desk::store::visits(conn, &settings, Scope::Clinic, &ids, now)?;
            let mut visits: BTreeMap<i64, _> = visits
                .into_iter()
                .map(|visit| (visit.id, Box::new(visit)))
                .collect();
            let appointments = ids
                .into_iter()
                .map(|id| Change::Appointment(id, visits.remove(&id)));
            let holds = holds(conn, &settings, &changes, now)?;
            Ok(appointments.chain(holds).collect())
        })
        .await
}

fn appointments_of(conn: &mut Conn, changes: &BTreeSet<Changed>) -> QueryResult<Vec<i64>> {
    let mut ids = BTreeSet::new();
    for change in changes {
        match change {
            Changed::Appointment(id) => {
                ids.insert(*id);
            }
            Changed::Patient(id) => {
                let of_patient = appointments::table
                    .filter(appointments::patient_id.eq(id))
                    .order(appointments::starts_at.desc())
                    .limit(OF_PATIENT)
                    .select(appointments::id);
                ids.extend(of_patient.load::<i64>(conn)?);
            }
            Changed::Holds(_) | Changed::Clinic => {}
        }
    }
    Ok(ids.into_iter().collect())
}

/// What is kept of the time of the doctors that these changes are about.
fn holds(
    conn: &mut Conn,
    settings: &Settings,
    changes: &BTreeSet<Changed>,
    now: Timestamp,
) -> QueryResult<Vec<Change>> {
    let doctors = changes.iter().filter_map(|change| match change {
        Changed::Holds(doctor_id) => Some((*doctor_id, Vec::new())),
        _ => None,
    });
    let mut doctors: BTreeMap<i64, Vec<_>> = doctors.collect();
    if !doctors.is_empty() {
        let ids: Vec<i64> = doctors.keys().copied().collect();
        for hold in desk::store::holds(conn, settings, &ids, now)? {
            doctors.entry(hold.doctor_id).or_default().push(hold);
        }
    }
    let changes = doctors.into_iter();
    Ok(changes
        .map(|(id, holds)| Change::Holds(id, holds))
        .collect())
}

/// Deletes what was read long ago from where changes are noted.
///
/// # Errors
/// When the database refuses.
pub fn sweep(conn: &mut Conn) -> QueryResult<()> {
    listen::delete_read(conn)
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    };

    use super::*;

    #[tokio::test]
    async fn what_a_panic_ended_begins_again() {
        let (begun, ended) = (Arc::new(AtomicUsize::new(0)), AtomicUsize::new(0));
        let start = || {
            let begun = Arc::clone(&begun);
            async move {
                assert!(begun.fetch_add(1, Relaxed) > 1, "it fails twice");
                std::future::pending::<()>().await;
            }
        };
        let going = keep_going("a test", start, || {
            ended.fetch_add(1, Relaxed);
        });
        let seen = async {
            while begun.load(Relaxed) < 3 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            () = going => unreachable!("it never ends by itself"),
            () = seen => assert_eq!(ended.load(Relaxed), 2),
            () = tokio::time::sleep(Duration::from_secs(20)) => panic!("it was not begun again"),
        }
    }
}
