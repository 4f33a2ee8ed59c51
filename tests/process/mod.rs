//! The real binary as a process: an installation in a folder of its own, and a server in it.
#![allow(dead_code, reason = "each test binary uses its part")]

pub(crate) mod cluster;
pub(crate) mod http;

use std::{
    fs::File,
    io::Write as _,
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anteroom::server::{
    Conn,
    engine::{self, Purpose},
};
use diesel::{Connection as _, SqliteConnection, connection::SimpleConnection as _};
use tempfile::TempDir;

use http::{Answer, head, read_answer};

/// Nothing here takes longer.
const PATIENCE: Duration = Duration::from_mins(1);

/// A folder with an environment of its own, a database, and the binary to run on it.
pub(crate) struct Installation {
    folder: TempDir,
    url: String,
    port: u16,
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
            variables: Vec::new(),
        }
    }

    /// The same with another variable in its environment.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
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
            .env("ANTEROOM_TIME_ZONE", "Europe/London")
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

/// A running server; killed when dropped.
pub(crate) struct Server {
    child: Child,
    port: u16,
    log: PathBuf,
}

impl Server {
    /// Starts a server and waits until it is ready.
    pub(crate) fn start(home: &Installation, arguments: &[&str]) -> Self {
        let log = home.folder.path().join("server.log");
        let output = File::create(&log).unwrap();
        let child = home
            .command(arguments)
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        let mut server = Self {
            child,
            port: home.port,
            log,
        };
        let deadline = Instant::now() + PATIENCE;
        while server
            .try_request("GET", "/readyz", None, "")
            .map(|answer| answer.status)
            != Some(200)
        {
            let ended = server.child.try_wait().unwrap();
            assert!(
                ended.is_none() && Instant::now() < deadline,
                "not ready ({ended:?}): {}",
                server.log()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    /// What it has written so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Sends SIGKILL: it ends at once, whatever it was doing.
    pub(crate) fn kill(&self) {
        self.signal("-KILL");
    }

    /// Asks it to stop; it must do so in time and with success.
    pub(crate) fn terminate(mut self) {
        let begun = Instant::now();
        self.ask_to_stop();
        self.wait_for_end(begun);
    }

    /// Sends SIGTERM.
    pub(crate) fn ask_to_stop(&self) {
        self.signal("-TERM");
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill")
            .arg(signal)
            .arg(self.child.id().to_string())
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Waits until it has ended, which takes at most ten seconds from `begun`.
    pub(crate) fn wait_for_end(&mut self, begun: Instant) {
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(status.success(), "{status}: {}", self.log());
                return;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(10),
                "still running: {}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Opens a connection, unless it listens no more.
    pub(crate) fn connect(&self) -> std::io::Result<TcpStream> {
        let stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(stream)
    }

    /// A GET, as the owner of a session cookie or as nobody.
    pub(crate) fn get(&self, path: &str, cookie: Option<&str>) -> Answer {
        self.try_request("GET", path, cookie, "")
            .expect("an answer")
    }

    /// A POST of a JSON object.
    pub(crate) fn post(&self, path: &str, cookie: Option<&str>, json: &str) -> Answer {
        self.try_request("POST", path, cookie, json)
            .expect("an answer")
    }

    /// A request whose connection may break.
    pub(crate) fn try_request(
        &self,
        method: &str,
        path: &str,
        cookie: Option<&str>,
        json: &str,
    ) -> Option<Answer> {
        let mut stream = self.connect().ok()?;
        let head = head(method, path, cookie, json.len());
        stream
            .write_all(format!("{head}\r\n{json}").as_bytes())
            .ok()?;
        read_answer(&mut stream)
    }

    /// Signs in and gives the session cookie.
    pub(crate) fn sign_in(&self, username: &str, password: &str) -> String {
        let answer = self.post(
            "/api/login",
            None,
            &format!(r#"{{"username":"{username}","password":"{password}"}}"#),
        );
        assert_eq!(answer.status, 200, "{username}: {}", answer.body);
        answer.cookie()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
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
