//! The embedded migrations.

use diesel::{RunQueryDsl, connection::SimpleConnection, sql_types::Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::db::Conn;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// `SQLite` before this carries a bug that can corrupt a database in WAL mode.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// What [`run`] did: the versions before and after; empty before the first migration.
#[derive(Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The version found.
    pub from: String,
    /// The version reached.
    pub to: String,
}

/// Brings the database up to date.
///
/// # Errors
/// When `SQLite` is too old, the database is newer than this program, or a step fails.
pub fn run(conn: &mut Conn) -> anyhow::Result<Migrated> {
    check_sqlite(conn)?;
    let from = version(conn)?;
    let known = MigrationHarness::<diesel::sqlite::Sqlite>::pending_migrations(conn, MIGRATIONS);
    known.map_err(|error| anyhow::anyhow!("cannot read the migrations: {error}"))?;
    refuse_newer(conn)?;
    conn.run_pending_migrations(MIGRATIONS)
        .map_err(|error| anyhow::anyhow!("migration failed: {error}"))?;
    conn.batch_execute("PRAGMA optimize = 0x10002")?;
    Ok(Migrated {
        from,
        to: version(conn)?,
    })
}

fn version(conn: &mut Conn) -> anyhow::Result<String> {
    let applied = conn
        .applied_migrations()
        .map_err(|error| anyhow::anyhow!("cannot read the database's version: {error}"))?;
    Ok(applied
        .iter()
        .map(ToString::to_string)
        .max()
        .unwrap_or_default())
}

fn refuse_newer(conn: &mut Conn) -> anyhow::Result<()> {
    use diesel::migration::MigrationSource;
    let ours: Vec<_> = MigrationSource::<diesel::sqlite::Sqlite>::migrations(&MIGRATIONS)
        .map_err(|error| anyhow::anyhow!("cannot read the migrations: {error}"))?
        .iter()
        .map(|migration| migration.name().version().as_owned().to_string())
        .collect();
    let applied = version(conn)?;
    anyhow::ensure!(
        applied.is_empty() || ours.contains(&applied),
        "the database is at version {applied}, which is newer than this program; please update the program"
    );
    Ok(())
}

fn check_sqlite(conn: &mut Conn) -> anyhow::Result<()> {
    #[derive(diesel::QueryableByName)]
    struct Version {
        #[diesel(sql_type = Text)]
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
