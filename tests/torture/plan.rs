//! What happens to the server and to the database, and after how many operations.

use std::fmt;

use crate::dice::Dice;

/// Where the data is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// A file.
    Sqlite,
    /// A cluster of the test's own.
    Postgresql,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The server gets SIGKILL, which ends the round.
    Kill,
    /// The server gets SIGTERM, which ends the round.
    Stop,
    /// `PostgreSQL` is restarted in order, while the server serves.
    RestartDatabase,
    /// `PostgreSQL` crashes and starts again, while the server serves.
    CrashDatabase,
}

/// The faults of a round, each with the number of operations after which it comes; the last one
/// ends the round.
pub(crate) type Round = Vec<(usize, Fault)>;

/// A bout on a database of its own.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Decides everything below, and what each client does.
    pub(crate) seed: u64,
    /// On which engine.
    pub(crate) engine: Engine,
    /// One after another.
    pub(crate) rounds: Vec<Round>,
}

impl Plan {
    /// A few seconds.
    pub(crate) fn short(engine: Engine, seed: u64) -> Self {
        let mut dice = Dice::new(seed, &[0]);
        let rounds = match engine {
            Engine::Sqlite => (0..3)
                .map(|_| vec![(dice.between(300, 900), Fault::Kill)])
                .collect(),
            Engine::Postgresql => {
                let crash = dice.between(200, 600);
                let kill = crash + dice.between(300, 900);
                vec![vec![(crash, Fault::CrashDatabase), (kill, Fault::Kill)]]
            }
        };
        Self {
            seed,
            engine,
            rounds,
        }
    }

    /// A minute or so.
    pub(crate) fn long(engine: Engine, seed: u64) -> Self {
        let mut dice = Dice::new(seed, &[0]);
        let rounds = (0..dice.between(3, 8))
            .map(|_| round(engine, &mut dice))
            .collect();
        Self {
            seed,
            engine,
            rounds,
        }
    }
}

fn round(engine: Engine, dice: &mut Dice) -> Round {
    let mut round = Vec::new();
    let mut at = dice.between(50, 2500);
    while engine == Engine::Postgresql && dice.percent(60) {
        let fault = if dice.percent(60) {
            Fault::CrashDatabase
        } else {
            Fault::RestartDatabase
        };
        round.push((at, fault));
        // Now and then the next fault comes while the database is away still.
        at += dice.between(1, 1500);
    }
    let last = if dice.percent(75) {
        Fault::Kill
    } else {
        Fault::Stop
    };
    round.push((at, last));
    round
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?}, seed {}: {:?}",
            self.engine, self.seed, self.rounds
        )
    }
}
