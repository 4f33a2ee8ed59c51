//! What is put on disk: sealed with XChaCha20-Poly1305, a fresh nonce each time, under a key that is
//! in the system's keyring. What a file is, and for whom, is part of what the seal vouches for, so
//! that no file can stand in for another.
//!
//! A file is the mark, the format's version, the kind, when it ends (seconds since 1970, big endian),
//! the nonce, and the sealed JSON. Its beginning is not secret: what is over is deleted unread.

use chacha20poly1305::{
    Key as CipherKey, KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use jiff::{Timestamp, civil::Date};
use serde::{Serialize, de::DeserializeOwned};

/// The first bytes of each file.
const MARK: &[u8; 8] = b"anteroom";
/// The format of the files, counted.
const FORMAT: u8 = 1;
const NONCE: usize = 24;
/// Mark, format, kind and end.
const HEAD: usize = 8 + 1 + 1 + 8;

/// The 256 bits that open what this user of this computer has put away.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// A new one, from the system's random numbers.
    ///
    /// # Errors
    /// When the system has none.
    pub fn fresh() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// The key from its bytes; none when they are not 32.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its bytes, for the keyring.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A day.
    Day,
    /// Steps of a day that wait.
    Steps,
    /// Whom to call back.
    CallBacks,
    /// Who works here.
    Who,
}

impl Kind {
    /// How a file's name begins.
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Steps => "steps",
            Self::CallBacks => "callbacks",
            Self::Who => "who",
        }
    }

    fn byte(self) -> u8 {
        match self {
            Self::Day => 1,
            Self::Steps => 2,
            Self::CallBacks => 3,
            Self::Who => 4,
        }
    }
}

/// What a file is, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// What it holds.
    pub kind: Kind,
    /// Of which day; none when it is of no particular one.
    pub day: Option<Date>,
    /// Of which server.
    pub server: String,
    /// For which account; empty for whoever works at this desk.
    pub user: String,
}

/// The file is damaged, was sealed with another key, or is not what it is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it cannot be opened")]
pub struct Unopened;

impl Label {
    /// What the seal vouches for beside the content.
    fn vouched(&self, head: &[u8]) -> Vec<u8> {
        let day = self.day.map(|day| day.to_string()).unwrap_or_default();
        let mut all = head.to_vec();
        for part in [&day, &self.server, &self.user] {
            // The length before each: no two labels are the same bytes.
            all.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            all.extend_from_slice(part.as_bytes());
        }
        all
    }
}

/// The bytes of a file.
///
/// # Errors
/// When the system has no random numbers, or the content cannot be written as JSON.
pub fn seal(
    key: &Key,
    label: &Label,
    ends: Timestamp,
    content: &impl Serialize,
) -> Result<Vec<u8>, Unopened> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(|_| Unopened)?;
    let plain = serde_json::to_vec(content).map_err(|_| Unopened)?;
    let mut file = MARK.to_vec();
    file.extend_from_slice(&[FORMAT, label.kind.byte()]);
    file.extend_from_slice(&ends.as_second().to_be_bytes());
    let payload = Payload {
        msg: &plain,
        aad: &label.vouched(&file),
    };
    let sealed = cipher(key)
        .encrypt(XNonce::from_slice(&nonce), payload)
        .map_err(|_| Unopened)?;
    file.extend_from_slice(&nonce);
    file.extend_from_slice(&sealed);
    Ok(file)
}

/// What is in a file.
///
/// # Errors
/// [`Unopened`].
pub fn open<T: DeserializeOwned>(key: &Key, label: &Label, file: &[u8]) -> Result<T, Unopened> {
    let (head, rest) = file.split_at_checked(HEAD).ok_or(Unopened)?;
    let expected = [MARK.as_slice(), &[FORMAT, label.kind.byte()]].concat();
    if !head.starts_with(&expected) {
        return Err(Unopened);
    }
    let (nonce, sealed) = rest.split_at_checked(NONCE).ok_or(Unopened)?;
    let payload = Payload {
        msg: sealed,
        aad: &label.vouched(head),
    };
    let plain = cipher(key)
        .decrypt(XNonce::from_slice(nonce), payload)
        .map_err(|_| Unopened)?;
    serde_json::from_slice(&plain).map_err(|_| Unopened)
}

