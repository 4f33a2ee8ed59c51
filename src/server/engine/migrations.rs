//! The embedded migrations: for each engine one folder, with steps of the same names.

use diesel::{
    RunQueryDsl as _, SqliteConnection,
    connection::{Connection, SimpleConnection as _},
    sql_types,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Conn, exclusively};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRESQL: EmbeddedMigrations = embed_migrations!("migrations/postgresql");

/// `SQLite` before this carries a bug that can corrupt a database in WAL mode.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// What [`migrate`] did: the versions before and after; empty before the first migration.
#[derive(Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The version found.
    pub from: String,
    /// The version reached.
    pub to: String,
}

/// Brings the database up to date; of several programs that try at once, one does it and the
/// others find it done. All or nothing.
///
/// # Errors
/// When the engine is too old, the database is newer than this program, or a step fails.
pub fn migrate(conn: &mut Conn) -> anyhow::Result<Migrated> {
    if let Conn::Sqlite(file) = conn {
        check_sqlite(file)?;
    }
    let migrated = exclusively(conn, |conn| match conn {
        Conn::Sqlite(file) => run(file, SQLITE),
        Conn::Postgresql(server) => run(server, POSTGRESQL),
    })?;
    match conn {
        Conn::Sqlite(file) => file.batch_execute("PRAGMA optimize = 0x10002")?,
        Conn::Postgresql(server) if migrated.from != migrated.to => {
            server.batch_execute("ANALYZE")?;
        }
        Conn::Postgresql(_) => {}
    }
    Ok(migrated)
}

fn run<C>(conn: &mut C, ours: EmbeddedMigrations) -> anyhow::Result<Migrated>
where
    C: Connection + MigrationHarness<C::Backend> + diesel::migration::MigrationConnection,
    EmbeddedMigrations: diesel::migration::MigrationSource<C::Backend>,
{
    conn.setup()?;
    let from = version(conn)?;
    refuse_newer::<C>(&from, &ours)?;
    conn.run_pending_migrations(ours)
        .map_err(|error| anyhow::anyhow!("migration failed: {error}"))?;
    Ok(Migrated {
        from,
        to: version(conn)?,
    })
}

fn version<C: Connection + MigrationHarness<C::Backend>>(conn: &mut C) -> anyhow::Result<String> {
    let applied = conn
        .applied_migrations()
        .map_err(|error| anyhow::anyhow!("cannot read the database's version: {error}"))?;
    Ok(applied
        .iter()
        .map(ToString::to_string)
        .max()
        .unwrap_or_default())
}

fn refuse_newer<C>(applied: &str, ours: &EmbeddedMigrations) -> anyhow::Result<()>
where
    C: Connection,
    EmbeddedMigrations: diesel::migration::MigrationSource<C::Backend>,
{
    use diesel::migration::MigrationSource;
    let known = MigrationSource::<C::Backend>::migrations(ours)
        .map_err(|error| anyhow::anyhow!("cannot read the migrations: {error}"))?
        .iter()
        .any(|migration| migration.name().version().as_owned().to_string() == applied);
    anyhow::ensure!(
        applied.is_empty() || known,
        "the database is at version {applied}, which is newer than this program; please update the program"
    );
    Ok(())
}

fn check_sqlite(conn: &mut SqliteConnection) -> anyhow::Result<()> {
    #[derive(diesel::QueryableByName)]
    struct Version {
        #[diesel(sql_type = sql_types::Text)]
        version: String,
    }
    let found = diesel::sql_query("SELECT sqlite_version() AS version")
        .get_result::<Version>(conn)?
        .version;
    let mut parts = found.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    anyhow::ensure!(
        (next(), next(), next()) >= OLDEST_SQLITE,
        "SQLite {found} is too old for durable use"
    );
    Ok(())
}
