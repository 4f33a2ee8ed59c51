//! The address of a page under a query.

/// The address of a page under a query; what is empty stays out of it.
pub fn query_path<K, V>(path: &str, query: impl IntoIterator<Item = (K, V)>) -> String
where
    K: AsRef<str>,
    V: AsRef<str>,
{
    let pairs: Vec<(String, String)> = query
        .into_iter()
        .map(|(name, value)| (name.as_ref().to_owned(), value.as_ref().trim().to_owned()))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    match serde_urlencoded::to_string(pairs) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_only_what_is_filtered() {
        assert_eq!(
            query_path("/admin/audit", [("user", " "), ("page", "")]),
            "/admin/audit"
        );
        assert_eq!(
            query_path("/admin/audit", [("user", " dana d "), ("page", "2")]),
            "/admin/audit?user=dana+d&page=2"
        );
    }
}
