//! Brings in the data of the program before ours. The rules are in `docs/import.md`.

mod accounts;
mod appointments;
mod people;
mod report;
mod source;
mod when;

#[cfg(test)]
mod tests;

use std::{collections::HashMap, path::Path};

use diesel::prelude::*;
use jiff::{Timestamp, tz::TimeZone};

use super::{
    Actor, Conn,
    engine::{self, DatabaseUrl, Purpose},
    schema::imported_rows,
};
use crate::{
    audit,
    clinic::{self, model::Clinic},
};

pub use report::{Count, Report, Table};
use source::Source;

/// What our database remembers rows of the old program by.
const SOURCE: &str = "flask";

/// Brings the old Flask program's file at `source` into the database at `database`, all or
/// nothing. Rows that an earlier run brought in stay as they are.
///
/// # Errors
/// When either file cannot be used; nothing has changed then.
pub fn flask(
    database: &DatabaseUrl,
    source: &Path,
    time_zone: &str,
    now: Timestamp,
) -> anyhow::Result<Report> {
    let zone = TimeZone::get(time_zone)?;
    let old = Source::read(source)?;
    let mut conn = engine::connect(database, Purpose::Command)?;
    engine::migrate(&mut conn)?;
    engine::exclusively(&mut conn, |conn| {
        let mut report = Report::default();
        prepare_clinic(conn, time_zone, &mut report)?;
        let seen = seen_rows(conn)?;
        let mut import = Import {
            conn,
            zone,
            now,
            seen,
            report,
        };
        import.users(&old)?;
        import.doctors(&old.doctors)?;
        import.patients(&old.patients)?;
        import.accounts_without_record(&old.users)?;
        import.appointments(&old.appointments)?;
        import.finish()
    })
}

fn prepare_clinic(conn: &mut Conn, time_zone: &str, report: &mut Report) -> anyhow::Result<()> {
    let clinic = clinic::store::load(conn)?;
    anyhow::ensure!(
        !clinic.demo,
        "this is the demo clinic: set DATABASE_URL to the database of the real one"
    );
    if !clinic::store::exists(conn)? {
        clinic::store::create(
            conn,
            &Clinic {
                time_zone: time_zone.to_owned(),
                ..Clinic::unnamed()
            },
        )?;
        report.note("the clinic is new: give it its name and address under Settings");
    } else if clinic.time_zone != time_zone {
        report.note(format!(
            "times were read as of {time_zone}; the clinic itself is in {}",
            clinic.time_zone
        ));
    }
    Ok(())
}

/// Where a row of the old file went.
type Seen = HashMap<(String, i64), Option<i64>>;

fn seen_rows(conn: &mut Conn) -> QueryResult<Seen> {
    let rows: Vec<(String, i64, Option<i64>)> = imported_rows::table
        .filter(imported_rows::source.eq(SOURCE))
        .select((
            imported_rows::source_table,
            imported_rows::source_id,
            imported_rows::target_id,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(table, id, target)| ((table, id), target))
        .collect())
}

/// An import under way.
struct Import<'a> {
    conn: &'a mut Conn,
    zone: TimeZone,
    now: Timestamp,
    seen: Seen,
    report: Report,
}

impl Import<'_> {
    /// Where a row went, if it has been brought in.
    fn target(&self, table: &str, id: i64) -> Option<i64> {
        self.seen.get(&(table.to_owned(), id)).copied().flatten()
    }

    /// Remembers where a row went.
    fn remember(&mut self, table: &str, id: i64, target: i64) -> QueryResult<()> {
        diesel::insert_into(imported_rows::table)
            .values((
                imported_rows::source.eq(SOURCE),
                imported_rows::source_table.eq(table),
                imported_rows::source_id.eq(id),
                imported_rows::target_id.eq(target),
            ))
            .execute(self.conn)?;
        self.seen.insert((table.to_owned(), id), Some(target));
        Ok(())
    }

    /// Counts a row as brought in, and remembers where it went.
    fn brought_in(&mut self, table: Table, id: i64, target: i64) -> QueryResult<()> {
        self.report.brought_in(table);
        self.remember(table.name(), id, target)
    }

    fn finish(mut self) -> anyhow::Result<Report> {
        if !self.report.is_empty() {
            let detail = format!("Flask program: {}", self.report.summary());
            audit::store::record(
                self.conn,
                &Actor::system(self.now),
                audit::Action::DataImported,
                None,
                &detail,
            )?;
            self.report.note("booked appointments of the past stay booked: the old program does not say what became of them");
        }
        if !crate::auth::store::has_admin(self.conn)? {
            self.report
                .note("there is no administrator yet: `server admin create` makes one");
        }
        Ok(self.report)
    }
}

/// The number in a reference, if it is one.
fn reference(text: Option<&str>) -> Option<i64> {
    text?.trim().parse().ok()
}

/// A name or text without the spaces around it; empty when there is none.
fn tidy(text: Option<&str>) -> &str {
    text.unwrap_or_default().trim()
}

/// What a column holds, for the report.
fn quoted(text: Option<&str>) -> String {
    text.map_or_else(|| "NULL".to_owned(), |text| format!("{text:?}"))
}
