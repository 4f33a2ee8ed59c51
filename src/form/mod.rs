//! Forms: how one server function is fed by a hydrated page, by a browser without JavaScript,
//! by the desktop app and by JSON scripts alike.

mod path;
pub mod validate;

pub use path::query_path;

use std::collections::BTreeMap;

use dioxus_fullstack::{ClientRequest, ClientResponse, IntoRequest, RequestError};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};

use crate::error::AppError;

/// The body of a mutation: `application/x-www-form-urlencoded`, or a flat JSON object.
///
/// Fields are texts with defaults, checked by the server function, so that a missing or odd one
/// is answered beside its field rather than refused by the parser.
#[derive(Clone, Debug)]
pub struct Input<T>(pub T);

impl<T> IntoRequest for Input<T>
where
    T: Serialize + DeserializeOwned + 'static,
{
    async fn into_request(self, request: ClientRequest) -> Result<ClientResponse, RequestError> {
        request.send_form(&self.0).await
    }
}

/// The body of a mutation that needs none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nothing {}

/// What a form without JavaScript leaves for the page that comes after it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// The form's `action`.
    pub action: String,
    /// What was typed, passwords left out.
    pub values: BTreeMap<String, String>,
    /// What was wrong.
    pub error: Option<AppError>,
    /// What went well.
    pub notice: Option<String>,
}

/// Reads a checkbox: present and not "false" is ticked.
///
/// # Errors
/// Never for text.
pub fn checkbox<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    let text = String::deserialize(deserializer)?;
    Ok(matches!(text.as_str(), "on" | "true" | "1" | "yes"))
}

/// Reads a number that may be left empty.
///
/// # Errors
/// When there is text that is not a number.
pub fn optional_number<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<i64>, D::Error> {
    let text = String::deserialize(deserializer)?;
    match text.trim() {
        "" => Ok(None),
        number => number.parse().map(Some).map_err(serde::de::Error::custom),
    }
}

/// Reads the fields of a submitted form into its type.
///
/// # Errors
/// [`AppError::Malformed`] when they do not fit.
pub fn parse<T: DeserializeOwned>(pairs: &[(String, String)]) -> Result<T, AppError> {
    let encoded = serde_urlencoded::to_string(pairs).map_err(|_| AppError::Malformed)?;
    serde_urlencoded::from_str(&encoded).map_err(|_| AppError::Malformed)
}

#[cfg(feature = "server")]
mod extract {
    use axum::{
        body::Bytes,
        extract::{FromRequest, Request},
        http::{StatusCode, header::CONTENT_TYPE},
        response::{IntoResponse, Response},
    };
    use serde::de::DeserializeOwned;
    use serde_json::Value;

    use super::Input;

    impl<S, T> FromRequest<S> for Input<T>
    where
        S: Send + Sync,
        T: DeserializeOwned,
    {
        type Rejection = Response;

        async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
            let json = request
                .headers()
                .get(CONTENT_TYPE)
                .and_then(|value| value.to_str().ok())
                .is_some_and(|value| value.starts_with("application/json"));
            let body = Bytes::from_request(request, state)
                .await
                .map_err(IntoResponse::into_response)?;
            let read = if json {
                from_json(&body)
            } else {
                from_form(&body)
            };
            read.map(Input)
                .ok_or_else(|| StatusCode::BAD_REQUEST.into_response())
        }
    }

    fn from_form<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(body).ok()?;
        super::parse(&pairs).ok()
    }

    /// A flat object; numbers and booleans are read as a form would send them.
    fn from_json<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
        let object: serde_json::Map<String, Value> = if body.is_empty() {
            serde_json::Map::new()
        } else {
            serde_json::from_slice(body).ok()?
        };
        let mut pairs = Vec::with_capacity(object.len());
        for (name, value) in object {
            match value {
                Value::Null => {}
                Value::String(text) => pairs.push((name, text)),
                Value::Number(number) => pairs.push((name, number.to_string())),
                Value::Bool(flag) => pairs.push((name, flag.to_string())),
                Value::Array(_) | Value::Object(_) => return None,
            }
        }
        super::parse(&pairs).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Sample {
        name: String,
        #[serde(deserialize_with = "checkbox")]
        keep: bool,
        #[serde(deserialize_with = "optional_number")]
        id: Option<i64>,
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_form_is_read_with_empty_and_missing_fields() {
        let read: Sample = parse(&pairs(&[
            ("name", "Ōtani & co"),
            ("keep", "on"),
            ("id", ""),
        ]))
        .unwrap();
        assert_eq!(
            read,
            Sample {
                name: "Ōtani & co".into(),
                keep: true,
                id: None
            }
        );
        assert_eq!(parse::<Sample>(&[]).unwrap(), Sample::default());
    }

    #[test]
    fn what_does_not_fit_is_malformed() {
        assert_eq!(
            parse::<Sample>(&pairs(&[("id", "x")])),
            Err(AppError::Malformed)
        );
        assert_eq!(
            parse::<Sample>(&pairs(&[("name", "a"), ("name", "b")])),
            Err(AppError::Malformed)
        );
    }
}
