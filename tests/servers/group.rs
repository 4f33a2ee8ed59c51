//! Three servers on one database, behind a balancer.

use std::{
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

use anteroom::server::engine;

use crate::{
    balancer::Balancer,
    process::{Installation, Server, clinic, cluster::Cluster, http::Answer},
};

/// The cluster of the tests that leave it running.
pub(crate) fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(Cluster::start)
}

/// An installation for each server, at the same database. The engine knows them by their names.
pub(crate) fn installations(url: &str) -> [Installation; 3] {
    ["one", "two", "three"].map(|name| Installation::at(&format!("{url}&application_name={name}")))
}

/// Servers and the way to them.
pub(crate) struct Group {
    pub(crate) homes: [Installation; 3],
    pub(crate) servers: Vec<Server>,
    pub(crate) balancer: Balancer,
}

impl Group {
    /// Starts all at once on an empty database with the administrator `ada`.
    pub(crate) fn start(url: &str) -> Self {
        Self::of(installations(url), true)
    }

    /// Starts these, with the administrator or without.
    pub(crate) fn of(homes: [Installation; 3], admin: bool) -> Self {
        if admin {
            clinic::make_admin(&homes[0]);
        }
        let servers = thread::scope(|scope| {
            let starting = homes
                .each_ref()
                .map(|home| scope.spawn(|| Server::start(home, &["serve"])));
            starting.map(|server| server.join().unwrap())
        });
        Self {
            balancer: Balancer::new(homes.iter().map(Installation::port).collect()),
            homes,
            servers: servers.into(),
        }
    }

    /// The balancer's port.
    pub(crate) fn port(&self) -> u16 {
        self.balancer.port()
    }

    /// The same GET to each server.
    pub(crate) fn each(&self, path: &str, cookie: Option<&str>) -> Vec<Answer> {
        self.servers
            .iter()
            .map(|server| server.get(path, cookie))
            .collect()
    }

    /// The same POST to each server.
    pub(crate) fn post_each(&self, path: &str, cookie: Option<&str>, json: &str) -> Vec<Answer> {
        let servers = self.servers.iter();
        servers
            .map(|server| server.post(path, cookie, json))
            .collect()
    }

    /// Stops all in order; the database must be sound.
    pub(crate) fn end(self) {
        for server in self.servers {
            server.terminate();
        }
        let checked = self.homes[0].run(&["check"]);
        assert_eq!(checked.code, 0, "{}{}", checked.output, checked.error);
    }
}

/// The statuses of answers.
pub(crate) fn statuses(answers: &[Answer]) -> Vec<u16> {
    answers.iter().map(|answer| answer.status).collect()
}

/// The lines that a query gives in its column `line`.
pub(crate) fn lines(home: &Installation, query: &str) -> Vec<String> {
    engine::lines(&mut home.connect(), query).unwrap()
}

/// Waits until a query gives no lines.
#[track_caller]
pub(crate) fn until_none(home: &Installation, query: &str, patience: Duration) {
    let begun = Instant::now();
    loop {
        let found = lines(home, query);
        if found.is_empty() {
            return;
        }
        assert!(begun.elapsed() < patience, "still there: {found:?}");
        thread::sleep(Duration::from_millis(20));
    }
}
