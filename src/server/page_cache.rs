//! A second's memory for the pages that are the same for everybody who has no session: logging
//! in and registering, which are asked for in a rush when many come at once.

use std::{
    collections::HashMap,
    sync::Mutex,
    time::{Duration, Instant},
};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{
        HeaderMap, Method, StatusCode,
        header::{COOKIE, SET_COOKIE},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{AppState, faults};

const PATHS: [&str; 2] = ["/login", "/register"];
const AGE: Duration = Duration::from_secs(1);
const PAGE_LIMIT: usize = 1024 * 1024;

/// The pages rendered in the last second.
#[derive(Debug, Default)]
pub struct PageCache(Mutex<HashMap<&'static str, Page>>);

#[derive(Clone, Debug)]
struct Page {
    rendered: Instant,
    headers: HeaderMap,
    body: Bytes,
}

/// Answers from memory, or remembers the answer.
pub async fn layer(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let uri = request.uri();
    let path = PATHS.into_iter().find(|path| *path == uri.path());
    let same_for_all = request.method() == Method::GET
        && uri.query().is_none()
        && !request.headers().contains_key(COOKIE);
    let Some(path) = path.filter(|_| same_for_all) else {
        return next.run(request).await;
    };
    let kept = app
        .pages
        .0
        .lock()
        .ok()
        .and_then(|pages| pages.get(path).cloned());
    if let Some(page) = kept.filter(|page| page.rendered.elapsed() < AGE) {
        return (page.headers, page.body).into_response();
    }
    let response = next.run(request).await;
    if response.status() != StatusCode::OK || response.headers().contains_key(SET_COOKIE) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let body = match to_bytes(body, PAGE_LIMIT).await {
        Ok(body) => body,
        Err(error) => return faults::internal(&error).status().into_response(),
    };
    if let Ok(mut pages) = app.pages.0.lock() {
        let page = Page {
            rendered: Instant::now(),
            headers: parts.headers.clone(),
            body: body.clone(),
        };
        pages.insert(path, page);
    }
    Response::from_parts(parts, Body::from(body))
}
