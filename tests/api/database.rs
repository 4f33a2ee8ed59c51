//! Reading and writing: what is durable, what shares a commit, what waits for what.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::Duration,
};

use anteroom::{
    error::AppError,
    server::{Conn, engine::lines, schema::clinic},
};
use diesel::{prelude::*, sql_types::BigInt};
use tokio::sync::Notify;

use crate::common::TestApp;

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn number(conn: &mut Conn, sql: &str) -> i64 {
    diesel::sql_query(sql)
        .get_result::<Number>(conn)
        .unwrap()
        .number
}

#[tokio::test]
async fn every_connection_is_durable_and_keeps_references() {
    let app = TestApp::new();
    if app.state.db.url().is_shared() {
        return;
    }
    let pragmas = |conn: &mut Conn| {
        assert_eq!(
            number(
                conn,
                "SELECT sqlite_compileoption_used('ENABLE_QPSG') AS number"
            ),
            1,
            "statements are planned once: see .cargo/config.toml"
        );
        let mut read = |name: &str, column: &str| {
            number(
                conn,
                &format!("SELECT {column} AS number FROM pragma_{name}"),
            )
        };
        assert_eq!(read("foreign_keys", "foreign_keys"), 1);
        assert_eq!(read("synchronous", "synchronous"), 2, "FULL");
        assert!(read("busy_timeout", "timeout") >= 1_000);
        assert_eq!(
            number(
                conn,
                "SELECT journal_mode = 'wal' AS number FROM pragma_journal_mode"
            ),
            1
        );
        Ok(())
    };
    app.state.db.read(move |conn| pragmas(conn)).await.unwrap();
    app.state.db.write(move |conn| pragmas(conn)).await.unwrap();
}

#[tokio::test]
async fn a_connection_to_a_server_gives_up_what_takes_too_long() {
    let app = TestApp::new();
    if !app.state.db.url().is_shared() {
        return;
    }
    let settings = |conn: &mut Conn| {
        let query = "SELECT current_setting('statement_timeout') || ', read only '
                         || current_setting('default_transaction_read_only') || ', '
                         || current_setting('default_transaction_isolation') AS line";
        Ok(lines(conn, query)?)
    };
    let reading = app.state.db.read(settings).await.unwrap();
    let writing = app.state.db.write(settings).await.unwrap();
    assert_eq!(reading, ["10s, read only on, read committed"]);
    assert_eq!(writing, ["10s, read only off, read committed"]);
}

#[tokio::test]
async fn what_is_meant_to_read_cannot_write() {
    let app = TestApp::new();
    let answer = app.state.db.read(|conn| rename(conn, "By Mistake")).await;
    assert!(
        matches!(answer, Err(AppError::Internal { .. })),
        "{answer:?}"
    );
    assert_eq!(name(&app).await, "Harbour Clinic");
}

pub(super) async fn name(app: &TestApp) -> String {
    app.state
        .db
        .read(|conn| Ok(clinic::table.select(clinic::name).first(conn)?))
        .await
        .unwrap()
}

pub(super) fn rename(conn: &mut Conn, name: &str) -> Result<(), AppError> {
    diesel::update(clinic::table)
        .set(clinic::name.eq(name))
        .execute(conn)?;
    Ok(())
}

#[tokio::test]
async fn what_was_answered_is_on_disk_for_everybody() {
    let app = TestApp::new();
    app.state
        .db
        .write(|conn| rename(conn, "New Name"))
        .await
        .unwrap();
    let mut other = app.connect();
    let found: String = clinic::table
        .select(clinic::name)
        .first(&mut other)
        .unwrap();
    assert_eq!(found, "New Name");
    assert_eq!(name(&app).await, "New Name");
}

#[tokio::test]
async fn readers_neither_wait_for_a_writer_nor_see_what_is_not_committed() {
    let app = TestApp::new();
    let (go, wait) = mpsc::channel::<()>();
    let begun = Arc::new(Notify::new());
    let tell = Arc::clone(&begun);
    let db = app.state.db.clone();
    let writing = tokio::spawn(async move {
        db.write(move |conn| {
            rename(conn, "Unfinished")?;
            tell.notify_one();
            wait.recv().ok();
            Ok(())
        })
        .await
    });
    begun.notified().await;
    let seen = tokio::time::timeout(Duration::from_secs(3), name(&app)).await;
    assert_eq!(seen.unwrap(), "Harbour Clinic");
    go.send(()).unwrap();
    writing.await.unwrap().unwrap();
    assert_eq!(name(&app).await, "Unfinished");
}

