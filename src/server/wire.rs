//! One server function, three kinds of client.
//!
//! Our own clients (header `x-request-client: dioxus`) get the framework's envelope; scripts get
//! flat JSON errors; a browser that sends a plain form is sent on to a page, with what went
//! wrong and what was typed kept in its session.

use std::collections::BTreeMap;

use axum::{
    Json,
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri,
        header::{ACCEPT, CONTENT_TYPE, HOST, LOCATION, REFERER, RETRY_AFTER},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_login::tower_sessions::Session;
use dioxus_fullstack::FullstackContext;
use serde_json::{Value, json};

use crate::{auth::model::local_path, error::AppError, form::Flash};

/// No form of ours is larger.
pub const BODY_LIMIT: usize = 256 * 1024;
/// The session key of the [`Flash`].
pub const FLASH: &str = "flash";

const NOTICE: HeaderName = HeaderName::from_static("x-anteroom-notice");
const CLIENT: &str = "x-request-client";

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Client {
    Ours,
    PlainForm,
    Script,
}

impl Client {
    pub(super) fn of(method: &Method, headers: &HeaderMap) -> Self {
        let has = |name: &HeaderName, part: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .is_some_and(|value| value.contains(part))
        };
        if headers.contains_key(CLIENT) {
            Self::Ours
        } else if method == Method::POST
            && has(&CONTENT_TYPE, "application/x-www-form-urlencoded")
            && has(&ACCEPT, "text/html")
        {
            Self::PlainForm
        } else {
            Self::Script
        }
    }
}

/// Names the result page of the mutation being served, and a sentence to show there.
pub fn lead_to(path: &str, notice: &str) {
    if let Some(context) = FullstackContext::current()
        && let Ok(location) = HeaderValue::from_str(path)
    {
        context.add_response_header(LOCATION, location);
    }
    say(notice);
}

/// Gives a sentence to show on the result page: where none is named, the page the form stood on.
pub fn say(notice: &str) {
    let Some(context) = FullstackContext::current() else {
        return;
    };
    if let Ok(encoded) = serde_urlencoded::to_string([("", notice)])
        && let Ok(value) = HeaderValue::from_str(&encoded)
        && !notice.is_empty()
    {
        context.add_response_header(NOTICE, value);
    }
}

