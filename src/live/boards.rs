//! The boards that are open at a server, and what they were told: each change has a number, and the last ones are
//! kept for boards that come back.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::{broadcast, watch};

use super::{
    batch::{Batch, Change},
    guard::Guard,
    model::Sequence,
};

/// Changes that are kept for boards that come back, a few minutes' worth.
const KEPT: usize = 1_000;
/// Batches that a board may be behind before it is told to load again: some ten seconds.
const BEHIND: usize = 256;
/// How long a server that stops waits for boards to take their leave.
const LEAVING: Duration = Duration::from_secs(1);

/// The boards that are open at this server.
#[derive(Debug)]
pub struct Boards {
    told: Mutex<Told>,
    stop: watch::Sender<bool>,
    /// Whether those who watch still may.
    pub(super) guard: Guard,
}

/// What was told so far.
#[derive(Debug)]
struct Told {
    epoch: Arc<str>,
    number: u64,
    /// The last changes, without a gap up to `number`.
    kept: VecDeque<Arc<Batch>>,
    all: broadcast::Sender<Tiding>,
}

/// What goes to every board.
#[derive(Clone, Debug)]
pub(super) enum Tiding {
    /// These changes.
    Changes(Arc<Batch>),
    /// So much changed that boards must load again, each when it is its turn; until then they are told what
    /// happens. It has a number, which says nothing, so that what follows is next.
    Reload(Arc<Batch>),
    /// Another epoch has begun: boards must load again, and cannot be told of it before they have.
    Anew,
}

/// What a board that opens begins with.
pub(super) struct Subscription {
    /// Where it is, or has to be before what follows.
    pub(super) sequence: Sequence,
    /// What it has missed since.
    pub(super) missed: Vec<Arc<Batch>>,
    /// What comes from now on.
    pub(super) tidings: broadcast::Receiver<Tiding>,
}

impl Default for Boards {
    fn default() -> Self {
        Self {
            told: Mutex::new(Told {
                epoch: new_epoch(),
                number: 0,
                kept: VecDeque::new(),
                all: broadcast::Sender::new(BEHIND),
            }),
            stop: watch::Sender::new(false),
            guard: Guard::default(),
        }
    }
}

fn new_epoch() -> Arc<str> {
    format!("{:016x}", rand::random::<u64>()).into()
}

impl Told {
    fn sequence(&self) -> Sequence {
        Sequence {
            epoch: self.epoch.to_string(),
            number: self.number,
        }
    }

    /// Goes on without what happens now.
    fn skip(&mut self) {
        self.number += 1;
        self.kept.clear();
    }

    fn tell(&self, tiding: Tiding) {
        // Nobody may be there to hear it.
        let _ = self.all.send(tiding);
    }
}

impl Boards {
    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far everything has come. Taken before a board is read, it tells the board from where on to listen:
    /// what was numbered by then is in the board, and what comes later is told.
    pub fn sequence(&self) -> Sequence {
        self.told().sequence()
    }

    /// How many boards are open.
    pub fn open(&self) -> usize {
        self.told().all.receiver_count()
    }

    /// Opens a board that is at `known`.
    pub(super) fn subscribe(&self, known: Option<&Sequence>) -> Subscription {
        let told = self.told();
        let number = known
            .filter(|known| *known.epoch == *told.epoch)
            .map(|known| known.number);
        let oldest = told
            .kept
            .front()
            .map_or(told.number, |batch| batch.before());
        let missed = number.filter(|number| (oldest..=told.number).contains(number));
        Subscription {
            sequence: Sequence {
                number: missed.unwrap_or(told.number),
                ..told.sequence()
            },
            missed: match missed {
                Some(number) => {
                    let missed = told.kept.iter().filter(|batch| batch.last() > number);
                    missed.cloned().collect()
                }
                None => Vec::new(),
            },
            tidings: told.all.subscribe(),
        }
    }

    /// Tells what changed.
    pub(super) fn publish(&self, changes: Vec<Change>) {
        if changes.is_empty() {
            return;
        }
        let mut told = self.told();
        // Nearly all who want those before have had them; else each would be kept once for every view there is.
        for batch in &told.kept {
            batch.forget_texts();
        }
        let batch = Arc::new(Batch::new(Arc::clone(&told.epoch), told.number, changes));
        told.number = batch.last();
        told.kept.push_back(Arc::clone(&batch));
        let mut kept: usize = told.kept.iter().map(|batch| batch.len()).sum();
        while kept > KEPT
            && let Some(oldest) = told.kept.pop_front()
        {
            kept -= oldest.len();
        }
        told.tell(Tiding::Changes(batch));
    }

    /// Counts a change that is told nobody, if nobody is there: who comes back loads again.
    pub(super) fn skip(&self) -> bool {
        let mut told = self.told();
        let alone = told.all.receiver_count() == 0;
        if alone {
            told.skip();
        }
        alone
    }

    /// Has every board load again.
    pub(super) fn reload(&self) {
        let mut told = self.told();
        let batch = Arc::new(Batch::of_nobody(Arc::clone(&told.epoch), told.number));
        // It is not kept: whoever comes back from before it loads again.
        told.skip();
        told.tell(Tiding::Reload(batch));
    }

    /// Begins anew, since something may have been missed.
    pub(super) fn begin_anew(&self) {
        let mut told = self.told();
        told.epoch = new_epoch();
        told.number = 0;
        told.kept.clear();
        told.tell(Tiding::Anew);
    }

    /// Tells a board when to close; until it is dropped, a server that stops waits for its holder.
    pub(super) fn stopping(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }

    /// Has the rights of all who watch looked at now: a session or an account has changed.
    pub fn look_at_rights(&self) {
        self.guard.look();
    }

    /// Closes every board, and waits a little for them to be closed; tells whether all were.
    pub async fn close(&self) -> bool {
        self.stop.send_replace(true);
        let closed = tokio::time::timeout(LEAVING, self.stop.closed()).await;
        closed.is_ok()
    }
}

#[cfg(test)]
mod tests;
