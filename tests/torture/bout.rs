//! One bout: a server and its database, the clients, and what goes wrong with both.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::{Duration, Instant},
};

use anteroom::{encounters::model::Stage, server::engine};

use crate::{
    check,
    client::{Actor, Client, Floor},
    clinic::{self, Clinic},
    day::{deed::Told, desk::Desk},
    history::{Call, Counts, History},
    lists,
    plan::{Engine, Fault, Plan, Round},
    process::{self, Installation, Server, cluster::Cluster},
    snapshot::Snapshot,
};

/// `PostgreSQL` notices that a server has died, and lets go of what it held, within this time.
const LETTING_GO: Duration = Duration::from_secs(15);

/// What was done so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Totals {
    bouts: usize,
    operations: usize,
    counts: Counts,
    kills: usize,
    stops: usize,
    restarts: usize,
    crashes: usize,
    checks: usize,
}

impl std::ops::AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.bouts += other.bouts;
        self.operations += other.operations;
        self.counts += other.counts;
        self.kills += other.kills;
        self.stops += other.stops;
        self.restarts += other.restarts;
        self.crashes += other.crashes;
        self.checks += other.checks;
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} bouts, {} operations ({}), {} kills and {} stops of the server, {} restarts and {} crashes of \
             PostgreSQL, {} checks",
            self.bouts,
            self.operations,
            self.counts,
            self.kills,
            self.stops,
            self.restarts,
            self.crashes,
            self.checks
        )
    }
}

/// Runs a plan.
///
/// # Panics
/// When anything is not as the clients were told, with all of it and the seed.
pub(crate) fn run(plan: &Plan) -> Totals {
    println!("{plan}");
    let cluster = (plan.engine == Engine::Postgresql).then(Cluster::start);
    let home = match &cluster {
        None => Installation::new(),
        Some(cluster) => Installation::at(&cluster.make_database("clinic")),
    };
    let home = home.at_ten();
    process::clinic::make_admin(&home);
    let mut server = Server::start(&home, &["serve"]);
    let (clinic, actors) = clinic::fill(&home, &server);
    let mut bout = Bout {
        plan,
        cluster,
        home,
        clinic,
        actors,
        clock: AtomicU64::new(0),
        history: History::default(),
        totals: Totals::default(),
    };
    for (number, round) in plan.rounds.iter().enumerate() {
        let complaints = bout.round(number, round, server);
        bout.report(complaints);
        let found = bout.check();
        server = Server::start(&bout.home, &["serve"]);
        let complaints = lists::complaints(&server, &bout.actors, &found);
        bout.report(complaints);
    }
    server.terminate();
    bout.check();
    bout.totals.bouts = 1;
    bout.totals.counts = bout.history.counts();
    bout.totals
}

struct Bout<'a> {
    plan: &'a Plan,
    cluster: Option<Cluster>,
    home: Installation,
    clinic: Clinic,
    actors: Vec<Actor>,
    clock: AtomicU64,
    history: History,
    totals: Totals,
}

