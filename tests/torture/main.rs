//! A workload against a sequential model, on both engines.
//!
//! 64 clients with sessions of their own (patients, the front desk, the administrator) book and
//! cancel, often the same times at once, register patients and change their details, disable and
//! enable doctors together with their appointments, see to the visits of today, and read lists. The
//! server is killed in the middle, `PostgreSQL` restarted or crashed. Then the database is compared
//! with what the clients were told: what was acknowledged is there once; what was not may be there in
//! full or not at all; what was refused is not there, and was refused for a reason; and there is an
//! order of all calls, each between its beginning and its end, that leads to what is there. (Moves and
//! holds are what `tests/races` tries.)
//!
//! Today's visits go from stage to stage, are taken back, called by their turn, and walked in to. All
//! of it carries a key, and what was not answered is asked for once more: it is done once. Where a
//! visit stands after each step, and in which room, under which number, is what `day` knows.
//!
//! A seed decides what each client does and after how many operations what goes wrong. It is
//! printed; `ANTEROOM_TORTURE_SEED` repeats it. How the clients' calls fall between each other is
//! not repeated. `make torture` runs the long one.
#![cfg(feature = "server")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod bout;
mod check;
mod client;
mod clinic;
#[path = "../process/day/mod.rs"]
mod day;
mod dice;
mod errands;
mod history;
mod lists;
mod plan;
#[path = "../process/mod.rs"]
mod process;
mod snapshot;
mod today;

use std::{
    env,
    time::{Duration, Instant},
};

use bout::Totals;
use dice::Dice;
use plan::{Engine, Plan};

fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable} is no number: {text}")),
    )
}

fn seed() -> u64 {
    number("ANTEROOM_TORTURE_SEED").unwrap_or_else(|| u64::from(rand::random::<u32>()))
}

#[test]
fn a_file_survives_a_killed_server() {
    println!("{}", bout::run(&Plan::short(Engine::Sqlite, seed())));
}

#[test]
fn postgresql_survives_a_killed_server_and_its_own_crash() {
    println!("{}", bout::run(&Plan::short(Engine::Postgresql, seed())));
}

#[test]
#[ignore = "takes as long as ANTEROOM_TORTURE_MINUTES says: make torture"]
fn both_engines_survive_for_long() {
    let minutes = number("ANTEROOM_TORTURE_MINUTES").unwrap_or(30);
    let (begun, long) = (Instant::now(), Duration::from_secs(60 * minutes));
    let first = seed();
    println!("ANTEROOM_TORTURE_SEED={first} repeats what follows");
    let mut totals = Totals::default();
    let engines = [Engine::Sqlite, Engine::Postgresql].into_iter().cycle();
    for (number, engine) in (0..).zip(engines).take_while(|_| begun.elapsed() < long) {
        let done = bout::run(&Plan::long(engine, Dice::new(first, &[number]).throw()));
        totals += done;
        println!(
            "  {done}\n  after {} s: {totals}",
            begun.elapsed().as_secs()
        );
    }
}