/// Sits around the server functions, inside the session layer.
pub async fn layer(request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let client = Client::of(&parts.method, &parts.headers);
    let back = referring_path(&parts.headers);
    let referer = parts.headers.get(REFERER).cloned();
    // What a kiosk's form left is shown by whichever kiosk page is next; the secret in its path is kept
    // nowhere.
    let action = match parts.uri.path() {
        kiosk if kiosk.starts_with("/api/kiosk/") => "/api/kiosk".to_owned(),
        path => path.to_owned(),
    };
    let session = parts.extensions.get::<Session>().cloned();

    // Dioxus unwraps the body it reads: one too large or broken off must not get that far.
    let declared = parts
        .headers
        .get(axum::http::header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let body = match declared {
        Some(length) if length > BODY_LIMIT => Err(AppError::TooLarge),
        _ => to_bytes(body, BODY_LIMIT).await.map_err(|error| {
            let too_large = std::error::Error::source(&error)
                .is_some_and(<dyn std::error::Error>::is::<http_body_util::LengthLimitError>);
            if too_large {
                AppError::TooLarge
            } else {
                AppError::Malformed
            }
        }),
    };
    let (mut response, body) = match body {
        Ok(body) => {
            let request = Request::from_parts(parts, Body::from(body.clone()));
            (next.run(request).await, body)
        }
        Err(error) => (error_response(&error, client), Bytes::new()),
    };

    // Where a function names no page, Dioxus repeats what the browser says the form came from, whatever that is.
    let named = response.headers_mut().remove(LOCATION);
    let location = named.filter(|named| Some(named) != referer.as_ref());
    let notice = response
        .headers_mut()
        .remove(NOTICE)
        .and_then(decode_notice);
    let error = if response.status().is_client_error() || response.status().is_server_error() {
        let (error, answer) = normalise(response, client).await;
        response = answer;
        Some(error)
    } else {
        None
    };
    if client != Client::PlainForm {
        return response;
    }

    let target = match (&error, location) {
        (None, Some(location)) => location,
        _ => HeaderValue::from_str(&back).unwrap_or(HeaderValue::from_static("/")),
    };
    if let Some(session) = session
        && (error.is_some() || notice.is_some())
    {
        let flash = Flash {
            action,
            values: if error.is_some() {
                typed(&body)
            } else {
                BTreeMap::new()
            },
            error,
            notice,
        };
        if let Err(error) = session.insert(FLASH, flash).await {
            tracing::error!(%error, "what a form left for the next page was lost");
        }
    }
    let mut answer = StatusCode::SEE_OTHER.into_response();
    for cookie in response.headers().get_all(axum::http::header::SET_COOKIE) {
        answer
            .headers_mut()
            .append(axum::http::header::SET_COOKIE, cookie.clone());
    }
    answer.headers_mut().insert(LOCATION, target);
    answer
}

/// Reads whatever error came out and writes it the way this client reads errors.
async fn normalise(response: Response, client: Client) -> (AppError, Response) {
    let status = response.status();
    let body = to_bytes(response.into_body(), BODY_LIMIT)
        .await
        .unwrap_or_default();
    let error = serde_json::from_slice::<Value>(&body)
        .ok()
        .and_then(|mut body| serde_json::from_value(body.get_mut("data")?.take()).ok())
        .unwrap_or_else(|| AppError::from_status(status));
    let response = error_response(&error, client);
    (error, response)
}

/// An error as this kind of client reads it.
pub(super) fn error_response(error: &AppError, client: Client) -> Response {
    let data = serde_json::to_value(error).unwrap_or_default();
    let status = error.status();
    let body = if client == Client::Ours {
        json!({"message": error.to_string(), "code": status.as_u16(), "data": data})
    } else {
        let mut body = data;
        if let Some(object) = body.as_object_mut() {
            object.insert("message".to_owned(), error.to_string().into());
            object.insert("status".to_owned(), status.as_u16().into());
        }
        body
    };
    let mut response = (status, Json(body)).into_response();
    let wait = match error {
        AppError::TooManyAttempts { retry_after } => Some(*retry_after),
        AppError::Unavailable => Some(1),
        _ => None,
    };
    if let Some(seconds) = wait {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}

/// The page the form stood on: the path of a `Referer` of this host, else the front page.
fn referring_path(headers: &HeaderMap) -> String {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    text(REFERER)
        .and_then(|referer| referer.parse::<Uri>().ok())
        .filter(|uri| uri.authority().map(axum::http::uri::Authority::as_str) == text(HOST))
        .and_then(|uri| uri.path_and_query().map(ToString::to_string))
        .filter(|path| local_path(path).is_some())
        .unwrap_or_else(|| "/".to_owned())
}

/// What was typed, for filling the form again; never a password.
fn typed(body: &[u8]) -> BTreeMap<String, String> {
    serde_urlencoded::from_bytes::<Vec<(String, String)>>(body)
        .unwrap_or_default()
        .into_iter()
        .filter(|(name, _)| !name.contains("password"))
        .collect()
}

fn decode_notice(value: HeaderValue) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(value.as_bytes()).ok()?;
    pairs.into_iter().next().map(|(_, notice)| notice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(list: &[(&'static str, &'static str)]) -> HeaderMap {
        list.iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn a_form_goes_back_only_to_a_page_of_this_host() {
        let host = ("host", "clinic.example:8080");
        let path = |referer| referring_path(&headers(&[host, ("referer", referer)]));
        assert_eq!(
            path("http://clinic.example:8080/login?next=%2Fbook%2F3"),
            "/login?next=%2Fbook%2F3"
        );
        assert_eq!(path("http://evil.example/login"), "/");
        assert_eq!(path("http://clinic.example:8080//evil.example"), "/");
        assert_eq!(referring_path(&headers(&[host])), "/");
    }

    #[test]
    fn passwords_are_not_kept() {
        let kept = typed(b"username=rosa&password=secret&new_password=more");
        assert_eq!(
            kept,
            BTreeMap::from([("username".to_owned(), "rosa".to_owned())])
        );
    }
}
