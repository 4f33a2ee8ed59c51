//! The start: what was kept before, and the key to it.

use std::path::PathBuf;

use jiff::Timestamp;

use super::{source, tell};
use crate::{
    desktop::keyring,
    offline::{keeper::Keeper, sealed::Key},
};

/// What the key is filed under in the keyring.
const KEY: &str = "offline-key";

/// Opens what is kept for a server: to be called once, before anything else here.
pub async fn begin(server: &str) {
    let key = match keyring::get(KEY).await {
        Ok(found) => match found.as_deref().and_then(Key::from_bytes) {
            Some(key) => Ok(key),
            None => fresh_key().await,
        },
        Err(error) => Err(error.to_string()),
    };
    let (folder, key) = match dirs::data_local_dir() {
        Some(place) => (place.join("anteroom").join("offline"), key),
        None => (
            PathBuf::new(),
            Err("This account has no place for data.".to_owned()),
        ),
    };
    source().keeper = Keeper::new(folder, key, server.to_owned(), Timestamp::now());
    tell();
}

async fn fresh_key() -> Result<Key, String> {
    let key = Key::fresh().map_err(|error| error.to_string())?;
    keyring::set(KEY, key.bytes().to_vec())
        .await
        .map_err(|error| error.to_string())?;
    Ok(key)
}
