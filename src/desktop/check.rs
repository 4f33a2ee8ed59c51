//! Asks a server which one it is.

use std::time::Duration;

use reqwest::{Client, Error, Response, header::LOCATION, redirect::Policy};

use super::address::{Address, Refusal, judge};
use crate::version::Version;

/// How much of an answer is read; ours is far shorter.
const MOST: usize = 16 * 1024;

/// Why there is nothing to work with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    /// Something answered, and it does not fit.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Nothing answered, or not safely.
    #[error("{0}")]
    Unreachable(String),
}

/// Asks the server at an address for its version, and waits so long for it.
///
/// # Errors
/// Why the app cannot work with it.
pub(super) async fn check(address: &Address, patience: Duration) -> Result<Version, Trouble> {
    let unreachable = |error: Error| Trouble::Unreachable(words(&address.host, patience, &error));
    let client = Client::builder()
        .timeout(patience)
        .redirect(Policy::none())
        .build()
        .map_err(unreachable)?;
    let asked = client.get(format!("{}/api/version", address.url));
    let response = asked.send().await.map_err(unreachable)?;
    let status = response.status().as_u16();
    let location = response
        .headers()
        .get(LOCATION)
        .and_then(|to| to.to_str().ok())
        .map(str::to_owned);
    let body = beginning(response).await.map_err(unreachable)?;
    Ok(judge(&address.host, status, location.as_deref(), &body)?)
}

async fn beginning(mut response: Response) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    while body.len() < MOST
        && let Some(chunk) = response.chunk().await?
    {
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn words(host: &str, patience: Duration, error: &Error) -> String {
    let mut causes = format!("{error:?}");
    causes.make_ascii_lowercase();
    if error.is_timeout() {
        format!(
            "{host} did not answer within {} seconds.",
            patience.as_secs()
        )
    } else if causes.contains("certificate") {
        format!(
            "The certificate of {host} is not one this computer trusts. Ask whoever runs the server."
        )
    } else if causes.contains("dns error") || causes.contains("failed to lookup") {
        format!("There is no computer called {host}. Please check the address.")
    } else {
        format!(
            "Nothing answers at {host}. Check the address, and that this computer is on the clinic's network."
        )
    }
}
