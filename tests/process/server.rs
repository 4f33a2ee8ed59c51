//! A server as a process.

use std::{
    fs::File,
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::{
    Installation, clinic,
    http::{self, Answer, PATIENCE},
};

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

    /// The port it listens on.
    pub(crate) fn port(&self) -> u16 {
        self.port
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
        http::connect(self.port)
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
        http::ask(self.port, method, path, cookie, json)
    }

    /// Signs in and gives the session cookie.
    pub(crate) fn sign_in(&self, username: &str, password: &str) -> String {
        clinic::sign_in(self.port, username, password)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
