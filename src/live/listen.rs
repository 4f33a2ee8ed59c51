//! How a server hears what changed, whoever changed it: in the order of the commits, and without a gap that it
//! would not notice.

use std::{thread, time::Duration};

use diesel::{
    PgConnection, QueryResult, QueryableByName, RunQueryDsl as _,
    connection::SimpleConnection as _,
    sql_query,
    sql_types::{BigInt, Text},
};
use tokio::sync::mpsc;
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::{
    error::AppError,
    server::{
        Conn, Db,
        engine::{self, DatabaseUrl, Purpose},
    },
};

/// How often a file is looked at for what other programs did; what this one does is seen at once.
const LOOK: Duration = Duration::from_millis(300);
/// Changes that are read at once at most. More at once, as from an import, have boards load again.
const MOST: i64 = 1_000;
/// How often what `PostgreSQL` has sent is looked for.
const EAR: Duration = Duration::from_millis(10);
/// How long after a failure it is tried again.
const AGAIN: Duration = Duration::from_millis(250);

/// A record that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Changed {
    /// The appointment with this id, or what happens with its patient in the house.
    Appointment(i64),
    /// What is kept of the time of the doctor with this id.
    Holds(i64),
    /// What boards show of the patient with this id.
    Patient(i64),
    /// Settings, rules, doctors: anything on a board may have changed.
    Clinic,
}

impl Changed {
    fn new(what: &str, which: i64) -> Self {
        match what {
            "appointment" => Self::Appointment(which),
            "holds" => Self::Holds(which),
            "patient" => Self::Patient(which),
            _ => Self::Clinic,
        }
    }
}

/// What was heard.
#[derive(Debug)]
pub(super) enum Heard {
    /// From now on everything is heard; what was before may have been missed.
    Anew,
    /// These changed.
    Changes(Vec<Changed>),
}

/// Hears what changes in a database.
pub(super) enum Listener {
    /// On a file: reads the table that triggers write.
    File {
        db: Db,
        /// The last row that was read.
        last: Option<i64>,
    },
    /// On `PostgreSQL`: a thread with a connection of its own.
    Shared {
        url: DatabaseUrl,
        user: TaskTrackerToken,
        told: mpsc::UnboundedReceiver<Heard>,
    },
}

impl Listener {
    pub(super) fn new(db: &Db) -> Self {
        if !db.url().is_shared() {
            return Self::File {
                db: db.clone(),
                last: None,
            };
        }
        Self::Shared {
            url: db.url().clone(),
            user: db.user(),
            told: start(db.url().clone(), db.user()),
        }
    }

