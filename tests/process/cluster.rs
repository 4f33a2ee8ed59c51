//! A `PostgreSQL` cluster of a test's own, made by `scripts/postgresql.sh`: durable, so that it may
//! crash.

use std::{
    os::unix::process::CommandExt as _,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use diesel::{Connection as _, PgConnection, connection::SimpleConnection as _};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/postgresql.sh");

/// Waits for its input to end, which it does with the process that holds the other end, however
/// that dies; then leaves nothing behind.
const KEEPER: &str = r#"cat >/dev/null; "$1" stop "$2" immediate; rm -rf "$2""#;

/// A running cluster; soon gone once dropped, or with the process.
pub(crate) struct Cluster {
    folder: PathBuf,
    /// Held for its input alone. Removing files that were forced to the disk may take seconds,
    /// for which nobody waits.
    _keeper: Child,
}

impl Cluster {
    /// Makes and starts one.
    pub(crate) fn start() -> Self {
        // The path of a Unix socket must be short.
        let folder = tempfile::Builder::new()
            .prefix("anteroom-")
            .tempdir_in("/tmp");
        let folder = folder.unwrap().keep();
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "sh", SCRIPT])
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        let cluster = Self {
            folder,
            _keeper: keeper,
        };
        cluster.script("start", "durable");
        cluster
    }

    /// Stops it in order.
    pub(crate) fn stop(&self) {
        self.script("stop", "");
    }

    /// Stops it in order, if it runs, and starts it again.
    pub(crate) fn restart(&self) {
        self.again("");
    }

    /// Has it crash, and starts it again.
    pub(crate) fn crash(&self) {
        self.again("immediate");
    }

    fn again(&self, option: &str) {
        let process = || {
            let file = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).ok()?;
            file.lines().next().map(str::to_owned)
        };
        let before = process();
        self.script("restart", option);
        assert_ne!(process(), before, "it is another process");
    }

    fn script(&self, action: &str, option: &str) {
        let mut command = Command::new(SCRIPT);
        command.arg(action).arg(&self.folder);
        let command = command.args(Some(option).filter(|option| !option.is_empty()));
        let ended = command.stdin(Stdio::null()).output().unwrap();
        let error = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{action} {option}: {error}");
    }

    /// Makes an empty database and gives its URL.
    pub(crate) fn make_database(&self, name: &str) -> String {
        let mut conn = PgConnection::establish(&self.url("postgres")).unwrap();
        conn.batch_execute(&format!("CREATE DATABASE {name}"))
            .unwrap();
        self.url(name)
    }

    /// The URL of one of its databases, through its Unix socket.
    pub(crate) fn url(&self, database: &str) -> String {
        let folder = self.folder.display();
        format!("postgresql:///{database}?host={folder}/socket&user=anteroom")
    }

    /// The content of a file that the script has left in its folder.
    pub(crate) fn file(&self, name: &str) -> String {
        let content = std::fs::read_to_string(self.folder.join(name)).unwrap();
        content.trim().to_owned()
    }
}
