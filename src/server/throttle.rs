//! Slows down guessing without locking anybody out.
//!
//! Attempts are counted for a pair of account and address, for an address, and for an account
//! from anywhere. The last counter does not bind an address from which the account's owner has
//! signed in before, so that hammering on an account does not keep its owner out.
//!
//! The counters stand in the database, where every server of a clinic sees them. An attempt counts
//! from its beginning, so that many at once gain nothing; one that succeeds is taken back.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Integer, Text},
};
use jiff::Timestamp;

use super::{Conn, schema::attempts};
use crate::error::AppError;

/// Attempts are forgotten after this many seconds.
const WINDOW: i64 = 15 * 60;
/// Attempts within the window before waiting begins.
const PER_PAIR: i32 = 8;
const PER_ADDRESS: i32 = 60;
const PER_ACCOUNT: i32 = 40;

/// Somebody tries to get in.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// As whom; nobody when registering.
    pub account: Option<String>,
    /// From where.
    pub address: String,
}

impl Attempt {
    /// The counters it adds to, each with its limit; those of the account come first.
    fn counters(&self) -> Vec<(String, i32)> {
        let address = (format!("address {}", self.address), PER_ADDRESS);
        match &self.account {
            None => vec![address],
            Some(account) => vec![
                (format!("account {account}"), PER_ACCOUNT),
                (format!("pair {account} {}", self.address), PER_PAIR),
                address,
            ],
        }
    }

    /// Counts the attempt, if it may be made now.
    ///
    /// `known` tells that the account has been signed in from this address before.
    ///
    /// # Errors
    /// [`AppError::TooManyAttempts`] with the seconds to wait; or the database does not answer.
    pub fn begin(&self, conn: &mut Conn, known: bool, now: Timestamp) -> Result<(), AppError> {
        let now = now.as_second();
        let mut wait = None;
        for (name, limit) in self.counters() {
            let bound = !(known && name.starts_with("account "));
            let counted = count(conn, &name, now)?;
            if bound && counted.failures > limit {
                wait = wait.max(Some(counted.since + WINDOW - now));
            }
        }
        // What was counted is undone with the error: waiting is not made longer by trying.
        wait.map_or(Ok(()), |seconds| Err(too_many(seconds)))
    }

    /// Takes the attempt back, and forgets what this account failed before from this address.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn succeeded(&self, conn: &mut Conn) -> QueryResult<()> {
        for (name, limit) in self.counters() {
            if limit == PER_PAIR {
                diesel::delete(attempts::table.find(name)).execute(conn)?;
            } else {
                take_back(conn, &name)?;
            }
        }
        Ok(())
    }
}

/// Counts one try of something that is not an account, under a name of its own, if fewer than `most`
/// were made within the window.
///
/// # Errors
/// [`AppError::TooManyAttempts`] with the seconds to wait, and then the try is not counted; or the
/// database does not answer.
pub fn count_try(conn: &mut Conn, name: &str, most: i32, now: Timestamp) -> Result<(), AppError> {
    let now = now.as_second();
    let counted = count(conn, name, now)?;
    if counted.failures > most {
        return Err(too_many(counted.since + WINDOW - now));
    }
    Ok(())
}

/// Takes a try back that went well.
///
/// # Errors
/// When the database refuses.
pub fn take_back(conn: &mut Conn, name: &str) -> QueryResult<()> {
    let counter = attempts::table.find(name);
    diesel::update(counter.filter(attempts::failures.gt(0)))
        .set(attempts::failures.eq(attempts::failures - 1))
        .execute(conn)?;
    Ok(())
}

fn too_many(seconds: i64) -> AppError {
    AppError::TooManyAttempts {
        retry_after: u32::try_from(seconds).unwrap_or(u32::MAX),
    }
}

/// How often somebody tried.
#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    since: i64,
    #[diesel(sql_type = Integer)]
    failures: i32,
}

/// Adds to a counter, which others wait for until the transaction ends, and gives it.
fn count(conn: &mut Conn, counter: &str, now: i64) -> QueryResult<Counted> {
    // Both engines number `$` parameters by their first appearance here.
    diesel::sql_query(format!(
        "INSERT INTO attempts AS counted (counter, since, failures) VALUES ($1, $2, 1)
         ON CONFLICT (counter) DO UPDATE SET
             failures = CASE WHEN counted.since > excluded.since - {WINDOW} THEN counted.failures + 1 ELSE 1 END,
             since = CASE WHEN counted.since > excluded.since - {WINDOW} THEN counted.since ELSE excluded.since END
         RETURNING since, failures"
    ))
    .bind::<Text, _>(counter)
    .bind::<BigInt, _>(now)
    .get_result(conn)
}

/// Deletes what is forgotten anyway.
///
/// # Errors
/// When the database refuses.
pub fn delete_old(conn: &mut Conn, now: Timestamp) -> QueryResult<usize> {
    let old = attempts::since.le(now.as_second() - WINDOW);
    diesel::delete(attempts::table.filter(old)).execute(conn)
}