#[tokio::test]
async fn one_write_that_fails_or_panics_takes_no_other_with_it() {
    let app = TestApp::new();
    // The first holds the writer until all are queued, so that they share a batch.
    let (go, wait) = mpsc::channel::<()>();
    let holder = app.state.db.clone();
    tokio::spawn(async move {
        holder
            .write(move |_| {
                wait.recv().ok();
                Ok(())
            })
            .await
    });
    let insert = |number: i64| {
        let db = app.state.db.clone();
        tokio::spawn(async move {
            db.write(move |conn| {
                diesel::sql_query("INSERT INTO imported_rows (source, source_table, source_id) VALUES ('t', 't', $1)")
                    .bind::<BigInt, _>(number)
                    .execute(conn)?;
                match number % 10 {
                    3 => Err(AppError::conflict("this one fails")),
                    7 => panic!("this one panics"),
                    _ => Ok(number),
                }
            })
            .await
        })
    };
    let tasks: Vec<_> = (0..50).map(insert).collect();
    tokio::task::yield_now().await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    go.send(()).unwrap();
    for (number, task) in (0_i64..).zip(tasks) {
        let answer = task.await.unwrap();
        match number % 10 {
            3 => assert_eq!(answer, Err(AppError::conflict("this one fails"))),
            7 => assert!(
                matches!(answer, Err(AppError::Internal { .. })),
                "{answer:?}"
            ),
            _ => assert_eq!(answer, Ok(number)),
        }
    }
    let mut other = app.connect();
    assert_eq!(
        number(&mut other, "SELECT COUNT(*) AS number FROM imported_rows"),
        40
    );
    assert_eq!(
        number(
            &mut other,
            "SELECT COUNT(*) AS number FROM imported_rows WHERE source_id % 10 IN (3, 7)"
        ),
        0
    );
    app.state
        .db
        .write(|conn| rename(conn, "Still Writing"))
        .await
        .unwrap();
    assert_eq!(name(&app).await, "Still Writing");
}

#[tokio::test]
async fn stopping_does_what_is_queued_and_refuses_what_comes_after() {
    let app = TestApp::new();
    for number in 0..20 {
        app.state.db.write_behind(move |conn| {
            std::thread::sleep(Duration::from_millis(2));
            rename(conn, &format!("Name {number}"))
        });
    }
    app.state.db.close().await;
    assert_eq!(name(&app).await, "Name 19");
    assert_eq!(
        app.state.db.write(|conn| rename(conn, "Too Late")).await,
        Err(AppError::Unavailable)
    );
    assert_eq!(log_length(&app), 0, "the log is folded in");
}

/// The length of a file's write-ahead log.
fn log_length(app: &TestApp) -> u64 {
    std::fs::metadata(format!("{}-wal", app.address())).map_or(0, |log| log.len())
}

/// Holds every connection that writes until told to go on.
struct Held(Arc<AtomicBool>);

impl Held {
    async fn new(app: &TestApp) -> Self {
        let go = Arc::new(AtomicBool::new(false));
        let (tell, begun) = mpsc::channel();
        let writers = if app.state.db.url().is_shared() {
            10
        } else {
            1
        };
        for _ in 0..writers {
            let (db, go, tell) = (app.state.db.clone(), Arc::clone(&go), tell.clone());
            tokio::spawn(async move {
                db.write(move |_| {
                    tell.send(()).ok();
                    while !go.load(Ordering::Relaxed) {
                        std::thread::sleep(Duration::from_millis(1));
                    }
                    Ok(())
                })
                .await
            });
        }
        let all = tokio::task::spawn_blocking(move || begun.iter().take(writers).count());
        assert_eq!(all.await.unwrap(), writers);
        Self(go)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_many_may_wait_and_no_more() {
    let app = TestApp::new();
    let (rosa, doctor) = (app.patient("rosa").await, app.doctor("moreau").await);
    let held = Held::new(&app).await;
    let full = Arc::new(Notify::new());
    for _ in 0..16_400 {
        let (db, full) = (app.state.db.clone(), Arc::clone(&full));
        tokio::spawn(async move {
            if db.write(|_| Ok(())).await == Err(AppError::Unavailable) {
                full.notify_one();
            }
        });
    }
    full.notified().await;
    let body = serde_json::json!({"doctor_id": doctor.id, "starts_at": "2026-11-24T09:00:00Z"});
    let reply = rosa
        .post("/api/appointments", body.clone())
        .await
        .refused(503, "unavailable");
    assert!(!reply.header("retry-after").is_empty());
    drop(held);
    let mut reply = rosa.post("/api/appointments", body.clone()).await;
    while reply.status == 503 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        reply = rosa.post("/api/appointments", body.clone()).await;
    }
    reply.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_stays_short_under_readers_without_a_pause() {
    let app = TestApp::new();
    if app.state.db.url().is_shared() {
        return;
    }
    let stop = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let (mut conn, stop) = (app.connect(), Arc::clone(&stop));
            // Each reads in transactions one after another; at any moment one of the two is in one.
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    conn.transaction(|conn| {
                        number(conn, "SELECT count(*) AS number FROM users");
                        std::thread::sleep(Duration::from_millis(20));
                        QueryResult::Ok(())
                    })
                    .unwrap();
                }
            })
        })
        .collect();
    let (mut longest, mut folded) = (0, false);
    for turn in 0..1500_u16 {
        // Every page of it differs from before.
        let letter = char::from(b'a' + u8::try_from(turn % 26).unwrap());
        let text = letter.to_string().repeat(1_000_000);
        app.state
            .db
            .write(move |conn| {
                diesel::update(clinic::table)
                    .set(clinic::address.eq(&text))
                    .execute(conn)?;
                Ok(())
            })
            .await
            .unwrap();
        let length = log_length(&app);
        if length < longest {
            folded = true;
            break;
        }
        longest = length;
    }
    stop.store(true, Ordering::Relaxed);
    for reader in readers {
        reader.join().unwrap();
    }
    // 1.5 GB may be written, and the log is folded in beyond 64 MB, whatever the readers do.
    assert!(
        longest > 64_000_000,
        "only {longest} bytes: nothing was tested"
    );
    assert!(folded, "it grew to {longest} bytes");
}