    /// Waits for what comes next.
    pub(super) async fn hear(&mut self) -> Heard {
        match self {
            Self::File { db, last } => loop {
                if last.is_some() {
                    // A time that ran out is the time to look.
                    let _ = tokio::time::timeout(LOOK, db.committed().notified()).await;
                }
                match read_on(db, *last).await {
                    Ok((read, heard)) => {
                        *last = Some(read);
                        if let Some(heard) = heard {
                            return heard;
                        }
                    }
                    Err(error) => {
                        tracing::warn!(%error, "what changed could not be read");
                        tokio::time::sleep(AGAIN).await;
                    }
                }
            },
            Self::Shared { url, user, told } => {
                if let Some(heard) = told.recv().await {
                    return heard;
                }
                tracing::error!("nobody listens for what changes; beginning again");
                tokio::time::sleep(AGAIN).await;
                *told = start(url.clone(), user.clone());
                Heard::Anew
            }
        }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    what: String,
    #[diesel(sql_type = BigInt)]
    which: i64,
}

/// Reads what came after the row `last`; gives the last row there is, and what that tells.
async fn read_on(db: &Db, last: Option<i64>) -> Result<(i64, Option<Heard>), AppError> {
    db.look_up(move |conn| {
        let Some(last) = last else {
            return Ok((newest(conn)?, Some(Heard::Anew)));
        };
        let query = "SELECT id, what, which FROM board_changes WHERE id > $1 ORDER BY id LIMIT $2";
        let rows: Vec<Row> = sql_query(query)
            .bind::<BigInt, _>(last)
            .bind::<BigInt, _>(MOST)
            .load(conn)?;
        let (Some(first), Some(end)) = (rows.first(), rows.last()) else {
            return Ok((last, None));
        };
        // Numbers on a file have no gaps: what is missing was deleted before it was read.
        if first.id > last + 1 || end.id - last >= MOST {
            return Ok((newest(conn)?, Some(Heard::Anew)));
        }
        let changes = rows.iter().map(|row| Changed::new(&row.what, row.which));
        let heard = Heard::Changes(changes.collect());
        Ok((end.id, Some(heard)))
    })
    .await
}

fn newest(conn: &mut Conn) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Newest {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    // Not the greatest there is: what was read may have been deleted.
    let newest = sql_query(
        "SELECT coalesce(max(seq), 0) AS id FROM sqlite_sequence WHERE name = 'board_changes'",
    );
    newest.get_result::<Newest>(conn).map(|newest| newest.id)
}

/// Rows that stay when old ones are deleted: as many as servers may be behind.
const KEPT: i64 = 10_000;

/// Deletes what every server on this file has read long ago.
///
/// # Errors
/// When the database refuses.
pub(super) fn delete_read(conn: &mut Conn) -> QueryResult<()> {
    if matches!(conn, Conn::Sqlite(_)) {
        sql_query("DELETE FROM board_changes WHERE id <= (SELECT max(id) FROM board_changes) - $1")
            .bind::<BigInt, _>(KEPT)
            .execute(conn)?;
    }
    Ok(())
}

/// Starts a thread that listens, and gives what is told by it. Nothing more is, once it has ended.
fn start(url: DatabaseUrl, user: TaskTrackerToken) -> mpsc::UnboundedReceiver<Heard> {
    let (tell, told) = mpsc::unbounded_channel();
    let started = thread::Builder::new()
        .name("board listener".to_owned())
        .spawn(move || {
            let _user = user;
            listen(&url, &tell);
        });
    if let Err(error) = started {
        tracing::error!(%error, "boards are not kept up to date");
    }
    told
}

/// Listens until nobody wants to hear any more.
fn listen(url: &DatabaseUrl, tell: &mpsc::UnboundedSender<Heard>) {
    while !tell.is_closed() {
        if let Err(error) = listen_once(url, tell) {
            tracing::warn!(%error, "what changes is not heard; trying again");
        }
        thread::sleep(AGAIN);
    }
}

/// Listens on one connection until it is lost.
fn listen_once(url: &DatabaseUrl, tell: &mpsc::UnboundedSender<Heard>) -> anyhow::Result<()> {
    let Conn::Postgresql(mut conn) = engine::connect(url, Purpose::Listening)? else {
        anyhow::bail!("files do not tell");
    };
    conn.batch_execute("LISTEN anteroom_boards")?;
    // Only now: what is committed from here on is heard.
    let _ = tell.send(Heard::Anew);
    let lost = pass_on(&mut conn, tell);
    if lost.is_err() {
        // Boards that are not told any more must not go on as if they were: they load again, and say so where they
        // cannot. Once more when there is a connection again, for what happened until then.
        let _ = tell.send(Heard::Anew);
    }
    Ok(lost?)
}

/// Passes on what a connection is told, until it is lost or nobody wants to hear any more.
fn pass_on(conn: &mut PgConnection, tell: &mpsc::UnboundedSender<Heard>) -> QueryResult<()> {
    while !tell.is_closed() {
        let told = conn
            .notifications_iter()
            .map(|told| told.map(|told| changed(&told.payload)))
            .collect::<QueryResult<Vec<_>>>()?;
        if told.is_empty() {
            thread::sleep(EAR);
        } else {
            // Whether anybody hears it is looked at next.
            let _ = tell.send(Heard::Changes(told));
        }
    }
    Ok(())
}

fn changed(payload: &str) -> Changed {
    let (what, which) = payload.split_once(' ').unwrap_or_default();
    which
        .parse()
        .map_or(Changed::Clinic, |which| Changed::new(what, which))
}

#[cfg(test)]
mod tests {
    use tokio_util::task::TaskTracker;

    use super::*;

    #[test]
    fn what_is_told_is_understood_or_taken_for_anything() {
        assert_eq!(changed("appointment 7"), Changed::Appointment(7));
        assert_eq!(changed("patient 8"), Changed::Patient(8));
        assert_eq!(changed("holds 9"), Changed::Holds(9));
        for odd in ["clinic 1", "clinic", "", "appointment x", "weather 3"] {
            assert_eq!(changed(odd), Changed::Clinic, "{odd}");
        }
    }

    #[tokio::test]
    async fn a_thread_that_ended_is_followed_by_another_and_boards_load_again() {
        let (_, told) = mpsc::unbounded_channel();
        // Nobody is there, so that the thread tries and tries.
        let url = "postgresql://127.0.0.1:1/nothing".parse().unwrap();
        let user = TaskTracker::new().token();
        let mut listener = Listener::Shared { url, user, told };
        let heard = tokio::time::timeout(Duration::from_secs(20), listener.hear()).await;
        assert!(matches!(heard, Ok(Heard::Anew)), "{heard:?}");
        let Listener::Shared { told, .. } = &listener else {
            unreachable!("it listens to the same");
        };
        assert!(!told.is_closed(), "somebody may tell");
    }

    #[test]
    fn the_newest_rows_stay_and_numbers_go_on() {
        let mut conn = engine::in_memory();
        if !matches!(conn, Conn::Sqlite(_)) {
            return;
        }
        conn.batch_execute(
            "DELETE FROM board_changes;
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10500)
             INSERT INTO board_changes (what, which) SELECT 'appointment', i FROM n",
        )
        .unwrap();
        delete_read(&mut conn).unwrap();
        let counted = "SELECT CAST(count(*) AS TEXT) AS line FROM board_changes";
        assert_eq!(engine::lines(&mut conn, counted).unwrap(), ["10000"]);
        let before = newest(&mut conn).unwrap();
        conn.batch_execute("DELETE FROM board_changes").unwrap();
        assert_eq!(newest(&mut conn).unwrap(), before);
        conn.batch_execute("INSERT INTO board_changes (what, which) VALUES ('clinic', 1)")
            .unwrap();
        assert_eq!(newest(&mut conn).unwrap(), before + 1);
    }
}
