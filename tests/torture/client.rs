//! What each client does: its dice choose, whatever the others do.

use std::{
    io::ErrorKind,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    clinic::Clinic,
    day::{deed::Deed, desk::Desk},
    dice::Dice,
    history::{Call, History, Outcome},
    process::http::{Answer, Lasting},
};

/// An answer that takes longer is none.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long after a connection broke it must be known that the server was ended.
const WARNING: Duration = Duration::from_secs(5);

/// Who a client is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Role {
    Admin,
    Desk,
    /// With the number of their record.
    Patient(i64),
}

/// Somebody who is signed in, and what they know.
pub(crate) struct Actor {
    pub(crate) number: u64,
    pub(crate) role: Role,
    pub(crate) cookie: String,
    /// Appointments they booked.
    pub(crate) own: Vec<Own>,
    /// The doctors they have disabled.
    pub(crate) off: Vec<usize>,
    /// What they asked for and nobody answered: they will ask again.
    pub(crate) again: Option<Deed>,
}

/// An appointment as who booked it knows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Own {
    pub(crate) id: i64,
    /// They have cancelled it.
    pub(crate) cancelled: bool,
}

impl Actor {
    pub(crate) fn new(number: u64, role: Role, cookie: String) -> Self {
        Self {
            number,
            role,
            cookie,
            own: Vec::new(),
            off: Vec::new(),
            again: None,
        }
    }
}

/// What all clients of a round share.
pub(crate) struct Floor<'a> {
    pub(crate) clinic: &'a Clinic,
    pub(crate) port: u16,
    pub(crate) seed: u64,
    pub(crate) round: u64,
    /// The test's clock, which orders calls.
    pub(crate) clock: &'a AtomicU64,
    /// Operations so far in this round.
    pub(crate) operations: AtomicUsize,
    /// The round is over.
    pub(crate) over: AtomicBool,
    /// Appointments of the days to come that somebody knows of.
    pub(crate) appointments: Mutex<Vec<i64>>,
    /// What is known of today.
    pub(crate) desk: Desk,
    /// What must not be.
    pub(crate) complaints: Mutex<Vec<String>>,
}

impl Floor<'_> {
    pub(crate) fn tick(&self) -> u64 {
        self.clock.fetch_add(1, SeqCst)
    }

    pub(crate) fn complain(&self, complaint: String) {
        self.complaints.lock().unwrap().push(complaint);
    }

    /// One of the appointments of the days to come.
    pub(crate) fn appointment(&self, first: usize) -> Option<i64> {
        let known = self.appointments.lock().unwrap();
        known.get(first % known.len().max(1)).copied()
    }
}

/// A client at work.
pub(crate) struct Client<'a> {
    pub(crate) floor: &'a Floor<'a>,
    pub(crate) actor: &'a mut Actor,
    pub(crate) dice: Dice,
    pub(crate) history: History,
    /// How many operations it has begun.
    pub(crate) begun: u64,
    line: Lasting,
    /// The connection broke.
    broken: bool,
}

impl<'a> Client<'a> {
    /// Works until the round is over; gives what it asked for.
    pub(crate) fn work(floor: &'a Floor<'a>, actor: &'a mut Actor) -> History {
        let mut client = Self {
            dice: Dice::new(floor.seed, &[floor.round, actor.number]),
            line: Lasting::new(floor.port, PATIENCE),
            history: History::default(),
            begun: 0,
            broken: false,
            floor,
            actor,
        };
        while !floor.over.load(SeqCst) {
            client.begun += 1;
            client.operate();
            floor.operations.fetch_add(1, SeqCst);
            if client.broken {
                client.await_end();
                break;
            }
        }
        client.history
    }

    /// Whether the server was ended, which is soon known.
    fn await_end(&self) {
        let begun = Instant::now();
        while !self.floor.over.load(SeqCst) {
            if begun.elapsed() > WARNING {
                return self.complain("a connection broke, though nobody ended the server");
            }
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Throws the dice as often for each operation, whatever comes of it.
    fn operate(&mut self) {
        let [kind, first, second, third] =
            [100, 1 << 30, 1 << 30, 100].map(|sides| self.dice.below(sides));
        match self.actor.role {
            Role::Admin => self.administer(kind, first),
            Role::Desk => self.serve(kind, first, second, third),
            Role::Patient(id) => self.visit(id, kind, first, second, third),
        }
    }

    pub(crate) fn complain(&self, complaint: &str) {
        let Self {
            floor,
            actor,
            begun,
            ..
        } = self;
        floor.complain(format!(
            "round {}, client {} ({:?}), operation {begun}: {complaint}",
            floor.round, actor.number, actor.role
        ));
    }

    /// A text that no other operation has.
    pub(crate) fn tag(&self) -> String {
        format!("{}.{}.{}", self.floor.round, self.actor.number, self.begun)
    }

    /// Asks for a change; `number` finds what is remembered of an answer.
    pub(crate) fn change<T>(
        &mut self,
        what: T,
        path: &str,
        body: &Value,
        mut number: impl FnMut(&Value) -> Option<i64>,
    ) -> Call<T> {
        let from = self.floor.tick();
        let answer = self.ask("POST", path, &body.to_string());
        let to = self.floor.tick();
        let outcome = match answer {
            None => Outcome::Unknown,
            Some(answer) if answer.status == 200 => {
                let number = number(&answer.json());
                if number.is_none() {
                    self.complain(&format!("POST {path} answered {}", answer.body));
                }
                number.map_or(Outcome::Unknown, Outcome::Done)
            }
            Some(answer) => Outcome::Refused(answer.code()),
        };
        Call {
            what,
            from,
            to,
            outcome,
        }
    }

    /// Reads something that must be there; nothing when the server is away.
    pub(crate) fn read(&mut self, path: &str) -> Option<Value> {
        let answer = self.ask("GET", path, "")?;
        if answer.status != 200 {
            self.complain(&format!("GET {path} was refused: {}", answer.body));
            return None;
        }
        Some(answer.json())
    }

    /// Asks; nothing when nobody knows what came of it.
    fn ask(&mut self, method: &str, path: &str, body: &str) -> Option<Answer> {
        // Who registers has no session yet.
        let cookie = Some(self.actor.cookie.as_str()).filter(|_| path != "/api/register");
        let answer = match self.line.request(method, path, cookie, body) {
            Ok(answer) => answer,
            Err(error) => {
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::InvalidData) {
                    self.complain(&format!("{method} {path}: {error}"));
                }
                self.broken = true;
                return None;
            }
        };
        match answer.status {
            200 | 404 | 409 | 422 => Some(answer),
            503 if answer.header("retry-after").is_some() => None,
            status => {
                self.complain(&format!("{method} {path}: {status} {}", answer.body));
                None
            }
        }
    }
}
