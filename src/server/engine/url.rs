//! Where a database is.

use std::{fmt, path::PathBuf, str::FromStr};

use anyhow::bail;

/// The address of a database; its scheme names the engine.
///
/// `sqlite://PATH` (or a bare path) is a file; `postgresql://` and `postgres://` are whatever
/// libpq understands, with `sslmode` and the like among the parameters.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file.
    Sqlite(PathBuf),
    /// A connection URI of libpq.
    Postgresql(String),
}

impl DatabaseUrl {
    /// Whether several servers may use it at once.
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Postgresql(_))
    }
}

impl FromStr for DatabaseUrl {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        if text.starts_with("postgresql://") || text.starts_with("postgres://") {
            return Ok(Self::Postgresql(text.to_owned()));
        }
        let path = text
            .strip_prefix("sqlite://")
            .or_else(|| text.strip_prefix("sqlite:"))
            .unwrap_or(text);
        if path.contains("://") || path.is_empty() {
            let scheme = text.split("://").next().unwrap_or_default();
            bail!("addresses begin with sqlite:// or postgresql://, not {scheme:?}");
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

/// Without the user's name and password: it ends up in logs and messages.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => path.display().fmt(f),
            Self::Postgresql(url) => {
                let address = url.split_once("://").map_or("", |(_, address)| address);
                // A password may hold a question mark, and everything up to the last `@` before
                // the path is name and password.
                let (host, path) = address.split_once('/').unwrap_or((address, ""));
                let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
                let address = format!("{host}/{path}");
                let (address, parameters) = address.split_once('?').unwrap_or((&address, ""));
                write!(f, "postgresql://{address}")?;
                match parameters.split('&').find(|part| part.starts_with("host=")) {
                    Some(host) => write!(f, "?{host}"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> DatabaseUrl {
        DatabaseUrl::Sqlite(PathBuf::from(text))
    }

    #[test]
    fn the_scheme_names_the_engine() {
        let read = |text: &str| text.parse::<DatabaseUrl>().ok();
        assert_eq!(read("sqlite://data/a.db"), Some(file("data/a.db")));
        assert_eq!(read("sqlite:///var/a.db"), Some(file("/var/a.db")));
        assert_eq!(read("a.db"), Some(file("a.db")));
        assert_eq!(read("mysql://localhost/a"), None);
        assert_eq!(read("sqlite://"), None);
        let url = "postgres://localhost/a".to_owned();
        assert_eq!(
            read("postgres://localhost/a"),
            Some(DatabaseUrl::Postgresql(url))
        );
    }

    #[test]
    fn names_and_passwords_are_not_shown() {
        for (url, shown) in [
            (
                "postgres://ann:s3@cret@db:5433/clinic?password=s3cret",
                "postgresql://db:5433/clinic",
            ),
            ("postgres://ann:s3?cret@db/clinic", "postgresql://db/clinic"),
            (
                "postgresql:///clinic?user=ann&host=/run/pg&password=s3cret",
                "postgresql:///clinic?host=/run/pg",
            ),
        ] {
            let url: DatabaseUrl = url.parse().unwrap();
            assert_eq!(url.to_string(), shown);
            assert!(!format!("{url:?}").contains("s3"));
        }
    }
}
