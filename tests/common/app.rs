//! A clinic of a test's own.

use std::{
    net::SocketAddr,
    sync::{LazyLock, Mutex},
};

use anteroom::{
    auth::{hashing, model::Role, store::NewUser},
    clinic::model::Clinic,
    error::AppError,
    server::{
        AppState, Conn, Db,
        clock::Clock,
        config::Config,
        engine::{self, DatabaseUrl, Purpose},
        router,
    },
};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};

use super::{Client, instant, postgresql};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "quiet rivers run deep";

/// The lowest cost there is: tests are not attacked.
const COST: u32 = 4;

static HASH: LazyLock<String> = LazyLock::new(|| hashing::hash_now(PASSWORD, COST).unwrap());

/// The hash of everybody's password.
pub(crate) fn password_hash() -> &'static str {
    &HASH
}

/// What a test's database begins with.
#[derive(Clone, Copy)]
enum Begin {
    /// Its tables.
    Bare,
    /// A clinic with an administrator.
    Clinic,
}

impl Begin {
    fn fill(self, url: &DatabaseUrl) {
        let mut conn = engine::connect(url, Purpose::Command).unwrap();
        engine::migrate(&mut conn).unwrap();
        if let Self::Clinic = self {
            set_up_clinic(&mut conn);
        }
    }

    /// The name of what is kept of it on a server.
    fn template(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Clinic => "clinic",
        }
    }
}

/// What is kept as long as a test's database is used.
enum Kept {
    Folder(TempDir),
    Database(postgresql::Database),
}

impl Kept {
    fn new(begin: Begin) -> Self {
        if postgresql::server().is_some() {
            // There it takes long, so it is done once for all tests.
            postgresql::template(begin.template(), |url| begin.fill(url));
            return Self::Database(postgresql::Database::copy_of(begin.template()).unwrap());
        }
        let folder = tempfile::tempdir().unwrap();
        begin.fill(&DatabaseUrl::Sqlite(folder.path().join("clinic.db")));
        Self::Folder(folder)
    }

    /// What `DATABASE_URL` would be.
    fn address(&self) -> String {
        match self {
            Self::Folder(folder) => folder.path().join("clinic.db").display().to_string(),
            Self::Database(database) => database.address(),
        }
    }
}

fn set_up_clinic(conn: &mut Conn) {
    let clinic = Clinic {
        name: "Harbour Clinic".into(),
        address: "1 Quay Street\nBristol".into(),
        phone: "+44 117 496 0000".into(),
        time_zone: "Europe/London".into(),
        ..Clinic::unnamed()
    };
    anteroom::clinic::store::create(conn, &clinic).unwrap();
    let admin = NewUser {
        username: "admin",
        password_hash: password_hash(),
        role: Role::Admin,
        full_name: "Ada Admin",
        must_change_password: false,
        at: instant("2026-11-01T09:00:00Z"),
    };
    anteroom::auth::store::create_user(conn, &admin).unwrap();
}

/// How a [`TestApp`] differs from the usual one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Unusual {
    /// No clinic and no administrator yet.
    pub(crate) empty: bool,
    /// Guessing is slowed down.
    pub(crate) throttle: bool,
    /// The public address is this one.
    pub(crate) base_url: Option<&'static str>,
}

/// A server on a database of its own. It is Monday, 23 November 2026, 08:00 in the clinic,
/// Harbour Clinic, which is in London, open from Monday to Friday, 09:00 to 17:00.
pub(crate) struct TestApp {
    pub(crate) state: AppState,
    router: axum::Router,
    database: Kept,
}

/// A server that listens, until this is dropped.
pub(crate) struct Listening {
    pub(crate) port: u16,
    tasks: [JoinHandle<()>; 2],
}

impl Drop for Listening {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl TestApp {
    /// A clinic that has been set up, with the administrator `admin`.
    pub(crate) fn new() -> Self {
        Self::unusual(Unusual::default())
    }

    /// A server that was never set up.
    pub(crate) fn empty() -> Self {
        Self::unusual(Unusual {
            empty: true,
            ..Unusual::default()
        })
    }

    /// A clinic where guessing is slowed down.
    pub(crate) fn throttled() -> Self {
        Self::unusual(Unusual {
            throttle: true,
            ..Unusual::default()
        })
    }

    /// A clinic with a public address on https.
    pub(crate) fn on_https() -> Self {
        Self::unusual(Unusual {
            base_url: Some("https://clinic.test"),
            ..Unusual::default()
        })
    }

    fn unusual(unusual: Unusual) -> Self {
        let database = Kept::new(if unusual.empty {
            Begin::Bare
        } else {
            Begin::Clinic
        });
        let url: DatabaseUrl = database.address().parse().unwrap();
        let config = Config {
            ip: [127, 0, 0, 1].into(),
            port: 0,
            database: url.clone(),
            time_zone: "Europe/London".into(),
            base_url: unusual.base_url.map(str::to_owned),
            bcrypt_cost: COST,
            throttle: unusual.throttle,
            trust_proxy: false,
        };
        let clock = Clock::fixed(instant("2026-11-23T08:00:00Z"));
        let state = AppState::new(Db::open(&url).unwrap(), config, clock);
        Self {
            router: router::router(state.clone()),
            state,
            database,
        }
    }

    /// Somebody who is not signed in.
    pub(crate) fn anon(&self) -> Client {
        Client::new(self.router.clone())
    }

    /// Has the same server listen at a port, with what keeps boards up to date.
    pub(crate) async fn listen(&self) -> Listening {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let service = self
            .router
            .clone()
            .into_make_service_with_connect_info::<SocketAddr>();
        let before = self.state.boards.sequence();
        let serving = tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
        let telling = tokio::spawn(anteroom::live::hub::run(self.state.clone()));
        // It has begun when it has begun to count.
        while self.state.boards.sequence() == before {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        Listening {
            port,
            tasks: [serving, telling],
        }
    }

    /// Where the database is, as `DATABASE_URL` has it.
    pub(crate) fn address(&self) -> String {
        self.database.address()
    }

    /// A connection of the test's own to the database.
    pub(crate) fn connect(&self) -> Conn {
        engine::connect(self.state.db.url(), Purpose::Command).unwrap()
    }

    /// Moves the clock.
    pub(crate) fn set_time(&self, text: &str) {
        self.state.clock.set(instant(text));
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, time: SignedDuration) {
        self.state.clock.set(self.now() + time);
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.state.now()
    }

    /// Does something in the database, once everything written before is in it.
    pub(crate) async fn db<T, F>(&self, work: F) -> T
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> diesel::QueryResult<T> + Send + 'static,
    {
        self.state.db.catch_up().await;
        let work = Mutex::new(Some(work));
        self.state
            .db
            .write(move |conn| {
                let work = work.lock().unwrap().take().unwrap();
                Ok::<_, AppError>(work(conn)?)
            })
            .await
            .unwrap()
    }
}
