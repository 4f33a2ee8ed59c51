//! The server's address: what may be typed, and what may answer there.

use std::net::{IpAddr, Ipv6Addr};

use http::Uri;

use crate::version::{API, PRODUCT, Version};

/// Where the clinic's server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Scheme, host and port, without a slash at the end.
    pub url: String,
    /// Its name for people: the host, with the port where one was given.
    pub host: String,
    /// Without https; whoever is on the way reads along.
    pub plain: bool,
}

/// What an address without https is warned of with.
pub const PLAIN: &str = "Without https, whoever is on this network can read along. Use it only on a network \
    that is yours.";

const EXAMPLE: &str = "Write the address like https://appointments.example.org.";

impl Address {
    /// Reads what somebody typed. What follows the host is dropped, so that the address of any of the
    /// server's pages will do; without a scheme it is https.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("Enter the address of your clinic's server.".to_owned());
        }
        let lower = text.to_ascii_lowercase();
        let with_scheme = if lower.contains("://") {
            lower
        } else {
            format!("https://{lower}")
        };
        let (scheme, rest) = with_scheme.split_once("://").unwrap_or_default();
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let plain = match scheme {
            "https" => false,
            "http" => true,
            _ => return Err(format!("An address begins with https://. {EXAMPLE}")),
        };
        if authority.contains('@') {
            return Err("Leave out the name and the password: they come later.".to_owned());
        }
        let url = format!("{scheme}://{authority}");
        let uri: Uri = url.parse().map_err(|_| EXAMPLE.to_owned())?;
        let host = uri.host().unwrap_or_default();
        // A colon with nothing or nonsense behind it is no port.
        let port_is_fine = authority == host || uri.port_u16().is_some_and(|port| port > 0);
        if host.is_empty() || !port_is_fine {
            return Err(EXAMPLE.to_owned());
        }
        if plain && !is_near(host) {
            return Err(format!(
                "https is needed for {host}. Without it, anybody on the way could read what you see and type."
            ));
        }
        Ok(Self {
            host: authority.to_owned(),
            url,
            plain,
        })
    }
}

/// Whether a host is this computer, or on a network that is not the internet's.
fn is_near(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_private(),
        Ok(IpAddr::V6(address)) => is_near_v6(address),
        Err(_) => {
            let name = host.trim_end_matches('.');
            match name.rsplit_once('.') {
                Some((_, last)) => last == "localhost" || last == "local",
                None => name == "localhost",
            }
        }
    }
}

fn is_near_v6(address: Ipv6Addr) -> bool {
    match address.to_ipv4_mapped() {
        Some(address) => address.is_loopback() || address.is_private(),
        None => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

/// Why what answers cannot be worked with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing of ours.
    #[error(
        "Something answers at {0}, but it is not an {PRODUCT} server. Please check the address."
    )]
    AnotherProduct(String),
    /// Ours, of a later generation.
    #[error(
        "The server at {host} is newer than this app (it is version {version}). Please update the app."
    )]
    Newer {
        /// Where.
        host: String,
        /// Which.
        version: String,
    },
    /// Ours, of an earlier generation.
    #[error(
        "The server at {host} is older than this app (it is version {version}) and must be updated first."
    )]
    Older {
        /// Where.
        host: String,
        /// Which.
        version: String,
    },
    /// It has trouble of its own.
    #[error("The server at {0} cannot answer at present. Please try again in a minute.")]
    Away(String),
    /// It wants to be asked elsewhere.
    #[error("{host} sends us on to {to}. Please enter that address.")]
    Elsewhere {
        /// Where.
        host: String,
        /// Where to.
        to: String,
    },
}

