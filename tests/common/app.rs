//! A clinic of a test's own.

use std::{path::Path, sync::LazyLock};

use anteroom::{
    auth::{hashing, model::Role, store::NewUser},
    clinic::model::Clinic,
    error::AppError,
    server::{AppState, Conn, Db, clock::Clock, config::Config, db, migrations, router},
};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use super::{Client, instant};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "quiet rivers run deep";

/// The lowest cost there is: tests are not attacked.
const COST: u32 = 4;

static HASH: LazyLock<String> = LazyLock::new(|| hashing::hash_now(PASSWORD, COST).unwrap());

/// The hash of everybody's password.
pub(crate) fn password_hash() -> &'static str {
    &HASH
}

/// A database that has been migrated and set up once, to be copied by each test.
struct Templates {
    folder: TempDir,
}

static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let mut conn = db::connect(&folder.path().join("bare.db")).unwrap();
    migrations::run(&mut conn).unwrap();
    drop(conn);
    let set_up = folder.path().join("clinic.db");
    std::fs::copy(folder.path().join("bare.db"), &set_up).unwrap();
    let mut conn = db::connect(&set_up).unwrap();
    set_up_clinic(&mut conn);
    drop(conn);
    Templates { folder }
});

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
    _folder: TempDir,
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
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("clinic.db");
        let template = if unusual.empty {
            "bare.db"
        } else {
            "clinic.db"
        };
        std::fs::copy(TEMPLATES.folder.path().join(template), &database).unwrap();
        let config = Config {
            ip: [127, 0, 0, 1].into(),
            port: 0,
            database: database.clone(),
            time_zone: "Europe/London".into(),
            base_url: unusual.base_url.map(str::to_owned),
            bcrypt_cost: COST,
            throttle: unusual.throttle,
            trust_proxy: false,
        };
        let clock = Clock::fixed(instant("2026-11-23T08:00:00Z"));
        let state = AppState::new(Db::open(&database).unwrap(), config, clock);
        Self {
            router: router::router(state.clone()),
            state,
            _folder: folder,
        }
    }

    /// Somebody who is not signed in.
    pub(crate) fn anon(&self) -> Client {
        Client::new(self.router.clone())
    }

    /// The database's file.
    pub(crate) fn database(&self) -> &Path {
        self.state.db.path()
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
        self.state
            .db
            .write(move |conn| Ok::<_, AppError>(work(conn)?))
            .await
            .unwrap()
    }
}
