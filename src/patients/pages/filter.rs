//! Filters: a GET form, whose answer has an address of its own.

use dioxus::prelude::*;

/// A form whose fields become the address of a filtered list. Without JavaScript the browser
/// goes there; hydrated, the router does. Fields left empty stay out of the address.
///
/// ```ignore
/// rsx! {
///     FilterForm { action: "/patients", label: "Find a patient", SearchField { value: q() } }
/// }
/// ```
#[component]
pub fn FilterForm(
    /// The list's address.
    #[props(into)]
    action: String,
    /// What the form finds, for screen readers.
    #[props(into)]
    label: String,
    /// The fields and the button.
    children: Element,
) -> Element {
    let target = action.clone();
    rsx! {
        form {
            method: "get",
            action,
            class: "filters",
            role: "search",
            "aria-label": label,
            onsubmit: move |event| {
                event.prevent_default();
                navigator().push(query_path(&target, typed(&event)));
            },
            {children}
        }
    }
}

fn typed(event: &FormEvent) -> Vec<(String, String)> {
    event
        .values()
        .into_iter()
        .filter_map(|(name, value)| match value {
            FormValue::Text(text) => Some((name, text)),
            FormValue::File(_) => None,
        })
        .collect()
}

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
            query_path("/patients", [("q", " "), ("page", "")]),
            "/patients"
        );
        assert_eq!(
            query_path("/patients", [("q", " rosa m "), ("page", "2")]),
            "/patients?q=rosa+m&page=2"
        );
    }
}
