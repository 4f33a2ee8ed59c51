//! Password hashes: bcrypt, and the SHA-256 of the program before ours until the first login.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use crate::{error::AppError, server::AppState, server::faults};

/// What an imported SHA-256 hash is stored behind.
pub const LEGACY_PREFIX: &str = "sha256$";

/// bcrypt reads no further than this.
const BCRYPT_BYTES: usize = 72;

/// What checking a password found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is not the password.
    Wrong,
    /// It is.
    Right,
    /// It is, and the hash should be replaced by a bcrypt one.
    RightButLegacy,
}

/// Hashes a password, off the async threads and with a bound on how many at once.
///
/// # Errors
/// [`AppError::Unavailable`] when the server is stopping.
pub async fn hash(app: &AppState, password: String) -> Result<String, AppError> {
    let cost = app.config.bcrypt_cost;
    bounded(app, move || hash_now(&password, cost)).await?
}

/// Checks a password against a stored hash, or, when there is none, takes the same time.
///
/// # Errors
/// As [`hash`].
pub async fn verify(
    app: &AppState,
    password: String,
    stored: Option<String>,
) -> Result<Verdict, AppError> {
    let cost = app.config.bcrypt_cost;
    bounded(app, move || match stored {
        Some(stored) => match stored.strip_prefix(LEGACY_PREFIX) {
            Some(legacy) => {
                hash_now(&password, cost)?;
                let found = hex(&Sha256::digest(password.as_bytes()));
                Ok(if constant_time_eq(&found, legacy) {
                    Verdict::RightButLegacy
                } else {
                    Verdict::Wrong
                })
            }
            None => match bcrypt::verify(prepare(&password), &stored) {
                Ok(true) => Ok(Verdict::Right),
                Ok(false) => Ok(Verdict::Wrong),
                Err(error) => Err(faults::internal(&error)),
            },
        },
        None => hash_now(&password, cost).map(|_| Verdict::Wrong),
    })
    .await?
}

/// Hashes a password on this thread.
///
/// # Errors
/// When the cost is out of range.
pub fn hash_now(password: &str, cost: u32) -> Result<String, AppError> {
    bcrypt::hash(prepare(password), cost).map_err(|error| faults::internal(&error))
}

/// Longer passwords than bcrypt reads, and ones with a byte it stops at, are hashed before:
/// never cut.
fn prepare(password: &str) -> Vec<u8> {
    let bytes = password.as_bytes();
    if bytes.len() > BCRYPT_BYTES || bytes.contains(&0) {
        STANDARD.encode(Sha256::digest(bytes)).into_bytes()
    } else {
        bytes.to_vec()
    }
}

async fn bounded<T, F>(app: &AppState, work: F) -> Result<T, AppError>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let _place = app
        .hashing
        .acquire()
        .await
        .map_err(|_| AppError::Unavailable)?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| faults::internal(&error))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn constant_time_eq(a: &str, b: &str) -> bool {
    a.len() == b.len()
        && a.bytes()
            .zip(b.bytes())
            .fold(0, |difference, (a, b)| difference | (a ^ b))
            == 0
}

/// A temporary password: 16 characters that are not taken for one another.
pub fn temporary() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    use rand::seq::IndexedRandom as _;
    let mut rng = rand::rng();
    (0..16)
        .filter_map(|_| LETTERS.choose(&mut rng))
        .map(|byte| char::from(*byte))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_beyond_bcrypts_reach_is_not_cut() {
        let long = "a".repeat(100);
        let other = format!("{}b", "a".repeat(99));
        let hash = hash_now(&long, 4).unwrap();
        assert!(bcrypt::verify(prepare(&long), &hash).unwrap());
        assert!(!bcrypt::verify(prepare(&other), &hash).unwrap());
    }

    #[test]
    fn a_zero_byte_does_not_end_a_password() {
        let hash = hash_now("secret\0one more", 4).unwrap();
        assert!(!bcrypt::verify(prepare("secret\0another"), &hash).unwrap());
    }

    #[test]
    fn temporary_passwords_differ_and_pass_the_policy() {
        let (one, two) = (temporary(), temporary());
        assert_ne!(one, two);
        assert_eq!(
            super::super::password_policy::check(&one, "someone"),
            Ok(())
        );
    }

    #[test]
    fn legacy_hashes_are_lower_case_hex() {
        assert_eq!(
            hex(&Sha256::digest("tulip".as_bytes())),
            "6a6b46521e000c1084dc8f9c1f32876a965302fd0008a1cf54cd75ec15b7cb93"
        );
    }
}
