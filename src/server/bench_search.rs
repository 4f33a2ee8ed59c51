//! `server bench-search`: how long finding a patient takes, on the database that `server bench-data` made. Each run
//! looks for another patient, in the words of somebody who knows them, and notes whether they were found.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use jiff::{Timestamp, civil::Date};

use super::{
    Conn, Scope,
    app_state::Settings,
    bench_slots::report,
    demo::dice::Dice,
    engine::{self, DatabaseUrl, Purpose},
    schema::patients,
};
use crate::patients::find::store;

/// A patient to look for.
#[derive(Queryable)]
struct Wanted {
    id: i64,
    full_name: String,
    contact_number: String,
    date_of_birth: Option<String>,
}

type Words = fn(&Wanted, &mut Dice) -> String;

/// What is typed, by what the line is called.
const MEASURES: [(&str, Words); 8] = [
    ("the name", |wanted, _| wanted.full_name.clone()),
    ("the name in another order", |wanted, _| {
        let words: Vec<&str> = wanted.full_name.split(' ').rev().collect();
        words.join(" ")
    }),
    ("the name with a slip in each word", |wanted, dice| {
        let words: Vec<String> = wanted
            .full_name
            .split(' ')
            .map(|word| slip(word, dice))
            .collect();
        words.join(" ")
    }),
    ("the family name with a slip", |wanted, dice| {
        let family = wanted.full_name.rsplit(' ').next().unwrap_or_default();
        slip(family, dice)
    }),
    // Half of so short a text is the beginning of many names: the most to look at.
    ("the beginning of it with a slip", |wanted, dice| {
        let family = wanted.full_name.rsplit(' ').next().unwrap_or_default();
        let beginning: String = family.chars().take(5).collect();
        slip(&beginning, dice)
    }),
    ("two letters", |wanted, _| {
        wanted.full_name.chars().take(2).collect()
    }),
    ("the end of the number", |wanted, _| {
        let digits = wanted.contact_number.replace(' ', "");
        digits
            .get(digits.len().saturating_sub(7)..)
            .unwrap_or_default()
            .to_owned()
    }),
    ("the birthday", |wanted, _| {
        let born = wanted.date_of_birth.as_deref().unwrap_or_default();
        born.parse::<Date>()
            .map(|born| born.strftime("%-d.%-m.%Y").to_string())
            .unwrap_or_default()
    }),
];

/// Measures and prints a line for each measure: its name, the median and the 99th percentile in microseconds, and
/// how many were found, with tabs between them.
///
/// # Errors
/// When the database does not answer or has no patients.
pub fn run(database: &DatabaseUrl, runs: usize, now: Timestamp) -> anyhow::Result<()> {
    let mut conn = engine::connect(database, Purpose::Reading)?;
    let settings = Settings::load(&mut conn, now)?;
    let count: i64 = patients::table.count().get_result(&mut conn)?;
    let count = usize::try_from(count)?;
    anyhow::ensure!(
        count > 0,
        "the database has no patients; make one with bench-data"
    );
    let mut dice = Dice::new(7);
    for (name, words) in MEASURES {
        let mut times: Vec<Duration> = Vec::with_capacity(runs);
        let mut found = 0;
        // The first warms up.
        for run in 0..=runs.max(1) {
            let wanted = any(&mut conn, i64::try_from(dice.below(count))?)?;
            let q = words(&wanted, &mut dice);
            let begun = Instant::now();
            let hits = store::find(&mut conn, &settings, Scope::Clinic, &q, store::MOST, now)?;
            if run > 0 {
                times.push(begun.elapsed());
                found += usize::from(hits.iter().any(|hit| hit.id == wanted.id));
            }
        }
        times.sort_unstable();
        let about = format!("{count} patients, {found} of {} on the list", times.len());
        report(name, &times, &about);
    }
    Ok(())
}

fn any(conn: &mut Conn, offset: i64) -> QueryResult<Wanted> {
    patients::table
        .filter(patients::id.gt(offset))
        .order(patients::id)
        .select((
            patients::id,
            patients::full_name,
            patients::contact_number,
            patients::date_of_birth,
        ))
        .first(conn)
}

/// The word with a letter missing, doubled, changed, or in its neighbour's place.
fn slip(word: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 5 {
        return word.to_owned();
    }
    let at = dice.below(letters.len() - 1);
    match (dice.below(4), letters.get(at).copied()) {
        (0, _) => {
            letters.remove(at);
        }
        (1, Some(letter)) => letters.insert(at, letter),
        (2, _) => {
            if let Some(letter) = letters.get_mut(at) {
                *letter = 'x';
            }
        }
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}
