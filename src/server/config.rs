//! What the environment sets.

use std::{env, net::IpAddr};

use anyhow::{Context as _, bail};

use super::engine::DatabaseUrl;

/// The server's settings; see the README for each variable.
#[derive(Clone, Debug)]
pub struct Config {
    /// `IP`, default 127.0.0.1.
    pub ip: IpAddr,
    /// `PORT`, default 8080.
    pub port: u16,
    /// `DATABASE_URL`, default `sqlite://data/anteroom.db`.
    pub database: DatabaseUrl,
    /// `ANTEROOM_TIME_ZONE`: for a new clinic.
    pub time_zone: String,
    /// `ANTEROOM_BASE_URL`, without a slash at its end.
    pub base_url: Option<String>,
    /// `ANTEROOM_BCRYPT_COST`, 4 to 31, default 12.
    pub bcrypt_cost: u32,
    /// `ANTEROOM_THROTTLE`, on unless "off".
    pub throttle: bool,
    /// `ANTEROOM_TRUST_PROXY`: take the client's address from the last `X-Forwarded-For`.
    pub trust_proxy: bool,
}

/// bcrypt's cost where nothing else is set.
pub const DEFAULT_BCRYPT_COST: u32 = 12;

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// When a variable is set to something that makes no sense.
    pub fn from_env() -> anyhow::Result<Self> {
        let time_zone = match variable("ANTEROOM_TIME_ZONE") {
            Some(zone) => {
                jiff::tz::TimeZone::get(&zone)
                    .with_context(|| format!("ANTEROOM_TIME_ZONE: no such time zone: {zone}"))?;
                zone
            }
            None => machine_zone(),
        };
        let bcrypt_cost = match variable("ANTEROOM_BCRYPT_COST") {
            None => DEFAULT_BCRYPT_COST,
            Some(cost) => match cost.parse() {
                Ok(cost @ 4..=31) => cost,
                _ => bail!("ANTEROOM_BCRYPT_COST must be a number from 4 to 31"),
            },
        };
        Ok(Self {
            ip: parsed("IP", "127.0.0.1")?,
            port: parsed("PORT", "8080")?,
            database: variable("DATABASE_URL")
                .as_deref()
                .unwrap_or("sqlite://data/anteroom.db")
                .parse()
                .context("DATABASE_URL")?,
            time_zone,
            base_url: variable("ANTEROOM_BASE_URL").map(|url| url.trim_end_matches('/').to_owned()),
            bcrypt_cost,
            throttle: variable("ANTEROOM_THROTTLE").as_deref() != Some("off"),
            trust_proxy: variable("ANTEROOM_TRUST_PROXY").as_deref() == Some("1"),
        })
    }

    /// Whether the public address is https.
    pub fn https(&self) -> bool {
        self.base_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"))
    }
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn parsed<T: std::str::FromStr>(name: &str, default: &str) -> anyhow::Result<T> {
    let text = variable(name).unwrap_or_else(|| default.to_owned());
    text.parse()
        .ok()
        .with_context(|| format!("{name}: cannot use {text:?}"))
}

fn machine_zone() -> String {
    iana_time_zone::get_timezone()
        .ok()
        .filter(|zone| jiff::tz::TimeZone::get(zone).is_ok())
        .unwrap_or_else(|| "UTC".to_owned())
}
