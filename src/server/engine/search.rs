//! Searching patients by the index of trigrams: `SQLite` keeps it in a full-text table beside them, `PostgreSQL`
//! (extension `pg_trgm`) as an index that `LIKE` uses by itself.

use diesel::{
    BoolExpressionMethods as _, BoxableExpression, EscapeExpressionMethods as _,
    TextExpressionMethods as _,
    dsl::sql,
    sql_types::{BigInt, Bool, Text},
};

use super::{Conn, MultiBackend};
use crate::server::schema::patients;

/// What is asked of a patient.
pub type Condition = Box<dyn BoxableExpression<patients::table, MultiBackend, SqlType = Bool>>;

/// Fewer characters have no trigram.
const SHORTEST: usize = 3;

/// What is asked of patients whose search key holds one text of each group; the texts are folded. All patients are
/// read for a group with a text of fewer than three characters. With `most`, as many of those whom the index finds
/// are looked at, the newest records, and older ones are left out.
pub fn holding(conn: &Conn, groups: Vec<Vec<String>>, most: Option<i64>) -> Vec<Condition> {
    let (indexed, others): (Vec<_>, Vec<_>) = match conn {
        Conn::Sqlite(_) => groups.into_iter().partition(|texts| is_indexed(texts)),
        Conn::Postgresql(_) => (Vec::new(), groups),
    };
    let mut conditions: Vec<Condition> = others.into_iter().filter_map(any_of).collect();
    if !indexed.is_empty() {
        let phrases: Vec<String> = indexed
            .iter()
            .map(|texts| {
                let any: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
                format!("({})", any.join(" OR "))
            })
            .collect();
        let found = sql::<Bool>(
            "patients.id IN (SELECT rowid FROM patients_found WHERE patients_found MATCH ",
        )
        .bind::<Text, _>(phrases.join(" AND "))
        .sql(" ORDER BY rowid DESC LIMIT ")
        .bind::<BigInt, _>(most.unwrap_or(i64::MAX))
        .sql(")");
        conditions.push(Box::new(found));
    }
    conditions
}

fn is_indexed(texts: &[String]) -> bool {
    texts.iter().all(|text| text.chars().count() >= SHORTEST)
}

fn any_of(texts: Vec<String>) -> Option<Condition> {
    let holds = |text: String| -> Condition {
        Box::new(patients::search_key.like(pattern(&text)).escape('\\'))
    };
    texts
        .into_iter()
        .map(holds)
        .reduce(|any, text| Box::new(any.or(text)))
}

/// A text as a phrase of the full-text table, which then means its characters as they stand.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The `LIKE` pattern that finds this text anywhere.
fn pattern(text: &str) -> String {
    let literal = text
        .replace('\\', r"\\")
        .replace('%', r"\%")
        .replace('_', r"\_");
    format!("%{literal}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_are_taken_literally() {
        assert_eq!(pattern(r"50%_\"), r"%50\%\_\\%");
        assert_eq!(quoted(r#"a" OR "b"#), r#""a"" OR ""b""#);
    }
}
