//! Serving: listening, working in the background, stopping in order.

use std::{net::SocketAddr, time::Duration};

use axum::serve::ListenerExt as _;
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
};

use super::{AppState, Db, clock::Clock, config::Config, once, router, session_store, throttle};
use crate::{encounters, error::AppError, holds, live, waitlist};

/// Running requests get this long to finish after the signal to stop.
const GRACE: Duration = Duration::from_secs(8);
const SWEEP: Duration = Duration::from_mins(10);
/// How often the waiting list is looked after, and how long after that went wrong.
const FILL: Duration = Duration::from_secs(2);
const FILL_AGAIN: Duration = Duration::from_secs(15);

/// Migrates, listens and serves until SIGTERM or Ctrl-C.
///
/// # Errors
/// When the database cannot be opened or the address cannot be bound.
pub async fn run(config: Config, demo: bool) -> anyhow::Result<()> {
    let signals = StopSignals::new()?;
    warn_of_test_settings(&config);
    let address = SocketAddr::new(config.ip, config.port);
    let db = Db::open(&config.database)?;
    let app = AppState::new(db.clone(), config, Clock::System);
    let served = serve(app, demo, address, signals).await;
    db.close().await;
    db.disconnect().await;
    served
}

async fn serve(
    app: AppState,
    demo: bool,
    address: SocketAddr,
    signals: StopSignals,
) -> anyhow::Result<()> {
    if demo {
        super::demo::prepare(&app).await?;
    }
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| anyhow::anyhow!("cannot listen on {address}: {error}"))?;
    let address = listener.local_addr()?;
    let router = router::router(app.clone());
    println!(
        "Anteroom is at {}",
        app.config
            .base_url
            .clone()
            .unwrap_or_else(|| format!("http://{address}"))
    );
    if demo {
        super::demo::print_accounts();
    }
    let sweeper = tokio::spawn(sweep(app.clone()));
    let filler = tokio::spawn(fill(app.clone()));
    let boards = tokio::spawn(live::hub::run(app.clone()));
    // Without TCP_NODELAY a page in two writes waits 40 ms for the reader's acknowledgement.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY not set");
        }
    });
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let serving = axum::serve(
        listener,
        router
            .clone()
            .into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(async move {
        signals.first().await;
        tracing::info!("stopping");
        let _ = stopping.send(());
    });
    tokio::select! {
        served = serving => served?,
        () = async { let _ = stopped.await; tokio::time::sleep(GRACE).await } => {
            tracing::warn!("requests still running after {GRACE:?} were cut off");
        }
    }
    // They are no requests any more, which were waited for.
    if !app.boards.close().await {
        tracing::info!("boards that did not answer were cut off");
    }
    // With its last copy go the threads that server functions run on, and with them what these have begun.
    drop(router);
    sweeper.abort();
    filler.abort();
    boards.abort();
    Ok(())
}

async fn sweep(app: AppState) {
    loop {
        tokio::time::sleep(SWEEP).await;
        if let Err(error) = sweep_once(&app).await {
            tracing::warn!(%error, "what is over was not deleted");
        }
    }
}

/// Offers what came free to who waits: at once when this server freed it, and every now and then,
/// for what others did and for offers that nobody answered.
async fn fill(app: AppState) {
    let mut pause = FILL;
    loop {
        let _ = tokio::time::timeout(pause, app.freed.notified()).await;
        pause = match waitlist::fill::run(&app).await {
            Ok(()) => FILL,
            Err(error) => {
                tracing::warn!(%error, "the waiting list was not looked after");
                FILL_AGAIN
            }
        };
    }
}

/// Deletes what is over by itself: sessions, attempts to sign in, holds, answers kept for a
/// repetition, notes of changes that boards have read. Any number of servers may do
/// so at once.
///
/// # Errors
/// When the database refuses.
pub async fn sweep_once(app: &AppState) -> Result<(), AppError> {
    session_store::delete_ended(&app.db, &app.clock).await?;
    let now = app.now();
    app.db
        .write(move |conn| {
            throttle::delete_old(conn, now)?;
            once::sweep(conn, now)?;
            live::hub::sweep(conn)?;
            encounters::undo::sweep(conn, now)?;
            Ok(holds::store::sweep(conn, now)?)
        })
        .await?;
    Ok(())
}

/// SIGTERM and Ctrl-C, listened for from the moment this is made: one that comes earlier in a
/// server's life than its listener is lost.
struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn first(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

fn warn_of_test_settings(config: &Config) {
    if config.bcrypt_cost < super::config::DEFAULT_BCRYPT_COST {
        tracing::warn!(
            cost = config.bcrypt_cost,
            "ANTEROOM_BCRYPT_COST is below the default: for tests only"
        );
    }
    if !config.throttle {
        tracing::warn!("ANTEROOM_THROTTLE is off: for load tests only");
    }
}
