//! `server bench-live URL`: opens many boards at a running server and measures how long it takes until each of
//! them has heard of a change. The boards are the client's own, but for what they draw.

use std::{
    io::{BufRead as _, Write as _},
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use dioxus_fullstack::{
    ClientRequest, FromResponse as _, IntoRequest as _, Method, set_server_url,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::{JoinSet, LocalSet},
};

use crate::live::{
    model::Message,
    wire::{Opening, Socket},
};

/// Boards that are opened at once.
const AT_ONCE: usize = 32;
/// How long a change may be under way to the last board.
const PATIENCE: Duration = Duration::from_secs(20);
/// From one change to the next, so that each finds the server at rest.
const PAUSE: Duration = Duration::from_millis(100);

/// What to measure with: one line of JSON on standard input.
#[derive(Deserialize)]
struct Plan {
    boards: Vec<Board>,
    /// The Cookie header of the session that makes the changes.
    cookie: String,
    changes: Vec<Change>,
}

/// A board to be opened.
#[derive(Deserialize)]
struct Board {
    date: String,
    /// The Cookie header of the session that watches.
    cookie: String,
}

/// A call that answers an appointment.
#[derive(Deserialize)]
struct Change {
    path: String,
    body: Value,
}

#[derive(Serialize)]
struct Query<'a> {
    date: &'a str,
}

#[derive(Serialize)]
struct NoQuery {}

/// That an appointment was told of to some board.
type Told = (i64, Instant);

/// Opens the boards, says "open", and waits for another line; then makes the changes, and prints a line for each
/// measure: its name, the median and the 99th percentile in microseconds, with tabs between them.
///
/// # Errors
/// When anything does not go as planned: the figures would say nothing.
pub async fn run(server: String) -> anyhow::Result<()> {
    set_server_url(server.leak());
    // What Dioxus gives a client stays on its thread.
    LocalSet::new().run_until(measure()).await
}

async fn measure() -> anyhow::Result<()> {
    let plan: Plan = serde_json::from_str(&line()?)?;
    let (tell, mut told) = unbounded_channel();
    let boards = open(&plan, &tell).await?;
    println!("open");
    std::io::stdout().flush()?;
    line()?;

    let (mut answered, mut heard) = (Vec::new(), Vec::new());
    let (mut received, mut everywhere) = (Vec::new(), Vec::new());
    for change in &plan.changes {
        tokio::time::sleep(PAUSE).await;
        let asked = Instant::now();
        let id = make(change, &plan.cookie).await?;
        let done = Instant::now();
        answered.push(done - asked);
        let arrivals = all_told(&mut told, id, plan.boards.len()).await?;
        heard.extend(arrivals.iter().map(|at| *at - asked));
        // What is told may be quicker than the answer; it never comes before the commit.
        let after = |at: &Instant| at.saturating_duration_since(done);
        received.extend(arrivals.iter().map(after));
        everywhere.extend(arrivals.iter().map(after).max());
    }
    drop(boards);
    report("from the call to its answer", answered);
    // From the commit to a board is less, by what comes before the commit.
    report("from the call to a board", heard);
    report("from the answer to a board", received);
    report("from the answer to the last board", everywhere);
    Ok(())
}

fn line() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line)
}

/// Opens all boards; they are open for as long as what is given is kept.
async fn open(plan: &Plan, tell: &UnboundedSender<Told>) -> anyhow::Result<JoinSet<()>> {
    let mut boards = JoinSet::new();
    let mut opening: JoinSet<anyhow::Result<Socket>> = JoinSet::new();
    let mut wanted = plan.boards.iter();
    loop {
        while opening.len() < AT_ONCE
            && let Some(Board { date, cookie }) = wanted.next()
        {
            let request = ClientRequest::new(Method::GET, "/api/live".to_owned(), &Query { date });
            let request = request.header("cookie", cookie.as_str())?;
            opening.spawn_local(async move {
                let opened = Opening::default().into_request(request).await?;
                let socket = Socket::from_response(opened).await?;
                let first = socket.next().await.context("a board was closed")?;
                ensure!(matches!(first[..], [Message::Hello(_)]), "no greeting");
                Ok(socket)
            });
        }
        let Some(opened) = opening.join_next().await else {
            return Ok(boards);
        };
        boards.spawn_local(watch(opened??, tell.clone()));
    }
}

async fn watch(socket: Socket, tell: UnboundedSender<Told>) {
    while let Some(messages) = socket.next().await {
        let at = Instant::now();
        for message in messages {
            // Whoever measures may be through.
            let _ = match message {
                Message::Visit(_, visit) => tell.send((visit.id, at)),
                Message::Gone(_, id) => tell.send((id, at)),
                _ => Ok(()),
            };
        }
    }
}

/// Makes a change and gives the appointment's id.
async fn make(change: &Change, cookie: &str) -> anyhow::Result<i64> {
    let request = ClientRequest::new(Method::POST, change.path.clone(), &NoQuery {});
    let request = request.header("cookie", cookie)?;
    let answer = request.send_json(&change.body).await?;
    let status = answer.status();
    let body: Value = answer.json().await?;
    let id = body.get("id").and_then(Value::as_i64);
    id.with_context(|| format!("{} answered {status} {body}", change.path))
}

/// When each of the boards heard of an appointment.
async fn all_told(
    told: &mut UnboundedReceiver<Told>,
    id: i64,
    boards: usize,
) -> anyhow::Result<Vec<Instant>> {
    let mut arrivals = Vec::with_capacity(boards);
    let all = async {
        while arrivals.len() < boards {
            let (which, at) = told.recv().await.context("the boards are closed")?;
            if which == id {
                arrivals.push(at);
            }
        }
        anyhow::Ok(())
    };
    match tokio::time::timeout(PATIENCE, all).await {
        Ok(heard) => heard?,
        Err(_) => anyhow::bail!("{} of {boards} boards heard of {id}", arrivals.len()),
    }
    Ok(arrivals)
}

fn report(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let percentile = |percent: usize| {
        let index = (times.len() * percent / 100).min(times.len().saturating_sub(1));
        times.get(index).map_or(0, Duration::as_micros)
    };
    println!("{name}\t{}\t{}", percentile(50), percentile(99));
}
