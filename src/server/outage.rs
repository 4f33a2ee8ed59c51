//! What is answered while the database is away and nobody can be told who they are: the session
//! layers give a bare 500, which this makes the outage it is.

use axum::{
    body::HttpBody as _,
    extract::Request,
    http::{StatusCode, header::RETRY_AFTER},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};

use super::wire::{self, Client};
use crate::error::AppError;

/// Without a style of its own: it must not depend on anything that may be away too.
const PAGE: &str = r#"<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>Not available</title><link rel="icon" href="data:,"></head>
<body><main>
<h1>Not available at this moment</h1>
<p>The clinic's records cannot be reached. Please wait a minute and try again.
If you have just sent a form, go back to it: your browser still has what you typed.</p>
<p><a href="">Try again</a></p>
</main></body></html>
"#;

/// Sits directly around the session layers.
pub async fn layer(request: Request, next: Next) -> Response {
    let client = Client::of(request.method(), request.headers());
    let called = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    // An error of ours always says something.
    let bare = response.status() == StatusCode::INTERNAL_SERVER_ERROR
        && response.body().size_hint().exact() == Some(0);
    if !bare {
        return response;
    }
    tracing::warn!("a session could not be read or written");
    if called && client != Client::PlainForm {
        return wire::error_response(&AppError::Unavailable, client);
    }
    let status = AppError::Unavailable.status();
    (status, [(RETRY_AFTER, "5")], Html(PAGE)).into_response()
}
