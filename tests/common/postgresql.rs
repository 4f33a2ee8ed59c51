//! Databases on the `PostgreSQL` server that `ANTEROOM_TEST_POSTGRESQL` names, if it is set: then
//! every test that uses a [`super::TestApp`] runs there. `make test` runs them on both engines.

use std::env;

use anteroom::server::engine::DatabaseUrl;
use diesel::{Connection, PgConnection, connection::SimpleConnection};

/// The server's own database, to make others from.
pub(crate) fn server() -> Option<String> {
    env::var("ANTEROOM_TEST_POSTGRESQL").ok()
}

/// A database of a test's own, which goes away with it.
pub(crate) struct Database {
    server: String,
    name: String,
}

impl Database {
    /// An empty one; nothing where the tests run on `SQLite`.
    pub(crate) fn empty() -> Option<Self> {
        Self::copy_of("template0")
    }

    /// A copy of the database `template`, or an empty one.
    pub(crate) fn copy_of(template: &str) -> Option<Self> {
        let server = server()?;
        let name = format!("test_{:016x}", rand::random::<u64>());
        let mut conn = PgConnection::establish(&server).unwrap();
        conn.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
            .unwrap();
        Some(Self { server, name })
    }

    /// Where it is.
    pub(crate) fn address(&self) -> String {
        address(&self.server, &self.name)
    }

    /// Where it is.
    pub(crate) fn url(&self) -> DatabaseUrl {
        self.address().parse().unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // Connections of the test may linger; what cannot be dropped goes with the cluster.
        if let Ok(mut conn) = PgConnection::establish(&self.server) {
            let _ = conn.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }
}

/// Makes the database `name` once for all tests on this server, by `fill`.
pub(crate) fn template(name: &str, fill: impl FnOnce(&DatabaseUrl)) {
    let server = server().unwrap();
    let mut conn = PgConnection::establish(&server).unwrap();
    // Tests are processes of their own: whoever is first makes it, the others wait.
    conn.batch_execute("SELECT pg_advisory_lock(1)").unwrap();
    let there = diesel::sql_query("SELECT 1 FROM pg_database WHERE datname = $1")
        .bind::<diesel::sql_types::Text, _>(name);
    if diesel::RunQueryDsl::execute(there, &mut conn).unwrap() == 0 {
        let unfinished = format!("{name}_unfinished");
        conn.batch_execute(&format!("DROP DATABASE IF EXISTS {unfinished}"))
            .unwrap();
        conn.batch_execute(&format!("CREATE DATABASE {unfinished} TEMPLATE template0"))
            .unwrap();
        fill(&address(&server, &unfinished).parse().unwrap());
        conn.batch_execute(&format!("ALTER DATABASE {unfinished} RENAME TO {name}"))
            .unwrap();
    }
}

/// The server's address with another database in it.
fn address(server: &str, name: &str) -> String {
    let (before, parameters) = server.split_once('?').unwrap_or((server, ""));
    let (before, _) = before.rsplit_once('/').unwrap();
    format!("{before}/{name}?{parameters}")
}