/// When a file ends, as its beginning says; none when it is no file of ours.
pub fn ends(file: &[u8]) -> Option<Timestamp> {
    let head = file.get(..HEAD)?;
    let (mark, end) = head.split_at_checked(HEAD - 8)?;
    if !mark.starts_with(MARK) || mark.get(MARK.len()) != Some(&FORMAT) {
        return None;
    }
    Timestamp::from_second(i64::from_be_bytes(end.try_into().ok()?)).ok()
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(CipherKey::from_slice(&key.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn label() -> Label {
        Label {
            kind: Kind::Day,
            day: Some(jiff::civil::date(2026, 11, 24)),
            server: "http://127.0.0.1:8080".to_owned(),
            user: "7".to_owned(),
        }
    }

    fn midnight() -> Timestamp {
        "2026-11-24T23:00:00Z".parse().unwrap()
    }

    fn sealed(content: &str) -> (Key, Vec<u8>) {
        let key = Key::fresh().unwrap();
        let file = seal(&key, &label(), midnight(), &content).unwrap();
        (key, file)
    }

    #[test]
    fn nothing_of_the_content_is_in_the_file() {
        let (key, file) = sealed("Rosa Alvarez");
        for length in [4, 6] {
            for part in b"Rosa Alvarez".windows(length) {
                assert!(!file.windows(length).any(|bytes| bytes == part));
            }
        }
        assert!(!file.windows(32).any(|bytes| bytes == key.bytes()));
        assert_eq!(
            open::<String>(&key, &label(), &file).unwrap(),
            "Rosa Alvarez"
        );
    }

    #[test]
    fn the_same_content_is_sealed_differently_each_time() {
        let (key, one) = sealed("x");
        let two = seal(&key, &label(), midnight(), &"x").unwrap();
        assert_ne!(one[HEAD..HEAD + NONCE], two[HEAD..HEAD + NONCE]);
    }

    #[test]
    fn another_key_or_another_label_opens_nothing() {
        let (key, file) = sealed("x");
        let other = Key::fresh().unwrap();
        assert_eq!(open::<String>(&other, &label(), &file), Err(Unopened));
        let labels = [
            Label {
                kind: Kind::Steps,
                ..label()
            },
            Label {
                day: None,
                ..label()
            },
            Label {
                server: "http://127.0.0.1:8081".to_owned(),
                ..label()
            },
            Label {
                user: "8".to_owned(),
                ..label()
            },
            Label {
                server: "http://127.0.0.1:80807".to_owned(),
                user: String::new(),
                ..label()
            },
        ];
        for label in labels {
            assert_eq!(
                open::<String>(&key, &label, &file),
                Err(Unopened),
                "{label:?}"
            );
        }
    }

    #[test]
    fn a_changed_or_cut_file_is_not_opened() {
        let (key, file) = sealed("x");
        for place in 0..file.len() {
            let mut changed = file.clone();
            changed[place] ^= 1;
            assert_eq!(
                open::<String>(&key, &label(), &changed),
                Err(Unopened),
                "{place}"
            );
            assert_eq!(
                open::<String>(&key, &label(), &file[..place]),
                Err(Unopened)
            );
        }
    }

    #[test]
    fn the_end_can_be_read_without_the_key() {
        let (_, file) = sealed("x");
        assert_eq!(ends(&file), Some(midnight()));
        assert_eq!(ends(b"something else altogether"), None);
        assert_eq!(ends(b"ante"), None);
    }

    proptest! {
        #[test]
        fn whatever_is_put_away_comes_back(content in any::<Vec<String>>(), user in ".*") {
            let key = Key::fresh().unwrap();
            let label = Label { user, ..label() };
            let file = seal(&key, &label, midnight(), &content).unwrap();
            prop_assert_eq!(open::<Vec<String>>(&key, &label, &file).unwrap(), content);
        }
    }
}