/// Judges what a server answered to the question for its version.
///
/// # Errors
/// Why it is not a server for this app.
pub fn judge(
    host: &str,
    status: u16,
    location: Option<&str>,
    body: &[u8],
) -> Result<Version, Refusal> {
    let host = host.to_owned();
    match status {
        200 => {}
        300..=399 => {
            let to = location.and_then(|to| Address::read(to).ok());
            return Err(match to {
                Some(to) => Refusal::Elsewhere { host, to: to.url },
                None => Refusal::AnotherProduct(host),
            });
        }
        500..=599 => return Err(Refusal::Away(host)),
        _ => return Err(Refusal::AnotherProduct(host)),
    }
    let version: Version = match serde_json::from_slice::<Version>(body) {
        Ok(version) if version.product == PRODUCT => version,
        _ => return Err(Refusal::AnotherProduct(host)),
    };
    let said = version.version.clone();
    match version.api {
        API => Ok(version),
        newer if newer > API => Err(Refusal::Newer {
            host,
            version: said,
        }),
        _ => Err(Refusal::Older {
            host,
            version: said,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> String {
        Address::read(text).unwrap().url
    }

    #[test]
    fn an_address_is_taken_as_people_write_it() {
        assert_eq!(url(" clinic.example.org "), "https://clinic.example.org");
        assert_eq!(
            url("HTTPS://Clinic.Example.org/login?next=%2Fdesk"),
            "https://clinic.example.org"
        );
        assert_eq!(
            url("clinic.example.org:8443/"),
            "https://clinic.example.org:8443"
        );
        assert_eq!(
            url("https://[2001:db8::1]:444/"),
            "https://[2001:db8::1]:444"
        );
        let plain = Address::read("http://192.168.1.20:8080").unwrap();
        assert!(plain.plain);
        assert_eq!(plain.host, "192.168.1.20:8080");
        assert!(!Address::read("https://192.168.1.20").unwrap().plain);
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "  ",
            "https://",
            "ftp://clinic.example.org",
            "file:///etc/passwd",
            "https://clinic example org",
            "https://clinic.example.org:port",
            "https://clinic.example.org:",
            "https://clinic.example.org:99999",
            "https://dee:secret@clinic.example.org",
            "https://:8080",
        ] {
            assert!(Address::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn only_near_addresses_may_do_without_https() {
        for near in [
            "localhost:8080",
            "clinic.localhost",
            "127.0.0.1",
            "127.8.9.10:80",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.254",
            "192.168.0.1",
            "anteroom.local",
            "[::1]:8080",
            "[fd12:3456::1]",
            "[fe80::1]",
            "[::ffff:10.0.0.1]",
        ] {
            assert!(
                Address::read(&format!("http://{near}")).unwrap().plain,
                "{near}"
            );
        }
        for far in [
            "clinic.example.org",
            "172.15.255.255",
            "172.32.0.1",
            "11.0.0.1",
            "192.169.0.1",
            "8.8.8.8",
            "[2001:db8::1]",
            "[::ffff:8.8.8.8]",
            "10.0.0.1.example.org",
            "localhost.example.org",
            "notlocal",
            "2130706433",
        ] {
            let refused = Address::read(&format!("http://{far}")).unwrap_err();
            assert!(refused.starts_with("https is needed"), "{far}: {refused}");
        }
    }

    #[test]
    fn a_server_is_judged_by_what_it_says_of_itself() {
        let say = |product: &str, api: u32| {
            format!(r#"{{"product":"{product}","version":"9.9","api":{api}}}"#)
        };
        let judge = |status, body: &str| judge("x", status, None, body.as_bytes());
        assert_eq!(judge(200, &say("Anteroom", API)).unwrap().version, "9.9");
        let other = Err(Refusal::AnotherProduct("x".into()));
        assert_eq!(judge(200, &say("Elsewhere", API)), other);
        assert_eq!(judge(200, "<!doctype html>"), other);
        assert_eq!(judge(404, "{}"), other);
        assert!(matches!(
            judge(200, &say("Anteroom", API + 1)),
            Err(Refusal::Newer { .. })
        ));
        assert!(matches!(
            judge(200, &say("Anteroom", API - 1)),
            Err(Refusal::Older { .. })
        ));
        assert_eq!(judge(503, ""), Err(Refusal::Away("x".into())));
        assert_eq!(
            super::judge("x", 308, Some("https://y.example/api/version"), b""),
            Err(Refusal::Elsewhere {
                host: "x".into(),
                to: "https://y.example".into()
            })
        );
    }
}
