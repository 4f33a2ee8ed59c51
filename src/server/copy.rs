//! `server copy FROM TO`: a clinic moves to another database, on the same engine or the other.
//!
//! Rows travel as JSON objects that the engines make and take apart themselves. Both write the
//! same values as the same characters, so that a row and its copy are equal when these are.

use anyhow::{Context as _, bail, ensure};
use diesel::connection::SimpleConnection as _;

use super::{
    Conn, check,
    engine::{
        self, DatabaseUrl, Purpose, rows,
        table::{self, TABLES, Table},
    },
};

/// The table that triggers fill, beside being copied.
const FILLED_BY_TRIGGERS: &str = "appointment_counts";

/// How many bytes of rows go to the database at once.
const CHUNK: usize = 512 * 1024;

/// The clinic at `from` is copied to `to`, which must be empty and is made where it is missing,
/// and compared row by row, all or nothing. Gives each table with its number of rows.
///
/// # Errors
/// When `from` is not at this program's version or violates what must always be true, `to` is
/// not empty, or anything goes wrong: `to` is empty then, and `from` as it was in any case.
pub fn run(from: &DatabaseUrl, to: &DatabaseUrl) -> anyhow::Result<Vec<(&'static str, u64)>> {
    let mut source = engine::connect_as_is(from)?;
    engine::snapshot(&mut source, |source| {
        let found = version(source).with_context(|| format!("{from} holds no clinic"))?;
        let mut target = open_empty(to)?;
        refuse_other(&found, &version(&mut target)?, from)?;
        refuse_violations(source, from)?;
        engine::exclusively(&mut target, |target| {
            rows::claim(target, &TABLES)?;
            // Somebody may have been quicker.
            refuse_filled(target, to)?;
            let rows = fill(source, target)?;
            refuse_violations(target, to)?;
            Ok(rows)
        })
    })
}

fn version(conn: &mut Conn) -> anyhow::Result<String> {
    let query = "SELECT CAST(max(version) AS TEXT) AS line FROM __diesel_schema_migrations";
    Ok(engine::lines(conn, query)?.concat())
}

fn refuse_other(found: &str, ours: &str, from: &DatabaseUrl) -> anyhow::Result<()> {
    ensure!(
        found <= ours,
        "{from} is at version {found}, which is newer than this program; please update the program"
    );
    ensure!(
        found == ours,
        "{from} is at version {found} and this program at {ours}: run `server migrate` on it first"
    );
    Ok(())
}

fn open_empty(to: &DatabaseUrl) -> anyhow::Result<Conn> {
    // Looked at before anything is set: what is somebody else's stays as it is.
    if let Ok(mut there) = engine::connect_as_is(to) {
        refuse_filled(&mut there, to)?;
    }
    let mut conn = engine::connect(to, Purpose::Command)?;
    engine::migrate(&mut conn)?;
    rows::prepare(&mut conn)?;
    Ok(conn)
}

fn refuse_filled(conn: &mut Conn, to: &DatabaseUrl) -> anyhow::Result<()> {
    let names = table::names(conn).with_context(|| format!("cannot use {to}"))?;
    for table in names {
        let query = format!("SELECT 'a row' AS line FROM \"{table}\" LIMIT 1");
        ensure!(
            engine::lines(conn, &query)?.is_empty(),
            "{to} is not empty (its table {table} has rows) and stays as it is"
        );
    }
    Ok(())
}

fn refuse_violations(conn: &mut Conn, url: &DatabaseUrl) -> anyhow::Result<()> {
    let violations = check::find(conn)?.violations;
    if let Some(first) = violations.first() {
        bail!("nothing was copied, for {url} is not sound; `server check` finds: {first}");
    }
    Ok(())
}

fn fill(source: &mut Conn, target: &mut Conn) -> anyhow::Result<Vec<(&'static str, u64)>> {
    let tables = table::all(target)?;
    ensure!(
        tables == table::all(source)?,
        "the tables are not those of this program's migrations"
    );
    for table in &tables {
        copy(source, target, table)
            .with_context(|| format!("nothing was copied, for {} could not be", table.name))?;
    }
    rows::release(target)?;
    for table in &tables {
        if table.numbered {
            let next = rows::next_number(source, table)?;
            rows::continue_with(target, table, next)?;
        }
        // What follows looks at all rows, of which the database knows nothing yet.
        target.batch_execute(&format!("ANALYZE {}", table.name))?;
    }
    tables
        .iter()
        .map(|table| Ok((table.name, compare(source, target, table)?)))
        .collect()
}

fn copy(source: &mut Conn, target: &mut Conn, table: &Table) -> anyhow::Result<()> {
    if table.name == FILLED_BY_TRIGGERS {
        target.batch_execute(&format!("DELETE FROM {}", table.name))?;
    }
    let mut chunk = String::new();
    for row in rows::all(source, table)? {
        let row = row?;
        let row = std::str::from_utf8(&row.json).context("there is text that is not Unicode")?;
        if !rows::take_nul(target) {
            refuse_nul(table, row)?;
        }
        chunk.push(if chunk.is_empty() { '[' } else { ',' });
        chunk.push_str(row);
        if chunk.len() >= CHUNK {
            chunk.push(']');
            rows::insert(target, table, &chunk)?;
            chunk.clear();
        }
    }
    if !chunk.is_empty() {
        chunk.push(']');
        rows::insert(target, table, &chunk)?;
    }
    Ok(())
}

/// `PostgreSQL` takes every character but this one.
fn refuse_nul(table: &Table, row: &str) -> anyhow::Result<()> {
    // A quick look first; it may also mean a backslash before these characters.
    if !row.contains("\\u0000") {
        return Ok(());
    }
    let row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(row)?;
    let text = row
        .iter()
        .find(|(_, value)| value.as_str().is_some_and(|text| text.contains('\0')));
    if let Some((column, _)) = text {
        let which = table.key.iter().filter_map(|key| row.get(key));
        let which: Vec<String> = which.map(ToString::to_string).collect();
        bail!(
            "{column} of the row {} holds the character U+0000, which PostgreSQL does not take",
            which.join(", ")
        );
    }
    Ok(())
}

/// Whether both hold the same rows; gives how many.
fn compare(source: &mut Conn, target: &mut Conn, table: &Table) -> anyhow::Result<u64> {
    let (mut theirs, mut ours) = (rows::all(source, table)?, rows::all(target, table)?);
    let mut equal = 0;
    loop {
        match (theirs.next().transpose()?, ours.next().transpose()?) {
            (None, None) => return Ok(equal),
            (Some(row), Some(copy)) if row.json == copy.json => equal += 1,
            _ => bail!(
                "nothing was copied, for row {} of {} did not arrive as it is",
                equal + 1,
                table.name
            ),
        }
    }
}
