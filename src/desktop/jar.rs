//! The cookies of one server. There is one, the session's; nothing of the rest of a browser's rules for
//! cookies is needed, since no other server is ever asked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Names and values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jar(BTreeMap<String, String>);

impl Jar {
    /// Does what a `Set-Cookie` header says; answers whether that changed anything.
    pub fn take(&mut self, header: &str) -> bool {
        let mut parts = header.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
            return false;
        };
        let ends = parts.any(|part| {
            part.split_once('=').is_some_and(|(attribute, age)| {
                attribute.eq_ignore_ascii_case("max-age")
                    && age.trim().parse::<i64>().is_ok_and(|age| age <= 0)
            })
        });
        if ends {
            self.0.remove(name).is_some()
        } else {
            self.0.insert(name.to_owned(), value.to_owned()).as_deref() != Some(value)
        }
    }

    /// The `Cookie` header; nothing when there is none.
    pub fn header(&self) -> Option<String> {
        let pairs: Vec<_> = self
            .0
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_comes_changes_and_goes() {
        let mut jar = Jar::default();
        assert_eq!(jar.header(), None);
        assert!(jar.take("anteroom=one; HttpOnly; SameSite=Lax; Path=/"));
        assert!(!jar.take("anteroom=one; Path=/; Max-Age=1209600"));
        assert!(jar.take("anteroom=two=2; Path=/"));
        assert_eq!(jar.header().as_deref(), Some("anteroom=two=2"));
        assert!(jar.take("anteroom=; Path=/; Max-Age=0; Expires=Sat, 22 Nov 2025 10:00:00 GMT"));
        assert!(jar.is_empty());
        assert!(!jar.take("anteroom=; max-age=0"));
        assert!(!jar.take("no cookie at all"));
    }
}
