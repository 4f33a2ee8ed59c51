//! Where what changed meets the boards that are open: loads what was heard to have changed, once for all of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use diesel::prelude::*;

use super::{
    batch::Change,
    listen::{self, Changed, Heard, Listener},
};
use crate::{
    desk,
    error::AppError,
    server::{AppState, Conn, Scope, schema::appointments},
};

/// Boards are told at most this often: what happens in between is told together.
const PACE: Duration = Duration::from_millis(50);
/// Changes that are told one by one; more at once have boards load again. A connection keeps room for the longest
/// text it ever sent.
const MOST: usize = 100;
/// Appointments of a patient that are told when the patient has another name or number.
const OF_PATIENT: i64 = 200;
/// How long after a failure it is tried again.
const AGAIN: Duration = Duration::from_millis(250);

/// Keeps the boards of this server up to date, and looks after who watches them; never ends by itself.
pub async fn run(app: AppState) {
    tokio::join!(tell(&app), super::guard::run(&app));
}

async fn tell(app: &AppState) {
    let mut listener = Listener::new(&app.db);
    loop {
        match listener.hear().await {
            Heard::Anew => {
                app.forget_settings();
                app.boards.begin_anew();
            }
            Heard::Changes(changes) => {
                let begun = Instant::now();
                take(app, changes.into_iter().collect()).await;
                tokio::time::sleep(PACE.saturating_sub(begun.elapsed())).await;
            }
        }
    }
}

/// Tells of these changes, however often it has to try.
async fn take(app: &AppState, changes: BTreeSet<Changed>) {
    if changes.contains(&Changed::Clinic) || changes.len() > MOST {
        app.forget_settings();
        app.boards.reload();
    } else if !app.boards.skip() {
        loop {
            match load(app, changes.clone()).await {
                Ok(changes) => return app.boards.publish(changes),
                Err(error) => {
                    tracing::warn!(%error, "what changed could not be read");
                    tokio::time::sleep(AGAIN).await;
                }
            }
        }
    }
}

/// How the appointments stand that these changes are about.
async fn load(app: &AppState, changes: BTreeSet<Changed>) -> Result<Vec<Change>, AppError> {
    let (settings, now) = (app.settings().await?, app.now());
    app.db
        .read(move |conn| {
            let ids = appointments_of(conn, &changes)?;
            let visits = desk::store::visits(conn, &settings, Scope::Clinic, &ids, now)?;
            let mut visits: BTreeMap<i64, _> =
                visits.into_iter().map(|visit| (visit.id, visit)).collect();
            let changes = ids.into_iter().map(|appointment_id| Change {
                appointment_id,
                visit: visits.remove(&appointment_id),
            });
            Ok(changes.collect())
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
            Changed::Clinic => {}
        }
    }
    Ok(ids.into_iter().collect())
}

/// Deletes what was read long ago from where changes are noted.
///
/// # Errors
/// When the database refuses.
pub fn sweep(conn: &mut Conn) -> QueryResult<()> {
    listen::delete_read(conn)
}
