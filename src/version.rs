//! Which product answers, and whether a client fits it.

#![cfg_attr(
    feature = "server",
    expect(
        unreachable_pub,
        reason = "the server function macro repeats `pub` on an inner function"
    )
)]

use dioxus::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What our servers call themselves.
pub const PRODUCT: &str = "Anteroom";

/// The generation of the calls between client and server. It grows when a client of the one before can no
/// longer work with the server.
pub const API: u32 = 1;

/// What a server says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// [`PRODUCT`].
    pub product: String,
    /// The release, for people.
    pub version: String,
    /// The server's [`API`].
    pub api: u32,
}

/// Which product this is, in which version.
#[get("/api/version")]
#[cfg_attr(
    feature = "server",
    expect(
        clippy::unused_async,
        reason = "a server function is asynchronous, this one has nothing to wait for"
    )
)]
pub async fn version() -> Result<Version, AppError> {
    Ok(Version {
        product: PRODUCT.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        api: API,
    })
}