impl Bout<'_> {
    /// All clients work until the server is ended; gives what they had to complain of.
    fn round(&mut self, number: usize, round: &Round, mut server: Server) -> Vec<String> {
        let bookings = self.history.bookings.iter();
        let floor = Floor {
            clinic: &self.clinic,
            port: self.home.port(),
            seed: self.plan.seed,
            round: number as u64,
            clock: &self.clock,
            operations: AtomicUsize::new(0),
            over: AtomicBool::new(false),
            appointments: Mutex::new(bookings.filter_map(Call::done).collect()),
            desk: self.desk(),
            complaints: Mutex::default(),
        };
        // One thing at a time befalls it.
        let database = Mutex::new(self.cluster.as_ref());
        let histories = thread::scope(|scope| {
            let clients = self.actors.iter_mut();
            let clients: Vec<_> = clients
                .map(|actor| scope.spawn(|| Client::work(&floor, actor)))
                .collect();
            for (at, fault) in round {
                while floor.operations.load(SeqCst) < *at
                    && floor.complaints.lock().unwrap().is_empty()
                {
                    thread::sleep(Duration::from_millis(1));
                }
                match fault {
                    Fault::Kill => {
                        server.kill();
                        self.totals.kills += 1;
                    }
                    Fault::Stop => {
                        server.ask_to_stop();
                        self.totals.stops += 1;
                    }
                    Fault::RestartDatabase => {
                        scope.spawn(|| database.lock().unwrap().map(Cluster::restart));
                        self.totals.restarts += 1;
                    }
                    Fault::CrashDatabase => {
                        scope.spawn(|| database.lock().unwrap().map(Cluster::crash));
                        self.totals.crashes += 1;
                    }
                }
            }
            floor.over.store(true, SeqCst);
            if matches!(round.last(), Some((_, Fault::Stop))) {
                server.wait_for_end(Instant::now());
            }
            clients
                .into_iter()
                .map(|client| client.join().unwrap())
                .collect::<Vec<_>>()
        });
        drop(server);
        self.await_nobody();
        let end = floor.tick();
        for history in histories {
            self.history.add(history, end);
        }
        self.totals.operations += floor.operations.into_inner();
        floor.complaints.into_inner().unwrap()
    }

    /// What is known of today so far.
    fn desk(&self) -> Desk {
        let mut known: BTreeMap<i64, (i64, Stage)> = BTreeMap::new();
        for visit in &self.clinic.booked {
            known.insert(*visit, (1, Stage::Booked));
        }
        for Told {
            id, version, stage, ..
        } in self.history.today.iter().filter_map(|call| call.what.told)
        {
            let last = known.entry(id).or_insert((version, stage));
            if last.0 < version {
                *last = (version, stage);
            }
        }
        known.retain(|_, (_, stage)| *stage != Stage::Cancelled);
        let doctors = self.clinic.doctors.iter().map(|doctor| doctor.id);
        Desk::new(
            doctors.collect(),
            self.clinic.patients.clone(),
            self.clinic.rooms.clone(),
            known
                .into_iter()
                .map(|(id, (version, _))| (id, version))
                .collect(),
        )
    }

    /// Waits until what a server had begun on `PostgreSQL` has ended.
    fn await_nobody(&self) {
        const OTHERS: &str = "SELECT CAST(query AS TEXT) AS line FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
        if self.cluster.is_none() {
            return;
        }
        let begun = Instant::now();
        loop {
            let others = engine::lines(&mut self.home.connect(), OTHERS).unwrap();
            if others.is_empty() {
                return;
            }
            assert!(
                begun.elapsed() < LETTING_GO,
                "{}: still there: {others:?}",
                self.plan
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Compares the database with what the clients were told.
    fn check(&mut self) -> Snapshot {
        let found = Snapshot::take(&mut self.home.connect(), self.clinic.tomorrow);
        let mut complaints = check::complaints(&self.clinic, &self.history, &found);
        let checked = self.home.run(&["check"]);
        if checked.code != 0 {
            complaints.push(format!("server check: {}{}", checked.output, checked.error));
        }
        self.report(complaints);
        self.totals.checks += 1;
        found
    }

    fn report(&self, complaints: Vec<String>) {
        let (plan, count) = (self.plan, complaints.len());
        let shown: Vec<_> = complaints.into_iter().take(20).collect();
        let log = std::fs::read_to_string(self.home.path("server.log")).unwrap_or_default();
        // The pool says so for each connection that it tries to make.
        let log: Vec<_> = log.lines().filter(|line| !line.contains("r2d2")).collect();
        assert!(
            count == 0,
            "{plan}\n{count} complaints:\n{}\nthe server's log ends:\n{}",
            shown.join("\n"),
            log[log.len().saturating_sub(20)..].join("\n")
        );
    }
}
