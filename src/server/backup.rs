//! `server backup PATH`: a copy of a database in use.

use std::{
    fs::{File, OpenOptions},
    io::ErrorKind,
    path::Path,
};

use anyhow::{Context as _, ensure};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};

use super::{
    Conn,
    engine::{self, DatabaseUrl},
};

/// What a backup holds.
#[derive(Debug, PartialEq, Eq)]
pub struct Backup {
    /// The size of the copy in bytes.
    pub bytes: u64,
    /// The rows of each table that was counted.
    pub rows: Vec<(&'static str, i64)>,
}

/// Copies a database to a new file at `to`, and reads the copy back before it answers. Whoever
/// uses the database meanwhile is not held up.
///
/// # Errors
/// When the file is there already, cannot be written, or the copy is not sound (a file this has
/// begun is removed again), or the database is on `PostgreSQL`.
pub fn run(database: &DatabaseUrl, to: &Path) -> anyhow::Result<Backup> {
    let DatabaseUrl::Sqlite(path) = database else {
        anyhow::bail!("a database on PostgreSQL is backed up by its own tools, such as pg_dump");
    };
    let mut live = open(path)?;
    reserve(to)?;
    let copied = copy(&mut live, to);
    if copied.is_err() {
        // What went wrong is told; a file that cannot even be removed adds nothing to it.
        let _ = std::fs::remove_file(to);
    }
    copied
}

fn open(path: &Path) -> anyhow::Result<SqliteConnection> {
    match engine::connect_as_is(&DatabaseUrl::Sqlite(path.to_owned()))? {
        Conn::Sqlite(conn) => Ok(conn),
        Conn::Postgresql(_) => anyhow::bail!("not a file"),
    }
}

/// Makes the file, for the owner's eyes only, if it is not there: it holds patients' data.
fn reserve(to: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    match OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(to)
    {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            anyhow::bail!("{} is there already and stays as it is", to.display())
        }
        Err(error) => Err(error).with_context(|| format!("cannot make {}", to.display())),
    }
}

fn copy(live: &mut SqliteConnection, to: &Path) -> anyhow::Result<Backup> {
    let path = std::path::absolute(to)?;
    let path = path.to_str().context("the path is not Unicode")?;
    let before = row_counts(live)?;
    diesel::sql_query("VACUUM INTO ?")
        .bind::<Text, _>(path)
        .execute(live)
        .with_context(|| format!("cannot write {}", to.display()))?;
    let after = row_counts(live)?;
    sync(to)?;

    let mut copy = open(to)?;
    let damage = damage(&mut copy)?;
    ensure!(
        damage.is_none(),
        "the copy was removed, it is damaged: {}",
        damage.unwrap_or_default()
    );
    let rows = row_counts(&mut copy)?;
    // These tables only grow: the copy lies between what was there before and after.
    let complete = rows
        .iter()
        .zip(before.iter().zip(&after))
        .all(|((_, rows), ((_, before), (_, after)))| before <= rows && rows <= after);
    ensure!(complete, "the copy was removed: it lacks rows");
    Ok(Backup {
        bytes: std::fs::metadata(to)?.len(),
        rows,
    })
}

/// Has the file and its place in the folder on disk.
fn sync(file: &Path) -> anyhow::Result<()> {
    File::open(file)?.sync_all()?;
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(())
}

/// What the engine finds wrong with the file, if anything.
fn damage(conn: &mut SqliteConnection) -> QueryResult<Option<String>> {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = Text)]
        integrity_check: String,
    }
    let lines: Vec<Line> = diesel::sql_query("PRAGMA integrity_check").load(conn)?;
    Ok(lines
        .into_iter()
        .map(|line| line.integrity_check)
        .find(|line| line != "ok"))
}

/// The rows of the tables that only ever grow, in a fixed order.
fn row_counts(conn: &mut SqliteConnection) -> QueryResult<Vec<(&'static str, i64)>> {
    #[derive(QueryableByName)]
    struct Rows {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    ["users", "doctors", "patients", "appointments", "audit"]
        .into_iter()
        .map(|table| {
            let rows: Rows =
                diesel::sql_query(format!("SELECT count(*) AS n FROM {table}")).get_result(conn)?;
            Ok((table, rows.n))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use diesel::connection::SimpleConnection as _;

    use super::{
        super::{check, engine::Purpose},
        *,
    };

    fn database(folder: &Path) -> DatabaseUrl {
        let url = DatabaseUrl::Sqlite(folder.join("clinic.db"));
        let mut conn = engine::connect(&url, Purpose::Command).unwrap();
        engine::migrate(&mut conn).unwrap();
        conn.batch_execute(
            "INSERT INTO users (id, username, username_key, password_hash, role, full_name, created_at)
             VALUES (1, 'ada', 'ada', '', 'admin', 'Ada', 0)",
        )
        .unwrap();
        url
    }

    #[test]
    fn a_copy_is_private_complete_and_never_overwrites() {
        let folder = tempfile::tempdir().unwrap();
        let live = database(folder.path());
        let to = folder.path().join("copy 100%?#.db");
        let made = run(&live, &to).unwrap();
        assert_eq!(made.rows[0], ("users", 1));
        let metadata = std::fs::metadata(&to).unwrap();
        assert_eq!(
            (metadata.len(), metadata.permissions().mode() & 0o777),
            (made.bytes, 0o600)
        );

        let bytes = std::fs::read(&to).unwrap();
        assert_eq!(
            check::run(&DatabaseUrl::Sqlite(to.clone()))
                .unwrap()
                .violations,
            Vec::<String>::new()
        );
        assert!(
            run(&live, &to)
                .unwrap_err()
                .to_string()
                .contains("there already")
        );
        assert_eq!(std::fs::read(&to).unwrap(), bytes);
    }

    #[test]
    fn there_has_to_be_a_database() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("copy.db");
        let none = DatabaseUrl::Sqlite(folder.path().join("none.db"));
        let error = run(&none, &to).unwrap_err().to_string();
        assert!(error.contains("there is no database"), "{error}");
        let server: DatabaseUrl = "postgresql:///clinic".parse().unwrap();
        let error = run(&server, &to).unwrap_err().to_string();
        assert!(error.contains("pg_dump"), "{error}");
        assert!(!to.exists());
    }
}
