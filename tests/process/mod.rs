//! The real binary as a process: an installation in a folder of its own, and a server in it.
#![allow(dead_code, reason = "each test binary uses its part")]

pub(crate) mod clinic;
pub(crate) mod cluster;
pub(crate) mod http;
mod server;
pub(crate) mod socket;

use std::{
    io::Write as _,
    net::TcpListener,
    process::{Command, Stdio},
};

use anteroom::server::{
    Conn,
    engine::{self, Purpose},
};
use diesel::{Connection as _, SqliteConnection, connection::SimpleConnection as _};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use tempfile::TempDir;

pub(crate) use server::Server;

/// A folder with an environment of its own, a database, and the binary to run on it.
pub(crate) struct Installation {
    folder: TempDir,
    url: String,
    port: u16,
    /// The clinic's time zone.
    zone: String,
    variables: Vec<(&'static str, String)>,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// The exit status.
    pub(crate) code: i32,
    /// What it wrote on standard output.
    pub(crate) output: String,
    /// What it wrote on standard error.
    pub(crate) error: String,
}

impl Installation {
    /// An empty one, whose database is a file.
    pub(crate) fn new() -> Self {
        let mut home = Self::at("");
        home.url = format!("sqlite://{}", home.path("data/clinic.db"));
        home
    }

    /// One on a database that may be others' as well.
    pub(crate) fn at(url: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("public")).unwrap();
        Self {
            folder,
            url: url.to_owned(),
            port: free_port(),
            zone: "Europe/London".to_owned(),
            variables: Vec::new(),
        }
    }

    /// The same with another variable in its environment.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    /// The same somewhere where it is ten o'clock in the morning: what is done there now is done on one day.
    pub(crate) fn at_ten(mut self) -> Self {
        self.zone = zone_at_ten();
        self
    }

    /// What its clock shows.
    pub(crate) fn now(&self) -> Zoned {
        Timestamp::now().in_tz(&self.zone).unwrap()
    }

    /// The first instant of tomorrow there.
    pub(crate) fn tomorrow(&self) -> Timestamp {
        let tomorrow = self.now().tomorrow().unwrap();
        tomorrow.start_of_day().unwrap().timestamp()
    }

    /// Where its database is, as `DATABASE_URL` has it.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The file of its database.
    pub(crate) fn database(&self) -> &str {
        self.url.strip_prefix("sqlite://").expect("a file")
    }

    /// The port its server listens on.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// A connection of the test's own to the database.
    pub(crate) fn connect(&self) -> Conn {
        engine::connect(&self.url.parse().unwrap(), Purpose::Command).unwrap()
    }

    /// A file in its folder.
    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        end(self.command(arguments), "")
    }

    /// Runs a command that reads from standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Ended {
        end(self.command(arguments), input)
    }

    /// Runs a command with other variables in its environment.
    pub(crate) fn run_in(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
        let mut command = self.command(arguments);
        command.envs(variables.iter().copied());
        end(command, "")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_anteroom"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("DIOXUS_PUBLIC_PATH", self.folder.path().join("public"))
            .env("DATABASE_URL", &self.url)
            .env("IP", "127.0.0.1")
            .env("PORT", self.port.to_string())
            .env("ANTEROOM_TIME_ZONE", &self.zone)
            .env("ANTEROOM_BCRYPT_COST", "4")
            .env("ANTEROOM_THROTTLE", "off")
            .env("RUST_LOG", "error")
            .envs(self.variables.iter().map(|(name, value)| (*name, value)));
        command
    }
}

/// A port nobody listens on, below those that the system hands out for connections: a server that
/// starts again finds it free still.
fn free_port() -> u16 {
    loop {
        let port = rand::random_range(20_000..32_000);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// A time zone in which it is between ten and eleven in the morning.
fn zone_at_ten() -> String {
    let hour = i64::from(Timestamp::now().to_zoned(TimeZone::UTC).hour());
    match (10 - hour + 12).rem_euclid(24) - 12 {
        0 => "Etc/UTC".to_owned(),
        // They are named by how far west they are.
        east => format!("Etc/GMT{:+}", -east),
    }
}

/// Runs a command to its end.
fn end(mut command: Command, input: &str) -> Ended {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let ended = child.wait_with_output().unwrap();
    Ended {
        code: ended.status.code().unwrap_or(-1),
        output: String::from_utf8(ended.stdout).unwrap(),
        error: String::from_utf8(ended.stderr).unwrap(),
    }
}

/// Makes a database by SQL, whether or not its references lead anywhere.
pub(crate) fn make_database(path: &str, sql: &str) {
    let mut conn = SqliteConnection::establish(path).unwrap();
    conn.batch_execute("PRAGMA foreign_keys = OFF").unwrap();
    conn.batch_execute(sql).unwrap();
}

/// The one text that a query on the installation's database gives.
pub(crate) fn text(home: &Installation, query: &str) -> String {
    let query = format!("SELECT CAST(({query}) AS TEXT) AS line");
    let lines = engine::lines(&mut home.connect(), &query).unwrap();
    lines.into_iter().next().unwrap()
}
